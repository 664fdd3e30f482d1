/** TIMESTAMP values: units since the epoch (10^-precision seconds), UTC; text of `sql.md` §11.4. */
import { dateToText, daysFromCivil, daysInMonth } from "./civil.ts";
import { clockText, fractionEnd, fractionNanos, isDigit } from "./time.ts";
import { zoneOffset } from "./zone.ts";

/** Digits of a second that a unit resolves. */
export type TimestampPrecision = 0 | 3 | 6 | 9;

export const MIN_INT64 = -(2n ** 63n);
export const MAX_INT64 = 2n ** 63n - 1n;

const UNITS_PER_SECOND = { 0: 1n, 3: 1000n, 6: 1_000_000n, 9: 1_000_000_000n } as const;
/** 0000-01-01 and 10000-01-01. */
const FIRST_SECOND = -62_167_219_200n;
const END_SECOND = 253_402_300_800n;

export function unitsPerSecond(precision: TimestampPrecision): bigint {
  return UNITS_PER_SECOND[precision];
}

/** Plain TIMESTAMP reaches from 1677-09-21 to 2262-04-11 (int64 nanoseconds), the coarser ones over years 0 to 9999. */
export function isTimestampInRange(units: bigint, precision: TimestampPrecision): boolean {
  if (precision === 9) return units >= MIN_INT64 && units <= MAX_INT64;
  const perSecond = UNITS_PER_SECOND[precision];
  return units >= FIRST_SECOND * perSecond && units < END_SECOND * perSecond;
}

/** Quotient rounded to negative infinity; `divisor` is positive. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
}

/** To another precision: exact to a finer one, floor to a coarser one; `undefined` outside the range of `to`. */
export function convertTimestamp(
  units: bigint,
  from: TimestampPrecision,
  to: TimestampPrecision,
): bigint | undefined {
  if (from >= to) return floorDivide(units, 10n ** BigInt(from - to));
  const converted = units * 10n ** BigInt(to - from);
  return isTimestampInRange(converted, to) ? converted : undefined;
}

/** Units of `precision` to nanoseconds, exact. The result may lie outside int64 for years that TIMESTAMP does not reach. */
export function timestampToNanos(units: bigint, precision: TimestampPrecision): bigint {
  return precision === 9 ? units : units * 10n ** BigInt(9 - precision);
}

/** Nanoseconds to units of `precision`, floor. */
export function nanosToTimestamp(nanos: bigint, precision: TimestampPrecision): bigint {
  return precision === 9 ? nanos : floorDivide(nanos, 10n ** BigInt(9 - precision));
}

/** What {@link scan} read: UTC seconds since the epoch, and nanoseconds of that second. */
let scannedSeconds = 0;
let scannedNanos = 0;

/**
 * `YYYY-MM-DD`, or with `T` or a blank `HH:MM:SS[.f…]` (digits after the ninth are cut) and optionally `Z`, `±HH:MM`
 * (also `±HHMM`, `±HH`), ` UTC` or ` Area/City`. Gives units of `precision` (finer digits floor); `undefined` for any
 * other text, for a local time that a zone skips or has twice, and outside the range of {@link isTimestampInRange}.
 */
export function parseTimestamp(text: string, precision: TimestampPrecision): bigint | undefined {
  if (!scan(text)) return undefined;
  switch (precision) {
    case 0:
      return BigInt(scannedSeconds);
    case 3:
      return BigInt(scannedSeconds * 1000 + Math.floor(scannedNanos / 1_000_000));
    case 6:
      return BigInt(scannedSeconds) * 1_000_000n + BigInt(Math.floor(scannedNanos / 1000));
    case 9: {
      const nanos = BigInt(scannedSeconds) * 1_000_000_000n + BigInt(scannedNanos);
      return nanos >= MIN_INT64 && nanos <= MAX_INT64 ? nanos : undefined;
    }
    default:
      return precision satisfies never;
  }
}

