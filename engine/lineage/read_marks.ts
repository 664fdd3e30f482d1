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
  /** What had been read so many milliseconds before the row came, or less of it; empty: that is not known. */
  earlier(milliseconds: number): ReadRanges;
  /** False: when the row came is not known any more, and this is what has been read by now. */
  readonly isOfRow: boolean;
}

interface Noted {
  /** Milliseconds of the clock that rows are stamped with. */
  readonly at: number;
  readonly before: ReadRanges;
  ranges: ReadRanges;
  /** Partitions of {@link ranges}. */
  readonly size: number;
}

/** Positions that are kept: of ten partitions and a batch every 10 ms, those of a minute. */
const KEPT = 60_000;

export class ReadMarks {
  readonly #read: () => ReadRanges;
  readonly #kept: number;
  #marks: Noted[] = [];
  #size = 0;
  /** How far was read with it is not known yet. */
  #open: Noted | undefined;

  /** `read` says how far the job has read; so many positions are kept, and at most twice as many. */
  constructor(read: () => ReadRanges, kept = KEPT) {
    this.#read = read;
    this.#kept = kept;
  }

  /** Rows come now, while their records are handed on: a turn later it is known how far those went. */
  note(at: number): void {
    const last = this.#marks.at(-1);
    const mark = last?.at === at ? last : this.#begin(at);
    if (this.#open === mark) return;
    this.#open = mark;
    queueMicrotask(() => {
      mark.ranges = this.#read();
      this.#open = undefined;
    });
  }

  /** Of a row that came at `at`; undefined: that is not known. */
  of(at: number | undefined): ReadMark {
    const place = at === undefined ? -1 : this.#place(at);
    const mark = this.#marks[place];
    if (mark === undefined || mark.at !== at) {
      const ranges = this.#read();
      return { ranges, before: ranges, earlier: () => new Map(), isOfRow: false };
    }
    const earlier = (milliseconds: number) => this.#marks[this.#place(at - milliseconds + 1) - 1]?.ranges ?? new Map();
    return { ranges: mark.ranges, before: mark.before, earlier, isOfRow: true };
  }

  #begin(at: number): Noted {
    const before = this.#read();
    const size = [...before.values()].reduce((sum, ranges) => sum + ranges.size, 0);
    const mark: Noted = { at, before, ranges: before, size };
    this.#marks.push(mark);
    this.#size += size;
    if (this.#size > 2 * this.#kept) this.#forget();
    return mark;
  }

  /** Down to what is kept: the oldest go. */
  #forget(): void {
    let first = 0;
    while (this.#size > this.#kept && first < this.#marks.length - 1) this.#size -= this.#marks[first++]?.size ?? 0;
    this.#marks = this.#marks.slice(first);
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
