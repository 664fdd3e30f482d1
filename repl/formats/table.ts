/** `table`: for people. Numbers stand right, NULL is dim, nothing in a cell can disturb the terminal. */
import type { Field } from "../../schema/field.ts";
import { ANSI_THEME, PLAIN_THEME, style, type Theme } from "../highlight.ts";
import { displayWidth, fit, graphemes, isPlain, isUncertain, visible } from "../width.ts";
import type { Cell } from "./cells.ts";
import { ColumnWidths } from "./column_widths.ts";
import { GridWriter } from "./grid.ts";
import type { ByteSink, WriterOptions } from "./writer.ts";

/** A blank on each side of a cell, and the line between two. */
const BETWEEN = 3;
/** What {@link fit} closes a cut line with. */
const RESET = "\x1b[0m";

/**
 * ```
 *  user │ orders
 * ──────┼────────
 *  ann  │     41
 * ```
 */
export class TableWriter extends GridWriter {
  readonly #theme: Theme;
  readonly #width: number | undefined;
  #widths = new ColumnWidths([], undefined, BETWEEN);

  constructor(fields: readonly Field[], sink: ByteSink, options: WriterOptions) {
    super(fields, sink, options);
    this.#theme = options.color ? ANSI_THEME : PLAIN_THEME;
    this.#width = options.width;
  }

  protected override header(first: readonly (readonly Cell[])[]): void {
    const names = this.columns.map((column) => visible(column.name));
    const widths = names.map((name, i) =>
      first.reduce((width, cells) => Math.max(width, displayWidth(textOf(cells[i]))), displayWidth(name))
    );
    // The last line has no blank after it, and there is one line fewer than columns.
    const limit = this.#width === undefined ? undefined : this.#width + 2;
    this.#widths = new ColumnWidths(widths, limit, BETWEEN);
    this.#append(names.map((name, i) => this.#cell(name, i, "bold")));
    const last = this.columns.length - 1;
    this.#appendLine(this.#widths.widths.map((width, i) => "─".repeat(i === last ? width + 1 : width + 2)).join("┼"));
  }

  protected override line(cells: readonly Cell[]): void {
    this.#append(cells.map((cell, i) => this.#cell(textOf(cell), i, cell === null ? "dim" : undefined)));
  }

  /** The content of a cell in its column's width. */
  #cell(text: string, column: number, as: "bold" | "dim" | undefined): string {
    const needed = displayWidth(text);
    const width = this.#widths.take(column, needed);
    const last = column === this.columns.length - 1;
    const right = this.columns[column]?.right === true;
    const content = needed > width ? cut(text, width) : text;
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

  #append(cells: readonly string[]): void {
    const line = ` ${cells.join(" │ ")}`;
    this.#appendLine(cells.at(-1) === "" ? line.trimEnd() : line);
  }

  #appendLine(line: string): void {
    const shown = this.#width === undefined ? line : fit(line, this.#width);
    this.out.appendText(`${this.#theme === PLAIN_THEME ? shown.replace(RESET, "") : shown}\n`);
  }
}

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? "NULL" : visible(cell);
}

/** The beginning of a text, with `…` for the rest, in `width` columns. */
function cut(text: string, width: number): string {
  return fit(text, width).replace(RESET, "");
}
