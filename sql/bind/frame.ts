/** `ROWS BETWEEN 2 PRECEDING AND CURRENT ROW`: which rows of the partition a call with OVER sees. */
import { type Span, SqlError } from "../../schema/errors.ts";
import { type Interval, type SqlType, typeName } from "../../schema/types.ts";
import type * as ast from "../ast.ts";
import type { Expr } from "../expr.ts";
import type { Frame, FrameBound } from "../plan.ts";
import { printExpression } from "../print.ts";
import { castTo } from "./cast.ts";
import { bindExpression, type ExpressionContext } from "./expression.ts";

const DAY_NANOS = 86_400_000_000_000n;
const CURRENT_ROW: FrameBound = { offset: 0, following: false };
const FIRST: FrameBound = { offset: undefined, following: false };
const LAST: FrameBound = { offset: undefined, following: true };

/** `keys` are the expressions of ORDER BY. */
export function bindFrame(over: ast.WindowSpecification, keys: readonly Expr[], context: ExpressionContext): Frame {
  const { frame } = over;
  if (frame === undefined) {
    return keys.length > 0
      ? { unit: "range", start: FIRST, end: CURRENT_ROW }
      : { unit: "rows", start: FIRST, end: LAST };
  }
  const bound = (node: ast.FrameBound | undefined) =>
    node === undefined ? CURRENT_ROW : bindBound(node, frame, keys, context);
  const [start, end] = [bound(frame.start), bound(frame.end)];
  if (frame.unit === "groups" && keys.length === 0) throw invalid("GROUPS needs ORDER BY", frame.span);
  if (frame.start.kind === "unbounded following") {
    throw invalid("A frame cannot start behind its last row", frame.start.span);
  }
  if (frame.end?.kind === "unbounded preceding") {
    throw invalid("A frame cannot end before its first row", frame.end.span);
  }
  if (distance(start) > distance(end)) throw invalid("The frame starts behind its end", frame.span);
  return { unit: frame.unit, start, end };
}

function distance({ offset, following }: FrameBound): number {
  const size = offset === undefined ? Infinity : Number(offset);
  return following ? size : -size;
}

function invalid(message: string, span: Span): SqlError {
  return new SqlError(message, { code: "window", span });
}

function bindBound(
  node: ast.FrameBound,
  { unit }: ast.WindowFrame,
  keys: readonly Expr[],
  context: ExpressionContext,
): FrameBound {
  switch (node.kind) {
    case "unbounded preceding":
      return FIRST;
    case "unbounded following":
      return LAST;
    case "current row":
      return CURRENT_ROW;
    default: {
      const offset = node.offset!; // of PRECEDING and FOLLOWING
      const expr = bindExpression(offset, { ...context, replace: () => undefined });
      const value = unit === "range" ? rangeOffset(expr, offset, keys) : wholeOffset(expr, offset);
      return { offset: value, following: node.kind === "following" };
    }
  }
}

function wholeOffset(expr: Expr, node: ast.Expression): number {
  if (expr.kind === "literal" && typeof expr.value === "bigint" && expr.value >= 0n) return Number(expr.value);
  throw invalid(`A frame is bounded by a whole number, not ${printExpression(node)}`, node.span);
}

/** The distance in the units of the ORDER BY value. */
function rangeOffset(expr: Expr, node: ast.Expression, keys: readonly Expr[]): number | bigint {
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    throw invalid("RANGE with a distance needs one ORDER BY expression", node.span);
  }
  const value = expr.kind === "literal" ? distanceOf(expr, node, key.type) : undefined;
  if (value !== undefined && value >= 0) return value;
  throw invalid(`RANGE over ${typeName(key.type)} cannot be bounded by ${printExpression(node)}`, node.span);
}

function distanceOf(
  expr: Expr & { kind: "literal" },
  node: ast.Expression,
  type: SqlType,
): number | bigint | undefined {
  if (isInterval(expr.value)) return intervalDistance(expr.value, type);
  const counts = expr.type.kind === "integer" || expr.type.kind === "float" || expr.type.kind === "decimal";
  if (!counts || (type.kind !== "integer" && type.kind !== "float" && type.kind !== "decimal")) return undefined;
  const cast = castTo(expr, type, { span: node.span, text: printExpression(node) });
  const value = cast.kind === "literal" ? cast.value : undefined;
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

function isInterval(value: unknown): value is Interval {
  return typeof value === "object" && value !== null && "nanos" in value;
}

function intervalDistance({ months, days, nanos }: Interval, type: SqlType): number | bigint | undefined {
  if (months !== 0) return undefined;
  const all = BigInt(days) * DAY_NANOS + nanos;
  if (type.kind === "timestamp") return all / 10n ** BigInt(9 - type.precision);
  return type.kind === "date" ? Number(all / DAY_NANOS) : undefined;
}
