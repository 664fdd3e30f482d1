/** Plans without columns that nobody reads, and without watermarks that nobody follows. */
import type { Field, RelationWindow, Schema } from "../schema/field.ts";
import { columnsOf, type Expr, mapChildren } from "./expr.ts";
import { type AggregateCall, inputsOf, type LogicalPlan, RECORD_TIME, type SortKey } from "./plan.ts";

/** A plan and the positions of its columns that its reader wants. */
export interface Root {
  readonly plan: LogicalPlan;
  readonly wanted: ReadonlySet<number>;
}

/** Where columns went: old position → new position. */
type Moves = ReadonlyMap<number, number>;

/** A rewritten plan. */
interface Pruned {
  readonly plan: LogicalPlan;
  readonly at: Moves;
}

/**
 * The plans with unread columns left out, down to the scans. Nodes that several plans share stay shared. A wanted
 * column keeps its place among the wanted ones.
 */
export function prune(roots: readonly Root[]): LogicalPlan[] {
  const wanted = new Map<LogicalPlan, Set<number>>();
  for (const root of roots) want(root.plan, root.wanted, wanted);
  const done = new Map<LogicalPlan, Pruned>();
  return roots.map((root) => {
    const pruned = rebuild(root.plan, wanted, done);
    return narrowed(pruned, root.wanted);
  });
}

/** A shared node may give more than this reader wants. */
function narrowed({ plan, at }: Pruned, wanted: ReadonlySet<number>): LogicalPlan {
  const kept = [...wanted].sort((a, b) => a - b).map((index) => at.get(index)!); // wanted columns were kept
  if (plan.schema.fields.length === kept.length && kept.every((index, i) => index === i)) return plan;
  const exprs = kept.map((index): Expr => ({ kind: "column", index, ...plan.schema.fields[index]! }));
  const schema = keptSchema(plan.schema, kept);
  return { kind: "project", input: plan, exprs, schema };
}

// ---------------------------------------------------------------------------------------------------------------------
// Top down: what is wanted of each node

/** What identifies the rows of an updating relation is always wanted. */
function want(plan: LogicalPlan, columns: Iterable<number>, wanted: Map<LogicalPlan, Set<number>>): void {
  const known = wanted.get(plan);
  const all = known ?? new Set<number>(plan.schema.updating ? plan.schema.key : undefined);
  const before = all.size;
  for (const index of columns) all.add(index);
  if (known !== undefined && all.size === before) return;
  wanted.set(plan, all);
  const inputs = inputsOf(plan);
  const needed = plan.kind === "join" ? neededByJoin(plan, all) : inputs.map(() => neededFrom(plan, all));
  inputs.forEach((input, i) => want(input, needed[i] ?? [], wanted));
}

/** Positions of its input that a node with one input, or a union, needs to give `wanted`. */
function neededFrom(plan: LogicalPlan, wanted: ReadonlySet<number>): Set<number> {
  switch (plan.kind) {
    case "project": {
      const needed = new Set<number>();
      for (const index of wanted) columnsOf(plan.exprs[index]!, needed); // one expression per column
      return needed;
    }
    case "filter":
      return columnsOf(plan.predicate, new Set(wanted));
    case "watermark": {
      const passed = passedOn(plan, wanted);
      return isFollowed(plan, wanted)
        ? columnsOf(plan.watermark, new Set([...passed, plan.schema.eventTime!])) // a watermark has an event time
        : passed;
    }
    case "processingTime":
      return new Set([...wanted, plan.schema.eventTime!]); // it has one
    case "invoke":
      return neededByInvoke(plan, wanted);
    case "sort":
      return new Set([...wanted, ...plan.keys.map((key) => key.index)]);
    case "aggregate":
      return neededByAggregate(plan, wanted);
    case "assignWindow": {
      const watermark = plan.window.kind === "session" ? watermarkOf(plan.input) : [];
      return new Set([...passedOn(plan, wanted), plan.time, ...plan.partition, ...watermark]);
    }
    case "topN": {
      const keepsFirst = !plan.schema.updating;
      const { eventTime } = plan.input.schema;
      return new Set([
        ...passedOn(plan, wanted),
        ...plan.partition,
        ...plan.keys.map((key) => key.index),
        ...(keepsFirst && eventTime !== undefined ? [eventTime, ...watermarkOf(plan.input)] : []),
      ]);
    }
    case "over": {
      const calls = plan.calls.filter((_, i) => wanted.has(plan.input.schema.fields.length + i));
      const args = calls.flatMap((call) => call.kind === "aggregate" ? columnsOfCall(call.call) : call.args);
      return new Set([
        ...passedOn(plan, wanted),
        ...plan.partition,
        ...plan.keys.map((key) => key.index),
        ...args,
        ...windowColumns(plan.input),
        ...watermarkOf(plan.input),
      ]);
    }
    case "unnest":
      return new Set([...passedOn(plan, wanted), plan.array]);
    default:
      return new Set(wanted);
  }
}