function scan(text: string): boolean {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
  const year = twoDigitsAt(text, 0) * 100 + twoDigitsAt(text, 2);
  const month = twoDigitsAt(text, 5);
  const day = twoDigitsAt(text, 8);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return false;
  scannedSeconds = daysFromCivil(year, month, day) * 86400;
  scannedNanos = 0;
  if (text.length === 10) return true;

  const separator = text.charCodeAt(10);
  if (separator !== UPPER_T && separator !== LOWER_T && separator !== BLANK) return false;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return false;
  const hour = twoDigitsAt(text, 11);
  const minute = twoDigitsAt(text, 14);
  const second = twoDigitsAt(text, 17);
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return false;
  scannedSeconds += hour * 3600 + minute * 60 + second;
  let end = 19;
  if (text.charCodeAt(19) === DOT) {
    end = fractionEnd(text, 20);
    if (end === 20) return false;
    scannedNanos = fractionNanos(text, 20, end);
  }
  if (end === text.length) return true;
  const offset = offsetOf(text, end, scannedSeconds);
  if (offset === undefined) return false;
  scannedSeconds -= offset;
  return true;
}

/** Seconds east of UTC that the text from `start` on says, for a local time in seconds; `undefined`: not a zone. */
function offsetOf(text: string, start: number, localSeconds: number): number | undefined {
  const rest = text.slice(start);
  if (rest === "Z" || rest === "z") return 0;
  const zone = rest.startsWith(" ") ? rest.slice(1) : rest;
  if (zone === "UTC") return 0;
  const match = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(zone);
  if (match === null) return zoneOffset(zone, localSeconds);
  const hours = Number(match[2]);
  const minutes = Number(match[3] ?? 0);
  if (hours > 23 || minutes > 59) return undefined;
  return (match[1] === "-" ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/** What {@link splitNanos} found. */
export const split = { seconds: 0, nanos: 0 };

/** Little-endian: the low word comes first. */
const WORD = new BigInt64Array(1);
const HALVES = new Int32Array(WORD.buffer);

/** int64 nanoseconds as whole seconds (floor) and the nanoseconds beyond them, into {@link split}, without bigints. */
export function splitNanos(nanos: bigint): void {
  WORD[0] = nanos;
  const low = HALVES[0] ?? 0;
  const high = HALVES[1] ?? 0;
  // The double is off by at most 512 ns, so the quotient by at most one; the rest is exact in 32 bits, then put right.
  let seconds = Math.floor((high * 4294967296 + (low >>> 0)) / 1e9);
  let rest = (low - Math.imul(seconds, 1_000_000_000)) | 0;
  if (rest < 0) {
    rest += 1_000_000_000;
    seconds--;
  } else if (rest >= 1_000_000_000) {
    rest -= 1_000_000_000;
    seconds++;
  }
  split.seconds = seconds;
  split.nanos = rest;
}

/** The same of units of any precision that are in its range. */
export function splitUnits(units: bigint, precision: TimestampPrecision): void {
  if (precision === 9) return splitNanos(units);
  const perSecond = 10 ** precision;
  const number = Number(units);
  if (precision === 6 && !Number.isSafeInteger(number)) {
    const seconds = floorDivide(units, UNITS_PER_SECOND[6]);
    split.seconds = Number(seconds);
    split.nanos = Number(units - seconds * UNITS_PER_SECOND[6]) * 1000;
    return;
  }
  split.seconds = Math.floor(number / perSecond);
  split.nanos = (number - split.seconds * perSecond) * 10 ** (9 - precision);
}

/** The text of the day that was written last: rows come in the order of time. */
let textDay = NaN;
let textOfDay = "";

/** `2026-01-31T10:00:00`, with a fraction of 3, 6 or 9 digits where it is not zero. */
export function timestampToText(units: bigint, precision: TimestampPrecision): string {
  splitUnits(units, precision);
  const days = Math.floor(split.seconds / 86400);
  if (days !== textDay) {
    textOfDay = `${dateToText(days)}T`;
    textDay = days;
  }
  return textOfDay + clockText(split.seconds - days * 86400, split.nanos);
}

const ZERO = 48;
const DASH = 45;
const DOT = 46;
const COLON = 58;
const BLANK = 32;
const UPPER_T = 84;
const LOWER_T = 116;

/** NaN where there are no two digits. */
function twoDigitsAt(text: string, at: number): number {
  const high = text.charCodeAt(at);
  const low = text.charCodeAt(at + 1);
  return isDigit(high) && isDigit(low) ? (high - ZERO) * 10 + low - ZERO : NaN;
}
