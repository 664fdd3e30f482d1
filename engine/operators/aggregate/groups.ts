/** Groups by their keys. */
import type { Column } from "../../../schema/column.ts";
import { KeyTable, type Probe } from "../../state/key_table.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import type { AggregateCode } from "./code.ts";
import { States } from "./states.ts";

/** Rows that are looked up at a time. */
const CHUNK = 1024;
const FIRST = 16;

/** Slots of rows: only slot 0 where there are no keys. */
const NO_KEYS = new Int32Array(CHUNK);

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
