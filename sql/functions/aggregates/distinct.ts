/**
 * approx_distinct: exact up to 1,000 different values, and always where rows may be retracted, since a sketch cannot
 * forget; beyond, a {@link HyperLogLog} of 64 KB.
 */
import { BIGINT_UNSIGNED, type Value } from "../../../schema/types.ts";
import { valueKey } from "../../../schema/values/value_key.ts";
import { aggregate, type AggregateFunction, type GroupState, type ObjectAccumulator } from "../aggregate.ts";
import { ANY } from "../function.ts";
import { hashOf, HyperLogLog } from "./hyper_log_log.ts";

const EXACT_VALUES = 1000;

/** Hashes stand for values: that two of 1,000 have the same 53 bits happens once in 10^10 times. */
class Approximate implements GroupState {
  /** Exactly one of the two is there. */
  #hashes: Set<number> | undefined;
  #sketch: HyperLogLog | undefined;

  constructor(saved: Value = []) {
    if (saved instanceof Uint8Array) this.#sketch = new HyperLogLog(saved.slice());
    else this.#hashes = new Set(saved as readonly number[]);
  }

  add(args: readonly Value[]): void {
    const hash = hashOf(args[0] ?? null);
    if (this.#hashes === undefined) this.#sketch?.add(hash);
    else {
      this.#hashes.add(hash);
      if (this.#hashes.size > EXACT_VALUES) this.#toSketch();
    }
  }

  /** Not called: it is for rows that are only added. */
  remove(): void {}

  merge(other: Approximate): void {
    if (other.#sketch !== undefined) this.#toSketch().merge(other.#sketch);
    for (const hash of other.#hashes ?? []) (this.#hashes ?? this.#sketch)?.add(hash);
    if (this.#hashes !== undefined && this.#hashes.size > EXACT_VALUES) this.#toSketch();
  }

  result(): Value {
    return BigInt(this.#hashes?.size ?? Math.round(this.#sketch?.estimate() ?? 0));
  }

  save(): Value {
    return this.#sketch === undefined ? [...this.#hashes ?? []] : this.#sketch.registers.slice();
  }

  #toSketch(): HyperLogLog {
    const sketch = this.#sketch ??= new HyperLogLog();
    for (const hash of this.#hashes ?? []) sketch.add(hash);
    this.#hashes = undefined;
    return sketch;
  }
}

/** How often each value occurs. */
class Counted implements GroupState {
  readonly #counts: Map<string, number>;

  constructor(counts: readonly (readonly [string, number])[] = []) {
    this.#counts = new Map(counts);
  }

  add(args: readonly Value[]): void {
    this.#change(valueKey(args[0] ?? null), 1);
  }

  remove(args: readonly Value[]): void {
    const key = valueKey(args[0] ?? null);
    if (this.#counts.get(key) === 1) this.#counts.delete(key);
    else if (this.#counts.has(key)) this.#change(key, -1);
  }

  merge(other: Counted): void {
    for (const [key, count] of other.#counts) this.#change(key, count);
  }

  result(): Value {
    return BigInt(this.#counts.size);
  }

  save(): Value {
    return [...this.#counts];
  }

  #change(key: string, by: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }
}

const DISTINCT: ObjectAccumulator = {
  kind: "objects",
  create: () => new Counted(),
  restore: (saved) => new Counted(saved as readonly (readonly [string, number])[]),
  insertOnly: {
    kind: "objects",
    create: () => new Approximate(),
    restore: (saved) => new Approximate(saved),
  },
};

export const DISTINCT_FUNCTIONS: readonly AggregateFunction[] = [
  aggregate("approx_distinct", "Approximate number of different values", {
    overloads: [{ args: [ANY], returns: BIGINT_UNSIGNED, build: () => DISTINCT }],
    nullable: false,
    examples: [["approx_distinct(x)", "(1), (2), (1), (NULL)", "2"]],
  }),
];
