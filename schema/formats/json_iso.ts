/** ISO timestamps straight from the bytes of a JSON string: the forms that programs write. */
import { daysFromCivil, daysInMonth } from "../values/civil.ts";
import type { TimestampPrecision } from "../values/timestamp.ts";
import { storeBillions, storeDouble } from "./int64_halves.ts";

const UNITS_PER_SECOND = { 0: 1, 3: 1e3, 6: 1e6, 9: 1e9 } as const;

/** Two digits at `at`; NaN if they are none, also behind the end of the bytes. */
function pair(bytes: Uint8Array, at: number): number {
  const high = bytes[at]! ^ 48; // a read behind the end gives 48, which is no digit
  const low = bytes[at + 1]! ^ 48;
  return high < 10 && low < 10 ? high * 10 + low : NaN;
}

/** Days since the epoch of the `YYYY-MM-DD` at `at`; NaN: it is none. */
function daysAt(bytes: Uint8Array, at: number): number {
  const year = pair(bytes, at) * 100 + pair(bytes, at + 2);
  const month = pair(bytes, at + 5);
  const day = pair(bytes, at + 8);
  const fits = bytes[at + 4] === 45 && bytes[at + 7] === 45 && year >= 0 && month >= 1 && month <= 12 && day >= 1 &&
    day <= daysInMonth(year, month);
  return fits ? daysFromCivil(year, month, day) : NaN;
}

/**
 * The day that one column's dates or timestamps had last, so that a scanner only compares 11 bytes with it: those of the
 * date and the one behind it. A scanner reads `words`, and calls {@link turn} when they differ.
 */
export class DayCache {
  /**
   * Bytes 0–3, 4–7 and 7–10 of `YYYY-MM-DDT` or `YYYY-MM-DD"`; then midnight in units of the precision, low and high half,
   * or the days since the epoch.
   */
  readonly words = Int32Array.of(0, -1, 0, 0, 0); // no bytes at all: word 1 and word 2 disagree about byte 7

  /** `date`: the column is a DATE. */
  constructor(readonly precision: TimestampPrecision | "date") {}

  /** Takes the day that stands at `at`; false: no day, or one so near the limits of int64 that it is not for us. */
  turn(bytes: Uint8Array, view: DataView, at: number): boolean {
    const days = daysAt(bytes, at);
    const separator = bytes[at + 10];
    const { words, precision } = this;
    if (Number.isNaN(days)) return false;
    if (precision === "date") {
      if (separator !== 34) return false;
      words[3] = days;
    } else {
      if (separator !== 84 && separator !== 32 && separator !== 116) return false;
      // The last day of the range is left to the slow way, so that midnight plus a time of day cannot overflow.
      if (precision === 9 && (days < -106_750 || days > 106_750)) return false;
      if (precision === 9) storeBillions(MIDNIGHT, 0, days * 86400, 0);
      else storeDouble(MIDNIGHT, 0, days * 86400 * UNITS_PER_SECOND[precision]);
      words[3] = MIDNIGHT[0]!; // two halves
      words[4] = MIDNIGHT[1]!;
    }
    words[0] = view.getInt32(at, true);
    words[1] = view.getInt32(at + 4, true);
    words[2] = view.getInt32(at + 7, true);
    return true;
  }
}

const MIDNIGHT = new Int32Array(2);

/**
 * Reads the string whose body begins at `at`: `YYYY-MM-DD`, or with `T` or a blank `HH:MM:SS[.f…]` and optionally `Z`
 * or `±HH:MM`. Stores units of `precision` at `row` (digits after the ninth are cut, finer digits floor) and gives the
 * position behind the closing quote; -1: another form, no timestamp, or outside int64.
 */
export function storeIso(
  bytes: Uint8Array,
  at: number,
  precision: TimestampPrecision,
  halves: Int32Array,
  row: number,
): number {
  let seconds = daysAt(bytes, at) * 86400;
  let nanos = 0;
  at += 10;
  if (bytes[at] !== 34) {
    if (bytes[at] !== 84 && bytes[at] !== 32 && bytes[at] !== 116) return -1;
    const hour = pair(bytes, at + 1);
    const minute = pair(bytes, at + 4);
    const second = pair(bytes, at + 7);
    if (bytes[at + 3] !== 58 || bytes[at + 6] !== 58 || !(hour < 24 && minute < 60 && second < 60)) return -1;
    seconds += hour * 3600 + minute * 60 + second;
    at += 9;
    if (bytes[at] === 46) {
      const from = ++at;
      let unit = 1e8;
      for (let digit = bytes[at]! ^ 48; digit < 10; digit = bytes[++at]! ^ 48) { // behind the end: 48, no digit
        if (unit >= 1) nanos += digit * unit;
        unit = unit >= 1 ? unit / 10 : 0;
      }
      if (at === from) return -1;
    }
    const sign = bytes[at];
    if (sign === 90) at++;
    else if (sign === 43 || sign === 45) {
      const hours = pair(bytes, at + 1);
      const minutes = pair(bytes, at + 4);
      if (bytes[at + 3] !== 58 || !(hours < 24 && minutes < 60)) return -1;
      seconds -= (hours * 3600 + minutes * 60) * (sign === 43 ? 1 : -1);
      at += 6;
    }
  }
  if (bytes[at] !== 34 || Number.isNaN(seconds)) return -1;
  if (precision === 9) return storeBillions(halves, row, seconds, nanos) ? at + 1 : -1;
  storeDouble(halves, row, seconds * UNITS_PER_SECOND[precision] + Math.floor(nanos / 10 ** (9 - precision)));
  return at + 1;
}
