import assert from "node:assert/strict";
import { ByteWriter } from "../../byte_writer.ts";
import { DataError, SqlError } from "../../errors.ts";
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
  SMALLINT,
  SMALLINT_UNSIGNED,
  type SqlType,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  TINYINT,
  TINYINT_UNSIGNED,
  type Value,
} from "../../types.ts";
import { recordEncoder, valueEncoder } from "./encode.ts";
import { avroSchemaOf, avroValueSchemaOf } from "./schema_of.ts";
import { parseAvroSchema } from "./schema_parse.ts";
import { avscReader, batchOf, encodeRows, expectedOf, randomValue, seeded, twosComplement } from "./test_avro.ts";

const record = (...fields: unknown[]) => ({ type: "record", name: "R", fields });
const logical = (type: string, logicalType: string, more = {}) => ({ type, logicalType, ...more });
const decimal = (precision: number, scale: number) => logical("bytes", "decimal", { precision, scale });
const fixed = (size: number, more = {}) => ({ type: "fixed", name: "F", size, ...more });
const SYMBOLS = { type: "enum", name: "E", symbols: ["low", "high"] };
const bytes = (...values: number[]) => Uint8Array.from(values);

function parsed(schema: unknown) {
  return parseAvroSchema(JSON.stringify(schema));
}

/** The value as the field `v` of a record of this type; unions show their branch. */
function writtenAs(type: SqlType, value: Value, schema: unknown, nullable = true): unknown {
  const fields = [fieldOf("v", type, nullable)];
  const whole = record({ name: "v", type: schema });
  const [message] = encodeRows(recordEncoder(fields, parsed(whole)), fields, [[value]]);
  return (avscReader(whole, "always")(message!) as { readonly v: unknown }).v; // one row
}

const ALL: readonly SqlType[] = [
  BOOLEAN,
  TINYINT,
  TINYINT_UNSIGNED,
  SMALLINT,
  SMALLINT_UNSIGNED,
  INT,
  INT_UNSIGNED,
  BIGINT,
  BIGINT_UNSIGNED,
  REAL,
  DOUBLE,
  decimalType(5, 2),
  decimalType(18, 0),
  decimalType(38, 10),
  TEXT,
  JSON_TYPE,
  BYTEA,
  TIMESTAMP,
  timestampType(0),
  timestampType(3),
  timestampType(6),
  DATE,
  TIME,
];

Deno.test("recordEncoder writes what avsc reads: random rows of every type", () => {
  const random = seeded(7);
  const inner = structType(ALL.map((type, i) => ({ name: `m${i}`, type, nullable: i % 2 === 0 })));
  const types = [...ALL, inner, arrayType(inner), ...ALL.map(arrayType), arrayType(arrayType(INT))];
  const fields = types.flatMap((type, i): Field[] => [fieldOf(`c${i}`, type), fieldOf(`d${i}`, type, false)]);
  const { text } = avroSchemaOf(fields, "t", undefined);
  const read = avscReader(JSON.parse(text));
  const encoder = recordEncoder(fields, parseAvroSchema(text));
  for (let round = 0; round < 10; round++) {
    const rows = Array.from({ length: 20 }, () => fields.map((f) => randomValue(f.type, f.nullable, random)));
    encodeRows(encoder, fields, rows).forEach((message, row) => {
      const expected = Object.fromEntries(fields.map((f, i) => [f.name, expectedOf(rows[row]![i]!, f.type)])); // as made
      assert.deepEqual(read(message!), expected);
    });
  }
});

const NS = 1_769_853_600_123_456_789n;
const LIMIT = 0x7fffffffffffffffn;

