/**
 * Values as JSON text, written in place. Each function writes at `at` of `out` (`view` is a view of the same bytes), gives
 * the position behind, and may scribble on the 8 bytes behind that: the caller makes room.
 */
import { civilDay, civilFromDays, civilMonth, civilYear } from "../values/civil.ts";
import { doubleToText, realToText } from "../values/float.ts";
import { type TimestampPrecision, timestampToText } from "../values/timestamp.ts";

const WORD = 4294967296;
const TWO_TO_53 = 9007199254740992;

/** `00` to `99`, each as one little-endian 16-bit word. */
const PAIRS = Int16Array.from({ length: 100 }, (_, n) => (48 + Math.floor(n / 10)) | ((48 + n % 10) << 8));

/** A whole number from 0 to 2^31 - 1. */
function writeSmall(out: Uint8Array, view: DataView, at: number, value: number): number {
  if (value < 10) {
    out[at] = 48 + value;
    return at + 1;
  }
  const digits = value < 100000
    ? (value < 1000 ? (value < 100 ? 2 : 3) : value < 10000 ? 4 : 5)
    : (value < 10000000 ? (value < 1000000 ? 6 : 7) : value < 100000000 ? 8 : value < 1000000000 ? 9 : 10);
  const end = at + digits;
  let place = end;
  while (value >= 100) {
    const rest = (value / 100) | 0;
    place -= 2;
    view.setInt16(place, PAIRS[value - rest * 100]!, true); // below 100
    value = rest;
  }
  if (value >= 10) view.setInt16(at, PAIRS[value]!, true); // below 100
  else out[at] = 48 + value;
  return end;
}

/** Exactly eight digits. */
function writeEight(view: DataView, at: number, value: number): void {
  const high = (value / 10000) | 0;
  const low = value - high * 10000;
  const a = (high / 100) | 0;
  const c = (low / 100) | 0;
  view.setInt16(at, PAIRS[a]!, true); // all below 100
  view.setInt16(at + 2, PAIRS[high - a * 100]!, true);
  view.setInt16(at + 4, PAIRS[c]!, true);
  view.setInt16(at + 6, PAIRS[low - c * 100]!, true);
}

/** At most 11 bytes. */
export function writeInt32(out: Uint8Array, view: DataView, at: number, value: number): number {
  if (value >= 0) return writeSmall(out, view, at, value);
  if (value === -2147483648) return writeAscii(out, at, "-2147483648");
  out[at] = 45;
  return writeSmall(out, view, at + 1, -value);
}

/** A whole number below 2^53 in magnitude; at most 17 bytes. */
export function writeWhole(out: Uint8Array, view: DataView, at: number, value: number): number {
  if (value === (value | 0)) return writeInt32(out, view, at, value | 0);
  if (value < 0) {
    out[at++] = 45;
    value = -value;
  }
  let high = Math.floor(value / 1e8);
  let low = value - high * 1e8;
  if (low < 0) { // the quotient was rounded up to a whole number
    high--;
    low += 1e8;
  }
  at = writeSmall(out, view, at, high);
  writeEight(view, at, low);
  return at + 8;
}

/** A 64-bit integer by its halves; at most 20 bytes. */
export function writeInt64(out: Uint8Array, view: DataView, at: number, low: number, high: number): number {
  if (high === low >> 31) return writeInt32(out, view, at, low);
  if (high >= -0x200000 && high < 0x200000) return writeWhole(out, view, at, high * WORD + (low >>> 0));
  return writeAscii(out, at, String(bigintOf(low, high)));
}

/** The scaled 64-bit integer with its point, `-0.05`; at most 22 bytes. */
export function writeDecimal(
  out: Uint8Array,
  view: DataView,
  at: number,
  low: number,
  high: number,
  scale: number,
): number {
  let end = writeInt64(out, view, at, low, high);
  if (scale === 0) return end;
  const first = out[at] === 45 ? at + 1 : at;
  const zeros = scale + 1 - (end - first);
  if (zeros > 0) {
    out.copyWithin(first + zeros, first, end);
    out.fill(48, first, first + zeros);
    end += zeros;
  }
  out.copyWithin(end - scale + 1, end - scale, end);
  out[end - scale] = 46;
  return end + 1;
}

