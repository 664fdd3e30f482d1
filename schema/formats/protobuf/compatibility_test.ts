import assert from "node:assert/strict";
import { PROTOBUF } from "./compatibility.ts";

const RICH = `// an order
syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
import public "used.proto";
option java_package = "com.shop";
option optimize_for = SPEED;
message Order {
  string customer_name = 1;
  optional int32 count = 2;
  repeated State states = 3;
  map<string, Item> items = 4;
  oneof paid { int32 cash = 5; string card = 6 [deprecated = true]; }
  reserved 8 to 10, 12;
  reserved "old";
  used.Address to = 20 [json_name = "TO"];
  message Item { google.protobuf.Timestamp at = 1; repeated int32 n = 2 [packed = false]; }
  enum State { option allow_alias = true; OPEN = 0; NEW = 0; PAID = 1; }
}
service Orders { rpc Watch (Order) returns (stream Order.Item); }
`;
const USED = [{ name: "used.proto", text: 'syntax = "proto3"; package used; message Address { string city = 1; }' }];

Deno.test("PROTOBUF reads back what it hands out as a descriptor", () => {
  for (
    const [text, dependencies] of [
      [RICH, USED],
      [
        'syntax = "proto2"; message A { required int32 a = 1; optional string s = 2 [default = "x\\"y"]; optional E e = 3 [default = B]; enum E { B = 1; } }',
        [],
      ],
      ['syntax = "proto3"; enum E { A = 0; MINUS = -1; }', []],
    ] as const
  ) {
    const read = PROTOBUF.read(text, dependencies);
    const descriptor = PROTOBUF.serialized?.(text, dependencies) ?? "";
    assert.match(descriptor, /^[A-Za-z0-9+/]+=*$/);
    assert.equal(PROTOBUF.read(descriptor, dependencies).text, read.normalized);
    assert.equal(PROTOBUF.read(read.normalized, dependencies).normalized, read.normalized);
  }
});

Deno.test("PROTOBUF keeps a text as it is, and does not look at comments and blanks to tell it from others", () => {
  const one = PROTOBUF.read('syntax = "proto3"; message A { int32 a = 1; /* // " */ }', []);
  const other = PROTOBUF.read('syntax="proto3";\nmessage A {\n  int32 a = 1; // a\n}', []);
  assert.equal(one.identity, other.identity);
  assert.notEqual(one.text, other.text);
  const renamed = PROTOBUF.read('syntax="proto3"; message A { int32 b = 1; }', []);
  assert.notEqual(one.identity, renamed.identity);
  assert.deepEqual(PROTOBUF.incompatibilities(renamed, one, { reader: "new", writer: "old" }), []);
});

Deno.test("PROTOBUF says what is wrong with a schema", () => {
  const cases: [string, RegExp][] = [
    ['syntax = "proto3"; message M { strin a = 1; }', /no such Type or Enum 'strin' in Type \.M/],
    ['syntax = "proto3"; import "gone.proto"; message M {}', /no reference is named "gone\.proto"/],
    ['syntax = "proto3"; message M { int32 a = 1; int32 b = 1; }', /duplicate id 1/],
    ['syntax = "proto3"; message M { int32 a = 19000; }', /the number 19000 of the field "a" is not allowed/],
    ['syntax = "proto3";', /it defines nothing/],
    ["eA==", /illegal token/],
    [`syntax = "proto3"; ${"message M { int32 a = 1; }".repeat(2_001)}`, /more than 2000 fields/],
  ];
  for (const [text, message] of cases) assert.throws(() => PROTOBUF.read(text, []), message);
});

Deno.test("PROTOBUF names the field, where it is, and both types", () => {
  const read = (field: string) => PROTOBUF.read(`syntax = "proto3"; message A { message B { ${field} = 3; } }`, []);
  assert.deepEqual(
    PROTOBUF.incompatibilities(read("string name"), read("map<string, int32> name"), { reader: "new", writer: "old" }),
    [{
      kind: "FIELD_SCALAR_KIND_CHANGED",
      path: "#/A.B/3",
      description:
        "The field 'name' at path '#/A.B/3' has type string in the new schema and map<string, int32> in the old schema",
    }],
  );
});
