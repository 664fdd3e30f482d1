import assert from "node:assert/strict";
import { SqlError } from "../../errors.ts";
import { typeName } from "../../types.ts";
import { registered } from "../test_registered.ts";
import { columnsOfSchema } from "./columns.ts";

function columns(schema: unknown, dependencies: Record<string, unknown> = {}): string[] {
  return columnsOfSchema(registered(1, "JSON", schema, dependencies)).map(({ name, type, nullable }) =>
    `${name} ${typeName(type)}${nullable ? "" : " NOT NULL"}`
  );
}

/** The column that one property gives. */
function column(property: unknown, rest: Record<string, unknown> = {}): string {
  return columns({ type: "object", properties: { a: property }, ...rest })[0]!.slice(2);
}

Deno.test("columnsOfSchema gives scalars their types by type, format, bounds and encoding", () => {
  const cases: [unknown, string][] = [
    [{ type: "boolean" }, "BOOLEAN"],
    [{ type: "integer" }, "BIGINT"],
    [{ type: "integer", format: "int32" }, "INT"],
    [{ type: "integer", format: "uint64" }, "BIGINT UNSIGNED"],
    [{ type: "integer", minimum: 0, maximum: 2147483647 }, "INT"],
    [{ type: "integer", minimum: 0, maximum: 2147483648 }, "BIGINT"],
    [{ type: "integer", exclusiveMinimum: -5, maximum: 9 }, "INT"],
    [{ type: "integer", minimum: 0 }, "BIGINT"],
    [{ type: "number" }, "DOUBLE"],
    [{ type: "string" }, "TEXT"],
    [{ type: "string", format: "email" }, "TEXT"],
    [{ type: "string", format: "date-time" }, "TIMESTAMP"],
    [{ type: "string", format: "date" }, "DATE"],
    [{ type: "string", contentEncoding: "base64" }, "BYTEA"],
    [{ enum: ["a", "b"] }, "TEXT"],
    [{ enum: [1, 2.5] }, "DOUBLE"],
    [{ enum: ["a", 1] }, "JSON"],
    [{ const: true }, "BOOLEAN"],
  ];
  for (const [property, type] of cases) assert.equal(column(property), type, JSON.stringify(property));
});

Deno.test("columnsOfSchema makes columns NOT NULL that are required and not nullable", () => {
  const required = { required: ["a"] };
  assert.equal(column({ type: "string" }, required), "TEXT NOT NULL");
  assert.equal(column({ type: ["null", "string"] }, required), "TEXT");
  assert.equal(column({ anyOf: [{ type: "string" }, { type: "null" }] }, required), "TEXT");
  assert.equal(column({ oneOf: [{ type: "null", title: "Not included" }, { type: "integer" }] }, required), "BIGINT");
  assert.equal(column({ enum: ["a", null] }, required), "TEXT");
  assert.equal(column({ type: "object" }, required), "JSON NOT NULL");
  assert.equal(column({}, required), "JSON");
});

Deno.test("columnsOfSchema keeps as JSON what has no SQL type", () => {
  const anything = [
    { anyOf: [{ type: "string" }, { type: "integer" }] },
    { type: ["string", "integer"] },
    { type: "object" },
    { type: "object", additionalProperties: { type: "string" } },
    { type: "array" },
    { type: "array", items: [{ type: "string" }] },
    { type: "array", prefixItems: [{ type: "string" }], items: { type: "string" } },
    true,
    { $ref: "#/definitions/none" },
    { $ref: "http://example.com/other.json" },
  ];
  for (const property of anything) {
    assert.equal(column(property), "JSON", JSON.stringify(property));
  }
});

Deno.test("columnsOfSchema gives STRUCTs and arrays for objects and items", () => {
  assert.equal(
    column({
      type: "object",
      properties: { b: { type: "integer" }, "C d": { type: "array", items: { type: "string" } } },
      required: ["b"],
    }),
    'STRUCT<b BIGINT NOT NULL, "C d" TEXT[]>',
  );
  assert.equal(column({ type: "array", items: { properties: { x: { type: "number" } } } }), "STRUCT<x DOUBLE>[]");
});

