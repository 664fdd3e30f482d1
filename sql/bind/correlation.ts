/** Queries inside a condition that name columns of the rows around them: `WHERE u.id = t.id`. */
import { SqlError } from "../../schema/errors.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { bindExpression, type ExpressionContext } from "./expression.ts";
import { conjunctNodes } from "./filter.ts";
import { isAggregateCall } from "./grouping.ts";
import type { Scope } from "./scope.ts";
import { findParts } from "./syntax.ts";

/** `inner = outer`, the inner side over the query's own relations. */
export interface Correlation {
  readonly inner: ast.Expression;
  readonly outer: Expr;
  /** `inner IS NOT DISTINCT FROM outer`. */
  readonly nullsEqual: boolean;
}

export interface Uncorrelated {
  /** The query without these conditions, which gives the inner sides behind its own columns. */
  readonly query: ast.Query;
  readonly correlations: readonly Correlation[];
}

/** `scopeOf` tells what the query's relations give. `keepsItems`: what it selects matters. */
export function uncorrelated(
  query: ast.Query,
  outer: ExpressionContext,
  scopeOf: (select: ast.Select) => Scope,
  keepsItems: boolean,
): Uncorrelated {
  const { body } = query;
  if (body.kind !== "select" || !isPlain(query, body)) return { query, correlations: [] };
  const inner: ExpressionContext = { ...withoutReplace(outer), scope: scopeOf(body) };
  const rest: ast.Expression[] = [];
  const correlations = conjunctNodes(body.where).flatMap((node) => {
    const correlation = correlationOf(node, inner, outer);
    if (correlation === undefined) rest.push(node);
    return correlation ?? [];
  });
  if (correlations.length === 0) return { query, correlations };
  const items = correlations.map(({ inner }): ast.SelectItem => (
    { kind: "expression", expression: inner, alias: undefined, span: inner.span }
  ));
  const select: ast.Select = { ...body, items: [...(keepsItems ? body.items : []), ...items], where: both(rest) };
  return { query: { ...query, body: select }, correlations };
}

/** Its rows are those of its relations, one for one: what they are joined by may be asked outside. */
function isPlain({ with: tables, limit, offset }: ast.Query, { items, groupBy, having, from }: ast.Select): boolean {
  const expressions = items.flatMap((item) => item.kind === "expression" ? [item.expression] : []);
  const isGrouped = expressions.some((node) => findParts(node, isAggregateCall).length > 0);
  return tables.length === 0 && from.length > 0 && !limit && !offset && !groupBy && !having && !isGrouped;
}

function withoutReplace({ replace: _, ...context }: ExpressionContext): ExpressionContext {
  return context;
}

/** A name of the query's own relations comes first. */
function correlationOf(
  node: ast.Expression,
  inner: ExpressionContext,
  outer: ExpressionContext,
): Correlation | undefined {
  const nullsEqual = node.kind === "isDistinct" && node.negated;
  if (!nullsEqual && (node.kind !== "binary" || node.operator !== "=")) return undefined;
  if (bound(node, inner) !== undefined) return undefined;
  const isInner = [node.left, node.right].map((side) => bound(side, inner) !== undefined);
  if (isInner[0] === isInner[1]) return undefined;
  const [own, other] = isInner[0] ? [node.left, node.right] : [node.right, node.left];
  const expr = bound(other, outer);
  return expr && { inner: own, outer: expr, nullsEqual };
}

/** Undefined: it names something else. */
function bound(node: ast.Expression, context: ExpressionContext): Expr | undefined {
  try {
    return bindExpression(node, context);
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

function both(nodes: readonly ast.Expression[]): ast.Expression | undefined {
  const [first, ...others] = nodes;
  return first && others.reduce((left, right): ast.Expression => {
    const span = { start: left.span.start, end: right.span.end };
    return { kind: "binary", operator: "and", operatorSpan: span, left, right, span };
  }, first);
}
