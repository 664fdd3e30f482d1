/** The menu of completion: which candidate is chosen, and how the list looks under the prompt. */

import { type Candidate, type Completion } from "../completion/candidates.ts";
import { style, type Theme } from "./highlight.ts";
import { displayWidth, fit, visible } from "../terminal/width.ts";

/** Candidates that are shown at once. */
const MENU_ROWS = 8;
/** Longest column of names, and of types and signatures. */
const NAME_COLUMNS = 32;
const DETAIL_COLUMNS = 40;

export class Menu {
  readonly completion: Completion;
  /** -1: none is chosen. */
  #index: number;

  constructor(completion: Completion, chosen: string | undefined = undefined) {
    this.completion = completion;
    this.#index = chosen === undefined ? -1 : completion.candidates.findIndex(({ text }) => text === chosen);
  }

  get choice(): Candidate | undefined {
    return this.completion.candidates[this.#index];
  }

  /** To the next (1) or the previous (-1) candidate, round and round through none. */
  move(by: 1 | -1): void {
    const places = this.completion.candidates.length + 1;
    this.#index = (this.#index + 1 + by + places) % places - 1;
  }

  /** The text with the choice in it, and where the cursor then is. */
  preview(text: string, cursor: number): { readonly text: string; readonly cursor: number } {
    const { from, to = cursor } = this.completion;
    if (this.choice === undefined) return { text, cursor };
    return { text: text.slice(0, from) + this.choice.text + text.slice(to), cursor: from + this.choice.text.length };
  }

  /** Up to `height` lines, each not wider than `columns`. */
  rows(theme: Theme, columns: number, height: number): string[] {
    const { candidates, waiting } = this.completion;
    const notes = waiting === undefined ? [] : [style(theme, "dim", `  ${visible(waiting)}`)];
    const room = Math.max(1, Math.min(MENU_ROWS, height) - notes.length);
    const counts = candidates.length > room;
    const shown = counts ? Math.max(1, room - (room < 3 ? 0 : 1)) : room;
    const first = Math.max(0, Math.min(this.#index - shown + 1, candidates.length - shown));
    const rows = candidateRows(candidates.slice(first, first + shown), this.#index - first, theme);
    const count = `  ${first + 1}–${first + shown} of ${candidates.length}`;
    if (counts && shown < room) rows.push(style(theme, "dim", count));
    return [...rows, ...notes].map((row) => fit(row, columns)).slice(0, Math.max(1, height));
  }
}

function candidateRows(candidates: readonly Candidate[], chosen: number, theme: Theme): string[] {
  const names = candidates.map(({ name, text }) => visible(name ?? text));
  const details = candidates.map(({ detail = "" }) => visible(detail));
  const nameColumns = Math.min(NAME_COLUMNS, Math.max(0, ...names.map(displayWidth)));
  const detailColumns = Math.min(DETAIL_COLUMNS, Math.max(0, ...details.map(displayWidth)));
  return candidates.map(({ doc = "" }, row) => {
    const name = ` ${padded(names[row] ?? "", nameColumns)} `;
    const about = `${padded(details[row] ?? "", detailColumns)}  ${visible(doc)}`.trimEnd();
    const marked = row === chosen ? style(theme, "inverse", theme.styles.inverse ? name : `>${name.slice(1)}`) : name;
    return about === "" ? marked : `${marked} ${style(theme, "dim", about)}`;
  });
}

function padded(text: string, columns: number): string {
  const cut = fit(text, columns);
  return cut + " ".repeat(Math.max(0, columns - displayWidth(cut)));
}
