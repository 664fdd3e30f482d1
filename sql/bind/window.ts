/** `tumble(width)`, `hop(slide, width)`, `session(gap)`: which windows a call asks for. */
import { SqlError } from "../../schema/errors.ts";
import type { Schema, WindowSpec } from "../../schema/field.ts";
import type { Interval } from "../../schema/types.ts";
import { parseInterval } from "../../schema/values/interval.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import { printExpression } from "../print.ts";
import { bindExpression, type ExpressionContext } from "./expression.ts";

const DAY_NANOS = 86_400_000_000_000n;

/** Which part of the window a call gives: `tumble_start(ts, width)` is the old spelling of its start. */
export type WindowPart = "window" | "start" | "end";

interface Call {
  readonly kind: WindowSpec["kind"];
  readonly part: WindowPart;
}

const CALLS: ReadonlyMap<string, Call> = new Map(
  (["tumble", "hop", "session"] as const).flatMap((kind): [string, Call][] => [
    [kind, { kind, part: "window" }],
    [`${kind}_start`, { kind, part: "start" }],
    [`${kind}_end`, { kind, part: "end" }],
  ]),
);

export function isWindowCall(node: ast.Expression): node is ast.Call {
  return node.kind === "call" && node.over === undefined && CALLS.has(node.name.name);
}

export interface WindowCallSpec {
  readonly spec: WindowSpec;
  readonly part: WindowPart;
}

/** What a call asks for. The old forms name the event time first; `isTime` knows it. */
export function windowCall(
  node: ast.Call,
  context: ExpressionContext,
  isTime: (expr: Expr) => boolean,
): WindowCallSpec {
  const { kind, part } = CALLS.get(node.name.name)!; // asked by isWindowCall
  const durations = kind === "hop" ? 2 : 1;
  const timed = node.arguments.length === durations + 1;
  if (timed) checkTime(node.arguments[0]!, context, isTime); // one more argument
  const given = timed ? node.arguments.slice(1) : node.arguments;
  if (given.length !== durations) {
    const wanted = kind === "hop" ? "hop(slide, width)" : `${kind}(${kind === "session" ? "gap" : "width"})`;
    throw new SqlError(`${kind} takes ${durations === 2 ? "two durations" : "one duration"}: ${wanted}`, {
      code: "type",
      span: node.span,
    });
  }
  return { spec: windowSpec(kind, given, context), part };
}

/** `durations` by kind: width; slide and width; gap. Slide = width is a tumble. */
export function windowSpec(
  kind: WindowSpec["kind"],
  durations: readonly ast.Expression[],
  context: ExpressionContext,
): WindowSpec {
  const nanos = durations.map((node) => durationOf(node, context));
  const [first = 1n, second = first] = nanos;
  if (kind === "session") return { kind, gap: first };
  if (kind === "tumble" || first === second) return { kind: "tumble", width: first };
  return { kind, slide: first, width: second };
}

function durationOf(node: ast.Expression, context: ExpressionContext): bigint {
  const expr = bindExpression(node, { ...context, replace: () => undefined });
  const value = expr.kind === "literal" ? expr.value : undefined;
  const interval = typeof value === "string" ? parseInterval(value) : isInterval(value) ? value : undefined;
  if (interval === undefined) {
    throw new SqlError(`unsupported Duration expression, expect duration literal, not ${printExpression(node)}`, {
      code: "window",
      span: node.span,
      hint: "Write it as INTERVAL '5 minutes'.",
    });
  }
  if (interval.months !== 0) {
    throw new SqlError("Windows do not support durations specified as months", { code: "window", span: node.span });
  }
  const nanos = BigInt(interval.days) * DAY_NANOS + interval.nanos;
  if (nanos > 0n) return nanos;
  throw new SqlError("The duration of a window must be positive", { code: "window", span: node.span });
}

function isInterval(value: unknown): value is Interval {
  return typeof value === "object" && value !== null && "nanos" in value;
}

function checkTime(node: ast.Expression, context: ExpressionContext, isTime: (expr: Expr) => boolean): void {
  if (isTime(bindExpression(node, { ...context, replace: () => undefined }))) return;
  throw new SqlError(`${printExpression(node)} is not the event time: windows are made of event time`, {
    code: "window",
    span: node.span,
    hint: "Declare it with WATERMARK FOR, or leave it out.",
  });
}

export function sameWindow(a: WindowSpec, b: WindowSpec): boolean {
  if (a.kind === "tumble") return b.kind === "tumble" && a.width === b.width;
  if (a.kind === "hop") return b.kind === "hop" && a.slide === b.slide && a.width === b.width;
  return b.kind === "session" && a.gap === b.gap;
}

/** Refuses to window by another window than the rows already have. */
export function twoWindows(first: WindowSpec, second: WindowSpec, span: ast.Node["span"]): SqlError {
  return new SqlError(`can't window by both ${windowText(first)} and ${windowText(second)}`, { code: "window", span });
}

function windowText(window: WindowSpec): string {
  const seconds = (nanos: bigint) => `${Number(nanos) / 1e9} seconds`;
  if (window.kind === "session") return `session(${seconds(window.gap)})`;
  return window.kind === "hop"
    ? `hop(${seconds(window.slide)}, ${seconds(window.width)})`
    : `tumble(${seconds(window.width)})`;
}

/** Refuses windows over rows that may be retracted. */
export function needAppendOnly(schema: Schema, span: ast.Node["span"]): void {
  if (!schema.updating) return;
  throw new SqlError("time windows need an append-only input", {
    code: "window",
    span,
    hint: "Aggregate by the window before the step that makes the rows updating.",
  });
}

export const NO_WINDOW_IN_AGGREGATE = "must have window in aggregate. Make sure you are calling one of the windowing " +
  "functions (hop, tumble, session) or using the window field of the input";
