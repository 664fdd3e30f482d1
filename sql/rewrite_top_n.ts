/** `WHERE n <= 3` over `row_number() OVER (…) AS n` keeps the first rows of each partition, and no others. */
import { movedKey, type Schema } from "../schema/field.ts";
import type { Expr } from "./expr.ts";
import { closingWindow, type LogicalPlan } from "./plan.ts";

type Over = LogicalPlan & { kind: "over" };
type Project = LogicalPlan & { kind: "project" };
type Filter = LogicalPlan & { kind: "filter" };

/** Ranks from 1, both ends included. */
interface Range {
  from: number;
  to: number;
}

/**
 * The filter as a top-N, where it is one; else the filter. Partitions of a window that closes stay as they are: they are
 * whole when they come, and the result is append-only.
 */
export function topNOfFilter(filter: Filter): LogicalPlan {
  const projections = projectionsAbove(filter.input);
  const over = projections.at(-1)?.input ?? filter.input;
  if (over.kind !== "over" || closingWindow(over.input.schema, over.partition) !== undefined) return filter;
  const rank = rankOf(over);
  const place = over.input.schema.fields.length;
  if (rank === undefined) return filter;
  const range: Range = { from: 1, to: Infinity };
  const rest = conjuncts(filter.predicate).filter((test) =>
    !narrows(test, range, (index) => isRank(index, projections, place))
  );
  if (range.to === Infinity) return filter;
  const top = topN(over, rank, range);
  const plan = projections.toReversed().reduce<LogicalPlan>((input, one) => projected(one, input), top);
  if (rest.length === 0) return plan;
  return { kind: "filter", input: plan, predicate: rest.reduce(both), schema: plan.schema };
}

/** From the top down. */
function projectionsAbove(plan: LogicalPlan): Project[] {
  return plan.kind === "project" ? [plan, ...projectionsAbove(plan.input)] : [];
}

function rankOf({ calls }: Over) {
  const [call] = calls;
  if (call === undefined || calls.length > 1 || call.kind !== "function") return undefined;
  return call.name === "row_number" || call.name === "rank" || call.name === "dense_rank" ? call.name : undefined;
}

function isRank(index: number, projections: readonly Project[], place: number): boolean {
  let at = index;
  for (const { exprs } of projections) {
    const expr = exprs[at];
    if (expr?.kind !== "column") return false;
    at = expr.index;
  }
  return at === place;
}

function topN(over: Over, rank: "row_number" | "rank" | "dense_rank", range: Range): LogicalPlan {
  const { input, partition, keys, updates } = over;
  const place = input.schema.fields.length;
  const to = Math.max(0, range.to);
  const only = rank === "row_number" && range.from === to;
  const keepsFirst = only && to === 1 && isKeepFirst(over);
  const { window, ...schema } = over.schema;
  return {
    kind: "topN",
    input,
    partition,
    keys,
    rank,
    from: range.from,
    to,
    ranked: true,
    updates,
    schema: {
      ...schema,
      updating: !keepsFirst,
      ...(keepsFirst && window && { window }),
      ...(!keepsFirst && rank === "row_number" && { key: only ? partition : [...partition, place] }),
    },
  };
}

/** In the order of event time the first row stays the first, once the watermark says that no earlier one comes. */
function isKeepFirst({ input, keys }: Over): boolean {
  const { updating, eventTime, fields } = input.schema;
  const [key] = keys;
  const time = eventTime === undefined ? undefined : fields[eventTime];
  return !updating && key !== undefined && key.index === eventTime && !key.descending && time?.nullable === false;
}

/** The projection over an input that may be updating now. */
function projected(project: Project, input: LogicalPlan): LogicalPlan {
  const { updating, key } = input.schema;
  const { window, ...schema } = project.schema;
  const at = new Map(project.exprs.flatMap((expr, to) => expr.kind === "column" ? [[expr.index, to] as const] : []));
  const result: Schema = {
    ...schema,
    updating,
    ...movedKey(key, (index) => at.get(index)),
    ...(input.schema.window && window && { window }),
  };
  return { ...project, input, schema: result };
}

function conjuncts(expr: Expr): readonly Expr[] {
  return expr.kind === "and" ? [...conjuncts(expr.left), ...conjuncts(expr.right)] : [expr];
}

function both(left: Expr, right: Expr): Expr {
  return { kind: "and", left, right, type: left.type, nullable: left.nullable || right.nullable };
}

const FLIPPED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=" };

/** True when the test says no more than that the rank is within a range; the range becomes smaller. */
function narrows(test: Expr, range: Range, isRank: (index: number) => boolean): boolean {
  if (test.kind !== "call" || FLIPPED[test.name] === undefined) return false;
  const [left, right] = test.args.map(withoutCast);
  const flipped = left?.kind === "literal";
  const [column, literal] = flipped ? [right, left] : [left, right];
  if (column?.kind !== "column" || !isRank(column.index) || literal?.kind !== "literal") return false;
  const limit = numberOf(literal);
  if (limit === undefined) return false;
  const { from, to } = rangeOf(flipped ? FLIPPED[test.name]! : test.name, limit); // a comparison
  range.from = Math.max(range.from, from);
  range.to = Math.min(range.to, to);
  return true;
}

function rangeOf(operator: string, limit: number): Range {
  switch (operator) {
    case "<":
      return { from: 1, to: Math.ceil(limit) - 1 };
    case "<=":
      return { from: 1, to: Math.floor(limit) };
    case ">":
      return { from: Math.floor(limit) + 1, to: Infinity };
    case ">=":
      return { from: Math.ceil(limit), to: Infinity };
    default:
      return Number.isInteger(limit) ? { from: limit, to: limit } : { from: 1, to: 0 };
  }
}

/** The rank is compared as another type of number: that changes nothing. */
function withoutCast(expr: Expr): Expr {
  const [arg] = expr.kind === "call" && expr.name === "cast" ? expr.args : [];
  return arg?.kind === "column" && arg.type.kind === "integer" ? arg : expr;
}

function numberOf({ value, type }: Expr & { kind: "literal" }): number | undefined {
  if (typeof value !== "bigint" && typeof value !== "number") return undefined;
  return type.kind === "decimal" ? Number(value) / 10 ** type.scale : Number(value);
}
