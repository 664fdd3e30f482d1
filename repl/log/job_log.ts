/** Jobs as lines of the log: what becomes of them, their checkpoints, what they had to leave out. */
import type { Job, JobEvent } from "../../engine/job.ts";
import { type JobMetrics, metricsOf } from "../../engine/job_metrics.ts";
import { errorFields, type JsonLog, type Level, type LogFields } from "./json_log.ts";

/** So often it looks at jobs, in milliseconds … */
const LOOK_MS = 250;
/** … and so often it says how many records were left out. */
const COUNTS_MS = 10_000;

const WORDS: Readonly<Record<JobEvent["kind"], readonly [Level, string]>> = {
  starting: ["info", "is being started"],
  running: ["info", "runs"],
  paused: ["info", "is paused"],
  resumed: ["info", "reads on"],
  restarting: ["warning", "is being started again"],
  stopping: ["info", "is being stopped"],
  finished: ["info", "has ended"],
  failed: ["error", "has failed"],
};

/** What has been said of a job. */
interface Told {
  checkpoint: number;
  failedCheckpoints: number;
  /** Since when it has been without its cluster. */
  reconnecting: number | undefined;
  bad: number;
  lost: number;
  late: number;
  countsAt: number;
}

export class JobLog implements Disposable {
  readonly #log: JsonLog;
  readonly #now: () => number;
  readonly #jobs = new Map<Job, Told>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(log: JsonLog, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** Takes what becomes of a job. SELECTs, which have no number, are no jobs here. */
  event(job: Job, event: JobEvent): void {
    if (job.id === 0) return;
    if (event.kind === "starting") this.#jobs.set(job, nothingTold(this.#now()));
    else this.look(job);
    this.#timer ??= setInterval(() => this.#lookAtAll(), LOOK_MS);
    if (event.kind === "finished" || event.kind === "failed") this.#tellEnd(job);
    const [level, words] = WORDS[event.kind];
    const isAsked = event.kind === "restarting" && event.wait === 0;
    this.#write(
      job,
      isAsked ? "info" : level,
      `job_${event.kind}`,
      `Job ${job.id} ${words}`,
      this.#details(job, event),
    );
    if (job.ended) this.#forget(job);
  }

  #details(job: Job, { kind, wait }: JobEvent): LogFields {
    const { counted } = metricsOf(job, this.#now());
    switch (kind) {
      case "starting":
        return { statement: job.text };
      case "restarting":
        return { wait_seconds: wait, restarts: job.restarts, ...(wait !== 0 && { error: errorFields(job.error) }) };
      case "failed":
        return { rows_in: counted.rowsIn, rows_out: counted.rowsOut, error: errorFields(job.error) };
      case "finished":
        return { rows_in: counted.rowsIn, rows_out: counted.rowsOut };
      default:
        return {};
    }
  }

  /** Says what has changed since the last time. */
  look(job: Job): void {
    const told = this.#jobs.get(job);
    if (told === undefined) return;
    const metrics = metricsOf(job, this.#now());
    this.#tellConnection(job, told, metrics);
    this.#tellCheckpoints(job, told);
    this.#tellCounts(job, told, metrics);
  }

  #tellConnection(job: Job, told: Told, { reconnecting }: JobMetrics): void {
    if (reconnecting !== undefined && told.reconnecting === undefined) {
      told.reconnecting = reconnecting.since;
      this.#write(job, "warning", "reconnecting", `Job ${job.id} is reconnecting: ${reconnecting.error}`);
    } else if (reconnecting === undefined && told.reconnecting !== undefined && !job.ended) {
      const seconds = (this.#now() - told.reconnecting) / 1000;
      told.reconnecting = undefined;
      this.#write(job, "info", "connected", `Job ${job.id} is connected again`, { seconds });
    }
  }

  #tellCheckpoints(job: Job, told: Told): void {
    for (const record of job.checkpoints.toReversed()) {
      if (record.number <= told.checkpoint) continue;
      told.checkpoint = record.number;
      this.#write(job, "info", "checkpoint", `Checkpoint ${record.number} of job ${job.id}`, {
        checkpoint: record.number,
        duration_seconds: record.milliseconds / 1000,
        pause_seconds: record.pauseMilliseconds / 1000,
        bytes: record.bytes,
      });
    }
    const failed = job.failedCheckpoints;
    if (failed <= told.failedCheckpoints) return;
    told.failedCheckpoints = failed;
    this.#write(job, "warning", "checkpoint_failed", `A checkpoint of job ${job.id} has failed`, { failures: failed });
  }

  /** The first bad record at once, then how many there are, now and then. */
  #tellCounts(job: Job, told: Told, { counted: { badRows, lostRows, lateRows } }: JobMetrics): void {
    const first = job.pipeline.firstBad;
    if (badRows > 0 && told.bad === 0 && first !== undefined) {
      told.bad = 1;
      const { message, ...error } = errorFields(first);
      this.#write(job, "warning", "bad_record", message, { ...error, place: first.place });
    }
    if (this.#now() - told.countsAt < COUNTS_MS) return;
    told.countsAt = this.#now();
    this.#tellCount(job, "bad_records", "could not be decoded", told.bad, badRows);
    this.#tellCount(job, "lost_records", "were gone before they were read", told.lost, lostRows);
    this.#tellCount(job, "late_rows", "came too late for a window", told.late, lateRows);
    [told.bad, told.lost, told.late] = [badRows, lostRows, lateRows];
  }

  #tellCount(job: Job, event: string, words: string, before: number, count: number): void {
    if (count > before) this.#write(job, "warning", event, `${count} ${event.replace("_", " ")} ${words}`, { count });
  }

  /** The last counts, whenever the ones before were. */
  #tellEnd(job: Job): void {
    const told = this.#jobs.get(job);
    if (told === undefined) return;
    told.countsAt = -Infinity;
    this.look(job);
  }

  #write(job: Job, level: Level, event: string, message: string, fields: LogFields = {}): void {
    this.#log.write(level, event, message, { job: job.id, pipeline: job.name, ...fields });
  }

  #lookAtAll(): void {
    for (const job of this.#jobs.keys()) this.look(job);
  }

  #forget(job: Job): void {
    this.#jobs.delete(job);
    if (this.#jobs.size === 0) this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function nothingTold(now: number): Told {
  return { checkpoint: 0, failedCheckpoints: 0, reconnecting: undefined, bad: 0, lost: 0, late: 0, countsAt: now };
}
