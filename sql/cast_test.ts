import assert from "node:assert/strict";
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
  type SqlType,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  TINYINT,
  TINYINT_UNSIGNED,
  typeName,
  type Value,
} from "../schema/types.ts";
import { valueToText } from "../schema/values/value_text.ts";
import { castImplementation, implicitCast } from "./cast.ts";
import { callable } from "./evaluate.ts";
import { EvaluationError } from "./functions/function.ts";

function cast(value: Value, from: SqlType, to: SqlType): Value {
  const found = castImplementation(from, to);
  assert.ok(found !== undefined, `${typeName(from)} to ${typeName(to)}`);
  return callable(found.implementation, 1)(value);
}

/** The value reached from a text through the types, as text; the message of a failure. */
function chain(text: string, ...types: SqlType[]): string {
  let value: Value = text;
  let from = TEXT;
  try {
    for (const to of types) {
      value = cast(value, from, to);
      from = to;
    }
  } catch (error) {
    assert.ok(error instanceof EvaluationError);
    return error.message;
  }
  return valueToText(value, from);
}

const TS0 = timestampType(0);
const TS3 = timestampType(3);
const DEC = decimalType(10, 2);

Deno.test("castImplementation reads text by the rules of the cast table", () => {
  const expected: [string, SqlType, string][] = [
    ["+5", INT, "5"],
    ["-0", INT_UNSIGNED, "0"],
    ["18446744073709551615", BIGINT_UNSIGNED, "18446744073709551615"],
    ["128", TINYINT, "cannot cast '128' to TINYINT"],
    ["9223372036854775808", BIGINT, "cannot cast '9223372036854775808' to BIGINT"],
    [" 5", INT, "cannot cast ' 5' to INT"],
    ["1.5", INT, "cannot cast '1.5' to INT"],
    ["1e2", INT, "cannot cast '1e2' to INT"],
    ["", BIGINT, "cannot cast '' to BIGINT"],
    ["+", BIGINT, "cannot cast '+' to BIGINT"],
    ["1e2", DOUBLE, "100.0"],
    ["0.1", REAL, "0.1"],
    ["abc", DOUBLE, "cannot cast 'abc' to DOUBLE"],
    ["1.005", DEC, "1.01"],
    ["123456789.00", DEC, "cannot cast '123456789.00' to DECIMAL(10, 2)"],
    [" T ", BOOLEAN, "true"],
    ["oFF", BOOLEAN, "false"],
    ["maybe", BOOLEAN, "cannot cast 'maybe' to BOOLEAN"],
    ["2026-01-31 10:00:00.123456", TS3, "2026-01-31T10:00:00.123"],
    ["2026-01-31T10:00", TIMESTAMP, "cannot cast '2026-01-31T10:00' to TIMESTAMP"],
    ["2026-01-31T10:00:00", DATE, "2026-01-31"],
    ["10:11", TIME, "10:11:00"],
    ["1 day", INTERVAL, "1 days"],
    ["é", BYTEA, "é"],
    [' {"a": 1.0}', JSON_TYPE, '{"a":1.0}'],
    ["{", JSON_TYPE, "cannot cast '{' to JSON"],
  ];
  for (const [text, type, value] of expected) assert.equal(chain(text, type), value, `${text} ${typeName(type)}`);
});

