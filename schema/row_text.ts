/** Rows to texts that are equal exactly when the rows are: for finding a row by what identifies it. */
import type { Batch } from "./batch.ts";
import { valueAt } from "./column.ts";
import { InternalError } from "./errors.ts";
import type { Field } from "./field.ts";
import type { Interval, Value } from "./types.ts";

/** Of the columns at `positions`; texts of other positions or types may collide with these. */
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

  /** Of a row that was taken out of its batch: value i belongs to field i. */
  ofValues(values: readonly Value[]): string {
    let text = "";
    for (const { index } of this.#columns) text += `${valueText(values[index] ?? null)},`;
    return text;
  }
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
