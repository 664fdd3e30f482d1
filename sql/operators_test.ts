import assert from "node:assert/strict";
import { SqlError } from "../schema/errors.ts";
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
  NULL_TYPE,
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
import { castImplementation } from "./cast.ts";
import { callable } from "./evaluate.ts";
import { type Argument, EvaluationError } from "./functions/function.ts";
import { resolveBinary, type Resolved, resolveUnary, unify } from "./operators.ts";

interface Operand {
  readonly type: SqlType;
  readonly value: Value;
}

function cast(value: Value, from: SqlType, to: SqlType): Value {
  const found = castImplementation(from, to);
  assert.ok(found !== undefined, `${typeName(from)} to ${typeName(to)}`);
  return value === null ? null : callable(found.implementation, 1)(value);
}

/** `of("5", INT)`: the value that the text is when cast; null is NULL. */
function of(text: string | null, type: SqlType): Operand {
  return { type, value: text === null ? null : cast(text, TEXT, type) };
}

function evaluate(resolved: Resolved, operands: readonly Operand[]): string {
  const values = operands.map(({ type, value }, i) => cast(value, type, resolved.argTypes[i] ?? type));
  const type = typeName(resolved.returns);
  if (resolved.nulls === "propagate" && values.includes(null)) return `NULL ${type}`;
  return `${valueToText(callable(resolved.implementation, values.length)(...values), resolved.returns)} ${type}`;
}

/** The result as `value TYPE`, or the message of what was thrown; literal and column operands must agree. */
function run(op: string, ...operands: readonly Operand[]): string {
  const shapes: Argument[][] = [[], [], []];
  for (const [i, { type, value }] of operands.entries()) {
    const isNull = value === null;
    for (const [shape, args] of shapes.entries()) {
      const isLiteral = shape === 1 || (shape === 2 && i === 1);
      args.push({ type, nullable: isNull, ...(isLiteral && { constant: value }) });
    }
  }
  const [columns, ...literals] = shapes.map((args) => attempt(() => evaluate(resolve(op, args), operands)));
  for (const result of literals) assert.equal(result, columns, `${op} ${operands.map(({ value }) => value).join(" ")}`);
  return columns ?? "";
}

function resolve(op: string, args: readonly Argument[]): Resolved {
  const [left, right] = args;
  assert.ok(left !== undefined);
  return right === undefined ? resolveUnary(op, left) : resolveBinary(op, left, right);
}

function attempt(act: () => string): string {
  try {
    return act();
  } catch (error) {
    assert.ok(error instanceof EvaluationError || error instanceof SqlError, String(error));
    return error.message;
  }
}

const dec = (text: string, precision: number, scale: number) => of(text, decimalType(precision, scale));
const ints = (text: string | null) => of(text, INT);
const bigs = (text: string | null) => of(text, BIGINT);
const doubles = (text: string | null) => of(text, DOUBLE);

Deno.test("integer arithmetic has the common type and fails on overflow", () => {
  assert.equal(run("+", of("1", TINYINT), bigs("1")), "2 BIGINT");
  assert.equal(run("*", of("11", TINYINT), of("11", TINYINT)), "121 TINYINT");
  assert.equal(run("*", of("12", TINYINT), of("11", TINYINT)), "overflow");
  assert.equal(run("-", of("-32768", SMALLINT), of("1", SMALLINT)), "overflow");
  assert.equal(run("+", ints("2147483647"), ints("1")), "overflow");
  assert.equal(run("*", ints("65536"), ints("65536")), "overflow");
  assert.equal(run("*", ints("-46341"), ints("46340")), "-2147441940 INT");
  assert.equal(run("+", bigs("9223372036854775807"), bigs("1")), "overflow");
  assert.equal(run("*", bigs("3037000500"), bigs("3037000500")), "overflow");
  assert.equal(run("-", bigs("-9223372036854775808"), bigs("0")), "-9223372036854775808 BIGINT");
  assert.equal(run("+", of("200", TINYINT_UNSIGNED), of("56", TINYINT_UNSIGNED)), "overflow");
  assert.equal(run("-", of("1", INT_UNSIGNED), of("2", INT_UNSIGNED)), "overflow");
  assert.equal(run("*", of("7", INT_UNSIGNED), ints("-2")), "-14 BIGINT");
  assert.equal(run("*", of("7", TINYINT_UNSIGNED), of("-2", TINYINT)), "-14 SMALLINT");
  assert.equal(run("*", ints("0"), ints("-5")), "0 INT");
  assert.equal(run("+", bigs(null), bigs("1")), "NULL BIGINT");
  assert.equal(run("+", { type: NULL_TYPE, value: null }, ints("1")), "NULL INT");
});

