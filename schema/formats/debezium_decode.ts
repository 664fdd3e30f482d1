/** Debezium's messages to rows with their changes: the envelope here, `before` and `after` by the decoder of JSON objects. */
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../batch.ts";
import { BATCH_ROWS, type Column } from "../column.ts";
import { DataError } from "../errors.ts";
import { sameCells } from "../row_text.ts";
import { badRecord, quoteBytes } from "./bad_record.ts";
import { DebeziumEnvelope } from "./debezium_envelope.ts";
import type { Decoded, DecodeField } from "./format.ts";
import type { RangeDecoder } from "./framing.ts";
import { BadValue, JsonCursor } from "./json_cursor.ts";
import { JsonDecoder } from "./json_decode.ts";
import type { NumericTimestamps } from "./json_readers.ts";

export class DebeziumDecoder implements RangeDecoder {
  readonly columns: readonly Column[];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly changes = new Uint8Array(BATCH_ROWS);
  readonly #rows: JsonDecoder;
  /** Columns that identify a row. */
  readonly #key: readonly Column[];
  readonly #envelope = new DebeziumEnvelope();
  readonly #cursor = new JsonCursor();
  /** The objects of a batch: where they lie, the range that each came from, and its change. */
  readonly #starts = new Int32Array(BATCH_ROWS);
  readonly #ends = new Int32Array(BATCH_ROWS);
  readonly #ranges = new Int32Array(BATCH_ROWS);
  readonly #kinds = new Uint8Array(BATCH_ROWS);
  #count = 0;
  /** Ranges of the batch that are bad. */
  readonly #failed = new Map<number, DataError>();

  constructor(fields: readonly DecodeField[], timestamps: NumericTimestamps) {
    this.#rows = new JsonDecoder(fields, timestamps);
    this.columns = this.#rows.columns;
    this.#key = this.columns.filter((_, index) => fields[index]?.key === true);
  }

  decodeRanges(
    data: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    from: number,
    to: number,
    bad: (range: number, error: DataError) => void,
  ): Decoded {
    this.#cursor.bytes = data;
    this.#count = 0;
    this.#failed.clear();
    let range = from;
    for (; range < to && this.#count <= BATCH_ROWS - 2; range++) {
      const start = starts[range]!; // range < to, as below
      const end = ends[range]!;
      if (start >= 0 && end > start) this.#open(range, start, end);
    }
    const rows = this.#decode(data, starts, ends);
    for (const [failed, error] of [...this.#failed].sort(([a], [b]) => a - b)) bad(failed, error);
    return { rows, records: range - from };
  }

  #open(range: number, start: number, end: number): void {
    const { before, after } = this.#envelope;
    try {
      const op = this.#envelope.read(this.#cursor, start, end);
      if (op === undefined) return;
      if (op === "u") this.#add(range, before, UPDATE_BEFORE);
      if (op === "d") this.#add(range, before, DELETE);
      else this.#add(range, after, op === "u" ? UPDATE_AFTER : INSERT);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      this.#failed.set(range, badRecord(undefined, error.message, this.#cursor.bytes, start, end));
    }
  }

  #add(range: number, { start, end }: { readonly start: number; readonly end: number }, kind: number): void {
    const at = this.#count++;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#ranges[at] = range;
    this.#kinds[at] = kind;
  }

  /** A message is bad as a whole: where one of its rows is, the rows of the batch are read again without the other. */
  #decode(data: Uint8Array, starts: Int32Array, ends: Int32Array): number {
    const before = this.#failed.size;
    const read = () =>
      this.#rows.decodeRanges(data, this.#starts, this.#ends, 0, this.#count, (object, error) => {
        const range = this.#ranges[object]!; // object < count
        const notes = [`Record: ${quoteBytes(data, starts[range]!, ends[range]!)}`]; // a range of this batch
        if (!this.#failed.has(range)) {
          this.#failed.set(range, new DataError(error.message, { ...error.diagnostic, notes }));
        }
      }).rows;
    let rows = read();
    if (this.#failed.size > before) {
      for (let i = 0; i < this.#count; i++) if (this.#failed.has(this.#ranges[i]!)) this.#starts[i] = -1; // i < count
      rows = read();
    }
    const { recordOf } = this.#rows;
    for (let row = 0; row < rows; row++) {
      const object = recordOf[row]!; // a row has an object
      this.recordOf[row] = this.#ranges[object]!;
      this.changes[row] = this.#kinds[object]!;
      if (this.changes[row] === UPDATE_AFTER) this.#checkKey(row);
    }
    return rows;
  }

  /** A row that gets another key is another row. */
  #checkKey(row: number): void {
    if (this.#key.every((column) => sameCells(column, row - 1, row))) return;
    this.changes[row - 1] = DELETE;
    this.changes[row] = INSERT;
  }
}
