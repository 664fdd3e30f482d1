/** `+ - * / %` and unary minus over numbers; `sql.md` §11.1. Integer overflow is an error, in the form of `speed.md` §4. */
import { BIGINT, REAL, type SqlType } from "../../schema/types.ts";
import { integerRange, type IntegerType, isBigintInteger } from "../casts/numeric.ts";
import { commonNumericType } from "../functions/common_type.ts";
import type { Argument, Emitter, Implementation } from "../functions/function.ts";
import { decimalArithmetic } from "./decimal.ts";
import { badOperands, divisionByZero, isNumber, overflow, propagating, type Resolved } from "./resolved.ts";
import { negatedInterval, temporalArithmetic } from "./temporal.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

export function resolveArithmetic(op: ArithmeticOperator, left: Argument, right: Argument): Resolved {
  const [a, b] = [left.type, right.type];
  const numeric = numericOperands(a, b);
  if (numeric === undefined) {
    const temporal = temporalArithmetic(op, left, right);
    if (temporal !== undefined) return temporal;
    throw badOperands(op, [a, b], hintFor(a, b));
  }
  const [x, y] = numeric;
  const common = hasRealResult(x, y) ? REAL : commonNumericType(x, y);
  switch (common?.kind) {
    case "integer":
      return propagating([common, common], common, integerArithmetic(op, common, right.constant));
    case "float":
      return propagating([common, common], common, floatArithmetic(op, common.bits));
    default:
      return decimalArithmetic(op, x, y);
  }
}

export function resolveNegation(arg: Argument): Resolved {
  const { type } = arg;
  switch (type.kind) {
    case "null":
      return propagating([BIGINT], BIGINT, negatedInteger(BIGINT as IntegerType));
    case "integer":
      if (type.unsigned) throw badOperands("-", [type], "Cast it to a signed type first.");
      return propagating([undefined], type, negatedInteger(type));
    case "float":
    case "decimal":
      return propagating([undefined], type, { js: ([x]) => `(-(${x}))` });
    case "interval":
      return propagating([undefined], type, negatedInterval);
    default:
      throw badOperands("-", [type], "Only numbers and intervals can be negated.");
  }
}

/** Both operands as numbers, a bare NULL as the other's type; `undefined`: not arithmetic of numbers. */
function numericOperands(a: SqlType, b: SqlType): readonly [SqlType, SqlType] | undefined {
  if (a.kind === "null" && b.kind === "null") return [BIGINT, BIGINT];
  if (a.kind === "null" && isNumber(b)) return [b, b];
  if (b.kind === "null" && isNumber(a)) return [a, a];
  return isNumber(a) && isNumber(b) ? [a, b] : undefined;
}

/** Whether a REAL meets anything but a DOUBLE. */
function hasRealResult(x: SqlType, y: SqlType): boolean {
  const operands = [x, y];
  return operands.some((type) => type.kind === "float") &&
    operands.every((type) => type.kind !== "float" || type.bits === 32);
}

function hintFor(a: SqlType, b: SqlType): string | undefined {
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.has("timestamp") || kinds.has("date") || kinds.has("time")) {
    return "Add or subtract an interval: ts + INTERVAL '1 day'.";
  }
  if (kinds.has("text")) return "Cast the text to a number: x::BIGINT, x::DOUBLE.";
  return undefined;
}

function integerArithmetic(op: ArithmeticOperator, type: IntegerType, divisor: unknown): Implementation {
  const big = isBigintInteger(type);
  if (op === "+" || op === "-" || op === "*") {
    return { js: ([a, b], emit) => checkedInteger(`${a} ${op} ${b}`, type, emit) };
  }
  const zero = big ? "0n" : "0";
  // A literal that is not zero needs no test for it, and only -1 can overflow a quotient.
  const known = typeof divisor === "bigint" || typeof divisor === "number" ? Number(divisor) : undefined;
  const guard = (b: string, emit: Emitter) => {
    if (known === undefined || known === 0) emit.line(`if (${b} === ${zero}) ${emit.constant(divisionByZero)}();`);
  };
  if (op === "%") {
    return {
      js: ([a = "", b = ""], emit) => {
        guard(b, emit);
        return big ? `(${a} % ${b})` : `((${a} % ${b}) | 0)`;
      },
    };
  }
  const mayOverflow = !type.unsigned && (known === undefined || known === -1);
  return {
    js: ([a = "", b = ""], emit) => {
      guard(b, emit);
      const quotient = big ? `${a} / ${b}` : `Math.trunc(${a} / ${b})`;
      if (mayOverflow) return checkedInteger(quotient, type, emit);
      return big ? `(${quotient})` : `((${a} / ${b}) | 0)`;
    },
  };
}

function negatedInteger(type: IntegerType): Implementation {
  return { js: ([x], emit) => checkedInteger(`-(${x})`, type, emit) };
}

/** Code of `expression`, an exact result, with the test that it fits `type`. */
function checkedInteger(expression: string, type: IntegerType, emit: Emitter): string {
  const fail = `${emit.constant(overflow)}();`;
  const result = emit.let(expression);
  const { min, max } = integerRange(type);
  if (type.bits === 64) {
    const wrapped = emit.let(`BigInt.${type.unsigned ? "asUintN" : "asIntN"}(64, ${result})`);
    emit.line(`if (${wrapped} !== ${result}) ${fail}`);
    return wrapped;
  }
  if (isBigintInteger(type)) {
    emit.line(`if (${result} < ${min}n || ${result} > ${max}n) ${fail}`);
    return result;
  }
  const integer = emit.let(`${result} | 0`);
  emit.line(
    type.bits === 32
      ? `if (${integer} !== ${result}) ${fail}`
      : `if (${result} < ${min} || ${result} > ${max}) ${fail}`,
  );
  return integer;
}

function floatArithmetic(op: ArithmeticOperator, bits: 32 | 64): Implementation {
  return { js: ([a, b]) => bits === 32 ? `Math.fround(${a} ${op} ${b})` : `(${a} ${op} ${b})` };
}
