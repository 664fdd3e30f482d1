/** Equalities that are not written: of USING, IN (query), INTERSECT. */
import type { Span } from "../../schema/errors.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { bindExpression, type ExpressionContext } from "./expression.ts";

/** `a = b`, or `a IS NOT DISTINCT FROM b`, of bound expressions; `name` is what errors call both. */
export function equalityOf(
  a: Expr,
  b: Expr,
  name: string,
  span: Span,
  context: Omit<ExpressionContext, "replace">,
  nullsEqual = false,
): Expr {
  const [left, right] = [a, b].map((): ast.NamePath => ({
    kind: "name",
    parts: [{ name, quoted: false, span }],
    span,
  })) as [ast.NamePath, ast.NamePath];
  const node: ast.Expression = nullsEqual
    ? { kind: "isDistinct", left, right, negated: true, span }
    : { kind: "binary", operator: "=", operatorSpan: span, left, right, span };
  const replace = (part: ast.Expression) => part === left ? a : part === right ? b : undefined;
  return bindExpression(node, { ...context, replace });
}
