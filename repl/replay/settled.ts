/** What the rows of a statement depend on besides the records that it reads. */
import type { Reading } from "../../connectors/connector.ts";
import type { ResultShape } from "../../engine/result_shape.ts";
import { resolveTable, type World } from "../../engine/tables.ts";
import { children, type Expr } from "../../sql/expr.ts";
import { findAggregate } from "../../sql/functions/aggregates/mod.ts";
import { optimize } from "../../sql/optimize.ts";
import { inputsOf, type LogicalPlan } from "../../sql/plan.ts";

/** One end of a statement. */
export interface Settling {
  readonly plan: LogicalPlan;
  readonly shape: ResultShape;
}

/** Why the rows may be others although the same was read; undefined: they may not. */
export function unsettledBy(
  ends: readonly Settling[],
  { world, stood, readings, late }: {
    readonly world: World;
    /** `now()` was one and the same time while the statement ran then. */
    readonly stood: boolean;
    readonly readings: readonly (Reading | undefined)[];
    /** Rows that came too late for their window, then or now. */
    readonly late: number;
  },
): string | undefined {
  const nodes = ends.flatMap(({ plan }) => usedNodes(plan));
  const streams = readings.flatMap((reading) => reading?.ranges ?? []).filter(({ from, to }) => from < to).length;
  return changesOf(ends) ?? clockOf(nodes, stood) ?? stampsOf(nodes, world) ??
    (streams > 1 ? arrivalOf(nodes, late) : undefined);
}

/** All nodes of the plan without what nobody reads. */
function usedNodes(plan: LogicalPlan): LogicalPlan[] {
  const wanted = new Set(plan.schema.fields.flatMap((field, index) => field.hidden === true ? [] : [index]));
  const below = (node: LogicalPlan): LogicalPlan[] => [node, ...inputsOf(node).flatMap(below)];
  return optimize([{ plan, wanted }]).flatMap(below);
}

function changesOf(ends: readonly Settling[]): string | undefined {
  const counts = ends.some(({ plan, shape }) => plan.schema.updating && shape !== "rows" && shape !== "final");
  return counts ? "how many changes there are depends on how fast rows come" : undefined;
}

function clockOf(nodes: readonly LogicalPlan[], stood: boolean): string | undefined {
  if (nodes.some(({ kind }) => kind === "processingTime")) return "its windows close by the clock";
  const calls = nodes.flatMap(expressionsOf).flatMap(volatileCalls);
  const chance = calls.find(({ type }) => !TIMES.has(type.kind));
  if (chance !== undefined) return `${chance.name}() gives other values each time`;
  const [clock] = calls;
  return clock === undefined || stood ? undefined : `${clock.name}() went on while it ran`;
}

/** Types of what the clock gives: other functions whose value is another one each time are chance. */
const TIMES: ReadonlySet<string> = new Set(["timestamp", "date", "time"]);

function volatileCalls(expr: Expr): (Expr & { kind: "call" })[] {
  const own = expr.kind === "call" && expr.volatile && expr.user === undefined ? [expr] : [];
  return [...own, ...children(expr).flatMap(volatileCalls)];
}

function expressionsOf(node: LogicalPlan): readonly Expr[] {
  switch (node.kind) {
    case "values":
      return node.rows.flat();
    case "filter":
      return [node.predicate];
    case "project":
      return node.exprs;
    case "watermark":
      return [node.watermark];
    case "join":
      return node.condition === undefined ? [] : [node.condition];
    default:
      return [];
  }
}

function stampsOf(nodes: readonly LogicalPlan[], world: World): string | undefined {
  const stamped = nodes.find((node) => {
    if (node.kind !== "scan") return false;
    const { connector, options } = resolveTable(node.table, world);
    return node.schema.fields.some((field) => connector.stamps?.(options, field) === true);
  });
  return stamped?.kind === "scan" ? `rows of ${stamped.table.name} carry the time at which they were read` : undefined;
}

/** Of rows from several partitions, which come in another order each time. */
function arrivalOf(nodes: readonly LogicalPlan[], late: number): string | undefined {
  if (late > 0) return "rows came too late, and which do depends on how partitions follow each other";
  if (nodes.some(({ kind }) => kind === "limit")) return "LIMIT takes the rows that come first";
  if (nodes.some(takesEqualsInTurn)) {
    return "of rows that its ORDER BY has as equals the first is the one that comes first";
  }
  return nodes.some(minds)
    ? "sums of floats, lists and first values depend on the order in which rows come"
    : undefined;
}

/** Numbers of rows are given out one by one, also where their ORDER BY says nothing. */
function takesEqualsInTurn(node: LogicalPlan): boolean {
  return node.kind === "over" || (node.kind === "topN" && node.rank === "row_number");
}

/** The order of its rows tells in its values. */
function minds(node: LogicalPlan): boolean {
  if (node.kind !== "aggregate") return false;
  return node.schema.fields.some(({ type }) => ORDERED.has(type.kind)) ||
    node.calls.some(({ name, orderBy }) => orderBy.length === 0 && findAggregate(name)?.byArrival === true);
}

const ORDERED: ReadonlySet<string> = new Set(["float", "array"]);
