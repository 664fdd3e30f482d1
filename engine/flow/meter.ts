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

/** Gives every moment of a pipeline's work to the part that does it. */
export class Stopwatch {
  #owner: Timed | undefined;
  #since = 0;

  /** The part works from now on; answers who did so before, for {@link back}. */
  enter(part: Timed): Timed | undefined {
    const before = this.#owner;
    this.#turn(part);
    return before;
  }

  back(before: Timed | undefined): void {
    this.#turn(before);
  }

  /** Milliseconds of no particular clock, as of the last {@link enter} or {@link back}. */
  get now(): number {
    return this.#since;
  }

  #turn(next: Timed | undefined): void {
    const now = elapsed();
    if (this.#owner !== undefined) this.#owner.milliseconds += now - this.#since;
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
    const before = this.#watch.enter(this.to);
    this.sample?.look(batch, this.#watch.now);
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
