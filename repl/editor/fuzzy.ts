/** Whether a text holds what was typed, word by word and letter after letter, and how well. */

export interface FuzzyMatch {
  /** Higher is better: runs of letters and beginnings of words count, gaps do not. */
  readonly score: number;
  /** Offsets of the letters that were typed, ascending. */
  readonly hits: readonly number[];
}

const RUN = 6;
const WORD_START = 4;
/** Letters further apart than this many times their number were not meant. */
const SPREAD = 6;
const WORD_CHAR = /[\p{L}\p{N}]/u;

/** What was typed, in lower case, made ready to be looked for in many texts. */
export class FuzzyQuery {
  readonly #words: readonly string[];
  /** Where the letters of a word stand, one word after the other: a text with them takes no memory. */
  readonly #places: number[] = [];

  constructor(query: string) {
    this.#words = query.split(/\s+/).filter((word) => word !== "");
  }

  /** Each word stands in `text` as it is, which is in lower case. */
  isWhole(text: string): boolean {
    return this.#words.every((word) => text.includes(word));
  }

  /** Of {@link FuzzyMatch}; undefined when one of the words is not in `text`, which is in lower case. */
  score(text: string): number | undefined {
    let score = 0;
    for (const word of this.#words) {
      if (!this.#place(word, text)) return undefined;
      score += this.#scoreIn(text);
    }
    return score;
  }

  match(text: string): FuzzyMatch | undefined {
    const score = this.score(text);
    if (score === undefined) return undefined;
    const hits = new Set<number>();
    for (const word of this.#words) if (this.#place(word, text)) { for (const hit of this.#places) hits.add(hit); }
    return { score, hits: [...hits].sort((a, b) => a - b) };
  }

  /** Finds {@link #places} of the word; false: it is not there. */
  #place(word: string, text: string): boolean {
    this.#places.length = 0;
    const at = wholeAt(word, text);
    if (at < 0) return this.#placeLetters(word, text);
    for (let index = 0; index < word.length; index++) this.#places.push(at + index);
    return true;
  }

  /** The letters in their order, as near to each other as where they end first allows. */
  #placeLetters(word: string, text: string): boolean {
    let end = -1;
    for (let index = 0; index < word.length; index++) {
      end = text.indexOf(word[index]!, end + 1); // index is below its length, also below
      if (end < 0) return false;
    }
    let at = end;
    for (let index = word.length - 1; index >= 0; index--) {
      at = text.lastIndexOf(word[index]!, at);
      this.#places[index] = at--;
    }
    return end - at - 1 <= word.length * SPREAD;
  }

  #scoreIn(text: string): number {
    let score = 0;
    let before = -2;
    for (const at of this.#places) {
      if (at === before + 1) score += RUN;
      else if (startsWord(text, at)) score += WORD_START;
      before = at;
    }
    return score;
  }
}

/** Where the word stands as it is: best at the beginning of one. */
function wholeAt(word: string, text: string): number {
  const first = text.indexOf(word);
  for (let at = first; at >= 0; at = text.indexOf(word, at + 1)) if (startsWord(text, at)) return at;
  return first;
}

function startsWord(text: string, at: number): boolean {
  if (at === 0) return true;
  const code = text.charCodeAt(at - 1);
  if (code < 128) return !(code >= 97 && code <= 122 || code >= 48 && code <= 57);
  return !WORD_CHAR.test(text[at - 1]!); // at is above 0
}
