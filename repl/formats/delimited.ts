/** `csv` as RFC 4180 quotes it (lines end with LF, as tools on pipes expect), and `tsv` with backslash escapes. */
import type { Batch } from "../../schema/batch.ts";
import type { Field } from "../../schema/field.ts";
import { type Cell, Cells } from "./cells.ts";
import { BufferedWriter, type ByteSink, type WriterOptions } from "./writer.ts";

abstract class DelimitedWriter extends BufferedWriter {
  readonly #cells: Cells;
  readonly #delimiter: string;
  #header = false;

  constructor(fields: readonly Field[], sink: ByteSink, options: WriterOptions, delimiter: string) {
    super(sink);
    this.#cells = new Cells(fields, options);
    this.#delimiter = delimiter;
  }

  protected abstract cell(cell: Cell): string;

  protected override begin(): void {
    this.settle();
  }

  protected override settle(): void {
    if (this.#header) return;
    this.#header = true;
    this.#line(this.#cells.columns.map((column) => column.name));
  }

  protected override row(batch: Batch, row: number): void {
    this.#line(this.#cells.row(batch, row));
  }

  #line(cells: readonly Cell[]): void {
    this.out.appendText(`${cells.map((cell) => this.cell(cell)).join(this.#delimiter)}\n`);
  }
}

/** NULL is empty, an empty text is `""`. */
export class CsvWriter extends DelimitedWriter {
  constructor(fields: readonly Field[], sink: ByteSink, options: WriterOptions) {
    super(fields, sink, options, ",");
  }

  protected override cell(cell: Cell): string {
    if (cell === null) return "";
    return cell === "" || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
}

const TSV_ESCAPES: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\" };

/** NULL is `\N`, as PostgreSQL and ClickHouse write and read it. */
export class TsvWriter extends DelimitedWriter {
  constructor(fields: readonly Field[], sink: ByteSink, options: WriterOptions) {
    super(fields, sink, options, "\t");
  }

  protected override cell(cell: Cell): string {
    if (cell === null) return "\\N";
    return /[\t\n\r\\]/.test(cell) ? cell.replace(/[\t\n\r\\]/g, (char) => TSV_ESCAPES[char] ?? char) : cell;
  }
}
