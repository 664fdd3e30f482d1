/** A decoder of messages whose record keys are decoded too: `METADATA FROM 'key'` with a `key.format`. */
import { BATCH_ROWS, type Column } from "../column.ts";
import { DataError, InternalError } from "../errors.ts";
import type { Records } from "../records.ts";
import type { Decoded, Decoder } from "./format.ts";

/**
 * Keys are decoded before the messages, a batch of records at a time: a record whose key is bad is bad, and its message is
 * not looked at. A message may give several rows, so keys are copied to rows afterwards.
 */
export class KeyedDecoder implements Decoder {
  readonly columns: readonly Column[];
  readonly recordOf: Int32Array;
  readonly changes: Uint8Array | undefined;
  /** Row → its record's key. */
  readonly keyColumn: Column;
  readonly #messages: Decoder;
  readonly #keys: Decoder;
  /** Columns like those of `keys`, filled by row. */
  readonly #copy: (key: number, row: number) => void;
  /** The records whose keys are decoded: `count` from `base` on. */
  #records: Records | undefined;
  #base = 0;
  #count = 0;
  /** The record that the next call begins with, if it goes on with the same records. */
  #next = 0;
  /** The records with the messages of bad keys left out. */
  #view: Records | undefined;
  /** Record − base → row of the decoded keys; -1: a null key. */
  readonly #keyOf = new Int32Array(BATCH_ROWS);

  constructor(messages: Decoder, keys: Decoder, keyColumn: Column) {
    this.#messages = messages;
    this.#keys = keys;
    this.keyColumn = keyColumn;
    this.columns = messages.columns;
    this.recordOf = messages.recordOf;
    this.changes = messages.changes;
    const [from] = keys.columns;
    if (from === undefined) throw new InternalError("A decoder of keys has no column");
    this.#copy = copier(from, keyColumn);
  }

  decode(records: Records, from: number, to: number, bad: (record: number, error: DataError) => void): Decoded {
    if (records !== this.#records || from !== this.#next || from >= this.#base + this.#count) {
      const wait = this.#decodeKeys(records, from, Math.min(to, from + BATCH_ROWS), bad);
      if (this.#count === 0) return { rows: 0, records: 0, wait };
    }
    const decoded = this.#messages.decode(this.#view ?? records, from, Math.min(to, this.#base + this.#count), bad);
    this.#next = from + decoded.records;
    const { keyColumn, recordOf } = this;
    const data = this.#keys.columns[0];
    if (keyColumn.kind === "bytes" && data?.kind === "bytes") keyColumn.refill(data.data, data.jsonSafe);
    for (let row = 0; row < decoded.rows; row++) this.#copy(this.#keyOf[recordOf[row]! - this.#base]!, row); // row < rows
    return decoded;
  }

  #decodeKeys(
    records: Records,
    from: number,
    to: number,
    bad: (record: number, error: DataError) => void,
  ): Promise<void> | undefined {
    const { keyStart, keyEnd } = records;
    if (keyStart === undefined || keyEnd === undefined) throw new InternalError("Record keys were not asked for");
    let valueStart: Int32Array | undefined;
    const failed = (record: number, error: DataError) => {
      valueStart ??= records.valueStart.slice();
      valueStart[record] = -1;
      bad(record, new DataError(`${error.message} (in the record's key)`, error.diagnostic));
    };
    const keys: Records = { ...records, valueStart: keyStart, valueEnd: keyEnd };
    const decoded = this.#keys.decode(keys, from, to, failed);
    this.#records = records;
    this.#base = from;
    this.#count = decoded.records;
    this.#keyOf.fill(-1, 0, decoded.records);
    for (let row = 0; row < decoded.rows; row++) this.#keyOf[this.#keys.recordOf[row]! - from] = row; // row < rows
    if (this.keyColumn.valid === undefined) {
      for (let record = from; record < from + decoded.records; record++) {
        if (keyStart[record]! >= 0) continue; // record < count
        failed(record, new DataError("the record has no key, and its column is NOT NULL", { code: "bad_record" }));
      }
    }
    this.#view = valueStart && { ...records, valueStart };
    return decoded.wait;
  }
}

/** Copies the value of one row of a column to one of another of the same kind; -1: NULL. Bytes are not moved. */
function copier(from: Column, to: Column): (key: number, row: number) => void {
  if (from.kind !== to.kind) throw new InternalError("Columns of keys are of different kinds");
  const isNull = (key: number) => key < 0 || from.valid?.[key] === 0;
  const mark = (key: number, row: number): boolean => {
    if (to.valid === undefined) return key >= 0;
    to.valid[row] = isNull(key) ? 0 : 1;
    return to.valid[row] === 1;
  };
  if (from.kind === "bytes" && to.kind === "bytes") {
    return (key, row) => {
      const isValue = mark(key, row);
      to.starts[row] = isValue ? from.starts[key]! : 0; // a row of the decoded keys
      to.ends[row] = isValue ? from.ends[key]! : 0;
    };
  }
  const source = from as { readonly values: { [row: number]: unknown } };
  const target = to as { readonly values: { [row: number]: unknown } };
  return (key, row) => {
    if (mark(key, row)) target.values[row] = source.values[key];
    else if (to.kind === "any") to.values[row] = null;
  };
}
