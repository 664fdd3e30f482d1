/** count(DISTINCT …): which values each group has taken in, in one hash table for all groups. */
import { type Column, Int32Column } from "../../../schema/column.ts";
import { type Field, fieldOf } from "../../../schema/field.ts";
import { INT } from "../../../schema/types.ts";
import { compileProbe, KeyTable, type Probe } from "../../state/key_table.ts";
import type { NumberStore } from "../../state/row_store.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { grown } from "./arrays.ts";
import type { AggregateShape, DistinctLayout } from "./layout.ts";

/** The compiled part, shared by all tables of a call. */
export interface DistinctCode {
  readonly layout: DistinctLayout;
  /** The group's slot, then the values. */
  readonly fields: readonly Field[];
  /** Over the group's slots and then the columns of the input. */
  readonly probe: Probe;
  /** Over the columns of another such table, with the slots of this one in front. */
  readonly probeStored: Probe;
  /** How often each value is there has to be known: values leave. */
  readonly counted: boolean;
  /** All values of a group can be found. */
  readonly linked: boolean;
}

const GROUP = fieldOf("group", INT, false);

export function distinctCode(shape: AggregateShape, layout: DistinctLayout): DistinctCode {
  const { args, filter } = layout;
  const stored = args.map((index) => ({ ...shape.inputs[index]!, nullable: false })); // a position of the input
  const fields = [GROUP, ...stored];
  const refuseNull = [false, ...args.map(() => true)];
  return {
    layout,
    fields,
    probe: compileProbe({
      keys: fields,
      inputs: [GROUP, ...shape.inputs],
      positions: [0, ...args.map((index) => index + 1)],
      insert: true,
      refuseNull,
      filter: filter === undefined ? undefined : filter + 1,
    }),
    probeStored: compileProbe({ keys: fields, inputs: fields, positions: fields.map((_, i) => i), insert: true }),
    counted: shape.retracts || shape.groupsLeave,
    linked: shape.groupsLeave,
  };
}

/** Rows that are looked up at a time. */
const CHUNK = 1024;
const FIRST = 16;
const DROPPED = -1;

export class DistinctTable {
  readonly #code: DistinctCode;
  readonly #table: KeyTable;
  #entries = new Int32Array(CHUNK);
  /** Groups of stored values, where they are moved. */
  #groups = new Int32Array(0);
  /** How often each value is there, by entry. */
  #times = new Int32Array(0);
  /** Entries of one group form a list: entry + 1, 0 at its ends. */
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  /** First entry + 1 by group. */
  #heads = new Int32Array(0);

  constructor(code: DistinctCode) {
    this.#code = code;
    this.#table = new KeyTable(code.fields);
  }

