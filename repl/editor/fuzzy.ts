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

/** `query` within `text`, both in lower case; undefined when one of its words is not there. */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | undefined {
  const hits = new Set<number>();
  let score = 0;
  for (const word of query.split(/\s+/)) {
    if (word === "") continue;
    const at = wholeAt(word, text);
    const found = at >= 0 ? Array.from({ length: word.length }, (_, index) => at + index) : lettersOf(word, text);
    if (found === undefined) return undefined;
    score += scoreOf(found, text);
    for (const hit of found) hits.add(hit);
  }
  return { score, hits: [...hits].sort((a, b) => a - b) };
}

/** Where the word stands as it is: best at the beginning of one. */
function wholeAt(word: string, text: string): number {
  const first = text.indexOf(word);
  for (let at = first; at >= 0; at = text.indexOf(word, at + 1)) if (startsWord(text, at)) return at;
  return first;
}

/** The letters in their order, as near to each other as where they end first allows. */
function lettersOf(word: string, text: string): number[] | undefined {
  let end = -1;
  for (const letter of word) {
    end = text.indexOf(letter, end + 1);
    if (end < 0) return undefined;
  }
  const hits: number[] = [];
  let at = end;
  for (const letter of Array.from(word).reverse()) {
    at = text.lastIndexOf(letter, at);
    hits.unshift(at);
    at--;
  }
  return end - (hits[0] ?? 0) > word.length * SPREAD ? undefined : hits;
}

function scoreOf(hits: readonly number[], text: string): number {
  let score = 0;
  for (const [index, at] of hits.entries()) {
    if (index > 0 && at === (hits[index - 1] ?? 0) + 1) score += RUN;
    else if (startsWord(text, at)) score += WORD_START;
  }
  return score;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !WORD_CHAR.test(text[at - 1] ?? "");
}
