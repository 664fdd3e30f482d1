/** Rows and time on the way from one part of a pipeline to the next. */
import type { Batch } from "../../schema/batch.ts";
import type { Decoded, Decoder } from "../../schema/formats/format.ts";
import type { Receiver } from "../operator.ts";
import { elapsed } from "../turn.ts";
import type { Sample } from "./sample.ts";

/** Whose time it is. */
export interface Timed {
  /** Spent in it, without what it hands its rows to. */
  milliseconds: number;
}

/** So many batches are timed, each of them … */
const FIRST = 64;
/** … and of those behind them one in so many, which stands for the others. Odd: pipelines take turns by twos and fours. */
const ONE_IN = 17;

/** Gives the time of a pipeline's work to the part that does it. Looking at a clock takes longer than most parts need for a batch. */
export class Stopwatch {
  #owner: Timed | undefined;
  #since = 0;
  #depth = 0;
  #entered = 0;
  /** How many batches the present one stands for; 0: it is not timed. */
  #weight = 1;
  readonly #now: () => number;

  /** `now`: milliseconds of any clock. */
  constructor(now: () => number = elapsed) {
    this.#now = now;
  }

  /** The part works from now on; answers who did so before, for {@link back}. */
  enter(part: Timed): Timed | undefined {
    if (this.#depth++ === 0) this.#weight = this.#entered++ < FIRST ? 1 : this.#entered % ONE_IN === 0 ? ONE_IN : 0;
    if (this.#weight === 0) return undefined;
    const before = this.#owner;
    this.#turn(part);
    return before;
  }

  back(before: Timed | undefined): void {
    this.#depth--;
    if (this.#weight > 0) this.#turn(before);
  }

  #turn(next: Timed | undefined): void {
    const now = this.#now();
    if (this.#owner !== undefined) this.#owner.milliseconds += (now - this.#since) * this.#weight;
    this.#owner = next;
    this.#since = now;
  }
}

/** Counts the rows on their way to a part, and keeps some of them where somebody may ask what they were. */
export class Edge<P extends Timed = Timed> implements Receiver {
  /** Rows that have come this way; the two versions of a row that changes are two. */
  rows = 0;
  sample: Sample | undefined;
  readonly from: P;
  readonly to: P;
  readonly #next: Receiver;
  readonly #watch: Stopwatch;

  constructor(from: P, to: P, next: Receiver, watch: Stopwatch) {
    this.from = from;
    this.to = to;
    this.#next = next;
    this.#watch = watch;
  }

  process(batch: Batch): void {
    this.rows += batch.length;
    if (this.sample !== undefined) this.sample.look(batch);
    const before = this.#watch.enter(this.to);
    this.#next.process(batch);
    this.#watch.back(before);
  }

  advance(watermark: bigint): void {
    const before = this.#watch.enter(this.to);
    this.#next.advance(watermark);
    this.#watch.back(before);
  }

  end(): void {
    this.#next.end();
  }
}

/** The decoder, with its time counted as a part's. */
export function timedDecoder(decoder: Decoder, part: Timed, watch: Stopwatch): Decoder {
  return {
    columns: decoder.columns,
    recordOf: decoder.recordOf,
    changes: decoder.changes,
    decode(records, from, to, bad): Decoded {
      const before = watch.enter(part);
      try {
        return decoder.decode(records, from, to, bad);
      } finally {
        watch.back(before);
      }
    },
  };
}
