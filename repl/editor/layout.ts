/** A statement → rows of a terminal: wrapping, the place of the cursor, colours, and what of it is in view. */

import { paintToken, runs, style, type Theme, type Token } from "./highlight.ts";
import { clusterWidth, graphemes, isPlain, isUncertain, shown } from "../terminal/width.ts";

const TAB = 4;

/** A part of one line of text that fits on one row of the screen; offsets in UTF-16 code units. */
export interface Row {
  readonly start: number;
  readonly end: number;
  /** False when it goes on with a line that was too long for the row above. */
  readonly opens: boolean;
}

/** Rows and the cursor among them; counted from 0, columns without the prompt. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Cuts a text into rows of at most `columns` columns. There is always at least one row. */
export function wrap(text: string, columns: number): Row[] {
  const rows: Row[] = [];
  for (let start = 0; start <= text.length;) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    wrapLine(text, start, end, Math.max(1, columns), rows);
    start = end + 1;
  }
  return rows;
}

function wrapLine(text: string, from: number, end: number, columns: number, rows: Row[]): void {
  if (end - from <= columns && isPlain(text.slice(from, end))) {
    rows.push({ start: from, end, opens: true });
    return;
  }
  let start = from;
  let at = from;
  let column = 0;
  for (const cluster of graphemes(text.slice(from, end))) {
    const width = cellWidth(cluster, column);
    if (column + width > columns && at > start) {
      rows.push({ start, end: at, opens: start === from });
      start = at;
      column = 0;
    }
    column += cellWidth(cluster, column);
    at += cluster.length;
  }
  rows.push({ start, end, opens: start === from });
}

/** Where `cursor` stands. An offset where a row is cut belongs to the row that it begins. */
export function locate(text: string, rows: readonly Row[], cursor: number): Place {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows[middle]?.start ?? Infinity) <= cursor) low = middle;
    else high = middle - 1;
  }
  const start = rows[low]?.start ?? 0;
  let column = 0;
  for (const cluster of graphemes(text.slice(start, cursor))) column += cellWidth(cluster, column);
  return { row: low, column };
}

/** One row in colour. `gutter` is the column where it begins: what follows a doubtful emoji is placed from there. */
export function renderRow(text: string, row: Row, tokens: readonly Token[], theme: Theme, gutter: number): string {
  let out = "";
  let column = 0;
  for (const run of runs(tokens, row.start, row.end)) {
    const part = text.slice(run.start, run.end);
    if (isPlain(part)) {
      out += paintToken(theme, run.class, part);
      column += part.length;
      continue;
    }
    let cells = "";
    for (const cluster of graphemes(part)) {
      const width = cellWidth(cluster, column);
      cells += cluster === "\t" ? " ".repeat(width) : shown(cluster);
      column += width;
      if (isUncertain(cluster)) cells += `\x1b[${gutter + column + 1}G`;
    }
    out += paintToken(theme, run.class, cells);
  }
  return out;
}

function cellWidth(cluster: string, column: number): number {
  return cluster === "\t" ? TAB - column % TAB : clusterWidth(cluster);
}

/** What is needed to show a statement behind its prompts. */
export interface StatementView {
  readonly text: string;
  readonly cursor: number;
  readonly tokens: readonly Token[];
  readonly theme: Theme;
  /** Stands before the first line; may hold SGR sequences. {@link promptWidth} is its width in columns. */
  readonly prompt: string;
  /** Stands before each further line; as wide as the prompt. */
  readonly continuation: string;
  readonly promptWidth: number;
  readonly columns: number;
  /** Rows that may be used, at least 1. A taller statement is shown in part. */
  readonly height: number;
}

/** Lines ready to paint and the cursor in them. */
export interface Block {
  readonly rows: readonly string[];
  readonly cursor: Place;
}

/**
 * Lays statements out; remembers how far a tall one was scrolled, so that the view moves only when the cursor leaves
 * it. One column stays free at the right for the cursor.
 */
export class Layout {
  #top = 0;
  #wrapped: { text: string; columns: number; rows: Row[] } | undefined;

  /** The part of the statement that is in view, with a dim last row that tells which part it is when it is not all. */
  view(statement: StatementView): Block {
    const rows = this.#wrap(statement);
    const at = locate(statement.text, rows, statement.cursor);
    const tall = rows.length > statement.height;
    const height = tall ? Math.max(1, statement.height - 1) : rows.length;
    this.#top = Math.max(at.row - height + 1, Math.min(this.#top, at.row, rows.length - height), 0);
    const shownRows = rows.slice(this.#top, this.#top + height);
    const painted = shownRows.map((row, index) => renderBehindPrompt(statement, row, this.#top + index));
    if (tall && statement.height > 1) {
      const part = `lines ${this.#top + 1}–${this.#top + height} of ${rows.length}`;
      painted.push(style(statement.theme, "dim", `${" ".repeat(statement.promptWidth)}(${part})`));
    }
    return { rows: painted, cursor: { row: at.row - this.#top, column: at.column + statement.promptWidth } };
  }

  /** Every row of the statement, as it stays on the screen once it was entered. */
  all(statement: StatementView): string[] {
    return this.#wrap(statement).map((row, index) => renderBehindPrompt(statement, row, index));
  }

  /** Characters may be as wide as they were not before. */
  forget(): void {
    this.#wrapped = undefined;
  }

  #wrap({ text, columns, promptWidth }: StatementView): Row[] {
    const room = Math.max(1, columns - promptWidth - 1);
    if (this.#wrapped?.text !== text || this.#wrapped.columns !== room) {
      this.#wrapped = { text, columns: room, rows: wrap(text, room) };
    }
    return this.#wrapped.rows;
  }
}

function renderBehindPrompt(statement: StatementView, row: Row, index: number): string {
  const { text, tokens, theme, prompt, continuation, promptWidth } = statement;
  const before = index === 0 ? prompt : row.opens ? continuation : " ".repeat(promptWidth);
  return before + renderRow(text, row, tokens, theme, promptWidth);
}
