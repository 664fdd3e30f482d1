/** The source of every connector that makes up its rows: one partition, paced by the clock or as fast as it can. */
import type { Batch } from "../schema/batch.ts";
import { BATCH_ROWS, type Column, columnFor } from "../schema/column.ts";
import type { Field } from "../schema/field.ts";
import type { ConnectionState, Environment, PartitionProgress, Positions, Source, SourceEvent } from "./connector.ts";

/** Makes rows that depend on their number alone, so that reading goes on anywhere with the same rows. */
export interface RowGenerator {
  /** `BATCH_ROWS` long, one for each requested field, the same objects for the generator's whole life. */
  readonly columns: readonly Column[];
  /** Called once before the first {@link fill}: reading begins with row `row` at `now`, milliseconds since the epoch. */
  begin?(row: number, now: number): void;
  /** Writes the rows `[row, row + count)` into rows `[0, count)` of the columns. */
  fill(row: number, count: number, now: number): void;
}

export interface Pace {
  /** Rows per second; `undefined`: as fast as the reader takes them. */
  readonly rate: number | undefined;
  /** Number of rows after which the source ends. */
  readonly total: number | undefined;
}

/** Resolves after `milliseconds`, or at once when `signal` aborts. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Milliseconds between two deliveries of a paced source, and between two breaks of a fast one. */
const PAUSE = 8;
/** Longest single wait; timers overflow at 2^31 milliseconds. */
const LONGEST_PAUSE = 3_600_000;

/** Name of the hidden field in which generators deliver a row's event time, a TIMESTAMP. */
export const EVENT_TIME = "_event_time";

export function isEventTime(field: Field): boolean {
  return field.hidden === true && field.name === EVENT_TIME;
}

export function columnsFor(fields: readonly Field[]): readonly Column[] {
  return fields.map((field) => columnFor(field));
}

/** The position is the number of rows delivered. */
export class RowSource implements Source {
  readonly #generator: RowGenerator;
  readonly #pace: Pace;
  readonly #environment: Pick<Environment, "now">;
  readonly #sleep: Sleep;
  #position = 0;
  #timestamp: number | undefined;

  constructor(generator: RowGenerator, pace: Pace, environment: Pick<Environment, "now">, sleep: Sleep = sleepFor) {
    this.#generator = generator;
    this.#pace = pace;
    this.#environment = environment;
    this.#sleep = sleep;
  }

  open(from: Positions | undefined): Promise<Positions> {
    this.#position = from?.get(0) ?? 0;
    return Promise.resolve(new Map([[0, this.#position]]));
  }

  async *read(signal: AbortSignal): AsyncGenerator<SourceEvent> {
    const total = this.#pace.total ?? Infinity;
    const batch = { length: 0, columns: this.#generator.columns, changes: undefined, origin: undefined };
    const first = this.#position;
    const start = this.#environment.now();
    let lastBreak = start;
    this.#generator.begin?.(first, start);
    while (!signal.aborted && this.#position < total) {
      let now = this.#environment.now();
      const count = Math.min(BATCH_ROWS, Math.min(total, first + this.#due(now - start)) - this.#position);
      if (count > 0) yield this.#deliver(batch, count, now);
      now = this.#environment.now();
      if (this.#position === total) break;
      if (count === BATCH_ROWS) {
        if (now - lastBreak < PAUSE) continue;
        await this.#sleep(0, signal); // others have work to do, and only this lets an abort arrive
      } else {
        if (count > 0) yield { kind: "idle" };
        const wait = start + this.#dueAt(this.#position - first) - now;
        await this.#sleep(Math.min(Math.max(PAUSE, Math.ceil(wait)), LONGEST_PAUSE), signal);
      }
      lastBreak = this.#environment.now();
    }
    if (!signal.aborted) yield { kind: "end", partition: 0 };
  }

  /** Rows due `elapsed` milliseconds after the start: row n of this reading is due after n / rate seconds. */
  #due(elapsed: number): number {
    return this.#pace.rate === undefined ? Infinity : Math.floor(elapsed * this.#pace.rate / 1000) + 1;
  }

  #dueAt(row: number): number {
    return this.#pace.rate === undefined ? 0 : row * 1000 / this.#pace.rate;
  }

  #deliver(batch: Batch & { length: number }, count: number, now: number): SourceEvent {
    this.#generator.fill(this.#position, count, now);
    this.#position += count;
    this.#timestamp = now;
    batch.length = count;
    return { kind: "rows", partition: 0, batch, next: this.#position };
  }

  progress(): readonly PartitionProgress[] {
    return [{ partition: 0, position: this.#position, end: this.#pace.total, timestamp: this.#timestamp }];
  }

  state(): ConnectionState {
    return { kind: "connected" };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

export const sleepFor: Sleep = (milliseconds, signal) => {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal.addEventListener("abort", wake);
  });
};
