/** An updating SELECT on the terminal while it runs: its rows in place, as they stand. */
import type { RowReceiver } from "../../engine/session.ts";
import type { Batch } from "../../schema/batch.ts";
import type { Field } from "../../schema/field.ts";
import type { SortKey } from "../../sql/plan.ts";
import type { Screen } from "../terminal/screen.ts";
import { TablePicture } from "./table_picture.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Between two frames, in milliseconds. */
const FRAME_MS = 50;
/** Lines of the screen that are no rows: the header, the count of the rest, the status line, and one to spare. */
const OTHER_LINES = 5;
const FEWEST_ROWS = 3;

export interface LiveTableOptions {
  readonly fields: readonly Field[];
  /** Positions of {@link fields}; undefined: the whole row identifies itself. */
  readonly key: readonly number[] | undefined;
  /** Positions of {@link fields}; undefined: rows stand in the order in which they came. */
  readonly order: readonly SortKey[] | undefined;
  readonly terminal: Pick<Terminal, "size" | "theme">;
  readonly screen: Pick<Screen, "setStatus" | "print">;
  /** Milliseconds of any clock. */
  now(): number;
}

/** The screen has the first rows and a count of the rest. Nothing is painted while rows come: a timer looks at what stands. */
export class LiveTable implements RowReceiver {
  readonly #options: LiveTableOptions;
  readonly #picture: TablePicture;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The timer only waits for marks to go. */
  #resting = false;
  /** Of the screen that was painted last. */
  #size: Terminal["size"] | undefined;

  constructor(options: LiveTableOptions) {
    this.#options = options;
    this.#picture = new TablePicture(options.fields, options.key, options.terminal.theme, options.order);
  }

  /** Rows that stand. */
  get rows(): number {
    return this.#picture.rows;
  }

  receive(batch: Batch): void {
    this.#picture.apply(batch);
    if (this.#timer !== undefined && !this.#resting) return;
    clearTimeout(this.#timer);
    this.#wait(FRAME_MS, false);
  }

  /** To be called now and then: the screen may have another size. */
  fit(): void {
    const { columns, rows } = this.#options.terminal.size;
    if (this.#size === undefined || (this.#size.columns === columns && this.#size.rows === rows)) return;
    clearTimeout(this.#timer);
    this.#paint();
  }

  #wait(ms: number, resting: boolean): void {
    this.#resting = resting;
    this.#timer = setTimeout(() => this.#paint(), ms);
  }

  /** The last state goes into the scrollback: `whole`, or as much as the screen had. */
  end({ whole }: { readonly whole: boolean }): void {
    clearTimeout(this.#timer);
    const { screen, terminal } = this.#options;
    screen.setStatus("above", []);
    screen.print(this.#picture.still(whole ? Infinity : this.#room(), terminal.size.columns));
  }

  #room(): number {
    return Math.max(FEWEST_ROWS, this.#options.terminal.size.rows - OTHER_LINES);
  }

  #paint(): void {
    const { screen, terminal } = this.#options;
    const now = this.#options.now();
    this.#size = terminal.size;
    const { lines, until } = this.#picture.frame(this.#room(), this.#size.columns, now);
    screen.setStatus("above", lines);
    this.#timer = undefined;
    if (until !== undefined) this.#wait(Math.max(FRAME_MS, until - now), true);
  }
}
