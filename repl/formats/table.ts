/** `table`: for people. Numbers stand right, NULL is dim, nothing in a cell can disturb the terminal. */
import type { Field } from "../../schema/field.ts";
import type { Cell } from "./cells.ts";
import { GridWriter } from "./grid.ts";
import { type Omitted, TableLines } from "./table_lines.ts";
import type { ByteSink, WriterOptions } from "./writer.ts";

export class TableWriter extends GridWriter {
  readonly #options: WriterOptions;
  #lines: TableLines | undefined;

  constructor(fields: readonly Field[], sink: ByteSink, options: WriterOptions) {
    super(fields, sink, options);
    this.#options = options;
  }

  override get omitted(): Omitted | undefined {
    return this.#lines?.omitted;
  }

  protected override header(first: readonly (readonly Cell[])[]): void {
    this.#lines = new TableLines(this.columns, this.#options, first);
    for (const line of this.#lines.header()) this.out.appendText(`${line}\n`);
  }

  protected override line(cells: readonly Cell[]): void {
    this.out.appendText(`${this.#lines?.line(cells)}\n`);
  }
}
