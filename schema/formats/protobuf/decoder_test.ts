import assert from "node:assert/strict";
import { type Field, fieldOf } from "../../field.ts";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BYTEA,
  decimalType,
  DOUBLE,
  INT,
  INTERVAL,
  JSON_TYPE,
  REAL,
  SMALLINT,
  type SqlType,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  type Value,
} from "../../types.ts";
import { bytesOf, decodeBare, firstMessage } from "./test_messages.ts";

const P3 = 'syntax = "proto3"; ';

/** What one message gives in its own columns, or why it is bad. */
function read(proto: string, bytes: string, fields?: readonly Field[]): Value[] | string {
  const { rows, errors } = decodeBare(firstMessage(proto), [bytesOf(bytes)], fields);
  return rows[0] ?? errors.get(0)!.message;
}

Deno.test("ProtobufDecoder gives defaults for what is not on the wire, and NULL where presence is known", () => {
  const proto = P3 +
    `message M { int32 a = 1; string s = 2; optional int64 o = 3; repeated int32 r = 4; map<string, bool> m = 5;
    E e = 6; N n = 7; bool b = 8; double d = 9; bytes y = 10; uint64 u = 11; optional E oe = 12; } enum E { ZERO = 0; } message N { int32 x = 1; }`;
  assert.deepEqual(read(proto, ""), [
    0,
    "",
    null,
    [],
    "{}",
    "ZERO",
    null,
    false,
    0,
    new Uint8Array(0),
    0n,
    null,
  ]);
});

Deno.test("ProtobufDecoder reads proto2: required fields, defaults, groups are passed over", () => {
  const proto =
    `message M { required int32 a = 1; optional string s = 2 [default = "x"]; optional group G = 3 { optional int32 q = 1; }
    optional E e = 4 [default = TWO]; optional float f = 5 [default = -inf]; optional int64 l = 6 [default = -7]; optional bytes y = 7 [default = "\\377a"];
    optional bool b = 8 [default = true]; optional int32 none = 9; enum E { ONE = 1; TWO = 2; } }`;
  const rest = ["TWO", -Infinity, -7n, Uint8Array.of(255, 97), true, null];
  assert.deepEqual(read(proto, "08 01"), [1, "x", ...rest]);
  assert.deepEqual(read(proto, "1b 08 05 1b 1c 1c 08 01 12 00"), [1, "", ...rest]);
  assert.equal(read(proto, ""), "Cannot decode column 'a': missing, but it is required or its column NOT NULL");
  assert.equal(read(proto, "1b 08 01"), "Cannot decode the record: group 3 has no end");
  assert.equal(read(proto, "1b 24"), "Cannot decode the record: group 3 ends as group 4");
  assert.equal(read(proto, "1c"), "Cannot decode the record: a group ends that did not begin (field 3)");
});

Deno.test("ProtobufDecoder takes the last value of a field, and of a oneof the last branch", () => {
  const proto = P3 +
    "message M { int32 a = 1; oneof k { string s = 2; int32 i = 3; N n = 4; bool skipped = 5; } } message N { int32 x = 1; int32 y = 2; }";
  assert.deepEqual(read(proto, "08 01 08 02"), [2, null, null, null, null]);
  assert.deepEqual(read(proto, '12 01 "a" 18 05'), [0, null, 5, null, null]);
  assert.deepEqual(read(proto, '18 05 22 02 08 01 12 01 "a"'), [0, "a", null, null, null]);
  assert.deepEqual(read(proto, "22 02 08 01 22 02 10 02"), [0, null, null, [1, 2], null], "merged");
  assert.deepEqual(read(proto, "22 02 08 01 18 05 22 02 10 02"), [0, null, null, [0, 2], null], "unset in between");
  const two = [fieldOf("s", TEXT), fieldOf("i", INT)];
  assert.deepEqual(read(proto, '12 01 "a" 28 01', two), [null, null], "a branch that is no column unsets too");
});

