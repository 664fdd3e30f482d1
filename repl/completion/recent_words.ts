/** Words of the newest statements: names that are used now stand before others. */

/** So many statements count. */
const STATEMENTS = 50;
/** Reading the history with every key would be felt; in milliseconds. */
const FRESH_MS = 10_000;

export class RecentWords {
  readonly #statements: () => readonly string[];
  readonly #now: () => number;
  #words: ReadonlySet<string> = new Set();
  #readAt = -Infinity;

  /** `statements` oldest first; `now` in milliseconds, any origin. */
  constructor(statements: () => readonly string[], now: () => number) {
    this.#statements = statements;
    this.#now = now;
  }

  /** `word` in lower case. */
  has(word: string): boolean {
    if (this.#now() - this.#readAt >= FRESH_MS) {
      this.#readAt = this.#now();
      const text = this.#statements().slice(-STATEMENTS).join("\n").toLowerCase();
      this.#words = new Set(text.match(/[\p{L}\p{N}_.-]+/gu) ?? []);
    }
    return this.#words.has(word);
  }
}
