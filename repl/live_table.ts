/** An updating SELECT on the terminal while it runs: its rows in place, as they stand. */
import type { RowReceiver } from "../engine/session.ts";
import { type StandingRow, StandingRows } from "../engine/standing_rows.ts";
import type { Batch } from "../schema/batch.ts";
import type { Field } from "../schema/field.ts";
import { type Cell, type CellColumn, cellColumns, cellOf } from "./formats/cells.ts";
import { TableLines } from "./formats/table_lines.ts";
import { style } from "./highlight.ts";
import type { Screen } from "./screen.ts";
import type { Terminal } from "./terminal.ts";

/** Between two pictures. */
const PAINT_MS = 50;
/** A cell that has changed stays marked so long. */
const MARKED_MS = 1000;
/** Lines of the screen that are no rows: the header, the count of the rest, the status line, and one to spare. */
const OTHER_LINES = 5;
const FEWEST_ROWS = 3;

export interface LiveTableOptions {
  readonly fields: readonly Field[];
  /** Positions of {@link fields}; undefined: the whole row identifies itself. */
  readonly key: readonly number[] | undefined;
  readonly terminal: Pick<Terminal, "size" | "theme">;
  readonly screen: Pick<Screen, "setStatus" | "print">;
  /** Milliseconds of any clock. */
  now(): number;
}

/** How a row was shown, and until when each of its cells is marked. */
interface Shown {
  cells: readonly Cell[];
  readonly markedUntil: number[];
}

/**
 * Rows stand in the order in which they came and keep their place; the screen has the first of them and a count of the
 * rest. Nothing is painted while rows come: a timer looks at what stands.
 */
export class LiveTable implements RowReceiver {
  readonly #options: LiveTableOptions;
  readonly #columns: readonly CellColumn[];
  readonly #rows: StandingRows;
  readonly #shown = new WeakMap<StandingRow, Shown>();
  #lines: TableLines | undefined;
  #linesWidth = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveTableOptions) {
    const { fields, key } = options;
    this.#options = options;
    this.#columns = cellColumns(fields);
    this.#rows = new StandingRows({ fields, ...(key && { key }) });
  }

  /** Rows that stand. */
  get rows(): number {
    return this.#rows.size;
  }

  receive(batch: Batch): void {
    this.#rows.apply(batch);
    this.#timer ??= setTimeout(() => this.#paint(), PAINT_MS);
  }

  /** The last state goes into the scrollback: all of it, or what the screen had of a result that nobody sees the end of. */
  end({ whole }: { readonly whole: boolean }): void {
    clearTimeout(this.#timer);
    const { screen } = this.#options;
    screen.setStatus("above", []);
    const lines = this.#picture(whole ? Infinity : this.#room());
    if (lines.length > 0) screen.print(lines);
  }

  #room(): number {
    return Math.max(FEWEST_ROWS, this.#options.terminal.size.rows - OTHER_LINES);
  }

  #paint(): void {
    const now = this.#options.now();
    const rows = this.#first(this.#room());
    for (const row of rows) this.#look(row, now);
    this.#options.screen.setStatus("above", this.#picture(this.#room(), now));
    const marked = rows.flatMap((row) => this.#shown.get(row)?.markedUntil ?? []).filter((until) => until > now);
    this.#timer = marked.length === 0 ? undefined : setTimeout(() => this.#paint(), Math.min(...marked) - now);
  }

  #first(count: number): StandingRow[] {
    const rows: StandingRow[] = [];
    if (count > 0) { for (const row of this.#rows) if (rows.push(row) === count) break; }
    return rows;
  }

  /** Marks the cells that have changed since the row was painted. */
  #look(row: StandingRow, now: number): void {
    const cells = this.#cellsOf(row);
    const shown = this.#shown.get(row);
    if (shown === undefined) {
      this.#shown.set(row, { cells, markedUntil: cells.map(() => 0) });
      return;
    }
    cells.forEach((cell, i) => {
      if (cell !== shown.cells[i]) shown.markedUntil[i] = now + MARKED_MS;
    });
    shown.cells = cells;
  }

  #cellsOf({ values }: StandingRow): readonly Cell[] {
    return this.#columns.map(({ type }, i) => cellOf(values[i] ?? null, type));
  }

  /** The first `room` rows as lines; without `now` no cell is marked. */
  #picture(room: number, now = Infinity): string[] {
    const rows = this.#first(room);
    const cells = rows.map((row) => this.#cellsOf(row));
    const lines = this.#tableOf(cells);
    for (const row of cells) lines.grow(row);
    const body = rows.map((row, i) => {
      const marked = this.#shown.get(row)?.markedUntil;
      return lines.line(cells[i] ?? [], (column) => (marked?.[column] ?? 0) > now);
    });
    const rest = this.#rows.size - rows.length;
    const more = `… ${rest.toLocaleString("en-US")} more ${rest === 1 ? "row" : "rows"}`;
    return [...lines.header(), ...body, ...(rest > 0 ? [style(this.#options.terminal.theme, "dim", more)] : [])];
  }

  /** Widths are kept as long as the screen has the same. */
  #tableOf(first: readonly (readonly Cell[])[]): TableLines {
    const { size: { columns: width }, theme } = this.#options.terminal;
    if (this.#lines === undefined || this.#linesWidth !== width) {
      this.#lines = new TableLines(this.#columns, { color: theme.styles.bold !== undefined, width }, first);
      this.#linesWidth = width;
    }
    return this.#lines;
  }
}
