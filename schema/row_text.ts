/** Rows that are equal: found by a text of what identifies them, or compared where they lie. */
import { Buffer } from "node:buffer";
import type { Batch } from "./batch.ts";
import { type Column, valueAt } from "./column.ts";
import { InternalError } from "./errors.ts";
import type { Field } from "./field.ts";
import type { Interval, Value } from "./types.ts";

/** Rows to texts that are equal exactly when the rows are. Of the columns at `positions`; texts of other positions or types may collide with these. */
export class RowText {
  readonly #columns: readonly { readonly index: number; readonly field: Field }[];

  constructor(fields: readonly Field[], positions: readonly number[]) {
    this.#columns = positions.map((index) => {
      const field = fields[index];
      if (field === undefined) throw new InternalError(`a row without its column ${index}`);
      return { index, field };
    });
  }

  of(batch: Batch, row: number): string {
    let text = "";
    for (const { index, field } of this.#columns) {
      const column = batch.columns[index]!; // a position of the fields
      text += `${valueText(valueAt(column, field.type, row, batch.length))},`;
    }
    return text;
  }
}

/** The same of values that lie in no batch. */
export function rowText(values: readonly Value[]): string {
  return values.map((value) => `${valueText(value)},`).join("");
}

/** Tells apart what stands in one column; no text is the beginning of another followed by a comma. */
function valueText(value: Value): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
    case "bigint":
    case "boolean":
      return String(value); // −0 is 0
    default:
      if (value === null) return "";
      if (value instanceof Uint8Array) return `x${value.toHex()}`;
      if (Array.isArray(value)) return `[${value.map((one) => `${valueText(one)},`).join("")}]`;
      return intervalText(value as Interval); // by the table at Value
  }
}

function intervalText({ months, days, nanos }: Interval): string {
  return `${months}/${days}/${nanos}`;
}

/** Whether two rows have the same value in a column; NULL is NULL. */
export function sameCells(column: Column, a: number, b: number): boolean {
  const { valid } = column;
  if (valid !== undefined && (valid[a] === 0 || valid[b] === 0)) return valid[a] === valid[b];
  switch (column.kind) {
    case "bool":
    case "int32":
    case "int64":
      return column.values[a] === column.values[b];
    case "float64":
      return column.values[a] === column.values[b] ||
        (Number.isNaN(column.values[a]) && Number.isNaN(column.values[b]));
    case "bytes": {
      const { data, starts, ends } = column;
      return Buffer.compare(data.subarray(starts[a], ends[a]), data.subarray(starts[b], ends[b])) === 0;
    }
    case "any":
      return valueText(column.values[a] ?? null) === valueText(column.values[b] ?? null);
    default:
      return column satisfies never;
  }
}
