/** The rows of an updating result as lines of the screen, with what has changed marked. Knows no terminal and no timer. */
import { type RowOrder, rowOrder } from "../../engine/row_order.ts";
import { type StandingRow, StandingRows } from "../../engine/standing_rows.ts";
import type { Batch } from "../../schema/batch.ts";
import type { Field } from "../../schema/field.ts";
import type { SortKey } from "../../sql/plan.ts";
import { type Cell, type CellColumn, cellColumns, cellOf } from "../formats/cells.ts";
import { TableLines } from "../formats/table_lines.ts";
import { style, type Theme } from "../editor/highlight.ts";

/** A cell that has changed stays marked so long, in milliseconds. */
const MARKED_MS = 1000;

/** What a row looked like, and until when each of its cells is marked. */
interface Shown {
  cells: readonly Cell[];
  readonly markedUntil: number[];
}

export interface Frame {
  readonly lines: readonly string[];
  /** When the first of its marks is to go; undefined: it has none. */
  readonly until: number | undefined;
}

/** Rows stand in the order in which they came and keep their place, or in the order that is given. */
export class TablePicture {
  readonly #columns: readonly CellColumn[];
  readonly #rows: StandingRows;
  readonly #order: RowOrder | undefined;
  readonly #shown = new WeakMap<StandingRow, Shown>();
  #table: { readonly lines: TableLines; readonly width: number } | undefined;

  /** `key`: positions of the fields that identify a row; undefined: the whole row does. */
  constructor(
    fields: readonly Field[],
    key: readonly number[] | undefined,
    readonly theme: Theme,
    order?: readonly SortKey[],
  ) {
    this.#order = order && rowOrder(order);
    this.#columns = cellColumns(fields);
    this.#rows = new StandingRows({ fields, ...(key && { key }) });
  }

  get rows(): number {
    return this.#rows.size;
  }

  apply(batch: Batch): void {
    this.#rows.apply(batch);
  }

  /** The first `room` rows and a count of the rest; cells that have changed since the last frame are marked for a second. */
  frame(room: number, width: number, now: number): Frame {
    const rows = this.#first(room);
    for (const row of rows) this.#look(row, now);
    const marks = rows.flatMap((row) => this.#shown.get(row)?.markedUntil ?? []).filter((until) => until > now);
    return { lines: this.#lines(rows, width, now), until: marks.length === 0 ? undefined : Math.min(...marks) };
  }

  /** The first `room` rows and a count of the rest, nothing marked. */
  still(room: number, width: number): readonly string[] {
    return this.#lines(this.#first(room), width, Infinity);
  }

  #first(count: number): StandingRow[] {
    const order = this.#order;
    if (order !== undefined) return [...this.#rows].sort((a, b) => order(a.values, b.values)).slice(0, count);
    const rows: StandingRow[] = [];
    for (const row of this.#rows) {
      if (rows.length >= count) break;
      rows.push(row);
    }
    return rows;
  }

  #look(row: StandingRow, now: number): void {
    const cells = this.#cellsOf(row);
    const shown = this.#shown.get(row);
    if (shown === undefined) {
      this.#shown.set(row, { cells, markedUntil: cells.map(() => 0) });
      return;
    }
    cells.forEach((cell, i) => {
      if (cell !== shown.cells[i]) shown.markedUntil[i] = now + MARKED_MS;
    });
    shown.cells = cells;
  }

  #cellsOf({ values }: StandingRow): readonly Cell[] {
    return this.#columns.map(({ type }, i) => cellOf(values[i] ?? null, type));
  }

  #lines(rows: readonly StandingRow[], width: number, now: number): readonly string[] {
    const cells = rows.map((row) => this.#cellsOf(row));
    const table = this.#tableOf(cells, width);
    for (const row of cells) table.grow(row);
    const body = rows.map((row, i) => {
      const marked = this.#shown.get(row)?.markedUntil;
      return table.line(cells[i] ?? [], (column) => (marked?.[column] ?? 0) > now);
    });
    const rest = this.#rows.size - rows.length;
    const more = `… ${rest.toLocaleString("en-US")} more ${rest === 1 ? "row" : "rows"}`;
    return [...table.header(), ...body, ...(rest > 0 ? [style(this.theme, "dim", more)] : [])];
  }

  /** Widths are kept as long as the screen has the same. */
  #tableOf(first: readonly (readonly Cell[])[], width: number): TableLines {
    if (this.#table?.width !== width) {
      const color = this.theme.styles.bold !== undefined;
      this.#table = { lines: new TableLines(this.#columns, { color, width }, first), width };
    }
    return this.#table.lines;
  }
}
