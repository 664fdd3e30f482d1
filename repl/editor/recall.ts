/** Walking through earlier statements (↑ ↓, Alt-P Alt-N) and searching them (Ctrl-R). Texts are oldest first. */

/** One walk: it begins with what was typed (the draft) and remembers what was changed on the way. */
export class Recall {
  readonly #texts: readonly string[];
  readonly #changed = new Map<number, string>();
  #index: number;

  constructor(texts: readonly string[]) {
    this.#texts = texts;
    this.#index = texts.length;
  }

  /**
   * One step to an older (-1) or newer (1) text that begins with `prefix`; `current` is what the buffer holds.
   * Undefined when there is none; the newest is the draft.
   */
  step(direction: -1 | 1, current: string, prefix = ""): string | undefined {
    for (let index = this.#index + direction; index >= 0 && index <= this.#texts.length; index += direction) {
      const text = this.#changed.get(index) ?? this.#texts[index] ?? "";
      if (!text.startsWith(prefix) || text === current && index < this.#texts.length) continue;
      this.#changed.set(this.#index, current);
      this.#index = index;
      return text;
    }
    return undefined;
  }
}

/** Incremental search: the newest text that contains what was typed, whatever the case. */
export class Search {
  readonly #texts: readonly string[];
  #query = "";
  #index: number;
  #failed = false;

  constructor(texts: readonly string[]) {
    this.#texts = texts;
    this.#index = texts.length;
  }

  get query(): string {
    return this.#query;
  }

  /** Nothing (more) contains the query; {@link match} is the last text that did. */
  get failed(): boolean {
    return this.#failed;
  }

  /** The text found and where the query stands in it; undefined before anything was found. */
  get match(): { readonly text: string; readonly at: number } | undefined {
    const text = this.#texts[this.#index];
    if (text === undefined) return undefined;
    return { text, at: Math.max(0, text.toLowerCase().indexOf(this.#query.toLowerCase())) };
  }

  type(text: string): void {
    this.#query += text;
    this.#find(Math.min(this.#index, this.#texts.length - 1), -1);
  }

  erase(): void {
    this.#query = Array.from(this.#query).slice(0, -1).join("");
    this.#index = this.#texts.length;
    this.#failed = false;
    if (this.#query !== "") this.#find(this.#texts.length - 1, -1);
  }

  /** The next older (-1) or newer (1) one. */
  next(direction: -1 | 1): void {
    if (this.#query !== "") this.#find(this.#index + direction, direction);
  }

  #find(from: number, direction: -1 | 1): void {
    const query = this.#query.toLowerCase();
    const shown = this.#texts[this.#index];
    for (let index = from; index >= 0 && index < this.#texts.length; index += direction) {
      const text = this.#texts[index] ?? "";
      if (!text.toLowerCase().includes(query) || (index !== this.#index && text === shown)) continue;
      this.#index = index;
      this.#failed = false;
      return;
    }
    this.#failed = true;
  }
}
