import assert from "node:assert/strict";
import avro from "avsc";
import { DataError } from "../../errors.ts";
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
  JSON_TYPE,
  REAL,
  SMALLINT,
  type SqlType,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  TINYINT_UNSIGNED,
  typeName,
  type Value,
} from "../../types.ts";
import { decode, type Outcome } from "./test_rows.ts";

type Schema = unknown;

const recordOf = (...types: Schema[]) =>
  JSON.stringify({ type: "record", name: "R", fields: types.map((type, i) => ({ name: `f${i}`, type })) });

/** avsc does not know logical types here: it writes what lies beneath. */
function bytesOf(schema: string, value: unknown): Uint8Array {
  const type = avro.Type.forSchema(JSON.parse(schema), { wrapUnions: false });
  return new Uint8Array(type.toBuffer(value));
}

const decimal = (precision: number, scale: number) => ({ type: "bytes", logicalType: "decimal", precision, scale });
const logical = (type: string, logicalType: string) => ({ type, logicalType });
const E = { type: "enum", name: "E", symbols: ["RED", "GREEN"] };
const bytes = (...values: number[]) => Uint8Array.from(values);
const buffer = (...values: number[]) =>
  new (avro.Type.forSchema("bytes").random().constructor as typeof Uint8Array)(values);

