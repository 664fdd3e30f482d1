/** `json.unstructured`: each message, any JSON value, as one JSON column. */
import { BATCH_ROWS, type Column, columnFor } from "../column.ts";
import { type DataError, InternalError } from "../errors.ts";
import { HEADER_BYTES } from "../registry/framing.ts";
import { badRecord } from "./bad_record.ts";
import type { Decoded, DecodeField } from "./format.ts";
import type { RangeDecoder } from "./framing.ts";
import { storeNull } from "./json_columns.ts";
import { BadSyntax, BadValue, JsonCursor } from "./json_cursor.ts";
import { decodeJsonRanges } from "./json_ranges.ts";
import { SourceText } from "./source_text.ts";

export class UnstructuredJsonDecoder implements RangeDecoder {
  readonly columns: readonly Column[];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly #text: SourceText;
  readonly #name: string;
  readonly #cursor = new JsonCursor();
  readonly #header: number;

  /** `registered`: the value of each range stands behind the header of a schema registry, which is passed over. */
  constructor(fields: readonly DecodeField[], registered = false) {
    this.#header = registered ? HEADER_BYTES : 0;
    this.columns = fields.map((field) => columnFor(field));
    const [column] = this.columns;
    if (column?.kind !== "bytes") throw new InternalError("json.unstructured without its JSON column");
    this.#text = new SourceText(column, true);
    this.#name = fields[0]?.name ?? "";
  }

  decodeRanges(
    data: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    from: number,
    to: number,
    bad: (range: number, error: DataError) => void,
  ): Decoded {
    return decodeJsonRanges(this, data, starts, ends, from, to, bad);
  }

  /** These as in `JsonDecoder`, but that all ranges are read whatever their headers. */
  begin(data: Uint8Array): void {
    this.#cursor.bytes = data;
    this.#text.begin();
  }

  decodeInto(
    starts: Int32Array,
    ends: Int32Array,
    from: number,
    to: number,
    row: number,
    bad: (range: number, error: DataError) => void,
  ): number {
    const { bytes } = this.#cursor;
    for (let record = from; record < to; record++) {
      const start = starts[record]! + this.#header; // record < to, as below
      const end = ends[record]!;
      if (starts[record]! < 0 || end <= start) continue;
      try {
        this.#read(start, end, row);
        this.recordOf[row++] = record;
      } catch (error) {
        if (!(error instanceof BadValue)) throw error;
        bad(record, badRecord(error instanceof BadSyntax ? undefined : this.#name, error.message, bytes, start, end));
      }
    }
    return row;
  }

  finish(rows: number): void {
    this.#text.finish(this.#cursor.bytes, rows);
  }

  #read(start: number, end: number, row: number): void {
    const cursor = this.#cursor;
    const { column } = this.#text;
    cursor.over(start, end);
    cursor.origin = start;
    if (cursor.takeNull()) storeNull(column, row);
    else {
      this.#text.readJson(cursor, row);
      if (column.valid !== undefined) column.valid[row] = 1;
    }
    cursor.finish();
  }
}
