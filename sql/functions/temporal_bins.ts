/** Times rounded down: date_trunc, date_bin. */
import { INTERVAL, type Interval, type SqlType, TEXT, TIMESTAMP } from "../../schema/types.ts";
import {
  addMonths,
  civilFromDays,
  civilMonth,
  civilYear,
  dayOfWeek,
  daysFromCivil,
} from "../../schema/values/civil.ts";
import { NANOS_PER_DAY } from "../../schema/values/time.ts";
import {
  floorDivide,
  isTimestampInRange,
  nanosToTimestamp,
  type TimestampPrecision,
  timestampToNanos,
  unitsPerSecond,
} from "../../schema/values/timestamp.ts";
import {
  type Argument,
  DATETIME,
  EvaluationError,
  type Implementation,
  scalar,
  type ScalarFunction,
} from "./function.ts";

/** TIMESTAMP keeps its precision, DATE becomes TIMESTAMP. */
function sameTimestamp(type: SqlType | undefined): SqlType {
  return type?.kind === "timestamp" ? type : TIMESTAMP;
}

function precisionOf(type: SqlType): TimestampPrecision {
  return type.kind === "timestamp" ? type.precision : 9;
}

function checkedUnits(units: bigint, precision: TimestampPrecision): bigint {
  if (isTimestampInRange(units, precision)) return units;
  throw new EvaluationError("overflow");
}

/** Nanoseconds of the granularities that have a fixed length. */
const FIXED: Readonly<Record<string, bigint>> = {
  microsecond: 1000n,
  millisecond: 1_000_000n,
  second: 1_000_000_000n,
  minute: 60_000_000_000n,
  hour: 3_600_000_000_000n,
  day: NANOS_PER_DAY,
};

/** The first day of the one that `days` lies in. */
const CALENDAR: Readonly<Record<string, (days: number) => number>> = {
  week: (days) => days - (dayOfWeek(days) + 6) % 7,
  month: (days) => firstOfMonth(days, 1),
  quarter: (days) => firstOfMonth(days, 3),
  year: (days) => firstOfMonth(days, 12),
};

/** Of the group of `months` months, counted from January. */
function firstOfMonth(days: number, months: number): number {
  const civil = civilFromDays(days);
  const month = civilMonth(civil) - 1;
  return daysFromCivil(civilYear(civil), month - month % months + 1, 1);
}

function truncation(args: readonly Argument[], returns: SqlType): Implementation {
  const granularity = args[0]?.constant;
  const type = args[1]?.type ?? TIMESTAMP;
  if (typeof granularity === "string") {
    const truncate = truncationTo(granularity, type, returns);
    return { js: ([, x = ""], emit) => truncate.js?.([x], emit) ?? `${emit.constant(truncate.call)}(${x})` };
  }
  throw new EvaluationError("date_trunc needs a literal such as 'day' as its first argument");
}

function truncationTo(granularity: string, type: SqlType, returns: SqlType): Implementation {
  const name = granularity.toLowerCase();
  const precision = precisionOf(returns);
  const perDay = unitsPerSecond(precision) * 86400n;
  const isDate = type.kind === "date";
  const calendar = CALENDAR[name];
  if (calendar !== undefined) {
    const truncateDays = (days: number) => checkedUnits(BigInt(calendar(days)) * perDay, precision);
    if (isDate) return { call: truncateDays };
    return { call: rememberingDay((days) => truncateDays(days), perDay) };
  }
  const fixed = FIXED[name];
  if (fixed === undefined) {
    const known = [...Object.keys(FIXED), ...Object.keys(CALENDAR)].join(" ");
    throw new EvaluationError(`unknown granularity '${granularity}' of date_trunc, known: ${known}`);
  }
  if (isDate) return { call: (days: number) => checkedUnits(BigInt(days) * perDay, precision) };
  const width = nanosToTimestamp(fixed, precision);
  if (width <= 1n) return { js: ([x = ""]) => x };
  const check = (units: bigint) => checkedUnits(units, precision);
  return {
    js: ([x = ""], emit) => {
      const rest = emit.let(`${x} % ${width}n`);
      return `(${rest} < 0n ? ${emit.constant(check)}(${x} - ${rest} - ${width}n) : ${x} - ${rest})`;
    },
  };
}