  get byteLength(): number {
    const arrays = [this.#times, this.#next, this.#previous, this.#heads];
    return this.#table.byteLength + arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** Rows `[from, to)` of groups `slots[row]`; `counts` is the number of values by group. */
  update(
    columns: readonly Column[],
    changes: Uint8Array | undefined,
    slots: Int32Array,
    from: number,
    to: number,
    counts: Float64Array,
  ): void {
    const all = [new Int32Column(slots, undefined), ...columns];
    for (let at = from; at < to;) {
      const end = Math.min(to, at + this.#room());
      this.#reserve(end - at, counts.length);
      const before = this.#table.keys.used;
      this.#code.probe(this.#table, all, at, end, this.#entries);
      if (this.#code.counted) this.#count(changes, slots, at, end, counts);
      else countNew(this.#entries, slots, at, end, counts, before);
      at = end;
    }
  }

  /** Growth doubles at most, so that small tables stay small. */
  #room(): number {
    return Math.max(FIRST, Math.min(CHUNK, this.#table.size));
  }

  #reserve(rows: number, groups: number): void {
    this.#table.reserve(rows);
    const { capacity } = this.#table.keys;
    if (this.#code.counted) this.#times = grown(this.#times, capacity);
    if (!this.#code.linked) return;
    this.#next = grown(this.#next, capacity);
    this.#previous = grown(this.#previous, capacity);
    this.#heads = grown(this.#heads, groups);
  }

  #count(
    changes: Uint8Array | undefined,
    slots: Int32Array,
    from: number,
    to: number,
    counts: Float64Array,
  ): void {
    const [entries, times] = [this.#entries, this.#times];
    let left = false;
    for (let row = from; row < to; row++) {
      const entry = entries[row]!; // row < to
      if (entry < 0) continue;
      const change = changes === undefined ? 0 : changes[row]!;
      if (change === 0 || change === 3) {
        if (++times[entry]! !== 1) continue;
        counts[slots[row]!]! += 1;
      } else if (times[entry] === 0) left = true; // was never there: the look-up made it
      else if (--times[entry]! === 0) {
        counts[slots[row]!]! -= 1;
        left = true;
      }
    }
    if (this.#code.linked) { for (let row = from; row < to; row++) this.#link(entries[row]!, slots[row]!); }
    if (left) this.#dropGone(from, to);
  }

  /** Puts an entry into the list of its group, once. */
  #link(entry: number, group: number): void {
    if (entry < 0 || this.#previous[entry] !== 0 || this.#heads[group] === entry + 1) return;
    const head = this.#heads[group]!; // reserved
    this.#next[entry] = head;
    if (head !== 0) this.#previous[head - 1] = entry + 1;
    this.#heads[group] = entry + 1;
  }

  /** Takes out values of the rows that are there no more: each once, however many rows have it. */
  #dropGone(from: number, to: number): void {
    const [entries, times] = [this.#entries, this.#times];
    for (let row = from; row < to; row++) {
      const entry = entries[row]!; // row < to
      if (entry < 0 || times[entry] !== 0) continue;
      this.#remove(entry);
      times[entry] = DROPPED;
    }
    for (let row = from; row < to; row++) if (times[entries[row]!] === DROPPED) times[entries[row]!] = 0;
  }

  #remove(entry: number): void {
    this.#times[entry] = 0;
    if (this.#code.linked) {
      const [previous, next] = [this.#previous[entry]!, this.#next[entry]!]; // entry < capacity
      const group = this.#group(entry);
      if (previous === 0) this.#heads[group] = next;
      else this.#next[previous - 1] = next;
      if (next !== 0) this.#previous[next - 1] = previous;
      this.#next[entry] = this.#previous[entry] = 0;
    }
    this.#table.remove(entry);
  }

  #group(entry: number): number {
    return Number(this.#table.keys.value(0, entry));
  }

  /** The group leaves with all its values. */
  release(group: number): void {
    for (let entry = this.#heads[group] ?? 0; entry !== 0;) {
      const next = this.#next[entry - 1]!; // in the list
      this.#remove(entry - 1);
      entry = next;
    }
  }

  /** Values of all groups of `other` into the groups at `slots[group]`. Values of `other` never leave. */
  merge(other: DistinctTable, slots: Int32Array, counts: Float64Array): void {
    const { used, columns } = other.#table.keys;
    const own = columns[0] as NumberStore<Int32Array>; // the group's slot
    const groups = this.#groups = grown(this.#groups, used);
    for (let i = 0; i < used; i++) groups[i] = slots[own.values[i]!]!; // i < used
    this.#take(other, groups, 0, used, counts);
  }

  /** Values of group `from` into group `to` of the same table. */
  move(from: number, to: number, counts: Float64Array): void {
    for (let entry = this.#heads[from] ?? 0; entry !== 0; entry = this.#next[entry - 1]!) {
      this.#groups = grown(this.#groups, entry);
      this.#groups[entry - 1] = to;
      this.#take(this, this.#groups, entry - 1, entry, counts);
    }
    this.release(from);
  }

  #take(other: DistinctTable, groups: Int32Array, from: number, to: number, counts: Float64Array): void {
    this.#entries = grown(this.#entries, to);
    for (let at = from; at < to;) {
      const end = Math.min(to, at + this.#room());
      this.#reserve(end - at, counts.length);
      const stored = [new Int32Column(groups, undefined), ...other.#table.keys.columns.slice(1)] as Column[];
      const before = this.#table.keys.used;
      this.#code.probeStored(this.#table, stored, at, end, this.#entries);
      if (this.#code.counted) this.#count(undefined, groups, at, end, counts);
      else countNew(this.#entries, groups, at, end, counts, before);
      at = end;
    }
  }

  clear(): void {
    this.#table.clear();
    for (const array of [this.#times, this.#next, this.#previous, this.#heads]) array.fill(0);
  }

  snapshot(out: SnapshotWriter, name: string): void {
    this.#table.snapshot(out, name);
    const { used } = this.#table.keys;
    out.array(`${name}.times`, this.#times.subarray(0, used));
    out.array(`${name}.next`, this.#next.subarray(0, used));
    out.array(`${name}.previous`, this.#previous.subarray(0, used));
    out.array(`${name}.heads`, this.#heads);
  }

  restore(from: SnapshotReader, name: string): void {
    this.#table.restore(from, name);
    const { capacity } = this.#table.keys;
    this.#times = grown(from.int32(`${name}.times`), capacity);
    this.#next = grown(from.int32(`${name}.next`), capacity);
    this.#previous = grown(from.int32(`${name}.previous`), capacity);
    this.#heads = from.int32(`${name}.heads`);
  }
}

/** Entries are numbered as they come: from `seen` on they are new, each once. */
function countNew(
  entries: Int32Array,
  slots: Int32Array,
  from: number,
  to: number,
  counts: Float64Array,
  before: number,
): void {
  let seen = before;
  for (let row = from; row < to; row++) {
    if (entries[row]! < seen) continue; // row < to
    seen = entries[row]! + 1;
    counts[slots[row]!]! += 1; // a group's slot
  }
}