/** One value of each Avro type, and what stands in a column of a type: a value, or the reason why there is none. */
const READS: readonly (readonly [Schema, unknown, SqlType, Value | RegExp])[] = [
  ["boolean", true, BOOLEAN, true],
  ["int", -2147483648, INT, -2147483648],
  ["int", 2147483647, BIGINT, 2147483647n],
  ["int", -7, BIGINT, -7n],
  ["int", 7, SMALLINT, 7],
  ["int", 32768, SMALLINT, /column 'f0': 32768 is out of range for SMALLINT/],
  ["int", -1, TINYINT_UNSIGNED, /-1 is out of range for TINYINT UNSIGNED/],
  ["int", 16777217, REAL, 16777216],
  ["int", 16777217, DOUBLE, 16777217],
  ["int", 12, decimalType(5, 2), 1200n],
  ["int", 1200, decimalType(5, 2), /more digits than DECIMAL\(5, 2\)/],
  ["long", 1234567890123, BIGINT, 1234567890123n],
  ["long", -1234567890123, BIGINT, -1234567890123n],
  ["long", 4294967295, INT_UNSIGNED, 4294967295n],
  ["long", 4294967296, INT_UNSIGNED, /out of range for INT UNSIGNED/],
  ["long", 5, BIGINT_UNSIGNED, 5n],
  ["long", -5, BIGINT_UNSIGNED, /-5 is out of range for BIGINT UNSIGNED/],
  ["long", 3, DOUBLE, 3],
  ["long", 3, decimalType(20, 1), 30n],
  ["long", 1500, timestampType(3), 1500n],
  ["float", 1.5, REAL, 1.5],
  ["float", 1.5, DOUBLE, 1.5],
  ["double", 0.1, DOUBLE, 0.1],
  ["string", "häßlich", TEXT, "häßlich"],
  ["string", "", TEXT, ""],
  ["string", "ab", BYTEA, bytes(97, 98)],
  ["string", '{ "a" : 1.50 }', JSON_TYPE, '{"a":1.50}'],
  ["string", "{", JSON_TYPE, /"\{" is not of type JSON/],
  [["null", "string"], "[1]", JSON_TYPE, "[1]"],
  ["bytes", buffer(1, 255), BYTEA, bytes(1, 255)],
  ["bytes", buffer(0xc3, 0xa4), TEXT, "ä"],
  ["bytes", buffer(0xc3, 0x28), TEXT, /column 'f0': invalid UTF-8/],
  ["bytes", buffer(1, 255), JSON_TYPE, '"Af8="'],
  [{ type: "fixed", name: "F", size: 3 }, buffer(1, 2, 3), BYTEA, bytes(1, 2, 3)],
  [E, "GREEN", TEXT, "GREEN"],
  [E, "GREEN", JSON_TYPE, '"GREEN"'],
  [logical("string", "uuid"), "0-1", TEXT, "0-1"],
  [logical("string", "uuid"), "0-1", JSON_TYPE, '"0-1"'],
  [
    { type: "fixed", name: "F", size: 16, logicalType: "uuid" },
    buffer(1, 35, 69, 103, 137, 171, 205, 239, 0, 17, 34, 51, 68, 85, 102, 119),
    TEXT,
    "01234567-89ab-cdef-0011-223344556677",
  ],
  [decimal(4, 2), buffer(0xff, 0x85), decimalType(4, 2), -123n],
  [decimal(4, 2), buffer(0x04, 0xd2), decimalType(6, 3), 12340n],
  [decimal(4, 2), buffer(0x04, 0xd2), decimalType(4, 1), 123n],
  [decimal(4, 2), buffer(0x04, 0xd2), decimalType(3, 2), /more digits than DECIMAL\(3, 2\)/],
  [decimal(4, 2), buffer(0x27, 0x10), decimalType(4, 2), /a decimal has more than 4 digits/],
  [decimal(18, 0), buffer(0x0d, 0xe0, 0xb6, 0xb3, 0xa7, 0x63, 0xff, 0xff), decimalType(18, 0), 10n ** 18n - 1n],
  [decimal(18, 0), buffer(0x0d, 0xe0, 0xb6, 0xb3, 0xa7, 0x64, 0, 0), decimalType(18, 0), /more than 18 digits/],
  [decimal(30, 0), buffer(1, 0, 0, 0, 0, 0, 0, 0, 0), decimalType(30, 0), 2n ** 64n],
  [decimal(4, 2), buffer(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), decimalType(4, 2), 1n],
  [decimal(4, 2), buffer(), decimalType(4, 2), 0n],
  [decimal(4, 2), buffer(0xff, 0xfb), JSON_TYPE, "-0.05"],
  [decimal(60, 0), buffer(1, ...new Array<number>(20).fill(0)), JSON_TYPE, String(2n ** 160n)],
  [{ type: "fixed", name: "F", size: 2, logicalType: "decimal", precision: 3 }, buffer(0, 9), decimalType(3, 0), 9n],
  [logical("int", "date"), -1, DATE, -1],
  [logical("int", "date"), 20454, JSON_TYPE, '"2026-01-01"'],
  [logical("int", "time-millis"), 86399999, TIME, 86399999000000n],
  [logical("int", "time-millis"), 86400000, TIME, /86400000 is no time-millis of a day/],
  [logical("long", "time-micros"), 86399999999, TIME, 86399999999000n],
  [logical("long", "time-micros"), -1, TIME, /-1 is no time-micros of a day/],
  [logical("int", "time-millis"), 36000250, JSON_TYPE, '"10:00:00.250"'],
  [logical("long", "timestamp-millis"), 1767225600123, timestampType(3), 1767225600123n],
  [logical("long", "timestamp-millis"), 1767225600123, TIMESTAMP, 1767225600123000000n],
  [logical("long", "timestamp-millis"), -1, timestampType(0), -1n],
  [logical("long", "timestamp-millis"), 1767225600123, timestampType(6), 1767225600123000n],
  [logical("long", "timestamp-micros"), -1, timestampType(3), -1n],
  [logical("long", "timestamp-micros"), 1767225600123456, timestampType(6), 1767225600123456n],
  [logical("long", "timestamp-micros"), 1767225600123456, TIMESTAMP, 1767225600123456000n],
  [logical("long", "timestamp-micros"), 1767225600123456, timestampType(0), 1767225600n],
  [logical("long", "local-timestamp-nanos"), 1500000001, TIMESTAMP, 1500000001n],
  [logical("long", "local-timestamp-nanos"), 1500000001, timestampType(3), 1500n],
  [logical("long", "timestamp-millis"), 253402300799999, timestampType(3), 253402300799999n],
  [logical("long", "timestamp-millis"), 253402300800000, timestampType(3), /out of range for TIMESTAMP\(3\)/],
  [logical("long", "timestamp-millis"), 253402300800000, JSON_TYPE, /outside the years 0 to 9999/],
  [logical("long", "timestamp-millis"), 9223372036855, TIMESTAMP, /out of range for TIMESTAMP/],
  [logical("long", "timestamp-millis"), 1767225600123, JSON_TYPE, '"2026-01-01T00:00:00.123"'],
  [logical("long", "timestamp-millis"), 1767225600123, BIGINT, 1767225600123n],
  [
    { type: "fixed", name: "F", size: 12, logicalType: "duration" },
    buffer(1, 0, 0, 0, 2, 0, 0, 0, 0xf4, 1, 0, 0),
    JSON_TYPE,
    '"1 mons 2 days 0.500000000 secs"',
  ],
  ["null", null, TEXT, null],
  ["null", null, INT, null],
  [["null", "long"], null, BIGINT, null],
  [["null", "long"], 5, BIGINT, 5n],
  [["string", "null"], "x", TEXT, "x"],
  [["string", "null"], null, TEXT, null],
  [["null", E], "RED", TEXT, "RED"],
  [["null", "int", "string"], 5, JSON_TYPE, "5"],
  [["null", "int", "string"], "5", JSON_TYPE, '"5"'],
  [["null", "int", "string"], null, JSON_TYPE, null],
  [["null", "int", "string"], 5, INT, 5],
  [["null", "int", "string"], "x", INT, /string cannot be read into INT/],
  ["float", NaN, JSON_TYPE, "null"],
  ["double", -Infinity, JSON_TYPE, "null"],
  ["float", Math.fround(0.1), JSON_TYPE, "0.1"],
  ["double", 1, JSON_TYPE, "1.0"],
  ["int", 5, JSON_TYPE, "5"],
  ["boolean", false, JSON_TYPE, "false"],
  [{ type: "array", items: "int" }, [1, -2], arrayType(BIGINT), [1n, -2n]],
  [{ type: "array", items: ["null", "string"] }, ["a", null], arrayType(TEXT), ["a", null]],
  [{ type: "array", items: ["null", "string"] }, ["a", null], JSON_TYPE, '["a",null]'],
  [{ type: "map", values: "long" }, { 'k"': 1, b: 2 }, JSON_TYPE, '{"k\\"":1,"b":2}'],
  [
    { type: "record", name: "P", fields: [{ name: "x", type: "int" }, { name: "Y", type: ["null", "double"] }] },
    { x: 1, Y: 2 },
    structType([fieldOf("y", DOUBLE), fieldOf("x", BIGINT), fieldOf("none", TEXT)]),
    [2, 1n, null],
  ],
  [
    { type: "record", name: "P", fields: [{ name: "x", type: "int" }, { name: "y", type: ["null", "double"] }] },
    { x: 1, y: null },
    JSON_TYPE,
    '{"x":1,"y":null}',
  ],
  [
    { type: "record", name: "P", fields: [{ name: "x", type: ["null", "int"] }] },
    { x: null },
    structType([fieldOf("x", INT, false)]),
    /column 'f0': member 'x' is NULL/,
  ],
  [
    { type: "record", name: "N", fields: [{ name: "v", type: "int" }, { name: "next", type: ["null", "N"] }] },
    { v: 1, next: { v: 2, next: null } },
    JSON_TYPE,
    '{"v":1,"next":{"v":2,"next":null}}',
  ],
];

