/** Ctrl-R: earlier statements that hold what was typed, whole statements at a time. */

import { FuzzyQuery } from "./fuzzy.ts";
import { style, type Theme } from "./highlight.ts";
import type { HistoryEntry } from "./history.ts";
import { type Key, keyId } from "../terminal/keys.ts";
import { displayWidth, fit, graphemes, visible } from "../terminal/width.ts";

/** Candidates that are shown at once. */
const SEARCH_ROWS = 10;

const MOVES: Readonly<Record<string, 1 | -1>> = {
  "ctrl-r": 1,
  "down": 1,
  "ctrl-n": 1,
  "ctrl-s": -1,
  "up": -1,
  "ctrl-p": -1,
};

/** What counts more than any score. */
const HERE = 1_000_000;
const WHOLE = 2 * HERE;

interface Searched {
  readonly text: string;
  readonly lower: string;
  readonly here: boolean;
}

export class HistorySearch {
  /** Newest first, each text once. */
  readonly #searched: readonly Searched[];
  #query = "";
  #fuzzy = new FuzzyQuery("");
  /** Positions in {@link #searched}, the best first. */
  #found: Float64Array = new Float64Array(0);
  #index = 0;

  /** `entries` are oldest first; those of folder `dir` are shown before others. */
  constructor(entries: readonly Pick<HistoryEntry, "sql" | "dir">[], dir: string) {
    const newest = new Map<string, Searched>();
    for (const { sql, dir: place } of entries.toReversed()) {
      const known = newest.get(sql);
      const here = place === dir || known?.here === true;
      newest.set(sql, { text: sql, lower: sql.toLowerCase(), here });
    }
    this.#searched = [...newest.values()];
    this.#find();
  }

  get query(): string {
    return this.#query;
  }

  /** The statement that is chosen, and where its first hit is; undefined when nothing fits. */
  get choice(): { readonly text: string; readonly at: number } | undefined {
    const found = this.#foundAt(this.#index);
    return found && { text: found.text, at: this.#hits(found)[0] ?? found.text.length };
  }

  type(text: string): void {
    this.#query += text;
    this.#find();
  }

  erase(): void {
    this.#query = [...graphemes(this.#query)].slice(0, -1).join("");
    this.#find();
  }

  /** To the next (1) or the previous (-1) candidate. */
  move(by: 1 | -1): void {
    this.#index = Math.max(0, Math.min(this.#index + by, this.#found.length - 1));
  }

  /** True when the key was for the search: a letter of the query, or the way to another candidate. */
  handle(key: Key): boolean {
    const id = keyId(key);
    const by = MOVES[id];
    if (id === "text") this.type(key.text ?? "");
    else if (id === "backspace") this.erase();
    else if (by !== undefined) this.move(by);
    return id === "text" || id === "backspace" || by !== undefined;
  }

  /** The query, and up to `height` candidates below it. */
  rows(theme: Theme, columns: number, height: number): string[] {
    const count = this.#found.length === 0 ? "nothing found" : `search (${this.#index + 1} of ${this.#found.length})`;
    const shown = Math.max(0, Math.min(SEARCH_ROWS, height));
    const first = Math.max(0, this.#index - shown + 1);
    const lines: string[] = [];
    for (let index = first; index < first + shown; index++) {
      const found = this.#foundAt(index);
      if (found === undefined) break;
      const mark = index === this.#index ? style(theme, "bold", "›") : " ";
      lines.push(fit(`${mark} ${marked(found.text, this.#hits(found), theme, columns - 2)}`, columns));
    }
    return [`${style(theme, "dim", `${count}:`)} ${visible(this.#query)}`, ...lines];
  }

  #foundAt(index: number): Searched | undefined {
    const position = this.#found[index];
    return position === undefined ? undefined : this.#searched[position];
  }

  #hits({ lower }: Searched): readonly number[] {
    return this.#fuzzy.match(lower)?.hits ?? [];
  }

  /** Statements that hold the words as they are come first, then those of this folder, then the best, then the newest. */
  #find(): void {
    const fuzzy = this.#fuzzy = new FuzzyQuery(this.#query.toLowerCase());
    const count = this.#searched.length;
    const ranked = new Float64Array(count);
    let found = 0;
    for (const [position, { lower, here }] of this.#searched.entries()) {
      const whole = fuzzy.isWhole(lower);
      const score = whole ? 0 : fuzzy.score(lower);
      if (score === undefined) continue;
      const rank = (whole ? WHOLE : 0) + (here ? HERE : 0) + Math.min(score, HERE - 1);
      ranked[found++] = position - rank * count; // one number for both: numbers are sorted fast
    }
    this.#found = ranked.subarray(0, found).sort().map((rank) => ((rank % count) + count) % count);
    this.#index = 0;
  }
}

/** One line of a statement around its first hit, the hits underlined. */
function marked(text: string, hits: readonly number[], theme: Theme, columns: number): string {
  const isHit = new Set(hits);
  const from = Math.max(0, (hits[0] ?? 0) > columns / 2 ? (hits[0] ?? 0) - Math.floor(columns / 3) : 0);
  let line = from > 0 ? "…" : "";
  let width = displayWidth(line);
  let at = from;
  for (const cluster of graphemes(text.slice(from, from + columns * 2))) {
    const cell = /^\s/.test(cluster) ? " " : visible(cluster);
    width += displayWidth(cell);
    if (width > columns) break;
    line += isHit.has(at) ? style(theme, "underline", style(theme, "bold", cell)) : cell;
    at += cluster.length;
  }
  return line;
}
