/** The plan of a grouped query: a projection that gives what is aggregated, and the aggregate; one for each grouping set. */
import { type Field, fieldOf, type Schema, type WindowSpec } from "../../schema/field.ts";
import { INT, TIMESTAMP } from "../../schema/types.ts";
import { type Expr, sameExpr } from "../expr.ts";
import {
  type AggregateCall,
  isBounded,
  type LogicalPlan,
  RECORD_TIME,
  type UpdatePolicy,
  type Windowing,
} from "../plan.ts";
import { withOwnWindow } from "../rewrite_window.ts";
import type { BoundCall } from "./aggregate_call.ts";
import { castTo, literal } from "./cast.ts";
import { notNull } from "./not_null.ts";
import { columnAt, project } from "./projection.ts";

export interface GroupWindow {
  readonly spec: WindowSpec;
  /** It is that of the input, whose rows belong to a window already. */
  readonly ofInput: boolean;
}

export interface Groups {
  readonly input: LogicalPlan;
  readonly keys: readonly Expr[];
  /** Positions in {@link keys}: one set without GROUPING SETS. */
  readonly sets: readonly (readonly number[])[];
  readonly window: GroupWindow | undefined;
  readonly calls: readonly BoundCall[];
  /** Without GROUP BY. */
  readonly isGlobal: boolean;
  readonly updates: UpdatePolicy;
}

/** The columns of a grouped query before its calls: keys, flags of the grouping sets, window, event time. */
export interface GroupLayout {
  readonly fields: readonly Field[];
  /** Position of the first flag; only with several grouping sets. */
  readonly flags: number;
  readonly start: number;
  readonly end: number;
  readonly time: number | undefined;
}

const WINDOW_START: Field = { name: "window_start", type: TIMESTAMP, nullable: false, hidden: true };
const WINDOW_END: Field = { name: "window_end", type: TIMESTAMP, nullable: false, hidden: true };
const EVENT_TIME: Field = { name: RECORD_TIME, type: TIMESTAMP, nullable: false, hidden: true };

export function groupLayout(
  { keys, sets, window }: Pick<Groups, "keys" | "sets" | "window">,
  input: Schema,
): GroupLayout {
  const inAll = (key: number) => sets.every((set) => set.includes(key));
  const keyFields = keys.map((expr, key) => fieldOf(nameOf(expr), expr.type, expr.nullable || !inAll(key)));
  const flags = sets.length > 1
    ? keys.map((_, key): Field => ({ ...fieldOf(`_grouping_${key}`, INT, false), hidden: true }))
    : [];
  const timed = window !== undefined || input.eventTime !== undefined;
  const start = keyFields.length + flags.length;
  const end = start + 1;
  const bounds = window === undefined ? [] : [WINDOW_START, WINDOW_END];
  const fields = [...keyFields, ...flags, ...bounds, ...(timed ? [EVENT_TIME] : [])];
  return { fields, flags: keys.length, start, end, time: timed ? fields.length - 1 : undefined };
}

export function groupPlan(groups: Groups): LogicalPlan {
  const { sets } = groups;
  if (sets.length === 1) return aggregateOf(groups);
  const inputs = sets.map((set) => aligned(groups, set));
  return { kind: "union", inputs, schema: inputs[0]!.schema }; // there is a set
}

function aggregateOf({ input, keys, sets, window, calls, isGlobal, updates }: Groups): LogicalPlan {
  const exprs: Expr[] = [...keys];
  const at = (expr: Expr): number => {
    const found = exprs.findIndex((one) => sameExpr(one, expr));
    return found >= 0 ? found : exprs.push(expr) - 1;
  };
  const planned = calls.map((call) => plannedCall(call, at));
  const time = eventTimeOf(input);
  const timeAt = time && at(time);
  const windowing = windowingOf(input, window, at);
  const fields = exprs.map((expr) => fieldOf(nameOf(expr), expr.type, expr.nullable));
  return withOwnWindow({
    kind: "aggregate",
    input: project(input, exprs, fields),
    keys: keys.map((_, i) => i),
    calls: planned,
    windowing,
    time: timeAt,
    always: isGlobal && window === undefined && isBounded(input),
    updates,
    schema: schemaOf({ keys, sets, window, calls }, input.schema),
  });
}

