/** Exact arithmetic of DECIMAL: precision and scale of results by `sql.md` §11.1. */
import { SqlError } from "../../schema/errors.ts";
import { decimalType, type SqlType, typeName } from "../../schema/types.ts";
import { MAX_PRECISION, powerOfTen } from "../../schema/values/decimal.ts";
import { asDecimal } from "../functions/common_type.ts";
import type { Emitter, Implementation } from "../functions/function.ts";
import type { ArithmeticOperator } from "./arithmetic.ts";
import { badOperands, divisionByZero, overflow, propagating, type Resolved } from "./resolved.ts";

interface Digits {
  readonly precision: number;
  readonly scale: number;
}

const INTEGER: Digits = { precision: 20, scale: 0 };

/** Operands are DECIMAL or integers, which count as DECIMAL without a fraction. */
export function decimalArithmetic(op: ArithmeticOperator, left: SqlType, right: SqlType): Resolved {
  // Integers meet here only where one is BIGINT UNSIGNED: then both count as its 20 digits.
  const integers = left.kind === "integer" && right.kind === "integer";
  const [a, b] = integers ? [INTEGER, INTEGER] : [asDecimal(left), asDecimal(right)];
  if (a === undefined || b === undefined) throw badOperands(op, [left, right]);
  const result = resultOf(op, a, b);
  if (result.scale > MAX_PRECISION) {
    throw new SqlError(`${typeName(left)} ${op} ${typeName(right)} has ${result.scale} digits after the point`, {
      code: "type",
      hint: "At most 38 are kept: cast one side to a DECIMAL of smaller scale.",
    });
  }
  const returns = decimalType(Math.min(MAX_PRECISION, result.precision), result.scale);
  const argTypes = [decimalType(a.precision, a.scale), decimalType(b.precision, b.scale)];
  return propagating(argTypes, returns, implementationOf(op, a, b, result));
}

/** Not yet capped at 38 digits. */
function resultOf(op: ArithmeticOperator, a: Digits, b: Digits): Digits {
  const scale = Math.max(a.scale, b.scale);
  const [aWhole, bWhole] = [a.precision - a.scale, b.precision - b.scale];
  switch (op) {
    case "+":
    case "-":
      return { precision: Math.max(aWhole, bWhole) + scale + 1, scale };
    case "*":
      return { precision: a.precision + b.precision + 1, scale: a.scale + b.scale };
    case "/":
      return { precision: a.precision + b.scale + 4, scale: Math.min(MAX_PRECISION, a.scale + 4) };
    case "%":
      return { precision: Math.min(aWhole, bWhole) + scale, scale };
    default:
      return op satisfies never;
  }
}

function implementationOf(op: ArithmeticOperator, a: Digits, b: Digits, result: Digits): Implementation {
  const scale = Math.max(a.scale, b.scale);
  const [aFactor, bFactor] = [powerOfTen(scale - a.scale), powerOfTen(scale - b.scale)];
  const ends = (expression: string, emit: Emitter) =>
    result.precision > MAX_PRECISION ? checkedDecimal(expression, emit) : `(${expression})`;
  switch (op) {
    case "+":
    case "-":
      return { js: ([x = "", y = ""], emit) => ends(`${times(x, aFactor)} ${op} ${times(y, bFactor)}`, emit) };
    case "*":
      return { js: ([x, y], emit) => ends(`${x} * ${y}`, emit) };
    case "/": {
      const factor = powerOfTen(result.scale - a.scale + b.scale);
      return {
        js: ([x = "", y = ""], emit) => {
          emit.line(`if (${y} === 0n) ${emit.constant(divisionByZero)}();`);
          return ends(`${times(x, factor)} / ${y}`, emit);
        },
      };
    }
    case "%":
      return {
        js: ([x = "", y = ""], emit) => {
          emit.line(`if (${y} === 0n) ${emit.constant(divisionByZero)}();`);
          return `(${times(x, aFactor)} % ${parenthesized(times(y, bFactor))})`;
        },
      };
    default:
      return op satisfies never;
  }
}

function times(code: string, factor: bigint): string {
  return factor === 1n ? code : `${code} * ${factor}n`;
}

function parenthesized(code: string): string {
  return code.includes(" ") ? `(${code})` : code;
}

/** With the test that the result has at most 38 digits. */
function checkedDecimal(expression: string, emit: Emitter): string {
  const result = emit.let(expression);
  const limit = powerOfTen(MAX_PRECISION);
  emit.line(`if (${result} >= ${limit}n || ${result} <= -${limit}n) ${emit.constant(overflow)}();`);
  return result;
}