Deno.test("columnsOfSchema follows references inside, by anchor, and to dependencies by name", () => {
  const definitions = { id: { type: "integer" }, at: { $id: "#when", type: "string", format: "date" } };
  assert.equal(column({ $ref: "#/definitions/id" }, { definitions }), "BIGINT");
  assert.equal(column({ $ref: "#when" }, { definitions }), "DATE");
  assert.equal(column({ $ref: "#b" }, { $defs: { c: { $anchor: "b", type: "number" } } }), "DOUBLE");
  assert.equal(column({ allOf: [{ $ref: "#/definitions/id" }], description: "x" }, { definitions }), "BIGINT");
  const address = {
    type: "object",
    properties: { city: { $ref: "#/definitions/name" } },
    definitions: { name: { type: "string" } },
  };
  const properties = { a: { $ref: "address.json" }, b: { $ref: "address.json#/definitions/name" } };
  const expected = ["a STRUCT<city TEXT>", "b TEXT"];
  assert.deepEqual(columns({ type: "object", properties }, { "address.json": address }), expected);
  const withId = { $id: "https://example.com/v1/order.json", type: "object", properties };
  assert.deepEqual(columns(withId, { "https://example.com/v1/address.json": address }), expected);
  assert.deepEqual(columns(withId, { "address.json": { ...address, $id: "urn:address" } }), expected);
});

Deno.test("columnsOfSchema keeps what is recursive as JSON", () => {
  const node = { type: "object", properties: { next: { $ref: "#/$defs/node" }, v: { type: "integer" } } };
  assert.deepEqual(columns({ $ref: "#/$defs/node", $defs: { node } }), ["next JSON", "v BIGINT"]);
  assert.equal(column({ $ref: "#" }), "JSON");
  assert.equal(column({ $ref: "#/$defs/a" }, { $defs: { a: { $ref: "#/$defs/a" } } }), "JSON");
  assert.equal(column({ type: "array", items: { $ref: "#" } }), "JSON[]");
  const list = { type: "array", items: { $ref: "#/$defs/list" } };
  assert.equal(column({ $ref: "#/$defs/list" }, { $defs: { list } }), "JSON[]");
  const choice = { anyOf: [{ type: "null" }, { $ref: "#/$defs/choice" }] };
  assert.equal(column({ $ref: "#/$defs/choice" }, { $defs: { choice } }), "JSON");
});

Deno.test("columnsOfSchema puts the parts of allOf together", () => {
  const base = { type: "object", properties: { id: { type: "integer" }, both: { type: "string" } }, required: ["id"] };
  assert.deepEqual(
    columns({
      allOf: [{ $ref: "#/definitions/base" }, { properties: { x: { type: "number" }, both: {} } }],
      definitions: { base },
    }),
    ["id BIGINT NOT NULL", "both JSON", "x DOUBLE"],
  );
  assert.equal(column({ allOf: [{ type: "string" }, base] }), "JSON");
});

Deno.test("columnsOfSchema refuses what is no object with properties, and texts that are no schema", () => {
  const none = "JSON Schema 1 cannot be a table: it describes no object with properties";
  for (const schema of [{ type: "string" }, true, {}, { type: "object", additionalProperties: true }, { $ref: "#" }]) {
    assert.throws(() => columns(schema), { name: "SqlError", message: none });
  }
  for (const text of ["{", "[1]", "12"]) {
    assert.throws(() => columns(text), (error: unknown) => {
      assert(error instanceof SqlError);
      return /^JSON Schema 1 cannot be read: /.test(error.message);
    });
  }
});

Deno.test("columnsOfSchema ends with definitions that double with every level", () => {
  const $defs: Record<string, unknown> = {};
  for (let i = 0; i < 60; i++) {
    const next = { $ref: `#/$defs/d${i + 1}` };
    $defs[`d${i}`] = { type: "object", properties: { a: next, b: next } };
  }
  $defs.d60 = { type: "string" };
  assert.equal(columns({ type: "object", properties: { a: { $ref: "#/$defs/d0" } }, $defs }).length, 1);
  const all: Record<string, unknown> = { d60: { properties: { x: { type: "string" } } } };
  for (let i = 0; i < 60; i++) all[`d${i}`] = { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] };
  assert.equal(column({ $ref: "#/$defs/d0" }, { $defs: all }), "JSON");
  assert.equal(column({ $ref: "#/$defs/d40" }, { $defs: all }), "JSON");
  assert.equal(column({ $ref: "#/$defs/d58" }, { $defs: all }), "STRUCT<x JSON>");
  for (const open of ['{"items":', '{"type":"array","items":', '{"anyOf":[', '{"allOf":[', '{"properties":{"a":']) {
    const close = open.replaceAll(/[^{[]/g, "").replaceAll("{", "}").replaceAll("[", "]").split("").reverse().join("");
    const nested = open.repeat(5_000) + "{}" + close.repeat(5_000);
    assert.equal(columns(`{"type":"object","properties":{"a":${nested}}}`).length, 1, open);
  }
});
