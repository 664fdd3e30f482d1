import assert from "node:assert/strict";
import type { Incompatibility } from "../../registry/language.ts";
import { JSON_SCHEMA } from "./compatibility.ts";

function incompatibilities(old: unknown, next: unknown): readonly Incompatibility[] {
  const read = (schema: unknown) => JSON_SCHEMA.read(JSON.stringify(schema), []);
  return JSON_SCHEMA.incompatibilities(read(next), read(old), { reader: "new", writer: "old" });
}

/** Kinds of what does not fit. */
function kinds(old: unknown, next: unknown): string[] {
  return incompatibilities(old, next).map(({ kind }) => kind);
}

Deno.test("JSON_SCHEMA names the property, where it is, and both types", () => {
  const object = (type: unknown) => ({
    type: "object",
    properties: { a: { type: "object", properties: { "b/c": { type } } } },
  });
  assert.deepEqual(incompatibilities(object(["string", "null"]), object("string")), [{
    kind: "TYPE_NARROWED",
    path: "#/properties/a/properties/b~1c/type",
    description:
      "The type at path '#/properties/a/properties/b~1c/type' is string in the new schema, which does not accept " +
      "null of the old schema",
  }]);
});

Deno.test("JSON_SCHEMA compares limits of every kind", () => {
  const cases: [old: object, next: object, kinds: string[]][] = [
    [{ maxLength: 9 }, { maxLength: 8 }, ["MAX_LENGTH_DECREASED"]],
    [{}, { maxLength: 8 }, ["MAX_LENGTH_ADDED"]],
    [{ maxLength: 9 }, {}, []],
    [{ minimum: 1 }, { minimum: 2 }, ["MINIMUM_INCREASED"]],
    [{ multipleOf: 10 }, { multipleOf: 5 }, []],
    [{ multipleOf: 5 }, { multipleOf: 10 }, ["MULTIPLE_OF_EXPANDED"]],
    [{ pattern: "a" }, { pattern: "b" }, ["PATTERN_CHANGED"]],
    [{ uniqueItems: true }, {}, []],
    [{}, { uniqueItems: true }, ["UNIQUE_ITEMS_ADDED"]],
    [{ dependentRequired: { a: ["b"] } }, {}, []],
    [{ const: 1 }, { enum: [1, 2] }, []],
    [{ enum: [1, 2] }, { const: 1 }, ["ENUM_ARRAY_NARROWED"]],
    [{ not: { type: "string" } }, {}, []],
    [{}, { not: { type: "string" } }, ["NOT_TYPE_EXTENDED"]],
  ];
  for (const [old, next, expected] of cases) assert.deepEqual(kinds(old, next), expected, JSON.stringify([old, next]));
});

Deno.test("JSON_SCHEMA compares items and choices", () => {
  const tuple = (...items: unknown[]) => ({ type: "array", items, additionalItems: false });
  const [text, number] = [{ type: "string" }, { type: "number" }];
  assert.deepEqual(kinds(tuple(text), tuple(text, number)), []);
  assert.notDeepEqual(kinds(tuple(text, number), tuple(text)), []);
  assert.deepEqual(kinds(text, { anyOf: [number, text] }), []);
  assert.deepEqual(kinds({ anyOf: [number, text] }, text), ["TYPE_CHANGED"]);
  assert.deepEqual(kinds({ allOf: [{ maxLength: 5 }, text] }, { type: "string", maxLength: 6 }), []);
  assert.deepEqual(kinds(true, {}), []);
  assert.deepEqual(kinds({}, false), ["TYPE_NARROWED"]);
  assert.deepEqual(kinds(false, text), []);
});

Deno.test("JSON_SCHEMA follows references, to itself and to other schemas", () => {
  const tree = {
    type: "object",
    additionalProperties: false,
    properties: { left: { $ref: "#" }, name: { type: "string" } },
  };
  assert.deepEqual(kinds(tree, tree), []);
  assert.deepEqual(kinds(tree, { ...tree, properties: { left: { $ref: "#" } } }), [
    "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL",
  ]);
  const user = '{"type":"object","properties":{"a":{"$ref":"address.json#/definitions/city"}}}';
  const address = (
    type: string,
  ) => [{ name: "address.json", text: JSON.stringify({ definitions: { city: { type } } }) }];
  const [old, next] = [JSON_SCHEMA.read(user, address("string")), JSON_SCHEMA.read(user, address("number"))];
  assert.deepEqual(JSON_SCHEMA.incompatibilities(next, old, { reader: "new", writer: "old" }).map(({ path }) => path), [
    "#/properties/a/type",
  ]);
  assert.throws(() => JSON_SCHEMA.read(user, []), /leads to nothing that the schema or its references define/);
});

Deno.test("JSON_SCHEMA says what is wrong with a schema, in the dialect that it names", () => {
  assert.throws(
    () => JSON_SCHEMA.read('{"type":"strin"}', []),
    /schema\/type must be equal to one of the allowed values/,
  );
  assert.throws(() => JSON_SCHEMA.read("[]", []), /a schema is an object, true or false/);
  assert.throws(() => JSON_SCHEMA.read("{", []), SyntaxError);
  JSON_SCHEMA.read('{"$schema":"http://json-schema.org/draft-04/schema#","minimum":1,"exclusiveMinimum":true}', []);
  const newer = (items: string) => `{"$schema":"https://json-schema.org/draft/2020-12/schema","prefixItems":${items}}`;
  JSON_SCHEMA.read(newer("[true]"), []);
  assert.throws(() => JSON_SCHEMA.read(newer("1"), []), /prefixItems must be array/);
});