Deno.test("integer division truncates, the remainder has the sign of the dividend, zero fails", () => {
  for (const type of [INT, BIGINT, SMALLINT]) {
    const name = typeName(type);
    assert.equal(run("/", of("-7", type), of("2", type)), `-3 ${name}`);
    assert.equal(run("%", of("-7", type), of("3", type)), `-1 ${name}`);
    assert.equal(run("%", of("7", type), of("-3", type)), `1 ${name}`);
    assert.equal(run("%", of("-6", type), of("3", type)), `0 ${name}`);
    assert.equal(run("/", of("7", type), of("0", type)), "division by zero");
    assert.equal(run("%", of("7", type), of("0", type)), "division by zero");
  }
  assert.equal(run("/", bigs("-9223372036854775808"), bigs("-1")), "overflow");
  assert.equal(run("%", bigs("-9223372036854775808"), bigs("-1")), "0 BIGINT");
  assert.equal(run("/", ints("-2147483648"), ints("-1")), "overflow");
  assert.equal(run("/", of("-128", TINYINT), of("-1", TINYINT)), "overflow");
});

Deno.test("float arithmetic is IEEE, REAL rounds to 32 bits", () => {
  assert.equal(run("/", doubles("1.0"), bigs("0")), "inf DOUBLE");
  assert.equal(run("/", doubles("0"), doubles("0")), "NaN DOUBLE");
  assert.equal(run("%", doubles("-5.5"), bigs("2")), "-1.5 DOUBLE");
  assert.equal(run("*", of("1.5", REAL), bigs("2")), "3.0 REAL");
  assert.equal(run("+", of("0.1", REAL), of("0.2", REAL)), "0.3 REAL");
  assert.equal(run("*", of("1.5", REAL), doubles("2.5")), "3.75 DOUBLE");
  assert.equal(run("*", dec("1.50", 5, 2), doubles("2.5")), "3.75 DOUBLE");
});

Deno.test("DECIMAL arithmetic is exact and has the precision and scale of the table", () => {
  assert.equal(run("+", dec("1.50", 5, 2), bigs("1")), "2.50 DECIMAL(23, 2)");
  assert.equal(run("*", dec("1.50", 5, 2), bigs("2")), "3.00 DECIMAL(26, 2)");
  assert.equal(run("/", dec("1.50", 5, 2), bigs("2")), "0.750000 DECIMAL(9, 6)");
  assert.equal(run("%", dec("1.50", 5, 2), bigs("2")), "1.50 DECIMAL(5, 2)");
  assert.equal(run("%", dec("-1.50", 5, 2), dec("0.4", 5, 1)), "-0.30 DECIMAL(5, 2)");
  assert.equal(run("/", dec("2", 1, 0), dec("3", 1, 0)), "0.6666 DECIMAL(5, 4)");
  assert.equal(run("/", dec("-2", 1, 0), dec("3", 1, 0)), "-0.6666 DECIMAL(5, 4)");
  assert.equal(run("*", dec("0.908", 3, 3), bigs("1234567890123")), "1120987644231.684 DECIMAL(24, 3)");
  assert.equal(run("-", dec("0.05", 3, 2), dec("1", 1, 0)), "-0.95 DECIMAL(4, 2)");
  assert.equal(run("*", dec("1.50", 38, 2), dec("1.50", 38, 2)), "2.2500 DECIMAL(38, 4)");
  assert.equal(run("/", dec("1", 5, 2), dec("0", 5, 2)), "division by zero");
  assert.equal(run("%", dec("1", 5, 2), dec("0", 5, 2)), "division by zero");
  const nines = dec("9".repeat(38), 38, 0);
  assert.equal(run("+", nines, dec("1", 1, 0)), "overflow");
  assert.equal(run("*", nines, dec("2", 1, 0)), "overflow");
  assert.match(run("*", dec("1", 38, 20), dec("1", 38, 20)), /has 40 digits after the point/);
  assert.equal(run("-", dec("1.5", 2, 1)), "-1.5 DECIMAL(2, 1)");
});

