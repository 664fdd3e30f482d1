import assert from "node:assert/strict";
import { typeName } from "../../types.ts";
import { columnsOfMessage } from "./columns.ts";
import { firstMessage } from "./test_messages.ts";

function columns(proto: string, dependencies: Record<string, string> = {}): string[] {
  return columnsOfMessage(firstMessage(proto, dependencies)).map(({ name, type, nullable }) =>
    `${name} ${typeName(type)}${nullable ? "" : " NOT NULL"}`
  );
}

Deno.test("columnsOfMessage gives every scalar its type, NULL only where presence is known", () => {
  const proto =
    `syntax = "proto3"; message M { double a = 1; float b = 2; int32 c = 3; uint32 d = 4; sint64 e = 5; fixed64 f = 6; bool g = 7;
    string h = 8; bytes i = 9; E j = 10; optional int32 k = 11; repeated fixed32 l = 12; map<string, M> m = 13; oneof o { int64 n = 14; M p = 15; } }
    enum E { Z = 0; }`;
  assert.deepEqual(columns(proto), [
    "a DOUBLE NOT NULL",
    "b REAL NOT NULL",
    "c INT NOT NULL",
    "d INT UNSIGNED NOT NULL",
    "e BIGINT NOT NULL",
    "f BIGINT UNSIGNED NOT NULL",
    "g BOOLEAN NOT NULL",
    "h TEXT NOT NULL",
    "i BYTEA NOT NULL",
    "j TEXT NOT NULL",
    "k INT",
    "l INT UNSIGNED[] NOT NULL",
    "m JSON NOT NULL",
    "n BIGINT",
    "p JSON",
  ]);
});

Deno.test("columnsOfMessage gives proto2 what is required, or has a default, as NOT NULL", () => {
  const proto =
    `syntax = "proto2"; message M { required int32 a = 1; optional int32 b = 2; optional int32 c = 3 [default = 4]; repeated int32 d = 4;
    optional group G = 5 { optional int32 x = 1; } extensions 100 to 199; } extend M { optional int32 more = 100; }`;
  assert.deepEqual(columns(proto), ["a INT NOT NULL", "b INT", "c INT NOT NULL", "d INT[] NOT NULL"]);
});

Deno.test("columnsOfMessage follows editions", () => {
  const proto = `edition = "2023"; message M { int32 a = 1; int32 b = 2 [features.field_presence = IMPLICIT];
    int32 c = 3 [features.field_presence = LEGACY_REQUIRED]; M d = 4 [features.message_encoding = DELIMITED]; }`;
  assert.deepEqual(columns(proto), ["a INT", "b INT NOT NULL", "c INT NOT NULL"]);
});

Deno.test("columnsOfMessage knows the messages of google/protobuf without a dependency, and others by one", () => {
  const proto =
    `syntax = "proto3"; package p; import "google/protobuf/timestamp.proto"; import public "google/protobuf/duration.proto";
    import "google/protobuf/wrappers.proto"; import "google/protobuf/struct.proto"; import "google/protobuf/any.proto"; import "google/protobuf/empty.proto";
    import "google/protobuf/field_mask.proto"; import "confluent/meta.proto"; import "confluent/type/decimal.proto"; import "dir/other.proto"; import weak "nowhere.proto";
    message M { google.protobuf.Timestamp a = 1 [(confluent.field_meta).doc = "x"]; google.protobuf.Duration b = 2; google.protobuf.UInt32Value c = 3;
      google.protobuf.BytesValue d = 4; google.protobuf.Value e = 5; google.protobuf.Any f = 6; google.protobuf.Empty g = 7;
      google.protobuf.FieldMask h = 8; confluent.type.Decimal i = 9; q.Other j = 10; repeated q.Other.In k = 11; }`;
  const other =
    'syntax = "proto3"; package q; import "deep.proto"; message Other { message In { int32 x = 1; } deep.D d = 1; }';
  const dependencies = {
    "deep.proto": 'syntax = "proto3"; package deep; message D { string s = 1; }',
    "dir/other.proto": other,
  };
  assert.deepEqual(columns(proto, dependencies), [
    "a TIMESTAMP",
    "b INTERVAL",
    "c INT UNSIGNED",
    "d BYTEA",
    "e JSON",
    "f JSON",
    "g JSON",
    "h STRUCT<paths TEXT[] NOT NULL>",
    "i STRUCT<value BYTEA NOT NULL, precision INT UNSIGNED NOT NULL, scale INT NOT NULL>",
    "j STRUCT<d STRUCT<s TEXT NOT NULL>>",
    "k STRUCT<x INT NOT NULL>[] NOT NULL",
  ]);
});

Deno.test("columnsOfMessage takes messages from the file itself, not from what it imports into the same package", () => {
  const text = 'syntax = "proto3"; package p; import "a.proto"; message Own { First f = 1; }';
  const dependencies = { "a.proto": 'syntax = "proto3"; package p; message First { int32 x = 1; }' };
  assert.deepEqual(columns(text, dependencies), ["f STRUCT<x INT NOT NULL>"]);
});

Deno.test("columnsOfMessage ends with messages that double with every level, and those that are recursive", () => {
  const many = Array.from({ length: 60 }, (_, i) => `message D${i} { D${i + 1} a = 1; D${i + 1} b = 2; }`).join("\n");
  assert.equal(columns(`syntax = "proto3"; ${many} message D60 { int32 x = 1; }`).length, 2);
  assert.deepEqual(
    columns('syntax = "proto3"; message A { B b = 1; int32 x = 2; } message B { A a = 1; int32 y = 2; }'),
    [
      "b STRUCT<a JSON, y INT NOT NULL>",
      "x INT NOT NULL",
    ],
  );
});