/** Of units of a timestamp; the day that a column's rows mostly share is computed once. */
function rememberingDay(compute: (days: number) => bigint, perDay: bigint): (units: bigint) => bigint {
  let known = NaN;
  let result = 0n;
  return (units) => {
    const days = Number(floorDivide(units, perDay));
    if (days !== known) {
      result = compute(days);
      known = days;
    }
    return result;
  };
}

/** The start of the bin of `width` that holds `nanos`; bins are counted from `origin`, both in nanoseconds. */
export function binStart(width: Interval, nanos: bigint, origin: bigint): bigint {
  if (width.months === 0) {
    const length = BigInt(width.days) * NANOS_PER_DAY + width.nanos;
    if (length <= 0n) throw new EvaluationError("date_bin needs a positive width");
    return origin + floorDivide(nanos - origin, length) * length;
  }
  if (width.days !== 0 || width.nanos !== 0n) {
    throw new EvaluationError("date_bin does not take months together with days or time");
  }
  if (width.months < 0) throw new EvaluationError("date_bin needs a positive width");
  return monthBinStart(width.months, nanos, origin);
}

function monthBinStart(months: number, nanos: bigint, origin: bigint): bigint {
  const originDay = floorDivide(origin, NANOS_PER_DAY);
  const timeOfDay = origin - originDay * NANOS_PER_DAY;
  const startOf = (bin: number) => BigInt(addMonths(Number(originDay), bin * months)) * NANOS_PER_DAY + timeOfDay;
  const elapsed = monthNumber(Number(floorDivide(nanos, NANOS_PER_DAY))) - monthNumber(Number(originDay));
  const bin = Math.floor(elapsed / months);
  return startOf(bin) <= nanos ? startOf(bin) : startOf(bin - 1);
}

function monthNumber(days: number): number {
  const civil = civilFromDays(days);
  return civilYear(civil) * 12 + civilMonth(civil);
}

function binning(args: readonly Argument[], returns: SqlType): Implementation {
  const toNanos = nanosOf(args[1]?.type ?? TIMESTAMP);
  const originNanos = nanosOf(args[2]?.type ?? TIMESTAMP);
  const precision = precisionOf(returns);
  const call = (width: Interval, time: never, origin?: never): bigint => {
    const start = binStart(width, toNanos(time), origin === undefined ? 0n : originNanos(origin));
    return checkedUnits(nanosToTimestamp(start, precision), precision);
  };
  return { call };
}

/** Nanoseconds since the epoch of a timestamp or date. */
export function nanosOf(type: SqlType): (value: never) => bigint {
  if (type.kind === "date") return (days: number) => BigInt(days) * NANOS_PER_DAY;
  const precision = precisionOf(type);
  return (units: bigint) => timestampToNanos(units, precision);
}

export const BIN_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("date_trunc", "A time cut down to its microsecond … day, week (Monday), month, quarter or year", {
    aliases: ["datetrunc"],
    overloads: [{ args: [TEXT, DATETIME], returns: ([, type]) => sameTimestamp(type), build: truncation }],
    examples: [
      ["date_trunc('hour', TIMESTAMP '2026-01-31 10:11:12')", "2026-01-31T10:00:00"],
      ["date_trunc('week', DATE '2026-01-31')", "2026-01-26T00:00:00"],
      ["date_trunc('quarter', TIMESTAMP '1969-11-11 10:00:00')", "1969-10-01T00:00:00"],
    ],
  }),
  scalar("date_bin", "The start of the interval-wide bin that a time lies in, counted from 1970-01-01 or an origin", {
    overloads: [{
      args: [INTERVAL, DATETIME, DATETIME],
      optional: 1,
      returns: ([, type]) => sameTimestamp(type),
      build: binning,
    }],
    examples: [
      ["date_bin(INTERVAL '15 minutes', TIMESTAMP '2026-01-31 10:11:12')", "2026-01-31T10:00:00"],
      [
        "date_bin(INTERVAL '15 minutes', TIMESTAMP '2026-01-31 10:11:12', TIMESTAMP '2026-01-01 00:05:00')",
        "2026-01-31T10:05:00",
      ],
      ["date_bin(INTERVAL '2 months', TIMESTAMP '2026-02-28 10:11:12')", "2026-01-01T00:00:00"],
    ],
  }),
];
