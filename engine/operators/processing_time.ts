import type { Batch } from "../../schema/batch.ts";
import { type Column, columnFor, type Int64Column } from "../../schema/column.ts";
import { InternalError } from "../../schema/errors.ts";
import { TIMESTAMP } from "../../schema/types.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import { batchTime } from "../batch_time.ts";
import type { Receiver, Stateful, Ticking } from "../operator.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";

const NANOS_PER_MILLI = 1_000_000n;
const NONE = -(2n ** 63n);

/**
 * Gives rows the time of their batch as event time and follows the wall clock with the watermark, also while no rows come.
 * A clock that goes back stands still here, so that no row is late. Watermarks of the input end here.
 */
export class ProcessingTimeOperator implements Receiver, Ticking, Stateful {
  readonly #at: number;
  readonly #next: Receiver;
  readonly #times = columnFor({ type: TIMESTAMP, nullable: false }) as Int64Column;
  /** The latest time that the clock was seen at, nanoseconds. */
  #time = NONE;
  #ended = false;

  constructor({ schema }: LogicalPlan & { kind: "processingTime" }, next: Receiver) {
    if (schema.eventTime === undefined) throw new InternalError("Processing time needs a column");
    this.#at = schema.eventTime;
    this.#next = next;
  }

  process({ length, columns, changes, partition, origin }: Batch): void {
    this.#follow(batchTime()());
    this.#times.values.fill(this.#time, 0, length);
    const stamped: Column[] = [...columns];
    stamped[this.#at] = this.#times;
    this.#next.process({ length, columns: stamped, changes, partition, origin });
  }

  tick(now: number): void {
    this.#follow(BigInt(Math.floor(now)) * NANOS_PER_MILLI);
  }

  #follow(time: bigint): void {
    if (time <= this.#time || this.#ended) return;
    this.#time = time;
    this.#next.advance(time);
  }

  advance(_watermark: bigint): void {}

  end(): void {
    this.#ended = true;
    this.#next.end();
  }

  snapshot(out: SnapshotWriter): void {
    out.array("time", BigInt64Array.of(this.#time));
  }

  restore(from: SnapshotReader): void {
    this.#time = from.int64("time")[0] ?? NONE;
  }

  stateSize(): number {
    return 8;
  }
}
