/** Conditions as what is joined by AND, and rows for which they hold. */
import { BOOLEAN } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import type { LogicalPlan } from "../plan.ts";
import { topNOfFilter } from "../rewrite_top_n.ts";

/** What AND joins. */
export function conjunctsOf(expr: Expr): readonly Expr[] {
  return expr.kind === "and" ? [...conjunctsOf(expr.left), ...conjunctsOf(expr.right)] : [expr];
}

/** What AND joins in the text. */
export function conjunctNodes(node: ast.Expression | undefined): readonly ast.Expression[] {
  if (node === undefined) return [];
  if (node.kind !== "binary" || node.operator !== "and") return [node];
  return [...conjunctNodes(node.left), ...conjunctNodes(node.right)];
}

/** All of them hold; undefined: there is none. */
export function conjunction(exprs: readonly Expr[]): Expr | undefined {
  const [first, ...others] = exprs;
  return first && others.reduce<Expr>((left, right) => (
    { kind: "and", left, right, type: BOOLEAN, nullable: left.nullable || right.nullable }
  ), first);
}

export function filtered(input: LogicalPlan, conjuncts: readonly Expr[]): LogicalPlan {
  const predicate = conjunction(conjuncts);
  return predicate === undefined ? input : { kind: "filter", input, predicate, schema: input.schema };
}

/** The rows for which all hold; of a row number that is compared with numbers, the first rows of each partition. */
export function selectedRows(input: LogicalPlan, conjuncts: readonly Expr[]): LogicalPlan {
  const rows = filtered(input, conjuncts);
  return rows !== input && rows.kind === "filter" ? topNOfFilter(rows) : rows;
}
