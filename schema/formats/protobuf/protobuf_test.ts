import assert from "node:assert/strict";
import { ByteWriter } from "../../byte_writer.ts";
import { columnFor, setValue } from "../../column.ts";
import { type Field, fieldOf } from "../../field.ts";
import { type GivenOptions, readOptions } from "../../options.ts";
import type { RegisteredSchema } from "../../registry/registry.ts";
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
  NULL_TYPE,
  REAL,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  type Value,
} from "../../types.ts";
import { protobuf } from "./protobuf.ts";
import { knownSchemas, message, registered } from "../test_registered.ts";
import { bytesOf, decodeAll } from "./test_messages.ts";

const REGISTRY = { "protobuf.confluent_schema_registry": "true" };

function optionsOf(given: Record<string, string>) {
  const options: GivenOptions = new Map(Object.entries(given).map(([key, value]) => [key, { value }]));
  return readOptions(protobuf.options, options, new Set());
}

function needed(fields: readonly Field[]) {
  return fields.map((field) => ({ ...field, needed: true }));
}

/** The messages of rows: one array of values per row. */
function encode(
  fields: readonly Field[],
  rows: readonly (readonly Value[])[],
  given: Record<string, string>,
  schema?: RegisteredSchema,
): Uint8Array[] {
  const columns = fields.map((field, i) => {
    const column = columnFor(field);
    rows.forEach((row, at) => setValue(column, at, row[i]!));
    return column;
  });
  const encoder = protobuf.encoder(fields, optionsOf(given), undefined, schema);
  encoder.bind({ length: rows.length, columns });
  return rows.map((_, row) => {
    const out = new ByteWriter(0);
    assert(encoder.encode(row, out));
    return out.written().slice();
  });
}

const EVERY: [Field, Value, Value][] = [
  [fieldOf("b", BOOLEAN, false), true, false],
  [fieldOf("i", INT), -5, null],
  [fieldOf("l", BIGINT), -(2n ** 63n), 2n ** 53n],
  [fieldOf("u", BIGINT_UNSIGNED), 2n ** 64n - 1n, null],
  [fieldOf("r", REAL), 1.5, null],
  [fieldOf("d", DOUBLE, false), 1e300, -0],
  [fieldOf("m", decimalType(30, 2)), 150n, null],
  [fieldOf("n", decimalType(9, 2), false), -5n, 0n],
  [fieldOf("t", TEXT, false), 'é"', ""],
  [fieldOf("y", BYTEA), Uint8Array.of(1, 2), null],
  [fieldOf("at", TIMESTAMP, false), 1769853600123456789n, -1n],
  [fieldOf("at0", timestampType(0)), -62_135_596_800n, 253_402_300_799n],
  [fieldOf("at3", timestampType(3)), 1769853600123n, -1n],
  [fieldOf("at6", timestampType(6)), 1769853600123456n, -1n],
  [fieldOf("day", DATE), 20000, null],
  [fieldOf("time", TIME), 36_000_250_000_000n, null],
  [fieldOf("span", INTERVAL), { months: 0, days: 0, nanos: -1_500_000_000n }, null],
  [fieldOf("j", JSON_TYPE), '{"x":[1]}', null],
  [fieldOf("s", structType([fieldOf("x", BIGINT, false), fieldOf("y", TEXT)])), [1n, null], null],
  [fieldOf("a", arrayType(TEXT)), ["p", "x".repeat(300)], []],
  [fieldOf("aa", arrayType(INT), false), [1, -1, 300], []],
  [fieldOf("as", arrayType(structType([fieldOf("t", TIMESTAMP)]))), [[null], [0n]], []],
];

Deno.test("protobuf reads back what it writes with its own schema, every type", () => {
  const fields = EVERY.map(([field]) => field);
  const rows = [1, 2].map((at) => EVERY.map((one) => one[at] as Value));
  const text = protobuf.schemas!.schemaOf(fields, optionsOf(REGISTRY), "t", undefined);
  const schema = registered(300, "PROTOBUF", text.text);
  const messages = encode(fields, rows, REGISTRY, schema);
  assert.deepEqual([...messages[0]!.subarray(0, 6)], [0, 0, 0, 1, 44, 0]);
  const decoder = protobuf.decoder(needed(fields), optionsOf(REGISTRY), undefined, knownSchemas(schema));
  const decoded = decodeAll(decoder, fields, messages);
  assert.deepEqual([...decoded.errors.values()].map(({ message }) => message), []);
  assert.deepEqual(decoded.rows, rows);
});

