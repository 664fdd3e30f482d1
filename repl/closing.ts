/** The end of a session, which no broker may hold up. */
import type { Job } from "../engine/job.ts";
import type { OpenedSession } from "./open_session.ts";

/** What a stopped job may take to write out what it has read, in milliseconds. */
export const CLOSING_MS = 5_000;

/** Closes the session. Jobs that are not through in time are let go of, and `stderr` is told what that may mean. */
export async function closeInTime(
  opened: OpenedSession,
  stderr: (text: string) => void,
  millis = CLOSING_MS,
): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), millis);
  try {
    const closed = Promise.resolve(opened[Symbol.asyncDispose]());
    if (await Promise.race([closed, late]) !== "late") return;
    for (const job of opened.session.jobs) if (!job.ended) stderr(`${unfinished(job, millis)}\n`);
  } finally {
    clearTimeout(timer);
  }
}

/** One sentence for a job that did not end in time. */
export function unfinished(job: Job, millis: number): string {
  const why = job.metrics.reconnecting?.error;
  return `Job ${job.id} has not ended within ${millis / 1000} s${why === undefined ? "" : ` (${why})`}: ` +
    "the last rows it wrote may be unacknowledged";
}