Deno.test("DECIMAL arithmetic agrees with arithmetic of fractions for random operands", () => {
  for (let i = 0; i < 300; i++) {
    const [p1, s1, p2, s2] = [10, Math.floor(Math.random() * 6), 8, Math.floor(Math.random() * 4)];
    const a = BigInt(Math.floor((Math.random() - 0.5) * 10 ** p1));
    const b = BigInt(Math.floor((Math.random() - 0.5) * 10 ** p2)) || 1n;
    const operands = [{ type: decimalType(p1, s1), value: a }, { type: decimalType(p2, s2), value: b }];
    for (const op of ["+", "-", "*", "/"]) {
      const resolved = resolveBinary(
        op,
        ...operands.map(({ type }) => ({ type, nullable: false })) as [Argument, Argument],
      );
      const { returns } = resolved;
      assert.ok(returns.kind === "decimal");
      const result = callable(resolved.implementation, 2)(a, b) as bigint;
      // a / 10^s1 op b / 10^s2, times 10^scale, cut toward zero.
      const unit = 10n ** BigInt(returns.scale);
      const [x, y, both] = [a * 10n ** BigInt(s2), b * 10n ** BigInt(s1), 10n ** BigInt(s1 + s2)];
      const expected = op === "+"
        ? (x + y) * unit / both
        : op === "-"
        ? (x - y) * unit / both
        : op === "*"
        ? a * b * unit / both
        : x * unit / y;
      assert.equal(result, expected, `${a} ${op} ${b} (${s1}, ${s2})`);
      assert.ok(result < 10n ** BigInt(returns.precision) && result > -(10n ** BigInt(returns.precision)));
    }
  }
});

Deno.test("BIGINT UNSIGNED with a signed integer is DECIMAL", () => {
  const seven = of("7", BIGINT_UNSIGNED);
  assert.equal(run("/", seven, bigs("2")), "3.5000 DECIMAL(24, 4)");
  assert.match(run("-", seven, of("9", TINYINT)), /^-2 DECIMAL/);
  assert.equal(run("+", seven, bigs("2")), "9 DECIMAL(21, 0)");
  assert.equal(run("%", seven, bigs("4")), "3 DECIMAL(20, 0)");
  assert.equal(run("+", seven, seven), "14 BIGINT UNSIGNED");
  assert.equal(run("-", of("1", BIGINT_UNSIGNED), of("2", BIGINT_UNSIGNED)), "overflow");
});

Deno.test("negation fails on the smallest integer and refuses unsigned and text", () => {
  assert.equal(run("-", bigs("5")), "-5 BIGINT");
  assert.equal(run("-", ints("0")), "0 INT");
  assert.equal(run("-", bigs("-9223372036854775808")), "overflow");
  assert.equal(run("-", of("-128", TINYINT)), "overflow");
  assert.equal(run("-", doubles("0")), "-0.0 DOUBLE");
  assert.equal(run("-", of("1 day", INTERVAL)), "-1 days INTERVAL");
  assert.match(run("-", of("1", INT_UNSIGNED)), /does not take INT UNSIGNED/);
  assert.match(run("-", of("1", TEXT)), /does not take TEXT/);
});

