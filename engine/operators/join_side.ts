/** What a join keeps: rows of both sides by slot, and for each key the rows of each side that have it. */
import type { Column } from "../../schema/column.ts";
import { compileCopyIn, type CopyIn } from "../state/copy.ts";
import { compileProbe, KeyTable, type Probe } from "../state/key_table.ts";
import { RowStore } from "../state/row_store.ts";
import { compileSameRow, type SameRow } from "../state/same_row.ts";
import { SlotQueue } from "../state/slot_queue.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";
import type { JoinLayout, SideLayout } from "./join_layout.ts";

/** Generated code of one side; shared by the states of several windows. */
export interface SideCode {
  readonly layout: SideLayout;
  /** Adds keys that are not there. */
  readonly probe: Probe;
  readonly copyIn: CopyIn;
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
    sameRow: compileSameRow(columns),
    sameVisibly: compileSameRow(columns.filter(({ field }) => !field.hidden)),
  };
}

const NO_ROW = -1;

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
  /** By slot: its key, or −1 when no row can match it. */
  keys = new Int32Array(0);
  /** By slot: how many rows of the other side match it, where somebody counts. */
  matches = new Int32Array(0);
  /** Which rows leave first, where rows leave by time. */
  readonly queue: SlotQueue | undefined;

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
    this.keys[slot] = key;
    this.matches[slot] = matches;
    this.next[slot] = NO_ROW;
    if (key < 0) return slot;
    const last = this.#tail[key]!; // a key of the table
    this.#previous[slot] = last;
    if (last < 0) this.head[key] = slot;
    else this.next[last] = slot;
    this.#tail[key] = slot;
    return slot;
  }

  /** The row leaves. It is not in the queue any more. */
  remove(slot: number): void {
    const key = this.keys[slot]!; // a slot that is taken
    if (key >= 0) {
      const [before, after] = [this.#previous[slot]!, this.next[slot]!]; // a slot that is taken
      if (before < 0) this.head[key] = after;
      else this.next[before] = after;
      if (after < 0) this.#tail[key] = before;
      else this.#previous[after] = before;
    }
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
    this.queue?.snapshot(out, `${name}.queue`);
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
    this.queue?.restore(from, `${name}.queue`);
  }
}

function larger(array: Int32Array, length: number, fill: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(array);
  if (fill !== 0) grown.fill(fill, array.length);
  return grown;
}

/** Both sides, and the table of the keys that either of them has. */
export class JoinState {
  readonly table: KeyTable;
  readonly left: JoinSide;
  readonly right: JoinSide;
  #unused = new Uint8Array(0);

  constructor(layout: JoinLayout, left: SideCode, right: SideCode, leaves: { left: boolean; right: boolean }) {
    this.table = new KeyTable(layout.keys);
    this.left = new JoinSide(left, leaves.left);
    this.right = new JoinSide(right, leaves.right);
  }

  get byteLength(): number {
    return this.table.byteLength + this.left.byteLength + this.right.byteLength;
  }

  /** Puts the key of each row into `keys[row]`, −1 where it can match nothing, and makes room for all rows. */
  probe(side: JoinSide, columns: readonly Column[], from: number, to: number, keys: Int32Array): void {
    this.table.reserve(to - from);
    const { capacity } = this.table.keys;
    this.left.reserve(side === this.left ? to - from : 0, capacity);
    this.right.reserve(side === this.right ? to - from : 0, capacity);
    side.code.probe(this.table, columns, from, to, keys);
  }

  isUnused(key: number): boolean {
    return this.left.head[key] === NO_ROW && this.right.head[key] === NO_ROW;
  }

  /** The row leaves, and its key with the last one. */
  remove(side: JoinSide, slot: number): void {
    const key = side.keys[slot]!; // a slot that is taken
    side.remove(slot);
    if (key >= 0 && this.isUnused(key)) this.table.remove(key);
  }

  removeAll(side: JoinSide, slots: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) this.remove(side, slots[i]!); // i < count
  }

  /** Keys of these rows that have no row leave: after rows came that were not kept. */
  sweep(keys: Int32Array, rows: number): void {
    if (this.#unused.length < this.table.keys.capacity) this.#unused = new Uint8Array(this.table.keys.capacity);
    for (let row = 0; row < rows; row++) {
      const key = keys[row]!; // row < rows
      if (key >= 0 && this.isUnused(key)) this.#unused[key] = 1;
    }
    for (let row = 0; row < rows; row++) {
      const key = keys[row]!; // row < rows
      if (key < 0 || this.#unused[key] === 0) continue;
      this.#unused[key] = 0;
      this.table.remove(key);
    }
  }

  clear(): void {
    this.table.clear();
    this.left.clear();
    this.right.clear();
  }

  snapshot(out: SnapshotWriter, name: string): void {
    this.table.snapshot(out, `${name}.table`);
    const keys = this.table.keys.used;
    this.left.snapshot(out, `${name}.left`, keys);
    this.right.snapshot(out, `${name}.right`, keys);
  }

  restore(from: SnapshotReader, name: string): void {
    this.table.restore(from, `${name}.table`);
    const { capacity } = this.table.keys;
    this.left.restore(from, `${name}.left`, capacity);
    this.right.restore(from, `${name}.right`, capacity);
  }
}
