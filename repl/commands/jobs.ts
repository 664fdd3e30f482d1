/** Jobs: `\dj`, `\jobs`, `\stop`, `\pause`, `\resume`, `\why`, `\health`. */
import { sleepFor } from "../../connectors/row_source.ts";
import type { Job } from "../../engine/job.ts";
import type { Shell } from "../shell.ts";
import type { Command } from "./command.ts";
import { jobTable } from "./job_table.ts";

export const JOB_COMMANDS: readonly Command[] = [
  {
    name: "\\dj",
    args: "",
    doc: "jobs, every number that there is of them",
    run: (shell) => shell.statements("SHOW JOBS"),
  },
  {
    name: "\\jobs",
    args: "[resume|forget]",
    doc: "jobs and how they are doing; go on with those that an earlier shell left, or drop them",
    run: (shell, argument) => argument === "" ? jobs(shell) : shell.jobs(argument),
  },
  {
    name: "\\stop",
    args: "N",
    doc: "end job N: what it has read is written first; says at which offsets",
    run: stop,
  },
  {
    name: "\\pause",
    args: "N",
    doc: "job N stops reading and keeps what it knows",
    run: (shell, n) => numbered(shell, "\\pause", n, `PAUSE JOB ${n}`),
  },
  {
    name: "\\resume",
    args: "N",
    doc: "and reads on",
    run: (shell, n) => numbered(shell, "\\resume", n, `RESUME JOB ${n}`),
  },
  {
    name: "\\why",
    args: "[N]",
    doc: "why the last query, or job N, gives no rows or no more, and what to do",
    run: (shell, n) => Promise.resolve(shell.why(n)),
  },
  {
    name: "\\health",
    args: "[N]",
    doc: "the last query, or job N, by partition and operator",
    run: (shell, n) => shell.health(n),
  },
];

/** So long rows are counted for their rate, in milliseconds. */
const RATE_MS = 250;

async function jobs(shell: Shell): Promise<void> {
  const { session, now } = shell.parts;
  const before = new Map(session.jobs.map((job) => [job, job.counted.rowsIn]));
  const since = now();
  if (session.jobs.some((job) => !job.ended)) await sleepFor(RATE_MS, new AbortController().signal);
  const seconds = Math.max(1, now() - since) / 1000;
  const rate = (job: Job) => job.ended ? undefined : (job.counted.rowsIn - (before.get(job) ?? 0)) / seconds;
  await shell.results.show(jobTable(session.jobs, rate, now()), "\\jobs");
}

async function numbered(shell: Shell, name: string, n: string, statement: string): Promise<void> {
  if (/^\d+$/.test(n)) return await shell.statements(statement);
  const jobs = shell.parts.session.jobs.filter((job) => !job.ended).map(({ id }) => id);
  shell.print(`${name} needs the number of a job${jobs.length === 0 ? "; none runs" : `: ${name} ${jobs[0]}`}`);
}

async function stop(shell: Shell, n: string): Promise<void> {
  const job = shell.parts.session.job(Number(n));
  const ended = job?.ended === true;
  await numbered(shell, "\\stop", n, `STOP JOB ${n}`);
  if (job === undefined || ended) return;
  for (const line of offsetLines(job)) shell.say(line);
}

/** Where reading of each table would go on. */
export function offsetLines(job: Pick<Job, "pipeline">): string[] {
  return job.pipeline.progress().filter(({ partitions }) => partitions.length > 0).map(({ table, partitions }) => {
    const offsets = partitions.toSorted((a, b) => a.partition - b.partition)
      .map(({ partition, position }) => `${partition}:${position}`);
    return `${table} was read up to ${partitions.length === 1 ? "offset" : "the offsets"} ${offsets.join(", ")}`;
  });
}
