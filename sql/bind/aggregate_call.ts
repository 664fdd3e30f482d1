/** `sum(DISTINCT x ORDER BY y) FILTER (WHERE z)`: a call of an aggregate, bound over the rows of its input. */
import { SqlError } from "../../schema/errors.ts";
import { BOOLEAN, type SqlType, TEXT } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import type { Accumulator, AggregateFunction } from "../functions/aggregate.ts";
import { findAggregate } from "../functions/aggregates/mod.ts";
import { resolveAggregate } from "../functions/resolve.ts";
import { printExpression } from "../print.ts";
import { castTo, typedNull } from "./cast.ts";
import { bindExpression, bindPredicate, type ExpressionContext } from "./expression.ts";
import { argument, guarded } from "./resolved_call.ts";

export interface BoundCall {
  readonly name: string;
  readonly args: readonly Expr[];
  readonly filter: Expr | undefined;
  readonly distinct: boolean;
  readonly orderBy: readonly OrderExpr[];
  /** Its WITHIN GROUP says DESC, which the accumulator knows. */
  readonly descending: boolean;
  readonly nulls: AggregateFunction["nulls"];
  readonly accumulator: Accumulator;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** As written, in lower case: the name of its column. */
  readonly text: string;
}

interface OrderExpr {
  readonly expr: Expr;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** `context` binds over the rows that are aggregated. */
export function bindAggregateCall(node: ast.Call, context: ExpressionContext): BoundCall {
  const fn = findAggregate(node.name.name);
  if (fn === undefined) throw new SqlError(`${node.name.name} is no aggregate`, { span: node.name.span });
  if (!fn.withinGroup && node.withinGroup[0] !== undefined) {
    throw new SqlError(`${fn.name} takes no WITHIN GROUP`, {
      code: "aggregate",
      span: node.withinGroup[0].span,
      hint: `Write ORDER BY after the arguments: ${fn.name}(… ORDER BY …).`,
    });
  }
  const nodes = fn.withinGroup ? [...orderedOf(node), ...node.arguments] : node.arguments;
  if (node.star && fn.name !== "count") {
    throw new SqlError(`${fn.name}(*) has no meaning: * stands for all rows`, {
      code: "aggregate",
      span: node.span,
      hint: "Only count(*) counts rows.",
    });
  }
  const given = nodes.map((arg) => bindExpression(arg, context));
  const descending = fn.withinGroup && node.withinGroup[0]?.descending === true;
  const resolved = guarded(node.span, () => resolveAggregate(fn, given.map(argument), descending));
  const text = printExpression(node).toLowerCase();
  const args = given.map((arg, i) => {
    const type = resolved.argTypes[i];
    return type === undefined ? typedNull(arg) : castTo(arg, type, { span: nodes[i]?.span ?? node.span, text });
  });
  const filter = node.filter && bindPredicate(node.filter, context, "FILTER");
  return {
    name: fn.name,
    args,
    filter: filter && castTo(filter, BOOLEAN, { span: node.span, text }),
    distinct: node.distinct,
    orderBy: fn.withinGroup ? [] : node.orderBy.map((item) => orderBy(item, context)),
    descending,
    nulls: node.nulls === "ignore" ? "skip" : fn.nulls,
    accumulator: resolved.accumulator,
    type: resolved.returns.kind === "null" ? TEXT : resolved.returns,
    nullable: fn.nullable,
    text,
  };
}

function orderedOf(node: ast.Call): readonly ast.Expression[] {
  if (node.withinGroup.length <= 1) return node.withinGroup.map((item) => item.expression);
  throw new SqlError("WITHIN GROUP takes one expression", { code: "aggregate", span: node.withinGroup[1]!.span });
}

function orderBy(item: ast.OrderItem, context: ExpressionContext): OrderExpr {
  return {
    expr: typedNull(bindExpression(item.expression, context)),
    descending: item.descending,
    nullsFirst: item.nulls === undefined ? item.descending : item.nulls === "first",
  };
}
