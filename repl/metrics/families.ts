/** Jobs to metrics: the list of docs/operations.md. */
import type { JobMetrics } from "../../engine/job_metrics.ts";
import type { JobState } from "../../engine/job.ts";
import type { Family, Sample } from "./exposition.ts";

/** Of the program, beside its jobs. */
export interface ProcessMetrics {
  readonly version: string;
  /** Bytes. */
  readonly residentMemory: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const STATES: readonly JobState[] = [
  "starting",
  "running",
  "paused",
  "restarting",
  "stopping",
  "finished",
  "failed",
];

/** One metric of each job; undefined: it has none. */
interface JobMetric extends Omit<Family, "samples"> {
  value(job: JobMetrics, now: number): number | undefined;
}

const JOB_METRICS: readonly JobMetric[] = [
  counter("rows_in", "Rows read, restarts included.", ({ counted }) => counted.rowsIn),
  counter("rows_out", "Rows given to sinks, restarts included.", ({ counted }) => counted.rowsOut),
  counter("bytes_in", "Bytes of the messages that were read.", ({ counted }) => counted.bytesIn),
  counter("late_rows", "Rows that came too late for their window.", ({ counted }) => counted.lateRows),
  counter("bad_records", "Records that could not be decoded.", ({ counted }) => counted.badRows),
  counter("lost_records", "Records that were gone before they were read.", ({ counted }) => counted.lostRows),
  counter("restarts", "How often the job was started again.", ({ restarts }) => restarts),
  gauge("reconnecting", "1 while a source or sink has lost its cluster.", ({ reconnecting }) => reconnecting ? 1 : 0),
  gauge("watermark_delay_seconds", "From the watermark to now.", ({ watermarkDelay }) => watermarkDelay),
  gauge("state_bytes", "What operators remember, roughly.", ({ stateBytes }) => stateBytes),
  gauge("checkpoint_number", "Of the last checkpoint.", (job) => job.checkpoints?.newest?.number),
  gauge("checkpoint_age_seconds", "Since the last checkpoint was cut.", (job, now) => {
    const newest = job.checkpoints?.newest;
    return newest && (now - newest.at) / 1000;
  }),
  gauge(
    "checkpoint_duration_seconds",
    "From the cut of the last checkpoint to the moment when it counted.",
    (job) => seconds(job.checkpoints?.newest?.milliseconds),
  ),
  gauge(
    "checkpoint_pause_seconds",
    "How long sources stood still for the last checkpoint.",
    (job) => seconds(job.checkpoints?.newest?.pauseMilliseconds),
  ),
  gauge("checkpoint_size_bytes", "Of the last checkpoint on disk.", (job) => job.checkpoints?.newest?.bytes),
  counter(
    "checkpoint_failures",
    "Checkpoints that were begun and never counted.",
    (job) => job.checkpoints?.failed,
  ),
];

export function familiesOf(jobs: readonly JobMetrics[], { version, residentMemory, now }: ProcessMetrics): Family[] {
  return [
    plain("sluice_build_info", "1; the label says which release this is.", [{ labels: { version }, value: 1 }]),
    plain("process_resident_memory_bytes", "Resident memory size in bytes.", [{ labels: {}, value: residentMemory }]),
    plain(
      "sluice_job_info",
      "1; the label says which statement the job runs.",
      jobs.map((job) => ({ labels: { ...labelsOf(job), statement: job.statement }, value: 1 })),
    ),
    plain(
      "sluice_job_state",
      "1 for the state that the job is in.",
      jobs.flatMap((job) =>
        STATES.map((state) => ({ labels: { ...labelsOf(job), state }, value: job.state === state ? 1 : 0 }))
      ),
    ),
    ...JOB_METRICS.map(({ value, ...family }): Family => ({
      ...family,
      samples: jobs.flatMap((job) => sample(labelsOf(job), value(job, now))),
    })),
    plain("sluice_lag_records", "Records behind the end of the partition.", lags(jobs, ({ records }) => records)),
    plain(
      "sluice_lag_seconds",
      "Age of the last record that was read; 0 at the end of the partition.",
      lags(jobs, ({ seconds }) => seconds),
    ),
  ];
}

function counter(name: string, help: string, value: JobMetric["value"]): JobMetric {
  return { name: `sluice_${name}_total`, type: "counter", help, value };
}

function gauge(name: string, help: string, value: JobMetric["value"]): JobMetric {
  return { name: `sluice_${name}`, type: "gauge", help, value };
}

function plain(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: "gauge", help, samples };
}

function labelsOf({ job, pipeline }: JobMetrics): Record<string, string | number> {
  return { job, pipeline };
}

function sample(labels: Sample["labels"], value: number | undefined): Sample[] {
  return value === undefined ? [] : [{ labels, value }];
}

function lags(
  jobs: readonly JobMetrics[],
  value: (lag: JobMetrics["lags"][number]) => number | undefined,
): readonly Sample[] {
  return jobs.flatMap((job) =>
    job.lags.flatMap((lag) => sample({ ...labelsOf(job), table: lag.table, partition: lag.partition }, value(lag)))
  );
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
