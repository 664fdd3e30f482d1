/** Plans without columns that nobody reads. */
import { appendOnly, movedKey, type Schema } from "../schema/field.ts";
import { columnsOf, type Expr, mapChildren } from "./expr.ts";
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
  if (plan.schema.fields.length === wanted.size) return plan;
  const kept = [...wanted].sort((a, b) => a - b).map((index) => at.get(index)!); // wanted columns were kept
  const eventTime = kept.findIndex((index) => index === plan.schema.eventTime);
  const schema: Schema = {
    fields: kept.map((index) => plan.schema.fields[index]!),
    updating: plan.schema.updating,
    ...(eventTime >= 0 && { eventTime }),
    ...movedKey(plan.schema.key, (key) => placeIn(kept, key)),
  };
  const exprs = kept.map((index): Expr => ({ kind: "column", index, ...plan.schema.fields[index]! }));
  return { kind: "project", input: plan, exprs, schema };
}

function placeIn(kept: readonly number[], index: number): number | undefined {
  const place = kept.indexOf(index);
  return place < 0 ? undefined : place;
}

/** What identifies the rows of an updating relation is always wanted. */
function want(plan: LogicalPlan, columns: Iterable<number>, wanted: Map<LogicalPlan, Set<number>>): void {
  const known = wanted.get(plan);
  const all = known ?? new Set<number>(plan.schema.key);
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
    case "sort":
      return new Set([...wanted, ...plan.keys.map((key) => key.index)]);
    default:
      return new Set(wanted);
  }
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
    case "limit": {
      const input = pruned(plan.input);
      const schema = plan.schema.updating ? input.plan.schema : appendOnly(input.plan.schema);
      return passing({ ...plan, input: input.plan, schema }, input);
    }
    case "sort": {
      const input = pruned(plan.input);
      const keys = plan.keys.map((key) => ({ ...key, index: input.at.get(key.index)! }));
      return passing({ ...plan, input: input.plan, keys, schema: appendOnly(input.plan.schema) }, input);
    }
    case "union": {
      const inputs = plan.inputs.map((input) => narrowed(pruned(input), new Set(kept)));
      return { plan: { ...plan, inputs, schema }, at };
    }
    default:
      return plan satisfies never;
  }
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
    ...movedKey(schema.key, (index) => at.get(index)),
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
