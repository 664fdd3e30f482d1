/** One JSON value into one row of a typed column: the exact way, for what generated scanners leave. */
import type { Column } from "../column.ts";
import { InternalError } from "../errors.ts";
import type { DecodeField } from "./format.ts";
import { storeIso } from "./json_iso.ts";
import { BadValue, type JsonCursor } from "./json_cursor.ts";
import { type NumericTimestamps, type ValueReader, valueReader } from "./json_readers.ts";
import type { SourceText } from "./source_text.ts";
import type { Value } from "../types.ts";

/** Reads the value at the cursor's position, `null` included, into a row. Throws {@link BadValue}. */
export type ColumnReader = (cursor: JsonCursor, row: number) => void;

/** `text` is there for TEXT and JSON columns and keeps their overflow. */
export function columnReader(
  field: DecodeField,
  column: Column,
  text: SourceText | undefined,
  timestamps: NumericTimestamps,
): ColumnReader {
  const read = presentReader(field, column, text, timestamps);
  const { valid } = column;
  return (cursor, row) => {
    if (cursor.takeNull()) return storeNull(column, row);
    read(cursor, row);
    if (valid !== undefined) valid[row] = 1;
  };
}

/** Stores NULL; throws {@link BadValue} for a NOT NULL column. */
export function storeNull(column: Column, row: number): void {
  if (column.valid === undefined) throw new BadValue("NULL in a NOT NULL column");
  column.valid[row] = 0;
  if (column.kind === "any") column.values[row] = null;
  if (column.kind === "bytes") column.starts[row] = column.ends[row] = 0;
}

function presentReader(
  { type }: DecodeField,
  column: Column,
  text: SourceText | undefined,
  timestamps: NumericTimestamps,
): ColumnReader {
  const read = valueReader(type, timestamps);
  if (type.kind === "timestamp" && column.kind === "int64") {
    const { halves, values } = column;
    const { precision } = type;
    return (cursor, row) => {
      const next = cursor.peek() === 34 ? storeIso(cursor.bytes, cursor.position + 1, precision, halves, row) : -1;
      if (next >= 0 && next <= cursor.end) cursor.position = next;
      else values[row] = read(cursor, 0) as bigint; // by the table at Value
    };
  }
  switch (column.kind) {
    case "bool":
      return into(read, column.values, (value) => value === true ? 1 : 0);
    case "int32":
    case "float64":
      return into(read, column.values, (value) => value as number); // by the table at Value, as below
    case "int64": {
      const { values } = column;
      return (cursor, row) => {
        values[row] = read(cursor, 0) as bigint;
      };
    }
    case "any": {
      const { values } = column;
      return (cursor, row) => {
        values[row] = read(cursor, 0);
      };
    }
    case "bytes": {
      if (type.kind === "bytea") {
        const { starts, ends, arena } = column;
        return (cursor, row) => {
          const bytes = read(cursor, 0) as Uint8Array;
          starts[row] = arena.position;
          arena.append(bytes);
          ends[row] = arena.position;
        };
      }
      if (text === undefined) throw new InternalError("a column of text without its SourceText");
      if (type.kind === "json") return (cursor, row) => text.readJson(cursor, row);
      return (cursor, row) => {
        if (cursor.peek() === 34) text.readText(cursor, row);
        else read(cursor, 0); // refuses with the reason
      };
    }
    default:
      return column satisfies never;
  }
}

function into(
  read: ValueReader,
  values: Uint8Array | Int32Array | Float64Array,
  convert: (value: Value) => number,
): ColumnReader {
  return (cursor, row) => {
    values[row] = convert(read(cursor, 0));
  };
}
