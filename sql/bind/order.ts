/** ORDER BY: sort keys are columns, added behind the selected ones where they are not among them. */
import { SqlError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { schemaAt } from "../prune.ts";
import type { LogicalPlan, SortKey } from "../plan.ts";
import { bindExpression } from "./expression.ts";
import { appendHidden, columnAt } from "./projection.ts";
import type { QueryContext } from "./query_context.ts";
import { pick, scopeOf } from "./scope.ts";

/** A plan that has the columns it is to be sorted by. */
export interface Sorted {
  readonly plan: LogicalPlan;
  readonly keys: readonly SortKey[];
}

/** Position of the output column that an ORDER BY item names: by number, or by alias. */
export function outputIndex(node: ast.Expression, fields: readonly Field[]): number | undefined {
  if (node.kind === "number" && /^\d+$/.test(node.text)) {
    const index = Number(node.text) - 1;
    if (fields[index] !== undefined && !fields[index].hidden) return index;
    throw new SqlError(`ORDER BY position ${node.text} is not in the select list`, {
      code: "not_found",
      span: node.span,
    });
  }
  const only = node.kind === "name" && node.parts.length === 1 ? node.parts[0] : undefined;
  if (only === undefined) return undefined;
  const named = fields.flatMap((field, index) => field.hidden ? [] : [{ name: field.name, index }]);
  return pick(named, only, (one) => one.name)?.index;
}

export function sortKey(item: ast.OrderItem, index: number, fields: readonly Field[]): SortKey {
  const field = fields[index]!; // a position found or made
  return {
    index,
    type: field.type,
    descending: item.descending,
    nullsFirst: item.nulls === undefined ? item.descending : item.nulls === "first",
  };
}

export function sorted(plan: LogicalPlan, orderBy: readonly ast.OrderItem[], context: QueryContext): Sorted {
  const exprs: Expr[] = plan.schema.fields.map(columnAt);
  const fields = [...plan.schema.fields];
  const scope = scopeOf(plan.schema, undefined);
  const keys = orderBy.map((item) => {
    const index = outputIndex(item.expression, fields) ??
      appendHidden(
        bindExpression(item.expression, { scope, parameters: context.parameters, functions: context.facts.functions }),
        exprs,
        fields,
        ORDER_COLUMN,
      );
    return sortKey(item, index, fields);
  });
  const extended: LogicalPlan = { kind: "project", input: plan, exprs, schema: { ...plan.schema, fields } };
  return { plan: fields.length === plan.schema.fields.length ? plan : extended, keys };
}

/** Of a column that a query is sorted by and does not select. */
export const ORDER_COLUMN = "_order";

export function withoutSortColumns(plan: LogicalPlan): LogicalPlan {
  const kept = plan.schema.fields.flatMap((field, index) => field.hidden && field.name === ORDER_COLUMN ? [] : [index]);
  if (kept.length === plan.schema.fields.length) return plan;
  const fields = kept.map((index) => plan.schema.fields[index]!); // positions of the schema
  const schema = schemaAt(plan.schema, fields, new Map(kept.map((index, position) => [index, position])));
  return { kind: "project", input: plan, exprs: kept.map((index, i) => columnAt(fields[i]!, index)), schema };
}
