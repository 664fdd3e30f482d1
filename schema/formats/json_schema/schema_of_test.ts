import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { ByteWriter } from "../../byte_writer.ts";
import { columnFor, setValue } from "../../column.ts";
import { type Field, fieldOf } from "../../field.ts";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INT,
  INTERVAL,
  JSON_TYPE,
  REAL,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  typeName,
  type Value,
} from "../../types.ts";
import { jsonEncoder } from "../json_encode.ts";
import { type JsonStyle, PLAIN_STYLE } from "../json_style.ts";
import { registered } from "../test_registered.ts";
import { columnsOfSchema } from "./columns.ts";
import { sameSchema, schemaOfColumns } from "./schema_of.ts";

const MILLIS: JsonStyle = { times: "millis", decimals: "string", json: "embedded" };
const BYTES: JsonStyle = { times: "text", decimals: "bytes", json: "embedded" };

/** One field of every type, with two values of it. */
const EVERY: [Field, Value, Value][] = [
  [fieldOf("b", BOOLEAN, false), true, false],
  [fieldOf("i", INT), 5, null],
  [fieldOf("l", BIGINT), 2n ** 60n, -1n],
  [fieldOf("u", BIGINT_UNSIGNED), 2n ** 64n - 1n, null],
  [fieldOf("r", REAL), 1.5, 0],
  [fieldOf("d", DOUBLE, false), 1e300, -0],
  [fieldOf("m", decimalType(30, 2)), 150n, null],
  [fieldOf("n", decimalType(9, 2), false), -5n, 0n],
  [fieldOf("t", TEXT, false), 'é"', ""],
  [fieldOf("y", BYTEA), Uint8Array.of(1, 2), null],
  [fieldOf("at", TIMESTAMP, false), 1769853600123456789n, 0n],
  [fieldOf("at3", timestampType(3)), 1769853600123n, null],
  [fieldOf("day", DATE), 20000, null],
  [fieldOf("time", TIME), 36_000_250_000_000n, null],
  [fieldOf("span", INTERVAL), { months: 1, days: 2, nanos: 3n }, null],
  [fieldOf("j", JSON_TYPE), '{"x":[1]}', null],
  [fieldOf("s", structType([fieldOf("x", BIGINT, false), fieldOf("y", TEXT)])), [1n, null], null],
  [fieldOf("a", arrayType(TEXT)), ["p", null], []],
];
const FIELDS = EVERY.map(([field]) => field);

function rowsAs(style: JsonStyle): unknown[] {
  const columns = EVERY.map(([field, ...values]) => {
    const column = columnFor(field);
    values.forEach((value, row) => setValue(column, row, value));
    return column;
  });
  const encoder = jsonEncoder(FIELDS, style);
  encoder.bind({ length: 2, columns });
  return [0, 1].map((row) => {
    const out = new ByteWriter(0);
    encoder.encode(row, out);
    return JSON.parse(new TextDecoder().decode(out.written()));
  });
}

Deno.test("schemaOfColumns describes what is written, whatever the options", () => {
  for (const style of [PLAIN_STYLE, MILLIS, BYTES]) {
    const { text } = schemaOfColumns(FIELDS, style, "t", undefined);
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(text));
    for (const row of rowsAs(style) as Record<string, unknown>[]) {
      assert(validate(row), JSON.stringify(validate.errors));
      // And not just anything: no member may be of another type, nor NULL where the column is not nullable.
      for (const { name, type, nullable } of FIELDS) {
        if (type.kind === "json") continue;
        const wrong = typeof row[name] === "boolean" ? "text" : true;
        assert(!validate({ ...row, [name]: wrong }), `${name} takes ${wrong}`);
        assert.equal(validate({ ...row, [name]: null }), nullable, `${name} takes null`);
      }
    }
  }
});

