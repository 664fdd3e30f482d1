/** `markdown`: a GitHub table; compact and with types for agents. */
import type { Field } from "../../schema/field.ts";
import { typeName } from "../../schema/types.ts";
import { displayWidth, visible } from "../terminal/width.ts";
import type { Cell } from "./cells.ts";
import { ColumnWidths } from "./column_widths.ts";
import { GridWriter } from "./grid.ts";
import type { ByteSink, WriterOptions } from "./writer.ts";

export class MarkdownWriter extends GridWriter {
  readonly #types: boolean;
  #widths: ColumnWidths | undefined;

  constructor(fields: readonly Field[], sink: ByteSink, { types = false, ...options }: WriterOptions) {
    super(fields, sink, options);
    this.#types = types;
  }

  protected override header(first: readonly (readonly Cell[])[]): void {
    const names = this.columns.map(({ name, type }) => escaped(this.#types ? `${name} ${typeName(type)}` : name));
    if (!this.#types) {
      const widest = (i: number, name: string) =>
        first.reduce((width, cells) => Math.max(width, displayWidth(textOf(cells[i]))), displayWidth(name));
      this.#widths = new ColumnWidths(names.map((name, i) => Math.max(3, widest(i, name))), undefined, 0);
    }
    this.#append(names);
    const dashes = this.columns.map(({ right }, i) => {
      const width = this.#widths?.widths[i] ?? 3;
      return right ? `${"-".repeat(width - 1)}:` : "-".repeat(width);
    });
    this.#append(dashes);
  }

  protected override line(cells: readonly Cell[]): void {
    this.#append(cells.map(textOf));
  }

  #append(cells: readonly string[]): void {
    const padded = cells.map((text, i) => {
      if (this.#widths === undefined) return text;
      const width = displayWidth(text);
      const blanks = " ".repeat(this.#widths.take(i, width) - width);
      return this.columns[i]?.right ? blanks + text : text + blanks;
    });
    this.out.appendText(this.#widths === undefined ? `|${padded.join("|")}|\n` : `| ${padded.join(" | ")} |\n`);
  }
}

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? "NULL" : escaped(cell);
}

function escaped(text: string): string {
  return visible(text).replaceAll("|", "\\|");
}
