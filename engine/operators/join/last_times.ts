/** Until when rows of an interval join stay, in 32-bit halves, low word first: no bigint is made for a row. */
import { WAITING } from "./side.ts";

/** Rows of a batch that stay, and the last times of the other side that they can meet. */
export interface Staying {
  /** `rows[k]` is the k-th row that stays, … */
  readonly rows: Int32Array;
  /** … and `lasts[k]` its last time; both are as long as batches. */
  readonly lasts: BigInt64Array;
  /** The same memory as `lasts`. */
  readonly halves: Int32Array;
}

/** With room for `length` rows. */
export function stayingOf(length: number): Staying {
  const lasts = new BigInt64Array(length);
  return { rows: new Int32Array(length), lasts, halves: new Int32Array(lasts.buffer) };
}

/**
 * Rows that have a key, or wait for one, and whose last time, `reach` behind their own, is not before `watermark`; how many
 * there are. `times` are halves.
 */
export function rowsThatStay(
  times: Int32Array,
  keys: Int32Array,
  length: number,
  reach: bigint,
  watermark: bigint,
  { rows, halves }: Staying,
): number {
  const bounds = new Int32Array(BigInt64Array.of(reach, watermark).buffer);
  const [reachLow, reachHigh, boundLow, boundHigh] = [bounds[0]! >>> 0, bounds[1]!, bounds[2]! >>> 0, bounds[3]!];
  let count = 0;
  for (let row = 0; row < length; row++) {
    const key = keys[row]!; // row < length
    if (key < 0 && key !== WAITING) continue;
    const low = (times[2 * row]! >>> 0) + reachLow; // row < length
    const high = (times[2 * row + 1]! + reachHigh + (low > 0xffff_ffff ? 1 : 0)) | 0;
    if (high < boundHigh || (high === boundHigh && (low >>> 0) < boundLow)) continue;
    halves[2 * count] = low;
    halves[2 * count + 1] = high;
    rows[count++] = row;
  }
  return count;
}
