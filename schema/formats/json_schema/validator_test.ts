import assert from "node:assert/strict";
import { DataError } from "../../errors.ts";
import { registered } from "../test_registered.ts";
import { recordsOf } from "../test_records.ts";
import { Validator } from "./validator.ts";

const QUICK = { compileMillis: 2_000, recordMillis: 100 };

/** What the validator says of each text. */
function check(schema: unknown, texts: readonly string[], dependencies: Record<string, unknown> = {}) {
  const validator = new Validator(registered(9, "JSON", schema, dependencies), QUICK);
  const { data, valueStart, valueEnd } = recordsOf(texts);
  const reasons: (string | undefined)[] = [];
  validator.check(data, valueStart, valueEnd, 0, 0, texts.length, reasons);
  return reasons;
}

Deno.test("Validator names the place in the record and in the schema", () => {
  const schema = { type: "object", properties: { a: { type: "array", items: { minimum: 3 } } }, required: ["a"] };
  assert.deepEqual(check(schema, ['{"a":[3]}', '{"a":[3,2]}', "{}", "[]", "{no json"]), [
    undefined,
    "'/a/1' must be >= 3 (JSON Schema at '#/properties/a/items/minimum')",
    "the record must have required property 'a' (JSON Schema at '#/required')",
    "the record must be object (JSON Schema at '#/type')",
    undefined,
  ]);
});

Deno.test("Validator knows the drafts from 4 to 2020-12 by $schema", () => {
  const draft = (name: string, rest: Record<string, unknown>) => ({ $schema: name, ...rest });
  const fourth = draft("http://json-schema.org/draft-04/schema#", {
    id: "http://example.com/x",
    properties: { a: { minimum: 1, exclusiveMinimum: true }, b: { maximum: 1, exclusiveMaximum: false } },
  });
  assert.deepEqual(check(fourth, ['{"a":2,"b":1}', '{"a":1}']).map((reason) => reason === undefined), [true, false]);
  const sixth = draft("http://json-schema.org/draft-06/schema#", { properties: { a: { const: 1 } } });
  assert.deepEqual(check(sixth, ['{"a":1}', '{"a":2}']).map((reason) => reason === undefined), [true, false]);
  const ninth = draft("https://json-schema.org/draft/2019-09/schema", { dependentRequired: { a: ["b"] } });
  assert.deepEqual(check(ninth, ['{"a":1,"b":1}', '{"a":2}']).map((reason) => reason === undefined), [true, false]);
  const last = draft("https://json-schema.org/draft/2020-12/schema", { prefixItems: [{ type: "string" }] });
  assert.deepEqual(check(last, ['["a"]', "[1]"]).map((reason) => reason === undefined), [true, false]);
});

Deno.test("Validator finds references by name, also relative to $id and in each other, and never elsewhere", () => {
  const city = { type: "string", maxLength: 3 };
  const texts = ['{"a":{"city":"abc"}}', '{"a":{"city":"abcd"}}'];
  const expected = [true, false];
  for (const head of [{}, { $id: "https://example.com/v1/order.json" }]) {
    const address = { properties: { city: { $ref: "city.json" } } };
    const schema = { ...head, properties: { a: { $ref: "address.json" } } };
    const found = check(schema, texts, { "city.json": city, "address.json": address });
    assert.deepEqual(found.map((reason) => reason === undefined), expected, JSON.stringify(head));
  }
  assert.throws(() => check({ $ref: "https://example.com/none.json" }, []), (error: unknown) => {
    assert(error instanceof DataError);
    assert.match(error.message, /^JSON Schema 9 cannot be used to check records: can't resolve reference https/);
    return true;
  });
});

Deno.test("Validator refuses schemas that are none", () => {
  for (const schema of ["{", { type: "text" }, { $schema: "urn:unknown" }, { pattern: "(" }, { minimum: "1" }]) {
    assert.throws(() => check(schema, []), DataError, JSON.stringify(schema));
  }
});

Deno.test("Validator gives up a record whose check does not end, and checks the others", () => {
  const schema = { properties: { a: { type: "string", pattern: "^(a+)+$" } } };
  const long = JSON.stringify({ a: `${"a".repeat(50)}!` });
  assert.deepEqual(check(schema, ['{"a":"aa"}', long, '{"a":1}', '{"a":"b"}', long]), [
    undefined,
    "checking it against its JSON Schema takes too long",
    "'/a' must be string (JSON Schema at '#/properties/a/type')",
    "'/a' must match pattern \"^(a+)+$\" (JSON Schema at '#/properties/a/pattern')",
    "checking it against its JSON Schema takes too long",
  ]);
});

Deno.test("Validator bounds schemas that are huge, and records that are deep", () => {
  assert.throws(() => check({ description: "x".repeat(4_000_001) }, []), /it has more than 4000000 characters/);
  const deep = { properties: { a: { $ref: "#" } } };
  const [reason] = check(deep, ['{"a":'.repeat(200_000) + "1" + "}".repeat(200_000)]);
  assert.match(reason ?? "", /^$|^it is nested too deep for its JSON Schema$|takes too long$/);
  const nested = '{"items":'.repeat(20_000) + "{}" + "}".repeat(20_000);
  assert.throws(() => check(nested, []), DataError);
});