Deno.test("AvroDecoders read each Avro type into each column that can hold it", () => {
  for (const [schema, value, type, expected] of READS) {
    const writer = recordOf(schema, "int");
    const what = `${JSON.stringify(schema)} into ${typeName(type)}`;
    const payload = bytesOf(writer, { f0: value, f1: 0 });
    for (const nullable of expected === null ? [true] : [true, false]) {
      for (const reader of [undefined, writer]) {
        const [outcome] = decode([fieldOf("f0", type, nullable)], reader, { writer, payloads: [payload] });
        if (expected instanceof RegExp) assert.match(String(outcome), expected, what);
        else assert.deepEqual(outcome, [expected], what);
      }
    }
  }
});

Deno.test("AvroDecoders give the same rows when a value is read the exact way", () => {
  for (const [schema, value, type, expected] of READS) {
    if (expected instanceof RegExp) continue;
    // A number of ten bytes is one that no scanner reads, so that all of the record is read the exact way.
    const writer = recordOf(schema, "int");
    const short = bytesOf(writer, { f0: value, f1: 0 });
    const long = bytes(...short.subarray(0, -1), 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0);
    const fields = [fieldOf("f0", type), fieldOf("f1", INT)];
    const [outcome] = decode(fields, undefined, { writer, payloads: [long] });
    assert.deepEqual(outcome, [expected, 0], `${JSON.stringify(schema)} into ${typeName(type)}`);
  }
});