Deno.test("schemaOfColumns writes properties in order, required ones, and arrays for nullable types", () => {
  const fields = [fieldOf("b", BIGINT, false), fieldOf("a", timestampType(3)), { ...fieldOf("h", TEXT), hidden: true }];
  assert.equal(
    schemaOfColumns(fields, PLAIN_STYLE, "orders", undefined).text,
    '{"$schema":"http://json-schema.org/draft-07/schema#","title":"orders","type":"object","properties":' +
      '{"b":{"type":"integer","format":"int64"},"a":{"type":["string","null"],"format":"date-time-local"}},"required":["b"]}',
  );
  const { properties } = JSON.parse(schemaOfColumns(fields, MILLIS, "orders", undefined).text);
  assert.deepEqual(properties.a, { type: ["integer", "null"], format: "int64" });
});

Deno.test("schemaOfColumns reads back as columns that take what is written", () => {
  const text = schemaOfColumns(FIELDS, PLAIN_STYLE, "t", undefined).text;
  const columns = columnsOfSchema(registered(1, "JSON", text));
  assert.deepEqual(
    columns.map(({ name, type, nullable }) => `${name} ${typeName(type)}${nullable ? "" : " NOT NULL"}`),
    [
      "b BOOLEAN NOT NULL",
      "i INT",
      "l BIGINT",
      "u BIGINT UNSIGNED",
      "r DOUBLE",
      "d DOUBLE NOT NULL",
      "m DOUBLE",
      "n DOUBLE NOT NULL",
      "t TEXT NOT NULL",
      "y BYTEA",
      "at TIMESTAMP NOT NULL",
      "at3 TIMESTAMP",
      "day DATE",
      "time TIME",
      "span TEXT",
      "j JSON",
      "s STRUCT<x BIGINT NOT NULL, y TEXT>",
      "a TEXT[]",
    ],
  );
});

Deno.test("schemaOfColumns keeps $id, titles and descriptions of the schema that is there", () => {
  const existing = registered(7, "JSON", {
    $id: "https://example.com/o.json",
    title: "Order",
    description: "One order",
    type: "object",
    properties: {
      id: { type: "integer", description: "Its number" },
      gone: { type: "string" },
      s: { type: "object", properties: { x: { type: "string", title: "X" } } },
    },
  });
  const fields = [fieldOf("id", BIGINT), fieldOf("s", structType([fieldOf("x", TEXT)]))];
  const schema = JSON.parse(schemaOfColumns(fields, PLAIN_STYLE, "t", existing).text);
  assert.equal(schema.$id, "https://example.com/o.json");
  assert.equal(schema.title, "Order");
  assert.equal(schema.description, "One order");
  assert.equal(schema.properties.id.description, "Its number");
  assert.equal(schema.properties.s.properties.x.title, "X");
  assert.deepEqual(Object.keys(schema.properties), ["id", "s"]);
});

Deno.test("schemaOfColumns keeps a column called __proto__", () => {
  const { text } = schemaOfColumns([fieldOf("__proto__", TEXT)], PLAIN_STYLE, "t", undefined);
  assert.match(text, /"properties":\{"__proto__":\{"type":\["string","null"\]\}\}/);
});

Deno.test("sameSchema passes over order and words, and nothing else", () => {
  const same = (a: unknown, b: unknown) => sameSchema(registered(1, "JSON", a), registered(2, "JSON", b));
  const schema = {
    title: "a",
    type: "object",
    properties: { x: { type: ["null", "string"] }, title: { type: "string" } },
  };
  assert(
    same(schema, {
      properties: { title: { type: "string", description: "d" }, x: { type: ["string", "null"] } },
      type: "object",
    }),
  );
  assert(!same(schema, { ...schema, properties: { x: schema.properties.x } }), "a property named title is one");
  assert(!same(schema, { ...schema, required: ["x"] }));
  assert(!same(schema, { ...schema, $schema: "http://json-schema.org/draft-07/schema#" }));
  assert(!same({ enum: [{ title: "a" }] }, { enum: [{ title: "b" }] }), "data has no words");
  assert(!sameSchema(registered(1, "JSON", {}, { a: {} }), registered(1, "JSON", {})));
});
