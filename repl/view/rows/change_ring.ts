/**
 * The newest rows that came, in the order in which they came, each with what happened to it and when: what a view shows,
 * filters, scrolls back in and travels through. Rows are known by their number, which counts from 0 and never repeats.
 */
import { Buffer } from "node:buffer";
import { type Batch, type Change, INSERT } from "../../../schema/batch.ts";
import type { Field } from "../../../schema/field.ts";
import type { Value } from "../../../schema/types.ts";
import { copyRowsIn } from "../../../engine/state/copy.ts";
import { RowStore, type StoreColumn } from "../../../engine/state/row_store.ts";

export interface RingLimits {
  /** Rows that are kept at most. */
  readonly rows: number;
  /** Bytes that their values take at most, roughly. */
  readonly bytes: number;
}

/** A row of numbers and other small things takes this much beside its texts, in bytes, whatever its columns. */
const ROW_BYTES = 24;
const FIRST_PLACES = 64;

export class ChangeRing {
  readonly fields: readonly Field[];
  readonly #limits: RingLimits;
  readonly #store: RowStore;
  readonly #copy: ReturnType<typeof copyRowsIn>;
  readonly #texts: readonly number[];
  readonly #isBinary: readonly boolean[];
  readonly #fixedBytes: number;
  /** By number modulo their length, which is a power of two: where rows lie, what happened, when. */
  #slots = new Int32Array(FIRST_PLACES);
  #changes = new Uint8Array(FIRST_PLACES);
  #times = new Float64Array(FIRST_PLACES);
  #first = 0;
  #end = 0;
  #bytes = 0;
  /** 0, 1, 2, … */
  #rows = new Int32Array(0);
  #taken = new Int32Array(0);
  /** Called before the rows `[from, to)` are dropped: the last moment to look at them. */
  onDrop: (from: number, to: number) => void = () => {};

  constructor(fields: readonly Field[], limits: RingLimits) {
    this.fields = fields;
    this.#limits = limits;
    this.#store = new RowStore(fields);
    this.#copy = copyRowsIn(fields, fields.map((_, index) => index));
    this.#texts = this.#store.columns.flatMap((column, index) => column.kind === "bytes" ? [index] : []);
    this.#isBinary = fields.map(({ type }) => type.kind === "bytea");
    this.#fixedBytes = ROW_BYTES + fields.length * 8;
  }

  /** Number of the oldest row that is kept, and how many were dropped. */
  get first(): number {
    return this.#first;
  }

  /** One behind the newest row, and how many ever came. */
  get end(): number {
    return this.#end;
  }

  get size(): number {
    return this.#end - this.#first;
  }

  /**
   * Takes a copy of the rows of a batch that came at `at`, in milliseconds of any clock. The oldest rows make room; those of
   * the newest batch are kept, whatever the limits say.
   */
  append({ length, columns, changes }: Batch, at: number): void {
    this.#makeLight();
    this.#drop(this.#end + length - this.#limits.rows);
    this.#store.reserve(length);
    this.#makePlaces(length);
    this.#store.takeRows(this.#taken, length);
    this.#copy(this.#store, columns, this.#rows, this.#taken, length);
    const mask = this.#slots.length - 1;
    for (let k = 0; k < length; k++) {
      const place = (this.#end + k) & mask;
      this.#slots[place] = this.#taken[k]!; // k < length
      this.#changes[place] = changes?.[k] ?? INSERT;
      this.#times[place] = at;
    }
    this.#bytes += this.#bytesOf(this.#taken, length);
    this.#end += length;
  }

  change(row: number): Change {
    return this.#changes[row & (this.#changes.length - 1)] as Change; // only these are put in
  }

  /** When the row came. */
  timeOf(row: number): number {
    return this.#times[row & (this.#times.length - 1)] ?? 0;
  }

  /** One value of a row that is kept. */
  value(row: number, column: number): Value {
    const slot = this.#slotOf(row);
    const kept = this.#store.columns[column];
    if (kept?.kind !== "bytes" || this.#isBinary[column] === true) return this.#store.value(column, slot);
    if (kept.valid?.[slot] === 0) return null;
    const { data, starts, ends } = kept;
    return Buffer.from(data.buffer, data.byteOffset, data.length).toString("utf8", starts[slot], ends[slot]);
  }

  /** The values of a row that is kept, one per field. */
  values(row: number): readonly Value[] {
    return this.fields.map((_, column) => this.value(row, column));
  }

  #slotOf(row: number): number {
    return this.#slots[row & (this.#slots.length - 1)] ?? 0;
  }

  #makePlaces(n: number): void {
    if (this.#rows.length < n) {
      this.#rows = Int32Array.from({ length: n }, (_, k) => k);
      this.#taken = new Int32Array(n);
    }
    const before = this.#slots.length;
    let places = before;
    while (places < this.size + n) places *= 2;
    if (places === before) return;
    const [slots, changes, times] = [this.#slots, this.#changes, this.#times];
    this.#slots = new Int32Array(places);
    this.#changes = new Uint8Array(places);
    this.#times = new Float64Array(places);
    for (let row = this.#first; row < this.#end; row++) {
      const [from, to] = [row & (before - 1), row & (places - 1)];
      this.#slots[to] = slots[from]!; // within the length, as the next two
      this.#changes[to] = changes[from]!;
      this.#times[to] = times[from]!;
    }
  }

  /** Drops the `n` oldest rows; nothing when there are none to drop. */
  #drop(n: number): void {
    const to = Math.min(n, this.#end);
    if (to <= this.#first) return;
    this.onDrop(this.#first, to);
    const count = to - this.#first;
    const slots = new Int32Array(count);
    for (let k = 0; k < count; k++) slots[k] = this.#slotOf(this.#first + k);
    this.#bytes -= this.#bytesOf(slots, count);
    this.#store.releaseRows(slots, count);
    this.#first = to;
  }

  /** Rows are dropped an eighth at a time, so that a heavy ring is not looked at for every row. */
  #makeLight(): void {
    while (this.#bytes > this.#limits.bytes && this.size > 1) this.#drop(this.#first + Math.ceil(this.size / 8));
  }

  #bytesOf(slots: Int32Array, n: number): number {
    let bytes = n * this.#fixedBytes;
    for (const index of this.#texts) {
      const column = this.#store.columns[index] as StoreColumn & { kind: "bytes" }; // as chosen above
      for (let k = 0; k < n; k++) bytes += column.ends[slots[k]!]! - column.starts[slots[k]!]!; // k < n
    }
    return bytes;
  }
}
