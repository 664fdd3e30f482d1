/** `protobuf.into_unstructured_json`: whole messages as JSON in the only column. */
import type { DataError } from "../../errors.ts";
import { JSON_TYPE } from "../../types.ts";
import { badRecord } from "../bad_record.ts";
import type { ProtoMessage } from "./schema.ts";
import type { Messages, ScanState } from "./message_decoder.ts";
import { Readers } from "./read_message.ts";
import type { Read } from "./take.ts";
import { type Rows, storeValue } from "./rows.ts";
import { BadWire, WireCursor } from "./wire.ts";

export class JsonMessages implements Messages {
  readonly #read: Read;
  readonly #cursor = new WireCursor();

  constructor(message: ProtoMessage, readonly rows: Rows, readonly state: ScanState) {
    this.#read = new Readers().value(message, JSON_TYPE);
  }

  /** None of them is read by a scanner. */
  scan(
    _bytes: Uint8Array,
    _view: DataView,
    starts: Int32Array,
    _ends: Int32Array,
    from: number,
    to: number,
    row: number,
  ): number {
    this.state.next[0] = row;
    let record = from;
    while (record < to && starts[record]! < 0) record++; // record < to ≤ count
    return record;
  }

  read(
    data: Uint8Array,
    start: number,
    end: number,
    record: number,
    row: number,
    bad: (record: number, error: DataError) => void,
  ): boolean {
    try {
      const text = this.#read(this.#cursor.over(data, start, end), 0);
      for (const target of this.rows.targets) storeValue(target, row, text);
    } catch (error) {
      if (!(error instanceof BadWire)) throw error;
      const path = error.path.length === 0 ? "" : `field '${error.path.join(".")}': `;
      bad(record, badRecord(undefined, path + error.reason, data, start, end));
      return false;
    }
    this.rows.recordOf[row] = record;
    return true;
  }
}