const WRITTEN: readonly [SqlType, Value, schema: unknown, expected: unknown][] = [
  ...[0, -1, 63, 64, -64, -65, 8191, 8192, 2147483647, -2147483648].flatMap(
    (
      n,
    ): [SqlType, Value, unknown, unknown][] => [[INT, n, "int", n], [INT, n, "long", BigInt(n)], [INT, n, "double", n]],
  ),
  ...[0n, -1n, 2147483647n, 2147483648n, -2147483649n, 4294967295n, 4294967296n, LIMIT, -LIMIT - 1n].map(
    (n): [SqlType, Value, unknown, unknown] => [BIGINT, n, "long", n],
  ),
  [SMALLINT, -300, "float", -300],
  [INT_UNSIGNED, 4294967295n, "double", 4294967295],
  [INT_UNSIGNED, 4294967295n, decimal(12, 2), twosComplement(429496729500n)],
  [BIGINT_UNSIGNED, LIMIT, "long", LIMIT],
  [BIGINT_UNSIGNED, 2n * LIMIT + 1n, decimal(20, 0), twosComplement(2n * LIMIT + 1n)],
  [REAL, 0.5, "double", 0.5],
  [DOUBLE, NaN, "double", NaN],
  [DOUBLE, -0, "double", -0],
  // Decimals: at the schema's scale, in a fixed of any size, as many bytes as needed.
  ...[0n, 127n, 128n, -128n, -129n, 32767n, -32769n, 2147483647n, 2147483648n, -2147483648n, -2147483649n].map(
    (n): [SqlType, Value, unknown, unknown] => [decimalType(18, 2), n, decimal(18, 2), twosComplement(n)],
  ),
  [decimalType(18, 0), 999999999999999999n, decimal(18, 0), twosComplement(999999999999999999n)],
  [decimalType(4, 1), -15n, decimal(10, 3), twosComplement(-1500n)],
  [decimalType(4, 1), -15n, fixed(4, { logicalType: "decimal", precision: 9, scale: 1 }), bytes(255, 255, 255, 241)],
  [decimalType(38, 10), 15n, decimal(11, 10), bytes(15)],
  [TEXT, "é", "string", "é"],
  [TEXT, "é", "bytes", bytes(0xc3, 0xa9)],
  [TEXT, "é", fixed(2), bytes(0xc3, 0xa9)],
  [TEXT, "high", SYMBOLS, "high"],
  [TEXT, "F81D4FAE-7dec-11d0-a765-00a0c91e6bf6", logical("string", "uuid"), "F81D4FAE-7dec-11d0-a765-00a0c91e6bf6"],
  [
    TEXT,
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    fixed(16, { logicalType: "uuid" }),
    bytes(0xf8, 0x1d, 0x4f, 0xae, 0x7d, 0xec, 0x11, 0xd0, 0xa7, 0x65, 0, 0xa0, 0xc9, 0x1e, 0x6b, 0xf6),
  ],
  [BYTEA, bytes(1, 2), fixed(2), bytes(1, 2)],
  // Times: to the schema's unit, rounded down.
  [TIMESTAMP, NS, logical("long", "timestamp-millis"), 1_769_853_600_123n],
  [TIMESTAMP, NS, logical("long", "timestamp-micros"), 1_769_853_600_123_456n],
  [TIMESTAMP, NS, logical("long", "local-timestamp-micros"), 1_769_853_600_123_456n],
  [TIMESTAMP, NS, logical("long", "timestamp-nanos"), NS],
  [TIMESTAMP, -1n, logical("long", "timestamp-millis"), -1n],
  [TIMESTAMP, -LIMIT - 1n, logical("long", "timestamp-micros"), -9_223_372_036_854_776n],
  [timestampType(6), -1001n, logical("long", "timestamp-millis"), -2n],
  [timestampType(0), -5n, logical("long", "timestamp-millis"), -5000n],
  [timestampType(0), -5n, logical("long", "timestamp-micros"), -5_000_000n],
  [timestampType(0), -5n, logical("long", "timestamp-nanos"), -5_000_000_000n],
  ...[9_223_372_036n, -9_223_372_036n, 4_294_967_295n, 1_769_853_601n].map(
    (n): [SqlType, Value, unknown, unknown] => [timestampType(0), n, logical("long", "timestamp-nanos"), n * 10n ** 9n],
  ),
  [timestampType(3), 253_402_300_799_999n, logical("long", "timestamp-micros"), 253_402_300_799_999_000n],
  [TIME, 86_399_999_999_999n, logical("long", "time-micros"), 86_399_999_999n],
  [TIME, 86_399_999_999_999n, logical("int", "time-millis"), 86_399_999],
  [DATE, -1, logical("int", "date"), -1],
  // Unions: null on either side, and the branch that fits best.
  [INT, 7, ["int", "null"], { int: 7 }],
  [INT, null, ["int", "null"], null],
  [INT, null, ["null", "int"], null],
  [INT, 7, ["null", "string", "long", "int"], { int: 7 }],
  [BIGINT, 7n, ["null", "string", "int", "long"], { long: 7n }],
  [TEXT, "low", ["null", SYMBOLS, "string"], { string: "low" }],
  [
    decimalType(10, 2),
    5n,
    [fixed(4, { logicalType: "decimal", precision: 8, scale: 2 }), decimal(18, 2)],
    { bytes: bytes(5) },
  ],
  [TEXT, "low", ["bytes", SYMBOLS], { E: "low" }],
  [arrayType(INT), [1, null], { type: "array", items: ["long", "null"] }, [{ long: 1n }, null]],
  [arrayType(INT), [], ["null", { type: "array", items: "int" }], { array: [] }],
];

