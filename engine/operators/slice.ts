import type { Batch } from "../../schema/batch.ts";
import {
  AnyColumn,
  BoolColumn,
  BytesColumn,
  type Column,
  Float64Column,
  Int32Column,
  Int64Column,
} from "../../schema/column.ts";

/** Rows `[from, to)` of a batch, over the same memory. */
export function slice(batch: Batch, from: number, to: number): Batch {
  return {
    length: to - from,
    columns: batch.columns.map((column) => sliceColumn(column, from, to)),
    changes: batch.changes?.subarray(from, to),
    partition: batch.partition,
    origin: (row) => batch.origin?.(from + row),
  };
}

function sliceColumn(column: Column, from: number, to: number): Column {
  const valid = column.valid?.subarray(from, to);
  switch (column.kind) {
    case "bool":
      return new BoolColumn(column.values.subarray(from, to), valid);
    case "int32":
      return new Int32Column(column.values.subarray(from, to), valid);
    case "int64":
      return new Int64Column(column.values.subarray(from, to), valid);
    case "float64":
      return new Float64Column(column.values.subarray(from, to), valid);
    case "bytes": {
      const part = new BytesColumn(
        column.starts.subarray(from, to),
        column.ends.subarray(from, to),
        valid,
        column.data,
      );
      part.jsonSafe = column.jsonSafe;
      return part;
    }
    case "any":
      return new AnyColumn(column.values.slice(from, to), valid);
    default:
      return column satisfies never;
  }
}
