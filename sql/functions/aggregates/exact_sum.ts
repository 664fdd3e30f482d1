/** Sums from which values can be taken out again without a trace. */
import type { Value } from "../../../schema/types.ts";
import type { GroupState, ObjectAccumulator } from "../aggregate.ts";

/** Of floats: what `count` values that sum up to `sum` give. */
export function exactFloatSum(result: (sum: number, count: number) => Value): ObjectAccumulator {
  return {
    kind: "objects",
    create: () => new ExactFloatSum(result),
    restore: (saved) => new ExactFloatSum(result, saved as readonly Value[]),
  };
}

/**
 * The exact sum of floats as floats that do not overlap, smallest first (Shewchuk, "Adaptive Precision Floating-Point
 * Arithmetic", 1997): taking a value out is adding its negation. NaN and infinities are counted beside it.
 */
class ExactFloatSum implements GroupState {
  readonly #result: (sum: number, count: number) => Value;
  #partials: number[] = [];
  #count = 0;
  #nan = 0;
  #infinite = 0;
  #negativeInfinite = 0;

  constructor(result: (sum: number, count: number) => Value, saved: readonly Value[] = [0, 0, 0, 0]) {
    this.#result = result;
    const [count, nan, infinite, negative, ...partials] = saved as readonly number[];
    this.#count = count ?? 0;
    this.#nan = nan ?? 0;
    this.#infinite = infinite ?? 0;
    this.#negativeInfinite = negative ?? 0;
    this.#partials = partials;
  }

  add([value]: readonly Value[]): void {
    this.#take(Number(value), 1);
  }

  remove([value]: readonly Value[]): void {
    this.#take(Number(value), -1);
  }

  #take(value: number, times: 1 | -1): void {
    this.#count += times;
    if (Number.isNaN(value)) this.#nan += times;
    else if (value === Infinity) this.#infinite += times;
    else if (value === -Infinity) this.#negativeInfinite += times;
    else this.#grow(times * value);
  }

  #grow(value: number): void {
    const partials: number[] = [];
    let high = value;
    for (const partial of this.#partials) {
      const [large, small] = Math.abs(high) < Math.abs(partial) ? [partial, high] : [high, partial];
      high = large + small;
      const low = small - (high - large);
      if (low !== 0) partials.push(low);
    }
    if (high !== 0) partials.push(high);
    this.#partials = partials;
  }

  merge(other: GroupState): void {
    if (!(other instanceof ExactFloatSum)) return;
    for (const partial of other.#partials) this.#grow(partial);
    this.#count += other.#count;
    this.#nan += other.#nan;
    this.#infinite += other.#infinite;
    this.#negativeInfinite += other.#negativeInfinite;
  }

  result(): Value {
    return this.#count === 0 ? null : this.#result(this.#sum(), this.#count);
  }

  #sum(): number {
    if (this.#nan > 0 || (this.#infinite > 0 && this.#negativeInfinite > 0)) return NaN;
    if (this.#infinite > 0) return Infinity;
    if (this.#negativeInfinite > 0) return -Infinity;
    return this.#partials.reduce((sum, partial) => sum + partial, 0);
  }

  save(): Value {
    return [this.#count, this.#nan, this.#infinite, this.#negativeInfinite, ...this.#partials];
  }
}

/** Of integers and scaled decimals of any size; `result` may throw `EvaluationError`. */
export function wideSum(result: (sum: bigint, count: number) => Value): ObjectAccumulator {
  return {
    kind: "objects",
    create: () => new WideSum(result),
    restore: (saved) => new WideSum(result, saved as readonly Value[]),
  };
}

class WideSum implements GroupState {
  readonly #result: (sum: bigint, count: number) => Value;
  #sum: bigint;
  #count: number;

  constructor(result: (sum: bigint, count: number) => Value, [sum, count]: readonly Value[] = [0n, 0]) {
    this.#result = result;
    this.#sum = sum as bigint;
    this.#count = count as number;
  }

  add([value]: readonly Value[]): void {
    this.#sum += value as bigint;
    this.#count++;
  }

  remove([value]: readonly Value[]): void {
    this.#sum -= value as bigint;
    this.#count--;
  }

  merge(other: GroupState): void {
    if (!(other instanceof WideSum)) return;
    this.#sum += other.#sum;
    this.#count += other.#count;
  }

  result(): Value {
    return this.#count === 0 ? null : this.#result(this.#sum, this.#count);
  }

  save(): Value {
    return [this.#sum, this.#count];
  }
}