Deno.test("protobuf without a registry reads and writes the message that the options name", () => {
  const given = {
    "protobuf.schema":
      'syntax = "proto3"; message A { int32 x = 1; } message B { message C { optional string y = 2; } }',
    "protobuf.message_name": "B.C",
  };
  const fields = [fieldOf("y", TEXT)];
  protobuf.check(fields, optionsOf(given), "source");
  protobuf.check(fields, optionsOf(given), "sink");
  const messages = encode(fields, [["a"], [null]], given);
  assert.deepEqual(messages, [bytesOf('12 01 "a"'), new Uint8Array(0)]);
  const decoder = protobuf.decoder(needed(fields), optionsOf(given), undefined);
  assert.deepEqual(decodeAll(decoder, fields, [...messages, null]).rows, [["a"], [null]]);
});

Deno.test("protobuf writes the place of the message in its schema", () => {
  const schema = registered(
    1,
    "PROTOBUF",
    'syntax = "proto3"; message A {} message B { message C {} message D { int32 x = 1; } }',
  );
  const given = { ...REGISTRY, "protobuf.message_name": "B.D" };
  const [bytes] = encode([fieldOf("x", INT, false)], [[5]], given, schema);
  assert.deepEqual(bytes, message(1, bytesOf("04 02 02 08 05")));
});

Deno.test("protobuf.into_unstructured_json gives whole messages as JSON", () => {
  const proto =
    `syntax = "proto3"; import "google/protobuf/timestamp.proto"; message M { int64 a = 1; optional string s = 2; repeated bytes y = 3; map<string, E> m = 4;
    google.protobuf.Timestamp t = 5; M again = 6; double d = 7; } enum E { ZERO = 0; ONE = 1; }`;
  const fields = [fieldOf("value", JSON_TYPE)];
  const given = { "protobuf.into_unstructured_json": "true" };
  const payload =
    '08 ff ff ff ff ff ff ff ff 7f 12 02 "a"22 1a 01 ff 22 05 0a 01 "k" 10 01 2a 02 10 01 32 02 08 01 39 00 00 00 00 00 00 f8 7f';
  const json = '{"a":9223372036854775807,"s":"a\\"","y":["/w=="],"m":{"k":"ONE"},"t":"1970-01-01T00:00:00.000000001",' +
    '"again":{"a":1,"s":null,"y":[],"m":{},"t":null,"again":null,"d":0.0},"d":null}';
  const bytes = bytesOf(payload);
  const text = "Cannot decode the record: field 'again.s': invalid UTF-8";
  const bad = bytesOf("32 03 12 01 ff");
  for (
    const [options, wrap] of [
      [{ ...given, "protobuf.schema": proto }, (payload: Uint8Array) => payload],
      [{ ...given, ...REGISTRY }, (payload: Uint8Array) => message(1, Uint8Array.of(0, ...payload))],
    ] as const
  ) {
    protobuf.check(fields, optionsOf(options), "source");
    const decoder = protobuf.decoder(
      needed(fields),
      optionsOf(options),
      undefined,
      knownSchemas(registered(1, "PROTOBUF", proto)),
    );
    const { rows, errors } = decodeAll(decoder, fields, [wrap(bytes), wrap(bad), null, wrap(bytes)]);
    assert.deepEqual(rows, [[json], [json]]);
    assert.deepEqual([...errors].map(([record, { message }]) => [record, message]), [[1, text]]);
    JSON.parse(json);
  }
  assert.deepEqual(
    protobuf.schemas!.columns(registered(1, "PROTOBUF", proto), optionsOf({ ...given, ...REGISTRY })).fields,
    fields,
  );
});

