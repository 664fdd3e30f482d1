/** `vertical`: one block per row, one line per column; for rows wider than the screen. Nothing is cut. */
import type { Batch } from "../../schema/batch.ts";
import type { Field } from "../../schema/field.ts";
import { ANSI_THEME, PLAIN_THEME, style, type Theme } from "../editor/highlight.ts";
import { displayWidth, visible } from "../terminal/width.ts";
import { Cells } from "./cells.ts";
import { BufferedWriter, type ByteSink, type WriterOptions } from "./writer.ts";

/** The rule over each block, in columns. */
const RULE = 40;

/**
 * ```
 * -[ 1 ]----------------------------------
 * user   │ ann
 * orders │ 41
 * ```
 */
export class VerticalWriter extends BufferedWriter {
  readonly #cells: Cells;
  readonly #names: readonly string[];
  readonly #theme: Theme;

  constructor(fields: readonly Field[], sink: ByteSink, options: WriterOptions) {
    super(sink);
    this.#cells = new Cells(fields, options);
    this.#theme = options.color ? ANSI_THEME : PLAIN_THEME;
    const names = this.#cells.columns.map((column) => visible(column.name));
    const width = Math.max(0, ...names.map(displayWidth));
    this.#names = names.map((name) => name + " ".repeat(width - displayWidth(name)));
  }

  protected override row(batch: Batch, row: number): void {
    const lines = [style(this.#theme, "dim", `-[ ${this.rows + 1} ]`.padEnd(RULE, "-"))];
    for (const [i, cell] of this.#cells.row(batch, row).entries()) {
      const text = cell === null ? style(this.#theme, "dim", "NULL") : visible(cell);
      lines.push(`${style(this.#theme, "bold", this.#names[i] ?? "")} │${text === "" ? "" : ` ${text}`}`);
    }
    this.out.appendText(`${lines.join("\n")}\n`);
  }
}
