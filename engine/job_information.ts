/** SHOW JOBS and DESCRIBE JOB. */
import { fieldOf } from "../schema/field.ts";
import { BIGINT, TEXT, type Value } from "../schema/types.ts";
import { timestampToText } from "../schema/values/timestamp.ts";
import type { CheckpointRecord } from "./checkpoints/keeper.ts";
import { lagOf, type PipelineHealth } from "./health.ts";
import { type InfoTable, infoTable } from "./info_table.ts";
import type { Job } from "./job.ts";

const COLUMNS = [
  ["id", BIGINT],
  ["pipeline", TEXT],
  ["state", TEXT],
  ["statement", TEXT],
  ["rows_in", BIGINT],
  ["rows_out", BIGINT],
  ["watermark", TEXT],
  ["late_rows", BIGINT],
  ["bad_rows", BIGINT],
  ["lag", BIGINT],
  ["restarts", BIGINT],
  ["last_checkpoint", TEXT],
  ["error", TEXT],
] as const;

export function showJobs(jobs: readonly Job[]): InfoTable {
  return { fields: COLUMNS.map(([name, type]) => fieldOf(name, type)), rows: jobs.map(rowOf) };
}

function rowOf(job: Job): Value[] {
  const { metrics } = job;
  const count = (n: number | undefined) => n === undefined ? null : BigInt(Math.round(n));
  return [
    BigInt(job.id),
    job.name,
    shownState(job, metrics),
    job.text,
    count(metrics.rowsIn),
    count(metrics.rowsOut),
    metrics.watermark === undefined ? null : timestampToText(metrics.watermark, 9),
    count(metrics.lateRows),
    count(metrics.badRows),
    count(metrics.lag?.records),
    count(job.restarts),
    job.checkpoints[0] === undefined ? null : String(job.checkpoints[0].number),
    job.error instanceof Error ? job.error.message : null,
  ];
}

function shownState(job: Job, { reconnecting }: PipelineHealth): string {
  return reconnecting && job.state === "running" ? "reconnecting" : job.state;
}

export function stateOfJob(job: Job, now: number): InfoTable {
  const { metrics, checkpoints } = job;
  const { reconnecting, watermark } = metrics;
  const rows: [string, string][] = [
    ["state", shownState(job, metrics)],
    ["pipeline", job.name],
    ["statement", job.text],
    ["rows in", String(metrics.rowsIn)],
    ["rows out", String(metrics.rowsOut)],
    ["bytes in", String(metrics.bytesIn)],
    ["late rows", String(metrics.lateRows)],
    ["bad rows", String(metrics.badRows)],
    ["lost rows", String(metrics.lostRows)],
    ["watermark", watermark === undefined ? "none" : timestampToText(watermark, 9)],
    ...positions(job, now),
    ["state bytes", String(metrics.stateSize)],
    ...job.pipeline.states().map(({ label, bytes }): [string, string] => [`state of ${label}`, `${bytes} bytes`]),
    ["restarts", String(job.restarts)],
    ...(job.keepsCheckpoints ? aboutCheckpoints(job) : [["checkpoints", "none are kept"] as [string, string]]),
    ...checkpoints.map(checkpointText),
  ];
  if (reconnecting) rows.push(["reconnecting", reconnecting.error]);
  if (job.error instanceof Error) rows.push([job.state === "running" ? "last error" : "error", job.error.message]);
  return infoTable(["property", "value"], rows);
}

/** Where reading stands, and how far that is from the end. */
function positions(job: Job, now: number): [string, string][] {
  return job.pipeline.progress().flatMap(({ table, partitions }) =>
    partitions.map((progress): [string, string] => {
      const { partition, position, end } = progress;
      const lag = lagOf(progress, now);
      const behind = lag === undefined || lag.records === 0
        ? ""
        : `, ${lag.records} behind${lag.seconds === undefined ? "" : ` (${lag.seconds.toFixed(1)} s)`}`;
      const of = end === undefined ? "" : ` of ${end}`;
      return [`${table}, partition ${partition}`, `next offset ${position}${of}${behind}`];
    })
  );
}

function aboutCheckpoints(job: Job): [string, string][] {
  const every = `every ${job.checkpointInterval / 1000} s`;
  const failed = job.failedCheckpoints === 0 ? "" : `, ${job.failedCheckpoints} failed`;
  return [["checkpoints", every + failed]];
}

function checkpointText({ number, at, milliseconds, pauseMilliseconds, bytes }: CheckpointRecord): [string, string] {
  const when = timestampToText(BigInt(at), 3);
  return [`checkpoint ${number}`, `${when}, ${milliseconds} ms (pause ${pauseMilliseconds} ms), ${bytes} bytes`];
}
