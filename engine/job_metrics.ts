/** A job as numbers: what metrics, readiness and logs are made of. */
import type { CheckpointRecord } from "./checkpoints/keeper.ts";
import { type Counters, type Lag, lagOf } from "./health.ts";
import type { Job, JobState } from "./job.ts";

export interface PartitionLag extends Lag {
  readonly table: string;
  readonly partition: number;
}

export interface JobMetrics {
  readonly job: number;
  /** Name of the pipeline. */
  readonly pipeline: string;
  /** Secrets masked. */
  readonly statement: string;
  readonly state: JobState;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Since the job began, restarts included. */
  readonly counted: Counters;
  /** Of every partition whose end is known; of a table that is read twice, where it is further behind. */
  readonly lags: readonly PartitionLag[];
  /** Seconds from event time to now; undefined: there is no watermark. */
  readonly watermarkDelay: number | undefined;
  readonly stateBytes: number;
  readonly restarts: number;
  readonly reconnecting: { readonly since: number; readonly error: string } | undefined;
  /** What failed it, or why it is being started again. */
  readonly error: unknown;
  /** Undefined: it keeps none. */
  readonly checkpoints: {
    /** Milliseconds. */
    readonly interval: number;
    readonly newest: CheckpointRecord | undefined;
    readonly failed: number;
  } | undefined;
}

/** `now` is in milliseconds since the epoch. */
export function metricsOf(job: Job, now: number): JobMetrics {
  const { metrics: { watermark, stateSize, reconnecting }, checkpointInterval: interval } = job;
  return {
    job: job.id,
    pipeline: job.name,
    statement: job.text,
    state: job.state,
    startedAt: job.startedAt,
    counted: job.counted,
    lags: lagsOf(job, now),
    watermarkDelay: watermark === undefined ? undefined : now / 1000 - Number(watermark / 1_000_000n) / 1000,
    stateBytes: stateSize,
    restarts: job.restarts,
    reconnecting: job.ended ? undefined : reconnecting,
    error: job.error,
    checkpoints: job.keepsCheckpoints
      ? { interval, newest: job.checkpoints[0], failed: job.failedCheckpoints }
      : undefined,
  };
}

function lagsOf(job: Job, now: number): readonly PartitionLag[] {
  const lags = new Map<string, PartitionLag>();
  for (const { table, partitions } of job.pipeline.progress()) {
    for (const progress of partitions) {
      const { partition } = progress;
      const lag = lagOf(progress, now);
      const key = `${partition} ${table}`;
      if (lag === undefined || (lags.get(key)?.records ?? -1) >= lag.records) continue;
      lags.set(key, { table, partition, ...lag });
    }
  }
  return [...lags.values()];
}
