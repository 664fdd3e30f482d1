/** Plans without columns that nobody reads. */
import type { Schema } from "../schema/field.ts";
import { columnsOf, type Expr, mapChildren } from "./expr.ts";
import { lift } from "./lift.ts";
import { inputsOf, type LogicalPlan, RECORD_TIME } from "./plan.ts";

/** A plan and the positions of its columns that its reader wants. */
export interface Root {
  readonly plan: LogicalPlan;
  readonly wanted: ReadonlySet<number>;
}

/** A rewritten plan and where its columns went: old position → new position. */
interface Pruned {
  readonly plan: LogicalPlan;
  readonly at: ReadonlyMap<number, number>;
}

/**
 * The plans with unread columns left out, down to the scans, and calls of user functions as nodes of their own. Nodes that several plans share stay shared. A wanted
 * column keeps its place among the wanted ones.
 */
export function prune(given: readonly Root[]): LogicalPlan[] {
  const lifted = new Map<LogicalPlan, LogicalPlan>();
  const roots = given.map((root) => ({ ...root, plan: lift(root.plan, lifted) }));
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
  if (plan.schema.fields.length === wanted.size) return plan;
  const kept = [...wanted].sort((a, b) => a - b).map((index) => at.get(index)!); // wanted columns were kept
  const eventTime = kept.findIndex((index) => index === plan.schema.eventTime);
  const schema: Schema = {
    fields: kept.map((index) => plan.schema.fields[index]!),
    updating: plan.schema.updating,
    ...(eventTime >= 0 && { eventTime }),
  };
  const exprs = kept.map((index): Expr => ({ kind: "column", index, ...plan.schema.fields[index]! }));
  return { kind: "project", input: plan, exprs, schema };
}

function want(plan: LogicalPlan, columns: Iterable<number>, wanted: Map<LogicalPlan, Set<number>>): void {
  const known = wanted.get(plan);
  const all = known ?? new Set<number>();
  const before = all.size;
  for (const index of columns) all.add(index);
  if (known !== undefined && all.size === before) return;
  wanted.set(plan, all);
  for (const input of inputsOf(plan)) want(input, neededFrom(plan, all), wanted);
}

/** Positions of its input that a node needs to give `wanted`. */
function neededFrom(plan: LogicalPlan, wanted: ReadonlySet<number>): Set<number> {
  switch (plan.kind) {
    case "project": {
      const needed = new Set<number>();
      for (const index of wanted) columnsOf(plan.exprs[index]!, needed); // one expression per column
      return needed;
    }
    case "filter":
      return columnsOf(plan.predicate, new Set(wanted));
    case "watermark":
      return isDeclared(plan)
        ? columnsOf(plan.watermark, new Set([...wanted, plan.schema.eventTime!]))
        : new Set(wanted);
    case "invoke":
      return neededByInvoke(plan, wanted);
    case "sort":
      return new Set([...wanted, ...plan.keys.map((key) => key.index)]);
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

/** The user wrote WATERMARK FOR: it is kept and shown. The default one is needed only by windows. */
function isDeclared(plan: LogicalPlan & { kind: "watermark" }): boolean {
  return plan.schema.fields[plan.schema.eventTime!]?.name !== RECORD_TIME; // a watermark has an event time
}

function rebuild(plan: LogicalPlan, wanted: Map<LogicalPlan, Set<number>>, done: Map<LogicalPlan, Pruned>): Pruned {
  const known = done.get(plan);
  if (known !== undefined) return known;
  const pruned = rebuildNode(plan, wanted, (input) => rebuild(input, wanted, done));
  done.set(plan, pruned);
  return pruned;
}

function rebuildNode(
  plan: LogicalPlan,
  wanted: Map<LogicalPlan, Set<number>>,
  pruned: (input: LogicalPlan) => Pruned,
): Pruned {
  const kept = [...(wanted.get(plan) ?? [])].sort((a, b) => a - b);
  const at = new Map(kept.map((index, position) => [index, position]));
  const schema = keptSchema(plan.schema, kept, at);
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
      return passing({
        ...plan,
        input: input.plan,
        predicate: moved(plan.predicate, input.at),
        schema: input.plan.schema,
      }, input);
    }
    case "watermark": {
      const input = pruned(plan.input);
      if (!isDeclared(plan)) return input;
      const eventTime = input.at.get(plan.schema.eventTime!)!; // needed by a declared watermark
      const timed: Schema = { ...input.plan.schema, eventTime };
      return passing({ ...plan, input: input.plan, watermark: moved(plan.watermark, input.at), schema: timed }, input);
    }
    case "invoke":
      return rebuildInvoke(plan, kept, schema, pruned(plan.input));
    case "limit": {
      const input = pruned(plan.input);
      return passing({ ...plan, input: input.plan, schema: input.plan.schema }, input);
    }
    case "sort": {
      const input = pruned(plan.input);
      const keys = plan.keys.map((key) => ({ ...key, index: input.at.get(key.index)! }));
      return passing({ ...plan, input: input.plan, keys, schema: input.plan.schema }, input);
    }
    case "union": {
      const inputs = plan.inputs.map((input) => narrowed(pruned(input), new Set(kept)));
      return { plan: { ...plan, inputs, schema }, at };
    }
    default:
      return plan satisfies never;
  }
}

function rebuildInvoke(
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

/** A node that gives all columns of its input. */
function passing(plan: LogicalPlan, input: Pruned): Pruned {
  return { plan, at: input.at };
}

function keptSchema(schema: Schema, kept: readonly number[], at: ReadonlyMap<number, number>): Schema {
  const eventTime = schema.eventTime === undefined ? undefined : at.get(schema.eventTime);
  return {
    fields: kept.map((index) => schema.fields[index]!), // positions of the schema
    updating: schema.updating,
    ...(eventTime !== undefined && { eventTime }),
  };
}

/** The expression with its columns at their new places. Shared nodes stay shared. */
function moved(expr: Expr, at: ReadonlyMap<number, number>, done = new Map<Expr, Expr>()): Expr {
  const known = done.get(expr);
  if (known !== undefined) return known;
  const result: Expr = expr.kind === "column"
    ? { ...expr, index: at.get(expr.index)! } // needed columns were kept
    : mapChildren(expr, (child) => moved(child, at, done));
  done.set(expr, result);
  return result;
}
