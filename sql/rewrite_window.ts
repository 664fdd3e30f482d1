/** `GROUP BY window_start, window_end` right above `TUMBLE(TABLE t, …)` or HOP is a windowed aggregate: no row is told its window. */
import { fieldOf } from "../schema/field.ts";
import { columnsOf, type Expr, mapChildren } from "./expr.ts";
import { project } from "./bind/projection.ts";
import type { AggregateCall, LogicalPlan } from "./plan.ts";

type Aggregate = LogicalPlan & { kind: "aggregate" };

/** A plan as what its columns are over a node below it, and which rows of that pass. */
interface Over {
  readonly input: LogicalPlan;
  readonly exprs: readonly Expr[];
  readonly predicates: readonly Expr[];
}

/**
 * The aggregate over the rows themselves, where only filters and projections lie between it and the windows, and nobody but
 * the grouping looks at these; else the aggregate.
 */
export function withOwnWindow(aggregate: Aggregate): LogicalPlan {
  const { windowing, time } = aggregate;
  if (windowing?.kind !== "input" || time === undefined) return aggregate;
  const below = flattened(aggregate.input);
  const { input: assign } = below;
  if (assign.kind !== "assignWindow" || assign.window.kind === "session") return aggregate;
  const width = assign.input.schema.fields.length;
  const isWindow = (position: number, index: number) => {
    const expr = below.exprs[position];
    return expr?.kind === "column" && expr.index === width + index;
  };
  if (!isWindow(windowing.start, 0) || !isWindow(windowing.end, 1)) return aggregate;
  const read = [...new Set([...aggregate.keys, ...aggregate.calls.flatMap(columnsOfCall), time])];
  const exprs = read.map((position) => below.exprs[position]!); // positions of the aggregate's input
  const seen = [...exprs, ...below.predicates].flatMap((expr) => [...columnsOf(expr)]);
  if (seen.some((index) => index >= width)) return aggregate;
  const rows = below.predicates.reduce<LogicalPlan>((input, predicate) => (
    { kind: "filter", input, predicate, schema: input.schema }
  ), assign.input);
  const fields = read.map((position, i) => {
    const name = aggregate.input.schema.fields[position]?.name ?? "key";
    return fieldOf(name, exprs[i]!.type, exprs[i]!.nullable); // as many
  });
  const at = (position: number) => read.indexOf(position);
  return {
    ...aggregate,
    input: project(rows, exprs, fields),
    keys: aggregate.keys.map(at),
    calls: aggregate.calls.map((call): AggregateCall => ({
      ...call,
      args: call.args.map(at),
      filter: call.filter === undefined ? undefined : at(call.filter),
      orderBy: call.orderBy.map((key) => ({ ...key, index: at(key.index) })),
    })),
    windowing: { kind: "time", window: assign.window },
    time: at(time),
  };
}

function columnsOfCall({ args, filter, orderBy }: AggregateCall): number[] {
  return [...args, ...(filter === undefined ? [] : [filter]), ...orderBy.map((key) => key.index)];
}

function flattened(plan: LogicalPlan): Over {
  if (plan.kind !== "filter" && plan.kind !== "project") {
    const exprs = plan.schema.fields.map((field, index): Expr => ({ kind: "column", index, ...field }));
    return { input: plan, exprs, predicates: [] };
  }
  const below = flattened(plan.input);
  const over = (expr: Expr): Expr => expr.kind === "column" ? below.exprs[expr.index]! : mapChildren(expr, over); // a position
  return plan.kind === "filter"
    ? { ...below, predicates: [...below.predicates, over(plan.predicate)] }
    : { ...below, exprs: plan.exprs.map(over) };
}
