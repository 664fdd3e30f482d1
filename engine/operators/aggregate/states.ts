/** What is aggregated of each group. */
import type { Column } from "../../../schema/column.ts";
import type { GroupState } from "../../../sql/functions/aggregate.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { grown } from "./arrays.ts";
import type { AggregateCode } from "./code.ts";
import { DistinctTable } from "./distinct.ts";
import type { GroupStates, StateArray } from "./loops.ts";

/** States by slot. Those of free slots are as they were in the beginning. */
export class States implements GroupStates {
  arrays: StateArray[];
  readonly objects: (GroupState | undefined)[][];
  readonly distinct: readonly DistinctTable[];
  readonly #code: AggregateCode;
  #capacity = 0;
  #target = new Int32Array(0);

  constructor(code: AggregateCode) {
    this.#code = code;
    this.arrays = code.layout.arrays.map(({ storage }) => emptyArray(storage));
    this.objects = code.layout.objects.map(() => []);
    this.distinct = code.distinct.map((one) => new DistinctTable(one));
  }

  get byteLength(): number {
    const arrays = this.arrays.reduce((sum, array) => sum + array.byteLength, 0);
    const objects = this.objects.reduce((sum, all) => sum + all.length * 128, 0); // a guess: they are of any kind
    return arrays + objects + this.distinct.reduce((sum, one) => sum + one.byteLength, 0);
  }

  ensure(capacity: number): void {
    if (capacity <= this.#capacity) return;
    this.arrays = this.arrays.map((array, i) => {
      const larger = grown(array, capacity);
      const { initial } = this.#code.layout.arrays[i]!; // one for each
      if (Number(initial) !== 0) larger.fill(initial as never, this.#capacity);
      return larger;
    });
    this.#capacity = capacity;
  }

  /** The group leaves. */
  reset(slot: number): void {
    this.arrays.forEach((array, i) => array[slot] = this.#code.layout.arrays[i]!.initial as never); // one for each
    for (const objects of this.objects) objects[slot] = undefined;
    if (this.#code.shape.groupsLeave) { for (const one of this.distinct) one.release(slot); }
  }

  /** All groups leave; `used` slots had any. */
  clear(used: number): void {
    this.arrays.forEach((array, i) => array.fill(this.#code.layout.arrays[i]!.initial as never, 0, used));
    for (const objects of this.objects) objects.length = 0;
    for (const one of this.distinct) one.clear();
  }

  /** Takes rows in: to be called with room for all slots. */
  update(
    columns: readonly Column[],
    changes: Uint8Array | undefined,
    slots: Int32Array,
    from: number,
    to: number,
    sequence: number,
  ): void {
    this.#code.update(this, columns, changes, slots, from, to, sequence);
    this.distinct.forEach((one, i) => {
      one.update(columns, changes, slots, from, to, this.#counts(i));
    });
  }

  #counts(distinct: number): Float64Array {
    return this.arrays[this.#code.layout.distinct[distinct]!.count] as Float64Array; // counts are doubles
  }

  /** States of slots below `used` of `other` into those at `slots`. */
  merge(other: States, slots: Int32Array, used: number): void {
    this.#code.merge(this, slots, other, 0, used);
    this.distinct.forEach((one, i) => one.merge(other.distinct[i]!, slots, this.#counts(i))); // of one layout
  }

  /** The group at `from` becomes part of the one at `to`. */
  join(to: number, from: number): void {
    this.#target = grown(this.#target, from + 1);
    this.#target[from] = to;
    this.#code.merge(this, this.#target, this, from, from + 1);
    this.distinct.forEach((one, i) => one.move(from, to, this.#counts(i)));
    this.reset(from);
  }

  snapshot(out: SnapshotWriter, name: string, used: number): void {
    this.arrays.forEach((array, i) => out.array(`${name}.state${i}`, array.subarray(0, used)));
    this.objects.forEach((objects, i) => {
      out.values(`${name}.objects${i}`, Array.from({ length: used }, (_, slot) => objects[slot]?.save() ?? null));
    });
    this.distinct.forEach((one, i) => one.snapshot(out, `${name}.distinct${i}`));
  }

  restore(from: SnapshotReader, name: string, capacity: number): void {
    this.ensure(capacity);
    this.arrays.forEach((array, i) => {
      const of = `${name}.state${i}`;
      if (array instanceof Float64Array) array.set(from.float64(of));
      else if (array instanceof Int32Array) array.set(from.int32(of));
      else array.set(from.int64(of));
    });
    this.objects.forEach((objects, i) => {
      from.values(`${name}.objects${i}`).forEach((saved, slot) => {
        if (saved !== null) objects[slot] = this.#code.layout.objects[i]!.restore(saved); // one for each
      });
    });
    this.distinct.forEach((one, i) => one.restore(from, `${name}.distinct${i}`));
  }
}

function emptyArray(storage: "float64" | "int64" | "int32"): StateArray {
  if (storage === "float64") return new Float64Array(0);
  return storage === "int64" ? new BigInt64Array(0) : new Int32Array(0);
}
