/** The lines of a table for people, one by one: for results that are written once and for those that are painted again. */
import { ANSI_THEME, PLAIN_THEME, style, type Theme } from "../editor/highlight.ts";
import { displayWidth, fit, graphemes, isPlain, isUncertain, visible } from "../terminal/width.ts";
import type { Cell, CellColumn } from "./cells.ts";
import { ColumnWidths } from "./column_widths.ts";

/** A blank on each side of a cell, and the line between two. */
const BETWEEN = 3;
/** What {@link fit} closes a cut line with. */
const RESET = "\x1b[0m";

/** What the width of the screen kept from being shown. */
export interface Omitted {
  /** Columns that do not fit, wholly or in part. */
  readonly columns: number;
  /** Values that are shown with `…` for their end. */
  readonly values: number;
}

export interface TableStyle {
  /** ANSI styles and cursor codes. */
  readonly color: boolean;
  /** Columns of the terminal; lines are cut to them. Undefined: nothing is shortened. */
  readonly width: number | undefined;
}

/**
 * ```
 *  user │ orders
 * ──────┼────────
 *  ann  │     41
 * ```
 */
export class TableLines {
  readonly #columns: readonly CellColumn[];
  readonly #names: readonly string[];
  readonly #theme: Theme;
  readonly #width: number | undefined;
  readonly #widths: ColumnWidths;
  #shortened = 0;

  /** `first` are rows that tell how wide the columns are; later ones can only take what is left over. */
  constructor(columns: readonly CellColumn[], { color, width }: TableStyle, first: readonly (readonly Cell[])[]) {
    this.#columns = columns;
    this.#names = columns.map((column) => visible(column.name));
    this.#theme = color ? ANSI_THEME : PLAIN_THEME;
    this.#width = width;
    const widths = this.#names.map((name, i) =>
      first.reduce((widest, cells) => Math.max(widest, displayWidth(textOf(cells[i]))), displayWidth(name))
    );
    // The last line has no blank after it, and there is one line fewer than columns.
    const limit = width === undefined ? undefined : width + 2;
    this.#widths = new ColumnWidths(widths, limit, BETWEEN);
  }

  /** Of the lines so far. */
  get omitted(): Omitted {
    const { starts } = this;
    const room = this.#width ?? Infinity;
    const columns = this.#widths.widths.filter((width, i) => (starts[i] ?? 0) + width + 1 > room).length;
    return { columns, values: this.#shortened };
  }

  /** Where the columns begin, their blank included, counted from 0. */
  get starts(): readonly number[] {
    let at = 0;
    return this.#widths.widths.map((width) => (at += width + BETWEEN) - width - BETWEEN);
  }

  /** Makes room for a row, so that lines asked for before and after it stand below each other. */
  grow(cells: readonly Cell[]): void {
    cells.forEach((cell, i) => this.#widths.take(i, displayWidth(textOf(cell))));
  }

  /** The names and the rule below them. */
  header(): readonly string[] {
    const names = this.#joined(this.#names.map((name, i) => this.#cell(name, i, "bold")));
    const last = this.#columns.length - 1;
    const rules = this.#widths.widths.map((width, i) => "─".repeat(i === last ? width + 1 : width + 2));
    return [names, this.#cut(rules.join("┼"))];
  }

  /** `marked` cells are bold. */
  line(cells: readonly Cell[], marked?: (column: number) => boolean): string {
    return this.#joined(cells.map((cell, i) => {
      const plain = cell === null ? "dim" : undefined;
      return this.#cell(textOf(cell), i, marked?.(i) === true ? "bold" : plain);
    }));
  }

  /** The content of a cell in its column's width. */
  #cell(text: string, column: number, as: "bold" | "dim" | undefined): string {
    const needed = displayWidth(text);
    const width = this.#widths.take(column, needed);
    const last = column === this.#columns.length - 1;
    const right = this.#columns[column]?.right === true;
    if (needed > width) this.#shortened++;
    const content = needed > width ? shortened(text, width) : text;
    const blanks = " ".repeat(Math.max(0, width - displayWidth(content)));
    const painted = as === undefined ? content : style(this.#theme, as, content);
    if (right) return blanks + painted;
    return last ? painted : painted + blanks + this.#place(content, column);
  }

  /** Terminals disagree about the width of some clusters: behind one, the cursor is put where we believe it is. */
  #place(content: string, column: number): string {
    if (this.#theme === PLAIN_THEME || isPlain(content)) return "";
    for (const cluster of graphemes(content)) {
      if (!isUncertain(cluster)) continue;
      const before = this.#widths.widths.slice(0, column + 1).reduce((sum, width) => sum + width + BETWEEN, 0);
      return `\x1b[${before - 1}G`;
    }
    return "";
  }

  #joined(cells: readonly string[]): string {
    const line = ` ${cells.join(" │ ")}`;
    return this.#cut(cells.at(-1) === "" ? line.trimEnd() : line);
  }

  #cut(line: string): string {
    const shown = this.#width === undefined ? line : fit(line, this.#width);
    return this.#theme === PLAIN_THEME ? shown.replace(RESET, "") : shown;
  }
}

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? "NULL" : visible(cell);
}

/** The beginning of a text, with `…` for the rest, in `width` columns. */
function shortened(text: string, width: number): string {
  return fit(text, width).replace(RESET, "");
}