/** A call whose value nobody reads is not made. */
function neededByInvoke(plan: LogicalPlan & { kind: "invoke" }, wanted: ReadonlySet<number>): Set<number> {
  const needed = new Set(plan.passed.filter((_, index) => wanted.has(index)));
  if (!wanted.has(plan.passed.length)) return needed;
  for (const index of plan.args) needed.add(index);
  if (plan.when !== undefined) needed.add(plan.when);
  return needed;
}

/** Wanted columns that are the input's own: nodes that add columns put them behind. */
function passedOn(plan: LogicalPlan & { readonly input: LogicalPlan }, wanted: ReadonlySet<number>): Set<number> {
  const width = plan.input.schema.fields.length;
  return new Set([...wanted].filter((index) => index < width));
}

type Aggregate = LogicalPlan & { kind: "aggregate" };

function neededByAggregate(plan: Aggregate, wanted: ReadonlySet<number>): Set<number> {
  const { keys, windowing, time, input, schema } = plan;
  const needed = new Set([...keys, ...wantedCalls(plan, wanted).flatMap(columnsOfCall)]);
  const timed = windowing !== undefined || (schema.eventTime !== undefined && wanted.has(schema.eventTime));
  if (time !== undefined && timed) needed.add(time);
  if (windowing?.kind === "input") needed.add(windowing.start).add(windowing.end);
  if (windowing !== undefined) { for (const index of watermarkOf(input)) needed.add(index); }
  return needed;
}

/** Calls are the last columns. */
function wantedCalls({ calls, schema }: Aggregate, wanted: ReadonlySet<number>): readonly AggregateCall[] {
  return calls.filter((_, i) => wanted.has(schema.fields.length - calls.length + i));
}

function columnsOfCall({ args, filter, orderBy }: AggregateCall): number[] {
  return [...args, ...(filter === undefined ? [] : [filter]), ...orderBy.map((key) => key.index)];
}

type Join = LogicalPlan & { kind: "join" };

function neededByJoin(plan: Join, wanted: ReadonlySet<number>): [Set<number>, Set<number>] {
  const width = plan.left.schema.fields.length;
  const both = plan.left.schema.fields.length + plan.right.schema.fields.length;
  const all = new Set([...wanted].filter((index) => index < both));
  if (plan.condition !== undefined) columnsOf(plan.condition, all);
  const left = new Set([...all].filter((index) => index < width));
  const right = new Set([...all].filter((index) => index >= width).map((index) => index - width));
  for (const key of plan.keys) {
    left.add(key.left);
    right.add(key.right);
  }
  if (plan.when.kind === "interval") {
    left.add(plan.when.leftTime);
    right.add(plan.when.rightTime);
  }
  for (const [side, needed] of [[plan.left, left], [plan.right, right]] as const) {
    if (side.schema.eventTime !== undefined) needed.add(side.schema.eventTime);
    for (const index of [...watermarkOf(side), ...windowColumns(side)]) needed.add(index);
  }
  return [left, right];
}

/** Whoever waits for watermarks wants this. */
function watermarkOf({ schema }: LogicalPlan): readonly number[] {
  return schema.rowWatermark === undefined ? [] : [schema.rowWatermark];
}

function windowColumns({ schema }: LogicalPlan): readonly number[] {
  const [start, end] = [schema.window?.starts[0], schema.window?.ends[0]];
  return start === undefined || end === undefined ? [] : [start, end];
}

