/** Several INSERTs of one pipeline into one table: they share its sink (`sql.md` §3.5). */
import { type Field, type Schema, visibleFields } from "../schema/field.ts";
import { TIMESTAMP } from "../schema/types.ts";
import { castTo, literal } from "../sql/bind/cast.ts";
import type { Expr } from "../sql/expr.ts";
import { isBounded, type LogicalPlan, RECORD_TIME } from "../sql/plan.ts";
import type { Target } from "./build.ts";
import type { ResultShape } from "./result_shape.ts";

/** The targets with one sink for each table, fed by all its INSERTs. */
export function withSharedSinks(targets: readonly Target[]): readonly Target[] {
  const groups = Map.groupBy(targets, (target) => target.kind === "sink" ? target.table.table : target);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first?.kind !== "sink" || group.length === 1) return group;
    const plan = unionOf(group.map((target) => target.plan));
    return [{ ...first, plan, shape: commonShape(group, plan) }];
  });
}

/** Rows of one table are shown in one way: final ones only where all inputs come to an end. */
function commonShape(group: readonly Target[], plan: LogicalPlan): ResultShape {
  const shapes = new Set(group.flatMap((target) => target.kind === "memory" ? [] : [target.shape]));
  if (shapes.has("changelog")) return "changelog";
  if (shapes.has("final")) return isBounded(plan) ? "final" : "changelog";
  return shapes.has("changes") ? "changes" : "rows";
}

/** The plans have the sink's columns; the event time is carried behind them, NULL for those that have none. */
function unionOf(plans: readonly LogicalPlan[]): LogicalPlan {
  const columns = visibleFields(plans[0]!.schema); // a group is not empty
  const time: Field = { name: RECORD_TIME, type: TIMESTAMP, nullable: true, hidden: true };
  const updating = plans.some((plan) => plan.schema.updating);
  const schema: Schema = { fields: [...columns, time], eventTime: columns.length, updating, ...commonKey(plans) };
  const inputs = plans.map((plan): LogicalPlan => {
    const all = plan.schema.fields.map((field, index): Expr => ({ kind: "column", index, ...field }));
    const exprs = all.filter((_, index) => plan.schema.fields[index]?.hidden !== true);
    const at = plan.schema.eventTime === undefined ? undefined : all[plan.schema.eventTime];
    exprs.push(
      at === undefined ? literal(null, TIMESTAMP) : castTo(at, TIMESTAMP, { span: NOWHERE, text: "the event time" }),
    );
    return { kind: "project", input: plan, exprs, schema: { ...schema, updating: plan.schema.updating } };
  });
  return { kind: "union", inputs, schema };
}

/** Rows are told apart as all of the plans do it; if they do it differently, as a whole. */
function commonKey(plans: readonly LogicalPlan[]): { readonly key?: readonly number[] } {
  const [key, ...others] = plans.map(({ schema }) => schema.key);
  return key !== undefined && others.every((other) => String(other) === String(key)) ? { key } : {};
}

const NOWHERE = { start: 0, end: 0 };
