/** What generated scanners call for values that are too long to write out in place. */
import type { TimestampPrecision } from "../../values/timestamp.ts";
import { storeBillions, storeDouble, storeMillis } from "../int64_halves.ts";

const WORD = 4294967296;
const TWO_TO_53 = 9007199254740992;
const MICROS_PER_DAY = 86_400_000_000;

/**
 * Stores the zigzag number of up to 64 bits that begins at `at` into halves; the position behind it, -1 where it is longer.
 * Behind the end of `bytes` it reads zeros: whoever calls compares the position with the record's end.
 */
export function storeLong(bytes: Uint8Array, at: number, halves: Int32Array, row: number): number {
  let byte = bytes[at++]!; // undefined behind the end, which ends everything, as below
  let low = byte & 127;
  let middle = 0;
  let top = 0;
  for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
    byte = bytes[at++]!;
    low |= (byte & 127) << shift;
  }
  for (let shift = 0; byte > 127 && shift < 28; shift += 7) {
    byte = bytes[at++]!;
    middle |= (byte & 127) << shift;
  }
  if (byte > 127) {
    byte = bytes[at++]!;
    top = byte & 127;
    if (byte > 127) {
      byte = bytes[at++]!;
      if (byte > 1) return -1;
      top |= byte << 7;
    }
  }
  const first = low | (middle << 28);
  const second = (middle >>> 4) | (top << 24);
  const sign = -(first & 1);
  halves[2 * row] = ((first >>> 1) | (second << 31)) ^ sign;
  halves[2 * row + 1] = (second >>> 1) ^ sign;
  return at;
}

const HIGH_BITS = -2139062144; // 0x80808080

/**
 * Whether no byte of `[start, end)` is above 127. Words overlap at the end, so that short texts take few steps and long
 * ones no odd last step. 4 bytes can be read behind `end`.
 */
export function isAscii(view: DataView, start: number, end: number): boolean {
  const length = end - start;
  if (length < 4) return length <= 0 || ((view.getInt32(start, true) << (32 - (length << 3))) & HIGH_BITS) === 0;
  let bits = view.getInt32(start, true) | view.getInt32(end - 4, true);
  if (length > 8) {
    bits |= view.getInt32(start + 4, true) | view.getInt32(end - 8, true);
    for (let at = start + 8; at < end - 8; at += 8) bits |= view.getInt32(at, true) | view.getInt32(at + 4, true);
  }
  return (bits & HIGH_BITS) === 0;
}

/**
 * Turns the units of one precision at `row` into those of another, floor; false: to be done the exact way (out of range, or
 * near its end).
 */
export function convertUnits(
  halves: Int32Array,
  row: number,
  from: TimestampPrecision,
  to: TimestampPrecision,
): boolean {
  const units = halves[2 * row + 1]! * WORD + (halves[2 * row]! >>> 0); // two per row
  if (!(units < TWO_TO_53 && units > -TWO_TO_53)) return false;
  if (from === 3) return storeMillis(halves, row, units, to);
  if (from === 6 && to === 9) {
    const seconds = Math.floor(units / 1e6);
    return storeBillions(halves, row, seconds, (units - seconds * 1e6) * 1000);
  }
  if (from === 6 && to < 6) {
    const coarse = Math.floor(units / (to === 3 ? 1000 : 1e6));
    const limit = to === 3 ? 1000 : 1;
    if (coarse < -62_167_219_200 * limit || coarse >= 253_402_300_800 * limit) return false;
    storeDouble(halves, row, coarse);
    return true;
  }
  return false;
}

/** Turns microseconds of a day at `row` into nanoseconds; false: outside of a day. */
export function timeFromMicros(halves: Int32Array, row: number): boolean {
  const micros = halves[2 * row + 1]! * WORD + (halves[2 * row]! >>> 0); // two per row
  if (!(micros >= 0 && micros < MICROS_PER_DAY)) return false;
  storeDouble(halves, row, micros * 1000);
  return true;
}

/**
 * Stores the big-endian two's complement `bytes[start, end)`; false: it has more than 8 bytes, or its magnitude is not clearly
 * below `limit`, a power of ten.
 */
export function storeDecimal(
  bytes: Uint8Array,
  start: number,
  end: number,
  halves: Int32Array,
  row: number,
  limit: number,
): boolean {
  if (end <= start || end - start > 8) return false;
  let high = bytes[start]! << 24 >> 31; // start < end ≤ length, as below
  let low = high;
  for (let i = start; i < end; i++) {
    high = (high << 8) | (low >>> 24);
    low = (low << 8) | bytes[i]!;
  }
  const value = high * WORD + (low >>> 0);
  // Rounding to a double moves it by less than a 2^52nd.
  const clear = limit * (1 - 2 ** -50);
  if (!(value < clear && value > -clear)) return false;
  halves[2 * row] = low;
  halves[2 * row + 1] = high;
  return true;
}
