/** Operators: which operands they take, what comes out, and their code. JSON's `-> ->> ?` are functions. */
import { SqlError } from "../schema/errors.ts";
import type { Argument } from "./functions/function.ts";
import { resolveArithmetic, resolveNegation } from "./operators/arithmetic.ts";
import { resolveBits } from "./operators/bits.ts";
import { resolveComparison, resolveDistinct } from "./operators/comparison.ts";
import { resolveConcat, resolveContains } from "./operators/concat.ts";
import { resolvePattern } from "./operators/pattern.ts";
import type { Resolved } from "./operators/resolved.ts";

export type { Resolved };
export { unify, type UnifyContext } from "./operators/unify.ts";

/**
 * `op` as the syntax tree has it: symbols, `like`, `ilike`, `similar to`, `is distinct from`, `is not distinct from`.
 * `escape` is the one character after ESCAPE. Throws an `SqlError` without a span for operands that do not fit, and
 * `EvaluationError` for a bad constant pattern.
 */
export function resolveBinary(op: string, left: Argument, right: Argument, escape?: string): Resolved {
  switch (op) {
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return resolveArithmetic(op, left, right);
    case "=":
    case "<>":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return resolveComparison(op, left, right);
    case "==":
      return resolveComparison("=", left, right);
    case "!=":
      return resolveComparison("<>", left, right);
    case "is distinct from":
      return resolveDistinct(false, left, right);
    case "is not distinct from":
      return resolveDistinct(true, left, right);
    case "&":
    case "|":
    case "#":
    case "<<":
    case ">>":
      return resolveBits(op, left, right);
    case "||":
      return resolveConcat(left, right);
    case "@>":
    case "<@":
      return resolveContains(op, left, right);
    case "like":
    case "ilike":
    case "similar to":
    case "~":
    case "~*":
    case "!~":
    case "!~*":
      return resolvePattern(op, left, right, escape);
    default:
      throw new SqlError(`Unknown operator ${op}`, { code: "type" });
  }
}

/** Unary minus; plus is the operand itself. */
export function resolveUnary(op: string, arg: Argument): Resolved {
  if (op === "-") return resolveNegation(arg);
  throw new SqlError(`Unknown operator ${op}`, { code: "type" });
}
