import assert from "node:assert/strict";
import avro from "avsc";
import { Buffer } from "node:buffer";
import { DataError } from "../../errors.ts";
import { JSON_TYPE } from "../../types.ts";
import { valueToJson } from "../../values/json_text.ts";
import { avroColumns } from "./columns.ts";
import { parseAvroSchema } from "./schema_parse.ts";
import { decode } from "./test_rows.ts";
import type { SchemaJson } from "./test_schemas.ts";

interface FieldJson {
  readonly name: string;
  readonly type: SchemaJson;
  readonly aliases?: readonly string[];
  readonly default?: unknown;
}

const recordJson = (fields: readonly FieldJson[], more: Record<string, unknown> = {}) => ({
  type: "record",
  name: "R",
  fields,
  ...more,
});
const one = (type: SchemaJson) => recordJson([{ name: "x", type }]);

const RED = { type: "enum", name: "E", symbols: ["RED", "GREEN"] };
const FIXED = { type: "fixed", name: "F", size: 2 };
const POINT = { type: "record", name: "P", fields: [{ name: "a", type: "int" }, { name: "b", type: "string" }] };

interface Case {
  readonly what: string;
  readonly writer: SchemaJson;
  readonly reader: SchemaJson;
  /** As avsc takes it without wrapped unions. */
  readonly value: unknown;
  /** The row as JSON. */
  readonly json: unknown;
  /** avsc does something else, for a reason. */
  readonly unlikeAvsc?: string;
}

