/** Exact quantiles of values that are all there. */
import { InternalError } from "../../../schema/errors.ts";
import type { SqlType } from "../../../schema/types.ts";
import { type AnyNumber, type Point, sortPoints } from "./number_counts.ts";

/** Fractions of a step between two bigints are counted in billionths. */
const STEP = 1_000_000_000;
/** How much of all weight is taken for nothing: ten weights of 0.1 are one of 1. */
const ROUNDING = 1e-12;

/**
 * The value at share `quantile` of the way from the first to the last, between two values in proportion (PERCENTILE_CONT
 * of the SQL standard); cut in a type of integers or decimals. `points` are sorted in place and must not be empty; their
 * weights are counts.
 */
export function continuousQuantile(points: Point[], quantile: number, type: SqlType): AnyNumber {
  const sorted = sortPoints(points);
  const size = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const place = snapped(quantile * (size - 1));
  const below = Math.floor(place);
  return between(valueAt(sorted, below), valueAt(sorted, Math.ceil(place)), place - below, type);
}

/**
 * The least value at which the weight so far reaches share `quantile` of all; where it is exactly reached, the middle
 * between this value and the next. Not empty, as above.
 */
export function weightedQuantile(points: Point[], quantile: number, type: SqlType): AnyNumber {
  const sorted = sortPoints(points);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const [least, most] = [total * (quantile - ROUNDING), total * (quantile + ROUNDING)];
  let weight = 0;
  for (const [i, point] of sorted.entries()) {
    weight += point.weight;
    if (weight < least) continue;
    const next = sorted[i + 1];
    return weight <= most && next !== undefined && quantile > 0
      ? between(point.value, next.value, 0.5, type)
      : point.value;
  }
  return valueAt(sorted, Infinity); // the weights' rounding
}

function valueAt(sorted: readonly Point[], place: number): AnyNumber {
  let left = place;
  for (const { value, weight } of sorted) {
    if (left < weight) return value;
    left -= weight;
  }
  const last = sorted.at(-1);
  if (last === undefined) throw new InternalError("There is no quantile of nothing");
  return last.value;
}

function between(a: AnyNumber, b: AnyNumber, share: number, type: SqlType): AnyNumber {
  if (share === 0 || a === b) return a;
  if (typeof a === "bigint" && typeof b === "bigint") {
    const steps = BigInt(Math.round(share * STEP));
    return (a * (BigInt(STEP) - steps) + b * steps) / BigInt(STEP);
  }
  const value = Number(a) * (1 - share) + Number(b) * share;
  if (type.kind === "integer") return Math.trunc(snapped(value));
  return type.kind === "float" && type.bits === 32 ? Math.fround(value) : value;
}

/** 28.999999999999996, which 0.29 * 100 is, is meant to be 29. */
function snapped(value: number): number {
  const nearest = Math.round(value);
  return Math.abs(value - nearest) <= 1e-9 * Math.max(1, Math.abs(nearest)) ? nearest : value;
}
