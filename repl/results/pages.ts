/** What can be paged: a table whose lines are made when they are looked at, or lines that are there. */
import { Cells } from "../formats/cells.ts";
import { TableLines } from "../formats/table_lines.ts";
import { displayWidth } from "../terminal/width.ts";
import type { KeptRows } from "./kept_rows.ts";
import type { Pages } from "./pager.ts";

/** Rows that tell how wide the columns are; later ones make them wider where they must. */
const MEASURED = 500;
/** How far a step sideways goes in lines that have no columns. */
const STEP = 20;

export class TablePages implements Pages {
  readonly unit = "rows";
  readonly #kept: KeptRows;
  readonly #cells: Cells;
  readonly #columns: number;
  #lines: TableLines | undefined;

  constructor(kept: KeptRows) {
    this.#kept = kept;
    this.#cells = new Cells(kept.fields, {});
    this.#columns = this.#cells.columns.length;
  }

  get size(): number {
    return this.#kept.size;
  }

  get growing(): boolean {
    return !this.#kept.ended;
  }

  get header(): readonly string[] {
    return this.#table().header();
  }

  /** Where the columns begin. */
  get stops(): readonly number[] {
    return this.#table().starts.slice(0, this.#columns);
  }

  line(index: number): string {
    return this.#table().line(this.#row(index));
  }

  #row(index: number) {
    const { batch, row } = this.#kept.at(index);
    return this.#cells.row(batch, row);
  }

  #table(): TableLines {
    if (this.#lines === undefined) {
      const first = Array.from({ length: Math.min(this.#kept.size, MEASURED) }, (_, index) => this.#row(index));
      this.#lines = new TableLines(this.#cells.columns, { color: false, width: undefined }, first);
    }
    return this.#lines;
  }
}

/** Lines of text, such as a long list or rows in another format. */
export function textPages(lines: readonly string[]): Pages {
  const widest = lines.reduce((width, line) => Math.max(width, displayWidth(line)), 0);
  const stops = Array.from({ length: Math.max(1, Math.ceil(widest / STEP)) }, (_, index) => index * STEP);
  return { header: [], size: lines.length, line: (index) => lines[index] ?? "", stops, unit: "lines", growing: false };
}