/** The user wrote WATERMARK FOR: it is kept and shown. The default one is needed only by who waits for watermarks. */
function isFollowed(plan: LogicalPlan & { kind: "watermark" }, wanted: ReadonlySet<number>): boolean {
  const { fields, eventTime, rowWatermark } = plan.schema;
  const declared = fields[eventTime!]?.name !== RECORD_TIME; // a watermark has an event time
  return declared || (rowWatermark !== undefined && wanted.has(rowWatermark));
}

// ---------------------------------------------------------------------------------------------------------------------
// Bottom up: the nodes without what is not wanted

function rebuild(plan: LogicalPlan, wanted: Map<LogicalPlan, Set<number>>, done: Map<LogicalPlan, Pruned>): Pruned {
  const known = done.get(plan);
  if (known !== undefined) return known;
  const pruned = rebuildNode(plan, wanted.get(plan) ?? new Set(), (input) => rebuild(input, wanted, done));
  done.set(plan, pruned);
  return pruned;
}

function rebuildNode(
  plan: LogicalPlan,
  wanted: ReadonlySet<number>,
  pruned: (input: LogicalPlan) => Pruned,
): Pruned {
  const kept = [...wanted].sort((a, b) => a - b);
  const at = new Map(kept.map((index, position) => [index, position]));
  const schema = keptSchema(plan.schema, kept);
  switch (plan.kind) {
    case "scan":
      return { plan: { ...plan, columns: kept.map((index) => plan.columns[index]!), schema }, at };
    case "values":
      return { plan: { ...plan, rows: plan.rows.map((row) => kept.map((index) => row[index]!)), schema }, at };
    case "memory": {
      const all = new Map(plan.schema.fields.map((_, index) => [index, index]));
      return { plan, at: all };
    }
    case "project": {
      const input = pruned(plan.input);
      const exprs = kept.map((index) => moved(plan.exprs[index]!, input.at));
      return { plan: { ...plan, input: input.plan, exprs, schema }, at };
    }
    case "filter": {
      const input = pruned(plan.input);
      const predicate = moved(plan.predicate, input.at);
      return behind(input, plan, [], (schema) => ({ ...plan, input: input.plan, predicate, schema }));
    }
    case "watermark":
      return prunedWatermark(plan, wanted, pruned(plan.input));
    case "invoke":
      return prunedInvoke(plan, kept, schema, pruned(plan.input));
    case "processingTime":
    case "limit": {
      const input = pruned(plan.input);
      return behind(input, plan, [], (schema) => ({ ...plan, input: input.plan, schema }));
    }
    case "sort": {
      const input = pruned(plan.input);
      const keys = movedKeys(plan.keys, input.at);
      return behind(input, plan, [], (schema) => ({ ...plan, input: input.plan, keys, schema }));
    }
    case "union": {
      const inputs = plan.inputs.map((input) => narrowed(pruned(input), new Set(kept)));
      return { plan: { ...plan, inputs, schema }, at };
    }
    case "aggregate":
      return prunedAggregate(plan, wanted, pruned(plan.input));
    case "assignWindow": {
      const input = pruned(plan.input);
      const [time, ...partition] = places([plan.time, ...plan.partition], input.at);
      return behind(input, plan, ownColumns(plan), (schema) => (
        { ...plan, input: input.plan, time: time!, partition, schema } // one place for each
      ));
    }
    case "join":
      return prunedJoin(plan, wanted, pruned(plan.left), pruned(plan.right));
    case "topN": {
      const input = pruned(plan.input);
      const [keys, partition] = [movedKeys(plan.keys, input.at), places(plan.partition, input.at)];
      const ranked = plan.ranked && wanted.has(plan.input.schema.fields.length);
      const added = ranked ? ownColumns(plan) : [];
      return behind(input, plan, added, (schema) => ({ ...plan, input: input.plan, keys, partition, ranked, schema }));
    }
    case "over": {
      const input = pruned(plan.input);
      const added = ownColumns(plan).filter((index) => wanted.has(index));
      const calls = added.map((index) => {
        const call = plan.calls[index - plan.input.schema.fields.length]!; // one per own column
        return call.kind === "aggregate"
          ? { ...call, args: places(call.args, input.at), call: movedCall(call.call, input.at) }
          : { ...call, args: places(call.args, input.at) };
      });
      const [keys, partition] = [movedKeys(plan.keys, input.at), places(plan.partition, input.at)];
      return behind(input, plan, added, (schema) => ({ ...plan, input: input.plan, keys, partition, calls, schema }));
    }
    case "unnest": {
      const input = pruned(plan.input);
      const [array] = places([plan.array], input.at);
      return behind(input, plan, ownColumns(plan), (schema) => ({ ...plan, input: input.plan, array: array!, schema }));
    }
    default:
      return plan satisfies never;
  }
}

