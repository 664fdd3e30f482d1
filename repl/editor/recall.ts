/** Walking through earlier statements (↑ ↓, Alt-P Alt-N). Texts are oldest first. */

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
