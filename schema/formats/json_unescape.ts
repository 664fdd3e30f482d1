/** JSON strings that hold escapes, unescaped into a buffer. */
import type { ByteWriter } from "../byte_writer.ts";
import { sequenceEnd } from "./utf8.ts";

/** What the byte after a backslash stands for; 0: nothing. `u` is not among them. */
export const ESCAPES = new Uint8Array(256);
for (const [letter, meaning] of ['""', "\\\\", "//", "b\b", "f\f", "n\n", "r\r", "t\t"]) {
  ESCAPES[letter!.charCodeAt(0)] = meaning!.charCodeAt(0); // two characters each
}

/** The value of each hexadecimal digit; -1: none. */
const HEX_DIGITS = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  const letter = digit.toString(16);
  HEX_DIGITS[letter.charCodeAt(0)] = HEX_DIGITS[letter.toUpperCase().charCodeAt(0)] = digit;
}

/** The UTF-16 unit of the four hexadecimal digits at `at`; negative if they are none, or the bytes end. */
export function hexUnit(bytes: Uint8Array, at: number): number {
  // A byte behind the end is undefined, and so is what it stands for: -1 after the bitwise operations below.
  const a = HEX_DIGITS[bytes[at]!] ?? -1;
  const b = HEX_DIGITS[bytes[at + 1]!] ?? -1;
  const c = HEX_DIGITS[bytes[at + 2]!] ?? -1;
  const d = HEX_DIGITS[bytes[at + 3]!] ?? -1;
  return (a << 12) | (b << 8) | (c << 4) | d;
}

/**
 * Appends the string whose body begins at `at`, and gives the position of its closing quote; -1, nothing appended: the
 * string is bad (a bad escape, a lone surrogate, a control character, bytes that are no UTF-8, no end before `end`). At
 * least 4 bytes can be read behind `end`.
 */
export function unescapeText(bytes: Uint8Array, view: DataView, at: number, end: number, out: ByteWriter): number {
  out.ensure(end - at + 8);
  const target = out.bytes;
  const targetView = out.view;
  let to = out.position;
  while (at < end) {
    const word = view.getInt32(at, true);
    const quotes = word ^ 0x22222222;
    const slashes = word ^ 0x5c5c5c5c;
    const stops = ((word - 0x20202020) | (quotes - 0x01010101) | (slashes - 0x01010101) | word) & -2139062144;
    targetView.setInt32(to, word, true);
    if (stops === 0) {
      at += 4;
      to += 4;
      continue;
    }
    // Only the lowest high bit is exact: a borrow may have set those above it.
    const plain = (31 - Math.clz32(stops & -stops)) >>> 3;
    at += plain;
    to += plain;
    if (at >= end) return -1;
    const byte = bytes[at]!; // at < end
    if (byte === 34) {
      out.position = to;
      return at;
    }
    if (byte > 127) {
      const next = sequenceEnd(bytes, at);
      if (next < 0 || next > end) return -1;
      while (at < next) target[to++] = bytes[at++]!; // next ≤ end
      continue;
    }
    if (byte !== 92) return -1;
    const meaning = ESCAPES[bytes[at + 1]!]!; // 256 entries, and a byte behind the end of the string
    if (meaning !== 0) {
      target[to++] = meaning;
      at += 2;
      continue;
    }
    if (bytes[at + 1] !== 117) return -1;
    const unit = hexUnit(bytes, at + 2);
    at += 6;
    if (unit < 0) return -1;
    if (unit < 0xd800 || unit > 0xdfff) {
      to = putCodePoint(target, to, unit);
      continue;
    }
    const low = bytes[at] === 92 && bytes[at + 1] === 117 ? hexUnit(bytes, at + 2) : -1;
    if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff) return -1;
    at += 6;
    to = putCodePoint(target, to, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
  }
  return -1;
}

function putCodePoint(target: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    target[at++] = code;
    return at;
  }
  if (code < 0x800) {
    target[at++] = 0xc0 | (code >> 6);
  } else {
    if (code < 0x10000) {
      target[at++] = 0xe0 | (code >> 12);
    } else {
      target[at++] = 0xf0 | (code >> 18);
      target[at++] = 0x80 | ((code >> 12) & 63);
    }
    target[at++] = 0x80 | ((code >> 6) & 63);
  }
  target[at++] = 0x80 | (code & 63);
  return at;
}
