import assert from "node:assert/strict";
import { DataError } from "../../errors.ts";
import { fieldOf } from "../../field.ts";
import { JSON_TYPE, TEXT } from "../../types.ts";
import { recordEncoder } from "./encode.ts";
import { parseAvroSchema } from "./schema_parse.ts";
import { avscReader, encodeRows, twosComplement } from "./test_avro.ts";

const SYMBOLS = { type: "enum", name: "E", symbols: ["low", "high"] };
const LIST = {
  type: "record",
  name: "L",
  fields: [{ name: "v", type: "int", default: 7 }, { name: "next", type: ["null", "L"], default: null }],
};
const decimal = (precision: number, scale: number) => ({ type: "bytes", logicalType: "decimal", precision, scale });
const map = (values: unknown) => ({ type: "map", values });
const array = (items: unknown) => ({ type: "array", items });

/** The JSON text as the field `v` of a record of this type; unions show their branch. */
function writtenAs(schema: unknown, text: string | null): unknown {
  const fields = [fieldOf("v", JSON_TYPE)];
  const whole = { type: "record", name: "R", fields: [{ name: "v", type: schema }] };
  const [message] = encodeRows(recordEncoder(fields, parseAvroSchema(JSON.stringify(whole))), fields, [[text]]);
  return (avscReader(whole, "always")(message!) as { readonly v: unknown }).v; // one row
}

const WRITTEN: readonly [schema: unknown, text: string | null, expected: unknown][] = [
  ["string", '{"a": 1}', '{"a": 1}'],
  [["null", "string"], "5", { string: "5" }],
  [["null", "string", "int"], "5", { int: 5 }],
  [["null", "string", "int"], '"5"', { string: "5" }],
  [["null", "string", "int"], "null", null],
  [["null", "string", "int"], null, null],
  [["double", "long"], "9007199254740993", { long: 9007199254740993n }],
  [["double", "long"], "1.0e0", { long: 1n }],
  [["double", "long"], "1.5", { double: 1.5 }],
  [["float", "string"], "-1.5", { float: -1.5 }],
  [["string", SYMBOLS, "bytes"], '"high"', { E: "high" }],
  [["bytes", "string"], '"AQI="', { string: "AQI=" }],
  [["bytes", "int"], '"AQI="', { bytes: Uint8Array.of(1, 2) }],
  [map("int"), "{}", {}],
  [map("int"), '{"__proto__":1,"a":2}', JSON.parse('{"__proto__":1,"a":2}')],
  [array(["int", map("int")]), '[1,{"a":2}]', [{ int: 1 }, { map: { a: 2 } }]],
  [LIST, '{"next":{"v":2}}', { v: 7, next: { L: { v: 2, next: null } } }],
  [
    decimal(40, 2),
    "12345678901234567890123456789012345678.9",
    twosComplement(1234567890123456789012345678901234567890n),
  ],
  [array(decimal(4, 2)), "[1, 0.25, 1e1]", [100n, 25n, 1000n].map(twosComplement)],
  [array({ type: "long", logicalType: "timestamp-micros" }), '["2026-01-31T10:00:00.5"]', [1769853600500000n]],
  [array({ type: "int", logicalType: "time-millis" }), '["10:00:00.5"]', [36000500]],
];

Deno.test("JSON columns are written as the values that the schema has", () => {
  for (const [schema, text, expected] of WRITTEN) {
    assert.deepEqual(writtenAs(schema, text), expected, `${text} as ${JSON.stringify(schema)}`);
  }
});

const REFUSED: readonly [schema: unknown, text: string | null, reason: string][] = [
  [map("int"), "{", "{ is no JSON"],
  [map("int"), "[1]", "an array is no map of int"],
  [map("int"), null, "NULL, but the schema has no null there"],
  [map("int"), '{"a":2147483648}', "2147483648 is no int"],
  [map("int"), '{"a":1.5}', "1.5 is no int"],
  [map("long"), '{"a":9223372036854775808}', "9223372036854775808 is no long"],
  [array("double"), "[1e400]", "1e400 is no double"],
  [array("float"), "[1e40]", "1e40 is no float"],
  [map("string"), '{"a":5}', "5 is no string"],
  [map("boolean"), '{"a":"true"}', '"true" is no boolean'],
  [array("bytes"), '["a"]', '"a" is no bytes'],
  [array(SYMBOLS), '["middle"]', '"middle" is no enum E'],
  [array(decimal(4, 2)), "[1.234]", "1.234 is no decimal(4, 2)"],
  [array(decimal(4, 2)), "[123]", "123 is no decimal(4, 2)"],
  [array(decimal(4, 2)), "[1e999999999]", "1e999999999 is no decimal(4, 2)"],
  [array({ type: "int", logicalType: "date" }), "[5]", "5 is no date"],
  [array({ type: "string", logicalType: "uuid" }), '["x"]', '"x" is no uuid'],
  [array({ type: "fixed", name: "F", size: 12, logicalType: "duration" }), '["-1 day"]', '"-1 day" is no duration'],
  [array({ type: "fixed", name: "F", size: 3 }), '["AQI="]', '"AQI=" is no fixed F(3)'],
  [LIST, '{"w":1}', "record L has no field 'w'"],
  [{ type: "record", name: "P", fields: [{ name: "x", type: "int" }] }, "{}", "record P needs a member 'x'"],
  [["int", "string", map("int")], '{"a":true}', "an object is no [int, string, map of int]"],
];

Deno.test("JSON columns are refused where their values do not fit the schema", () => {
  for (const [schema, text, reason] of REFUSED) {
    const error = new DataError(`Cannot write column 'v': ${reason}`, { code: "bad_value" });
    assert.throws(() => writtenAs(schema, text), error, `${text} as ${JSON.stringify(schema)}`);
  }
});

Deno.test("a field that is always null takes a column that is always NULL", () => {
  const fields = [fieldOf("v", TEXT)];
  const schema = parseAvroSchema('{"type":"record","name":"R","fields":[{"name":"v","type":"null"}]}');
  const encoder = recordEncoder(fields, schema);
  assert.deepEqual(encodeRows(encoder, fields, [[null]]), [new Uint8Array(0)]);
  assert.throws(
    () => encodeRows(encoder, fields, [["x"]]),
    new DataError("Cannot write column 'v': a value, but the schema has only null there", { code: "bad_value" }),
  );
});
