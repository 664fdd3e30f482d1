import assert from "node:assert/strict";
import type { Incompatibility } from "../../registry/language.ts";
import { AVRO } from "./compatibility.ts";

function record(type: unknown, more: object = {}): string {
  return JSON.stringify({ type: "record", name: "R", namespace: "shop", fields: [{ name: "a", type, ...more }] });
}

function incompatibilities(old: string, next: string): readonly Incompatibility[] {
  return AVRO.incompatibilities(AVRO.read(next, []), AVRO.read(old, []), { reader: "new", writer: "old" });
}

Deno.test("AVRO says of each problem what it is, where, and which types meet there", () => {
  const enumOf = (...symbols: string[]) => record({ type: "enum", name: "E", symbols });
  const fixed = (name: string, size: number) => record({ type: "fixed", name, size });
  const cases: [old: string, next: string, kind: string, path: string, says: RegExp][] = [
    [
      record("int"),
      record({ type: "array", items: "int" }),
      "TYPE_MISMATCH",
      "/fields/0/type",
      /is array of int in the new schema, which does not read int of the old schema$/,
    ],
    [
      record({ type: "map", values: "long" }),
      record({ type: "map", values: "int" }),
      "TYPE_MISMATCH",
      "/fields/0/type/values",
      /is int .* read long/,
    ],
    [
      record("int"),
      record(["null", "string"]),
      "MISSING_UNION_BRANCH",
      "/fields/0/type",
      /has no branch .* that reads int of the old schema: it has null, string$/,
    ],
    [
      record(["null", "int"]),
      record("int"),
      "TYPE_MISMATCH",
      "/fields/0/type",
      /is int .* does not read null of the old/,
    ],
    [
      enumOf("A", "B"),
      enumOf("A"),
      "MISSING_ENUM_SYMBOLS",
      "/fields/0/type/symbols",
      /enum 'shop\.E' .* lacks symbols of the old schema: B$/,
    ],
    [
      fixed("F", 4),
      fixed("F", 5),
      "FIXED_SIZE_MISMATCH",
      "/fields/0/type/size",
      /has 5 bytes in the new schema and 4 in the old/,
    ],
    [
      fixed("F", 4),
      fixed("G", 4),
      "NAME_MISMATCH",
      "/fields/0/type/name",
      /is named 'shop\.G' in the new schema and 'shop\.F'/,
    ],
  ];
  for (const [old, next, kind, path, says] of cases) {
    const [problem, ...more] = incompatibilities(old, next);
    assert.deepEqual([problem?.kind, problem?.path, more], [kind, path, []]);
    assert.match(problem?.description ?? "", says);
  }
  const renamed = record("int").replace('"a"', '"b"');
  assert.match(
    incompatibilities(record("int"), renamed)[0]?.description ?? "",
    /field 'b' at path '\/fields\/0' in the new schema has no default/,
  );
});

Deno.test("AVRO takes aliases, defaults of enums and names without their namespaces into account", () => {
  const named = (name: string, more: object = {}) => JSON.stringify({ type: "fixed", name, size: 1, ...more });
  assert.deepEqual(incompatibilities(named("a.F"), named("b.F")), []);
  assert.deepEqual(incompatibilities(named("a.F"), named("a.G", { aliases: ["F"] })), []);
  const fallback = { type: "enum", name: "E", symbols: ["A"], default: "A" };
  assert.deepEqual(incompatibilities('{"type":"enum","name":"E","symbols":["A","B"]}', JSON.stringify(fallback)), []);
  assert.deepEqual(incompatibilities(record("int"), record("int", { order: "ignore" })), []);
});

Deno.test("AVRO tells schemas apart by what they say, not by how they are written", () => {
  const identity = (text: string) => AVRO.read(text, []).identity;
  assert.equal(identity('{ "type": "string" }'), identity('"string"'));
  assert.equal(
    identity(record("int", { doc: "x" })),
    identity(record({ type: "int" }, { doc: "x" }).replaceAll(",", " ,\n")),
  );
  assert.notEqual(identity(record("int")), identity(record("int", { doc: "x" })));
  assert.equal(AVRO.read('{ "type":\n"long" }', []).text, '{"type":"long"}');
  const exact = record("long", { default: 0 }).replace(":0", ":9007199254740993");
  assert.match(AVRO.read(exact, []).text, /:9007199254740993/, "as a double it would be another number");
});
