/**
 * Expressions evaluated one row at a time, by walking them: constants are folded with it, and it is the oracle that
 * generated loops are tested against.
 */
import { InternalError } from "../schema/errors.ts";
import type { Value } from "../schema/types.ts";
import type { Expr } from "./expr.ts";
import { EvaluationError, type Implementation } from "./functions/function.ts";
import { Program } from "./functions/program.ts";

/** `row` holds one value per column of the expression's input. Throws {@link EvaluationError}. */
export function evaluate(expr: Expr, row: readonly Value[]): Value {
  switch (expr.kind) {
    case "column":
      return row[expr.index] ?? null;
    case "literal":
      return expr.value;
    case "call": {
      const args = expr.args.map((arg) => evaluate(arg, row));
      if (expr.nulls === "propagate" && args.includes(null)) return null;
      return callable(expr.implementation, args.length)(...args);
    }
    case "and":
    case "or": {
      const decided = expr.kind === "or";
      const left = evaluate(expr.left, row);
      if (left === decided) return decided;
      const right = evaluate(expr.right, row);
      if (right === decided) return decided;
      return left === null || right === null ? null : !decided;
    }
    case "not": {
      const arg = evaluate(expr.arg, row);
      return arg === null ? null : !arg;
    }
    case "isNull":
      return (evaluate(expr.arg, row) === null) !== expr.negated;
    case "case": {
      const branch = expr.branches.find(({ when }) => isTrue(when, row));
      return evaluate(branch?.then ?? expr.otherwise, row);
    }
    case "coalesce":
      for (const arg of expr.args) {
        const value = evaluate(arg, row);
        if (value !== null) return value;
      }
      return null;
    case "try":
      try {
        return evaluate(expr.arg, row);
      } catch (error) {
        if (error instanceof EvaluationError) return null;
        throw error;
      }
    default:
      return expr satisfies never;
  }
}

/** A condition of WHERE or WHEN: true, neither false nor NULL. Of `a AND b` b is not looked at unless a is true. */
export function isTrue(condition: Expr, row: readonly Value[]): boolean {
  if (condition.kind === "and") return isTrue(condition.left, row) && isTrue(condition.right, row);
  if (condition.kind === "or") return isTrue(condition.left, row) || isTrue(condition.right, row);
  return evaluate(condition, row) === true;
}

type Callable = (...args: Value[]) => Value;
const CALLABLES = new WeakMap<Implementation, Callable>();

/** An implementation as an ordinary function: `call` itself, or its generated expression compiled alone. */
export function callable(implementation: Implementation, arity: number): Callable {
  const known = CALLABLES.get(implementation);
  if (known !== undefined) return known;
  const made = (implementation.call as Callable | undefined) ?? compiled(implementation, arity);
  CALLABLES.set(implementation, made);
  return made;
}

function compiled(implementation: Implementation, arity: number): Callable {
  const { js } = implementation;
  if (js === undefined) throw new InternalError("A function has neither js nor call");
  const program = new Program();
  const names = Array.from({ length: arity }, (_, i) => `a${i}`);
  program.block(`return function (${names.join(", ")})`, () => program.line(`return ${js(names, program)};`));
  return program.compile<Callable>();
}
