/** INTERVAL values: months, days and nanoseconds apart. */
import { SqlError } from "../errors.ts";
import type { Interval } from "../types.ts";
import { addMonths } from "./civil.ts";
import { divideRounding, parseExact, powerOfTen } from "./decimal.ts";
import { NANOS_PER_DAY } from "./time.ts";
import { floorDivide, isTimestampInRange, type TimestampPrecision, unitsPerSecond } from "./timestamp.ts";

export const ZERO_INTERVAL: Interval = { months: 0, days: 0, nanos: 0n };

const MONTH_UNITS = { century: 1200, decade: 120, year: 12, month: 1 } as const;
const DAY_UNITS = { week: 7, day: 1 } as const;
const NANO_UNITS = {
  hour: 3_600_000_000_000n,
  minute: 60_000_000_000n,
  second: 1_000_000_000n,
  millisecond: 1_000_000n,
  microsecond: 1000n,
  nanosecond: 1n,
} as const;

type Unit = keyof typeof MONTH_UNITS | keyof typeof DAY_UNITS | keyof typeof NANO_UNITS;

const SPELLINGS: Readonly<Record<Unit, string>> = {
  century: "century centuries c cent cents",
  decade: "decade decades dec decs",
  year: "year years y yr yrs",
  month: "month months mon mons",
  week: "week weeks w",
  day: "day days d",
  hour: "hour hours h hr hrs",
  minute: "minute minutes m min mins",
  second: "second seconds s sec secs",
  millisecond: "millisecond milliseconds ms msec msecs msecond mseconds",
  microsecond: "microsecond microseconds us usec usecs usecond useconds",
  nanosecond: "nanosecond nanoseconds ns nsec nsecs",
};

const UNIT_OF: ReadonlyMap<string, Unit> = new Map(
  (Object.keys(SPELLINGS) as Unit[]).flatMap((unit) => SPELLINGS[unit].split(" ").map((word) => [word, unit] as const)),
);

const PART = /\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*([a-z]*)\s*/gy;

/**
 * `1 day 2 hours 1.5 seconds` with units and short forms in any case; a number alone is in `unit`, by default seconds.
 * Fractions go on into smaller parts: half a month is 15 days, half a day 12 hours. `undefined`: not an interval.
 */
export function parseInterval(text: string, unit: Unit = "second"): Interval | undefined {
  const parts = [...text.toLowerCase().matchAll(PART)];
  const length = parts.reduce((sum, part) => sum + part[0].length, 0);
  if (parts.length === 0 || length !== text.length) return undefined;
  let months = 0;
  let days = 0;
  let nanos = 0n;
  for (const [, number = "", word = ""] of parts) {
    if (word === "" && parts.length > 1) return undefined;
    const spelled = word === "" ? unit : UNIT_OF.get(word);
    const part = spelled === undefined ? undefined : partOf(number, spelled);
    if (part === undefined) return undefined;
    months += part.months;
    days += part.days;
    nanos += part.nanos;
  }
  return checked(months, days, nanos);
}

/** The value of `INTERVAL 'text' [unit]`; throws an `SqlError` without a span when the text is none. */
export function intervalFromLiteral(text: string, unit: Unit | undefined): Interval {
  const interval = parseInterval(text, unit);
  if (interval !== undefined) return interval;
  throw new SqlError(`cannot cast '${text}' to INTERVAL`, {
    code: "evaluation",
    hint: "Write parts as number and unit: INTERVAL '1 day 2 hours 1.5 seconds'.",
  });
}

/** Digits after the point that count: enough for nanoseconds of any unit. */
const FRACTION_DIGITS = 18;

function partOf(number: string, unit: Unit): Interval | undefined {
  const exact = parseExact(number);
  if (exact === undefined || number.length > 40) return undefined;
  const denominator = powerOfTen(FRACTION_DIGITS);
  const amount = exact.scale <= FRACTION_DIGITS
    ? exact.unscaled * powerOfTen(FRACTION_DIGITS - exact.scale)
    : exact.unscaled / powerOfTen(exact.scale - FRACTION_DIGITS);
  if (unit in MONTH_UNITS) {
    const total = amount * BigInt(MONTH_UNITS[unit as keyof typeof MONTH_UNITS]);
    const months = total / denominator;
    return withDays(Number(months), (total - months * denominator) * 30n, denominator);
  }
  if (unit in DAY_UNITS) return withDays(0, amount * BigInt(DAY_UNITS[unit as keyof typeof DAY_UNITS]), denominator);
  const nanos = (amount * NANO_UNITS[unit as keyof typeof NANO_UNITS]) / denominator;
  return { months: 0, days: 0, nanos };
}

/** `dividend / divisor` days, their fraction as nanoseconds. */
function withDays(months: number, dividend: bigint, divisor: bigint): Interval {
  const days = dividend / divisor;
  return { months, days: Number(days), nanos: ((dividend - days * divisor) * NANOS_PER_DAY) / divisor };
}