Deno.test("recordEncoder writes values as the schema has them", () => {
  for (const [type, value, schema, expected] of WRITTEN) {
    assert.deepEqual(writtenAs(type, value, schema), expected, `${type.kind} ${value} as ${JSON.stringify(schema)}`);
    const inArray = writtenAs(arrayType(type), [value], { type: "array", items: schema });
    assert.deepEqual(inArray, [expected], `${type.kind} ${value} in an array of ${JSON.stringify(schema)}`);
  }
});

Deno.test("recordEncoder takes the branch of a union whose record has the struct's members", () => {
  const of = (name: string, ...fields: unknown[]) => ({ type: "record", name, fields });
  const a = of("A", { name: "x", type: "int" }, { name: "z", type: "int" });
  const b = of("B", { name: "y", type: "int", default: 3 }, { name: "x", type: "long" });
  const point = structType([{ name: "x", type: INT, nullable: false }]);
  assert.deepEqual(writtenAs(point, [5], ["null", a, b]), { B: { y: 3, x: 5n } });
});

const REFUSED: readonly [SqlType, Value, schema: unknown, reason: string][] = [
  [BIGINT_UNSIGNED, LIMIT + 1n, "long", "9223372036854775808 is more than a long holds"],
  [TEXT, "middle", SYMBOLS, "'middle' is no symbol of enum E"],
  [TEXT, "abc", fixed(2), "3 bytes, but the schema has exactly 2"],
  [TEXT, "abc", logical("string", "uuid"), "'abc' is no UUID"],
  [BYTEA, bytes(1), ["null", fixed(2)], "1 bytes, but the schema has exactly 2"],
  [decimalType(38, 10), 10n ** 11n, decimal(11, 10), "10.0000000000 has too many digits for decimal(11, 10)"],
  [decimalType(10, 2), 12345678n, decimal(7, 2), "123456.78 has too many digits for decimal(7, 2)"],
  [timestampType(0), 9_223_372_037n, logical("long", "timestamp-nanos"), "a time that timestamp-nanos does not reach"],
  [timestampType(0), LIMIT, logical("long", "timestamp-millis"), "a time that timestamp-millis does not reach"],
  [timestampType(0), -LIMIT, logical("long", "timestamp-nanos"), "a time that timestamp-nanos does not reach"],
  [timestampType(6), LIMIT / 100n, logical("long", "timestamp-nanos"), "a time that timestamp-nanos does not reach"],
  [INT, null, "int", "NULL, but the schema has no null there"],
  [TEXT, null, ["string", "int"], "NULL, but the schema has no null there"],
];

