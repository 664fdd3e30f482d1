/** Tables that have given no records, or no more. */
import { counted } from "../../../schema/counted.ts";
import type { Observation, ObservedPartition } from "../../../engine/flow/observation.ts";
import { type Finding, type Scan, scansOf, sum } from "../finding.ts";
import { count, duration, listed } from "../words.ts";

/** Nothing was read of the table: because there is nothing, or because reading began behind it. */
export function unreadFindings(observation: Observation): readonly Finding[] {
  return scansOf(observation).filter((scan) => isThrough(scan) && !hasRead(scan)).flatMap(nothingRead);
}

function nothingRead(scan: Scan): readonly Finding[] {
  const { table, place, partitions, isTopic } = scan;
  const what = isTopic ? `The topic ${place}` : `The file ${place ?? ""}`.trimEnd();
  if (partitions.some(({ held = 0 }) => held > 0)) return []; // an open transaction is the reason
  const before = sum(partitions.map(({ first = 0, end = 0 }) => end - first));
  if (sum(partitions.map(({ end = 0 }) => end)) === 0) {
    const cure = isTopic ? "Rows appear as soon as something is written to it" : undefined;
    return [{ cause: "empty_topic", text: `${what} is empty`, cure }];
  }
  if (before === 0) {
    return [{
      cause: "emptied_topic",
      text: `${what} has no records: the ${count(sum(partitions.map(({ end = 0 }) => end)))} it had are gone`,
      cure: "Rows appear as soon as something new is written; retention.ms of the topic says how long records stay",
    }];
  }
  return [isFromLatest(scan) ? startedAtLatest(table, partitions, before) : nothingNew(scan, before)];
}

function startedAtLatest(table: string, partitions: readonly ObservedPartition[], before: number): Finding {
  const upTo = partitions.every(({ first }) => first !== undefined) ? "" : "up to ";
  const lie = before === 1 ? "record lies" : "records lie";
  return {
    cause: "started_at_latest",
    text: `Reading of ${table} began at the end of the topic and nothing has come since; ` +
      `${upTo}${count(before)} ${lie} before`,
    cure: `'source.offset' = 'earliest' in the WITH of ${table} reads them`,
  };
}

function nothingNew({ table, offset }: Scan, before: number): Finding {
  return {
    cause: "nothing_new",
    text: `Nothing has come to ${table} since where reading began (source.offset '${offset}'); ` +
      `${counted(before, "record")} lie before`,
    cure: `'source.offset' = 'earliest' in the WITH of ${table} reads them`,
  };
}

/** The last record is older than this, in milliseconds: rows that come all the time are no silence. */
const SILENT_MS = 2000;

/** All there is has been read, and something was. */
export function caughtUpFindings(observation: Observation): readonly Finding[] {
  const scans = scansOf(observation).filter(({ bounded }) => !bounded);
  if (scans.length === 0 || !scans.every((scan) => isThrough(scan)) || !scans.some(hasRead)) return [];
  const last =
    scans.flatMap(({ table, partitions }) =>
      partitions.flatMap(({ timestamp }) => timestamp === undefined ? [] : [{ table, timestamp }])
    ).sort((a, b) => b.timestamp - a.timestamp)[0];
  if (last === undefined) return [{ cause: "caught_up", text: "Caught up", cure: undefined }];
  const age = observation.now - last.timestamp;
  if (age < SILENT_MS) return [];
  const text = `Caught up: the last record of ${last.table} is ${duration(age)} old`;
  return [{ cause: "caught_up", text, cure: undefined }];
}

/** Records are still being read that were there long ago. */
export function stillReadingFindings(observation: Observation): readonly Finding[] {
  if (observation.job.state !== "running") return [];
  return scansOf(observation).filter(({ place }) => place !== undefined).flatMap(stillReading);
}

function stillReading({ table, partitions, isTopic }: Scan): readonly Finding[] {
  const ends = partitions.map(({ end }) => end);
  if (partitions.length === 0 || ends.some((end) => end === undefined)) return [];
  const read = sum(partitions.map(({ position, began = 0 }) => position - began));
  const left = sum(partitions.map(({ position, end = 0 }) => Math.max(0, end - position)));
  const rates = partitions.map(({ rate }) => rate);
  const rate = rates.some((one) => one === undefined) ? undefined : sum(rates.map((one) => one ?? 0));
  if (left === 0 || (rate !== undefined && left < rate)) return []; // within a second of the end
  const what = isTopic ? "records" : "bytes";
  const pace = rate === undefined
    ? ""
    : rate < 1
    ? `, and none in the last seconds`
    : `, ${count(rate)} a second, about ${duration(left / rate * 1000)} to go`;
  const text = `Still reading ${table}: ${count(read)} of ${count(read + left)} ${what}${pace}`;
  return [{ cause: "still_reading", text, cure: undefined }];
}

/** Records behind the last stable offset: only where read_committed is asked for. */
export function openTransactionFindings(observation: Observation): readonly Finding[] {
  return scansOf(observation).flatMap(({ table, partitions }) => {
    const holding = partitions.filter(({ held = 0, position, end = Infinity }) => held > 0 && position >= end);
    if (holding.length === 0) return [];
    const records = counted(sum(holding.map(({ held = 0 }) => held)), "record");
    const where = `${holding.length === 1 ? "partition" : "partitions"} ${listed(holding.map((one) => one.partition))}`;
    return [{
      cause: "open_transaction",
      text: `An open transaction of a producer holds back ${records} of ${table} (${where})`,
      cure: "They come when it commits or aborts; " +
        `'source.read_mode' = 'read_uncommitted' in the WITH of ${table} reads them now`,
    }];
  });
}

function isThrough({ partitions }: Scan): boolean {
  return partitions.length > 0 && partitions.every(({ position, end }) => end !== undefined && position >= end);
}

function hasRead({ partitions, rowsOut }: Scan): boolean {
  return rowsOut > 0 || partitions.some(({ position, began }) => began !== undefined && position > began);
}

function isFromLatest({ offset, isTopic }: Scan): boolean {
  return isTopic && (offset === undefined || offset.toLowerCase() === "latest");
}
