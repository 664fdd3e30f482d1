/** The columns of a result as a reader sees them, and its rows as texts. */
import { type Batch, INSERT } from "../../schema/batch.ts";
import { valueAt } from "../../schema/column.ts";
import { InternalError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import { INT, isNumeric, type SqlType, TEXT } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import type { WriterOptions } from "./writer.ts";

/** How the kinds of `Batch.changes` are written, in the order of their numbers. */
export const CHANGE_NAMES: readonly string[] = ["+I", "-D", "-U", "+U"];

/** The text of one value; null is SQL NULL. */
export type Cell = string | null;

export interface CellColumn {
  readonly name: string;
  readonly type: SqlType;
  /** Numbers stand right. */
  readonly right: boolean;
}

/** `_query` and `_op` where they are asked for, then the visible fields. */
export class Cells {
  readonly columns: readonly CellColumn[];
  readonly #shown: readonly { readonly index: number; readonly type: SqlType }[];
  readonly #query: string | undefined;
  readonly #op: boolean;

  constructor(fields: readonly Field[], { query, op = false }: Pick<WriterOptions, "query" | "op">) {
    this.#query = query === undefined ? undefined : String(query);
    this.#op = op;
    this.#shown = fields.flatMap(({ type, hidden }, index) => hidden === true ? [] : [{ index, type }]);
    this.columns = [
      ...(query === undefined ? [] : [{ name: "_query", type: INT, right: true }]),
      ...(op ? [{ name: "_op", type: TEXT, right: false }] : []),
      ...fields.filter((field) => field.hidden !== true).map(({ name, type }) => ({
        name,
        type,
        right: isNumeric(type),
      })),
    ];
  }

  /** One cell per column. */
  row(batch: Batch, row: number): Cell[] {
    const cells: Cell[] = [];
    if (this.#query !== undefined) cells.push(this.#query);
    if (this.#op) cells.push(CHANGE_NAMES[batch.changes?.[row] ?? INSERT] ?? null);
    for (const { index, type } of this.#shown) {
      const column = batch.columns[index];
      if (column === undefined) throw new InternalError(`a result without its column ${index}`);
      const value = valueAt(column, type, row, batch.length);
      cells.push(value === null ? null : valueToText(value, type));
    }
    return cells;
  }
}