Deno.test("recordEncoder refuses values that the schema does not hold, and names the column", () => {
  const point = (type: SqlType) => structType([{ name: "x", type, nullable: true }]);
  for (const [type, value, schema, reason] of REFUSED) {
    assert.throws(
      () => writtenAs(type, value, schema),
      new DataError(`Cannot write column 'v': ${reason}`, { code: "bad_value" }),
    );
    const inner = { type: "record", name: "P", fields: [{ name: "x", type: schema }] };
    assert.throws(
      () => writtenAs(arrayType(point(type)), [[value]], { type: "array", items: inner }),
      new DataError(`Cannot write column 'v[].x': ${reason}`, { code: "bad_value" }),
    );
  }
});

function refusal(fields: readonly Field[], schema: unknown): string {
  try {
    recordEncoder(fields, parsed(schema));
  } catch (error) {
    if (error instanceof SqlError) return error.message;
    throw error;
  }
  return "none";
}

Deno.test("recordEncoder refuses types that the schema does not take", () => {
  const cases: readonly [SqlType, unknown, string][] = [
    [BIGINT, "int", "'BIGINT' that cannot be written as int"],
    [BIGINT, "double", "'BIGINT' that cannot be written as double"],
    [INT, "float", "'INT' that cannot be written as float"],
    [INT, decimal(11, 2), "'INT' that cannot be written as decimal(11, 2)"],
    [INT, logical("int", "date"), "'INT' that cannot be written as date"],
    [DOUBLE, "float", "'DOUBLE' that cannot be written as float"],
    [decimalType(4, 2), decimal(4, 1), "'DECIMAL(4, 2)' that cannot be written as decimal(4, 1)"],
    [TIMESTAMP, "long", "'TIMESTAMP' that cannot be written as long"],
    [BYTEA, "string", "'BYTEA' that cannot be written as string"],
    [JSON_TYPE, "int", "'JSON' that cannot be written as int"],
    [JSON_TYPE, logical("string", "uuid"), "'JSON' that cannot be written as uuid"],
    [TEXT, ["null", "int"], "'TEXT' that cannot be written as [null, int]"],
    [INTERVAL, fixed(12, { logicalType: "duration" }), "'INTERVAL' that cannot be used in a connection table"],
  ];
  for (const [type, schema, end] of cases) {
    assert.equal(refusal([fieldOf("v", type)], record({ name: "v", type: schema })), `field 'v' has a type ${end}`);
  }
  const point = structType([{ name: "x", type: TEXT, nullable: true }]);
  const inner = record({ name: "x", type: "int" });
  assert.equal(
    refusal([fieldOf("v", arrayType(point))], {
      ...record({ name: "v", type: { type: "array", items: inner } }),
      name: "S",
    }),
    "field 'v[].x' has a type 'TEXT' that cannot be written as int",
  );
  assert.equal(refusal([], { type: "array", items: "int" }), "top-level schema must be a record");
});

Deno.test("recordEncoder finds fields by name, and writes defaults where there is no column", () => {
  const schema = record(
    { name: "text", type: ["null", "string"], default: null },
    { name: "b__C", type: "int" },
    { name: "big", type: "long", default: 9007199254740991 },
    { name: "either", type: ["int", "null"], default: 5 },
    { name: "list", type: { type: "array", items: "string" }, default: ["a long one", "b"] },
    { name: "map", type: { type: "map", values: "double" }, default: { k: 0.5 } },
    { name: "raw", type: "bytes", default: "\u00ff" },
    { name: "symbol", type: SYMBOLS, default: "high" },
    { name: "fixed", type: fixed(1), default: "\u0001" },
    {
      name: "inner",
      type: { type: "record", name: "I", fields: [{ name: "x", type: "float", default: 1.5 }] },
      default: {},
    },
    { name: "a", type: "boolean" },
  );
  const fields = [fieldOf("a", BOOLEAN), { ...fieldOf("time", TIMESTAMP), hidden: true }, fieldOf("b.c", INT)];
  const [message] = encodeRows(recordEncoder(fields, parsed(schema)), fields, [[true, 0n, 3]]);
  assert.deepEqual(avscReader(schema, "never")(message!), {
    text: null,
    b__C: 3,
    big: 9007199254740991n,
    either: 5,
    list: ["a long one", "b"],
    map: { k: 0.5 },
    raw: bytes(255),
    symbol: "high",
    fixed: bytes(1),
    inner: { x: 1.5 },
    a: true,
  });
});

