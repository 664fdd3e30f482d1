/** What `/readyz` says: whether jobs do what they are there for. */
import type { JobMetrics } from "../../engine/job_metrics.ts";

/** So many intervals may pass without a checkpoint. */
const INTERVALS = 3;

/** Empty: ready. A sentence for each reason not to be. `now` is in milliseconds since the epoch. */
export function notReady(jobs: readonly JobMetrics[], now: number): readonly string[] {
  const current = jobs.filter(({ state }) => state !== "finished");
  if (current.length === 0) return ["No job runs"];
  return current.flatMap((job) => {
    const reason = reasonOf(job, now);
    return reason === undefined ? [] : [`Job ${job.job} (${job.pipeline}) ${reason}`];
  });
}

function reasonOf({ state, error, reconnecting, checkpoints, startedAt }: JobMetrics, now: number): string | undefined {
  const why = error instanceof Error ? `: ${error.message}` : "";
  if (state === "failed") return `has failed${why}`;
  if (state === "restarting") return `is being started again${why}`;
  if (state !== "running") return `is ${state}`;
  if (reconnecting !== undefined) return `is reconnecting: ${reconnecting.error}`;
  if (checkpoints === undefined) return undefined;
  const { interval, newest } = checkpoints;
  const age = now - (newest?.at ?? startedAt);
  if (age < INTERVALS * interval) return undefined;
  return `has taken no checkpoint for ${(age / 1000).toFixed(1)} s; one is due every ${interval / 1000} s`;
}
