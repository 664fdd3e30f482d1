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
  const closed = Promise.resolve(opened[Symbol.asyncDispose]());
  if (await within(closed, millis)) return;
  for (const job of opened.session.jobs) if (!job.ended && !job.isQuery) stderr(`${unfinished(job)}\n`);
}

/** Whether `work` is done within `millis`. Rejects as it does. */
async function within(work: Promise<void>, millis: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), millis);
  try {
    return await Promise.race([work.then(() => true as const), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One sentence for a job that does not end. */
function unfinished(job: Job): string {
  const why = job.metrics.reconnecting?.error;
  return `Job ${job.id} did not end in time${why === undefined ? "" : ` (${why})`}: ` +
    "the last rows it wrote may not have been acknowledged";
}
