/** `(SELECT max(price) FROM bids)` as a value: a left join with a query of one row. */
import type * as ast from "../ast.ts";
import { type Expr } from "../expr.ts";
import type { LogicalPlan } from "../plan.ts";
import { printExpression } from "../print.ts";
import type { ExpressionContext } from "./expression.ts";
import { joined } from "./join.ts";
import { moved } from "./join_condition.ts";
import { columnAt } from "./projection.ts";
import { valueColumn } from "./query_condition.ts";
import type { CommonTables, QueryContext } from "./query_context.ts";

interface ScalarQuery {
  readonly node: ast.Subquery;
  readonly plan: LogicalPlan;
  /** Of its value. */
  readonly column: number;
}

/** Positions of values before they have one: no column has them. */
const FIRST_PLACEHOLDER = -1000;

/**
 * Queries that stand for values in some expressions. {@link context} binds these; {@link plan} puts the values behind the columns
 * of the rows, then {@link placed} gives them their positions.
 */
export class ScalarQueries {
  readonly context: ExpressionContext;
  readonly #query: QueryContext;
  readonly #tables: CommonTables;
  readonly #queries: ScalarQuery[] = [];
  #places: readonly number[] = [];

  constructor(base: ExpressionContext, query: QueryContext, tables: CommonTables) {
    this.#query = query;
    this.#tables = tables;
    this.context = {
      ...base,
      replace: (node) => node.kind === "subquery" ? this.#value(node) : base.replace?.(node),
    };
  }

  /** The values of these queries behind the columns of the rows, and what binds expressions over them. */
  static over(
    input: LogicalPlan,
    nodes: readonly ast.Subquery[],
    base: ExpressionContext,
    query: QueryContext,
    tables: CommonTables,
  ): { readonly plan: LogicalPlan; readonly base: ExpressionContext } {
    if (nodes.length === 0) return { plan: input, base };
    const scalars = new ScalarQueries(base, query, tables);
    const values = new Map<ast.Expression, Expr>(nodes.map((node) => [node, scalars.#value(node)]));
    const plan = scalars.plan(input);
    for (const [node, value] of values) values.set(node, scalars.placed(value));
    return { plan, base: { ...base, replace: (node) => values.get(node) ?? base.replace?.(node) } };
  }

  #value(node: ast.Subquery): Expr {
    let index = this.#queries.findIndex((one) => one.node === node);
    if (index < 0) {
      const plan = this.#query.bindQuery(node.query, this.#query, this.#tables);
      index = this.#queries.push({ node, plan, column: valueColumn(plan, node.span) }) - 1;
    }
    const { plan, column } = this.#queries[index]!; // found or added
    return { ...columnAt(plan.schema.fields[column]!, FIRST_PLACEHOLDER - index), nullable: true }; // a visible column
  }

  plan(input: LogicalPlan): LogicalPlan {
    let rows = input;
    this.#places = this.#queries.map(({ node, plan, column }) => {
      const width = rows.schema.fields.length;
      const step = joined({
        type: "left",
        left: rows,
        right: plan,
        conjuncts: [],
        isCross: true,
        isSubquery: true,
        atMostOne: printExpression(node),
        span: node.span,
      }, this.#query);
      rows = step.plan;
      return step.at[width + column]!; // a column of the right
    });
    return rows;
  }

  placed(expr: Expr): Expr {
    return this.#queries.length === 0
      ? expr
      : moved(expr, (index) => index <= FIRST_PLACEHOLDER ? this.#places[FIRST_PLACEHOLDER - index]! : index); // one for each
  }
}
