/**
 * What approximate percentiles are computed from: exact as long as at most 1,000 values differ, and always where rows may
 * be retracted; beyond, a {@link Digest} of bounded size.
 */
import type { SqlType, Value } from "../../../schema/types.ts";
import type { GroupState, ObjectAccumulator } from "../aggregate.ts";
import { isBigint } from "../parameters.ts";
import { Digest } from "./digest.ts";
import { type AnyNumber, NumberCounts } from "./number_counts.ts";
import { continuousQuantile, weightedQuantile } from "./quantile.ts";
import { WeightCounts } from "./weight_counts.ts";

const EXACT_VALUES = 1000;

/** What a call asks for. */
export interface Percentile {
  /** From 0 to 1, of values that ascend. */
  readonly quantile: number;
  readonly returns: SqlType;
  /** Reads the arguments of a row as numbers: values of integers and floats as they are, the rest as doubles. */
  readonly value: (value: Value) => AnyNumber;
  /** `undefined`: every row weighs the same. */
  readonly weight: ((value: Value) => number) | undefined;
}

/** All values and how often each occurs. */
class Exact implements GroupState {
  readonly percentile: Percentile;
  readonly counts: NumberCounts | WeightCounts;

  constructor(percentile: Percentile, saved?: Value) {
    this.percentile = percentile;
    const { weight } = percentile;
    if (saved !== undefined) this.counts = weight ? WeightCounts.restore(saved) : NumberCounts.restore(saved);
    else this.counts = weight ? new WeightCounts() : new NumberCounts();
  }

  add(args: readonly Value[]): void {
    const weight = weightOf(this.percentile, args);
    const value = this.percentile.value(args[0] ?? null);
    if (this.counts instanceof NumberCounts) this.counts.add(value);
    else if (weight > 0) this.counts.add(value, weight);
  }

  remove(args: readonly Value[]): void {
    this.counts.remove(this.percentile.value(args[0] ?? null), weightOf(this.percentile, args));
  }

  merge(other: Exact): void {
    if (this.counts instanceof NumberCounts) this.counts.merge(other.counts as NumberCounts);
    else this.counts.merge(other.counts as WeightCounts);
  }

  result(): Value {
    if (this.counts.size === 0) return null;
    const { weight, quantile, returns } = this.percentile;
    return (weight ? weightedQuantile : continuousQuantile)(this.counts.points(), quantile, returns);
  }

  save(): Value {
    return this.counts.save();
  }
}

/** Weights that are not positive, or not finite, count nothing: 0. */
function weightOf({ weight }: Percentile, args: readonly Value[]): number {
  if (weight === undefined) return 1;
  const given = weight(args[1] ?? null);
  return given > 0 && given < Infinity ? given : 0;
}

/** {@link Exact} until it has too many values. */
class Approximate implements GroupState {
  readonly #percentile: Percentile;
  /** Exactly one of the two is there. */
  #exact: Exact | undefined;
  #sketch: Sketch | undefined;

  constructor(percentile: Percentile, saved?: Value) {
    this.#percentile = percentile;
    const [exact, sketch] = (saved ?? [undefined]) as readonly [Value | undefined, Value?];
    if (sketch !== undefined) this.#sketch = new Sketch(sketch);
    else this.#exact = new Exact(percentile, exact);
  }

  add(args: readonly Value[]): void {
    if (this.#sketch === undefined) {
      this.#exact?.add(args);
      return this.#bound();
    }
    const weight = weightOf(this.#percentile, args);
    if (weight > 0) this.#sketch.add(Number(this.#percentile.value(args[0] ?? null)), weight);
  }

  /** Not called: it is for rows that are only added. */
  remove(): void {}

  merge(other: Approximate): void {
    if (other.#sketch !== undefined) this.#toSketch().merge(other.#sketch);
    else if (other.#exact === undefined) return;
    else if (this.#sketch !== undefined) this.#sketch.addAll(other.#exact);
    else {
      this.#exact?.merge(other.#exact);
      this.#bound();
    }
  }

  result(): Value {
    const { quantile, returns } = this.#percentile;
    return this.#exact?.result() ?? asType(this.#sketch?.quantile(quantile) ?? null, returns);
  }

  save(): Value {
    return this.#sketch === undefined ? [this.#exact?.save() ?? null] : [null, this.#sketch.save()];
  }

  #bound(): void {
    if (this.#exact !== undefined && this.#exact.counts.distinct > EXACT_VALUES) this.#toSketch();
  }

  #toSketch(): Sketch {
    const sketch = this.#sketch ??= new Sketch();
    if (this.#exact !== undefined) sketch.addAll(this.#exact);
    this.#exact = undefined;
    return sketch;
  }
}

/** A digest, and beside it what has no mean: infinities and NaN, in their places by order. */
class Sketch {
  readonly #digest: Digest;
  #below = 0;
  #above = 0;
  #nan = 0;

  constructor(saved?: Value) {
    if (saved === undefined) this.#digest = new Digest();
    else {
      const [digest, below, above, nan] = saved as readonly [Value, number, number, number];
      this.#digest = Digest.restore(digest);
      [this.#below, this.#above, this.#nan] = [below, above, nan];
    }
  }

  add(value: number, weight: number): void {
    if (Number.isFinite(value)) this.#digest.add(value, weight);
    else if (value === -Infinity) this.#below += weight;
    else if (value === Infinity) this.#above += weight;
    else this.#nan += weight;
  }

  addAll({ counts }: Exact): void {
    for (const { value, weight } of counts.points()) this.add(Number(value), weight);
  }

  merge(other: Sketch): void {
    this.#digest.merge(other.#digest);
    this.#below += other.#below;
    this.#above += other.#above;
    this.#nan += other.#nan;
  }

  quantile(quantile: number): number {
    const finite = this.#digest.weight;
    const rank = quantile * (this.#below + finite + this.#above + this.#nan) - this.#below;
    if (finite > 0 && rank >= 0 && rank <= finite) return this.#digest.valueAt(rank);
    return rank < 0 ? -Infinity : rank <= finite + this.#above ? Infinity : NaN;
  }

  save(): Value {
    return [this.#digest.save(), this.#below, this.#above, this.#nan];
  }
}

function asType(value: number | null, type: SqlType): Value {
  if (value === null || type.kind !== "integer") {
    return value !== null && type.kind === "float" && type.bits === 32 ? Math.fround(value) : value;
  }
  const whole = Math.trunc(value);
  if (!isBigint(type)) return whole;
  // A double near the end of the range may lie beyond it.
  const [least, greatest] = type.unsigned ? [0n, 2n ** 64n - 1n] : [-(2n ** 63n), 2n ** 63n - 1n];
  const exact = BigInt(whole);
  return exact < least ? least : exact > greatest ? greatest : exact;
}

export function percentileOf(percentile: Percentile): ObjectAccumulator {
  return {
    kind: "objects",
    create: () => new Exact(percentile),
    restore: (saved) => new Exact(percentile, saved),
    insertOnly: {
      kind: "objects",
      create: () => new Approximate(percentile),
      restore: (saved) => new Approximate(percentile, saved),
    },
  };
}