Deno.test("protobuf refuses options and columns that do not go together", () => {
  const schema = {
    "protobuf.schema": 'syntax = "proto3"; message M { int32 a = 1; optional int32 o = 2; string s = 3; }',
  };
  const cases: [Record<string, string>, Field[], "source" | "sink", string][] = [
    [{}, [], "source", "required option 'protobuf.schema' not set"],
    [
      { ...schema, ...REGISTRY },
      [],
      "source",
      "at most one of protobuf.schema and protobuf.confluent_schema_registry may be set",
    ],
    [
      { "protobuf.schema": "message {" },
      [],
      "source",
      "protobuf.schema cannot be read: illegal type name '{' ((the schema), line 1)",
    ],
    [{ ...schema, "protobuf.message_name": "N" }, [], "source", "the Protobuf schema has no message 'N'"],
    [{ "protobuf.schema": "" }, [], "source", "the Protobuf schema has no message"],
    [{ ...schema, "schema.id": "3" }, [], "sink", "'schema.id' is about a schema registry, and the table uses none"],
    [
      { ...REGISTRY, "protobuf.into_unstructured_json": "true" },
      [fieldOf("x", JSON_TYPE)],
      "source",
      "protobuf.into_unstructured_json needs exactly one column, value JSON, but the source has 'x'",
    ],
    [
      REGISTRY,
      [fieldOf("x", NULL_TYPE)],
      "sink",
      "field 'x' has a type 'NULL' that cannot be used in a connection table",
    ],
    [
      REGISTRY,
      [fieldOf("x", arrayType(arrayType(INT)))],
      "sink",
      "field 'x' has a type 'INT[][]' that cannot be used in a connection table",
    ],
  ];
  for (const [given, fields, direction, message] of cases) {
    assert.throws(() => protobuf.check(fields, optionsOf(given), direction), { name: "SqlError", message });
  }
  const sinks: [Field, string][] = [
    [fieldOf("a", INT), "column 'a': it is nullable, but its field cannot be absent"],
    [fieldOf("a", BIGINT, false), "column 'a': BIGINT cannot be written as int32"],
    [fieldOf("z", INT), "column 'z': M has no field of that name"],
  ];
  for (const [field, reason] of sinks) {
    protobuf.check([field], optionsOf(schema), "sink");
    assert.throws(() => protobuf.encoder([field], optionsOf(schema)), {
      name: "SqlError",
      message: `the columns do not fit protobuf.schema: ${reason}`,
    });
  }
  assert.throws(() => protobuf.encoder([], optionsOf({ ...schema, "protobuf.into_unstructured_json": "true" })), {
    message: "protobuf.into_unstructured_json is for sources only",
  });
  assert.throws(() => protobuf.decoder(needed([fieldOf("s", INT)]), optionsOf(schema), undefined), {
    message: "the columns do not fit protobuf.schema: column 's' is INT, but field 's' of M is string",
  });
  assert.throws(() => protobuf.decoder([], optionsOf(schema), { maxLength: undefined }), /have no lines/);
  assert.throws(() => protobuf.decoder([], optionsOf(REGISTRY), undefined), {
    message: "schema registry must be configured on the Kafka connection profile",
  });
  assert.throws(() => protobuf.encoder([], optionsOf(REGISTRY), undefined, registered(2, "JSON", "{}")), {
    message: "Format configured is protobuf, but confluent schema repository returned a JSON schema",
  });
});

Deno.test("protobuf writes into schemas that others wrote", () => {
  const proto =
    `syntax = "proto2"; import "google/protobuf/wrappers.proto"; message M { required sint32 a = 1; optional fixed64 b = 2; optional E c = 3;
    optional google.protobuf.StringValue d = 4; repeated E e = 5; repeated sfixed32 f = 6; repeated sint64 g = 7 [packed = true]; optional float h = 3000;
    optional sint64 i = 10; optional fixed32 j = 11; optional google.protobuf.Int64Value k = 12; optional uint64 l = 13; } enum E { ONE = 1; TWO = 2; NEG = -1; }`;
  const fields = [
    fieldOf("a", INT, false),
    fieldOf("b", BIGINT_UNSIGNED),
    fieldOf("c", TEXT),
    fieldOf("d", TEXT),
    fieldOf("e", arrayType(TEXT)),
    fieldOf("f", arrayType(INT)),
    fieldOf("g", arrayType(BIGINT)),
    fieldOf("h", REAL),
    fieldOf("i", BIGINT),
    fieldOf("k", BIGINT),
  ];
  const rows: Value[][] = [
    [-3, 2n ** 63n, "TWO", "x", ["ONE", "NEG"], [-1], [-(2n ** 63n), 2n ** 40n], 1.5, -(2n ** 62n), 7n],
    [2 ** 31 - 1, null, "NEG", null, [], [], [], null, 2n ** 33n, null],
    [0, 0n, "5", "", ["7"], [2], [0n], 0, 2n ** 63n - 1n, 0n],
  ];
  const schema = registered(1, "PROTOBUF", proto);
  const decoder = protobuf.decoder(needed(fields), optionsOf(REGISTRY), undefined, knownSchemas(schema));
  const { rows: found, errors } = decodeAll(decoder, fields, encode(fields, rows, REGISTRY, schema));
  assert.equal(errors.size, 0);
  assert.deepEqual(found, rows);
  const write = (fields: Field[], row: Value[]) => encode(fields, [row], REGISTRY, schema);
  const a = fieldOf("a", INT, false);
  assert.throws(() => write([a, fieldOf("c", TEXT)], [1, "THREE"]), {
    name: "DataError",
    message: `Cannot write column 'c': "THREE" is no name of the enum`,
  });
  assert.throws(() => write([a, fieldOf("f", arrayType(INT))], [1, [null]]), {
    name: "DataError",
    message: /column 'f': an array with NULL in it/,
  });
  assert.throws(() => write([fieldOf("b", BIGINT_UNSIGNED)], [1n]), {
    name: "SqlError",
    message: /M requires the field 'a', which is no column/,
  });
  const span = registered(
    2,
    "PROTOBUF",
    protobuf.schemas!.schemaOf([fieldOf("s", INTERVAL)], optionsOf(REGISTRY), "t", undefined).text,
  );
  assert.throws(
    () => encode([fieldOf("s", INTERVAL)], [[{ months: 1, days: 0, nanos: 0n }]], REGISTRY, span),
    /column 's': an interval with months/,
  );
});
