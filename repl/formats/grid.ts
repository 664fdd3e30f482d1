/** What `table` and `markdown` share: the first rows are kept back until they tell how wide the columns are. */
import type { Batch } from "../../schema/batch.ts";
import type { Field } from "../../schema/field.ts";
import { type Cell, type CellColumn, Cells } from "./cells.ts";
import { BufferedWriter, type ByteSink, type WriterOptions } from "./writer.ts";

/** Rows that are looked at for the widths, unless the writer is flushed before. */
const FIRST_ROWS = 500;

export abstract class GridWriter extends BufferedWriter {
  protected readonly columns: readonly CellColumn[];
  readonly #cells: Cells;
  /** Undefined: the header is written. */
  #first: Cell[][] | undefined = [];

  constructor(fields: readonly Field[], sink: ByteSink, options: WriterOptions) {
    super(sink);
    this.#cells = new Cells(fields, options);
    this.columns = this.#cells.columns;
  }

  /** Appends the header; `first` are the rows that follow at once. */
  protected abstract header(first: readonly (readonly Cell[])[]): void;
  protected abstract line(cells: readonly Cell[]): void;

  protected override row(batch: Batch, row: number): void {
    const cells = this.#cells.row(batch, row);
    if (this.#first === undefined) return this.line(cells);
    this.#first.push(cells);
    if (this.#first.length === FIRST_ROWS) this.settle();
  }

  protected override settle(): void {
    const first = this.#first;
    if (first === undefined) return;
    this.#first = undefined;
    this.header(first);
    for (const cells of first) this.line(cells);
  }
}
