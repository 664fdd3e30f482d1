/** Rows that say where they come from: metadata of the records behind the columns of a query that was not asked for it. */
import { type Field, type Schema, visibleFields } from "../schema/field.ts";
import type { Table } from "../schema/table.ts";
import { columnAt } from "./bind/projection.ts";
import { type Expr, mapChildren } from "./expr.ts";
import type { LogicalPlan } from "./plan.ts";

/** A metadata key of a connector as a column. */
export interface MetadataColumn {
  readonly key: string;
  readonly field: Field;
}

/** A plan that carries metadata along, hidden, in its fields from `from` on. */
interface Carrying {
  readonly plan: LogicalPlan;
  readonly from: number;
  /** Where a field of the old plan is. */
  at(index: number): number;
}

/**
 * The plan with `metadata` of its table as further visible fields behind its own. Undefined: there is none, or a row of the
 * plan is not one record of one table.
 */
export function withMetadata(
  plan: LogicalPlan,
  metadata: (table: Table) => readonly MetadataColumn[],
): LogicalPlan | undefined {
  const carrying = carry(plan, metadata);
  if (carrying === undefined || carrying.from === carrying.plan.schema.fields.length) return undefined;
  const { fields } = carrying.plan.schema;
  const own = plan.schema.fields.flatMap(({ hidden }, index) => hidden === true ? [] : [carrying.at(index)]);
  const carried = fields.slice(carrying.from).map((_, i) => carrying.from + i);
  const exprs = [...own, ...carried].map((index): Expr => columnAt(fields[index]!, index)); // positions of the fields
  const shown = [...visibleFields(plan.schema), ...carried.map((index) => visible(fields[index]!))];
  return { kind: "project", input: carrying.plan, exprs, schema: { fields: shown, updating: false } };
}

function carry(
  plan: LogicalPlan,
  metadata: (table: Table) => readonly MetadataColumn[],
): Carrying | undefined {
  if (plan.schema.updating || plan.schema.window !== undefined) return undefined;
  if (plan.kind === "scan") return carriedByScan(plan, metadata(plan.table));
  if (plan.kind !== "filter" && plan.kind !== "project" && plan.kind !== "watermark") return undefined;
  const input = carry(plan.input, metadata);
  if (input === undefined) return undefined;
  const { fields } = input.plan.schema;
  switch (plan.kind) {
    case "filter": {
      const schema = movedSchema(plan.schema, fields, input.at);
      return { ...input, plan: { ...plan, input: input.plan, predicate: moved(plan.predicate, input.at), schema } };
    }
    case "project": {
      const exprs = plan.exprs.map((expr) => moved(expr, input.at));
      const carried = fields.slice(input.from);
      carried.forEach((field, i) => exprs.push(columnAt(field, input.from + i)));
      const schema = { ...plan.schema, fields: [...plan.schema.fields, ...carried] };
      return { plan: { ...plan, input: input.plan, exprs, schema }, from: plan.schema.fields.length, at: same };
    }
    case "watermark": {
      const width = plan.input.schema.fields.length;
      const at = (index: number) => index < width ? input.at(index) : fields.length + index - width;
      const schema = movedSchema(plan.schema, [...fields, ...plan.schema.fields.slice(width)], at);
      const plain: LogicalPlan = { ...plan, input: input.plan, watermark: moved(plan.watermark, input.at), schema };
      return carriedLast(plain, input.from, fields.length, at);
    }
    default:
      return plan satisfies never;
  }
}

function carriedByScan(
  plan: LogicalPlan & { kind: "scan" },
  metadata: readonly MetadataColumn[],
): Carrying {
  const from = plan.schema.fields.length;
  const fields = [...plan.schema.fields, ...metadata.map(({ field }): Field => ({ ...field, hidden: true }))];
  const columns = [...plan.columns, ...metadata.map(({ key }) => ({ kind: "metadata", key } as const))];
  return { plan: { ...plan, columns, schema: { ...plan.schema, fields } }, from, at: same };
}

/** The watermark's own column stands behind the carried ones: a projection puts it before them. */
function carriedLast(plan: LogicalPlan, from: number, to: number, at: (index: number) => number): Carrying {
  const { fields } = plan.schema;
  const order = fields.map((_, index) => index).filter((index) => index < from || index >= to);
  for (let index = from; index < to; index++) order.push(index);
  const place = new Map(order.map((index, i) => [index, i]));
  const after = (index: number) => place.get(index) ?? index;
  const exprs = order.map((index): Expr => columnAt(fields[index]!, index)); // positions of the fields
  const schema = movedSchema(plan.schema, order.map((index) => fields[index]!), after);
  return {
    plan: { kind: "project", input: plan, exprs, schema },
    from: from + fields.length - to,
    at: (index) => after(at(index)),
  };
}

function moved(expr: Expr, at: (index: number) => number): Expr {
  if (expr.kind === "column") return { ...expr, index: at(expr.index) };
  return mapChildren(expr, (child) => moved(child, at));
}

function movedSchema(
  { eventTime, rowWatermark, updating }: Schema,
  fields: readonly Field[],
  at: (index: number) => number,
): Schema {
  return {
    fields,
    updating,
    ...(eventTime !== undefined && { eventTime: at(eventTime) }),
    ...(rowWatermark !== undefined && { rowWatermark: at(rowWatermark) }),
  };
}

function visible({ name, type, nullable }: Field): Field {
  return { name, type, nullable };
}

function same(index: number): number {
  return index;
}