/** The shortest text that reads back equal, `null` for NaN and infinities; at most 26 bytes. */
export function writeDouble(out: Uint8Array, view: DataView, at: number, value: number): number {
  if (Number.isInteger(value) && value < TWO_TO_53 && value > -TWO_TO_53 && (value !== 0 || 1 / value > 0)) {
    at = writeWhole(out, view, at, value);
    out[at] = 46;
    out[at + 1] = 48;
    return at + 2;
  }
  return writeAscii(out, at, Number.isFinite(value) ? doubleToText(value) : "null");
}

/** The same for 32-bit values. */
export function writeReal(out: Uint8Array, at: number, value: number): number {
  return writeAscii(out, at, Number.isFinite(value) ? realToText(value) : "null");
}

/** The date written last by a column, so that most rows copy it. */
export class DateText {
  days = NaN;
  /** `YYYY-MM-DD`, meaning nothing for years that need more than four digits: {@link plain} is false then. */
  readonly bytes = new Int32Array(3);
  plain = false;

  turn(days: number): void {
    const civil = civilFromDays(days);
    const year = civilYear(civil);
    this.days = days;
    this.plain = year >= 0 && year <= 9999;
    if (!this.plain) return;
    const century = Math.floor(year / 100);
    const dash = 45;
    const month = PAIRS[civilMonth(civil)]!; // all below 100
    this.bytes[0] = PAIRS[century]! | (PAIRS[year - century * 100]! << 16);
    this.bytes[1] = dash | (month << 8) | (dash << 24);
    this.bytes[2] = PAIRS[civilDay(civil)]!;
  }
}

/** `"2026-01-31T10:00:00.500"`, quotes included, of units of `precision` by their halves; at most 40 bytes. */
export function writeTimestamp(
  out: Uint8Array,
  view: DataView,
  at: number,
  low: number,
  high: number,
  precision: TimestampPrecision,
  date: DateText,
): number {
  let seconds: number;
  let nanos: number;
  if (precision === 9) {
    // high = upper × 2^16 + the rest, and 2^48 ns = 281474 s + 976710656 ns: every term stays below 2^53.
    const upper = high >> 16;
    const rest = upper * 976710656 + ((high & 0xffff) * WORD + (low >>> 0));
    const whole = Math.floor(rest / 1e9);
    seconds = upper * 281474 + whole;
    nanos = rest - whole * 1e9;
  } else {
    const units = high * WORD + (low >>> 0);
    const perSecond = precision === 0 ? 1 : precision === 3 ? 1e3 : 1e6;
    if (units >= TWO_TO_53 || units <= -TWO_TO_53) return writeRareTimestamp(out, at, low, high, precision);
    seconds = Math.floor(units / perSecond);
    nanos = (units - seconds * perSecond) * (1e9 / perSecond);
  }
  const days = Math.floor(seconds / 86400);
  if (days !== date.days) date.turn(days);
  if (!date.plain || nanos < 0) return writeRareTimestamp(out, at, low, high, precision);
  out[at] = 34;
  view.setInt32(at + 1, date.bytes[0]!, true); // three words
  view.setInt32(at + 5, date.bytes[1]!, true);
  view.setInt16(at + 9, date.bytes[2]!, true);
  out[at + 11] = 84;
  return writeClock(out, view, at + 12, (seconds - days * 86400) | 0, nanos);
}

/** `10:00:00.500"` with the closing quote. */
function writeClock(out: Uint8Array, view: DataView, at: number, secondOfDay: number, nanos: number): number {
  const minutes = (secondOfDay / 60) | 0;
  const hours = (minutes / 60) | 0;
  view.setInt16(at, PAIRS[hours]!, true); // all below 100
  out[at + 2] = 58;
  view.setInt16(at + 3, PAIRS[minutes - hours * 60]!, true);
  out[at + 5] = 58;
  view.setInt16(at + 6, PAIRS[secondOfDay - minutes * 60]!, true);
  at += 8;
  if (nanos !== 0) {
    out[at++] = 46;
    const micros = Math.floor(nanos / 1000);
    const millis = Math.floor(micros / 1000);
    at = writeThree(out, view, at, millis);
    if (millis * 1e6 !== nanos) {
      at = writeThree(out, view, at, micros - millis * 1000);
      if (micros * 1000 !== nanos) at = writeThree(out, view, at, nanos - micros * 1000);
    }
  }
  out[at] = 34;
  return at + 1;
}

