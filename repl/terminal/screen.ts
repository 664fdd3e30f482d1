/**
 * What the shell shows: lines that scroll up into the terminal's own scrollback, and below them an area that is painted
 * again and again: status lines, the prompt, more status lines. Each frame is one write. Producing is decoupled from
 * painting: lines wait in a queue for a timer, so a flood costs a bounded number of frames.
 */

import type { Block } from "../editor/layout.ts";
import type { Terminal, TerminalSize } from "./terminal.ts";
import { fit, styledWidth } from "./width.ts";

/** Between two frames that nobody's key asked for: 20 a second. */
const FRAME_MS = 50;
/** Most that one frame prints above the area; more waits for the next turn of the event loop, keys come between. */
const FRAME_CHARS = 32_768;
const FRAME_BEGIN = "\x1b[?2026h\x1b[?25l";
const FRAME_END = "\x1b[?2026l";
const SHOW_CURSOR = "\x1b[?25h";

/** Lines of a screen of that size, above everything else of the area; asked for each frame, so it must be quick. */
export type PaneLines = (size: TerminalSize) => readonly string[];

export class Screen implements Disposable {
  /** Results that go on while statements are typed. */
  panes: PaneLines = () => [];
  /** The cursor is seen in the prompt: keys go there. */
  cursorShown = true;
  readonly #terminal: Terminal;
  /** Rows of the area as they stand on the terminal, and the row of the cursor among them. */
  #painted: string[] = [];
  #at = 0;
  /** The terminal was asked where the cursor is: what is painted where is not known. */
  #asking = false;
  /** The terminal folds rows that are too wide; most do. */
  #folds = true;
  /** Column of the cursor, counted from 0. */
  #column = 0;
  #prompt: Block | undefined;
  #above: readonly string[] = [];
  #below: readonly string[] = [];
  /** Lines for above the area, in order; `#next` is the first that is not printed yet. */
  #queue: string[] = [];
  #next = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Infinity;
  #lastFrame = -Infinity;
  #waiting: (() => void)[] = [];
  #disposed = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.beforeLeave = () => this.#leave();
  }

  /** Rows that a prompt may take beside the status lines, at least 1. */
  get promptHeight(): number {
    const { above, below, rows } = this.#status();
    return Math.max(1, rows - above.length - below.length);
  }

  /**
   * Lines above the area, into the scrollback, each of them, in order; a line with line breaks is several. They appear
   * within one frame (50 ms) or as fast as the terminal takes them. A producer of many waits for {@link drained}.
   * Styles are the caller's; text of the outside world must have gone through {@link visible}.
   */
  print(lines: string | readonly string[]): void {
    for (const line of typeof lines === "string" ? [lines] : lines) {
      if (line.includes("\n")) this.#queue.push(...line.split("\n"));
      else this.#queue.push(line);
    }
    if (this.#terminal.plain) this.#printPlain();
    else this.#schedule(FRAME_MS);
  }

  /** Resolves when all that was printed is on the terminal. */
  drained(): Promise<void> {
    if (this.#backlog === 0 || this.#disposed) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Lines directly above or below the prompt; cut to the width, repainted at most 20 times a second. */
  setStatus(where: "above" | "below", lines: readonly string[]): void {
    if (where === "above") this.#above = lines;
    else this.#below = lines;
    this.#schedule(FRAME_MS);
  }

  /** {@link panes} have something new; painted at most 20 times a second. */
  refresh(): void {
    this.#schedule(FRAME_MS);
  }

  /** The prompt with what is typed; undefined: none, and no cursor. Seen with the next {@link paint}. */
  setPrompt(prompt: Block | undefined): void {
    this.#prompt = prompt;
  }

  /** Paints the area now: a key was pressed. Lines that wait for above it stay for their own frame. */
  paint(): void {
    this.#frame([]);
  }

  /** The prompt is done: `rows` go up behind everything printed so far, the area has no prompt any more. Painted now. */
  commit(rows: readonly string[]): void {
    this.#prompt = undefined;
    this.print(rows);
    if (!this.#terminal.plain) this.#flush();
  }

  /** Ctrl-L: an empty screen with the area at its top; the scrollback stays. */
  clear(): void {
    this.#painted = [];
    this.#at = 0;
    this.#frame([], "\x1b[H\x1b[2J");
  }

  /**
   * The size has changed. Some terminals fold rows that are too wide now, others cut them; where the cursor went tells
   * which. Until the terminal has answered nothing is painted.
   */
  async resized(): Promise<void> {
    const { columns } = this.#terminal.size;
    const wide = this.#painted.slice(0, this.#at + 1).some((row) => styledWidth(row) > columns);
    if (!wide || this.#asking) return this.#asking ? undefined : this.#repaintFrom(this.#at);
    this.#asking = true;
    const cursor = await this.#terminal.askCursor();
    this.#asking = false;
    const now = this.#terminal.size.columns;
    if (this.#column >= now) this.#folds = cursor?.column === this.#column % now;
    this.#repaintFrom(this.#folds ? foldedRows(this.#painted.slice(0, this.#at), this.#column, now) : this.#at);
  }

  /**
   * How many columns the terminal takes for each of `clusters`; undefined where it does not say. They are written over the
   * row of the cursor, which is painted again in the same frame: nothing is seen of them. Undefined as a whole: not now.
   */
  measure(clusters: readonly string[]): Promise<readonly (number | undefined)[]> | undefined {
    const { columns } = this.#terminal.size;
    const fits = clusters.every((cluster) => cluster.length * 2 < columns);
    if (!this.#paintable || this.#prompt === undefined || this.#painted.length === 0 || !fits) return undefined;
    const row = `\r\x1b[2K${this.#painted[this.#at] ?? ""}\x1b[${this.#column + 1}G`;
    const texts = clusters.map((cluster, index) => `${index === 0 ? FRAME_BEGIN : ""}\r${cluster}`);
    const end = row + (this.cursorShown ? SHOW_CURSOR : "") + FRAME_END;
    return this.#terminal.askCursorBehind(texts, end).then((places) => places.map((place) => place?.column));
  }

  /** Paints the area anew, whose top is `up` rows above the cursor. */
  #repaintFrom(up: number): void {
    this.#painted = [];
    this.#at = 0;
    this.#frame([], `${upward(up)}\r\x1b[J`);
    if (this.#backlog > 0) this.#schedule(0);
  }

  /** Something else wrote to the terminal: the area is painted anew from the line where the cursor is. */
  reset(): void {
    this.#repaintFrom(0);
  }

  /** Prints what waits, takes the area away and leaves the cursor on an empty line. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#prompt = undefined;
    this.#above = this.#below = [];
    this.panes = () => [];
    if (this.#terminal.active) { do this.#flush(); while (this.#backlog > 0); }
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#terminal.beforeLeave = () => "";
  }

  get #paintable(): boolean {
    return !this.#disposed && !this.#asking && this.#terminal.active && !this.#terminal.plain;
  }

  get #backlog(): number {
    return this.#queue.length - this.#next;
  }

  #printPlain(): void {
    this.#terminal.write(this.#queue.slice(this.#next).map((line) => `${line}\n`).join(""));
    this.#queue = [];
    this.#next = 0;
  }

  /** A frame `wait` milliseconds after the last one, unless one is due before. */
  #schedule(wait: number): void {
    if (this.#disposed || this.#terminal.plain) return;
    const now = performance.now();
    const due = Math.max(now, this.#lastFrame + wait);
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#flush(), due - now);
  }

  /** One frame with as much of the queue as a frame takes. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = Infinity;
    if (!this.#paintable) return;
    const lines: string[] = [];
    for (let chars = 0; this.#next < this.#queue.length && chars < FRAME_CHARS; this.#next++) {
      const line = this.#queue[this.#next] ?? "";
      lines.push(line);
      chars += line.length + 2;
    }
    if (this.#next === this.#queue.length) {
      this.#queue = [];
      this.#next = 0;
    }
    this.#frame(lines);
    this.#lastFrame = performance.now();
    if (this.#backlog > 0) this.#schedule(0);
    else for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #status(): { above: readonly string[]; below: readonly string[]; rows: number } {
    const { size } = this.#terminal;
    const below = this.#below.slice(0, Math.max(0, size.rows - 1));
    const above = [...this.panes(size), ...this.#above].slice(0, Math.max(0, size.rows - 1 - below.length));
    return { above, below, rows: size.rows };
  }

  #cursor(above: number): { row: number; column: number } | undefined {
    if (!this.#prompt) return undefined;
    const { row, column } = this.#prompt.cursor;
    return { row: row + above, column };
  }

  /** `lines` into the scrollback and the area below them. `before` goes first and leaves the cursor at the area's top. */
  #frame(lines: readonly string[], before = ""): void {
    if (!this.#paintable) return;
    const { columns } = this.#terminal.size;
    const { above, below } = this.#status();
    const rows = [...above, ...this.#prompt?.rows ?? [], ...below].map((row) => sealed(cut(row, columns)));
    const cursor = this.#cursor(above.length);
    let out = before;
    if (lines.length > 0) {
      out += `${upward(this.#at)}\r\x1b[J`;
      for (const line of lines) out += `${sealed(line)}\r\n`;
      this.#painted = [];
      this.#at = 0;
    }
    out += this.#difference(rows);
    const to = cursor ? Math.min(cursor.row, Math.max(0, rows.length - 1)) : Math.max(0, rows.length - 1);
    this.#column = Math.min(cursor?.column ?? 0, columns - 1);
    out += this.#moveTo(to, rows.length) + `\x1b[${this.#column + 1}G`;
    this.#painted = rows;
    this.#terminal.write(FRAME_BEGIN + out + (cursor && this.cursorShown ? SHOW_CURSOR : "") + FRAME_END);
  }

  /** Codes that turn the painted rows into `rows`; afterwards `#at` is the row where the cursor is. */
  #difference(rows: readonly string[]): string {
    let out = "";
    let present = Math.max(1, this.#painted.length);
    for (const [index, row] of rows.entries()) {
      if (row === this.#painted[index]) continue;
      out += this.#moveTo(index, present) + "\r";
      if (index < this.#painted.length) out += "\x1b[2K";
      out += row;
      present = Math.max(present, index + 1);
    }
    if (rows.length < this.#painted.length) {
      out += this.#moveTo(rows.length, present) + "\r\x1b[J";
    }
    return out;
  }

  /** To the start of a row of the area; rows from `present` on do not exist yet and are made by line feeds. */
  #moveTo(row: number, present: number): string {
    const from = this.#at;
    this.#at = row;
    if (row <= from) return upward(from - row);
    const last = Math.max(from, Math.min(row, present - 1));
    return (last > from ? `\x1b[${last - from}B` : "") + "\r\n".repeat(row - last);
  }

  /** Codes for a process that stops or dies in the middle: the cursor goes below the area. */
  #leave(): string {
    if (this.#painted.length === 0) return "";
    const down = this.#painted.length - 1 - this.#at;
    this.#painted = [];
    this.#at = 0;
    return `${down > 0 ? `\x1b[${down}B` : ""}\r\n`;
  }
}

/** Rows between the top of the area and the cursor in a terminal that folds rows at `columns`. */
function foldedRows(above: readonly string[], column: number, columns: number): number {
  const heights = above.map((row) => Math.max(1, Math.ceil(styledWidth(row) / columns)));
  return heights.reduce((sum, height) => sum + height, Math.floor(column / columns));
}

function upward(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}

/** No style of a line reaches the next one. */
function sealed(line: string): string {
  return line.includes("\x1b") ? `${line}\x1b[0m` : line;
}

function cut(row: string, columns: number): string {
  return row.length <= columns ? row : fit(row, columns);
}
