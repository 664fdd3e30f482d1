/** The columns that messages are read into, whatever schemas they were written with. */
import { BATCH_ROWS, type Column, columnFor } from "../../column.ts";
import type { DecodeField } from "../format.ts";
import { SourceText } from "../source_text.ts";
import type { Value } from "../../types.ts";

/** A column that is read. */
export interface Target {
  readonly field: DecodeField;
  readonly index: number;
  readonly column: Column;
  /** Of TEXT, JSON and BYTEA. */
  readonly text: SourceText | undefined;
}

export class Rows {
  readonly columns: readonly Column[];
  readonly recordOf = new Int32Array(BATCH_ROWS);
  readonly targets: readonly Target[];
  /** Places in the arenas of columns, -1 where there is none: valid for one batch. */
  readonly #caches: Int32Array[] = [];
  #data: Uint8Array = new Uint8Array(0);

  constructor(fields: readonly DecodeField[]) {
    this.columns = fields.map((field) => columnFor(field));
    this.targets = fields.flatMap((field, index) => {
      const column = this.columns[index]!; // one per field
      const text = column.kind === "bytes" ? new SourceText(column, field.type.kind === "json") : undefined;
      return field.needed ? [{ field, index, column, text }] : [];
    });
  }

  cache(size: number): Int32Array {
    const cache = new Int32Array(size).fill(-1);
    this.#caches.push(cache);
    return cache;
  }

  begin(data: Uint8Array): void {
    this.#data = data;
    for (const { text } of this.targets) text?.begin();
    for (const cache of this.#caches) cache.fill(-1);
  }

  finish(rows: number): void {
    for (const { text } of this.targets) text?.finish(this.#data, rows);
  }
}

/** Stores a value that the column can hold. */
export function storeValue({ column, text }: Target, row: number, value: Value): void {
  if (column.valid !== undefined) column.valid[row] = value === null ? 0 : 1;
  switch (column.kind) {
    case "bool":
      column.values[row] = value === true ? 1 : 0;
      return;
    case "int32":
    case "float64":
      if (value !== null) column.values[row] = value as number; // by the table at Value, as below
      return;
    case "int64":
      if (value !== null) column.values[row] = value as bigint;
      return;
    case "any":
      column.values[row] = value;
      return;
    case "bytes":
      if (value === null) column.starts[row] = column.ends[row] = 0;
      else text?.store(row, typeof value === "string" ? ENCODER.encode(value) : value as Uint8Array, false);
      return;
    default:
      column satisfies never;
  }
}

const ENCODER = new TextEncoder();