const CASES: readonly Case[] = [
  ...([
    ["int", "long", 5, 5],
    ["int", "float", 5, 5],
    ["int", "double", 5, 5],
    ["long", "float", 5, 5],
    ["long", "double", -1234567890123, -1234567890123],
    ["float", "double", 0.5, 0.5],
    ["string", "bytes", "ab", "YWI="],
    ["bytes", "string", Buffer.from("ab"), "ab"],
    [["null", "int"], ["null", "long"], 5, 5],
    [["null", "int"], ["double", "null"], null, null],
    ["int", ["null", "long"], 5, 5],
    ["int", ["null", "string", "double"], 5, 5],
    [["int", "long"], "double", { int: 7 }, 7],
    [["int", "float"], ["null", "double"], { float: 0.5 }, 0.5],
    [RED, { ...RED, symbols: ["GREEN", "RED", "BLUE"] }, "RED", "RED"],
    [{ ...RED, symbols: ["RED", "PINK"] }, { ...RED, default: "GREEN" }, "PINK", "GREEN"],
    [RED, ["null", RED], "GREEN", "GREEN"],
    [RED, { ...RED, name: "n.E2", aliases: ["E"] }, "GREEN", "GREEN"],
    [FIXED, FIXED, Buffer.from("ab"), "YWI="],
    [FIXED, { ...FIXED, name: "G", aliases: ["F"] }, Buffer.from("ab"), "YWI="],
    [{ type: "array", items: "int" }, { type: "array", items: "double" }, [1, 2], [1, 2]],
    [{ type: "map", values: "string" }, { type: "map", values: "bytes" }, { k: "a" }, { k: "YQ==" }],
    [{ type: "array", items: ["null", "int"] }, { type: "array", items: ["long", "null"] }, [1, null], [1, null]],
    [POINT, { ...POINT, fields: [...POINT.fields].reverse() }, { a: 1, b: "t" }, { b: "t", a: 1 }],
    [POINT, { ...POINT, fields: POINT.fields.slice(1) }, { a: 1, b: "t" }, { b: "t" }],
    [
      POINT,
      { ...POINT, fields: [...POINT.fields, { name: "c", type: { type: "array", items: "int" }, default: [1] }] },
      { a: 1, b: "t" },
      { a: 1, b: "t", c: [1] },
    ],
    [
      POINT,
      ["null", { ...POINT, fields: [{ name: "z", aliases: ["a"], type: "long" }] }],
      { a: 1, b: "t" },
      { z: 1 },
    ],
    [
      { type: "array", items: POINT },
      { type: "array", items: { ...POINT, fields: [{ name: "d", type: "string", default: "D" }, POINT.fields[0]!] } },
      [{ a: 1, b: "t" }, { a: 2, b: "u" }],
      [{ d: "D", a: 1 }, { d: "D", a: 2 }],
    ],
    [{ type: "long", logicalType: "timestamp-millis" }, "long", 1500, 1500],
    [
      { type: "long", logicalType: "timestamp-millis" },
      ["null", { type: "long", logicalType: "timestamp-millis" }],
      1500,
      "1970-01-01T00:00:01.500",
    ],
    ["int", { type: "int", logicalType: "date" }, 1, "1970-01-02"],
    [
      { type: "bytes", logicalType: "decimal", precision: 4, scale: 2 },
      {
        type: "bytes",
        logicalType: "decimal",
        precision: 4,
        scale: 2,
      },
      Buffer.from([1, 0]),
      2.56,
    ],
  ] as readonly [SchemaJson, SchemaJson, unknown, unknown][]).map(([writer, reader, value, json]): Case => ({
    what: `${JSON.stringify(writer)} to ${JSON.stringify(reader)}`,
    writer: one(writer),
    reader: one(reader),
    value: { x: value },
    json: { x: json },
  })),
  {
    what: "an exact branch comes before a promotion",
    writer: one("int"),
    reader: one(["null", "double", "int"]),
    value: { x: 5 },
    json: { x: 5 },
    unlikeAvsc: "it takes the first branch that fits; we do as Java",
  },
  {
    what: "a union with null to a type without",
    writer: one(["int", "null"]),
    reader: one("long"),
    value: { x: 5 },
    json: { x: 5 },
    unlikeAvsc: "it wants every branch to fit; the specification judges the one that was written",
  },
  {
    what: "the branch of a record's name comes first",
    writer: one({ ...POINT, fields: [POINT.fields[0]!] }),
    reader: one([{ ...POINT, name: "Q", fields: [{ name: "q", type: "int", default: 0 }] }, {
      ...POINT,
      fields: [POINT.fields[0]!],
    }]),
    value: { x: { a: 1 } },
    json: { x: { a: 1 } },
    unlikeAvsc: "such a union is too ambiguous for it without wrapping",
  },
  {
    what: "fields in another order, one renamed, one gone, one new",
    writer: recordJson([{ name: "a", type: "int" }, { name: "b", type: "string" }, { name: "c", type: "boolean" }]),
    reader: recordJson([{ name: "new", type: "long", default: -1 }, {
      name: "see",
      aliases: ["none", "c"],
      type: "boolean",
    }, {
      name: "a",
      type: "long",
    }]),
    value: { a: 1, b: "t", c: true },
    json: { new: -1, see: true, a: 1 },
  },
  ...([
    ["null", null, null],
    ["boolean", true, true],
    ["int", -3, -3],
    ["float", 1.5, 1.5],
    ["double", 1e300, 1e300],
    ["bytes", "\u0000\u00ff", "AP8="],
    ["string", "é", "é"],
    [RED, "GREEN", "GREEN"],
    [FIXED, "ab", "YWI="],
    [["null", "int"], null, null],
    [["int", "null"], 4, 4],
    [{ type: "map", values: "int" }, { a: 1 }, { a: 1 }],
    [POINT, { a: 1, b: "x" }, { a: 1, b: "x" }],
    [{ type: "int", logicalType: "date" }, 1, "1970-01-02"],
    [{ type: "record", name: "D", fields: [{ name: "i", type: "int", default: 9 }] }, {}, { i: 9 }],
  ] as readonly [SchemaJson, unknown, unknown][]).map(([type, fallback, json]): Case => ({
    what: `the default ${JSON.stringify(fallback)} of ${JSON.stringify(type)}`,
    writer: recordJson([{ name: "y", type: "int" }]),
    reader: recordJson([{ name: "x", type, default: fallback }, { name: "y", type: "int" }]),
    value: { y: 5 },
    json: { x: json, y: 5 },
  })),
  {
    what: "a default of any branch",
    writer: recordJson([{ name: "y", type: "int" }]),
    reader: recordJson([{ name: "x", type: ["null", "string"], default: "s" }, { name: "y", type: "int" }]),
    value: { y: 5 },
    json: { x: "s", y: 5 },
    unlikeAvsc: "it knows defaults of the first branch only, as specified before 1.12",
  },
  {
    what: "an alias that is another field's name",
    writer: recordJson([{ name: "y", type: "int" }]),
    reader: recordJson([{ name: "x", aliases: ["y"], type: "int", default: 1 }, { name: "y", type: "int" }]),
    value: { y: 5 },
    json: { x: 1, y: 5 },
    unlikeAvsc: "it fills both from one field",
  },
  {
    what: "records of other names",
    writer: recordJson([{ name: "x", type: POINT }], { name: "Old", namespace: "a" }),
    reader: recordJson([{ name: "x", type: { ...POINT, name: "b.P" } }]),
    value: { x: { a: 1, b: "t" } },
    json: { x: { a: 1, b: "t" } },
    unlikeAvsc: "it wants equal names or aliases; we do as Java",
  },
];

