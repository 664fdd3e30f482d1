import assert from "node:assert/strict";
import { languageOf } from "./schema_languages.ts";

const SIDES = { reader: "new", writer: "old" };

/** Two object schemas, of which the first has a pattern that backtracks on the name in the second. */
function slowPair(): [string, string] {
  const closed = { type: "object", additionalProperties: false };
  return [
    JSON.stringify({ ...closed, patternProperties: { "^(a+)+$": { type: "string" } } }),
    JSON.stringify({ ...closed, properties: { [`${"a".repeat(40)}!`]: { type: "string" } } }),
  ];
}

Deno.test("languageOf gives no schema more time than it may have", async () => {
  const patient = await languageOf("JSON");
  const [reader, writer] = slowPair().map((text) => patient.read(text, []));
  assert.ok(reader && writer);
  const hasty = await languageOf("JSON", 50);
  assert.throws(() => hasty.incompatibilities(reader, writer, SIDES), /it takes longer than 50 ms/);
  assert.deepEqual(patient.incompatibilities(reader, reader, SIDES), [], "the next one has its own");
});

Deno.test("languageOf takes records that refer to each other in many ways, and compares each pair once", async () => {
  const language = await languageOf("AVRO");
  const chain = (leaf: string, depth = 40) => {
    let type: unknown = leaf;
    for (let i = depth; i > 0; i--) {
      const again = i === depth ? leaf : `N${i + 1}`;
      const fields = [{ name: "f", type: ["null", type] }, { name: "g", type: ["null", again] }];
      type = { type: "record", name: `N${i}`, fields };
    }
    return language.read(JSON.stringify(type), []);
  };
  assert.deepEqual(language.incompatibilities(chain("int"), chain("int"), SIDES), []);
  const found = language.incompatibilities(chain("int"), chain("string"), SIDES);
  assert.ok(found.length > 0 && found.length < 100, `${found.length} problems`);
});

Deno.test("languageOf takes JSON schemas that contain each other", async () => {
  const language = await languageOf("JSON");
  const grammar = (leaf: string, count = 12) => {
    const names = Array.from({ length: count }, (_, i) => `d${i}`);
    const anyOf = names.map((name) => ({ $ref: `#/definitions/${name}` }));
    const one = (i: number) => ({
      type: "object",
      additionalProperties: false,
      properties: { x: { const: leaf + i }, y: { anyOf } },
    });
    return language.read(
      JSON.stringify({ anyOf, definitions: Object.fromEntries(names.map((name, i) => [name, one(i)])) }),
      [],
    );
  };
  assert.deepEqual(language.incompatibilities(grammar("a"), grammar("a"), SIDES), []);
  assert.notDeepEqual(language.incompatibilities(grammar("a"), grammar("b"), SIDES), []);
});

Deno.test("a pair that fits only as long as another one does is forgotten when that one does not", async () => {
  const language = await languageOf("AVRO");
  /** A record that contains itself by way of another one. */
  const own = (namespace: string, type: string) => ({
    type: "record",
    name: "W",
    namespace,
    fields: [
      { name: "b", type: { type: "record", name: "B", fields: [{ name: "w", type: ["null", "W"] }] } },
      { name: "x", type },
    ],
  });
  const top = (u: unknown) => {
    const fields = [{ name: "u", type: u }, { name: "v", type: "one.B" }];
    return language.read(JSON.stringify({ type: "record", name: "Top", fields }), []);
  };
  const writer = top(own("one", "int"));
  // The first branch reads b and stumbles over x; the second reads both. What v needs was in doubt, and fails.
  const found = language.incompatibilities(top([own("one", "string"), own("two", "int")]), writer, SIDES);
  assert.ok(found.length > 0);
  assert.deepEqual(language.incompatibilities(top([own("one", "int"), own("two", "string")]), writer, SIDES), []);
});
