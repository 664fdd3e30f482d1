/** Jobs for a person who looks at the clock: how fast, how far behind, since when. */
import { type InfoTable } from "../../engine/info_table.ts";
import type { Job } from "../../engine/job.ts";
import { fieldOf } from "../../schema/field.ts";
import { BIGINT, TEXT, type Value } from "../../schema/types.ts";

type Shown = Pick<
  Job,
  "id" | "state" | "text" | "metrics" | "checkpoints" | "keepsCheckpoints" | "startedAt" | "error"
>;

const FIELDS = [
  fieldOf("job", BIGINT),
  fieldOf("state", TEXT),
  fieldOf("statement", TEXT),
  fieldOf("rows/s", BIGINT),
  fieldOf("lag", BIGINT),
  fieldOf("last checkpoint", TEXT),
  fieldOf("age", TEXT),
  fieldOf("last error", TEXT),
];

/** `rate` in rows read per second; undefined: it has ended. `now` in milliseconds since the epoch. */
export function jobTable<J extends Shown>(
  jobs: readonly J[],
  rate: (job: J) => number | undefined,
  now: number,
): InfoTable {
  return { fields: FIELDS, rows: jobs.map((job) => rowOf(job, rate(job), now)) };
}

function rowOf(job: Shown, rate: number | undefined, now: number): Value[] {
  const { lag, reconnecting } = job.metrics;
  const [checkpoint] = job.checkpoints;
  const count = (n: number | undefined) => n === undefined ? null : BigInt(Math.round(n));
  return [
    BigInt(job.id),
    reconnecting !== undefined && job.state === "running" ? "reconnecting" : job.state,
    job.text.replace(/\s+/g, " "),
    count(rate),
    count(lag?.records),
    checkpoint === undefined
      ? (job.keepsCheckpoints ? "none yet" : "none are kept")
      : `${checkpoint.number}, ${ageText(now - checkpoint.at)} ago`,
    ageText(now - job.startedAt),
    reconnecting?.error ?? (job.error instanceof Error ? job.error.message : null),
  ];
}

/** `41 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
