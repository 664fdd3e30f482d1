import assert from "node:assert/strict";
import { ByteWriter } from "../byte_writer.ts";
import { columnFor, setValue } from "../column.ts";
import { type Field, fieldOf } from "../field.ts";
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
  type SqlType,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  type Value,
} from "../types.ts";
import { connectEnvelope } from "./json_connect_schema.ts";
import { type Envelope, jsonEncoder, VerbatimEncoder } from "./json_encode.ts";
import { type JsonStyle, PLAIN_STYLE } from "./json_style.ts";

function encodeRows(
  fields: readonly Field[],
  rows: readonly (readonly Value[])[],
  style: JsonStyle = PLAIN_STYLE,
  envelope?: Envelope,
): string[] {
  const columns = fields.map((field) => columnFor(field));
  rows.forEach((row, i) => row.forEach((value, j) => setValue(columns[j]!, i, value)));
  const encoder = jsonEncoder(fields, style, envelope);
  encoder.bind({ length: rows.length, columns });
  return rows.map((_, i) => {
    const out = new ByteWriter(0); // grows in the middle of rows
    assert(encoder.encode(i, out));
    return new TextDecoder("utf-8", { fatal: true }).decode(out.written());
  });
}

function encodeOne(type: SqlType, value: Value, style: JsonStyle = PLAIN_STYLE): string {
  const [row] = encodeRows([fieldOf("v", type)], [[value]], style);
  return row!.slice('{"v":'.length, -1); // one row
}

const DECIMAL_18_2 = decimalType(18, 2);
const POINT = structType([
  { name: "x", type: INT, nullable: true },
  { name: 'a "t"', type: TIMESTAMP, nullable: true },
]);

const WRITTEN: [SqlType, Value, string][] = [
  [BOOLEAN, true, "true"],
  [BOOLEAN, false, "false"],
  [BOOLEAN, null, "null"],
  ...[0, 9, 10, 99, 100, 12345, 999999, 1000000, 2147483647, -1, -2147483648].map(
    (n): [SqlType, Value, string] => [INT, n, String(n)],
  ),
  [INT_UNSIGNED, 4294967295n, "4294967295"],
  ...[
    0n,
    -1n,
    2147483648n,
    -2147483649n,
    4294967296n,
    100000000000n,
    9007199254740991n,
    9007199254740992n,
    9007199254740993n,
    -9007199254740993n,
    9223372036854775807n,
    -9223372036854775808n,
  ].map((n): [SqlType, Value, string] => [BIGINT, n, String(n)]),
  [BIGINT_UNSIGNED, 18446744073709551615n, "18446744073709551615"],
  [DOUBLE, 1, "1.0"],
  [DOUBLE, -0, "-0.0"],
  [DOUBLE, 0.1, "0.1"],
  [DOUBLE, 1e20, "1e20"],
  [DOUBLE, 1.5e-7, "1.5e-7"],
  [DOUBLE, 123456789012, "123456789012.0"],
  [DOUBLE, -5e-324, "-5e-324"],
  [DOUBLE, NaN, "null"],
  [DOUBLE, -Infinity, "null"],
  [REAL, Math.fround(0.1), "0.1"],
  [DECIMAL_18_2, 150n, "1.50"],
  [DECIMAL_18_2, -5n, "-0.05"],
  [DECIMAL_18_2, 0n, "0.00"],
  [DECIMAL_18_2, 999999999999999999n, "9999999999999999.99"],
  [decimalType(18, 18), 1n, "0.000000000000000001"],
  [decimalType(10, 0), 12n, "12"],
  [decimalType(38, 10), 12345678901234567890123456789n, "1234567890123456789.0123456789"],
  [TEXT, "", '""'],
  [TEXT, "plain text of some length", '"plain text of some length"'],
  [TEXT, 'a"b\\c\nd\u0001é😀\u007f/', '"a\\"b\\\\c\\nd\\u0001é😀\u007f/"'],
  [BYTEA, new Uint8Array([1]), '"AQ=="'],
  [BYTEA, new Uint8Array([1, 2]), '"AQI="'],
  [BYTEA, new Uint8Array([1, 2, 255]), '"AQL/"'],
  [TIMESTAMP, 1769853600_000_000_000n, '"2026-01-31T10:00:00"'],
  [TIMESTAMP, 1769853600_500_000_000n, '"2026-01-31T10:00:00.500"'],
  [TIMESTAMP, 1769853600_500_600_000n, '"2026-01-31T10:00:00.500600"'],
  [TIMESTAMP, 1769853600_500_600_007n, '"2026-01-31T10:00:00.500600007"'],
  [TIMESTAMP, -1n, '"1969-12-31T23:59:59.999999999"'],
  [TIMESTAMP, 9223372036854775807n, '"2262-04-11T23:47:16.854775807"'],
  [TIMESTAMP, -9223372036854775808n, '"1677-09-21T00:12:43.145224192"'],
  [timestampType(0), -62167219200n, '"0000-01-01T00:00:00"'],
  [timestampType(3), 1769853600123n, '"2026-01-31T10:00:00.123"'],
  [timestampType(6), 253402300799999999n, '"9999-12-31T23:59:59.999999"'],
  [DATE, 20484, '"2026-01-31"'],
  [TIME, 36000_250_000_000n, '"10:00:00.250"'],
  [INTERVAL, { months: 1, days: 1, nanos: 1_500_000_000n }, '"1 mons 1 days 1.500000000 secs"'],
  [JSON_TYPE, '{"a":1.0}', '{"a":1.0}'],
  [POINT, [1, 0n], '{"x":1,"a \\"t\\"":"1970-01-01T00:00:00"}'],
  [arrayType(arrayType(BIGINT)), [[1n, null], null], "[[1,null],null]"],
];

