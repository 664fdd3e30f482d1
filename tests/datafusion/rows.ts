/** The table of a run: a column of every type that both sides have, and rows of ordinary and of hurtful values. */
import { type Field, fieldOf } from "../../schema/field.ts";
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
} from "../../schema/types.ts";
import { parseDate } from "../../schema/values/date.ts";
import { parseTimestamp } from "../../schema/values/timestamp.ts";
import type { Choice } from "./random.ts";

export type Row = readonly Value[];

const ROWS = 14;
const NINES = 10n ** 38n - 1n;
const BIG = 2n ** 63n;

const STRUCT = structType([
  { name: "x", type: BIGINT, nullable: true },
  { name: "y", type: TEXT, nullable: true },
]);

const TEXTS = [
  "",
  "a",
  "Abc",
  "abc abc",
  "  x ",
  "12",
  "-1.5",
  "1e3",
  "true",
  "é😀",
  "😀a😀",
  "ßİ",
  "\uffff",
  "a%b_c",
  "a\nb",
  "a.*",
  "b+",
  "(a)(b)?",
  "2026-01-31",
  "2024-02-29T12:34:56.789",
  "10:11:12",
  "day",
  "a,b,,c",
  "\\",
];

const INSTANTS = [
  "1677-09-21T00:12:43.145224192",
  "1969-12-31T23:59:59.999999999",
  "1970-01-01T00:00:00",
  "1969-11-11T10:30:00.5006",
  "2000-02-29T12:00:00",
  "2026-01-31T10:11:12.123456789",
  "2262-04-11T23:47:16.854775807",
].map((text) => parseTimestamp(text, 9) ?? 0n);

const DAYS = ["1677-09-22", "1969-12-31", "1970-01-01", "2000-02-29", "2026-01-31", "2262-04-11"]
  .map((text) => parseDate(text) ?? 0);

const FLOATS = [0, -0, 1, -1, 0.5, -2.5, 0.1, 1.005, 100, 1e20, 1e-7, 9.007199254740993e15, NaN, Infinity, -Infinity];

const INTERVALS: readonly Value[] = [
  { months: 0, days: 0, nanos: 0n },
  { months: 1, days: 0, nanos: 0n },
  { months: -14, days: 3, nanos: 0n },
  { months: 0, days: -1, nanos: 3_600_000_000_000n },
  { months: 0, days: 0, nanos: 1_500_000_000n },
  { months: 0, days: 40, nanos: -1n },
];

function integers(bits: 8 | 16 | 32 | 64, unsigned: boolean): Value[] {
  const max = 2n ** BigInt(unsigned ? bits : bits - 1) - 1n;
  const values = [0n, 1n, 2n, 3n, 7n, 12n, 100n, max, ...(unsigned ? [max - 1n] : [-1n, -3n, -7n, -max, -max - 1n])];
  return bits === 64 || (bits === 32 && unsigned) ? values : values.map(Number);
}

/** Each column's name, type and values. */
const COLUMNS: readonly (readonly [string, SqlType, readonly Value[]])[] = [
  ["b", BOOLEAN, [true, false]],
  ["i8", TINYINT, integers(8, false)],
  ["i16", SMALLINT, integers(16, false)],
  ["i32", INT, integers(32, false)],
  ["i64", BIGINT, [...integers(64, false), 42n, 1_769_853_600n, 20_000n]],
  ["u8", TINYINT_UNSIGNED, integers(8, true)],
  ["u16", SMALLINT_UNSIGNED, integers(16, true)],
  ["u32", INT_UNSIGNED, integers(32, true)],
  ["u64", BIGINT_UNSIGNED, [...integers(64, true), BIG]],
  ["small", BIGINT, [-2n, -1n, 0n, 1n, 2n, 3n, 5n]],
  ["r", REAL, FLOATS.map(Math.fround)],
  ["d", DOUBLE, [...FLOATS, 1.7976931348623157e308, 5e-324, 2 ** 53, 2 ** 63]],
  ["dec", decimalType(10, 2), [0n, 1n, -1n, 150n, -250n, 255n, 9_999_999_999n, -9_999_999_999n]],
  ["wide", decimalType(38, 10), [0n, 15_000_000_000n, -5_000_000_000n, NINES, -NINES, 1n]],
  ["whole", decimalType(38, 0), [0n, 1n, -2n, 10n, NINES, -NINES]],
  ["tiny", decimalType(3, 3), [0n, 999n, -1n, 500n]],
  ["s", TEXT, TEXTS],
  ["t", TEXT, TEXTS],
  ["bin", BYTEA, [new Uint8Array(), Uint8Array.of(0, 255), Uint8Array.of(97), Uint8Array.of(97, 98)]],
  ["ts", TIMESTAMP, INSTANTS],
  ["ts2", TIMESTAMP, INSTANTS],
  ["us", timestampType(6), INSTANTS.map((nanos) => nanos / 1_000n)],
  ["ms", timestampType(3), INSTANTS.map((nanos) => nanos / 1_000_000n)],
  ["sec", timestampType(0), INSTANTS.map((nanos) => nanos / 1_000_000_000n)],
  ["day", DATE, DAYS],
  ["at", TIME, [0n, 36_000_250_000_000n, 45_296_789_000_000n, 86_399_999_999_999n]],
  ["iv", INTERVAL, INTERVALS],
  ["st", STRUCT, [[1n, "x"], [null, null], [-5n, ""]]],
  ["nums", arrayType(BIGINT), [[], [1n, null, 3n], [2n], [1n, 2n, 3n, 2n, 1n], [null]]],
  ["floats", arrayType(DOUBLE), [[], [1.5, -0.5], [NaN, null, 0], [3, 4]]],
  ["words", arrayType(TEXT), [[], ["a", null], ["b", "a", "Abc"], [""], ["a", "a"]]],
  ["grid", arrayType(arrayType(BIGINT)), [[], [[1n, 2n], [3n]], [[]], [[1n], null]]],
];

/** Each column twice: `i64` is nullable, `i64n` is NOT NULL. */
export const FIELDS: readonly Field[] = COLUMNS.flatMap(([name, type]) => [
  fieldOf(name, type, true),
  fieldOf(`${name}n`, type, false),
]);

export function randomRows(choice: Choice): Row[] {
  return Array.from(
    { length: ROWS },
    () => COLUMNS.flatMap(([, , values]) => [choice.once(5) ? null : choice.of(values), choice.of(values)]),
  );
}
