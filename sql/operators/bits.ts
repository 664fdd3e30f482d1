/** `& | # << >>` over integers of one type: two's complement, shifts count modulo the width and never overflow. */
import { BIGINT, BIGINT_UNSIGNED, type SqlType } from "../../schema/types.ts";
import { type IntegerType, isBigintInteger } from "../casts/numeric.ts";
import { commonNumericType } from "../functions/common_type.ts";
import type { Argument, Implementation } from "../functions/function.ts";
import { badOperands, propagating, type Resolved } from "./resolved.ts";

export type BitOperator = "&" | "|" | "#" | "<<" | ">>";

export function resolveBits(op: BitOperator, left: Argument, right: Argument): Resolved {
  const type = commonInteger(left.type, right.type);
  if (type === undefined) throw badOperands(op, [left.type, right.type], "Cast both sides to the same integer type.");
  return propagating([type, type], type, op === "<<" || op === ">>" ? shift(op, type) : logic(op));
}

function commonInteger(a: SqlType, b: SqlType): IntegerType | undefined {
  const left = a.kind === "null" ? (b.kind === "null" ? BIGINT : b) : a;
  const right = b.kind === "null" ? left : b;
  if (left.kind !== "integer" || right.kind !== "integer") return undefined;
  // No signed type holds both: bits are then those of BIGINT UNSIGNED, and a negative operand fails.
  const isWidest = [left, right].some((type) => type.unsigned && type.bits === 64);
  const common = isWidest ? BIGINT_UNSIGNED : commonNumericType(left, right);
  return common?.kind === "integer" ? common : undefined;
}

function logic(op: "&" | "|" | "#"): Implementation {
  const js = op === "#" ? "^" : op;
  return { js: ([a, b]) => `(${a} ${js} ${b})` };
}

function shift(op: "<<" | ">>", type: IntegerType): Implementation {
  const { bits, unsigned } = type;
  if (isBigintInteger(type)) {
    const by = (b?: string) => `(${b} & ${bits - 1}n)`;
    if (op === ">>") return { js: ([a, b]) => `(${a} >> ${by(b)})` };
    return { js: ([a, b]) => `BigInt.${unsigned ? "asUintN" : "asIntN"}(${bits}, ${a} << ${by(b)})` };
  }
  const by = (b?: string) => `(${b} & ${bits - 1})`;
  if (op === ">>") return { js: ([a, b]) => `(${a} >> ${by(b)})` };
  if (unsigned) return { js: ([a, b]) => `((${a} << ${by(b)}) & ${2 ** bits - 1})` };
  const rest = 32 - bits;
  return { js: ([a, b]) => rest === 0 ? `(${a} << ${by(b)})` : `((${a} << ${by(b)}) << ${rest} >> ${rest})` };
}