function writeThree(out: Uint8Array, view: DataView, at: number, value: number): number {
  const tens = (value / 10) | 0;
  view.setInt16(at, PAIRS[tens]!, true); // below 100
  out[at + 2] = 48 + value - tens * 10;
  return at + 3;
}

function writeRareTimestamp(
  out: Uint8Array,
  at: number,
  low: number,
  high: number,
  precision: TimestampPrecision,
): number {
  return writeAscii(out, at, `"${timestampToText(bigintOf(low, high), precision)}"`);
}

/** Milliseconds (floor) of units of `precision`; at most 20 bytes. */
export function writeMillis(
  out: Uint8Array,
  view: DataView,
  at: number,
  low: number,
  high: number,
  precision: TimestampPrecision,
): number {
  if (precision === 3) return writeInt64(out, view, at, low, high);
  const units = bigintOf(low, high);
  const per = precision === 9 ? 1_000_000n : 1000n;
  const millis = precision === 0 ? units * 1000n : (units - (((units % per) + per) % per)) / per;
  return writeWhole(out, view, at, Number(millis));
}

/** `bytes[start, end)` as it stands. */
export function writeCopy(
  out: Uint8Array,
  view: DataView,
  at: number,
  bytes: Uint8Array,
  source: DataView,
  start: number,
  end: number,
): number {
  const after = at + end - start;
  if (end - start > 256) {
    out.set(bytes.subarray(start, end), at);
    return after;
  }
  if (end + 8 <= source.byteLength) {
    for (; start < end; start += 8, at += 8) {
      view.setInt32(at, source.getInt32(start, true), true);
      view.setInt32(at + 4, source.getInt32(start + 4, true), true);
    }
  } else {
    while (start < end) out[at++] = bytes[start++]!; // start < end ≤ length
  }
  return after;
}

/** UTF-8 text with escapes for what a JSON string cannot hold; at most 6 bytes per byte. */
export function writeEscaped(
  out: Uint8Array,
  view: DataView,
  at: number,
  bytes: Uint8Array,
  source: DataView,
  start: number,
  end: number,
): number {
  while (start < end) {
    if (start + 4 <= end) {
      const word = source.getInt32(start, true);
      const quotes = word ^ 0x22222222;
      const slashes = word ^ 0x5c5c5c5c;
      const stops = (((word - 0x20202020) & ~word) | ((quotes - 0x01010101) & ~quotes) |
        ((slashes - 0x01010101) & ~slashes)) & -2139062144;
      view.setInt32(at, word, true);
      if (stops === 0) {
        start += 4;
        at += 4;
        continue;
      }
      // Only the lowest high bit is exact: a borrow may have set those above it.
      const plain = (31 - Math.clz32(stops & -stops)) >>> 3;
      start += plain;
      at += plain;
    }
    const byte = bytes[start++]!; // start < end ≤ length
    if (byte >= 32 && byte !== 34 && byte !== 92) out[at++] = byte;
    else at = writeEscape(out, at, byte);
  }
  return at;
}

const SHORT_ESCAPES: Readonly<Record<number, number>> = { 34: 34, 92: 92, 8: 98, 12: 102, 10: 110, 13: 114, 9: 116 };
const HEX = "0123456789abcdef";

function writeEscape(out: Uint8Array, at: number, byte: number): number {
  out[at++] = 92;
  const short = SHORT_ESCAPES[byte];
  if (short !== undefined) {
    out[at++] = short;
    return at;
  }
  return writeAscii(out, at, `u00${HEX[byte >> 4]}${HEX[byte & 15]}`);
}

const BASE64 = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

/** Padded base64; 4 bytes for each 3, rounded up. */
export function writeBase64(out: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  for (; start < end; start += 3) {
    const left = end - start;
    const group = (bytes[start]! << 16) | (left > 1 ? bytes[start + 1]! << 8 : 0) | (left > 2 ? bytes[start + 2]! : 0);
    out[at] = BASE64[group >> 18]!; // 64 letters
    out[at + 1] = BASE64[(group >> 12) & 63]!;
    out[at + 2] = left > 1 ? BASE64[(group >> 6) & 63]! : 61;
    out[at + 3] = left > 2 ? BASE64[group & 63]! : 61;
    at += 4;
  }
  return at;
}

export function writeAscii(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
  return at + text.length;
}

function bigintOf(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}