Deno.test("timestamps, dates and intervals add, subtract and scale", () => {
  const ts = (text: string) => of(text, TIMESTAMP);
  const by = (text: string) => of(text, INTERVAL);
  assert.equal(run("+", ts("2026-01-31 10:00:00"), by("1 month")), "2026-02-28T10:00:00 TIMESTAMP");
  assert.equal(run("-", ts("2026-01-31 10:00:00"), by("5 seconds")), "2026-01-31T09:59:55 TIMESTAMP");
  assert.equal(run("+", by("1 day"), ts("2026-01-31 10:00:00")), "2026-02-01T10:00:00 TIMESTAMP");
  assert.equal(run("+", ts("2262-04-11 23:47:16"), by("1 second")), "overflow");
  const ts3 = of("2026-01-31 10:00:00.5", timestampType(3));
  assert.equal(run("-", ts3, by("1 second")), "2026-01-31T09:59:59.500 TIMESTAMP(3)");
  assert.equal(run("-", ts3, by("0.0001 seconds")), "2026-01-31T10:00:00.499 TIMESTAMP(3)");
  assert.equal(run("-", of("9999-12-31", timestampType(3)), by("-2 days")), "overflow");
  assert.equal(run("+", of("2026-01-31", DATE), by("1 month 36 hours")), "2026-03-01 DATE");
  assert.equal(run("-", of("2026-03-31", DATE), by("1 month")), "2026-02-28 DATE");
  assert.equal(run("-", ts("2026-01-31 10:00:00"), ts("2026-01-30 09:00:00")), "25 hours INTERVAL");
  assert.equal(run("-", of("2026-01-31", DATE), of("2026-01-30", DATE)), "24 hours INTERVAL");
  assert.equal(run("-", ts("2026-01-31 10:00:00"), of("2026-01-31", DATE)), "10 hours INTERVAL");
  assert.equal(run("+", by("1 month"), by("1 day")), "1 mons 1 days INTERVAL");
  assert.equal(run("*", by("1 hour"), bigs("3")), "3 hours INTERVAL");
  assert.equal(run("*", doubles("1.5"), by("1 day")), "1 days 12 hours INTERVAL");
  assert.equal(run("/", by("1 hour"), bigs("2")), "30 mins INTERVAL");
  assert.equal(run("/", by("1 hour"), bigs("0")), "division by zero");
  assert.match(run("+", of("2026-01-31", DATE), bigs("1")), /does not take DATE and BIGINT/);
  assert.match(run("-", by("1 day"), ts("2026-01-31")), /does not take INTERVAL and TIMESTAMP/);
});

Deno.test("arithmetic refuses text with a hint to cast", () => {
  assert.throws(
    () => resolveBinary("+", { type: BIGINT, nullable: false }, { type: TEXT, nullable: false, constant: "2" }),
    (error) =>
      error instanceof SqlError && /BIGINT and TEXT/.test(error.message) && /Cast/.test(error.diagnostic.hint ?? ""),
  );
});

const yes = "true BOOLEAN";
const no = "false BOOLEAN";

Deno.test("comparison puts numbers into their common type", () => {
  assert.equal(run("<", of("9", TINYINT), bigs("300")), yes);
  assert.equal(run("=", bigs("9007199254740993"), doubles("9007199254740992")), yes);
  assert.equal(run("=", of("1.1", REAL), doubles("1.1")), no);
  assert.equal(run("=", of("18446744073709551615", BIGINT_UNSIGNED), bigs("-1")), no);
  assert.equal(run(">", of("1", BIGINT_UNSIGNED), bigs("-1")), yes);
  assert.equal(run("=", dec("1.50", 5, 2), dec("1.5", 38, 20)), yes);
  assert.equal(run("<", dec("-1.51", 5, 2), bigs("-1")), yes);
  assert.equal(run(">=", dec("1.50", 5, 2), bigs("123456789")), no);
  assert.equal(run("=", dec("1.50", 5, 2), doubles("1.5")), yes);
  assert.equal(run("<>", of(null, INT), bigs("1")), "NULL BOOLEAN");
});

Deno.test("comparison of floats holds NaN equal to itself and above everything, -0.0 equal to 0.0", () => {
  const texts = ["-inf", "-1.5", "-0.0", "0", "1e300", "inf", "NaN"];
  const rank = [0, 1, 2, 2, 3, 4, 5];
  for (const [i, a] of texts.entries()) {
    for (const [j, b] of texts.entries()) {
      const [x, y] = [rank[i] ?? 0, rank[j] ?? 0];
      const expected = { "=": x === y, "<>": x !== y, "<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y };
      for (const [op, value] of Object.entries(expected)) {
        assert.equal(run(op, doubles(a), doubles(b)), value ? yes : no, `${a} ${op} ${b}`);
      }
    }
  }
});

Deno.test("comparison of text goes by bytes, also beyond the basic plane", () => {
  const ordered = ["", "B", "a", "aa", "z", "é", "\ue000", "\uffff", "😀", "😀a", "😁"];
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      assert.equal(run("<", of(a, TEXT), of(b, TEXT)), i < j ? yes : no, `${a} < ${b}`);
      assert.equal(run(">=", of(a, TEXT), of(b, TEXT)), i >= j ? yes : no, `${a} >= ${b}`);
    }
  }
  assert.equal(run("=", of("a", TEXT), of("a", TEXT)), yes);
});

function compareLiteral(op: string, operand: Operand, literal: string): string {
  const left: Argument = { type: operand.type, nullable: false };
  const resolved = resolveBinary(op, left, { type: TEXT, nullable: false, constant: literal });
  return evaluate(resolved, [operand, of(literal, TEXT)]);
}

