/** `format = 'raw_string'` and `'raw_bytes'`: the message as it is, in the single column `value`. */
import { Buffer } from "node:buffer";
import { BATCH_ROWS, type Column, columnFor } from "../column.ts";
import { InternalError } from "../errors.ts";
import type { Decoded, DecodeField, Format } from "./format.ts";
import { framed, type RangeDecoder } from "./framing.ts";
import { VerbatimEncoder } from "./json_encode.ts";
import { checkSingleColumn } from "./single_column.ts";
import { hasNonAscii, isUtf8 } from "./utf8.ts";

export const rawString = rawFormat("raw_string", "The message as text; bytes that are no UTF-8 are replaced", "text");
export const rawBytes = rawFormat("raw_bytes", "The message as bytes", "bytea");

function rawFormat(name: string, doc: string, kind: "text" | "bytea"): Format<Record<never, never>> {
  return {
    name,
    doc,
    options: {},
    check: (fields, _options, direction) => checkSingleColumn(fields, kind, name, direction),
    decoder: (fields, _options, framing) => framed(new RawDecoder(fields), framing),
    encoder: (fields) => new VerbatimEncoder(fields),
  };
}

class RawDecoder implements RangeDecoder {
  readonly columns: readonly Column[];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly #text: boolean;

  constructor(fields: readonly DecodeField[]) {
    this.columns = fields.map((field) => columnFor(field));
    this.#text = fields[0]?.type.kind === "text";
  }

  decodeRanges(data: Uint8Array, starts: Int32Array, ends: Int32Array, from: number, to: number): Decoded {
    const [column] = this.columns;
    if (column?.kind !== "bytes") throw new InternalError("a raw format without its column");
    let row = 0;
    let record = from;
    let replaced = false;
    for (; record < to && row < BATCH_ROWS; record++) {
      const start = starts[record]!; // record < to, as below
      const end = ends[record]!;
      if (start < 0 || end <= start) continue;
      column.starts[row] = start;
      column.ends[row] = end;
      if (column.valid !== undefined) column.valid[row] = 1;
      if (this.#text && hasNonAscii(data, start, end) && !isUtf8(data, start, end)) replaced = true;
      this.recordOf[row++] = record;
    }
    if (replaced) {
      column.arena.clear();
      for (let i = 0; i < row; i++) {
        const start = column.starts[i]!; // i < row ≤ capacity, as below
        const text = Buffer.from(data.buffer, data.byteOffset + start, column.ends[i]! - start).toString("utf8");
        column.starts[i] = column.arena.position;
        column.arena.appendText(text);
        column.ends[i] = column.arena.position;
      }
    }
    column.refill(replaced ? column.arena.bytes : data, false);
    return { rows: row, records: record - from };
  }
}
