/** Plans in which what is computed twice is one node that both readers share: a subquery that was written twice. */
import { sameType } from "../schema/types.ts";
import type { Schema } from "../schema/field.ts";
import { children, type Expr, sameExpr } from "./expr.ts";
import { type AggregateCall, inputsOf, type LogicalPlan, mapInputs, type SortKey, type Windowing } from "./plan.ts";

type Aggregate = LogicalPlan & { readonly kind: "aggregate" };

/**
 * The plans with equal nodes made one: projections, filters and windowed groupings over the same input. What is updating
 * stays apart: when its changes are given is a matter of each reader's.
 */
export function share(plans: readonly LogicalPlan[]): LogicalPlan[] {
  const done = new Map<LogicalPlan, LogicalPlan>();
  const readersOf = new Map<LogicalPlan, LogicalPlan[]>();
  const visit = (plan: LogicalPlan): LogicalPlan => {
    let result = done.get(plan);
    if (result === undefined) done.set(plan, result = known(mapInputs(plan, visit), readersOf));
    return result;
  };
  return plans.map(visit);
}

/** An equal node that was met before, else the node itself. */
function known(plan: LogicalPlan, readersOf: Map<LogicalPlan, LogicalPlan[]>): LogicalPlan {
  const [input, second] = inputsOf(plan);
  if (input === undefined || second !== undefined) return plan;
  const readers = readersOf.get(input) ?? [];
  const found = readers.find((reader) => reader === plan || sameNode(reader, plan));
  if (found !== undefined) return found;
  readersOf.set(input, [...readers, plan]);
  return plan;
}

/** Both give the same rows; they have the same input. */
function sameNode(a: LogicalPlan, b: LogicalPlan): boolean {
  if (a.schema.updating || !sameSchema(a.schema, b.schema)) return false;
  if (a.kind === "project" && b.kind === "project") return sameList(a.exprs, b.exprs, sameValue);
  if (a.kind === "filter" && b.kind === "filter") return sameValue(a.predicate, b.predicate);
  return a.kind === "aggregate" && b.kind === "aggregate" && sameAggregate(a, b);
}

function sameSchema(a: Schema, b: Schema): boolean {
  return a.updating === b.updating && a.eventTime === b.eventTime && a.rowWatermark === b.rowWatermark &&
    (a.window === undefined) === (b.window === undefined) && a.window?.closed === b.window?.closed &&
    sameNumbers(a.window?.starts, b.window?.starts) && sameNumbers(a.window?.ends, b.window?.ends) &&
    sameNumbers(a.window?.structs, b.window?.structs) && sameNumbers(a.key, b.key) &&
    sameList(
      a.fields,
      b.fields,
      (x, y) => x.name === y.name && x.nullable === y.nullable && x.hidden === y.hidden && sameType(x.type, y.type),
    );
}

function sameAggregate(a: Aggregate, b: Aggregate): boolean {
  return a.time === b.time && a.always === b.always && sameWindowing(a.windowing, b.windowing) &&
    sameNumbers(a.keys, b.keys) && sameList(a.calls, b.calls, sameCall);
}

function sameWindowing(a: Windowing | undefined, b: Windowing | undefined): boolean {
  if (a?.kind === "input" && b?.kind === "input") return a.start === b.start && a.end === b.end;
  if (a?.kind !== "time" || b?.kind !== "time") return false;
  const [one, other] = [a.window, b.window];
  if (one.kind === "session" && other.kind === "session") return one.gap === other.gap;
  if (one.kind === "hop" && other.kind === "hop") return one.width === other.width && one.slide === other.slide;
  return one.kind === "tumble" && other.kind === "tumble" && one.width === other.width;
}

/** Constants that an accumulator knows stand in the text of its call. */
function sameCall(a: AggregateCall, b: AggregateCall): boolean {
  return a.name === b.name && a.text === b.text && a.filter === b.filter && a.distinct === b.distinct &&
    a.nulls === b.nulls && sameNumbers(a.args, b.args) && sameList(a.orderBy, b.orderBy, sameSortKey);
}

function sameSortKey(a: SortKey, b: SortKey): boolean {
  return a.index === b.index && a.descending === b.descending && a.nullsFirst === b.nullsFirst;
}

/** A volatile expression is not even the same as itself. */
function sameValue(a: Expr, b: Expr): boolean {
  return !isVolatile(a) && sameExpr(a, b);
}

function isVolatile(expr: Expr): boolean {
  return (expr.kind === "call" && expr.volatile) || children(expr).some(isVolatile);
}

function sameNumbers(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameList(a, b, (x, y) => x === y);
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((item, i) => same(item, b[i]!)); // as many
}
