/**
 * How columns lie in memory. A column belongs to the batch it came in: its arrays are reused for the
 * next batch, so whoever keeps a value longer than one call copies it.
 *
 * `valid` is one byte per row, 1 = value, 0 = NULL, and is there exactly when the field is nullable;
 * the value slot of a NULL row holds anything.
 */
import { Buffer } from "node:buffer";
import { ByteWriter } from "./byte_writer.ts";
import type { Field } from "./field.ts";
import { type SqlType, storageOf, type Value } from "./types.ts";
import { InternalError } from "./errors.ts";

/** Rows of a batch at most. */
export const BATCH_ROWS = 1024;

export class BoolColumn {
  readonly kind = "bool";
  constructor(readonly values: Uint8Array, readonly valid: Uint8Array | undefined) {}
}

/** TINYINT SMALLINT INT DATE. */
export class Int32Column {
  readonly kind = "int32";
  constructor(readonly values: Int32Array, readonly valid: Uint8Array | undefined) {}
}

/** BIGINT, INT UNSIGNED, TIMESTAMP, TIME, DECIMAL up to 18 digits (scaled). */
export class Int64Column {
  readonly kind = "int64";
  /** The same memory as 32-bit halves: low word at 2i, high word at 2i + 1. */
  readonly halves: Int32Array;
  constructor(readonly values: BigInt64Array, readonly valid: Uint8Array | undefined) {
    this.halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  }
}

/** REAL (rounded to 32 bits) and DOUBLE. */
export class Float64Column {
  readonly kind = "float64";
  constructor(readonly values: Float64Array, readonly valid: Uint8Array | undefined) {}
}

/** TEXT, BYTEA, JSON: row i is `data[starts[i], ends[i])`. TEXT and JSON are valid UTF-8. */
export class BytesColumn {
  readonly kind = "bytes";
  data: Uint8Array;
  /**
   * No byte of any row needs escaping inside a JSON string (no quote, backslash or control character).
   * Set by whoever fills the column and knows; a writer that does not know sets `false`.
   */
  jsonSafe = false;
  /** Where computed text of this column is built; its bytes become {@link data}. */
  readonly arena: ByteWriter;
  #text: string | undefined;
  #textStart = 0;

  constructor(
    readonly starts: Int32Array,
    readonly ends: Int32Array,
    readonly valid: Uint8Array | undefined,
    data: Uint8Array = EMPTY,
  ) {
    this.data = data;
    this.arena = new ByteWriter(0);
  }

  /** To be called when the column has been filled anew: forgets strings of the batch before. */
  refill(data: Uint8Array, jsonSafe: boolean): void {
    this.data = data;
    this.jsonSafe = jsonSafe;
    this.#text = undefined;
  }

  /** Row i as text. The first call of a batch decodes the whole region when it is ASCII and has few gaps. */
  text(row: number, rows: number): string {
    const start = this.starts[row]!; // row < rows ≤ capacity
    const end = this.ends[row]!;
    const region = this.#text ?? this.#decode(rows);
    return region === ""
      ? Buffer.from(this.data.buffer, this.data.byteOffset + start, end - start).toString("utf8")
      : region.slice(start - this.#textStart, end - this.#textStart);
  }

  #decode(rows: number): string {
    let low = 0x7fffffff;
    let high = 0;
    let bytes = 0;
    for (let i = 0; i < rows; i++) {
      if (this.valid !== undefined && this.valid[i] === 0) continue;
      bytes += this.ends[i]! - this.starts[i]!; // i < rows ≤ capacity
      if (this.starts[i]! < low) low = this.starts[i]!;
      if (this.ends[i]! > high) high = this.ends[i]!;
    }
    const isDense = high > low && high - low <= SPARSE * bytes;
    const region = isDense ? Buffer.from(this.data.buffer, this.data.byteOffset + low, high - low) : undefined;
    this.#textStart = low;
    const text = region !== undefined && isAscii(region) ? region.toString("latin1") : "";
    this.#text = text;
    return text;
  }
}

/** Rows taken out of an operator's state may lie far from each other: a region this many times as long is not decoded. */
const SPARSE = 16;

/** STRUCT, arrays, INTERVAL, wide DECIMAL, BIGINT UNSIGNED: one {@link Value} per row; NULL is `null` in `values` too. */
export class AnyColumn {
  readonly kind = "any";
  constructor(readonly values: Value[], readonly valid: Uint8Array | undefined) {}
}

export type Column = BoolColumn | Int32Column | Int64Column | Float64Column | BytesColumn | AnyColumn;

const EMPTY = new Uint8Array(8);

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 127) return false; // i < length
  return true;
}

/** An empty column for `capacity` rows of a field. */
export function columnFor(field: Pick<Field, "type" | "nullable">, capacity = BATCH_ROWS): Column {
  const valid = field.nullable ? new Uint8Array(capacity) : undefined;
  switch (storageOf(field.type)) {
    case "bool":
      return new BoolColumn(new Uint8Array(capacity), valid);
    case "int32":
      return new Int32Column(new Int32Array(capacity), valid);
    case "int64":
      return new Int64Column(new BigInt64Array(capacity), valid);
    case "float64":
      return new Float64Column(new Float64Array(capacity), valid);
    case "bytes":
      return new BytesColumn(new Int32Array(capacity), new Int32Array(capacity), valid);
    case "any":
      return new AnyColumn(new Array<Value>(capacity).fill(null), valid);
  }
}

/** The value of one row, by the table at {@link Value}. `rows` is the batch's length. */
export function valueAt(column: Column, type: SqlType, row: number, rows: number): Value {
  if (column.valid !== undefined && column.valid[row] === 0) return null;
  switch (column.kind) {
    case "bool":
      return column.values[row] !== 0;
    case "int32":
    case "float64":
    case "int64":
    case "any":
      return column.values[row] ?? null;
    case "bytes":
      return type.kind === "bytea" ? column.data.slice(column.starts[row], column.ends[row]) : column.text(row, rows);
  }
}

/** Stores one value; for tests, VALUES, generators and other places that are not hot. Bytes go to the column's arena. */
export function setValue(column: Column, row: number, value: Value): void {
  if (row === 0 && column.kind === "bytes") column.arena.clear();
  if (value === null) {
    if (column.valid === undefined) throw new InternalError("NULL in a column that is not nullable");
    column.valid[row] = 0;
    if (column.kind === "any") column.values[row] = null;
    if (column.kind === "bytes") column.starts[row] = column.ends[row] = 0;
    return;
  }
  if (column.valid !== undefined) column.valid[row] = 1;
  switch (column.kind) {
    case "bool":
      column.values[row] = value === true ? 1 : 0;
      return;
    case "int32":
    case "float64":
      column.values[row] = value as number;
      return;
    case "int64":
      column.values[row] = value as bigint;
      return;
    case "any":
      column.values[row] = value;
      return;
    case "bytes": {
      column.starts[row] = column.arena.position;
      if (typeof value === "string") column.arena.appendText(value);
      else column.arena.append(value as Uint8Array);
      column.ends[row] = column.arena.position;
      column.refill(column.arena.bytes, false);
      return;
    }
  }
}
