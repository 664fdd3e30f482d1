/** 64-bit integers as two 32-bit halves: exact, and without a BigInt per value. */
import type { TimestampPrecision } from "../values/timestamp.ts";

const WORD = 4294967296;

/**
 * Stores `whole` × 10^9 + `rest` at `row` of the halves of an Int64Column; false, nothing stored: outside int64.
 * Both are whole numbers, |whole| < 2^43 and |rest| < 2^43.
 */
export function storeBillions(halves: Int32Array, row: number, whole: number, rest: number): boolean {
  // whole = high × 2^16 + low, so that every product stays below 2^53.
  const high = Math.floor(whole / 65536);
  const scaled = high * 1e9;
  const scaledHigh = Math.floor(scaled / 65536);
  const low = (scaled - scaledHigh * 65536) * 65536 + ((whole - high * 65536) * 1e9 + rest);
  const carry = Math.floor(low / WORD);
  const word = scaledHigh + carry;
  if (word < -2147483648 || word > 2147483647) return false;
  halves[2 * row] = low - carry * WORD;
  halves[2 * row + 1] = word;
  return true;
}

/** Stores a whole number below 2^53. */
export function storeDouble(halves: Int32Array, row: number, value: number): void {
  const high = Math.floor(value / WORD);
  halves[2 * row] = value - high * WORD;
  halves[2 * row + 1] = high;
}

/**
 * Stores milliseconds since the epoch, a whole number below 2^53, in units of `precision`; false: outside the years 0 to
 * 9999, or outside int64.
 */
export function storeMillis(halves: Int32Array, row: number, millis: number, precision: TimestampPrecision): boolean {
  if (millis < -62_167_219_200_000 || millis >= 253_402_300_800_000) return false;
  const seconds = Math.floor(millis / 1000);
  if (precision === 9) return storeBillions(halves, row, seconds, (millis - seconds * 1000) * 1e6);
  if (precision === 6) {
    const thousands = Math.floor(millis / 1e6);
    return storeBillions(halves, row, thousands, (millis - thousands * 1e6) * 1000);
  }
  storeDouble(halves, row, precision === 3 ? millis : seconds);
  return true;
}

/**
 * Stores the decimal digits that begin at `start`, of which there are at least 16. Gives the position behind them;
 * -1, nothing stored: outside int64, a leading zero, or a fraction or exponent follows.
 */
export function storeDigits(
  bytes: Uint8Array,
  start: number,
  negative: boolean,
  halves: Int32Array,
  row: number,
): number {
  let end = start;
  while (end - start < 20 && (bytes[end]! ^ 48) < 10) end++; // a read behind the end gives 48, which is no digit
  const next = bytes[end];
  if (end - start > 19 || bytes[start] === 48 || next === 46 || next === 69 || next === 101) return -1;
  let whole = 0;
  let rest = 0;
  for (let i = start; i < end - 9; i++) whole = whole * 10 + (bytes[i]! - 48);
  for (let i = end - 9; i < end; i++) rest = rest * 10 + (bytes[i]! - 48);
  return storeBillions(halves, row, negative ? -whole : whole, negative ? -rest : rest) ? end : -1;
}