Deno.test("comparison turns a text literal into the number or time that it stands beside", () => {
  assert.equal(compareLiteral("<", bigs("9"), "10"), yes);
  assert.equal(compareLiteral("=", doubles("5"), "5"), yes);
  assert.equal(compareLiteral(">", ints("3"), "2.5"), yes);
  assert.equal(compareLiteral("<", of("3", TINYINT), "1000"), yes);
  assert.equal(compareLiteral("=", dec("1.50", 5, 2), "1.500"), yes);
  assert.throws(() => compareLiteral("=", bigs("1"), "abc"), { message: "cannot cast 'abc' to BIGINT" });
  assert.equal(compareLiteral(">=", of("2026-01-31 10:00:00", TIMESTAMP), "2026-01-31"), yes);
  assert.equal(compareLiteral("=", of("2026-01-31 10:00:00", timestampType(3)), "2026-01-31 10:00:00.0001"), no);
  assert.equal(compareLiteral("=", of("2026-01-31", DATE), "2026-01-31"), yes);
  assert.equal(compareLiteral("<", of("10:00", TIME), "11:00"), yes);
  assert.throws(() => compareLiteral("=", of("10:00", TIME), "x"), { message: "cannot cast 'x' to TIME" });
});

Deno.test("comparison of a number with a text expression is by text for =, refused for <", () => {
  assert.equal(run("=", bigs("5"), of("5", TEXT)), yes);
  const column = (type: SqlType): Argument => ({ type, nullable: false });
  assert.deepEqual(resolveBinary("=", column(BIGINT), column(TEXT)).argTypes, [TEXT, TEXT]);
  assert.throws(() => resolveBinary("<", column(BIGINT), column(TEXT)), SqlError);
});

Deno.test("comparison refuses types without a common meaning", () => {
  const column = (type: SqlType): Argument => ({ type, nullable: false });
  for (const [a, b] of [[BOOLEAN, BIGINT], [BOOLEAN, TEXT], [TIMESTAMP, BIGINT], [BYTEA, TEXT], [DATE, INT]]) {
    assert.ok(a !== undefined && b !== undefined);
    assert.throws(() => resolveBinary("=", column(a), column(b)), SqlError, `${typeName(a)} = ${typeName(b)}`);
  }
});

Deno.test("comparison of times scales to the finer unit and takes dates as midnight", () => {
  const millis = (text: string) => of(text, timestampType(3));
  assert.equal(run("=", millis("2026-01-31 10:00:00"), of("2026-01-31 10:00:00", TIMESTAMP)), yes);
  assert.equal(run("<", millis("2026-01-31 10:00:00"), of("2026-01-31 10:00:00.0001", TIMESTAMP)), yes);
  assert.equal(run(">", millis("9999-12-31"), of("2026-01-31", TIMESTAMP)), yes);
  assert.equal(run(">", of("2026-01-31 10:00:00", TIMESTAMP), of("2026-01-31", DATE)), yes);
  assert.equal(run("=", of("1 day", INTERVAL), of("24 hours", INTERVAL)), yes);
  assert.equal(run("<", of("1 month", INTERVAL), of("31 days", INTERVAL)), yes);
});

Deno.test("comparison of arrays, structs and bytes goes element by element, NULL first", () => {
  const list = (...value: (bigint | null)[]): Operand => ({ type: arrayType(BIGINT), value });
  assert.equal(run("=", list(1n, null), list(1n, null)), yes);
  assert.equal(run("<", list(1n, null), list(1n, 2n)), yes);
  assert.equal(run("<", list(1n, 2n), list(1n, 2n, 0n)), yes);
  const type = structType([{ name: "a", type: BIGINT, nullable: true }]);
  assert.equal(run("<", { type, value: [1n] }, { type, value: [2n] }), yes);
  assert.equal(run("<", of("a", BYTEA), of("ab", BYTEA)), yes);
});

Deno.test("IS DISTINCT FROM takes NULL for a value", () => {
  assert.equal(run("is distinct from", bigs(null), bigs("1")), yes);
  assert.equal(run("is distinct from", bigs(null), bigs(null)), no);
  assert.equal(run("is distinct from", bigs("1"), bigs("1")), no);
  assert.equal(run("is not distinct from", bigs(null), bigs(null)), yes);
  assert.equal(run("is not distinct from", doubles("NaN"), doubles("NaN")), yes);
  assert.equal(run("is not distinct from", doubles("NaN"), doubles(null)), no);
  assert.equal(run("is not distinct from", { type: NULL_TYPE, value: null }, of("a", TEXT)), no);
});

