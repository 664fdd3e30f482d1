/** What `now()` is while rows are worked on: one and the same time for a whole batch. */
import { clock } from "../sql/functions/clock.ts";

/** To be called before each batch; `now` is milliseconds since the epoch. */
export function setBatchTime(now: number): void {
  const nanos = BigInt(Math.floor(now)) * 1_000_000n;
  clock.nowNanos = () => nanos;
}

/** The time of the batch that is worked on, for {@link keepBatchTime} when its rows go on later. */
export function batchTime(): () => bigint {
  return clock.nowNanos;
}

export function keepBatchTime(time: () => bigint): void {
  clock.nowNanos = time;
}
