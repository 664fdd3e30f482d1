import type { Batch } from "../../schema/batch.ts";
import { Int64Column } from "../../schema/column.ts";
import { InternalError } from "../../schema/errors.ts";

/** The values of a column of event times or watermarks. */
export function timesOf(batch: Batch, index: number): BigInt64Array {
  const column = batch.columns[index];
  if (column instanceof Int64Column) return column.values;
  throw new InternalError("A time is no TIMESTAMP");
}
