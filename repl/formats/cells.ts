/** The columns of a result as a reader sees them, and its rows as texts. */
import type { Batch } from "../../schema/batch.ts";
import { valueAt } from "../../schema/column.ts";
import { InternalError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import { INT, isNumeric, type SqlType, type Value } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import type { WriterOptions } from "./writer.ts";

/** The text of one value; null is SQL NULL. */
export type Cell = string | null;

export interface CellColumn {
  readonly name: string;
  readonly type: SqlType;
  /** Numbers stand right. */
  readonly right: boolean;
}

/** The visible fields. */
export function cellColumns(fields: readonly Field[]): readonly CellColumn[] {
  return fields.filter((field) => field.hidden !== true)
    .map(({ name, type }) => ({ name, type, right: isNumeric(type) }));
}

export function cellOf(value: Value, type: SqlType): Cell {
  return value === null ? null : valueToText(value, type);
}

/** `_query` where it is asked for, then the visible fields. */
export class Cells {
  readonly columns: readonly CellColumn[];
  readonly #shown: readonly { readonly index: number; readonly type: SqlType }[];
  readonly #query: string | undefined;

  constructor(fields: readonly Field[], { query }: Pick<WriterOptions, "query">) {
    this.#query = query === undefined ? undefined : String(query);
    this.#shown = fields.flatMap(({ type, hidden }, index) => hidden === true ? [] : [{ index, type }]);
    this.columns = [
      ...(query === undefined ? [] : [{ name: "_query", type: INT, right: true }]),
      ...cellColumns(fields),
    ];
  }

  /** One cell per column. */
  row(batch: Batch, row: number): Cell[] {
    const cells: Cell[] = [];
    if (this.#query !== undefined) cells.push(this.#query);
    for (const { index, type } of this.#shown) {
      const column = batch.columns[index];
      if (column === undefined) throw new InternalError(`a result without its column ${index}`);
      cells.push(cellOf(valueAt(column, type, row, batch.length), type));
    }
    return cells;
  }
}
