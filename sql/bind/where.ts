/** FROM and WHERE: the rows that a SELECT is about. */
import type { Schema } from "../../schema/field.ts";
import type * as ast from "../ast.ts";
import { bindPredicate, type ExpressionContext } from "./expression.ts";
import { conjunctNodes, conjunctsOf, filtered } from "./filter.ts";
import type { Bound, CommonTables, QueryContext } from "./query_context.ts";
import { queryCondition, QueryConditions } from "./query_condition.ts";
import { bindSources } from "./relation.ts";
import { ScalarQueries } from "./scalar_query.ts";
import { NO_COLUMNS, type Scope } from "./scope.ts";
import { findParts } from "./syntax.ts";

export function bindRows(select: ast.Select, context: QueryContext, tables: CommonTables): Bound {
  const sources = select.from.length === 0 ? undefined : bindSources(select.from, context, tables);
  const { parameters, facts: { functions } } = context;
  const conjuncts = conjunctNodes(select.where);
  const clause = conjuncts.length > 1 ? "AND" : "WHERE";
  const over = (scope: Scope): ExpressionContext => ({ scope, parameters, functions });
  const plain = conjuncts.filter((node) => !asksQuery(node))
    .flatMap((node) => conjunctsOf(bindPredicate(node, over(sources?.scope ?? NO_COLUMNS), clause)));
  const rows = sources?.rows(plain) ?? { plan: filtered(oneRow(), plain), scope: NO_COLUMNS };
  const asking = conjuncts.filter(asksQuery);
  if (asking.length === 0) return rows;
  return { ...rows, plan: asked(rows, asking, clause, over(rows.scope), context, tables) };
}

function oneRow(): Bound["plan"] {
  const schema: Schema = { fields: [], updating: false };
  return { kind: "values", rows: [[]], schema };
}

function asksQuery(node: ast.Expression): boolean {
  return findParts(node, ({ kind }) => kind === "inQuery" || kind === "exists" || kind === "subquery").length > 0;
}

/** Rows for which conditions hold that ask queries: values of queries first, then whether they have rows. */
function asked(
  { plan }: Bound,
  nodes: readonly ast.Expression[],
  clause: string,
  base: ExpressionContext,
  context: QueryContext,
  tables: CommonTables,
): Bound["plan"] {
  const scalars = new ScalarQueries(base, context, tables);
  const tests = nodes.filter((node) => queryCondition(node) === undefined)
    .flatMap((node) => conjunctsOf(bindPredicate(node, scalars.context, clause)));
  const valued = scalars.plan(plan);
  const rows = filtered(valued, tests.map((test) => scalars.placed(test)));
  const scopeOf = (select: ast.Select) => bindSources(select.from, context, tables).scope;
  const conditions = new QueryConditions(base, context, tables, scopeOf);
  return nodes.map(queryCondition).filter((condition) => condition !== undefined)
    .reduce((input, condition) => conditions.rows(input, condition), rows);
}
