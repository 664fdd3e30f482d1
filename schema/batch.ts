/** A few rows in columns: what flows between operators. */
import type { Column } from "./column.ts";
import type { RecordPlace } from "./errors.ts";

/** What happened to a row; the values of `Batch.changes`. */
export const INSERT = 0;
export const DELETE = 1;
export const UPDATE_BEFORE = 2;
export const UPDATE_AFTER = 3;
export type Change = typeof INSERT | typeof DELETE | typeof UPDATE_BEFORE | typeof UPDATE_AFTER;

/**
 * At most `BATCH_ROWS` rows. Valid only during the call it is handed to: arrays are filled anew for the next one,
 * the objects stay the same (their shapes never change, so generated loops stay optimised).
 */
export interface Batch {
  readonly length: number;
  readonly columns: readonly Column[];
  /**
   * One {@link Change} per row; absent: all rows are inserts. UPDATE_BEFORE and UPDATE_AFTER come in adjacent pairs,
   * never split over batches, and only in relations with a key (`Schema.key`): without one a row that changes is
   * a DELETE and an INSERT.
   */
  readonly changes?: Uint8Array | undefined;
  /** Partition of the source that all rows came from, while that is known. */
  readonly partition?: number | undefined;
  /** Where row i came from, while that is known: for error texts and row details. Called rarely. */
  readonly origin?: ((row: number) => RecordPlace | undefined) | undefined;
}