Deno.test("ProtobufDecoder merges messages that come twice, however deep", () => {
  const proto = P3 + `import "google/protobuf/timestamp.proto"; message M { google.protobuf.Timestamp t = 1; N n = 2; }
    message N { int32 x = 1; repeated int32 r = 2; N n = 3; }`;
  assert.deepEqual(read(proto, "0a 02 08 05 0a 02 10 07"), [5_000_000_007n, null]);
  assert.deepEqual(read(proto, "12 04 08 01 10 02 12 06 10 03 1a 02 08 09 12 04 1a 02 10 08"), [
    null,
    [1, [2, 3], '{"x":9,"r":[8],"n":null}'],
  ]);
  assert.equal(
    read(proto, "12 04 08 01 3a 02 12 02 08 01"),
    "Cannot decode column 'n': it ends 2 bytes before the end of a field",
    "a field does not reach from one part into the next",
  );
});

Deno.test("ProtobufDecoder reads packed and single numbers of repeated fields, whatever the schema says", () => {
  for (const packed of ["true", "false"]) {
    const proto = P3 +
      `message M { repeated sint32 r = 1 [packed = ${packed}]; repeated string s = 2; repeated fixed32 f = 3; }`;
    assert.deepEqual(read(proto, '08 01 0a 03 02 ac 02 08 04 12 01 "a" 12 00 1d 01 00 00 00'), [
      [-1, 1, 150, 2],
      ["a", ""],
      [1n],
    ]);
    assert.equal(read(proto, "0a 02 01 80"), "Cannot decode column 'r': it ends in the middle of a varint");
  }
});

Deno.test("ProtobufDecoder knows the messages of google/protobuf", () => {
  const proto = P3 +
    `import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto"; import "google/protobuf/wrappers.proto";
    import "google/protobuf/struct.proto"; import "google/protobuf/any.proto"; import "google/protobuf/empty.proto";
    message M { google.protobuf.Timestamp t = 1; google.protobuf.Duration d = 2; google.protobuf.Int64Value w = 3; google.protobuf.StringValue s = 4;
      google.protobuf.Struct st = 5; google.protobuf.Any a = 6; google.protobuf.Empty e = 7; repeated google.protobuf.BoolValue bs = 8; google.protobuf.ListValue l = 9; }`;
  assert.deepEqual(read(proto, ""), [null, null, null, null, null, null, null, [], null]);
  assert.deepEqual(
    read(
      proto,
      `0a 00 12 0e 08 ff ff ff ff ff ff ff ff ff 01 10 80 01 1a 00 22 03 0a 01 "x"
      2a 0e 0a 0c 0a 01 "k" 12 07 32 05 0a 03 1a 01 "v" 32 06 0a 01 "u" 12 01 ff 3a 00 42 00 42 02 08 01 4a 04 0a 02 20 01`,
    ),
    "Cannot decode column 'd': -1 seconds and 128 nanoseconds are no duration",
  );
  assert.deepEqual(
    read(
      proto,
      `0a 00 12 0d 08 ff ff ff ff ff ff ff ff ff 01 10 00 1a 00 22 03 0a 01 "x"
      2a 0e 0a 0c 0a 01 "k" 12 07 32 05 0a 03 1a 01 "v" 32 06 0a 01 "u" 12 01 ff 3a 00 42 00 42 02 08 01 4a 04 0a 02 20 01`,
    ),
    [
      0n,
      { months: 0, days: 0, nanos: -1_000_000_000n },
      0n,
      "x",
      '{"k":["v"]}',
      '{"@type":"u","value":"/w=="}',
      "{}",
      [false, true],
      "[true]",
    ],
  );
});

