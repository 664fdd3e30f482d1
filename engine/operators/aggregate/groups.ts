/** Groups by their keys, and what is aggregated of each. */
import type { Column } from "../../../schema/column.ts";
import type { Field } from "../../../schema/field.ts";
import type { GroupState } from "../../../sql/functions/aggregate.ts";
import { compileProbe, KeyTable, type Probe } from "../../state/key_table.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { grown } from "./arrays.ts";
import { type DistinctCode, distinctCode, DistinctTable } from "./distinct.ts";
import { type AggregateShape, canUnmerge, type Layout, layoutOf } from "./layout.ts";
import {
  compileMerge,
  compileResults,
  compileUnmerge,
  compileUpdate,
  type GroupStates,
  type Merge,
  type Results,
  type StateArray,
  type Update,
} from "./loops.ts";

/** The compiled part of an aggregate, shared by all its tables. */
export interface AggregateCode {
  readonly shape: AggregateShape;
  readonly layout: Layout;
  readonly keys: readonly Field[];
  readonly distinct: readonly DistinctCode[];
  readonly update: Update;
  readonly results: Results;
  /** Look up the rows of a batch; new keys are added. */
  readonly probe: Probe;
  /** The same over the keys of another table. */
  readonly probeStored: Probe;
  readonly merge: Merge;
  /** Where {@link canUnmerge}. */
  readonly unmerge: Merge | undefined;
}

/** `resultsAt`: position of the first call's column in the output. */
export function aggregateCode(shape: AggregateShape, resultsAt: number): AggregateCode {
  const layout = layoutOf(shape);
  const keys = shape.keys.map((index) => shape.inputs[index]!); // positions of the input
  const spec = { keys, insert: true };
  return {
    shape,
    layout,
    keys,
    distinct: layout.distinct.map((one) => distinctCode(shape, one)),
    update: compileUpdate(shape, layout),
    results: compileResults(shape, layout, resultsAt),
    probe: compileProbe({ ...spec, inputs: shape.inputs, positions: shape.keys }),
    probeStored: compileProbe({ ...spec, inputs: keys, positions: keys.map((_, i) => i) }),
    merge: compileMerge(layout),
    unmerge: canUnmerge(layout) ? compileUnmerge(layout) : undefined,
  };
}

/** Rows that are looked up at a time. */
const CHUNK = 1024;
const FIRST = 16;

/** Slots of rows: only slot 0 where there are no keys. */
const NO_KEYS = new Int32Array(CHUNK);

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

/** A hash table of groups with their states. Without keys there is one group, in slot 0. */
export class Groups {
  readonly table: KeyTable;
  readonly states: States;
  /** Slots by row of the batch that was taken in last. */
  readonly slots = new Int32Array(CHUNK);
  readonly #code: AggregateCode;
  readonly #keyed: boolean;

  constructor(code: AggregateCode) {
    this.#code = code;
    this.#keyed = code.keys.length > 0;
    this.table = new KeyTable(code.keys);
    this.states = new States(code);
  }

  get byteLength(): number {
    return this.table.byteLength + this.states.byteLength;
  }

  /** Slots are below this. */
  get used(): number {
    return this.table.keys.used;
  }

  /** Looks the rows' groups up and adds those that are missing: their slots by row. */
  find(columns: readonly Column[], from: number, to: number): Int32Array {
    if (!this.#keyed) {
      this.#openSingle();
      return NO_KEYS;
    }
    this.#probe(this.#code.probe, columns, this.slots, from, to);
    return this.slots;
  }

  #openSingle(): void {
    if (this.table.size > 0) return;
    this.table.reserve(1);
    this.states.ensure(1);
    this.table.add(0, 0);
  }

  /** Growth doubles at most, so that small tables stay small. */
  #probe(probe: Probe, columns: readonly Column[], slots: Int32Array, from: number, to: number): void {
    for (let at = from; at < to;) {
      const end = Math.min(to, at + Math.max(FIRST, Math.min(CHUNK, this.table.size)));
      this.table.reserve(end - at);
      probe(this.table, columns, at, end, slots);
      at = end;
    }
    this.states.ensure(this.table.keys.capacity);
  }

  /** Takes rows in; their slots by row. */
  add(
    columns: readonly Column[],
    changes: Uint8Array | undefined,
    from: number,
    to: number,
    sequence: number,
  ): Int32Array {
    const slots = this.find(columns, from, to);
    this.states.update(columns, changes, slots, from, to, sequence);
    return slots;
  }

  /** Takes in the groups of another table, none of which ever left. `slots` has room for them. */
  merge(other: Groups, slots: Int32Array): void {
    this.#look(other, slots);
    this.states.merge(other.states, slots, other.used);
  }

  /** Takes out what {@link merge} took in; groups without rows leave. */
  unmerge(other: Groups, slots: Int32Array): void {
    this.#look(other, slots);
    this.#code.unmerge?.(this.states, slots, other.states, 0, other.used);
    const { rows } = this.#code.layout;
    if (rows === undefined || !this.#keyed) return;
    const counts = this.states.arrays[rows]!; // an array of the layout
    for (let i = 0; i < other.used; i++) if (counts[slots[i]!] === 0) this.remove(slots[i]!); // a slot
  }

  #look(other: Groups, slots: Int32Array): void {
    if (!this.#keyed) return this.#openSingle();
    this.#probe(this.#code.probeStored, other.table.keys.columns as unknown as readonly Column[], slots, 0, other.used);
  }

  remove(slot: number): void {
    this.states.reset(slot);
    this.table.remove(slot);
  }

  clear(): void {
    this.states.clear(this.used);
    this.table.clear();
  }

  snapshot(out: SnapshotWriter, name: string): void {
    this.table.snapshot(out, `${name}.table`);
    this.states.snapshot(out, name, this.used);
  }

  restore(from: SnapshotReader, name: string): void {
    this.table.restore(from, `${name}.table`);
    this.states.restore(from, name, this.table.keys.capacity);
  }
}

/** Tables that are free: their memory is used again. */
export class GroupsPool {
  readonly #code: AggregateCode;
  readonly #free: Groups[] = [];

  constructor(code: AggregateCode) {
    this.#code = code;
  }

  take(): Groups {
    return this.#free.pop() ?? new Groups(this.#code);
  }

  give(groups: Groups): void {
    if (this.#free.length >= MOST_FREE) return;
    groups.clear();
    this.#free.push(groups);
  }
}

const MOST_FREE = 64;
