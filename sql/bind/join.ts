/** The plan of a join: what goes in, what its keys are, what it gives. */
import type { Span } from "../../schema/errors.ts";
import type { Field, RelationWindow, Schema } from "../../schema/field.ts";
import { TIMESTAMP } from "../../schema/types.ts";
import { type Expr, sameExpr } from "../expr.ts";
import { type JoinKey, type JoinType, type JoinWhen, type LogicalPlan, RECORD_TIME } from "../plan.ts";
import { conjunction, selectedRows } from "./filter.ts";
import { eventTimeOf, nameOf } from "./group_plan.ts";
import { joinCondition, moved } from "./join_condition.ts";
import { closedWindows, type JoinRequest, kindOf, whenOf } from "./join_kind.ts";
import { appendHidden, columnAt, columnsOfSchema } from "./projection.ts";
import type { QueryContext } from "./query_context.ts";

export interface Joined {
  readonly plan: LogicalPlan;
  /** Where the columns of the left, then those of the right, lie in the plan. */
  readonly at: readonly number[];
}

export function joined(request: JoinRequest, context: QueryContext): Joined {
  const { type, span } = request;
  const condition = joinCondition(request.conjuncts, request.left.schema.fields.length, type);
  const left = selectedRows(request.left, condition.ofLeft);
  const right = selectedRows(request.right, condition.ofRight);
  const kind = kindOf({ ...request, left, right }, condition, context.facts);
  const sides = { left: new JoinInput(left), right: new JoinInput(right) };
  const keys = kind.keys.map((key): JoinKey => ({
    left: sides.left.place(key.left),
    right: sides.right.place(key.right),
    nullsEqual: key.nullsEqual,
  }));
  const inputs = { left: sides.left.plan(), right: sides.right.plan() };
  const [width, newWidth] = [left.schema.fields.length, inputs.left.schema.fields.length];
  const at = [...left.schema.fields, ...right.schema.fields].map((_, i) => i < width ? i : i - width + newWidth);
  const rest = conjunction(kind.rest);
  const when = whenOf(kind, inputs, context);
  const schema = joinedSchema(type, inputs.left.schema, inputs.right.schema, when);
  const plan: LogicalPlan = {
    kind: "join",
    type,
    ...inputs,
    keys,
    condition: rest && moved(rest, (index) => at[index]!), // a position of either side
    when,
    ...(request.atMostOne !== undefined && { atMostOne: request.atMostOne }),
    schema,
  };
  return { plan: type === "full" && when.kind === "windowed" ? withWindow(plan, inputs, span) : plan, at };
}

// ---------------------------------------------------------------------------------------------------------------------
// What goes in

/** A side with the columns that the join needs besides those that it has: computed keys, event time in nanoseconds. */
class JoinInput {
  readonly #plan: LogicalPlan;
  readonly #exprs: Expr[];
  readonly #fields: Field[];
  readonly #eventTime: number | undefined;

  constructor(plan: LogicalPlan) {
    this.#plan = plan;
    this.#exprs = columnsOfSchema(plan.schema);
    this.#fields = [...plan.schema.fields];
    const time = eventTimeOf(plan);
    this.#eventTime = time && this.place(time, RECORD_TIME);
  }

