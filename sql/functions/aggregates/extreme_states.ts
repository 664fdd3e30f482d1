/** The smallest or largest value of a group as objects: for values of any type, and where values are taken out again. */
import type { SqlType, Value } from "../../../schema/types.ts";
import { valueToText } from "../../../schema/values/value_text.ts";
import type { GroupState, ObjectAccumulator } from "../aggregate.ts";
import { type Comparator, comparatorOf } from "../value_order.ts";

/** `sign` 1: the smallest value; −1: the largest. */
export function extremeObjects(type: SqlType, sign: 1 | -1): ObjectAccumulator {
  const compare = comparatorOf(type);
  const before: Comparator = sign === 1 ? compare : (a, b) => compare(b, a);
  const keyOf = KEYED_BY_TEXT.has(type.kind) ? (value: Value) => valueToText(value, type) : (value: Value) => value;
  return {
    kind: "objects",
    create: () => new Extreme(before, keyOf),
    restore: (saved) => new Extreme(before, keyOf, saved as readonly Value[]),
    insertOnly: {
      kind: "objects",
      create: () => new Best(before),
      restore: (saved) => new Best(before, saved as readonly Value[]),
    },
  };
}

/** Types whose equal values are not equal to a Map. */
const KEYED_BY_TEXT: ReadonlySet<SqlType["kind"]> = new Set(["array", "struct", "bytea", "interval"]);

/** Keeps the first value alone. */
class Best implements GroupState {
  readonly #before: Comparator;
  #best: Value;

  constructor(before: Comparator, [best = null]: readonly Value[] = []) {
    this.#before = before;
    this.#best = best;
  }

  add([value = null]: readonly Value[]): void {
    if (value !== null && (this.#best === null || this.#before(value, this.#best) < 0)) this.#best = value;
  }

  remove(): void {}

  merge(other: GroupState): void {
    if (other instanceof Best) this.add([other.#best]);
  }

  result(): Value {
    return this.#best;
  }

  save(): Value {
    return [this.#best];
  }
}

interface Counted {
  readonly value: Value;
  count: number;
}

const FEW_DEAD = 16;

/** Every value with how often it is there, and a heap of them; values that are gone leave it when they come up. */
class Extreme implements GroupState {
  readonly #before: Comparator;
  readonly #keyOf: (value: Value) => unknown;
  readonly #counts = new Map<unknown, Counted>();
  /** A binary heap: each of {@link #counts} once. */
  #heap: Counted[] = [];
  /** Entries whose count is 0. */
  #dead = 0;

  constructor(before: Comparator, keyOf: (value: Value) => unknown, saved: readonly Value[] = []) {
    this.#before = before;
    this.#keyOf = keyOf;
    for (const entry of saved) {
      const [value, count] = entry as [Value, number];
      this.#take(value, count);
    }
  }

  add([value = null]: readonly Value[]): void {
    if (value !== null) this.#take(value, 1);
  }

  #take(value: Value, times: number): void {
    const key = this.#keyOf(value);
    const known = this.#counts.get(key);
    if (known !== undefined) {
      if (known.count === 0) this.#dead--;
      known.count += times;
      return;
    }
    const entry = { value, count: times };
    this.#counts.set(key, entry);
    this.#push(entry);
  }

  remove([value = null]: readonly Value[]): void {
    const known = this.#counts.get(this.#keyOf(value));
    if (known === undefined || known.count === 0) return;
    if (--known.count > 0) return;
    this.#dead++;
    if (this.#dead > FEW_DEAD && this.#dead * 2 > this.#heap.length) this.#rebuild();
  }

  #rebuild(): void {
    const live = this.#heap.filter((entry) => entry.count > 0);
    this.#counts.clear();
    this.#heap = [];
    this.#dead = 0;
    for (const { value, count } of live) this.#take(value, count);
  }

  merge(other: GroupState): void {
    if (!(other instanceof Extreme)) return;
    for (const { value, count } of other.#heap) if (count > 0) this.#take(value, count);
  }

  result(): Value {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.count > 0) return first.value;
      this.#counts.delete(this.#keyOf(first.value));
      this.#dead--;
      this.#pop();
    }
    return null;
  }

  save(): Value {
    return this.#heap.filter(({ count }) => count > 0).map(({ value, count }): Value => [value, count]);
  }

  #push(entry: Counted): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#before(entry.value, heap[parent]!.value) >= 0) break; // parent < at
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      const right = heap[child + 1];
      if (right !== undefined && this.#before(right.value, heap[child]!.value) < 0) child++; // child < length
      if (this.#before(last.value, heap[child]!.value) <= 0) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}
