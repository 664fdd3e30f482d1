/** What tells the rows of an updating result apart, as a value that a Map finds. */
import type { Batch } from "../../../schema/batch.ts";
import { valueAt } from "../../../schema/column.ts";
import { type Field, identityOf } from "../../../schema/field.ts";
import { RowText } from "../../../schema/row_text.ts";

export type Identity = string | number | bigint | boolean | null;

/** Equal exactly when the rows are, by the columns at `key` or, where there is none, as a whole. */
export function identityReader(
  fields: readonly Field[],
  key: readonly number[] | undefined,
): (batch: Batch, row: number) => Identity {
  const positions = identityOf({ fields, ...(key && { key }) });
  const [position = -1] = positions;
  const field = positions.length === 1 ? fields[position] : undefined;
  if (field === undefined || !isPlain(field)) {
    const text = new RowText(fields, positions);
    return (batch, row) => text.of(batch, row);
  }
  return (batch, row) => {
    const column = batch.columns[position]!; // a position of the fields
    if (column.kind === "int64" && column.valid?.[row] !== 0) return wholeNumber(column.halves, row);
    return valueAt(column, field.type, row, batch.length) as Identity; // plain, by the table at Value
  };
}

function isPlain({ type: { kind } }: Field): boolean {
  return kind === "text" || kind === "boolean" || kind === "integer" || kind === "timestamp" || kind === "date";
}

/** A number where it is exact: a Map finds it sooner than a bigint. */
function wholeNumber(halves: Int32Array, row: number): number | bigint {
  const [low, high] = [halves[2 * row]! >>> 0, halves[2 * row + 1]!]; // both halves of a row of the batch
  const isExact = high >= -0x20_0000 && high < 0x20_0000;
  return isExact ? high * 0x1_0000_0000 + low : (BigInt(high) << 32n) | BigInt(low);
}