Deno.test("ProtobufDecoder reads times of every precision as the exact way does", () => {
  const proto = P3 + 'import "google/protobuf/timestamp.proto"; message M { google.protobuf.Timestamp t = 1; }';
  const at = "0a 0b 08 95 8e f8 cb 06 10 95 9a ef 3a"; // 2026-01-31T13:43:49.123456789Z
  const plain: [SqlType, bigint][] = [
    [timestampType(0), 1769867029n],
    [timestampType(3), 1769867029123n],
    [timestampType(6), 1769867029123456n],
    [TIMESTAMP, 1769867029123456789n],
  ];
  for (const [type, value] of plain) assert.deepEqual(read(proto, at, [fieldOf("t", type)]), [value]);
  // Before the epoch, in another order, and with a field that nobody knows.
  const before = "0a 10 10 80 ca b5 ee 01 08 fe ff ff ff ff ff ff ff ff 01"; // -2 s and 500 ms
  for (const bytes of [before.replace("0a 10", "0a 11"), `${before.replace("0a 10", "0a 13")} 50 01`]) {
    const values: [SqlType, bigint][] = [
      [timestampType(0), -2n],
      [timestampType(3), -1500n],
      [timestampType(6), -1500000n],
      [TIMESTAMP, -1500000000n],
    ];
    for (const [type, value] of values) assert.deepEqual(read(proto, bytes, [fieldOf("t", type)]), [value]);
  }
  const far = "0a 06 08 80 e8 92 a6 39";
  assert.equal(
    read(proto, far),
    "Cannot decode column 't': 15380820992 seconds are out of range for a TIMESTAMP",
  );
  assert.deepEqual(read(proto, far, [fieldOf("t", timestampType(3))]), [15380820992000n]);
});

Deno.test("ProtobufDecoder writes numbers of enums that have no name as digits", () => {
  const proto = P3 +
    "message M { E e = 1; repeated E r = 2; } enum E { option allow_alias = true; A = 0; B = 5; C = 5; N = -1; }";
  assert.deepEqual(read(proto, "08 05 12 03 00 05 07"), ["B", ["A", "B", "7"]]);
  assert.deepEqual(read(proto, "08 e8 07"), ["1000", []]);
  assert.deepEqual(read(proto, "08 ff ff ff ff ff ff ff ff ff 01"), ["N", []]);
});

Deno.test("ProtobufDecoder keeps maps and recursive messages as JSON", () => {
  const proto = P3 +
    `message M { map<int32, string> m = 1; map<string, M> s = 2; M again = 3; map<bool, E> e = 4; } enum E { A = 0; B = 1; }`;
  const empty = '{"m":{},"s":{},"again":null,"e":{}}';
  assert.deepEqual(
    read(
      proto,
      '0a 05 08 01 12 01 "a" 0a 00 0a 05 08 01 12 01 "b" 12 05 0a 03 "k\u00e9" 12 05 0a 01 "z" 12 00 22 04 08 01 10 01 22 02 10 09',
    ),
    [
      '{"1":"b","0":""}',
      `{"k\u00e9":${empty},"z":${empty}}`,
      null,
      '{"true":"B","false":"9"}',
    ],
  );
  assert.deepEqual(read(proto, "1a 02 1a 00"), ["{}", "{}", `{"m":{},"s":{},"again":${empty},"e":{}}`, "{}"]);
});

Deno.test("ProtobufDecoder reads fields into other columns by name", () => {
  const proto = P3 +
    `message M { int32 i = 1; uint32 u = 2; int64 l = 3; uint64 ul = 4; float f = 5; string s = 6; E e = 7; repeated int32 r = 8; N n = 9;
      bool b = 10; bytes y = 11; } enum E { A = 0; B = 1; } message N { int32 x = 1; }`;
  const bytes =
    '08 05 10 06 18 ff ff ff ff ff ff ff ff ff 01 20 08 2d 00 00 c0 3f 32 05 "12.50" 38 01 40 03 4a 02 08 09 50 01 5a 01 ff';
  const cases: [string, SqlType, Value][] = [
    ["i", BIGINT, 5n],
    ["i", SMALLINT, 5],
    ["i", DOUBLE, 5],
    ["i", decimalType(5, 2), 500n],
    ["i", BIGINT_UNSIGNED, 5n],
    ["i", JSON_TYPE, "5"],
    ["u", BIGINT, 6n],
    ["u", INT, 6],
    ["l", INT, -1],
    ["l", DOUBLE, -1],
    ["ul", BIGINT, 8n],
    ["f", DOUBLE, 1.5],
    ["s", decimalType(6, 2), 1250n],
    ["s", JSON_TYPE, "12.50"],
    ["e", INT, 1],
    ["e", JSON_TYPE, '"B"'],
    ["r", arrayType(BIGINT), [3n]],
    ["r", JSON_TYPE, "[3]"],
    ["n", structType([fieldOf("x", BIGINT), fieldOf("z", TEXT)]), [9n, null]],
    ["n", JSON_TYPE, '{"x":9}'],
    ["b", JSON_TYPE, "true"],
    ["y", JSON_TYPE, '"/w=="'],
    ["none", TEXT, null],
  ];
  for (const [name, type, value] of cases) assert.deepEqual(read(proto, bytes, [fieldOf(name, type)]), [value], name);
  assert.deepEqual(read(proto, "", [fieldOf("s", JSON_TYPE), fieldOf("s", decimalType(3, 0))]), [null, null]);
  const bad: [Field, RegExp][] = [
    [fieldOf("l", BIGINT_UNSIGNED), /column 'l': -1 is out of range for BIGINT UNSIGNED/],
    [fieldOf("s", TIME), /column 's': "12.50" is not of type TIME/],
  ];
  for (const [field, message] of bad) assert.match(String(read(proto, bytes, [field])), message);
  const unfit: [Field, RegExp][] = [
    [fieldOf("s", BYTEA), /column 's' is BYTEA, but field 's' of M is string/],
    [fieldOf("r", INT), /column 'r' is INT, but field 'r' of M is repeated int32/],
    [fieldOf("none", INT, false), /column 'none' is NOT NULL, but M has no field of that name/],
    [fieldOf("f", INTERVAL), /is INTERVAL, but/],
    [fieldOf("l", REAL, false), /^$/],
  ];
  for (const [field, message] of unfit.slice(0, -1)) assert.throws(() => read(proto, bytes, [field]), message);
});

