/** `IN (query)`, `EXISTS (query)`, `= ANY (query)` and their negations: semi and anti joins. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { BOOLEAN } from "../../schema/types.ts";
import { visibleFields } from "../../schema/field.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import type { LogicalPlan } from "../plan.ts";
import { literal } from "./cast.ts";
import { uncorrelated } from "./correlation.ts";
import { equalityOf } from "./equality.ts";
import { bindExpression, type ExpressionContext } from "./expression.ts";
import { filtered } from "./filter.ts";
import { joined } from "./join.ts";
import { shifted } from "./join_condition.ts";
import { appendHidden, columnAt, columnsOfSchema } from "./projection.ts";
import type { CommonTables, QueryContext } from "./query_context.ts";
import type { Scope } from "./scope.ts";

/** A condition that asks a query, as it stands in the text. */
export interface QueryCondition {
  readonly query: ast.Query;
  /** Absent: whether there is a row at all. */
  readonly operand: ast.Expression | undefined;
  readonly negated: boolean;
  readonly span: Span;
}

/** What a condition asks, if it asks a query. `<> ALL` is NOT IN. */
export function queryCondition(node: ast.Expression): QueryCondition | undefined {
  const { span } = node;
  switch (node.kind) {
    case "inQuery":
      return { query: node.query, operand: node.operand, negated: node.negated, span };
    case "exists":
      return { query: node.query, operand: undefined, negated: false, span };
    case "quantified": {
      if (node.right.kind !== "subquery") return undefined;
      const isIn = node.operator === "=" && node.quantifier === "any";
      const isNotIn = node.operator === "<>" && node.quantifier === "all";
      if (!isIn && !isNotIn) return undefined;
      return { query: node.right.query, operand: node.left, negated: isNotIn, span };
    }
    case "unary": {
      const inner = node.operator === "not" ? queryCondition(node.operand) : undefined;
      return inner && { ...inner, negated: !inner.negated, span };
    }
    default:
      return undefined;
  }
}

/** The right side of the join, and how rows of both sides match. */
interface Asked {
  readonly plan: LogicalPlan;
  /** Of the column that the operand is compared with. */
  readonly column: number | undefined;
  /** Outer expression, and position in the plan. */
  readonly pairs: readonly { readonly outer: Expr; readonly column: number; readonly nullsEqual: boolean }[];
}

/** Rows of a plan for which the condition holds; its columns stay where they are. */
export class QueryConditions {
  readonly #outer: ExpressionContext;
  readonly #context: QueryContext;
  readonly #tables: CommonTables;
  readonly #scopeOf: (select: ast.Select) => Scope;

  /** `outer` binds over the rows; `scopeOf` tells what a query's relations give. */
  constructor(
    outer: ExpressionContext,
    context: QueryContext,
    tables: CommonTables,
    scopeOf: (select: ast.Select) => Scope,
  ) {
    this.#outer = outer;
    this.#context = context;
    this.#tables = tables;
    this.#scopeOf = scopeOf;
  }

  rows(plan: LogicalPlan, condition: QueryCondition): LogicalPlan {
    const { operand, negated, span } = condition;
    const asked = this.#ask(condition);
    const type = negated ? "anti" : "semi";
    if (operand === undefined) return this.#join(type, plan, this.#withAnyRow(asked), [], span);
    const left = bindExpression(operand, this.#outer);
    const { schema } = asked.plan;
    const right = columnAt(schema.fields[asked.column!]!, asked.column!); // there is an operand
    const width = plan.schema.fields.length;
    const equal = equalityOf(left, shifted(right, width), "IN", span, this.#outer);
    const joined = this.#join(type, plan, asked, [equal], span);
    return negated ? this.#withoutUnknown(joined, asked, left, right, span) : joined;
  }

  #ask({ query, operand, span }: QueryCondition): Asked {
    const { query: bare, correlations } = uncorrelated(query, this.#outer, this.#scopeOf, operand !== undefined);
    const plan = this.#context.bindQuery(bare, this.#context, this.#tables);
    const visible = plan.schema.fields.flatMap((field, index) => field.hidden ? [] : [index]);
    const own = visible.length - correlations.length;
    if (operand !== undefined && own !== 1) throw oneColumn("IN (query)", own, span);
    const pairs = correlations.map(({ outer, nullsEqual }, i) => ({
      outer,
      nullsEqual,
      column: visible[visible.length - correlations.length + i]!,
    }));
    return { plan, column: operand && visible[0], pairs };
  }

  /** One row says that there is one; where rows may be retracted all count. */
  #withAnyRow(asked: Asked): Asked {
    const { plan, pairs } = asked;
    if (pairs.length > 0 || plan.schema.updating) return asked;
    return { ...asked, plan: { kind: "limit", input: plan, limit: 1, offset: 0, schema: plan.schema } };
  }

  #join(type: "semi" | "anti", left: LogicalPlan, asked: Asked, conjuncts: readonly Expr[], span: Span): LogicalPlan {
    const width = left.schema.fields.length;
    const { fields } = asked.plan.schema;
    const keys = asked.pairs.map(({ outer, column, nullsEqual }) => {
      const inner = columnAt(fields[column]!, column + width); // a position of the schema
      return equalityOf(outer, inner, "EXISTS", span, this.#outer, nullsEqual);
    });
    const request = { type, left, right: asked.plan, conjuncts: [...keys, ...conjuncts], isCross: true, span };
    return joined({ ...request, isSubquery: true }, this.#context).plan;
  }

  /**
   * NOT IN is true only where the comparison with no row is unknown: not where the query gives a NULL, and for NULL only where
   * it gives no row.
   */
  #withoutUnknown(plan: LogicalPlan, asked: Asked, left: Expr, right: Expr, span: Span): LogicalPlan {
    let rows = plan;
    if (right.nullable) {
      const nulls = filtered(asked.plan, [isNull(right)]);
      rows = this.#join("anti", rows, this.#withAnyRow({ ...asked, plan: nulls }), [], span);
    }
    if (!left.nullable) return rows;
    const flagged = withTrue(this.#withAnyRow(asked).plan);
    const flag = flagged.schema.fields.length - 1;
    const width = rows.schema.fields.length;
    const key = equalityOf(isNull(left), columnAt(flagged.schema.fields[flag]!, flag + width), "IN", span, this.#outer);
    return this.#join("anti", rows, { ...asked, plan: flagged }, [key], span);
  }
}

function isNull(arg: Expr): Expr {
  return { kind: "isNull", arg, negated: false, type: BOOLEAN, nullable: false };
}

/** The plan with a column that is true in every row. */
function withTrue(input: LogicalPlan): LogicalPlan {
  const exprs = columnsOfSchema(input.schema);
  const fields = [...input.schema.fields];
  appendHidden(literal(true, BOOLEAN), exprs, fields, "_true");
  return { kind: "project", input, exprs, schema: { ...input.schema, fields } };
}

export function oneColumn(what: string, columns: number, span: Span): SqlError {
  return new SqlError(`${what} needs a query of one column, got ${columns}`, { code: "type", span });
}

/** Visible columns of a query that stands for a value. */
export function valueColumn(plan: LogicalPlan, span: Span): number {
  const [first] = plan.schema.fields.flatMap((field, index) => field.hidden ? [] : [index]);
  const columns = visibleFields(plan.schema).length;
  if (first === undefined || columns !== 1) throw oneColumn("A value", columns, span);
  return first;
}