Deno.test("jsonEncoder writes each type as the dialect says", () => {
  for (const [type, value, expected] of WRITTEN) assert.equal(encodeOne(type, value), expected);
});

Deno.test("jsonEncoder writes times and decimals in the style asked for", () => {
  const millis: JsonStyle = { ...PLAIN_STYLE, times: "millis", decimals: "string" };
  assert.equal(encodeOne(TIMESTAMP, -1n, millis), "-1");
  assert.equal(encodeOne(TIMESTAMP, 1769853600_123_999_999n, millis), "1769853600123");
  assert.equal(encodeOne(timestampType(0), 1769853600n, millis), "1769853600000");
  assert.equal(encodeOne(timestampType(3), 1769853600123n, millis), "1769853600123");
  assert.equal(encodeOne(DATE, 1, millis), "86400000");
  assert.equal(encodeOne(TIME, 1_000_000n, millis), '"00:00:00.001"');
  assert.equal(encodeOne(DECIMAL_18_2, -150n, millis), '"-1.50"');
  const connect: JsonStyle = { times: "connect", decimals: "bytes", json: "string" };
  assert.equal(encodeOne(DATE, 20484, connect), "20484");
  assert.equal(encodeOne(TIME, 1_999_999n, connect), "1");
  assert.equal(encodeOne(DECIMAL_18_2, -2n, connect), '"/////////////////////g=="');
  assert.equal(encodeOne(arrayType(DECIMAL_18_2), [1n], connect), '["AAAAAAAAAAAAAAAAAAAAAQ=="]');
  assert.equal(encodeOne(JSON_TYPE, '{"a":1}', connect), '"{\\"a\\":1}"');
});

Deno.test("jsonEncoder writes all visible columns in order, NULL as null, names escaped", () => {
  const fields: Field[] = [
    fieldOf('na"me', INT),
    { ...fieldOf("hidden", INT), hidden: true },
    fieldOf("grün", TEXT),
    fieldOf("`${process.exit()}`", BIGINT),
  ];
  assert.deepEqual(encodeRows(fields, [[1, 2, "x", 3n], [null, null, null, null]]), [
    '{"na\\"me":1,"grün":"x","`${process.exit()}`":3}',
    '{"na\\"me":null,"grün":null,"`${process.exit()}`":null}',
  ]);
  assert.deepEqual(encodeRows([], [[]]), ["{}"]);
});

Deno.test("jsonEncoder copies jsonSafe text of any length from anywhere in its buffer", () => {
  const fields = [{ name: "t", type: TEXT, nullable: false }];
  const encoder = jsonEncoder(fields, PLAIN_STYLE);
  const data = new TextEncoder().encode("abcdefghijklmnopqrstuvwxyz".repeat(20));
  const column = columnFor(fields[0]!);
  assert(column.kind === "bytes");
  const out = new ByteWriter(0);
  for (const length of [0, 1, 3, 7, 8, 9, 255, 256, 257, 520]) {
    for (const start of new Set([0, Math.max(0, data.length - length), data.length - length - 1])) {
      if (start < 0) continue;
      column.starts[0] = start;
      column.ends[0] = start + length;
      column.refill(data, true);
      encoder.bind({ length: 1, columns: [column] });
      out.clear();
      encoder.encode(0, out);
      const text = new TextDecoder().decode(data.subarray(start, start + length));
      assert.equal(new TextDecoder().decode(out.written()), `{"t":"${text}"}`);
    }
  }
});

Deno.test("jsonEncoder puts Kafka Connect's envelope around rows", () => {
  const fields = [fieldOf("id", BIGINT, false), fieldOf("at", TIMESTAMP), fieldOf("price", DECIMAL_18_2)];
  const style: JsonStyle = { times: "connect", decimals: "bytes", json: "string" };
  const [row] = encodeRows(fields, [[7n, 1_000_000n, 1n]], style, connectEnvelope(fields, style));
  assert.deepEqual(JSON.parse(row!), {
    schema: {
      type: "struct",
      name: "ArroyoJson",
      optional: false,
      fields: [
        { type: "int64", optional: false, field: "id" },
        {
          type: "int64",
          name: "org.apache.kafka.connect.data.Timestamp",
          version: 1,
          optional: true,
          field: "at",
        },
        {
          type: "bytes",
          name: "org.apache.kafka.connect.data.Decimal",
          version: 1,
          parameters: { scale: "2", "connect.decimal.precision": "18" },
          optional: true,
          field: "price",
        },
      ],
    },
    payload: { id: 7, at: 1, price: "AAAAAAAAAAAAAAAAAAAAAQ==" },
  });
});

Deno.test("VerbatimEncoder appends the column's bytes and nothing for NULL", () => {
  const fields = [fieldOf("value", TEXT)];
  const column = columnFor(fields[0]!);
  setValue(column, 0, 'as "is"');
  setValue(column, 1, null);
  const encoder = new VerbatimEncoder(fields);
  encoder.bind({ length: 2, columns: [column] });
  const out = new ByteWriter(0);
  assert.deepEqual([encoder.encode(0, out), encoder.encode(1, out)], [true, false]);
  assert.equal(new TextDecoder().decode(out.written()), 'as "is"');
});
