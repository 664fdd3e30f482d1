/** How fast a pipeline goes, over the last seconds. */

/** A moment of it. */
export interface Mark {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Nanoseconds since the epoch. */
  readonly watermark: bigint | undefined;
  /** By source and partition: the next offset. */
  readonly positions: ReadonlyMap<object, ReadonlyMap<number, number>>;
}

/** Per second, over the marks that are kept. */
export interface Rates {
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Seconds of event time; undefined: there was no watermark. */
  readonly watermark: number | undefined;
  /** By source and partition: records. */
  readonly positions: ReadonlyMap<object, ReadonlyMap<number, number>>;
}

/** Between two marks, in milliseconds. */
const EVERY_MS = 1000;
const MARKS = 10;

export class Pace {
  readonly #marks: Mark[] = [];

  /** To be called often; `mark` is asked for now and then. */
  tick(now: number, mark: () => Mark): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && now - last.at < EVERY_MS) return;
    this.#marks.push(mark());
    if (this.#marks.length > MARKS) this.#marks.shift();
  }

  /** Up to `now`, or the last mark, from the oldest one; undefined: the pipeline has not run for a second. */
  rates(now = this.#marks.at(-1)): Rates | undefined {
    const before = this.#marks[0];
    if (before === undefined || now === undefined || now.at - before.at < EVERY_MS) return undefined;
    const seconds = (now.at - before.at) / 1000;
    const { watermark } = now;
    return {
      rowsIn: Math.max(0, now.rowsIn - before.rowsIn) / seconds,
      rowsOut: Math.max(0, now.rowsOut - before.rowsOut) / seconds,
      watermark: watermark === undefined || before.watermark === undefined
        ? undefined
        : Number((watermark - before.watermark) / 1_000_000n) / 1000 / seconds,
      positions: new Map(Array.from(now.positions, ([source, partitions]) => {
        const began = before.positions.get(source);
        const rate = (partition: number, position: number) =>
          (position - (began?.get(partition) ?? position)) / seconds;
        return [source, new Map(Array.from(partitions, ([one, position]) => [one, rate(one, position)]))];
      })),
    };
  }
}
