import assert from "node:assert/strict";
import { type Field, fieldOf } from "../../field.ts";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INT,
  INT_UNSIGNED,
  INTERVAL,
  JSON_TYPE,
  REAL,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  TINYINT,
  typeName,
} from "../../types.ts";
import { registered } from "../test_registered.ts";
import { columnsOfMessage } from "./columns.ts";
import { sameSchema, schemaOfColumns } from "./schema_of.ts";
import { firstMessage } from "./test_messages.ts";

function textOf(fields: readonly Field[], existing?: string, chosen?: string): string {
  const before = existing === undefined ? undefined : registered(1, "PROTOBUF", existing);
  return schemaOfColumns(fields, "my orders", before, chosen).text;
}

Deno.test("schemaOfColumns writes a message of proto3 with every type, nullable ones optional", () => {
  const fields = [
    fieldOf("a", BIGINT, false),
    fieldOf("b", BIGINT_UNSIGNED),
    fieldOf("c", TINYINT),
    fieldOf("d", INT_UNSIGNED),
    fieldOf("e", BOOLEAN),
    fieldOf("f", REAL),
    fieldOf("g", DOUBLE, false),
    fieldOf("h", TEXT),
    fieldOf("i", BYTEA),
    fieldOf("j", decimalType(9, 2)),
    fieldOf("k", JSON_TYPE),
    fieldOf("l", DATE),
    fieldOf("m", TIME),
    fieldOf("n", TIMESTAMP),
    fieldOf("o", INTERVAL, false),
    fieldOf("p", arrayType(INT)),
    fieldOf("q r", structType([fieldOf("x", INT, false), fieldOf("y.z", TEXT)])),
    fieldOf("1s", arrayType(structType([fieldOf("t", TIMESTAMP)]))),
    { ...fieldOf("hidden", TEXT), hidden: true },
  ];
  assert.equal(
    textOf(fields),
    `syntax = "proto3";

import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";

message my_orders {
  int64 a = 1;
  optional uint64 b = 2;
  optional int32 c = 3;
  optional uint32 d = 4;
  optional bool e = 5;
  optional float f = 6;
  double g = 7;
  optional string h = 8;
  optional bytes i = 9;
  optional string j = 10;
  optional string k = 11;
  optional string l = 12;
  optional string m = 13;
  google.protobuf.Timestamp n = 14;
  google.protobuf.Duration o = 15;
  repeated int32 p = 16;
  Q_rValue q_r = 17;
  repeated _1sValue _1s = 18;
  message Q_rValue {
    int32 x = 1;
    optional string y__z = 2;
  }
  message _1sValue {
    google.protobuf.Timestamp t = 1;
  }
}
`,
  );
  assert.deepEqual(
    columnsOfMessage(firstMessage(textOf(fields))).map(({ name, type, nullable }) =>
      `${name} ${typeName(type)}${nullable ? "" : " NOT NULL"}`
    ),
    [
      "a BIGINT NOT NULL",
      "b BIGINT UNSIGNED",
      "c INT",
      "d INT UNSIGNED",
      "e BOOLEAN",
      "f REAL",
      "g DOUBLE NOT NULL",
      "h TEXT",
      "i BYTEA",
      "j TEXT",
      "k TEXT",
      "l TEXT",
      "m TEXT",
      "n TIMESTAMP",
      "o INTERVAL",
      "p INT[] NOT NULL",
      "q_r STRUCT<x INT NOT NULL, y__z TEXT>",
      "_1s STRUCT<t TIMESTAMP>[] NOT NULL",
    ],
  );
});

