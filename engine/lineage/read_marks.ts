/** How far a job had read when its rows came: what it read later, they do not come from. */
import type { Ranges } from "./search.ts";

/** By table. */
export type ReadRanges = ReadonlyMap<string, Ranges>;

/** What had been read when a row came to be what it is. */
export interface ReadMark {
  /** Everything that the row may come from. */
  readonly ranges: ReadRanges;
  /** What had been read before the last records of {@link ranges}, with which the row came. */
  readonly before: ReadRanges;
  /** False: when the row came is not known any more, and this is what has been read by now. */
  readonly isOfRow: boolean;
}

interface Noted {
  /** Milliseconds of the clock that rows are stamped with. */
  readonly at: number;
  readonly before: ReadRanges;
  ranges: ReadRanges;
}

/** Marks that are kept: at a batch every 10 ms, those of nearly two minutes. */
const KEPT = 10_000;

export class ReadMarks {
  readonly #read: () => ReadRanges;
  readonly #kept: number;
  #marks: Noted[] = [];

  /** `read` says how far the job has read. */
  constructor(read: () => ReadRanges, kept = KEPT) {
    this.#read = read;
    this.#kept = kept;
  }

  /** Rows come now, while their records are handed on: a turn later it is known how far those went. */
  note(at: number): void {
    const ranges = this.#read();
    const last = this.#marks.at(-1);
    const mark = last?.at === at ? last : { at, before: ranges, ranges };
    if (mark !== last) this.#marks.push(mark);
    if (this.#marks.length >= 2 * this.#kept) this.#marks = this.#marks.slice(-this.#kept);
    queueMicrotask(() => mark.ranges = this.#read());
  }

  /** Of a row that came at `at`; undefined: that is not known. */
  of(at: number | undefined): ReadMark {
    const mark = at === undefined ? undefined : this.#marks[this.#place(at)];
    if (mark?.at === at && mark !== undefined) return { ranges: mark.ranges, before: mark.before, isOfRow: true };
    const ranges = this.#read();
    return { ranges, before: ranges, isOfRow: false };
  }

  /** The first mark that is not before `at`: they lie in the order of time. */
  #place(at: number): number {
    let [low, high] = [0, this.#marks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle]?.at ?? Infinity) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
