import assert from "node:assert/strict";
import { DataError } from "../../errors.ts";
import { type AvroType, avroTypeName } from "./schema.ts";
import { parseAvroSchema } from "./schema_parse.ts";
import { avroSchemaText } from "./schema_text.ts";

const record = (fields: unknown[], more = {}) => JSON.stringify({ type: "record", name: "R", fields, ...more });

function field(text: string, index = 0): AvroType {
  const type = parseAvroSchema(text);
  assert.ok(type.kind === "record");
  return type.fields[index]!.type;
}

Deno.test("parseAvroSchema keeps logical types that fit their type, and ignores others", () => {
  const cases: readonly [unknown, string][] = [
    [{ type: "bytes", logicalType: "decimal", precision: 4, scale: 2 }, "decimal(4, 2)"],
    [{ type: "bytes", logicalType: "decimal", precision: 4, scale: 5 }, "bytes"],
    [{ type: "fixed", name: "F", size: 2, logicalType: "decimal", precision: 4 }, "decimal(4, 0)"],
    [{ type: "fixed", name: "F", size: 2, logicalType: "decimal", precision: 5 }, "fixed F(2)"],
    [{ type: "fixed", name: "F", size: 16, logicalType: "uuid" }, "uuid"],
    [{ type: "fixed", name: "F", size: 12, logicalType: "duration" }, "duration"],
    [{ type: "string", logicalType: "uuid" }, "uuid"],
    [{ type: "int", logicalType: "date" }, "date"],
    [{ type: "long", logicalType: "date" }, "long"],
    [{ type: "long", logicalType: "local-timestamp-nanos" }, "local-timestamp-nanos"],
    [{ type: "int", logicalType: "timestamp-millis" }, "int"],
    [{ type: "string", logicalType: "made-up" }, "string"],
  ];
  for (const [type, name] of cases) assert.equal(avroTypeName(field(record([{ name: "x", type }]))), name);
});

Deno.test("parseAvroSchema resolves names by namespace, and recursive types to the same object", () => {
  const type = parseAvroSchema(record([
    { name: "next", type: ["null", "R"] },
    { name: "full", type: ["null", "a.b.R"] },
    { name: "other", type: { type: "fixed", name: "F", namespace: "", size: 1 } },
    { name: "again", type: "F" },
  ], { namespace: "a.b", aliases: ["Old", "c.Older"] }));
  assert.ok(type.kind === "record");
  assert.equal(type.name, "a.b.R");
  assert.deepEqual(type.aliases, ["a.b.Old", "c.Older"]);
  const [next, full, other, again] = type.fields.map((one) => one.type);
  assert.ok(next?.kind === "union" && full?.kind === "union");
  assert.equal(next.branches[1], type);
  assert.equal(full.branches[1], type);
  assert.equal(other, again);
});

Deno.test("parseAvroSchema takes named types from dependencies", () => {
  const type = parseAvroSchema(record([{ name: "x", type: "shop.Item" }]), [
    { name: "shop.Size", text: JSON.stringify({ type: "enum", name: "shop.Size", symbols: ["S", "L"] }) },
    { name: "shop.Item", text: record([{ name: "size", type: "Size" }], { name: "Item", namespace: "shop" }) },
  ]);
  assert.equal(
    avroSchemaText(type),
    '{"type":"record","name":"R","fields":[{"name":"x","type":{"type":"record","name":"Item","namespace":"shop",' +
      '"fields":[{"name":"size","type":{"type":"enum","name":"Size","symbols":["S","L"]}}]}}]}',
  );
});

Deno.test("parseAvroSchema keeps defaults exactly, and drops those that do not fit", () => {
  const type = parseAvroSchema(
    '{"type":"record","name":"R","fields":[' +
      '{"name":"a","type":"long","default":9223372036854775807},{"name":"b","type":"int","default":2147483648},' +
      '{"name":"c","type":["null","string"],"default":""},{"name":"d","type":["null","string"],"default":null},' +
      '{"name":"e","type":"bytes","default":"\\u00ff"},{"name":"f","type":"float","default":"x"},' +
      '{"name":"g","type":{"type":"array","items":"int"},"default":[]}]}',
  );
  assert.ok(type.kind === "record");
  assert.deepEqual(type.fields.map((one) => one.default?.value), [
    9223372036854775807n,
    undefined,
    "",
    null,
    "\u00ff",
    undefined,
    [],
  ]);
});

Deno.test("avroSchemaText reads back as the same tree", () => {
  const texts = [
    record([{ name: "a", type: "long", default: 5, doc: "d", aliases: ["z"] }], { doc: "about", namespace: "n.m" }),
    record([{ name: "a", type: ["null", { type: "map", values: { type: "array", items: "R" } }], default: null }]),
    record([{ name: "a", type: { type: "enum", name: "E", symbols: ["A"], default: "A", aliases: ["q.E"] } }, {
      name: "b",
      type: "E",
    }]),
    record([{ name: "t", type: { type: "long", logicalType: "timestamp-micros" } }]),
    record([{ name: "t", type: { type: "fixed", name: "F", namespace: "", size: 3 } }, { name: "u", type: "F" }], {
      namespace: "x",
    }),
    '"string"',
  ];
  for (const text of texts) {
    const type = parseAvroSchema(text);
    const again = avroSchemaText(type);
    assert.deepEqual(parseAvroSchema(again), type, text);
    assert.equal(avroSchemaText(parseAvroSchema(again)), again);
  }
});

Deno.test("parseAvroSchema says what is wrong with a schema", () => {
  const cases: readonly [string, RegExp][] = [
    ["{", /^Avro schema cannot be used: it is no JSON/],
    ["{}", /^Avro schema cannot be used: unknown type/],
    ['"missing.Type"', /undefined type name: missing.Type/],
    ["missing", /undefined type name: missing/],
    [record([{ name: "a-b", type: "int" }]), /invalid field name: a-b/],
    [record([{ name: "a", type: "int" }, { name: "a", type: "int" }]), /duplicate field name/],
    [record([{ name: "a" }]), /./],
    ['["int","int"]', /duplicate union branch/],
    [`${'{"type":"array","items":'.repeat(1000)}"int"${"}".repeat(1000)}`, /nested deeper than 200/],
  ];
  for (const [text, message] of cases) {
    assert.throws(
      () => parseAvroSchema(text),
      (error) => error instanceof DataError && message.test(error.message),
      text,
    );
  }
  assert.throws(
    () => parseAvroSchema('"int"', [{ name: "x.Y", text: "{" }]),
    /^DataError: Avro schema 'x.Y', which the schema refers to, cannot be used: it is no JSON/,
  );
});