/** Positions behind the input's columns. */
function ownColumns(plan: LogicalPlan & { readonly input: LogicalPlan }): number[] {
  const width = plan.input.schema.fields.length;
  return plan.schema.fields.slice(width).map((_, i) => width + i);
}

/** A node that gives all columns of its input, then those of its own at `added`. */
function behind(
  input: Pruned,
  plan: LogicalPlan,
  added: readonly number[],
  build: (schema: Schema) => LogicalPlan,
): Pruned {
  const width = input.plan.schema.fields.length;
  const at = new Map(input.at);
  added.forEach((index, i) => at.set(index, width + i));
  const fields = [...input.plan.schema.fields, ...added.map((index) => plan.schema.fields[index]!)];
  return { plan: build(schemaAt(plan.schema, fields, at)), at };
}

function prunedWatermark(
  plan: LogicalPlan & { kind: "watermark" },
  wanted: ReadonlySet<number>,
  input: Pruned,
): Pruned {
  if (!isFollowed(plan, wanted)) return input;
  const { rowWatermark } = plan.schema;
  const added = rowWatermark !== undefined && wanted.has(rowWatermark) ? [rowWatermark] : [];
  const watermark = moved(plan.watermark, input.at);
  return behind(input, plan, added, (schema) => ({ ...plan, input: input.plan, watermark, schema }));
}

function prunedInvoke(
  plan: LogicalPlan & { kind: "invoke" },
  kept: readonly number[],
  schema: Schema,
  input: Pruned,
): Pruned {
  const value = plan.passed.length;
  const from = (index: number) => input.at.get(index)!; // needed columns were kept
  if (kept.at(-1) !== value) {
    return { plan: input.plan, at: new Map(kept.map((index) => [index, from(plan.passed[index]!)])) };
  }
  const node: LogicalPlan = {
    ...plan,
    input: input.plan,
    args: plan.args.map(from),
    when: plan.when === undefined ? undefined : from(plan.when),
    passed: kept.slice(0, -1).map((index) => from(plan.passed[index]!)),
    schema,
  };
  return { plan: node, at: new Map(kept.map((index, position) => [index, position])) };
}

/** Keys and the columns of the window are always there; calls and the time of an updating one where they are wanted. */
function prunedAggregate(plan: Aggregate, wanted: ReadonlySet<number>, input: Pruned): Pruned {
  const { keys, calls, windowing, schema } = plan;
  const kept = schema.fields.flatMap((_, index) => {
    const isCall = index >= schema.fields.length - calls.length;
    const isUpdatedTime = index === schema.eventTime && windowing === undefined;
    return (isCall || isUpdatedTime) && !wanted.has(index) ? [] : [index];
  });
  const at = new Map(kept.map((index, position) => [index, position]));
  const time = plan.time === undefined ? undefined : input.at.get(plan.time);
  const pruned: LogicalPlan = {
    ...plan,
    input: input.plan,
    keys: places(keys, input.at),
    calls: wantedCalls(plan, wanted).map((call) => movedCall(call, input.at)),
    windowing: windowing?.kind === "input"
      ? { ...windowing, start: input.at.get(windowing.start)!, end: input.at.get(windowing.end)! } // needed
      : windowing,
    time,
    schema: keptSchema(schema, kept),
  };
  return { plan: pruned, at };
}

