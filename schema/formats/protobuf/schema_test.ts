import assert from "node:assert/strict";
import { toDescriptor } from "./file/descriptor.ts";
import { parseProto } from "./file/parse.ts";
import { indexesOf, messageAt, protoFileOf } from "./schema.ts";

function parse(text: string) {
  return protoFileOf({ text, dependencies: [] });
}

Deno.test("protoFileOf says why a text is no .proto file", () => {
  const head = 'syntax = "proto3"; ';
  const cases: [string, RegExp][] = [
    ["message {", /illegal type name/],
    [`${head} message A { B b = 1; }`, /no such Type or Enum 'B'/],
    [`${head} message A { int32 a = 0; }`, /field 'a' of A has number 0$/],
    [`${head} message A { message B { int32 a = 536870912; } }`, /field 'a' of A.B has number 536870912$/],
    [`${head} message A { int32 a = 1; int32 b = 1; }`, /duplicate id 1/],
    [`${head} ${"message A {".repeat(50_000)}`, /depth|nested/],
    [`${head} message A { option (x) = ${"{a:".repeat(50_000)}`, /depth|illegal/],
    [`// ${"x".repeat(4_000_001)}`, /it has more than 4000000 characters$/],
  ];
  for (const [text, reason] of cases) assert.throws(() => parse(text), reason, text.slice(0, 60));
});

Deno.test("protoFileOf is not led astray by names that objects have", () => {
  const text =
    `syntax = "proto3"; message constructor { int32 __proto__ = 1; int32 toString = 2; hasOwnProperty valueOf = 3; }
    enum hasOwnProperty { prototype = 0; }`;
  const [message] = parse(text).messages;
  assert.equal(message?.fullName, "constructor");
  assert.deepEqual(message.fields.map(({ name }) => name).filter((name) => name !== "__proto__"), [
    "toString",
    "valueOf",
  ]);
  assert.deepEqual(Object.keys(Object.prototype), []);
});

Deno.test("messageAt and indexesOf count messages, and neither groups, enums nor the entries of maps", () => {
  const file = parse(
    `syntax = "proto2"; package p.q; enum E { Z = 0; } message A { optional group G = 1 {} map<string, B> m = 2; message B { message C {} } enum F { Y = 0; }
    message D {} } extend A { optional int32 x = 100; } message A2 { extensions 100; }`.replace(
      "optional group G = 1 {}",
      "optional group G = 1 { optional int32 q = 1; } extensions 100;",
    ),
  );
  assert.deepEqual(file.messages.map(({ fullName }) => fullName), ["p.q.A", "p.q.A2"]);
  assert.equal(messageAt(file, [0, 0, 0])?.fullName, "p.q.A.B.C");
  assert.equal(messageAt(file, [0, 1])?.name, "D");
  assert.equal(messageAt(file, [0, 2]), undefined);
  assert.equal(messageAt(file, []), undefined);
  assert.deepEqual(indexesOf(file, "p.q.A.B.C"), [0, 0, 0]);
  assert.deepEqual(indexesOf(file, "A.D"), [0, 1]);
  assert.deepEqual(indexesOf(file, "A2"), [1]);
  assert.equal(indexesOf(file, "D"), undefined);
});

Deno.test("protoFileOf reads a schema that a registry hands out as the base64 of its descriptor", () => {
  const text =
    'syntax = "proto3"; package shop; message A { int64 id = 1; optional string note = 2; message B { bool x = 1; } }';
  const descriptor = toDescriptor(parseProto(text, []));
  const [read, written] = [descriptor, text].map((one) => protoFileOf({ text: one, dependencies: [] }));
  const facts = (file: ReturnType<typeof protoFileOf> | undefined) =>
    file?.messages.map(({ fullName, fields, nested }) => [
      fullName,
      fields.map(({ name, number, presence }) => [name, number, presence]),
      nested.map((one) => one.fullName),
    ]);
  assert.deepEqual(facts(read), facts(written));
  assert.equal(facts(read)?.length, 1);
});
