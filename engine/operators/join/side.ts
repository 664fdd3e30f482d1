/** What a join keeps of one side: rows by slot, and for each key the rows that have it. */
import type { Column } from "../../../schema/column.ts";
import { compileCopyIn, type CopyIn, type CopyRowsIn, copyRowsIn } from "../../state/copy.ts";
import { compileProbe, type Probe } from "../../state/key_table.ts";
import { RowStore } from "../../state/row_store.ts";
import { compileSameRow, type SameRow } from "../../state/same_row.ts";
import { SlotQueue } from "../../state/slot_queue.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import type { JoinLayout, SideLayout } from "./layout.ts";

/** Generated code of one side; shared by the states of several windows. */
export interface SideCode {
  readonly layout: SideLayout;
  /** Adds keys that are not there. */
  readonly probe: Probe;
  readonly copyIn: CopyIn;
  readonly copyRowsIn: CopyRowsIn;
  /** All columns are the same; and all but hidden ones: of two versions of a row each may have its own event time. */
  readonly sameRow: SameRow;
  readonly sameVisibly: SameRow;
}

export function sideCode(layout: JoinLayout, side: SideLayout): SideCode {
  const { inputs, kept, keys } = side;
  const columns = kept.map((position, stored) => ({ field: inputs[position]!, stored, position })); // of the input
  return {
    layout: side,
    probe: compileProbe({
      keys: layout.keys,
      inputs,
      positions: keys,
      insert: true,
      refuseNull: layout.refuseNull,
    }),
    copyIn: compileCopyIn(inputs, kept),
    copyRowsIn: copyRowsIn(inputs, kept),
    sameRow: compileSameRow(columns),
    sameVisibly: compileSameRow(columns.filter(({ field }) => !field.hidden)),
  };
}

export const NO_ROW = -1;

/** Instead of a key: it may match, and the table does not have its key. */
export const WAITING = -2;

/** The rows of one side. Those of a key are a chain in the order of arrival. */
export class JoinSide {
  readonly code: SideCode;
  readonly rows: RowStore;
  /** By key: the first and the last row, or −1. */
  head = new Int32Array(0);
  #tail = new Int32Array(0);
  /** By slot: the next row of its key, or −1. */
  next = new Int32Array(0);
  #previous = new Int32Array(0);
  /** By slot: its key, or −1 when no row can match it, or {@link WAITING}. */
  keys = new Int32Array(0);
  /** By slot: how many rows of the other side match it, where somebody counts. */
  matches = new Int32Array(0);
  /** Which rows leave first, where rows leave by time. */
  readonly queue: SlotQueue | undefined;
  #firstWaiting = NO_ROW;
  #lastWaiting = NO_ROW;

  constructor(code: SideCode, leaves: boolean) {
    this.code = code;
    this.rows = new RowStore(code.layout.fields);
    this.queue = leaves ? new SlotQueue() : undefined;
  }

  get byteLength(): number {
    const chains = this.head.byteLength * 2 + this.next.byteLength * 4;
    return this.rows.byteLength + chains + (this.queue?.byteLength ?? 0);
  }

  /** Makes room for so many more rows, and for keys below `keys`. */
  reserve(rows: number, keys: number): void {
    if (this.head.length < keys) {
      this.head = larger(this.head, keys, NO_ROW);
      this.#tail = larger(this.#tail, keys, NO_ROW);
    }
    this.rows.reserve(rows);
    const { capacity } = this.rows;
    if (this.next.length >= capacity) return;
    this.next = larger(this.next, capacity, NO_ROW);
    this.#previous = larger(this.#previous, capacity, NO_ROW);
    this.keys = larger(this.keys, capacity, NO_ROW);
    this.matches = larger(this.matches, capacity, 0);
    this.queue?.reserve(capacity);
  }

  /** Keeps a row; its slot. Room was reserved. */
  add(columns: readonly Column[], row: number, key: number, matches: number): number {
    const slot = this.rows.take();
    this.code.copyIn(this.rows, columns, row, slot);
    this.matches[slot] = matches;
    this.#append(slot, key);
    return slot;
  }

  /** Keeps `rows[0 … n)`; their slots are put into `slots`. Keys and matches, where somebody counts, are by row. Room was reserved. */
  addRows(
    columns: readonly Column[],
    rows: Int32Array,
    n: number,
    keys: Int32Array,
    matches: Int32Array | undefined,
    slots: Int32Array,
  ): void {
    this.rows.takeRows(slots, n);
    this.code.copyRowsIn(this.rows, columns, rows, slots, n);
    if (matches !== undefined) {
      for (let k = 0; k < n; k++) this.matches[slots[k]!] = matches[rows[k]!]!; // k < n
    }
    this.#appendRows(rows, slots, n, keys);
  }