Deno.test("bit operators wrap to their type and shift modulo its width", () => {
  assert.equal(run("#", bigs("1"), bigs("3")), "2 BIGINT");
  assert.equal(run("&", bigs("-1"), bigs("255")), "255 BIGINT");
  assert.equal(run("|", of("1", TINYINT), bigs("256")), "257 BIGINT");
  assert.equal(run("<<", bigs("1"), bigs("65")), "2 BIGINT");
  assert.equal(run("<<", bigs("1"), bigs("-1")), "-9223372036854775808 BIGINT");
  assert.equal(run(">>", bigs("-8"), bigs("1")), "-4 BIGINT");
  assert.equal(run("<<", of("1", TINYINT), of("7", TINYINT)), "-128 TINYINT");
  assert.equal(run("<<", of("255", TINYINT_UNSIGNED), of("1", TINYINT_UNSIGNED)), "254 TINYINT UNSIGNED");
  assert.equal(run("<<", of("4294967295", INT_UNSIGNED), of("1", INT_UNSIGNED)), "4294967294 INT UNSIGNED");
  assert.equal(run("<<", ints("1"), ints("31")), "-2147483648 INT");
  assert.match(run("&", doubles("1"), bigs("1")), /does not take DOUBLE and BIGINT/);
});

Deno.test("|| joins text with any scalar, bytes, and arrays with elements", () => {
  assert.equal(run("||", of("a", TEXT), bigs("1")), "a1 TEXT");
  assert.equal(run("||", of("a", TEXT), doubles("1")), "a1.0 TEXT");
  assert.equal(run("||", of("2026-01-01", DATE), of("a", TEXT)), "2026-01-01a TEXT");
  assert.equal(run("||", of("a", TEXT), of(null, TEXT)), "NULL TEXT");
  assert.equal(run("||", of("a", BYTEA), of("b", BYTEA)), "ab BYTEA");
  assert.match(run("||", bigs("1"), bigs("2")), /does not take BIGINT and BIGINT/);
  const list: Operand = { type: arrayType(BIGINT), value: [1n, 2n] };
  assert.equal(run("||", list, list), "[1,2,1,2] BIGINT[]");
  assert.equal(run("||", list, ints("3")), "[1,2,3] BIGINT[]");
  assert.equal(run("||", doubles("3.5"), list), "[3.5,1.0,2.0] DOUBLE[]");
});

Deno.test("@> and <@ look for every element", () => {
  const list = (...value: (bigint | null)[]): Operand => ({ type: arrayType(BIGINT), value });
  assert.equal(run("@>", list(1n, 2n, null), list(2n, null)), yes);
  assert.equal(run("@>", list(1n, 2n), list(3n)), no);
  assert.equal(run("<@", list(), list(3n)), yes);
});

Deno.test("LIKE and ILIKE match whole values, newlines and escapes", () => {
  const expected: [string, string, string, boolean][] = [
    ["abc", "like", "a%", true],
    ["abc", "like", "%b%", true],
    ["abc", "like", "%c", true],
    ["abc", "like", "abc", true],
    ["abc", "like", "ab", false],
    ["abc", "like", "a%b%c", true],
    ["aba", "like", "ab%ba", false],
    ["abab", "like", "%ab%ab", true],
    ["ab", "like", "%ab%ab", false],
    ["abc", "like", "a_c", true],
    ["a\nc", "like", "a_c", true],
    ["a\nc", "like", "a%c", true],
    ["a😀c", "like", "a_c", true],
    ["a%c", "like", "a\\%c", true],
    ["abc", "like", "a\\%c", false],
    ["abc", "like", "a\\bc", true],
    ["a.c", "like", "a.c", true],
    ["abc", "like", "a.c", false],
    ["a_c", "like", "a\\__", true],
    ["", "like", "%", true],
    ["", "like", "", true],
    ["a\\", "like", "a\\", true],
    ["ABC", "like", "abc", false],
    ["ABC", "ilike", "a%c", true],
    ["É", "ilike", "é", true],
    ["É_x", "ilike", "é\\_X", true],
    ["ΣΑΣ", "ilike", "σας", true],
    ["A.B*c", "ilike", "a.b*C", true],
    ["Kelvin", "ilike", "k%", true],
    ["abc", "similar to", "b", true],
    ["abc", "~", "^b", false],
    ["ABC", "~*", "b", true],
    ["ABC", "!~", "b", true],
    ["ABC", "!~*", "b", false],
  ];
  for (const [text, op, pattern, value] of expected) {
    assert.equal(run(op, of(text, TEXT), of(pattern, TEXT)), value ? yes : no, `${text} ${op} ${pattern}`);
  }
  assert.equal(run("like", of(null, TEXT), of("a", TEXT)), "NULL BOOLEAN");
  assert.match(run("like", bigs("5"), of("5", TEXT)), /does not take BIGINT and TEXT/);
  assert.match(run("~", of("a", TEXT), of("(", TEXT)), /bad regular expression/);
});

