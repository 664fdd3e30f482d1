/** What two operands are brought to before they are compared. */
import { DATE, decimalType, DOUBLE, type SqlType, TEXT, timestampType } from "../../schema/types.ts";
import { decimalLiteral } from "../../schema/values/decimal.ts";
import { floorDivide, parseTimestamp, timestampToNanos, unitsPerSecond } from "../../schema/values/timestamp.ts";
import { integerRange, type IntegerType } from "../casts/numeric.ts";
import { asDecimal, commonNumericType, commonType } from "../functions/common_type.ts";
import type { Argument } from "../functions/function.ts";
import type { ComparisonOperator } from "./comparison.ts";
import { badOperands, isNumber, isText, textConstant } from "./resolved.ts";

type Pair = readonly [SqlType, SqlType];

/** The types to cast to. Both are the same, except that DECIMALs keep their scales and timestamps their precisions. */
export function comparisonTypes(op: ComparisonOperator, left: Argument, right: Argument): Pair {
  const [a, b] = [left.type, right.type];
  if (a.kind === "null") return b.kind === "null" ? [TEXT, TEXT] : [b, b];
  if (b.kind === "null") return [a, a];
  if (isNumber(a) && isNumber(b)) return numberTypes(left, right);
  if (isNumber(a) && isText(b)) return numberAndText(op, left, right);
  if (isText(a) && isNumber(b)) return swapped(numberAndText(op, right, left));
  if (isText(a) && isText(b)) return [TEXT, TEXT];
  if (a.kind === "timestamp" && b.kind === "timestamp") return timestampTypes(left, right);
  if (a.kind === "timestamp" && b.kind === "date") return [a, a];
  if (a.kind === "date" && b.kind === "timestamp") return [b, b];
  if (isText(b) && readsText(a)) return [a, typeOfText(a, right)];
  if (isText(a) && readsText(b)) return [typeOfText(b, left), b];
  const common = commonType(a, b);
  if (common !== undefined) return [common, common];
  throw badOperands(op, [a, b]);
}

function swapped([a, b]: Pair): Pair {
  return [b, a];
}

/** TEXT next to these is read as them. */
function readsText(type: SqlType): boolean {
  return type.kind === "timestamp" || type.kind === "date" || type.kind === "time" || type.kind === "interval";
}

function numberTypes(left: Argument, right: Argument): Pair {
  const [a, b] = [left.type, right.type];
  // A literal takes the narrower type of what it stands beside, so that the column is not widened row by row.
  if (a.kind === "integer" && fits(right, a)) return [a, a];
  if (b.kind === "integer" && fits(left, b)) return [b, b];
  const common = commonNumericType(a, b);
  if (common?.kind !== "decimal") return common === undefined ? [a, b] : [common, common];
  const [x, y] = [asDecimal(a), asDecimal(b)];
  if (x === undefined || y === undefined) return [common, common];
  if (a.kind === "decimal" && fitsDecimal(right, x)) return [a, a];
  if (b.kind === "decimal" && fitsDecimal(left, y)) return [b, b];
  return [decimalType(x.precision, x.scale), decimalType(y.precision, y.scale)];
}

function fits(literal: Argument, type: IntegerType): boolean {
  if (literal.type.kind !== "integer") return false;
  const { constant } = literal;
  if (typeof constant !== "bigint" && typeof constant !== "number") return false;
  const { min, max } = integerRange(type);
  return BigInt(constant) >= min && BigInt(constant) <= max;
}

function fitsDecimal(literal: Argument, type: { readonly precision: number; readonly scale: number }): boolean {
  const { constant } = literal;
  if (literal.type.kind !== "integer" || (typeof constant !== "bigint" && typeof constant !== "number")) return false;
  return String(constant).replace("-", "").length <= type.precision - type.scale;
}

/** `number` is the operand that is one; a text literal becomes a number, a text expression is equal as text only. */
function numberAndText(op: ComparisonOperator, number: Argument, text: Argument): Pair {
  const literal = textConstant(text);
  const { type } = number;
  if (literal === undefined) {
    if (text.type.kind === "text" && (op === "=" || op === "<>")) return [TEXT, TEXT];
    throw badOperands(op, [type, text.type], "Cast the text to a number: x::BIGINT, x::DOUBLE.");
  }
  const exact = decimalLiteral(literal);
  if (type.kind === "float" || exact === undefined) return [type, type];
  if (type.kind === "decimal") return [type, decimalType(exact.precision, exact.scale)];
  if (type.kind === "integer" && exact.scale === 0) {
    const { min, max } = integerRange(type);
    if (exact.unscaled >= min && exact.unscaled <= max) return [type, type];
    const digits = asDecimal(type);
    return [decimalType(digits?.precision ?? 20, 0), decimalType(exact.precision, 0)];
  }
  return [DOUBLE, DOUBLE];
}

type TimestampType = SqlType & { readonly kind: "timestamp" };

/** The coarser type for both where the finer side is a literal that it holds exactly. */
function timestampTypes(left: Argument, right: Argument): Pair {
  const [a, b] = [left.type as TimestampType, right.type as TimestampType];
  if (a.precision < b.precision && isWhole(right.constant, b, a)) return [a, a];
  if (b.precision < a.precision && isWhole(left.constant, a, b)) return [b, b];
  return [a, b];
}

function isWhole(constant: unknown, from: TimestampType, to: TimestampType): boolean {
  if (typeof constant !== "bigint") return false;
  const divisor = unitsPerSecond(from.precision) / unitsPerSecond(to.precision);
  return floorDivide(constant, divisor) * divisor === constant;
}

/** A literal keeps digits that are finer than the column: `TIMESTAMP(3) = '….0001'` is false, not cut to equal. */
function typeOfText(type: SqlType, text: Argument): SqlType {
  const literal = textConstant(text);
  if (type.kind !== "timestamp" || literal === undefined) return type.kind === "date" ? DATE : type;
  const [nanos, units] = [parseTimestamp(literal, 9), parseTimestamp(literal, type.precision)];
  if (nanos === undefined || units === undefined) return type;
  return timestampToNanos(units, type.precision) === nanos ? type : timestampType(9);
}
