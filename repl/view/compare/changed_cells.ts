/** Room for what cells were, where the screen has some. */
import type { Field } from "../../../schema/field.ts";
import { displayWidth, visible } from "../../terminal/width.ts";
import type { ShownRow } from "../rows/view_rows.ts";
import { changeText } from "./change_text.ts";

export class ChangedCells {
  /** By column: widths of its changes in few words and in more, as far as they were seen. They only grow, so that columns do not jump. */
  readonly #wanted = new Map<number, readonly number[]>();

  /** No instants are compared any more. */
  forget(): void {
    this.#wanted.clear();
  }

  /** Rows that are about to be painted. */
  look(rows: readonly ShownRow[], fields: readonly Field[]): void {
    for (const row of rows) {
      fields.forEach((field, column) => {
        const text = changeText(row, column, field);
        if (text === undefined) return;
        const before = this.#wanted.get(column) ?? [];
        const widths = [text.brief, text.both, text.full].map(widthOf);
        this.#wanted.set(column, widths.map((width, i) => Math.max(width, before[i] ?? 0)));
      });
    }
  }

  /** Widths of a column that would be good to have, the modest one first. */
  wanted(column: number): readonly number[] {
    return this.#wanted.get(column) ?? [];
  }
}

/** What a cell that has changed says in `width` columns, at least what it is; undefined: it has not changed. */
export function changedCell(row: ShownRow, column: number, field: Field, width: number): string | undefined {
  const text = changeText(row, column, field);
  if (text === undefined) return undefined;
  return visible([text.full, text.both, text.brief].find((one) => widthOf(one) <= width) ?? text.now);
}

function widthOf(text: string): number {
  return displayWidth(visible(text));
}