Deno.test("recordEncoder refuses names that do not meet", () => {
  const point = structType([{ name: "x", type: INT, nullable: true }, { name: "y", type: INT, nullable: true }]);
  const schema = record({ name: "p", type: { type: "record", name: "P", fields: [{ name: "x", type: "int" }] } });
  assert.equal(refusal([], schema), "the schema has a field 'p' without default, and there is no such column");
  assert.equal(refusal([fieldOf("p", point)], schema), "the schema has no field 'y' for the column 'p.y'");
  const twins = [fieldOf("a.b", INT), fieldOf("a__b", INT)];
  assert.equal(refusal(twins, record()), "columns 'a.b' and 'a__b' would both be the Avro field 'a__b'");
});

Deno.test("recordEncoder begins messages with the header of the registry", () => {
  const fields = [fieldOf("v", INT, false)];
  const schema = parsed(record({ name: "v", type: "int" }));
  assert.deepEqual(encodeRows(recordEncoder(fields, schema, 0x01020304), fields, [[1]]), [bytes(0, 1, 2, 3, 4, 2)]);
});

Deno.test("recordEncoder appends to what is there, wherever the texts lie", () => {
  const fields = [fieldOf("v", TEXT, false), fieldOf("w", BYTEA, false)];
  const schema = record({ name: "v", type: "string" }, { name: "w", type: "bytes" });
  const encoder = recordEncoder(fields, parsed(schema));
  const rows = [0, 1, 7, 8, 9, 63, 64, 255, 256, 257, 9000].map((n) => ["x".repeat(n), new Uint8Array(n).fill(7)]);
  const batch = batchOf(fields, rows);
  for (const column of batch.columns) {
    // Cut so that nothing can be read behind the last value.
    if (column.kind === "bytes") column.refill(column.data.slice(0, column.ends[rows.length - 1]), false);
  }
  encoder.bind(batch);
  const out = new ByteWriter(0);
  const ends = rows.map((_, row) => (encoder.encode(row, out), out.position));
  const read = avscReader(schema);
  rows.forEach(([v, w], row) => assert.deepEqual(read(out.bytes.slice(ends[row - 1] ?? 0, ends[row])), { v, w }));
});

Deno.test("valueEncoder writes a bare value, and no message for NULL", () => {
  const point = structType([{ name: "x", type: INT, nullable: true }]);
  const cases: readonly [SqlType, Value, unknown, unknown][] = [
    [BIGINT, 5n, "long", 5n],
    [TEXT, "k", ["null", "string"], { string: "k" }],
    [TEXT, "high", SYMBOLS, "high"],
    [point, [1], JSON.parse(avroValueSchemaOf(fieldOf("k", point), "t.key", undefined).text), { x: { int: 1 } }],
  ];
  for (const [type, value, schema, expected] of cases) {
    const fields = [fieldOf("other", BOOLEAN), fieldOf("k", type)];
    const encoder = valueEncoder(fields[1]!, 1, parsed(schema), 9); // two fields
    const [message, none] = encodeRows(encoder, fields, [[true, value], [null, null]]);
    assert.equal(none, undefined);
    assert.deepEqual(message!.slice(0, 5), bytes(0, 0, 0, 0, 9));
    assert.deepEqual(avscReader(schema, "always")(message!.slice(5)), expected);
  }
  assert.throws(() => valueEncoder(fieldOf("k", DOUBLE), 0, parsed("long")), /field 'k' has a type 'DOUBLE'/);
});
