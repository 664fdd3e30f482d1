/** What windowed aggregates share: lateness by row, and windows that close on the way. */
import type { Batch } from "../../../schema/batch.ts";
import type { Int64Column } from "../../../schema/column.ts";
import { RowError } from "../../codegen/segment.ts";
import type { LateDropping, OpenWindows, Receiver, Stateful, Windowed } from "../../operator.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { located } from "../segment.ts";
import type { AggregateCode } from "./code.ts";
import { WindowRows } from "./output.ts";
import type { Schema } from "../../../schema/field.ts";

export const NEVER = 2n ** 63n - 1n;
export const ALWAYS = -(2n ** 63n);

export interface WindowedSetup {
  readonly code: AggregateCode;
  readonly schema: Schema;
  /** Position of {@link Schema.rowWatermark} in the input. */
  readonly rowWatermark: number | undefined;
  readonly next: Receiver;
}

/**
 * Windows close when the watermark says so, also in the middle of a batch where rows know the watermark before them: as if
 * rows came one by one, so that which rows count does not depend on how they are batched.
 */
export abstract class WindowedAggregate implements Receiver, Stateful, LateDropping, Windowed {
  lateRows = 0;
  worstLateness: bigint | undefined;
  protected readonly code: AggregateCode;
  protected readonly output: WindowRows;
  /** The watermark, or that of the row that comes next. */
  protected watermark = ALWAYS;
  /** Rows before the current batch. */
  protected sequence = 0;
  readonly #next: Receiver;
  readonly #rowWatermark: number | undefined;

  constructor({ code, schema, rowWatermark, next }: WindowedSetup) {
    this.code = code;
    this.output = new WindowRows(code, schema, next);
    this.#next = next;
    this.#rowWatermark = rowWatermark;
  }

  process(batch: Batch): void {
    const marks = this.#rowWatermark === undefined
      ? undefined
      : (batch.columns[this.#rowWatermark] as Int64Column).values; // TIMESTAMP NOT NULL
    try {
      for (let from = 0; from < batch.length;) {
        if (marks !== undefined) this.#raise(marks[from]!); // from < length
        from = this.take(batch, from, marks);
      }
    } catch (error) {
      throw error instanceof RowError ? located(error, batch) : error;
    }
    this.sequence += batch.length;
  }

  /**
   * Takes row `from` in, and rows behind it up to the first that closes a window by `marks` (the watermark before each row);
   * returns the first row that was not taken.
   */
  protected abstract take(batch: Batch, from: number, marks: BigInt64Array | undefined): number;

  /** A window closes when the watermark reaches this; {@link NEVER}: there is none. */
  protected abstract get nextClose(): bigint;

  /** Emits all windows that {@link watermark} closes. */
  protected abstract close(): void;

  /** Windows that are not closed. */
  protected abstract get openWindows(): number;

  windows(): OpenWindows {
    const { nextClose } = this;
    return { count: this.openWindows, nextClose: nextClose === NEVER ? undefined : nextClose };
  }

  /** Rows are dropped whose window closed at `close`, when `watermark` was reached before them. */
  protected dropLate(rows: number, close: bigint, watermark = this.watermark): void {
    this.lateRows += rows;
    const lateness = watermark - close;
    if (this.worstLateness === undefined || lateness > this.worstLateness) this.worstLateness = lateness;
  }

  #raise(watermark: bigint): void {
    if (watermark <= this.watermark) return;
    this.watermark = watermark;
    if (watermark < this.nextClose) return;
    this.close();
    this.output.flush();
  }

  advance(watermark: bigint): void {
    this.#raise(watermark);
    this.#next.advance(watermark);
  }

  end(): void {
    this.#raise(NEVER);
    this.#next.end();
  }

  snapshot(out: SnapshotWriter): void {
    out.array("watermark", BigInt64Array.of(this.watermark));
    out.array("rows", Float64Array.of(this.sequence, this.lateRows));
  }

  restore(from: SnapshotReader): void {
    this.watermark = from.int64("watermark")[0] ?? ALWAYS;
    [this.sequence = 0, this.lateRows = 0] = from.float64("rows");
  }

  abstract stateSize(): number;
}
