/** Which column is the event time of a topic's records, and how far out of order they come. */
import type { TimestampPrecision } from "../values/timestamp.ts";
import type { SampledRecord } from "./sample.ts";

/** The values of one TIMESTAMP column in milliseconds since the epoch, by record; NaN: the record has none. */
export interface TimeColumn {
  readonly name: string;
  readonly precision: TimestampPrecision;
  readonly millis: readonly number[];
}

/** How the times of records go with their offsets. */
export interface Disorder {
  /**
   * Share of the pairs of records, half a partition's sample apart, of which the later one has the later time: 1 grows
   * with the offset, 0.5 has nothing to do with it. {@link shrinkage} is the share whose later one has the earlier time: both
   * are 0 where times stay the same. NaN without {@link pairs}.
   */
  readonly growth: number;
  readonly shrinkage: number;
  readonly pairs: number;
  /** Records behind one of their partition that had a later time. */
  readonly late: number;
  /** By how much, in milliseconds: the worst, and what 99 of 100 records keep to. */
  readonly worst: number;
  readonly usual: number;
}

export interface EventTime {
  readonly column: TimeColumn;
  readonly disorder: Disorder;
  /** What speaks for it, as half a sentence. */
  readonly why: string;
}

/** A column with less growth is not the time at which things happen one after the other. */
const MIN_GROWTH = 0.9;
/** Few records, or many of the same second, may not grow: then a column must be near the records' own times. */
const MIN_PAIRS = 5;
const NEAR_MILLIS = 600_000;

/** How the times go with the offsets; records stand partition after partition, in the order of their offsets. */
export function disorderOf(records: readonly SampledRecord[], millis: readonly number[]): Disorder {
  const lateness: number[] = [];
  let pairs = 0;
  let growing = 0;
  let shrinking = 0;
  for (const { from, to } of partitions(records)) {
    const half = Math.floor((to - from) / 2);
    let largest = -Infinity;
    for (let at = from; at < to; at++) {
      const value = millis[at] ?? NaN;
      const later = at + half < to ? millis[at + half] ?? NaN : NaN;
      if (half > 0 && !Number.isNaN(value) && !Number.isNaN(later)) {
        pairs++;
        if (later > value) growing++;
        else if (later < value) shrinking++;
      }
      if (Number.isNaN(value)) continue;
      lateness.push(Math.max(0, largest - value));
      largest = Math.max(largest, value);
    }
  }
  lateness.sort((a, b) => a - b);
  return {
    growth: growing / pairs,
    shrinkage: shrinking / pairs,
    pairs,
    late: lateness.filter((one) => one > 0).length,
    worst: lateness.at(-1) ?? 0,
    usual: lateness[Math.max(0, Math.ceil(lateness.length * 0.99) - 1)] ?? 0,
  };
}

/**
 * Of the columns that every record has and that grow with the offset (or are near the records' own times where nothing
 * grows), the one that lies closest to those times; of equals, the one with the fewest late records. Undefined: none does.
 */
export function eventTimeOf(
  records: readonly SampledRecord[],
  columns: readonly TimeColumn[],
): EventTime | undefined {
  const candidates = columns.flatMap((column) => {
    if (column.millis.some(Number.isNaN)) return [];
    const disorder = disorderOf(records, column.millis);
    const distance = median(records.map(({ timestamp }, i) => Math.abs((column.millis[i] ?? 0) - timestamp)));
    return fits(disorder, distance) ? [{ column, disorder, distance }] : [];
  });
  candidates.sort((a, b) => a.distance - b.distance || a.disorder.late - b.disorder.late);
  const [best] = candidates;
  if (best === undefined) return undefined;
  const { column, disorder } = best;
  const grows = disorder.pairs >= MIN_PAIRS && disorder.growth >= MIN_GROWTH;
  return { column, disorder, why: grows ? "grows with the offset" : "is near the records' own times" };
}

/** `distance` from the records' own times, in milliseconds. */
function fits({ growth, shrinkage, pairs }: Disorder, distance: number): boolean {
  if (pairs >= MIN_PAIRS && growth >= MIN_GROWTH) return true;
  return distance <= NEAR_MILLIS && (pairs < MIN_PAIRS || shrinkage <= 1 - MIN_GROWTH);
}

/** Ranges of records of one partition each. */
function* partitions(records: readonly SampledRecord[]): Generator<{ readonly from: number; readonly to: number }> {
  let from = 0;
  for (let at = 1; at <= records.length; at++) {
    if (at < records.length && records[at]?.partition === records[from]?.partition) continue;
    yield { from, to: at };
    from = at;
  }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FRIENDLY = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
];

/** The delay that lets all of the disorder through, as a round number of milliseconds. */
export function friendlyDelay(millis: number): number {
  return FRIENDLY.find((one) => one >= millis) ?? Math.ceil(millis / DAY) * DAY;
}

/**
 * The delay of a watermark over this disorder. A few records that come hours late would hold every window open as long:
 * they are given up where 99 of 100 records need less.
 */
export function watermarkDelay({ worst, usual }: Disorder): number {
  return friendlyDelay(worst > HOUR ? usual : worst);
}

/** A whole number of the largest unit that divides it: `INTERVAL '5' SECOND`. */
export function intervalLiteral(millis: number): string {
  const [size, unit] = unitOf(millis);
  return `INTERVAL '${millis / size}' ${unit}`;
}

function unitOf(millis: number): readonly [number, string] {
  if (millis % DAY === 0) return [DAY, "DAY"];
  if (millis % HOUR === 0) return [HOUR, "HOUR"];
  return millis % MINUTE === 0 ? [MINUTE, "MINUTE"] : [SECOND, "SECOND"];
}

/** For people: `4.2 s`, `3 min`, `2.5 h`. */
export function durationText(millis: number): string {
  if (millis < SECOND) return `${Math.ceil(millis)} ms`;
  const [size, unit] = millis < 2 * MINUTE
    ? [SECOND, "s"]
    : millis < 2 * HOUR
    ? [MINUTE, "min"]
    : millis < 2 * DAY
    ? [HOUR, "h"]
    : [DAY, "days"];
  return `${Number((millis / size).toFixed(1)).toLocaleString("en-US")} ${unit}`;
}
