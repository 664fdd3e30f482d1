/** Rows that are kept in order of arrival, and found again when they are retracted. */
import type { Column } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { storageOf } from "../../schema/types.ts";
import { Program } from "../../sql/functions/program.ts";
import { compileCopyIn, type CopyIn } from "./copy.ts";
import { hashCode } from "./hash.ts";
import { compileEquality, type RowColumns, type RowOrder } from "./order.ts";
import { RowStore } from "./row_store.ts";
import type { SnapshotReader, SnapshotWriter } from "./snapshot.ts";

const GONE = -1;

export class RowBag {
  readonly rows: RowStore;
  readonly #copyIn: CopyIn;
  /** By slot: counts up with every row that was added; {@link GONE} where no row is. */
  #sequence = new Float64Array(0);
  #count = 0;
  readonly #index: RowIndex | undefined;

  /** `identity`: the columns in which a row that is retracted equals the kept one; absent: rows are not found. */
  constructor(fields: readonly Field[], identity?: readonly number[]) {
    this.rows = new RowStore(fields);
    this.#copyIn = compileCopyIn(fields, fields.map((_, i) => i));
    this.#index = identity && new RowIndex(fields, identity, this.rows);
  }

  get byteLength(): number {
    return this.rows.byteLength + this.#sequence.byteLength + (this.#index?.byteLength ?? 0);
  }

  /** The slot of a copy of the row. */
  add(columns: readonly Column[], row: number): number {
    if (this.rows.reserve(1) || this.#sequence.length < this.rows.capacity) this.#grow();
    const slot = this.rows.take();
    this.#copyIn(this.rows, columns, row, slot);
    this.#sequence[slot] = this.#count++;
    this.#index?.add(slot, columns, row);
    return slot;
  }

  #grow(): void {
    const sequence = new Float64Array(this.rows.capacity);
    sequence.set(this.#sequence);
    this.#sequence = sequence;
  }

  /** The first slot of a row with this one's identity; undefined: there is none. */
  find(columns: readonly Column[], row: number): number | undefined {
    return this.#index?.find(columns, row);
  }

  /** The row is not found any more, but can be read until it is released. */
  forget(slot: number): void {
    this.#index?.remove(slot);
  }

  /** The row, forgotten before where rows are found, leaves. */
  release(slot: number): void {
    this.#sequence[slot] = GONE;
    this.rows.release(slot);
  }

  /** Counts up with every row: its place in the order of arrival. */
  sequence(slot: number): number {
    return this.#sequence[slot]!; // a slot of a row
  }

  /** Order of arrival: negative when the row at `a` came before that at `b`. */
  arrival(a: number, b: number): number {
    return this.#sequence[a]! - this.#sequence[b]!; // slots of rows
  }

  /** Slots of all rows, in order of arrival. */
  all(): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.rows.used; slot++) if (this.#sequence[slot] !== GONE) slots.push(slot);
    return slots.sort((a, b) => this.arrival(a, b));
  }

  snapshot(out: SnapshotWriter, name: string): void {
    this.rows.snapshot(out, name);
    out.array(`${name}.sequence`, this.#sequence.subarray(0, this.rows.used));
    out.array(`${name}.count`, Float64Array.of(this.#count));
  }

  restore(from: SnapshotReader, name: string): void {
    this.rows.restore(from, name);
    this.#grow();
    this.#sequence.set(from.float64(`${name}.sequence`));
    this.#count = from.float64(`${name}.count`)[0]!; // one was written
    for (const slot of this.all()) this.#index?.add(slot, this.rows.columns, slot);
  }
}

/** Slots by the hash of their row's identity. */
class RowIndex {
  readonly #rows: RowStore;
  readonly #hash: RowHash;
  readonly #same: RowOrder;
  /** Hash → slots, in order of arrival. */
  readonly #slots = new Map<number, number[]>();
  /** By slot. */
  readonly #hashes: number[] = [];

  constructor(fields: readonly Field[], identity: readonly number[], rows: RowStore) {
    this.#rows = rows;
    this.#hash = compileHash(fields, identity);
    this.#same = compileEquality(fields, identity);
  }

  get byteLength(): number {
    return this.#hashes.length * 64; // roughly: an entry of a Map and its list
  }

  add(slot: number, columns: RowColumns, row: number): void {
    const hash = this.#hashes[slot] = this.#hash(columns, row);
    const slots = this.#slots.get(hash);
    if (slots === undefined) this.#slots.set(hash, [slot]);
    else slots.push(slot);
  }

  find(columns: readonly Column[], row: number): number | undefined {
    const slots = this.#slots.get(this.#hash(columns, row));
    return slots?.find((slot) => this.#same(columns, row, this.#rows.columns, slot) === 0);
  }

  remove(slot: number): void {
    const hash = this.#hashes[slot]!; // of a row that was added
    const slots = this.#slots.get(hash) ?? [];
    if (slots.length === 1) this.#slots.delete(hash);
    else slots.splice(slots.indexOf(slot), 1);
  }
}

type RowHash = (columns: RowColumns, row: number) => number;

function compileHash(fields: readonly Field[], positions: readonly number[]): RowHash {
  const program = new Program();
  program.block("return function hash(columns, i)", () => {
    program.line("let h = 0;");
    positions.forEach((n) => {
      const field = fields[n]!; // a position of the row
      program.line(`const C${n} = columns[${n}];`);
      if (field.nullable) program.line(`const N${n} = C${n}.valid;`);
      const storage = storageOf(field.type);
      program.line(
        storage === "bytes"
          ? `const D${n} = C${n}.data, B${n} = C${n}.starts, E${n} = C${n}.ends;`
          : `const V${n} = C${n}.${storage === "int64" ? "halves" : "values"};`,
      );
      hashCode(program, field, n);
    });
    program.line("return h;");
  });
  return program.compile<RowHash>();
}