Deno.test("schemaOfColumns keeps the file that is there, numbers of fields by name, and reserves what is gone", () => {
  const existing =
    `syntax = "proto3"; package shop.v1; import "dir/money.proto"; option java_package = "com.example"; message Order {
    reserved 3, 20 to 25; reserved "old", "again"; string gone = 1; sint32 kept = 7; Address place = 5; fixed64 big = 12; Kind kind = 13;
    oneof either { string left = 14; string right = 15; } money.Amount price = 16; message Used { int32 x = 1; } Used used = 17; map<string, Used> many = 18; }
    message Address { string city = 4; string street = 9; } message Other { int32 x = 1; } enum Kind { NONE = 0; BIG = 1; }`;
  const dependencies = { "dir/money.proto": 'syntax = "proto3"; package money; message Amount { int64 cents = 1; }' };
  const before = registered(1, "PROTOBUF", existing, dependencies);
  const fields = [
    fieldOf("fresh", TEXT, false),
    fieldOf("kept", INT),
    fieldOf("again", TEXT),
    fieldOf("place", structType([fieldOf("city", TEXT), fieldOf("zip", TEXT)])),
    fieldOf("big", INT_UNSIGNED, false),
    fieldOf("kind", TEXT),
    fieldOf("left", TEXT),
    fieldOf("price", structType([fieldOf("cents", BIGINT, false)])),
    fieldOf("used", structType([fieldOf("x", INT, false), fieldOf("y", TEXT)])),
  ];
  const schema = schemaOfColumns(fields, "t", before, undefined);
  assert.deepEqual(schema.references, before.references);
  assert.equal(
    schema.text,
    `syntax = "proto3";
package shop.v1;

import "dir/money.proto";

option java_package = "com.example";

message Order {
  reserved 1, 3, 15, 18, 20 to 25;
  reserved "old";
  string fresh = 19;
  optional sint32 kept = 7;
  optional string again = 26;
  .shop.v1.Address place = 5;
  fixed64 big = 12;
  optional .shop.v1.Kind kind = 13;
  oneof either {
    string left = 14;
  }
  .money.Amount price = 16;
  .shop.v1.Order.Used used = 17;
  message Used {
    int32 x = 1;
    optional string y = 2;
  }
}

message Address {
  reserved 9;
  optional string city = 4;
  optional string zip = 10;
}

message Other {
  int32 x = 1;
}

enum Kind {
  NONE = 0;
  BIG = 1;
}
`,
  );
  const again = schemaOfColumns(fields, "t", { ...before, text: schema.text }, undefined);
  assert.equal(again.text, schema.text);
  assert(sameSchema({ ...before, text: `// Other blanks\n${schema.text.replaceAll("\n", " ")}` }, schema));
  assert(!sameSchema(before, schema));
});

Deno.test("schemaOfColumns numbers new fields around what is reserved", () => {
  const existing = 'syntax = "proto3"; message M { reserved 2 to 18999, 20001; int32 a = 1; }';
  const text = textOf(["a", "b", "c"].map((name) => fieldOf(name, INT)), existing);
  assert.match(text, /b = 20000;\n.*c = 20002;/);
  assert.match(text, /reserved 2 to 18999, 20001;/);
  firstMessage(text);
});

Deno.test("schemaOfColumns takes the message that is chosen, and starts anew from what cannot be read", () => {
  const existing = 'syntax = "proto3"; message A { int32 a = 5; } message B { int32 a = 6; }';
  assert.match(textOf([fieldOf("a", INT)], existing, "B"), /message B \{\n {2}optional int32 a = 6;/);
  assert.match(textOf([fieldOf("a", INT)], existing, "C"), /message C \{\n {2}optional int32 a = 1;/);
  assert.match(textOf([fieldOf("a", INT)], "no proto"), /message my_orders \{\n {2}optional int32 a = 1;/);
});

Deno.test("sameSchema passes over comments, order and enums nobody uses, and nothing else", () => {
  const same = (a: string, b: string) => sameSchema(registered(1, "PROTOBUF", a), registered(2, "PROTOBUF", b));
  const head = 'syntax = "proto3"; message M { ';
  assert(
    same(
      `${head} int32 a = 1; optional string b = 2; }`,
      `${head} /* x */ optional string b = 2;\n // y\n int32 a = 1; }`,
    ),
  );
  for (
    const other of [
      "int64 a = 1;",
      "int32 a = 2;",
      "int32 b = 1;",
      "optional int32 a = 1;",
      "repeated int32 a = 1;",
      "reserved 4; int32 a = 1;",
      "oneof o { int32 a = 1; }",
    ]
  ) {
    assert(!same(`${head} int32 a = 1; }`, `${head} ${other} }`), other);
  }
  assert(!same(`${head} int32 a = 1; }`, `syntax = "proto3"; package p; message M { int32 a = 1; }`));
  assert(!same(`${head} repeated int32 a = 1; }`, `${head} repeated int32 a = 1 [packed = false]; }`));
  const own = schemaOfColumns([fieldOf("a", INT)], "t", undefined, undefined);
  assert(sameSchema(schemaOfColumns([fieldOf("a", INT)], "t", registered(1, "PROTOBUF", own.text), undefined), own));
});
