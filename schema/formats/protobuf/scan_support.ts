/** What generated scanners of messages call. Positions and -1 as in `scan_code.ts`. */
import { storeBillions, storeDouble } from "../int64_halves.ts";
import { sequenceEnd } from "../utf8.ts";
import type { TimestampPrecision } from "../../values/timestamp.ts";

/** Stores a varint as 64 bits at `at` of the halves of a column; the position behind it, -1: it has more than 10 bytes. */
export function varint64(bytes: Uint8Array, position: number, halves: Int32Array, at: number): number {
  let low = 0;
  let byte = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    byte = bytes[position++]!; // behind the end: undefined, which is as good as 0
    low |= (byte & 127) << shift;
    if (!(byte > 127)) {
      halves[at] = low;
      halves[at + 1] = 0;
      return position;
    }
  }
  byte = bytes[position++]!;
  low |= (byte & 127) << 28;
  let high = (byte & 127) >>> 4;
  for (let shift = 3; byte > 127 && shift < 32; shift += 7) {
    byte = bytes[position++]!;
    high |= (byte & 127) << shift;
  }
  if (byte > 127) return -1;
  halves[at] = low;
  halves[at + 1] = high;
  return position;
}

/** Whether a text needs escaping in JSON: 0 no, 1 yes, -1: it is no UTF-8. 3 bytes behind it can be read. */
export function textKind(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let at = start;
  while (at + 4 <= end) {
    const word = view.getInt32(at, true);
    const quotes = word ^ 0x22222222;
    const slashes = word ^ 0x5c5c5c5c;
    const stops = ((word - 0x20202020) | (quotes - 0x01010101) | (slashes - 0x01010101) | word) & -2139062144;
    if (stops !== 0) return oddTextKind(bytes, at, end);
    at += 4;
  }
  return at === end ? 0 : oddTextKind(bytes, at, end);
}

function oddTextKind(bytes: Uint8Array, at: number, end: number): number {
  let kind = 0;
  while (at < end) {
    const byte = bytes[at]!; // at < end ≤ length
    if (byte < 128) {
      if (byte < 32 || byte === 34 || byte === 92) kind = 1;
      at++;
    } else {
      at = sequenceEnd(bytes, at);
      if (at < 0 || at > end) return -1;
    }
  }
  return kind;
}

const WORDS = new Int32Array(2);

/** Seconds and nanoseconds within `[position, end)` as units of a precision into a row; false: only the exact way can read it. */
export function storeTimestamp(
  bytes: Uint8Array,
  position: number,
  end: number,
  halves: Int32Array,
  row: number,
  precision: TimestampPrecision,
): boolean {
  let seconds = 0;
  let nanos = 0;
  if (position < end && bytes[position] === 8) {
    position = varint64(bytes, position + 1, WORDS, 0);
    seconds = WORDS[1]! * 4294967296 + (WORDS[0]! >>> 0); // two elements, as below
  }
  if (position >= 0 && position < end && bytes[position] === 16) {
    position = varint64(bytes, position + 1, WORDS, 0);
    nanos = WORDS[0]!;
    if (WORDS[1] !== 0) return false;
  }
  // Years 0 to 9999.
  if (position !== end || nanos < 0 || nanos > 999_999_999 || seconds < -62_167_219_200 || seconds >= 253_402_300_800) {
    return false;
  }
  switch (precision) {
    case 9:
      return storeBillions(halves, row, seconds, nanos);
    case 6:
      storeMicros(halves, row, seconds, nanos);
      return true;
    case 3:
      storeDouble(halves, row, seconds * 1000 + Math.floor(nanos / 1e6));
      return true;
    case 0:
      storeDouble(halves, row, seconds);
      return true;
  }
}

/** Microseconds of the years 0 to 9999 reach 2^58: in thousands of seconds, which storeBillions takes. */
function storeMicros(halves: Int32Array, row: number, seconds: number, nanos: number): void {
  const thousands = Math.floor(seconds / 1000);
  storeBillions(halves, row, thousands, (seconds - thousands * 1000) * 1e6 + Math.floor(nanos / 1000));
}
