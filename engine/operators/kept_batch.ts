/** Rows that outlive the call they came in. */
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
import type { RecordPlace } from "../../schema/errors.ts";

/** A copy of some columns of a batch, and of everything else that is known of its rows. */
export function keep(batch: Batch, columns: readonly number[]): Batch {
  const { length, changes, partition, origin } = batch;
  const rows = Int32Array.from({ length }, (_, row) => row);
  // The places change with the source's next batch: they are kept for rows that may fail later on.
  const places: (RecordPlace | undefined)[] | undefined = origin && Array.from(rows, (row) => origin(row));
  return {
    length,
    columns: columns.map((index) => copied(batch.columns[index]!, rows)), // positions of the plan
    changes: changes?.slice(0, length),
    partition,
    origin: places && ((row) => places[row]),
  };
}

/** Some rows of a batch, in the order of `rows`, in memory of their own. */
export function pickRows(batch: Batch, rows: Int32Array): Batch {
  const { changes, origin } = batch;
  return {
    length: rows.length,
    columns: batch.columns.map((column) => copied(column, rows)),
    changes: changes && Uint8Array.from(rows, (row) => changes[row]!), // rows of the batch
    partition: batch.partition,
    origin: origin && ((row) => origin(rows[row]!)),
  };
}

function copied(column: Column, rows: Int32Array): Column {
  const valid = column.valid && picked(column.valid, new Uint8Array(rows.length), rows);
  switch (column.kind) {
    case "bool":
      return new BoolColumn(picked(column.values, new Uint8Array(rows.length), rows), valid);
    case "int32":
      return new Int32Column(picked(column.values, new Int32Array(rows.length), rows), valid);
    case "int64":
      return new Int64Column(picked(column.values, new BigInt64Array(rows.length), rows), valid);
    case "float64":
      return new Float64Column(picked(column.values, new Float64Array(rows.length), rows), valid);
    case "bytes":
      return copiedBytes(column, rows, valid);
    case "any":
      return new AnyColumn(Array.from(rows, (row) => column.values[row] ?? null), valid);
    default:
      return column satisfies never;
  }
}

/** Fills `into`, whose length is that of `rows`. */
function picked<A extends { [index: number]: number | bigint }>(from: A, into: A, rows: Int32Array): A {
  for (let i = 0; i < rows.length; i++) into[i] = from[rows[i]!]!; // rows of the batch
  return into;
}

function copiedBytes(column: BytesColumn, rows: Int32Array, valid: Uint8Array | undefined): BytesColumn {
  const starts = new Int32Array(rows.length);
  const ends = new Int32Array(rows.length);
  let size = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!; // i < length
    starts[i] = size;
    if (valid === undefined || valid[i] !== 0) size += column.ends[row]! - column.starts[row]!;
    ends[i] = size;
  }
  const data = new Uint8Array(size + MARGIN);
  for (let i = 0; i < rows.length; i++) {
    if (starts[i] === ends[i]) continue;
    const row = rows[i]!; // i < length
    data.set(column.data.subarray(column.starts[row], column.ends[row]), starts[i]);
  }
  const copy = new BytesColumn(starts, ends, valid, data);
  copy.jsonSafe = column.jsonSafe;
  return copy;
}

/** Readers of bytes may look behind the last one. */
const MARGIN = 8;
