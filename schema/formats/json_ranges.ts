/** Ranges of JSON to one batch of rows. */
import { BATCH_ROWS } from "../column.ts";
import type { DataError } from "../errors.ts";
import type { Decoded } from "./format.ts";

/** Decodes runs of ranges into rows of its columns. */
export interface JsonRuns {
  begin(data: Uint8Array): void;
  /** Ranges `[from, to)` into rows from `row` on, for which there is room; the number of the row behind the last one. */
  decodeInto(
    starts: Int32Array,
    ends: Int32Array,
    from: number,
    to: number,
    row: number,
    bad: (range: number, error: DataError) => void,
  ): number;
  /** The first so many rows are those of the batch. */
  finish(rows: number): void;
}

/** As `RangeDecoder.decodeRanges`. */
export function decodeJsonRanges(
  decoder: JsonRuns,
  data: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
  from: number,
  to: number,
  bad: (range: number, error: DataError) => void,
): Decoded {
  decoder.begin(data);
  let record = from;
  let row = 0;
  while (record < to && row < BATCH_ROWS) {
    const limit = Math.min(to, record + BATCH_ROWS - row);
    row = decoder.decodeInto(starts, ends, record, limit, row, bad);
    record = limit;
  }
  decoder.finish(row);
  return { rows: row, records: record - from };
}