Deno.test("ProtobufDecoder says what is wrong with bad bytes, and where", () => {
  const proto = P3 +
    "message M { int32 a = 1; string s = 2; N n = 3; fixed64 f = 4; } message N { string t = 1; N n = 2; }";
  const cases: [string, string][] = [
    ["08", "column 'a': it ends in the middle of a varint"],
    ["08 80 80", "column 'a': it ends in the middle of a varint"],
    ["08 ff ff ff ff ff ff ff ff ff ff 01", "column 'a': a varint has more than 10 bytes"],
    ["12 05 61", "column 's': it ends 4 bytes before the end of a field"],
    ["12 ff ff ff ff ff ff ff ff 7f 61", "column 's': it ends 9223372036854776000 bytes before the end of a field"],
    ["12 02 c3 28", "column 's': invalid UTF-8"],
    ["12 01 ff", "column 's': invalid UTF-8"],
    ["0a 01 05", "column 'a': expected a varint, found a length"],
    ["10 01", "column 's': expected a length, found a varint"],
    ["1a 03 0a 02 61", "column 'n': member 't': it ends 1 bytes before the end of a field"],
    ["21 00 00 00", "column 'f': it ends 5 bytes before the end of a field"],
    ["00 01", "the record: a field has the number 0"],
    ["0f", "the record: field 1 has the wire type 7, which does not exist"],
    ["f8 ff ff ff 7f 01", "the record: a field number is too large"],
    ["88 80 80 80 80 00 01", "the record: a field number is too large"],
    ["50", "the record: it ends in the middle of a varint"],
    ["52 09", "the record: it ends 9 bytes before the end of a field"],
  ];
  for (const [bytes, reason] of cases) assert.equal(read(proto, bytes), `Cannot decode ${reason}`, bytes);
});

Deno.test("ProtobufDecoder refuses nesting that could exhaust the stack", () => {
  const proto = P3 + "message M { M m = 1; int32 a = 2; }";
  const nested = (depth: number) => {
    let bytes: number[] = [];
    for (let i = 0; i < depth; i++) {
      const { length } = bytes;
      const size = length < 128
        ? [length]
        : length < 16384
        ? [length & 127 | 128, length >> 7]
        : [length & 127 | 128, length >> 7 & 127 | 128, length >> 14];
      bytes = [10, ...size, ...bytes];
    }
    return Uint8Array.from(bytes);
  };
  const { rows, errors } = decodeBare(firstMessage(proto), [
    nested(90),
    nested(110),
    nested(2000),
    new Uint8Array(20000).fill(0x1b),
  ]);
  assert.equal(rows.length, 1);
  assert.match(errors.get(1)!.message, /nested deeper than 100$/);
  assert.match(errors.get(2)!.message, /nested deeper than 100$/);
  assert.match(errors.get(3)!.message, /nested deeper than 100$/);
});