Deno.test("castImplementation converts among numbers by cutting, checking and rounding", () => {
  const expected: [string, SqlType[], string][] = [
    ["-2.7", [DOUBLE, INT], "-2"],
    ["-0.5", [DOUBLE, INT_UNSIGNED], "0"],
    ["49.5", [decimalType(5, 1), INT], "49"],
    ["-49.9", [decimalType(5, 1), BIGINT], "-49"],
    ["3e9", [DOUBLE, INT], "cannot cast '3000000000.0' to INT"],
    ["NaN", [DOUBLE, INT], "cannot cast 'NaN' to INT"],
    ["9223372036854775807", [DOUBLE, BIGINT], "cannot cast '9.223372036854776e18' to BIGINT"],
    ["-9223372036854775808", [DOUBLE, BIGINT], "-9223372036854775808"],
    ["300", [BIGINT, TINYINT_UNSIGNED], "cannot cast '300' to TINYINT UNSIGNED"],
    ["-1", [INT, INT_UNSIGNED], "cannot cast '-1' to INT UNSIGNED"],
    ["-1", [BIGINT, BIGINT_UNSIGNED], "cannot cast '-1' to BIGINT UNSIGNED"],
    ["200", [INT, TINYINT], "cannot cast '200' to TINYINT"],
    ["-7", [TINYINT, BIGINT], "-7"],
    ["4294967295", [INT_UNSIGNED, BIGINT], "4294967295"],
    ["4294967295", [INT_UNSIGNED, INT], "cannot cast '4294967295' to INT"],
    ["9007199254740993", [BIGINT, DOUBLE], "9007199254740992.0"],
    ["16777217", [INT, REAL], "16777216.0"],
    ["0.1", [REAL, DOUBLE], "0.10000000149011612"],
    ["12", [INT, DEC], "12.00"],
    ["123456789", [BIGINT, DEC], "cannot cast '123456789' to DECIMAL(10, 2)"],
    ["1.005", [DOUBLE, DEC], "1.00"],
    ["NaN", [DOUBLE, DEC], "cannot cast 'NaN' to DECIMAL(10, 2)"],
    ["9.995", [decimalType(4, 3), decimalType(3, 2)], "cannot cast '9.995' to DECIMAL(3, 2)"],
    ["-1.5", [decimalType(4, 3), decimalType(38, 10)], "-1.5000000000"],
    ["0.1", [decimalType(38, 37), DOUBLE], "0.1"],
    ["0.0", [DOUBLE, BOOLEAN], "false"],
    ["NaN", [DOUBLE, BOOLEAN], "true"],
    ["-3", [BIGINT, BOOLEAN], "true"],
    ["true", [BOOLEAN, DEC], "1.00"],
    ["true", [BOOLEAN, BIGINT], "1"],
    ["false", [BOOLEAN, DOUBLE], "0.0"],
  ];
  for (const [text, types, value] of expected) {
    assert.equal(chain(text, ...types), value, `${text} ${types.map(typeName).join(" ")}`);
  }
});

Deno.test("castImplementation converts times, seconds and days", () => {
  const expected: [string, SqlType[], string][] = [
    ["1500", [BIGINT, TIMESTAMP], "1970-01-01T00:25:00"],
    ["1500", [INT, TS3], "1970-01-01T00:00:01.500"],
    ["9223372037", [BIGINT, TIMESTAMP], "cannot cast '9223372037' to TIMESTAMP"],
    ["1.5", [DOUBLE, TIMESTAMP], "1970-01-01T00:00:01.500"],
    ["-1.5", [DOUBLE, TIMESTAMP], "1969-12-31T23:59:58.500"],
    ["1769853600.123", [DOUBLE, TS3], "2026-01-31T10:00:00.123"],
    ["inf", [DOUBLE, TIMESTAMP], "cannot cast 'inf' to TIMESTAMP"],
    ["1.5", [decimalType(5, 1), TIMESTAMP], "1970-01-01T00:00:01.500"],
    ["1969-12-31T23:59:59.5", [TIMESTAMP, BIGINT], "-500000000"],
    ["1969-12-31T23:59:59.5", [TIMESTAMP, INT], "-500000000"],
    ["2026-01-31T10:00:00", [TIMESTAMP, INT], "cannot cast '2026-01-31T10:00:00' to INT"],
    ["1969-12-31T23:59:59.5", [TIMESTAMP, DATE], "1969-12-31"],
    ["1969-12-31T23:59:59.5", [TIMESTAMP, TS0], "1969-12-31T23:59:59"],
    ["1969-12-31T23:59:59.5", [TIMESTAMP, TIME], "23:59:59.500"],
    ["9999-12-31", [TS3, TIMESTAMP], "cannot cast '9999-12-31T00:00:00' to TIMESTAMP"],
    ["2026-01-31", [DATE, INT], "20484"],
    ["2026-01-31", [DATE, BIGINT], "20484"],
    ["2026-01-31", [DATE, TIMESTAMP], "2026-01-31T00:00:00"],
    ["20000", [BIGINT, DATE], "2024-10-04"],
    ["10:00:00", [TIME, BIGINT], "36000000000000"],
    ["1 day 1 hour", [INTERVAL, BIGINT], "90000000000000"],
    ["1 month", [INTERVAL, BIGINT], "cannot cast '1 mons' to BIGINT"],
  ];
  for (const [text, types, value] of expected) {
    assert.equal(chain(text, ...types), value, `${text} ${types.map(typeName).join(" ")}`);
  }
});

