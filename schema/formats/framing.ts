/** From records to the byte ranges that a format decodes: one per record, or one per line with `framing = 'newline'`. */
import { BATCH_ROWS, type Column } from "../column.ts";
import type { DataError } from "../errors.ts";
import type { Records } from "../records.ts";
import type { Decoded, Decoder, Framing } from "./format.ts";

/** A decoder of byte ranges, whatever they are. The contract is that of {@link Decoder}. */
export interface RangeDecoder {
  readonly columns: readonly Column[];
  /** Row → index of its range. */
  readonly recordOf: Int32Array;
  /** Where it is there, a range may give two rows; see {@link Decoder.changes}. */
  readonly changes?: Uint8Array | undefined;
  /** Decodes ranges `[from, to)`; `records` of the result counts ranges. */
  decodeRanges(
    data: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    from: number,
    to: number,
    bad: (range: number, error: DataError) => void,
  ): Decoded;
}

export function framed(inner: RangeDecoder, framing: Framing | undefined): Decoder {
  return framing === undefined ? new RecordDecoder(inner) : new LineDecoder(inner, framing);
}

class RecordDecoder implements Decoder {
  readonly columns: readonly Column[];
  readonly recordOf: Int32Array;
  readonly changes: Uint8Array | undefined;

  constructor(readonly inner: RangeDecoder) {
    this.columns = inner.columns;
    this.recordOf = inner.recordOf;
    this.changes = inner.changes;
  }

  decode(
    { data, valueStart, valueEnd }: Records,
    from: number,
    to: number,
    bad: (record: number, error: DataError) => void,
  ): Decoded {
    return this.inner.decodeRanges(data, valueStart, valueEnd, from, to, bad);
  }
}

/**
 * Each message is split at `\n`. A message with more lines than a batch has rows takes several calls: until its last line
 * is decoded it does not count in {@link Decoded.records}, and the next call begins with the same record and goes on
 * where this one ended.
 */
class LineDecoder implements Decoder {
  readonly columns: readonly Column[];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly changes: Uint8Array | undefined;
  /** As many lines as have room for all their rows. */
  readonly #room: number;
  readonly #starts = new Int32Array(BATCH_ROWS);
  readonly #ends = new Int32Array(BATCH_ROWS);
  readonly #records = new Int32Array(BATCH_ROWS);
  #lines = 0;
  /** A record that is split in part only. */
  #unfinished: { readonly records: Records; readonly record: number; readonly position: number } | undefined;

  constructor(readonly inner: RangeDecoder, readonly framing: Framing) {
    this.columns = inner.columns;
    this.changes = inner.changes;
    this.#room = inner.changes === undefined ? BATCH_ROWS : BATCH_ROWS / 2;
  }

  decode(records: Records, from: number, to: number, bad: (record: number, error: DataError) => void): Decoded {
    let finished = 0;
    let rows = 0;
    do {
      finished = this.#split(records, from, to);
      rows = this.inner.decodeRanges(records.data, this.#starts, this.#ends, 0, this.#lines, (line, error) => {
        bad(this.#records[line] ?? from, error);
      }).rows;
    } while (rows === 0 && finished === 0 && from < to);
    const { recordOf } = this.inner;
    for (let row = 0; row < rows; row++) this.recordOf[row] = this.#records[recordOf[row]!]!; // a row has a line
    return { rows, records: finished };
  }

  /** Fills the lines, `BATCH_ROWS` at most; the number of records whose last line is among them. */
  #split(records: Records, from: number, to: number): number {
    const before = this.#unfinished;
    const resumes = before?.records === records && before.record === from;
    let position = resumes ? before.position : undefined;
    this.#unfinished = undefined;
    this.#lines = 0;
    for (let record = from; record < to; record++) {
      const start = position ?? records.valueStart[record]!; // record < count, as below
      position = undefined;
      const rest = start < 0 ? -1 : this.#splitRecord(records.data, start, records.valueEnd[record]!, record);
      if (rest >= 0) {
        this.#unfinished = { records, record, position: rest };
        return record - from;
      }
    }
    return to - from;
  }

  /** The position of the first line that found no room; -1: none is left. */
  #splitRecord(data: Uint8Array, start: number, end: number, record: number): number {
    const { maxLength } = this.framing;
    while (start < end) {
      if (this.#lines === this.#room) return start;
      const newline = data.indexOf(10, start);
      const stop = newline < 0 || newline > end ? end : newline;
      if (stop > start) {
        this.#starts[this.#lines] = start;
        this.#ends[this.#lines] = maxLength === undefined ? stop : Math.min(stop, start + maxLength);
        this.#records[this.#lines++] = record;
      }
      start = stop + 1;
    }
    return -1;
  }
}
