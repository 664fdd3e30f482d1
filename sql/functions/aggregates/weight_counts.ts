/** Numbers with weights, and how often each pair occurs: so that sums of weights are rounded anew, never undone. */
import type { Value } from "../../../schema/types.ts";
import type { AnyNumber, Point } from "./number_counts.ts";

export class WeightCounts {
  /** Value to weight to how often. */
  readonly #counts = new Map<AnyNumber, Map<number, number>>();
  #distinct = 0;

  static restore(saved: Value): WeightCounts {
    const restored = new WeightCounts();
    for (const [value, weight, count] of saved as readonly (readonly [AnyNumber, number, number])[]) {
      restored.add(value, weight, count);
    }
    return restored;
  }

  /** 0 when empty. */
  get size(): number {
    return this.#distinct;
  }

  /** The number of different pairs. */
  get distinct(): number {
    return this.#distinct;
  }

  /** `weight` is positive. */
  add(value: AnyNumber, weight: number, times = 1): void {
    let weights = this.#counts.get(value);
    if (weights === undefined) this.#counts.set(value, weights = new Map());
    const count = weights.get(weight);
    if (count === undefined) this.#distinct += 1;
    weights.set(weight, (count ?? 0) + times);
  }

  remove(value: AnyNumber, weight: number): void {
    const weights = this.#counts.get(value);
    const count = weights?.get(weight);
    if (weights === undefined || count === undefined) return;
    if (count > 1) {
      weights.set(weight, count - 1);
      return;
    }
    weights.delete(weight);
    this.#distinct -= 1;
    if (weights.size === 0) this.#counts.delete(value);
  }

  merge(other: WeightCounts): void {
    for (const [value, weights] of other.#counts) {
      for (const [weight, count] of weights) this.add(value, weight, count);
    }
  }

  /** A point for each value, in no order. */
  points(): Point[] {
    return Array.from(this.#counts, ([value, weights]) => {
      const sorted = [...weights].sort(([a], [b]) => a - b); // whatever came first, the sum is rounded alike
      return { value, weight: sorted.reduce((sum, [weight, count]) => sum + weight * count, 0) };
    });
  }

  save(): Value {
    return [...this.#counts].flatMap(([value, weights]) =>
      [...weights].map(([weight, count]) => [value, weight, count])
    );
  }
}
