/** Record keys from `sink.key_field`: `raw` is the text form of the value, BYTEA its bytes. */
import type { Batch } from "../../schema/batch.ts";
import type { ByteWriter } from "../../schema/byte_writer.ts";
import { type Column, valueAt } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import type { RowEncoder } from "../../schema/formats/format.ts";
import { valueToText } from "../../schema/values/value_text.ts";

export function keyEncoder(field: Field, index: number): RowEncoder {
  return field.type.kind === "text" || field.type.kind === "bytea" || field.type.kind === "json"
    ? new BytesKey(index)
    : new TextKey(field, index);
}

/** TEXT, JSON and BYTEA: the bytes as they are. */
class BytesKey implements RowEncoder {
  readonly #index: number;
  #column: Column | undefined;

  constructor(index: number) {
    this.#index = index;
  }

  bind(batch: Batch): void {
    this.#column = batch.columns[this.#index];
  }

  encode(row: number, out: ByteWriter): boolean {
    const column = this.#column;
    if (column?.kind !== "bytes" || column.valid?.[row] === 0) return false;
    out.append(column.data, column.starts[row], column.ends[row]);
    return true;
  }
}

class TextKey implements RowEncoder {
  readonly #field: Field;
  readonly #index: number;
  #column: Column | undefined;
  #rows = 0;

  constructor(field: Field, index: number) {
    this.#field = field;
    this.#index = index;
  }

  bind(batch: Batch): void {
    this.#column = batch.columns[this.#index];
    this.#rows = batch.length;
  }

  encode(row: number, out: ByteWriter): boolean {
    if (this.#column === undefined) return false;
    const value = valueAt(this.#column, this.#field.type, row, this.#rows);
    if (value === null) return false;
    out.appendText(valueToText(value, this.#field.type));
    return true;
  }
}
