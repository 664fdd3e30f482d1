/**
 * The contract of everything that rows flow through. Rows of an updating relation come with `changes`: −U and +U are a pair,
 * next to each other in one batch. A watermark never passes rows: what was handed on before it is older.
 */
import type { Batch } from "../schema/batch.ts";
import type { SnapshotReader, SnapshotWriter } from "./state/snapshot.ts";

/**
 * Takes rows, watermarks and the end of one input. All three are synchronous; a receiver that cannot keep up says so
 * through its pipeline (see `Pressure`), it never blocks here. An operator with several inputs hands out a receiver
 * for each.
 */
export interface Receiver {
  /** The batch is valid during the call only. Throws `DataError` when an expression fails on a row. */
  process(batch: Batch): void;
  /** Rows with an event time at or below `watermark` (nanoseconds) are late from now on; never goes back. */
  advance(watermark: bigint): void;
  /** Nothing will come any more. Called once. */
  end(): void;
}

/**
 * Somebody who remembers something from one batch to the next. Both are called between two batches; `restore` on an
 * operator built from the same plan, before the first row.
 */
export interface Stateful {
  /** Hands on what it holds back until the next tick; called before a snapshot until nobody does: true when it did. */
  settle?(): boolean;
  /**
   * Hands on a part of it, so that {@link settle} has less to do; called again and again while rows come in. False: there is not much
   * left.
   */
  settlePart?(): boolean;
  snapshot(out: SnapshotWriter): void;
  restore(from: SnapshotReader): void;
  /** Bytes of memory that it takes, roughly. */
  stateSize(): number;
}

export function isStateful<T extends object>(operator: T): operator is T & Stateful {
  return "snapshot" in operator;
}

/** Somebody who drops rows that come too late for their window. */
export interface LateDropping {
  readonly lateRows: number;
  /** How far the watermark was beyond the window of the latest of them, nanoseconds; undefined: none was late. */
  readonly worstLateness: bigint | undefined;
}

/** Windows whose rows wait for the watermark. */
export interface OpenWindows {
  readonly count: number;
  /** The watermark at which the first one closes, nanoseconds; undefined: none is open. */
  readonly nextClose: bigint | undefined;
}

/** Somebody who holds rows back until their window closes. */
export interface Windowed {
  windows(): OpenWindows;
}

export function isWindowed(operator: object | undefined): operator is Windowed {
  return operator !== undefined && "windows" in operator;
}

/** An operator with two inputs. */
export interface TwoInputs {
  readonly left: Receiver;
  readonly right: Receiver;
  /** Rows that it keeps of each side. */
  kept(): { readonly left: number; readonly right: number };
}

export function isTwoSided(operator: object | undefined): operator is TwoInputs {
  return operator !== undefined && "kept" in operator;
}

/** Somebody with a duty by the wall clock; called a few times a second between two batches. */
export interface Ticking {
  /** `now` in milliseconds since the epoch. True: a turn has no room for all there is to do, and the next one goes on with it. */
  tick(now: number): boolean | void;
}

/** Somebody who has to know about the partitions of a source. */
export interface PartitionFollower {
  /** To be called before rows come: partitions without rows hold the watermark back until they are idle. */
  open(partitions: Iterable<number>): void;
  /** Rows of this partition will not come any more. */
  endPartition(partition: number): void;
  /** Nobody reads until {@link goOn}: silence meanwhile makes no partition idle. */
  hold(): void;
  goOn(): void;
}

/** An operator whose rows wait for somebody outside of the thread: it passes them on by itself, between two batches. */
export interface Waiting extends AsyncDisposable {
  /** Resolves when rows may come. `onError` takes what goes wrong with them later; nothing is passed on after it. */
  open(onError: (error: unknown) => void): Promise<void>;
  /** Resolves when everything that has come in so far has been passed on, or never will be after a failure. */
  drained(): Promise<void>;
}

/** Back-pressure of a pipeline: what its sources wait for before they go on. */
export class Pressure {
  #waiting: Promise<void> | undefined;

  /** To be called with what a sink's `write` returned. */
  add(promise: Promise<void>): void {
    const all = this.#waiting === undefined ? promise : Promise.all([this.#waiting, promise]).then(() => {});
    this.#waiting = all;
    all.catch(() => {}); // whoever waits sees it
  }

  /** What to await before the next batch; undefined: go on. Rejects when a sink failed. */
  take(): Promise<void> | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }
}