function readAll({ writer, reader, value }: Case, payload = encode(writer, value)): unknown {
  const text = JSON.stringify(reader);
  const fields = avroColumns(parseAvroSchema(text));
  const [row] = decode(fields, text, { writer: JSON.stringify(writer), payloads: [payload] });
  assert.ok(Array.isArray(row), String(row));
  const members = fields.map(({ name, type }, i) => `${JSON.stringify(name)}:${valueToJson(row[i] ?? null, type)}`);
  return JSON.parse(`{${members.join()}}`);
}

function encode(schema: SchemaJson, value: unknown): Uint8Array {
  return new Uint8Array(avro.Type.forSchema(schema as avro.Schema).toBuffer(value));
}

/** avsc's value as JSON, for types whose values need no words of our own. */
function avscJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(avscJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, avscJson(member)]));
}

for (const one of CASES) {
  Deno.test(`AvroDecoders resolve ${one.what}`, () => {
    assert.deepEqual(readAll(one), one.json);
    if (one.unlikeAvsc !== undefined || JSON.stringify(one.reader).includes("logicalType")) return;
    const written = avro.Type.forSchema(one.writer as avro.Schema);
    const read = avro.Type.forSchema(one.reader as avro.Schema, { wrapUnions: false });
    const other = read.fromBuffer(written.toBuffer(one.value), read.createResolver(written));
    assert.deepEqual(avscJson(other), one.json);
  });
}

Deno.test("AvroDecoders say which field of a writer cannot be read, and why", () => {
  const cases: readonly [SchemaJson, SchemaJson, RegExp][] = [
    [one("string"), one("int"), /field 'x': the writer's string cannot be read as int$/],
    [one("long"), one("int"), /field 'x': the writer's long cannot be read as int$/],
    [one(["null", "string"]), one(["null", "int"]), /field 'x': the writer's string cannot be read as \[null, int\]$/],
    [one(FIXED), one({ ...FIXED, size: 3 }), /field 'x': the writer's fixed F\(2\) cannot be read as fixed F\(3\)$/],
    [one(RED), one("string"), /field 'x': the writer's enum E cannot be read as string$/],
    [
      one(POINT),
      one({ ...POINT, fields: [{ name: "a", type: "boolean" }] }),
      /field 'x.a': the writer's int cannot be read as boolean$/,
    ],
    [
      recordJson([{ name: "y", type: "int" }]),
      one("int"),
      /field 'x': the writer has no such field, and it has no default$/,
    ],
    [one("null"), one("int"), /field 'x': the writer's null cannot be read as int$/],
  ];
  for (const [writer, reader, message] of cases) {
    const text = JSON.stringify(reader);
    const fields = avroColumns(parseAvroSchema(text)).map((field) => ({ ...field, type: JSON_TYPE }));
    assert.throws(
      () => decode(fields, text, { writer: JSON.stringify(writer), payloads: [] }),
      (error) => error instanceof DataError && message.test(error.message) || assert.fail(String(error)),
    );
    assert.throws(() =>
      avro.Type.forSchema(reader as avro.Schema).createResolver(avro.Type.forSchema(writer as avro.Schema))
    );
  }
});

Deno.test("AvroDecoders find a branch bad that the reader does not have, when it comes", () => {
  const writer = one(["int", "string"]);
  const reader = one("long");
  const payloads = [5, "a", 6].map((x) => encode(writer, { x }));
  const text = JSON.stringify(reader);
  const outcomes = decode(avroColumns(parseAvroSchema(text)), text, { writer: JSON.stringify(writer), payloads });
  assert.deepEqual(outcomes, [
    [5n],
    "Cannot decode column 'x': a value of type string, which the schema of the table has not",
    [6n],
  ]);
});

Deno.test("AvroDecoders find an enum symbol bad that the reader does not have, when it comes", () => {
  const writer = one({ ...RED, symbols: ["PINK", "RED"] });
  const payloads = ["RED", "PINK"].map((x) => encode(writer, { x }));
  const text = JSON.stringify(one(RED));
  const outcomes = decode(avroColumns(parseAvroSchema(text)), text, { writer: JSON.stringify(writer), payloads });
  assert.deepEqual(outcomes, [["RED"], outcomes[1]]);
  assert.match(String(outcomes[1]), /column 'x': enum E has no symbol for number 0 of the writer, and no default/);
});

Deno.test("AvroDecoders read a default of 64 bits exactly", () => {
  const reader = '{"type":"record","name":"R","fields":[{"name":"x","type":"long","default":-9223372036854775808}]}';
  const writer = JSON.stringify(recordJson([{ name: "y", type: "int" }]));
  const payloads = [Uint8Array.of(2)];
  assert.deepEqual(decode(avroColumns(parseAvroSchema(reader)), reader, { writer, payloads }), [[-(2n ** 63n)]]);
});
