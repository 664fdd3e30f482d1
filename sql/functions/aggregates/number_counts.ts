/** Numbers and how often each occurs. */
import type { Value } from "../../../schema/types.ts";

/** An integer, a float or an unscaled DECIMAL. */
export type AnyNumber = number | bigint;

/** A value and how much it weighs. */
export interface Point<T = AnyNumber> {
  readonly value: T;
  readonly weight: number;
}

/** Sorts in place; NaN is above every number. */
export function sortPoints<T extends AnyNumber>(points: Point<T>[]): Point<T>[] {
  return points.sort((a, b) =>
    a.value < b.value ? -1 : a.value > b.value ? 1 : Number(a.value !== a.value) - Number(b.value !== b.value)
  );
}

export class NumberCounts {
  readonly #counts = new Map<AnyNumber, number>();
  #size = 0;

  static restore(saved: Value): NumberCounts {
    const [values, counts] = saved as readonly [readonly AnyNumber[], readonly number[]];
    const restored = new NumberCounts();
    for (const [i, value] of values.entries()) restored.add(value, counts[i]);
    return restored;
  }

  get size(): number {
    return this.#size;
  }

  /** The number of different values. */
  get distinct(): number {
    return this.#counts.size;
  }

  add(value: AnyNumber, times = 1): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + times);
    this.#size += times;
  }

  remove(value: AnyNumber): void {
    const count = this.#counts.get(value);
    if (count === undefined) return;
    if (count === 1) this.#counts.delete(value);
    else this.#counts.set(value, count - 1);
    this.#size -= 1;
  }

  merge(other: NumberCounts): void {
    for (const [value, count] of other.#counts) this.add(value, count);
  }

  /** In no order. */
  points(): Point[] {
    return Array.from(this.#counts, ([value, weight]) => ({ value, weight }));
  }

  save(): Value {
    return [[...this.#counts.keys()], [...this.#counts.values()]];
  }
}
