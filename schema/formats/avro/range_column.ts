/** TEXT, BYTEA and JSON columns whose rows are ranges of the records' bytes, of texts known beforehand, or of an arena. */
import { ByteWriter } from "../../byte_writer.ts";
import type { BytesColumn } from "../../column.ts";

/** A row's start from here on is a place in the constants, from {@link IN_ARENA} on one in the column's arena. */
const IN_CONSTANTS = 0x20000000;
const IN_ARENA = 0x40000000;

/**
 * Fills one column: {@link begin}, any number of rows (by this object, or by generated code that stores ranges of the records
 * and of constants), then {@link finish}, after which all rows lie in one buffer.
 */
export class RangeColumn {
  /** Whether any row of the batch is not a range of the records. Who stores such a range says so. */
  mixed = false;
  /** Enum symbols and defaults of all writers: they stay. */
  readonly #constants = new ByteWriter(0);
  readonly #known = new Map<string, number>();

  constructor(readonly column: BytesColumn) {}

  begin(): void {
    this.mixed = false;
    this.column.arena.clear();
  }

  /** Where a text that comes again and again starts; it ends {@link constantEnd}. */
  constant(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const start = IN_CONSTANTS + this.#constants.position;
    this.#constants.appendText(text);
    this.#known.set(text, start);
    this.#ends.set(start, IN_CONSTANTS + this.#constants.position);
    return start;
  }

  readonly #ends = new Map<number, number>();

  constantEnd(start: number): number {
    return this.#ends.get(start) ?? start;
  }

  storeText(row: number, text: string): void {
    const start = this.open();
    this.column.arena.appendText(text);
    this.close(row, start);
  }

  storeBytes(row: number, bytes: Uint8Array): void {
    const start = this.open();
    this.column.arena.append(bytes);
    this.close(row, start);
  }

  /** To be called before a value is appended to the column's arena; for {@link close}. */
  open(): number {
    this.mixed = true;
    return this.column.arena.position;
  }

  /** The row is what has been appended since. */
  close(row: number, start: number): void {
    this.column.starts[row] = IN_ARENA + start;
    this.column.ends[row] = IN_ARENA + this.column.arena.position;
  }

  /** `rows` rows have been filled from `data`. */
  finish(data: Uint8Array, rows: number): void {
    if (this.mixed) this.#gather(data, rows);
    this.column.refill(this.mixed ? this.column.arena.bytes : data, false);
  }

  /** Brings rows that are ranges of the records, and the constants, into the arena. */
  #gather(data: Uint8Array, rows: number): void {
    const { starts, ends, valid, arena } = this.column;
    const shift = arena.position - IN_CONSTANTS;
    arena.append(this.#constants.bytes, 0, this.#constants.position);
    for (let row = 0; row < rows; row++) {
      const start = starts[row]!; // row < rows ≤ capacity, as below
      if (valid !== undefined && valid[row] === 0) starts[row] = ends[row] = 0;
      else if (start >= IN_ARENA) {
        starts[row] = start - IN_ARENA;
        ends[row] = ends[row]! - IN_ARENA;
      } else if (start >= IN_CONSTANTS) {
        starts[row] = start + shift;
        ends[row] = ends[row]! + shift;
      } else {
        starts[row] = arena.position;
        arena.append(data, start, ends[row]);
        ends[row] = arena.position;
      }
    }
  }
}