Deno.test("LIKE takes another escape character", () => {
  const text: Argument = { type: TEXT, nullable: false };
  const resolved = resolveBinary("like", text, { ...text, constant: "10!%" }, "!");
  assert.equal(evaluate(resolved, [of("10%", TEXT), of("10!%", TEXT)]), yes);
  assert.equal(evaluate(resolved, [of("100", TEXT), of("10!%", TEXT)]), no);
});

Deno.test("LIKE agrees with a plain matcher for random patterns", () => {
  const plain = (text: string, pattern: string): boolean =>
    pattern === ""
      ? text === ""
      : pattern.startsWith("%")
      ? plain(text, pattern.slice(1)) || (text !== "" && plain(text.slice(1), pattern))
      : text !== "" && (pattern.startsWith("_") || pattern[0] === text[0]) && plain(text.slice(1), pattern.slice(1));
  const random = (letters: string, length: number) =>
    Array.from(
      { length: Math.floor(Math.random() * length) },
      () => letters[Math.floor(Math.random() * letters.length)],
    )
      .join("");
  for (let i = 0; i < 400; i++) {
    const [text, pattern] = [random("ab", 8), random(i % 2 ? "ab%" : "ab%_", 7)];
    const expected = plain(text, pattern) ? yes : no;
    assert.equal(run("like", of(text, TEXT), of(pattern, TEXT)), expected, `${text} ${pattern}`);
    assert.equal(run("ilike", of(text.toUpperCase(), TEXT), of(pattern, TEXT)), expected, `${text} ${pattern}`);
    assert.equal(run("ilike", of(`é${text}`, TEXT), of(`É${pattern}`, TEXT)), expected, `${text} ${pattern}`);
  }
});

Deno.test("unify finds the common type of CASE and of COALESCE", () => {
  const name = (context: "case" | "coalesce", ...items: (SqlType | Argument)[]) => {
    const type = unify(items, context);
    return type === undefined ? undefined : typeName(type);
  };
  const literal: Argument = { type: TEXT, nullable: false, constant: "5" };
  assert.equal(name("case", BIGINT, DOUBLE), "DOUBLE");
  assert.equal(name("case", decimalType(10, 2), BIGINT), "DECIMAL(22, 2)");
  assert.equal(name("case", decimalType(10, 2), DOUBLE), "DOUBLE");
  assert.equal(name("case", BIGINT, BIGINT_UNSIGNED), "DECIMAL(20, 0)");
  assert.equal(name("case", BIGINT, TEXT), "TEXT");
  assert.equal(name("case", BIGINT, literal), "TEXT");
  assert.equal(name("case", DATE, TIMESTAMP), "TIMESTAMP");
  assert.equal(name("case", DATE, literal), "DATE");
  assert.equal(name("case", BOOLEAN, BIGINT), undefined);
  assert.equal(name("case", NULL_TYPE, INT), "INT");
  assert.equal(name("case", NULL_TYPE), "NULL");
  assert.equal(name("coalesce", BIGINT, literal), "BIGINT");
  assert.equal(name("coalesce", BIGINT, TEXT), undefined);
  assert.equal(name("coalesce", literal, literal), "TEXT");
  assert.equal(name("coalesce", arrayType(INT), arrayType(BIGINT)), "BIGINT[]");
});

Deno.test("LIKE stays fast where a backtracking matcher would not", () => {
  const text = "a".repeat(5000);
  const started = performance.now();
  assert.equal(run("like", of(text, TEXT), of("%a_%a_%a_%a_%a_%b", TEXT)), no);
  assert.ok(performance.now() - started < 2000);
});
