/** What a view shows rows of: a tail of what came, or a table of what stands. */
import type { Batch, Change } from "../../../schema/batch.ts";
import type { Value } from "../../../schema/types.ts";
import type { ValueOf, ViewOrder } from "./view_order.ts";

/** One row as it is shown. */
export interface ShownRow {
  /** The same object as long as it is the same row, whatever it changes to. */
  readonly identity: object | number;
  /** One per field; undefined: it was dropped meanwhile. */
  readonly values: readonly Value[] | undefined;
  /** Of a changelog: what happened to the row. */
  readonly change?: Change | undefined;
  /** When it came to be what it is, in milliseconds; undefined: that was dropped. */
  readonly at: number | undefined;
  /** Of two instants that are compared; undefined: nothing happened to the row in between. */
  readonly difference?: RowDifference | undefined;
}

/** What happened to a row between two instants. */
export interface RowDifference {
  /** One that is gone is shown as it was. */
  readonly kind: "new" | "gone" | "changed";
  /** Values of a row that has changed, as they were. */
  readonly before: readonly Value[] | undefined;
}

/** How two instants differ. */
export interface Differences {
  /** The instants in their order, in milliseconds; the same: nothing was compared yet. */
  readonly from: number;
  readonly to: number;
  /** Rows, of those that pass the filter. */
  readonly changed: number;
  readonly new: number;
  readonly gone: number;
  /** Other rows are left out of the picture. */
  readonly only: boolean;
}

/** Rows as they were at one instant, in the order and with the filter that were asked for. */
export interface Picture {
  readonly length: number;
  /** Rows at that instant, filter aside. */
  readonly total: number;
  row(index: number): ShownRow;
  /** Where the row with that identity stands; −1: nowhere. */
  find(identity: ShownRow["identity"]): number;
  /** Two instants are compared: it has the rows of both. */
  readonly differences?: Differences;
}

/** Whether a row is to be shown. Never throws. */
export type RowTest = (value: ValueOf) => boolean;

export interface ViewRows {
  /** Rows that are there, and those that {@link filter} lets through as far as they were looked at. */
  readonly total: number;
  readonly matching: number;
  /** Rows of a batch have been put into the ring, from number `first` on. The batch is valid during the call only. */
  take(batch: Batch, first: number): void;
  /** Rows `[from, to)` are about to be dropped from the ring. */
  drop(from: number, to: number): void;
  /** From now on only rows that pass are shown; those that are there are looked at in turns, newest first. */
  filter(test: RowTest | undefined): void;
  /** What the screen shows while it is live, at most `room` rows. */
  live(room: number, order: ViewOrder | undefined): readonly ShownRow[];
  /**
   * The rows as they were before change `number` came, which may be the next one to come; put together in turns. They stay
   * reachable until {@link release} or the next picture. Where changes since then were dropped, the oldest that is known.
   */
  asOf(number: number, order: ViewOrder | undefined): Promise<Picture>;
  release(): void;
}
