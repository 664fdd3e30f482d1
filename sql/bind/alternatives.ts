/** CASE and COALESCE: the first of several values. */
import { SqlError } from "../../schema/errors.ts";
import type { SqlType } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { printExpression } from "../print.ts";
import { castTo, fold, literal } from "./cast.ts";
import { operate, unifyAll } from "./resolved_call.ts";

type Bind = (node: ast.Expression) => Expr;

/** Of a CASE, and of a COALESCE without others inside: each is a block within the one before in generated code. */
const MOST_ALTERNATIVES = 500;

/** `value` and `condition` bind parts of the node. */
export function caseOf(node: ast.Case, value: Bind, condition: Bind): Expr {
  if (node.branches.length > MOST_ALTERNATIVES) {
    throw new SqlError(`CASE has ${node.branches.length} branches, more than ${MOST_ALTERNATIVES}`, {
      code: "type",
      span: node.span,
      hint: "Put further branches into a CASE after ELSE, or join a table of the values.",
    });
  }
  const operand = node.operand && value(node.operand);
  const whens = node.branches.map(({ when }) => operand ? operate("=", [operand, value(when)], when) : condition(when));
  const results = [
    ...node.branches.map(({ then }) => then),
    ...(node.otherwise ? [node.otherwise] : []),
  ].map((result) => ({ node: result, expr: value(result) }));
  const type = unifyAll(results, "case", node.span);
  const cast = results.map(({ node, expr }) => castTo(expr, type, { span: node.span, text: printExpression(node) }));
  const otherwise = node.otherwise ? cast.at(-1)! : literal(null, type); // one per branch and ELSE
  const branches = whens.map((when, i) => ({ when, then: cast[i]! }));
  const live = branches.filter(({ when }) => when.kind !== "literal" || when.value === true);
  const nullable = [...live.map(({ then }) => then), otherwise].some((result) => result.nullable);
  if (live.length === 0) return otherwise;
  return { kind: "case", branches: live, otherwise, type, nullable };
}

/** Long ones as coalesce of coalesces: whoever walks them goes no deeper than their number has digits. */
export function coalesceOf(args: readonly Expr[], type: SqlType): Expr {
  if (args.length > MOST_ALTERNATIVES) {
    const middle = args.length >> 1;
    return coalesceOf([coalesceOf(args.slice(0, middle), type), coalesceOf(args.slice(middle), type)], type);
  }
  return fold({ kind: "coalesce", args, type, nullable: args.every((arg) => arg.nullable) });
}