Deno.test("castImplementation converts arrays and structs member by member", () => {
  assert.deepEqual(cast([1n, null], arrayType(BIGINT), arrayType(TEXT)), ["1", null]);
  const from = structType([{ name: "a", type: INT, nullable: true }, { name: "b", type: TEXT, nullable: true }]);
  const to = structType([{ name: "x", type: BIGINT, nullable: true }, { name: "y", type: DOUBLE, nullable: true }]);
  assert.deepEqual(cast([1, "2.5"], from, to), [1n, 2.5]);
  assert.equal(cast([1, "x"], from, TEXT), '{"a":1,"b":"x"}');
  assert.equal(cast([1, "x"], from, JSON_TYPE), '{"a":1,"b":"x"}');
  assert.throws(() => cast([1, "x"], from, to), { message: "cannot cast 'x' to DOUBLE" });
});

Deno.test("castImplementation refuses BYTEA that is not UTF-8 as TEXT", () => {
  assert.equal(cast(new Uint8Array([65]), BYTEA, TEXT), "A");
  assert.throws(() => cast(new Uint8Array([255]), BYTEA, TEXT), { message: "cannot cast '\\xff' to TEXT" });
});

Deno.test("castImplementation has no cast between types that share no meaning", () => {
  for (
    const [from, to] of [[DATE, BOOLEAN], [INTERVAL, TIMESTAMP], [BYTEA, INT], [INT, INTERVAL], [TEXT, arrayType(INT)]]
  ) {
    assert.ok(from !== undefined && to !== undefined);
    assert.equal(castImplementation(from, to), undefined, `${typeName(from)} to ${typeName(to)}`);
  }
});

Deno.test("castImplementation says that a widening cannot fail and a narrowing may", () => {
  assert.equal(castImplementation(TINYINT, SMALLINT)?.mayFail, false);
  assert.equal(castImplementation(SMALLINT, TINYINT)?.mayFail, true);
  assert.equal(castImplementation(BIGINT, decimalType(20, 0))?.mayFail, false);
  assert.equal(castImplementation(INT, TEXT)?.mayFail, false);
});

Deno.test("implicitCast allows widening only", () => {
  assert.equal(implicitCast(INT, BIGINT), true);
  assert.equal(implicitCast(BIGINT, DOUBLE), true);
  assert.equal(implicitCast(DATE, TIMESTAMP), true);
  assert.equal(implicitCast({ kind: "null" }, INTERVAL), true);
  assert.equal(implicitCast(DOUBLE, BIGINT), false);
  assert.equal(implicitCast(INT, TEXT), false);
  assert.equal(implicitCast(INT, INT_UNSIGNED), false);
  assert.equal(implicitCast(BIGINT, decimalType(20, 2)), false);
});

Deno.test("castImplementation rounds BIGINT to DOUBLE as Number does", () => {
  const toDouble = castImplementation(BIGINT, DOUBLE);
  assert.ok(toDouble !== undefined);
  const convert = callable(toDouble.implementation, 1);
  const edges = [
    0n,
    -1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
    2n ** 53n + 1n,
    -(2n ** 53n) - 3n,
    4_294_967_295n,
    -4_294_967_297n,
  ];
  for (const value of edges) assert.equal(convert(value), Number(value));
  for (let i = 0; i < 2000; i++) {
    const high = BigInt(Math.floor((Math.random() - 0.5) * 2 ** (1 + Math.random() * 31)));
    const value = high * 4_294_967_296n + BigInt(Math.floor(Math.random() * 2 ** 32));
    assert.equal(convert(value), Number(value));
  }
});