/** Months and days are 32-bit, nanoseconds 64-bit integers: `undefined` beyond. */
function checked(months: number, days: number, nanos: bigint): Interval | undefined {
  if (months !== (months | 0) || days !== (days | 0) || BigInt.asIntN(64, nanos) !== nanos) return undefined;
  return { months: months | 0, days: days | 0, nanos };
}

/** `1 mons 2 days 3 hours 4 mins 5.000000000 secs`, zero parts left out; `0 secs` for the empty interval. */
export function intervalToText(interval: Interval): string {
  const { months, days, nanos } = interval;
  const magnitude = nanos < 0n ? -nanos : nanos;
  const sign = nanos < 0n ? "-" : "";
  const hours = magnitude / NANO_UNITS.hour;
  const minutes = (magnitude / NANO_UNITS.minute) % 60n;
  const rest = magnitude % NANO_UNITS.minute;
  const parts: string[] = [];
  if (months !== 0) parts.push(`${months} mons`);
  if (days !== 0) parts.push(`${days} days`);
  if (hours !== 0n) parts.push(`${sign}${hours} hours`);
  if (minutes !== 0n) parts.push(`${sign}${minutes} mins`);
  if (rest !== 0n) {
    const seconds = rest / NANO_UNITS.second;
    parts.push(`${sign}${seconds}.${(rest % NANO_UNITS.second).toString().padStart(9, "0")} secs`);
  }
  return parts.length === 0 ? "0 secs" : parts.join(" ");
}

/** Nanoseconds in all, a month as 30 days and a day as 24 hours: what comparison, grouping and order go by. */
export function intervalNanos(interval: Interval): bigint {
  return BigInt(interval.months * 30 + interval.days) * NANOS_PER_DAY + interval.nanos;
}

/** -1, 0 or 1. */
export function compareIntervals(a: Interval, b: Interval): number {
  const left = intervalNanos(a);
  const right = intervalNanos(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `undefined`: overflow. */
export function addIntervals(a: Interval, b: Interval): Interval | undefined {
  return checked(a.months + b.months, a.days + b.days, a.nanos + b.nanos);
}

/** `undefined`: overflow. */
export function subtractIntervals(a: Interval, b: Interval): Interval | undefined {
  return checked(a.months - b.months, a.days - b.days, a.nanos - b.nanos);
}

/** `undefined`: overflow. */
export function negateInterval(interval: Interval): Interval | undefined {
  return subtractIntervals(ZERO_INTERVAL, interval);
}

/** Fractions of months and days go on into days and nanoseconds; `undefined`: overflow or NaN. */
export function multiplyInterval(interval: Interval, factor: number): Interval | undefined {
  const months = interval.months * factor;
  const days = interval.days * factor + (months - Math.trunc(months)) * 30;
  const dayPart = Math.round((days - Math.trunc(days)) * Number(NANOS_PER_DAY));
  if (!Number.isFinite(months) || !Number.isFinite(days) || !Number.isFinite(dayPart)) return undefined;
  const nanos = Number.isInteger(factor)
    ? interval.nanos * BigInt(factor)
    : BigInt(Math.round(Number(interval.nanos) * factor));
  return checked(Math.trunc(months), Math.trunc(days), nanos + BigInt(dayPart));
}

/** `undefined`: division by zero or overflow. */
export function divideInterval(interval: Interval, divisor: number): Interval | undefined {
  if (divisor === 0) return undefined;
  const factor = 1 / divisor;
  const scaled = multiplyInterval({ ...interval, nanos: 0n }, factor);
  if (scaled === undefined) return undefined;
  const nanos = Number.isInteger(divisor)
    ? divideRounding(divisor < 0 ? -interval.nanos : interval.nanos, BigInt(Math.abs(divisor)))
    : BigInt(Math.round(Number(interval.nanos) * factor));
  return checked(scaled.months, scaled.days, scaled.nanos + nanos);
}

/**
 * A timestamp in units of `precision` plus an interval: months first, the day clipped to its month, then days, then time;
 * what is finer than a unit floors. `undefined`: out of range.
 */
export function addToTimestamp(units: bigint, precision: TimestampPrecision, interval: Interval): bigint | undefined {
  const perSecond = unitsPerSecond(precision);
  const perDay = perSecond * 86400n;
  let result = units;
  if (interval.months !== 0) {
    const day = floorDivide(units, perDay);
    result += BigInt(addMonths(Number(day), interval.months)) * perDay - day * perDay;
  }
  result += BigInt(interval.days) * perDay;
  result += floorDivide(interval.nanos * perSecond, NANO_UNITS.second);
  return isTimestampInRange(result, precision) ? result : undefined;
}

/** A date plus an interval; the part below a day is dropped. `undefined`: out of the range of 32-bit days. */
export function addToDate(date: number, interval: Interval): number | undefined {
  const wholeDays = interval.days + Number(interval.nanos / NANOS_PER_DAY);
  const days = (interval.months === 0 ? date : addMonths(date, interval.months)) + wholeDays;
  return days === (days | 0) ? days : undefined;
}
