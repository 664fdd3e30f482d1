/** How far apart in event time two rows may be that are joined. */
import type { WindowSpec } from "../../schema/field.ts";
import { BOOLEAN, type Interval, type SqlType } from "../../schema/types.ts";
import { children, type Expr, sameExpr } from "../expr.ts";
import { isWindowStruct, memberIndex } from "../member.ts";
import type { LogicalPlan } from "../plan.ts";
import { isEventTime } from "./event_time.ts";
import { shifted, sideOf } from "./join_condition.ts";
import type { TableFacts } from "./query_context.ts";

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
  facts: TableFacts,
): TimeBounds | undefined {
  let lower: bigint | undefined;
  let upper: bigint | undefined;
  const rest = conjuncts.flatMap((expr) => {
    const bound = boundOf(expr, left, right, facts);
    if (bound === undefined) return [expr];
    if (bound.isLower) lower = lower === undefined || bound.at > lower ? bound.at : lower;
    else upper = upper === undefined || bound.at < upper ? bound.at : upper;
    return [...children(expr)].filter((side) => side.nullable).map(isThere);
  });
  if (lower === undefined || upper === undefined) return undefined;
  return { lower, upper, rest: rest.filter((expr, i) => !rest.slice(0, i).some((one) => sameExpr(one, expr))) };
}

const FLIPPED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** A row without the time matches nothing. */
function isThere(arg: Expr): Expr {
  return { kind: "isNull", arg, negated: true, type: BOOLEAN, nullable: false };
}

/** `left + x <= right + y`: right − left is at least x − y. */
function boundOf(
  expr: Expr,
  left: LogicalPlan,
  right: LogicalPlan,
  facts: TableFacts,
): { readonly isLower: boolean; readonly at: bigint } | undefined {
  const [a, b] = expr.kind === "call" ? expr.args : [];
  if (expr.kind !== "call" || a === undefined || b === undefined || !(expr.name in FLIPPED)) return undefined;
  const width = left.schema.fields.length;
  const isSwapped = sideOf(a, width) === "right";
  const [x, y] = isSwapped ? [b, a] : [a, b];
  if (sideOf(x, width) !== "left" || sideOf(y, width) !== "right") return undefined;
  const [from, to] = [timeOffset(x, left, facts), timeOffset(shifted(y, -width), right, facts)];
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
function timeOffset(expr: Expr, plan: LogicalPlan, facts: TableFacts): bigint | undefined {
  const ofWindow = windowOffset(expr, plan);
  if (ofWindow !== undefined) return ofWindow;
  const [a, b] = expr.kind === "call" ? expr.args : [];
  if (expr.kind === "call" && a !== undefined) {
    if (expr.name === "cast" || expr.name === "not_null") {
      return isExact(a.type, expr.type) ? timeOffset(a, plan, facts) : undefined;
    }
    if (b !== undefined && (expr.name === "+" || expr.name === "-")) return movedOffset(expr.name, a, b, plan, facts);
  }
  const time = plan.schema.eventTime === undefined ? undefined : plan.schema.fields[plan.schema.eventTime];
  return time && isExact(time.type, expr.type) && isEventTime(plan, expr, facts) ? 0n : undefined;
}

function movedOffset(
  operator: "+" | "-",
  a: Expr,
  b: Expr,
  plan: LogicalPlan,
  facts: TableFacts,
): bigint | undefined {
  const isFirst = a.type.kind === "interval" && operator === "+";
  const [time, shift] = isFirst ? [b, nanosOf(a)] : [a, nanosOf(b)];
  const offset = shift === undefined ? undefined : timeOffset(time, plan, facts);
  if (offset === undefined || shift === undefined) return undefined;
  return operator === "+" ? offset + shift : offset - shift;
}

/** A cast to a timestamp of the same or a finer precision. */
function isExact(from: SqlType, to: SqlType): boolean {
  return from.kind === "timestamp" && to.kind === "timestamp" && from.precision <= to.precision;
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