  #appendRows(rows: Int32Array, slots: Int32Array, n: number, keys: Int32Array): void {
    const [{ next, keys: own }, previous] = [this, this.#previous];
    let last = this.#lastWaiting;
    for (let k = 0; k < n; k++) {
      const [slot, key] = [slots[k]!, keys[rows[k]!]!]; // k < n
      if (key !== WAITING) {
        this.#append(slot, key);
        continue;
      }
      own[slot] = WAITING;
      next[slot] = NO_ROW;
      previous[slot] = last;
      if (last >= 0) next[last] = slot;
      else this.#firstWaiting = slot;
      last = slot;
    }
    this.#lastWaiting = last;
  }

  /** Those of `slots[from … to)` that are the first to wait, in their order, leave their chain; which is the first that is not. */
  unlinkFirst(slots: Int32Array, from: number, to: number): number {
    const { next } = this;
    let first = this.#firstWaiting;
    let i = from;
    for (; i < to && slots[i] === first; i++) first = next[first]!; // a slot that is taken
    this.#firstWaiting = first;
    if (first >= 0) this.#previous[first] = NO_ROW;
    else this.#lastWaiting = NO_ROW;
    return i;
  }

  /** The first row that waits; `next` leads to the others, in the order of arrival. */
  get firstWaiting(): number {
    return this.#firstWaiting;
  }

  /** A row that waited has a key of the table. */
  found(slot: number, key: number): void {
    this.keys[slot] = WAITING;
    this.unlink(slot);
    this.#append(slot, key);
  }

  /** Last of its chain. */
  #append(slot: number, key: number): void {
    this.keys[slot] = key;
    this.next[slot] = NO_ROW;
    if (key === NO_ROW) return;
    const last = key === WAITING ? this.#lastWaiting : this.#tail[key]!; // a key of the table
    this.#previous[slot] = last;
    if (last >= 0) this.next[last] = slot;
    else if (key === WAITING) this.#firstWaiting = slot;
    else this.head[key] = slot;
    if (key === WAITING) this.#lastWaiting = slot;
    else this.#tail[key] = slot;
  }

  /** The row leaves its chain, and is neither in the queue nor found any more. */
  unlink(slot: number): void {
    const key = this.keys[slot]!; // a slot that is taken
    if (key === NO_ROW) return;
    const [before, after] = [this.#previous[slot]!, this.next[slot]!]; // a slot that is taken
    if (before >= 0) this.next[before] = after;
    else if (key === WAITING) this.#firstWaiting = after;
    else this.head[key] = after;
    if (after >= 0) this.#previous[after] = before;
    else if (key === WAITING) this.#lastWaiting = before;
    else this.#tail[key] = before;
  }

  /** The row leaves. It is not in the queue any more. */
  remove(slot: number): void {
    this.unlink(slot);
    this.rows.release(slot);
  }

  /** The slot of the row that this one retracts, the youngest of several; −1: there is none. */
  find(columns: readonly Column[], row: number, key: number): number {
    const same = this.#find(this.code.sameRow, columns, row, key);
    return same >= 0 ? same : this.#find(this.code.sameVisibly, columns, row, key);
  }

  #find(isSame: SameRow, columns: readonly Column[], row: number, key: number): number {
    for (let slot = this.#tail[key]!; slot >= 0; slot = this.#previous[slot]!) { // a key of the table, then slots
      if (isSame(this.rows, slot, columns, row)) return slot;
    }
    return NO_ROW;
  }

  clear(): void {
    this.rows.clear();
    this.#firstWaiting = this.#lastWaiting = NO_ROW;
    this.head.fill(NO_ROW);
    this.#tail.fill(NO_ROW);
  }

  snapshot(out: SnapshotWriter, name: string, keys: number): void {
    const { used } = this.rows;
    this.rows.snapshot(out, `${name}.rows`);
    out.array(`${name}.head`, this.head.subarray(0, keys));
    out.array(`${name}.tail`, this.#tail.subarray(0, keys));
    out.array(`${name}.next`, this.next.subarray(0, used));
    out.array(`${name}.previous`, this.#previous.subarray(0, used));
    out.array(`${name}.key`, this.keys.subarray(0, used));
    out.array(`${name}.matches`, this.matches.subarray(0, used));
    out.array(`${name}.waiting`, Int32Array.of(this.#firstWaiting, this.#lastWaiting));
    this.queue?.snapshot(out, `${name}.queue`, used);
  }

  restore(from: SnapshotReader, name: string, keys: number): void {
    this.rows.restore(from, `${name}.rows`);
    this.reserve(0, keys);
    this.head.set(from.int32(`${name}.head`));
    this.#tail.set(from.int32(`${name}.tail`));
    this.next.set(from.int32(`${name}.next`));
    this.#previous.set(from.int32(`${name}.previous`));
    this.keys.set(from.int32(`${name}.key`));
    this.matches.set(from.int32(`${name}.matches`));
    [this.#firstWaiting = NO_ROW, this.#lastWaiting = NO_ROW] = from.int32(`${name}.waiting`);
    this.queue?.restore(from, `${name}.queue`);
  }
}

function larger(array: Int32Array, length: number, fill: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(array);
  if (fill !== 0) grown.fill(fill, array.length);
  return grown;
}
