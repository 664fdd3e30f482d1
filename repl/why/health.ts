/** `\health`: the health line in full, by partition and by operator. */
import { counted } from "../../schema/counted.ts";
import type { Observation, ObservedPart, ObservedPartition } from "../../engine/flow/observation.ts";
import { lagOf } from "../../engine/health.ts";
import type { InfoTable } from "../../engine/info_table.ts";
import { fieldOf } from "../../schema/field.ts";
import { BIGINT, TEXT, type Value } from "../../schema/types.ts";
import { partsOf, withBelow } from "./finding.ts";
import { amount, bytes, count, duration, eventTime, workTime } from "./words.ts";

export interface FullHealth {
  /** A line on state and age, and one on rows. */
  readonly head: readonly string[];
  /** Undefined: nothing is read by partition. */
  readonly partitions: InfoTable | undefined;
  /** From the sources to the end. */
  readonly operators: InfoTable;
}

export function fullHealth(observation: Observation): FullHealth {
  const { now, job, rates, health } = observation;
  const { checkpoints } = job;
  const state = `${job.id === 0 ? "The query" : `Job ${job.id}`} is ${job.state}, ${duration(now - job.startedAt)} old`;
  const parts = [
    `${counted(health.rowsIn, "row")} in${rates === undefined ? "" : `, ${amount(rates.rowsIn)}/s`}`,
    `${count(health.rowsOut)} out${rates === undefined ? "" : `, ${amount(rates.rowsOut)}/s`}`,
    `late ${count(health.lateRows)}`,
    `bad ${count(health.badRows)}`,
    `lost ${count(health.lostRows)}`,
    `state ${bytes(health.stateSize)}`,
    ...(checkpoints === undefined ? [] : [commitText(checkpoints, now)]),
  ];
  return {
    head: [state, parts.join(" · ")],
    partitions: partitionsTable(observation),
    operators: operatorsTable(observation),
  };
}

function commitText({ newest, failed }: NonNullable<Observation["job"]["checkpoints"]>, now: number): string {
  const last = newest === undefined ? "no commit yet" : `commit ${duration(now - newest.at)} ago`;
  return failed === 0 ? last : `${last}, ${count(failed)} failed`;
}

const PARTITION_COLUMNS = [
  fieldOf("table", TEXT),
  fieldOf("partition", BIGINT),
  fieldOf("position", BIGINT),
  fieldOf("end", BIGINT),
  fieldOf("lag", BIGINT),
  fieldOf("behind", TEXT),
  fieldOf("per second", TEXT),
  fieldOf("watermark", TEXT),
];

function partitionsTable(observation: Observation): InfoTable | undefined {
  const rows = partsOf(observation).flatMap((part) => {
    if (part.kind !== "scan") return [];
    return part.partitions.map((one) =>
      partitionRow(part.table, one, watermarkOf(observation, part, one), observation)
    );
  });
  return rows.length === 0 ? undefined : withoutUnknown({ fields: PARTITION_COLUMNS, rows });
}

function partitionRow(
  table: string,
  progress: ObservedPartition,
  watermark: bigint | undefined,
  { now }: Observation,
): Value[] {
  const { partition, position, end, rate } = progress;
  const lag = lagOf(progress, now);
  return [
    table,
    BigInt(partition),
    BigInt(position),
    end === undefined ? null : BigInt(end),
    lag === undefined ? null : BigInt(lag.records),
    lag?.seconds === undefined ? null : duration(lag.seconds * 1000),
    rate === undefined ? null : amount(rate),
    watermark === undefined ? null : eventTime(watermark, now),
  ];
}

/** Of the part above the table that follows its event time. */
function watermarkOf(observation: Observation, scan: ObservedPart, { partition }: ObservedPartition) {
  const mark = partsOf(observation).find((part) => part.kind === "watermark" && withBelow(part).includes(scan));
  if (mark?.kind !== "watermark") return undefined;
  return mark.partitions.find((one) => one.partition === partition)?.watermark;
}

/** Columns of which nothing is known are left out. */
function withoutUnknown({ fields, rows }: InfoTable): InfoTable {
  const known = fields.map((_, i) => rows.some((row) => row[i] !== null));
  return { fields: fields.filter((_, i) => known[i]), rows: rows.map((row) => row.filter((_, i) => known[i])) };
}

const OPERATOR_COLUMNS = [
  fieldOf("operator", TEXT),
  fieldOf("rows in", BIGINT),
  fieldOf("rows out", BIGINT),
  fieldOf("state", TEXT),
  fieldOf("time", TEXT),
];

function operatorsTable({ ends }: Observation): InfoTable {
  const rows = ends.flatMap((end) => withBelow(end).toReversed()).map((part): Value[] => [
    part.label,
    part.kind === "scan" ? BigInt(part.records ?? part.rowsOut) : BigInt(part.rowsIn),
    BigInt(part.rowsOut),
    bytes(part.stateBytes),
    workTime(part.milliseconds),
  ]);
  return { fields: OPERATOR_COLUMNS, rows };
}