function plannedCall(call: BoundCall, at: (expr: Expr) => number): AggregateCall {
  return {
    name: call.name,
    args: call.args.map(at),
    filter: call.filter && at(call.filter),
    distinct: call.distinct,
    orderBy: call.orderBy.map(({ expr, ...key }) => ({ ...key, index: at(expr), type: expr.type })),
    nulls: call.nulls,
    accumulator: call.accumulator,
    text: call.text,
  };
}

function windowingOf(
  { schema }: LogicalPlan,
  window: GroupWindow | undefined,
  at: (expr: Expr) => number,
): Windowing | undefined {
  if (window === undefined) return undefined;
  if (!window.ofInput || schema.window === undefined) return { kind: "time", window: window.spec };
  const column = (columns: readonly number[]) => columnAt(schema.fields[columns[0]!]!, columns[0]!); // there is one
  return { kind: "input", start: at(column(schema.window.starts)), end: at(column(schema.window.ends)) };
}

function schemaOf(groups: Pick<Groups, "keys" | "sets" | "window" | "calls">, input: Schema): Schema {
  const { window, keys, sets, calls } = groups;
  const layout = groupLayout(groups, input);
  const fields = [...layout.fields, ...calls.map((call) => fieldOf(call.text, call.type, call.nullable))];
  const timed = layout.time === undefined ? {} : { eventTime: layout.time };
  if (window === undefined) {
    const identity = sets.length > 1 ? layout.flags + keys.length : keys.length;
    return { fields, updating: true, key: Array.from({ length: identity }, (_, i) => i), ...timed };
  }
  const at = { starts: [layout.start], ends: [layout.end], structs: [] };
  return { fields, updating: false, ...timed, window: { spec: window.spec, closed: true, ...at } };
}

/** The aggregate of one grouping set with the columns of all: NULL for keys that it is not by, and flags that say so. */
function aligned(groups: Groups, set: readonly number[]): LogicalPlan {
  const keys = set.map((key) => groups.keys[key]!); // positions of keys
  const one = aggregateOf({
    ...groups,
    keys,
    sets: [set.map((_, i) => i)],
    isGlobal: groups.isGlobal || set.length === 0,
  });
  const schema = schemaOf(groups, groups.input.schema);
  const column = (index: number) => columnAt(one.schema.fields[index]!, index); // positions of its schema
  const exprs = schema.fields.map((field, index): Expr => {
    const key = index < groups.keys.length ? set.indexOf(index) : -1;
    if (key >= 0) return column(key);
    if (index < groups.keys.length) return literal(null, field.type);
    const flag = index - groups.keys.length;
    if (flag < groups.keys.length) return literal(set.includes(flag) ? 0 : 1, INT);
    return column(index - 2 * groups.keys.length + set.length); // what follows is the same
  });
  return { kind: "project", input: one, exprs, schema };
}

export function nameOf(expr: Expr): string {
  return expr.kind === "column" ? expr.name : "text" in expr ? expr.text : "key";
}

/** The event time as windows take it: nanoseconds, never NULL. */
export function eventTimeOf({ schema }: LogicalPlan): Expr | undefined {
  const index = schema.eventTime;
  const field = index === undefined ? undefined : schema.fields[index];
  if (index === undefined || field === undefined) return undefined;
  const nanos = castTo(columnAt(field, index), TIMESTAMP, { span: { start: 0, end: 0 }, text: field.name });
  return nanos.nullable ? notNull(nanos, `'${field.name}', which is the event time`) : nanos;
}
