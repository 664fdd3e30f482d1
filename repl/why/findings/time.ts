/** Windows that do not close, and rows that come too late for them. */
import { counted } from "../../../schema/counted.ts";
import type {
  Observation,
  ObservedPart,
  ObservedWatermark,
  ObservedWindows,
  PartCounts,
} from "../../../engine/flow/observation.ts";
import { type Finding, partsOf, tablesBelow, withBelow } from "../finding.ts";
import { count, duration, eventTime, everyOne, listed } from "../words.ts";
import { RECORD_TIME } from "../../../sql/plan.ts";
import { misreadUnit } from "./event_time_unit.ts";

type Watermark = ObservedWatermark & PartCounts;
type Windows = ObservedPart & { readonly windows: ObservedWindows };

/** A partition is silent after this, in milliseconds. */
const SILENT_MS = 1000;
const NANOS_PER_MS = 1_000_000n;

export function timeFindings(observation: Observation): readonly Finding[] {
  return partsOf(observation).flatMap((part) => {
    if (part.windows === undefined || part.rowsIn === 0) return [];
    const windows = part as Windows;
    const marks = withBelow(part).filter((one) => one.kind === "watermark");
    return [
      ...marks.flatMap((mark) => misreadUnit(mark, observation.now)),
      ...lateRows(windows, marks, observation.now),
      ...marks.flatMap((mark) => noWatermark(mark)),
      ...marks.flatMap((mark) => idlePartitions(mark, observation.now)),
      ...waiting(windows, marks, observation.now),
    ];
  });
}

/** More than half of the rows. */
function lateRows({ windows, rowsIn }: Windows, marks: readonly Watermark[], now: number): readonly Finding[] {
  const { lateRows: late, worstLateness } = windows;
  if (late === 0 || late * 2 < rowsIn) return [];
  const all = late >= rowsIn ? everyOne(late, "row") : `${count(late)} of ${counted(rowsIn, "row")}`;
  const worst = worstLateness === undefined ? "" : `, the latest by ${duration(Number(worstLateness / NANOS_PER_MS))}`;
  const mark = slowest(marks);
  const at = mark?.watermark === undefined ? "" : `; the watermark is at ${eventTime(mark.watermark, now)}`;
  const text = `${all} came too late for their window${worst}${at}`;
  return [{ cause: "late_rows", text, cure: lateCure(mark, worstLateness, now) }];
}

const DAY_MS = 86_400_000;

function lateCure(mark: Watermark | undefined, worst: bigint | undefined, now: number): string | undefined {
  if (mark === undefined) return undefined;
  const { newest, watermark, column } = mark;
  if (newest !== undefined && Number(newest / NANOS_PER_MS) > now + DAY_MS) {
    return `A row with ${column} ${eventTime(newest, now)}, in the future, has moved the watermark: ` +
      `declare WATERMARK FOR ${column} AS least(${column}, now()) - INTERVAL '5 seconds'`;
  }
  if (newest === undefined || watermark === undefined || worst === undefined) return undefined;
  const delay = interval(newest - watermark + worst);
  return `Declare a longer delay: WATERMARK FOR ${column} AS ${column} - INTERVAL '${delay}'`;
}

/** At least so many nanoseconds, as a round interval. */
function interval(nanos: bigint): string {
  const seconds = Number(nanos / NANOS_PER_MS) / 1000;
  const [unit, size] = seconds < 100
    ? ["second", 1]
    : seconds < 6000
    ? ["minute", 60]
    : seconds < 360_000
    ? ["hour", 3600]
    : ["day", 86_400] as const;
  const amount = Math.max(1, Math.floor(seconds / Number(size)) + 1);
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

/** Rows have come, and none has set it. */
function noWatermark({ watermark, partitions, rowsIn, column }: Watermark): readonly Finding[] {
  if (rowsIn === 0 || watermark !== undefined || partitions.some((one) => one.watermark !== undefined)) return [];
  return [{
    cause: "no_watermark",
    text: `There is no watermark, so windows cannot close: its expression is NULL for ${
      rowsIn === 1 ? "the only row" : `all ${count(rowsIn)} rows`
    }`,
    cure: `Declare WATERMARK FOR ${column} AS ${column} - INTERVAL '5 seconds'`,
  }];
}

/** Partitions without rows that others are ahead of. */
function idlePartitions(mark: Watermark, now: number): readonly Finding[] {
  const { partitions, watermark, idleTimeout } = mark;
  const newest = partitions.reduce((max: bigint | undefined, { watermark: own }) => later(max, own), undefined);
  if (newest === undefined) return [];
  const holding = partitions.filter((one) =>
    !one.isIdle && now - one.lastRow > SILENT_MS && (one.watermark === undefined || one.watermark < newest)
  );
  if (holding.length === 0) return [];
  const at = watermark === undefined ? "back" : `at ${eventTime(watermark, now)}`;
  const [table] = tablesBelow(mark);
  const letGo = idleTimeout === undefined
    ? undefined
    : Math.max(...holding.map((one) => one.lastRow + idleTimeout - now));
  const one = holding.length === 1;
  return [{
    cause: "idle_partitions",
    text: `${one ? "Partition" : "Partitions"} ${listed(holding.map(({ partition }) => partition))} of ${table} ` +
      `${one ? "has no new rows and holds" : "have no new rows and hold"} the watermark ${at}; ` +
      `others are at ${eventTime(newest, now)}`,
    cure: `'source.idle_timeout' = '5 seconds' in the WITH of ${table} leaves silent partitions out` +
      (letGo === undefined ? "" : `; as it is, that happens in ${duration(letGo)}`),
  }];
}

function later(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

/** Where none is declared, it is the time that the record itself has. */
function timeName(column: string): string {
  return column === RECORD_TIME ? "record timestamp" : column;
}

/** The one that holds the others back; one without a watermark does. */
function slowest(marks: readonly Watermark[]): Watermark | undefined {
  return marks.toSorted((a, b) => {
    if (a.watermark === undefined || b.watermark === undefined) return a.watermark === undefined ? -1 : 1;
    return a.watermark < b.watermark ? -1 : 1;
  })[0];
}

function waiting({ windows }: Windows, marks: readonly Watermark[], now: number): readonly Finding[] {
  const { nextClose, count: open } = windows;
  const mark = slowest(marks);
  if (nextClose === undefined || mark?.watermark === undefined) return [];
  const { watermark, pace, newest, column } = mark;
  const left = Number((nextClose - watermark) / NANOS_PER_MS);
  if (left <= 0) return [];
  const moves = pace === undefined
    ? ""
    : pace < 0.001
    ? ", where it stands still"
    : ` and moves ${pace.toFixed(pace < 10 ? 1 : 0)} s a second: about ${duration(left / pace)} to go`;
  const needed = newest === undefined ? undefined : nextClose + newest - watermark;
  const windowsOpen = open === 1 ? "1 window is open" : `${count(open)} windows are open`;
  return [{
    cause: "window_open",
    text: `The first window closes when the watermark reaches ${eventTime(nextClose, now)}; ` +
      `it is at ${eventTime(watermark, now)}${moves} (${windowsOpen})`,
    cure: needed === undefined
      ? undefined
      : `It closes with a row whose ${timeName(column)} is ${eventTime(needed, now)} or later` +
        (newest !== undefined && newest > watermark
          ? `; a watermark less than ${duration(Number((newest - watermark) / NANOS_PER_MS))} behind closes it sooner`
          : ""),
  }];
}
