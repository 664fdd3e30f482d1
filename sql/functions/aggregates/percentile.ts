/**
 * approx_median, approx_percentile_cont and approx_percentile_cont_with_weight: exact as long as there are at most 1,000
 * different values, and always where rows may be retracted; beyond, a {@link Digest} of bounded size.
 */
import { SqlError } from "../../../schema/errors.ts";
import { DOUBLE, NULL_TYPE, type SqlType, type Value } from "../../../schema/types.ts";
import { decimalToDouble } from "../../../schema/values/decimal.ts";
import { aggregate, type AggregateFunction, type GroupState, type ObjectAccumulator } from "../aggregate.ts";
import { type Argument, NUMBER } from "../function.ts";
import { isBigint } from "../parameters.ts";
import { Digest } from "./digest.ts";
import { type AnyNumber, NumberCounts } from "./number_counts.ts";
import { continuousQuantile, weightedQuantile } from "./quantile.ts";
import { WeightCounts } from "./weight_counts.ts";

const EXACT_VALUES = 1000;

/** What a call asks for. */
interface Percentile {
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

/** Weights that are not positive count nothing. */
function weightOf({ weight }: Percentile, args: readonly Value[]): number {
  return weight === undefined ? 1 : weight(args[1] ?? null);
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

function percentileOf(percentile: Percentile): ObjectAccumulator {
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

/** Integers and floats keep their type, DECIMAL becomes DOUBLE. */
function returnType([type = NULL_TYPE]: readonly SqlType[]): SqlType {
  return type.kind === "decimal" ? DOUBLE : type;
}

function numberReader(type: SqlType | undefined): (value: Value) => AnyNumber {
  if (type?.kind !== "decimal") return (value) => value as AnyNumber;
  const { scale } = type;
  return (value) => decimalToDouble(value as bigint, scale);
}

function quantileOf(name: string, arg: Argument | undefined, descending: boolean): number {
  const { constant } = arg ?? {};
  const given = typeof constant === "number" || typeof constant === "bigint"
    ? Number(numberReader(arg?.type)(constant))
    : NaN;
  if (given >= 0 && given <= 1) return descending ? 1 - given : given;
  throw new SqlError(`The percentile of ${name} must be a constant from 0 to 1`, { code: "aggregate" });
}

function plain(quantile: (args: readonly Argument[], descending: boolean) => number) {
  return (args: readonly Argument[], returns: SqlType, descending: boolean) =>
    percentileOf({
      quantile: quantile(args, descending),
      returns,
      value: numberReader(args[0]?.type),
      weight: undefined,
    });
}

const WITH_WEIGHT = "approx_percentile_cont_with_weight";

export const PERCENTILE_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("approx_median", "Approximate middle value", {
    overloads: [{ args: [NUMBER], returns: returnType, build: plain(() => 0.5) }],
    examples: [["approx_median(x)", "(1), (7), (3)", "3"], ["approx_median(x)", "(1.0), (2.0)", "1.5"]],
  }),
  aggregate("approx_percentile_cont", "Approximate value at a share of the sorted values", {
    overloads: [{
      args: [NUMBER, NUMBER],
      returns: returnType,
      build: plain(([, share], descending) => quantileOf("approx_percentile_cont", share, descending)),
    }],
    withinGroup: true,
    examples: [
      ["approx_percentile_cont(0.5) WITHIN GROUP (ORDER BY x)", "(1), (7), (3)", "3"],
      ["approx_percentile_cont(0.25) WITHIN GROUP (ORDER BY x)", "(1.0), (2.0), (NULL)", "1.25"],
      ["approx_percentile_cont(0.25) WITHIN GROUP (ORDER BY x DESC)", "(1.0), (2.0)", "1.75"],
    ],
  }),
  aggregate(WITH_WEIGHT, "Approximate value at a share of the weight of the sorted values", {
    overloads: [{
      args: [NUMBER, NUMBER, NUMBER],
      returns: returnType,
      build([value, weight, share], returns, descending) {
        const read = numberReader(weight?.type);
        return percentileOf({
          quantile: quantileOf(WITH_WEIGHT, share, descending),
          returns,
          value: numberReader(value?.type),
          weight: (given) => Number(read(given)),
        });
      },
    }],
    withinGroup: true,
    examples: [[`${WITH_WEIGHT}(y, 0.5) WITHIN GROUP (ORDER BY x)`, "(1, 1), (2, 5), (3, 1)", "2"]],
  }),
];
