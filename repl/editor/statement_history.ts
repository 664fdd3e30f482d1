/** Earlier statements as one statement sees them while it is typed: those of the file, and those that Ctrl-C took away. */

import type { History, HistoryEntry } from "./history.ts";
import { ghostFromHistory } from "./ghost.ts";
import { Recall } from "./recall.ts";
import { HistorySearch } from "./search.ts";

export class StatementHistory {
  readonly #history: History;
  /** The file never sees them. */
  readonly #dropped: HistoryEntry[] = [];
  #entered: readonly HistoryEntry[] | undefined;
  #recall: Recall | undefined;

  constructor(history: History) {
    this.#history = history;
  }

  /** A new statement begins: the file is read again when it is needed, and a walk begins at its end. */
  begin(): void {
    this.#entered = undefined;
    this.#recall = undefined;
  }

  /** A text was given up. */
  drop(sql: string): void {
    this.#dropped.push({ id: "", t: new Date().toISOString(), dir: this.#history.dir, sql });
  }

  /** One step older (-1) or newer (1), among those that begin with `beginning`; `current` is what the buffer holds. */
  step(direction: -1 | 1, current: string, beginning: string): string | undefined {
    this.#recall ??= new Recall(this.#earlier().map(({ sql }) => sql));
    return this.#recall.step(direction, current, beginning);
  }

  /** Reads what other shells have entered. */
  search(): HistorySearch {
    this.#entered = undefined;
    return new HistorySearch(this.#earlier(), this.#history.dir);
  }

  /** What the newest statement that was run and begins with `text` has more than it. */
  ghost(text: string): string | undefined {
    return ghostFromHistory(text, this.#entries, this.#history.dir);
  }

  get #entries(): readonly HistoryEntry[] {
    return this.#entered ??= this.#history.entries();
  }

  /** Oldest first. */
  #earlier(): readonly HistoryEntry[] {
    if (this.#dropped.length === 0) return this.#entries;
    return [...this.#entries, ...this.#dropped].sort((a, b) => a.t < b.t ? -1 : a.t > b.t ? 1 : 0);
  }
}
