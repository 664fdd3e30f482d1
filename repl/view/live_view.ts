/** A result on the terminal while its query runs: rows scroll up, each of them is shown. */
import type { RowReceiver } from "../../engine/session.ts";
import type { Batch } from "../../schema/batch.ts";
import type { Field } from "../../schema/field.ts";
import { tableWidth } from "../results/layout.ts";
import { resultWriter } from "../formats/mod.ts";
import type { OutputFormat, ResultWriter } from "../formats/writer.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Rows that tell how wide the columns are. */
const FIRST_ROWS = 100;
/** How long the first rows wait for others, so that the columns get a width that suits more than one of them. */
const FIRST_MS = 200;
/** Lines that wait for the terminal before the query is asked to wait. */
const LINES_AHEAD = 2000;

export interface LiveViewOptions {
  readonly fields: readonly Field[];
  /** `auto`: a table, or one column per line where a first row is wider than the screen. */
  readonly format: OutputFormat | "auto";
  readonly terminal: Terminal;
  readonly screen: Screen;
}

export class LiveView implements RowReceiver {
  rows = 0;
  readonly #options: LiveViewOptions;
  #writer: ResultWriter | undefined;
  readonly #decoder = new TextDecoder();
  #text = "";
  #ahead = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #settled = false;

  constructor(options: LiveViewOptions) {
    this.#options = options;
  }

  /** Made when the first rows have come, for `auto` to look at. */
  #writerFor(batch: Batch | undefined): ResultWriter {
    if (this.#writer !== undefined) return this.#writer;
    const { fields, format, terminal } = this.#options;
    const { columns } = terminal.size;
    const wide = format === "auto" && batch !== undefined && tableWidth(fields, batch) > columns;
    const chosen = format !== "auto" ? format : wide ? "vertical" : "table";
    this.#writer = resultWriter(chosen, fields, (bytes) => void (this.#text += this.#decoder.decode(bytes)), {
      color: !terminal.plain && terminal.theme.styles.bold !== undefined,
      width: columns,
    });
    return this.#writer;
  }

  receive(batch: Batch): void | Promise<void> {
    this.rows += batch.length;
    if (!this.#settled) return this.#collect(batch);
    const { screen } = this.#options;
    const lines = this.#linesOf(batch);
    screen.print(lines);
    this.#ahead += lines.length;
    if (this.#ahead < LINES_AHEAD) return;
    this.#ahead = 0;
    return screen.drained();
  }

  /** The first rows: the writer keeps them until it is flushed. */
  #collect(batch: Batch): void {
    const writer = this.#writerFor(batch);
    writer.write(batch);
    if (writer.rows >= FIRST_ROWS) return this.#settle();
    this.#settling ??= setTimeout(() => this.#settle(), FIRST_MS);
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settled = true;
    this.#writer?.flush();
    this.#options.screen.print(this.#taken());
  }

  /** What has been kept back to learn the widths, and what closes the result. */
  end(): void {
    clearTimeout(this.#settling);
    this.#settled = true;
    this.#writerFor(undefined).end();
    const lines = this.#taken();
    if (lines.length > 0) this.#options.screen.print(lines);
  }

  #linesOf(batch: Batch): string[] {
    const writer = this.#writerFor(batch);
    writer.write(batch);
    writer.flush();
    return this.#taken();
  }

  #taken(): string[] {
    const text = this.#text;
    this.#text = "";
    return text === "" ? [] : text.replace(/\n$/, "").split("\n");
  }
}
