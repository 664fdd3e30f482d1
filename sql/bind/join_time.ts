/** How far apart in event time two rows may be that are joined. */
import type { WindowSpec } from "../../schema/field.ts";
import type { Interval } from "../../schema/types.ts";
import { type Expr } from "../expr.ts";
import { isWindowStruct, memberIndex } from "../member.ts";
import type { LogicalPlan } from "../plan.ts";
import { shifted, sideOf } from "./join_condition.ts";

/** right − left, in nanoseconds, both included. */
export interface TimeBounds {
  readonly lower: bigint;
  readonly upper: bigint;
  /** Conditions that say more than the bounds. */
  readonly rest: readonly Expr[];
}

/** Bounds between the event times of both sides, where the conjuncts name a lower and an upper one. */
export function timeBounds(
  conjuncts: readonly Expr[],
  left: LogicalPlan,
  right: LogicalPlan,
): TimeBounds | undefined {
  let lower: bigint | undefined;
  let upper: bigint | undefined;
  const rest = conjuncts.filter((expr) => {
    const bound = boundOf(expr, left, right);
    if (bound === undefined) return true;
    if (bound.isLower) lower = lower === undefined || bound.at > lower ? bound.at : lower;
    else upper = upper === undefined || bound.at < upper ? bound.at : upper;
    return false;
  });
  return lower === undefined || upper === undefined ? undefined : { lower, upper, rest };
}

const FLIPPED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** `left + x <= right + y`: right − left is at least x − y. */
function boundOf(
  expr: Expr,
  left: LogicalPlan,
  right: LogicalPlan,
): { readonly isLower: boolean; readonly at: bigint } | undefined {
  const [a, b] = expr.kind === "call" ? expr.args : [];
  if (expr.kind !== "call" || a === undefined || b === undefined || !(expr.name in FLIPPED)) return undefined;
  const width = left.schema.fields.length;
  const isSwapped = sideOf(a, width) === "right";
  const [x, y] = isSwapped ? [b, a] : [a, b];
  if (sideOf(x, width) !== "left" || sideOf(y, width) !== "right") return undefined;
  const [from, to] = [timeOffset(x, left), timeOffset(shifted(y, -width), right)];
  if (from === undefined || to === undefined) return undefined;
  const operator = isSwapped ? FLIPPED[expr.name] : expr.name;
  const at = from - to;
  switch (operator) {
    case "<=":
      return { isLower: true, at };
    case "<":
      return { isLower: true, at: at + 1n };
    case ">=":
      return { isLower: false, at };
    default:
      return { isLower: false, at: at - 1n };
  }
}

/** Nanoseconds that an expression over the plan's columns is behind the event time; undefined: it is something else. */
function timeOffset(expr: Expr, plan: LogicalPlan): bigint | undefined {
  const ofWindow = windowOffset(expr, plan);
  if (ofWindow !== undefined) return ofWindow;
  if (expr.kind === "column") return isEventTime(expr.index, plan) ? 0n : undefined;
  if (expr.kind !== "call") return undefined;
  const [a, b] = expr.args;
  if (a === undefined) return undefined;
  if (expr.name === "cast" || expr.name === "not_null") return isExact(a, expr) ? timeOffset(a, plan) : undefined;
  if (b === undefined || !(expr.name === "+" || expr.name === "-")) return undefined;
  const isFirst = a.type.kind === "interval" && expr.name === "+";
  const [time, shift] = isFirst ? [b, nanosOf(a)] : [a, nanosOf(b)];
  const offset = shift === undefined ? undefined : timeOffset(time, plan);
  if (offset === undefined || shift === undefined) return undefined;
  return expr.name === "+" ? offset + shift : offset - shift;
}

/** A cast to a timestamp of the same or a finer precision. */
function isExact(from: Expr, to: Expr): boolean {
  return from.type.kind === "timestamp" && to.type.kind === "timestamp" && from.type.precision <= to.type.precision;
}

const DAY = 86_400_000_000_000n;

function nanosOf(expr: Expr): bigint | undefined {
  if (expr.kind !== "literal" || expr.type.kind !== "interval" || expr.value === null) return undefined;
  const { months, days, nanos } = expr.value as Interval;
  return months === 0 ? BigInt(days) * DAY + nanos : undefined;
}

/** A row's event time is a nanosecond before its window's end. */
function windowOffset(expr: Expr, { schema }: LogicalPlan): bigint | undefined {
  const { window } = schema;
  const part = window?.closed ? windowPart(expr, schema.window) : undefined;
  if (window === undefined || part === undefined || part === "struct") return undefined;
  const length = lengthOf(window.spec);
  if (part === "end") return length === undefined ? undefined : 1n;
  return length === undefined ? undefined : 1n - length;
}

function lengthOf(spec: WindowSpec): bigint | undefined {
  return spec.kind === "session" ? undefined : spec.width;
}

/** What of the row's window an expression is. */
export function windowPart(
  expr: Expr,
  window: LogicalPlan["schema"]["window"],
): "start" | "end" | "struct" | undefined {
  if (window === undefined) return undefined;
  if (isWindowStruct(expr)) return windowPart(expr.args[0]!, window) === "start" ? "struct" : undefined; // two arguments
  if (expr.kind === "column") {
    if (window.starts.includes(expr.index)) return "start";
    if (window.ends.includes(expr.index)) return "end";
    return window.structs.includes(expr.index) ? "struct" : undefined;
  }
  const [struct] = expr.kind === "call" ? expr.args : [];
  if (expr.kind !== "call" || struct === undefined || windowPart(struct, window) !== "struct") return undefined;
  const member = memberIndex(expr);
  return member === 0 ? "start" : member === 1 ? "end" : undefined;
}

/** The column is the event time, maybe under another name. */
function isEventTime(index: number, plan: LogicalPlan): boolean {
  const { eventTime } = plan.schema;
  if (eventTime === undefined) return false;
  if (index === eventTime) return true;
  if (plan.kind === "project") {
    const [expr, time] = [plan.exprs[index], plan.exprs[eventTime]];
    if (expr?.kind !== "column" || time?.kind !== "column") return false;
    return expr.index === time.index || isEventTime(expr.index, plan.input);
  }
  const passes = plan.kind === "filter" || plan.kind === "watermark" || plan.kind === "limit";
  return passes && index < plan.input.schema.fields.length && isEventTime(index, plan.input);
}
