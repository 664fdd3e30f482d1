/** What a join's condition says: of one side alone, equality of both, and the rest. */
import { sameType } from "../../schema/types.ts";
import type { Span } from "../../schema/errors.ts";
import { columnsOf, type Expr, mapChildren } from "../expr.ts";
import { commonType } from "../functions/common_type.ts";
import type { JoinType } from "../plan.ts";
import { castTo } from "./cast.ts";

/** `left = right`, each over the columns of its side, of one type. */
export interface KeyPair {
  readonly left: Expr;
  readonly right: Expr;
  readonly nullsEqual: boolean;
  readonly span: Span | undefined;
}

export interface JoinCondition {
  /** Rows of a side for which they do not hold have no part in the join. Over the columns of their side. */
  readonly ofLeft: readonly Expr[];
  readonly ofRight: readonly Expr[];
  readonly keys: readonly KeyPair[];
  /** Over the columns of the left, then those of the right. */
  readonly rest: readonly Expr[];
}

/** `conjuncts` are over the columns of the left, of which there are `width`, then those of the right. */
export function joinCondition(conjuncts: readonly Expr[], width: number, type: JoinType): JoinCondition {
  const parts: { [K in keyof JoinCondition]: JoinCondition[K][number][] } = {
    ofLeft: [],
    ofRight: [],
    keys: [],
    rest: [],
  };
  for (const expr of conjuncts) {
    const side = sideOf(expr, width);
    if (side === "left" && dropsRows("left", type) && !isVolatile(expr)) parts.ofLeft.push(expr);
    else if (side === "right" && dropsRows("right", type) && !isVolatile(expr)) {
      parts.ofRight.push(shifted(expr, -width));
    } else {
      const key = keyPair(expr, width);
      if (key !== undefined) parts.keys.push(key);
      else parts.rest.push(expr);
    }
  }
  return parts;
}

/** A row of that side without a match is not given, so it need not come. */
function dropsRows(side: "left" | "right", type: JoinType): boolean {
  switch (type) {
    case "inner":
    case "semi":
      return true;
    case "left":
    case "anti":
      return side === "right";
    case "right":
      return side === "left";
    case "full":
      return false;
    default:
      return type satisfies never;
  }
}

function isVolatile(expr: Expr): boolean {
  let found = expr.kind === "call" && expr.volatile;
  mapChildren(expr, (child) => {
    found ||= isVolatile(child);
    return child;
  });
  return found;
}

/** The side whose columns alone are read. */
export function sideOf(expr: Expr, width: number): "left" | "right" | undefined {
  const columns = [...columnsOf(expr)];
  if (columns.length === 0) return undefined;
  if (columns.every((index) => index < width)) return "left";
  return columns.every((index) => index >= width) ? "right" : undefined;
}

function keyPair(expr: Expr, width: number): KeyPair | undefined {
  if (expr.kind !== "call" || !(expr.name === "=" || expr.name === "is not distinct from")) return undefined;
  const [a, b] = expr.args;
  if (a === undefined || b === undefined) return undefined;
  const sides = [sideOf(a, width), sideOf(b, width)];
  const [left, right] = sides[0] === "left" && sides[1] === "right"
    ? [a, b]
    : sides[0] === "right" && sides[1] === "left"
    ? [b, a]
    : [];
  if (left === undefined || right === undefined || isVolatile(expr)) return undefined;
  const same = ofOneType(left, shifted(right, -width), { span: expr.span ?? NOWHERE, text: expr.text });
  return same && { ...same, nullsEqual: expr.name !== "=", span: expr.span };
}

const NOWHERE: Span = { start: 0, end: 0 };

/** Decimals of different scales and timestamps of different precisions compare, but lie differently in memory. */
function ofOneType(left: Expr, right: Expr, details: { span: Span; text: string }) {
  if (sameType(left.type, right.type)) return { left: named(left), right: named(right) };
  const isScaled = left.type.kind === right.type.kind &&
    (left.type.kind === "decimal" || left.type.kind === "timestamp");
  const type = isScaled ? commonType(left.type, right.type) : undefined;
  return type && { left: castTo(left, type, details), right: castTo(right, type, details) };
}

/** A column that was cast to be compared is still called by its name. */
function named(expr: Expr): Expr {
  const [arg] = expr.kind === "call" && expr.name === "cast" ? expr.args : [];
  return arg?.kind === "column" && expr.kind === "call" ? { ...expr, text: arg.name } : expr;
}

/** The expression over columns that lie `by` further on. */
export function shifted(expr: Expr, by: number): Expr {
  return moved(expr, (index) => index + by);
}

/** The expression over columns that lie elsewhere. Shared nodes stay shared. */
export function moved(expr: Expr, at: (index: number) => number, done = new Map<Expr, Expr>()): Expr {
  const known = done.get(expr);
  if (known !== undefined) return known;
  const result: Expr = expr.kind === "column"
    ? { ...expr, index: at(expr.index) }
    : mapChildren(expr, (child) => moved(child, at, done));
  done.set(expr, result);
  return result;
}