  /** The position of a column that has the expression's value. */
  place(expr: Expr, name = nameOf(expr)): number {
    const known = this.#exprs.findIndex((one) => sameExpr(one, expr));
    return known >= 0 ? known : appendHidden(expr, this.#exprs, this.#fields, name);
  }

  plan(): LogicalPlan {
    const input = this.#plan;
    if (this.#exprs.length === input.schema.fields.length) return input;
    const schema: Schema = {
      ...input.schema,
      fields: this.#fields,
      ...(this.#eventTime !== undefined && { eventTime: this.#eventTime }),
    };
    return { kind: "project", input, exprs: this.#exprs, schema };
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// What comes out

function joinedSchema(type: JoinType, left: Schema, right: Schema, when: JoinWhen): Schema {
  const isSemi = type === "semi" || type === "anti";
  const isWhole = when.kind !== "regular";
  const window = isWhole ? joinedWindow(type, left, right, when) : undefined;
  const common = { updating: !isWhole && isUpdating(type, left, right), ...(window && { window }) };
  if (isSemi) {
    const time = left.eventTime;
    return { fields: left.fields, ...common, ...timeAt(time), ...(left.key && { key: left.key }) };
  }
  const width = left.fields.length;
  const fields = [
    ...padded(left.fields, type === "right" || type === "full"),
    ...padded(right.fields, type === "left" || type === "full"),
  ];
  const key = left.key && right.key && [...left.key, ...right.key.map((index) => index + width)];
  const keyed = { ...common, ...(key && { key }) };
  if (left.eventTime !== undefined && right.eventTime !== undefined) {
    const time: Field = { name: RECORD_TIME, type: TIMESTAMP, nullable: false, hidden: true };
    return { fields: [...fields, time], ...keyed, eventTime: fields.length };
  }
  const time = left.eventTime ?? (right.eventTime === undefined ? undefined : right.eventTime + width);
  return { fields, ...keyed, ...(time !== undefined && !fields[time]?.nullable && timeAt(time)) };
}

function timeAt(index: number | undefined): Pick<Schema, "eventTime"> {
  return index === undefined ? {} : { eventTime: index };
}

/** Of a regular join. */
function isUpdating(type: JoinType, left: Schema, right: Schema): boolean {
  return type !== "inner" || left.updating || right.updating;
}

function padded(fields: readonly Field[], isPadded: boolean): readonly Field[] {
  return isPadded ? fields.map((field) => ({ ...field, nullable: true })) : fields;
}

/** Of joins whose rows come when they are whole: columns of a side that is padded do not hold the row's window. */
function joinedWindow(type: JoinType, left: Schema, right: Schema, when: JoinWhen): RelationWindow | undefined {
  const [a, b, width] = [left.window, right.window, left.fields.length];
  if (when.kind === "ended") return type === "right" || type === "full" ? undefined : a;
  if (when.kind !== "windowed" || a === undefined || b === undefined) return undefined;
  const ofLeft = type === "right" || type === "full" ? [] : [a];
  const further = (columns: readonly number[]) => columns.map((index) => index + width);
  const ofRight = type === "inner" || type === "right"
    ? [{ starts: further(b.starts), ends: further(b.ends), structs: further(b.structs) }]
    : [];
  const both = [...ofLeft, ...ofRight];
  if (both.length === 0) return undefined;
  return {
    spec: a.spec,
    closed: true,
    starts: both.flatMap((one) => one.starts),
    ends: both.flatMap((one) => one.ends),
    structs: both.flatMap((one) => one.structs),
  };
}

/** A full join's window is that of the side that is there. */
function withWindow(
  plan: LogicalPlan,
  { left, right }: { readonly left: LogicalPlan; readonly right: LogicalPlan },
  span: Span,
): LogicalPlan {
  const [a, b] = closedWindows(left, right, span)!; // a windowed join
  const width = left.schema.fields.length;
  const exprs = columnsOfSchema(plan.schema);
  const fields = [...plan.schema.fields];
  const either = (ofLeft: number, ofRight: number, name: string): number => {
    const columns = [ofLeft, ofRight + width].map((index) => columnAt(plan.schema.fields[index]!, index)); // positions
    return appendHidden({ kind: "coalesce", args: columns, type: TIMESTAMP, nullable: false }, exprs, fields, name);
  };
  const starts = [either(a.starts[0]!, b.starts[0]!, "window_start")]; // a window has a start and an end
  const ends = [either(a.ends[0]!, b.ends[0]!, "window_end")];
  const window: RelationWindow = { spec: a.spec, closed: true, starts, ends, structs: [] };
  return { kind: "project", input: plan, exprs, schema: { ...plan.schema, fields, window } };
}