Deno.test("AvroDecoders refuse a NULL in a NOT NULL column, and the record alone", () => {
  const writer = recordOf(["null", "long"], ["null", "string"]);
  const payloads = [{ f0: null, f1: "a" }, { f0: 1, f1: "b" }, { f0: 2, f1: null }].map((row) => bytesOf(writer, row));
  const outcomes = decode([fieldOf("f0", BIGINT, false), fieldOf("f1", TEXT)], undefined, { writer, payloads });
  assert.deepEqual(outcomes, ["Cannot decode column 'f0': NULL in a NOT NULL column", [1n, "b"], [2n, null]]);
});

function throwsUnreadable(fields: readonly Field[], reader: string | undefined, writer: string, message: RegExp): void {
  assert.throws(
    () => decode(fields, reader, { writer, payloads: [] }),
    (error) => error instanceof DataError && message.test(error.message) || assert.fail(String(error)),
  );
}

Deno.test("AvroDecoders say which column a writer's schema cannot fill", () => {
  const cases: readonly [Schema, SqlType, RegExp][] = [
    ["string", INT, /does not fit column 'f0' INT: the writer's string cannot be read into INT$/],
    ["long", INT, /the writer's long cannot be read into INT$/],
    ["double", REAL, /the writer's double cannot be read into REAL$/],
    [["null", "string"], BIGINT, /the writer's string cannot be read into BIGINT$/],
    [E, INT, /the writer's enum E cannot be read into INT$/],
    [{ type: "map", values: "int" }, TEXT, /the writer's map cannot be read into TEXT$/],
    [{ type: "array", items: "string" }, arrayType(INT), /the writer's string cannot be read into INT$/],
    [
      { type: "record", name: "P", fields: [{ name: "x", type: "string" }] },
      structType([fieldOf("x", INT)]),
      /does not fit column 'f0' STRUCT<x INT>: in field 'x': the writer's string cannot be read into INT$/,
    ],
    [decimal(4, 2), TEXT, /the writer's decimal\(4, 2\) cannot be read into TEXT$/],
    [logical("long", "time-micros"), TIMESTAMP, /the writer's time-micros cannot be read into TIMESTAMP$/],
  ];
  for (const [schema, type, message] of cases) {
    throwsUnreadable([fieldOf("f0", type)], undefined, recordOf(schema), message);
  }
  throwsUnreadable(
    [fieldOf("g", INT, false)],
    undefined,
    recordOf("int"),
    /column 'g' INT: the writer has no such field/,
  );
  throwsUnreadable(
    [fieldOf("g", INT)],
    undefined,
    '"int"',
    /Avro schema of the writer is int, but columns need a record/,
  );
});

Deno.test("AvroDecoders take columns declared by hand by name, in any case if that is unambiguous", () => {
  const writer = JSON.stringify({
    type: "record",
    name: "R",
    fields: ["a", "A", "Bc"].map((name) => ({ name, type: "int" })),
  });
  const payloads = [bytesOf(writer, { a: 1, A: 2, Bc: 3 })];
  const fields = ["A", "bc", "a", "BC", "missing"].map((name) => fieldOf(name, INT));
  assert.deepEqual(decode(fields, undefined, { writer, payloads }), [[2, 3, 1, 3, null]]);
});

Deno.test("AvroDecoders bring runs of several writers into one batch", () => {
  const one = recordOf("string", E, "bytes");
  const two = recordOf("bytes", { ...E, symbols: ["BLUE", "RED"] }, "string");
  const three = JSON.stringify({ type: "record", name: "R", fields: [{ name: "f1", type: "string" }] });
  const reader = JSON.stringify({
    type: "record",
    name: "R",
    fields: [
      { name: "f0", type: "string", default: "none ä" },
      { name: "f1", type: ["null", { ...E, symbols: ["RED", "OTHER"], default: "OTHER" }, "string"] },
      { name: "f2", type: "bytes", default: "\u00ff" },
    ],
  });
  const fields = [fieldOf("f0", TEXT, false), fieldOf("f1", JSON_TYPE), fieldOf("f2", BYTEA, false)];
  const outcomes = decode(
    fields,
    reader,
    { writer: one, payloads: [bytesOf(one, { f0: "x", f1: "RED", f2: buffer(1) })] },
    { writer: three, payloads: [bytesOf(three, { f1: "free" }), bytesOf(three, { f1: "" })] },
    { writer: two, payloads: [bytesOf(two, { f0: buffer(0x79), f1: "BLUE", f2: "z" })] },
    { writer: one, payloads: [bytesOf(one, { f0: "w", f1: "GREEN", f2: buffer() })] },
  );
  assert.deepEqual(
    outcomes,
    [
      ["x", '"RED"', bytes(1)],
      ["none ä", '"free"', bytes(255)],
      ["none ä", '""', bytes(255)],
      ["y", '"OTHER"', bytes(122)],
      ["w", '"OTHER"', bytes()],
    ] satisfies Outcome[],
  );
});

Deno.test("AvroDecoders read wide records in parts", () => {
  const count = 200;
  const writer = recordOf(...Array.from({ length: count }, (_, i) => i % 3 === 0 ? "string" : ["null", "long"]));
  const value = Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i % 3 === 0 ? `t${i}` : i]));
  const wanted = [0, 1, 59, 60, 61, 120, 199];
  const fields = wanted.map((i) => fieldOf(`f${i}`, i % 3 === 0 ? TEXT : BIGINT));
  const expected = wanted.map((i) => i % 3 === 0 ? `t${i}` : BigInt(i));
  const good = bytesOf(writer, value);
  const outcomes = decode(fields, undefined, { writer, payloads: [good, good.subarray(0, 50), good] });
  assert.deepEqual(outcomes, [expected, outcomes[1], expected]);
  assert.match(String(outcomes[1]), /^Cannot decode .*ends too early|behind the record's end/);
});

Deno.test("AvroDecoders say what is wrong with the bytes of a record", () => {
  const list = recordOf({ type: "array", items: "null" });
  const union = recordOf(["null", "long"]);
  const recursive = JSON.stringify({ type: "record", name: "R", fields: [{ name: "f0", type: ["null", "R"] }] });
  const cases: readonly [string, SqlType, readonly number[], RegExp][] = [
    [recordOf("long"), BIGINT, [], /^no row$/],
    [recordOf("long"), BIGINT, [0x80], /column 'f0': the record ends too early/],
    [recordOf("long"), BIGINT, [2, 2], /the record: 1 bytes are left behind its last value/],
    [recordOf("long"), BIGINT, [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], /more than 64 bits/],
    [recordOf("long"), BIGINT, [255, 255, 255, 255, 255, 255, 255, 255, 255, 2], /more than 64 bits/],
    [recordOf("int"), INT, [255, 255, 255, 255, 31], /an int has more than 32 bits/],
    [recordOf("boolean"), BOOLEAN, [2], /a boolean is 2, not 0 or 1/],
    [recordOf("string"), TEXT, [1], /a length is negative/],
    [recordOf("string"), TEXT, [6, 97, 98], /a length reaches behind the record's end/],
    [recordOf("string"), TEXT, [2, 0xff], /column 'f0': invalid UTF-8/],
    [recordOf("double"), DOUBLE, [1, 2, 3], /ends too early/],
    [union, BIGINT, [4, 0], /a union has no branch 2 of 2/],
    [union, BIGINT, [1], /a union has no branch -1 of 2/],
    [recordOf(E), TEXT, [4], /enum E has no symbol 2 of 2/],
    [list, JSON_TYPE, [255, 255, 255, 255, 255, 255, 255, 255, 127, 0], /more items than/],
    [list, JSON_TYPE, [0x80, 0x80, 0x80, 0x80, 0x10, 0], /more items than/],
    // 70,000 nulls
    [list, JSON_TYPE, [0xe0, 0xc5, 0x08, 0], /more items than the record's bytes can hold/],
    [recordOf(["null", "int", "string"]), JSON_TYPE, [4, 2, 0xff], /column 'f0': invalid UTF-8/],
    [recordOf({ type: "array", items: "int" }), JSON_TYPE, [3, 2, 2, 2, 0], /a block is not as long as it says/],
    [recursive, JSON_TYPE, new Array<number>(2000).fill(2), /nested deeper than 500/],
  ];
  for (const [writer, type, payload, message] of cases) {
    const [outcome] = decode([fieldOf("f0", type)], undefined, { writer, payloads: [bytes(...payload)] });
    assert.match(String(outcome), message, `${writer} ${payload.slice(0, 12)}`);
  }
});

Deno.test("AvroDecoders go over fields that nobody needs", () => {
  const types: readonly [Schema, unknown][] = [
    ...READS.map(([schema, value]): [Schema, unknown] => [schema, value]),
    [{ type: "array", items: { type: "map", values: "string" } }, [{ a: "b" }, {}]],
    [["null", { type: "array", items: "long" }, "string"], [1, 2]],
  ];
  for (const [schema, value] of types) {
    const writer = recordOf(schema, "long");
    const payloads = [bytesOf(writer, { f0: value, f1: 5 })];
    assert.deepEqual(decode([fieldOf("f1", BIGINT)], undefined, { writer, payloads }), [[5n]], writer);
  }
});

/** A zigzag number of any size. */
function zigzag(value: bigint): number[] {
  const groups: number[] = [];
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; rest > 127n; rest >>= 7n) groups.push(Number(rest & 127n) | 128);
  return [...groups, Number(rest)];
}

Deno.test("AvroDecoders read integers of every length exactly", () => {
  const longs = Array.from(
    { length: 64 },
    (_, bit) => [2n ** BigInt(bit), 2n ** BigInt(bit) - 1n, -(2n ** BigInt(bit))],
  )
    .flat().filter((value) => BigInt.asIntN(64, value) === value);
  const ints = longs.filter((value) => BigInt.asIntN(32, value) === value);
  const read = (schema: Schema, type: SqlType, values: readonly bigint[]) =>
    decode([fieldOf("f0", type, false)], undefined, {
      writer: recordOf(schema),
      payloads: values.map((value) => Uint8Array.from(zigzag(value))),
    });
  assert.deepEqual(read("long", BIGINT, longs), longs.map((value) => [value]));
  assert.deepEqual(read("int", INT, ints), ints.map((value) => [Number(value)]));
  assert.deepEqual(read("int", BIGINT, ints), ints.map((value) => [value]));
  assert.deepEqual(read("long", DOUBLE, longs), longs.map((value) => [Number(value)]));
  assert.deepEqual(read("long", JSON_TYPE, longs), longs.map((value) => [String(value)]));
});

Deno.test("AvroDecoders see a byte that is no UTF-8 wherever it stands in a text", () => {
  const writer = recordOf("string", "string");
  for (let length = 1; length < 13; length++) {
    const good = Array.from({ length }, (_, i) => 97 + i);
    const payloads = [good, ...good.map((_, at) => good.map((byte, i) => i === at ? 0xff : byte))].map((text) =>
      Uint8Array.from([2 * length, ...text, 2, 0x7a])
    );
    const [first, ...others] = decode([fieldOf("f0", TEXT)], undefined, { writer, payloads });
    assert.deepEqual(first, ["abcdefghijkl".slice(0, length)]);
    for (const other of others) assert.equal(other, "Cannot decode column 'f0': invalid UTF-8");
    // What stands behind the text is not looked at.
    const behind = Uint8Array.from([2 * length, ...good, 2, 0xff]);
    assert.deepEqual(decode([fieldOf("f0", TEXT)], undefined, { writer, payloads: [behind] }), [first]);
  }
});

Deno.test("AvroDecoders take a list of as many nulls as somebody may have meant", () => {
  const writer = recordOf({ type: "array", items: "null" });
  const payloads = [Uint8Array.from([...zigzag(60_000n), 0])];
  const [row] = decode([fieldOf("f0", JSON_TYPE)], undefined, { writer, payloads });
  assert.equal(String(row).length, 60_000 * 5 + 1);
});
