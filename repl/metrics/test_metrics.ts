/** A job in numbers, for tests of what is made of them. */
import type { JobMetrics } from "../../engine/job_metrics.ts";

/** Milliseconds since the epoch, of the checkpoint and of the job's start. */
export const AT = 1_700_000_000_000;

/** A job that runs and took its 12th checkpoint at {@link AT}. */
export function jobMetrics(changes: Partial<JobMetrics> = {}): JobMetrics {
  return {
    job: 1,
    pipeline: "p",
    statement: "INSERT INTO a SELECT * FROM b",
    state: "running",
    startedAt: AT,
    counted: { rowsIn: 1, rowsOut: 2, bytesIn: 3, badRows: 4, lostRows: 5, lateRows: 6 },
    lags: [
      { table: "b", partition: 0, records: 7, seconds: 8 },
      { table: "b", partition: 1, records: 9, seconds: undefined },
    ],
    watermarkDelay: 10.5,
    stateBytes: 11,
    restarts: 0,
    reconnecting: undefined,
    error: undefined,
    checkpoints: {
      interval: 10_000,
      newest: { number: 12, at: AT, milliseconds: 130, pauseMilliseconds: 14, bytes: 15 },
      failed: 16,
    },
    ...changes,
  };
}