function prunedJoin(plan: Join, wanted: ReadonlySet<number>, left: Pruned, right: Pruned): Pruned {
  const width = plan.left.schema.fields.length;
  const both = new Map(left.at);
  const leftWidth = left.plan.schema.fields.length;
  for (const [from, to] of right.at) both.set(width + from, leftWidth + to);
  const semi = plan.type === "semi" || plan.type === "anti";
  const rightFields = semi ? [] : right.plan.schema.fields;
  const sides = [...left.plan.schema.fields, ...rightFields].map((field, i) =>
    joinedField(plan, field, i >= leftWidth)
  );
  const at = new Map(semi ? left.at : both);
  const time = plan.schema.eventTime;
  const own = time !== undefined && time >= width + (semi ? 0 : plan.right.schema.fields.length);
  const fields = own && wanted.has(time) ? [...sides, plan.schema.fields[time]!] : sides;
  if (own && wanted.has(time)) at.set(time, sides.length);
  const { when } = plan;
  const pruned: LogicalPlan = {
    ...plan,
    left: left.plan,
    right: right.plan,
    keys: plan.keys.map((key) => ({ ...key, left: left.at.get(key.left)!, right: right.at.get(key.right)! })), // needed
    condition: plan.condition && moved(plan.condition, both),
    when: when.kind === "interval"
      ? { ...when, leftTime: left.at.get(when.leftTime)!, rightTime: right.at.get(when.rightTime)! } // needed
      : when,
    schema: schemaAt(plan.schema, fields, at),
  };
  return { plan: pruned, at };
}

/** Columns of the padded side of an outer join may be NULL. */
function joinedField({ type }: Join, field: Field, isRight: boolean): Field {
  const padded = type === "full" || type === (isRight ? "left" : "right");
  return padded ? { ...field, nullable: true } : field;
}

// ---------------------------------------------------------------------------------------------------------------------
// Positions

function places(columns: readonly number[], at: Moves): number[] {
  return columns.map((index) => at.get(index)!); // needed columns were kept
}

function movedKeys(keys: readonly SortKey[], at: Moves): SortKey[] {
  return keys.map((key) => ({ ...key, index: at.get(key.index)! })); // needed
}

function movedCall(call: AggregateCall, at: Moves): AggregateCall {
  return {
    ...call,
    args: places(call.args, at),
    filter: call.filter === undefined ? undefined : at.get(call.filter),
    orderBy: movedKeys(call.orderBy, at),
  };
}

function keptSchema(schema: Schema, kept: readonly number[]): Schema {
  const at = new Map(kept.map((index, position) => [index, position]));
  return schemaAt(schema, kept.map((index) => schema.fields[index]!), at); // positions of the schema
}

/** What the schema says of its columns, with the columns at their new places; what lost its columns is not said. */
export function schemaAt(schema: Schema, fields: readonly Field[], at: Moves): Schema {
  const place = (index: number | undefined) => index === undefined ? undefined : at.get(index);
  const [eventTime, rowWatermark] = [place(schema.eventTime), place(schema.rowWatermark)];
  const key = schema.key?.map(place);
  const window = schema.window && windowAt(schema.window, at);
  return {
    fields,
    updating: schema.updating,
    ...(eventTime !== undefined && { eventTime }),
    ...(rowWatermark !== undefined && { rowWatermark }),
    ...(key?.every((index) => index !== undefined) && { key }),
    ...(window && { window }),
  };
}

function windowAt(window: RelationWindow, at: Moves): RelationWindow | undefined {
  const found = (columns: readonly number[]) => columns.flatMap((index) => at.get(index) ?? []);
  const [starts, ends] = [found(window.starts), found(window.ends)];
  if (starts.length === 0 || ends.length === 0) return undefined;
  return { ...window, starts, ends, structs: found(window.structs) };
}

/** The expression with its columns at their new places. Shared nodes stay shared. */
function moved(expr: Expr, at: Moves, done = new Map<Expr, Expr>()): Expr {
  const known = done.get(expr);
  if (known !== undefined) return known;
  const result: Expr = expr.kind === "column"
    ? { ...expr, index: at.get(expr.index)! } // needed columns were kept
    : mapChildren(expr, (child) => moved(child, at, done));
  done.set(expr, result);
  return result;
}
