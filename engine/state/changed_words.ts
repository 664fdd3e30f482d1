/**
 * Where two columns differ, in words of 8 bytes. State of a million keys, a few of which have changed here and there, is told
 * apart by content: nothing has to be noted while rows come, and nothing can be forgotten.
 */
import type { StateArray } from "./snapshot_memory.ts";

export const WORD = 8;
/** Where a run begins and how many words it has take so many words. */
const RUN_WORDS = 1;
/** Fewer words than these are copied one by one. */
const SHORT = 16;

/** What is to be put into one column to make another of it. */
export interface ChangedWords {
  /** Pairs: the first word, and how many. In order. */
  readonly runs: Int32Array<ArrayBuffer>;
  /** Of all runs, one after the other. */
  readonly words: BigInt64Array<ArrayBuffer>;
}

/** Whole words of a column; fewer than 8 bytes behind them are its {@link tailOf}. */
export function wordsOf(array: StateArray): BigInt64Array {
  return new BigInt64Array(array.buffer, array.byteOffset, Math.floor(array.byteLength / WORD));
}

export function tailOf({ buffer, byteOffset, byteLength }: StateArray): Uint8Array {
  const length = byteLength % WORD;
  return new Uint8Array(buffer, byteOffset + byteLength - length, length);
}

/** Collects changes from the front of a column to its end. */
export class WordComparison {
  #runs = new Int32Array(16);
  #runCount = 0;
  #words = new BigInt64Array(16);
  #wordCount = 0;
  /** Behind the last run. */
  #end = -2;

  /** What the changes take in a file. */
  get byteLength(): number {
    return (this.#runCount * RUN_WORDS + this.#wordCount) * WORD;
  }

  /** Words `[from, to)`; `before` may be shorter than that. */
  compare(before: BigInt64Array, after: BigInt64Array, from: number, to: number): void {
    const common = Math.max(from, Math.min(to, before.length));
    for (let i = from; i < common; i++) {
      if (before[i] === after[i]) continue;
      const start = i++;
      while (i < common && before[i] !== after[i]) i++;
      this.#add(after, start, i);
    }
    if (common < to) this.#add(after, common, to);
  }

  /** One word between two runs is not worth a second one. */
  #add(after: BigInt64Array, start: number, end: number): void {
    const isNear = start - this.#end <= RUN_WORDS;
    const from = isNear ? this.#end : start;
    const length = end - from;
    if (this.#wordCount + length > this.#words.length) this.#growWords(length);
    if (length < SHORT) { for (let i = 0; i < length; i++) this.#words[this.#wordCount + i] = after[from + i]!; }
    // below end
    else this.#words.set(after.subarray(from, end), this.#wordCount);
    this.#wordCount += length;
    this.#end = end;
    if (isNear) {
      this.#runs[2 * this.#runCount - 1]! += length; // there is a run
      return;
    }
    if (2 * this.#runCount === this.#runs.length) this.#growRuns();
    this.#runs[2 * this.#runCount] = from;
    this.#runs[2 * this.#runCount + 1] = length;
    this.#runCount++;
  }

  #growWords(length: number): void {
    const words = new BigInt64Array(Math.max(this.#words.length * 2, this.#wordCount + length));
    words.set(this.#words.subarray(0, this.#wordCount));
    this.#words = words;
  }

  #growRuns(): void {
    const runs = new Int32Array(this.#runs.length * 2);
    runs.set(this.#runs);
    this.#runs = runs;
  }

  /** Views: nothing may be compared afterwards. */
  changes(): ChangedWords {
    return { runs: this.#runs.subarray(0, 2 * this.#runCount), words: this.#words.subarray(0, this.#wordCount) };
  }
}

/** Puts changes into the words of the column that they were found against, which has the new length already. */
export function putWords({ runs, words }: ChangedWords, into: BigInt64Array): void {
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const length = runs[i + 1]!; // runs are pairs
    into.set(words.subarray(at, at + length), runs[i]);
    at += length;
  }
}
