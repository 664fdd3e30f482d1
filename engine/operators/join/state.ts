/** What a join keeps: rows of both sides by slot, and for each key the rows of each side that have it. */
import type { Column } from "../../../schema/column.ts";
import { KeyTable } from "../../state/key_table.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import type { JoinLayout } from "./layout.ts";
import { JoinSide, NO_ROW, type SideCode, WAITING } from "./side.ts";

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
    this.reserve(side, to - from, to - from);
    side.code.probe(this.table, columns, from, to, keys);
  }

  /** Makes room for so many more rows of a side, and so many more keys. */
  reserve(side: JoinSide, rows: number, keys: number): void {
    this.table.reserve(keys);
    const { capacity } = this.table.keys;
    this.left.reserve(side === this.left ? rows : 0, capacity);
    this.right.reserve(side === this.right ? rows : 0, capacity);
  }

  isUnused(key: number): boolean {
    return this.left.head[key] === NO_ROW && this.right.head[key] === NO_ROW;
  }

  /** Rows `slots[0 … count)`, which are not in the queue any more, leave, and keys with their last rows. */
  removeAll(side: JoinSide, slots: Int32Array, count: number): void {
    for (let i = 0; i < count;) {
      const slot = slots[i]!; // i < count
      const key = side.keys[slot]!; // a slot that is taken
      const next = key === WAITING ? side.unlinkFirst(slots, i, count) : i;
      if (next === i) side.unlink(slot);
      if (key >= 0 && this.isUnused(key)) this.table.remove(key);
      i = Math.max(next, i + 1);
    }
    side.rows.releaseRows(slots, count);
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
