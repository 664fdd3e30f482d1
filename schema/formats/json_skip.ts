/** Strict JSON, checked and skipped: the fast way for what nobody reads. */
import { hexUnit } from "./json_unescape.ts";

/** Objects and arrays within each other; deeper ones are left to the exact reader. */
const MAX_LEVELS = 30;

/** Bytes that are not themselves in a string: the quote, the backslash and control characters. */
const ENDS = new Uint8Array(256).fill(1, 0, 32);
ENDS[34] = ENDS[92] = 1;

/** What may follow a backslash, `u` aside. */
const ESCAPED = new Uint8Array(256);
for (const character of '"\\/bfnrt') ESCAPED[character.charCodeAt(0)] = 1;

/**
 * The position behind the value that begins at `position`; -1: it is no JSON, or nested too deeply for this way. Reads no
 * byte from `end + 1` on. Bytes of strings are not checked to be UTF-8.
 */
export function skipJson(bytes: Uint8Array, position: number, end: number): number {
  let p = position;
  /** One bit per level, the innermost lowest: 1 is an object. */
  let levels = 0;
  let depth = 0;
  for (;;) {
    const first = p < end ? bytes[p]! : 0; // p < end ≤ length, here and below
    if (first === 34) p = skipText(bytes, p + 1, end);
    else if (first === 123 || first === 91) {
      p = skipBlanks(bytes, p + 1, end);
      if (bytes[p] === first + 2 && p < end) p++;
      else {
        if (++depth > MAX_LEVELS) return -1;
        levels = (levels << 1) | (first === 123 ? 1 : 0);
        if (first === 123) p = skipKey(bytes, p, end);
        if (p < 0) return -1;
        continue;
      }
    } else p = skipScalar(bytes, p, end, first);
    if (p < 0) return -1;
    for (;;) {
      if (depth === 0) return p;
      p = skipBlanks(bytes, p, end);
      const next = p < end ? bytes[p]! : 0;
      p++;
      if (next === 44) break;
      if (next !== ((levels & 1) === 1 ? 125 : 93)) return -1;
      depth--;
      levels >>= 1;
    }
    p = skipBlanks(bytes, p, end);
    if ((levels & 1) === 1) p = skipKey(bytes, p, end);
    if (p < 0) return -1;
  }
}

function skipBlanks(bytes: Uint8Array, position: number, end: number): number {
  let p = position;
  while (p < end && (bytes[p] === 32 || bytes[p] === 10 || bytes[p] === 13 || bytes[p] === 9)) p++;
  return p;
}

/** Key, colon and the blanks around it. */
function skipKey(bytes: Uint8Array, position: number, end: number): number {
  if (position >= end || bytes[position] !== 34) return -1;
  const behind = skipText(bytes, position + 1, end);
  if (behind < 0) return -1;
  const colon = skipBlanks(bytes, behind, end);
  return colon < end && bytes[colon] === 58 ? skipBlanks(bytes, colon + 1, end) : -1;
}

/** `position` is behind the opening quote. */
function skipText(bytes: Uint8Array, position: number, end: number): number {
  for (let p = position; p < end; p++) {
    const byte = bytes[p]!;
    if (ENDS[byte] === 0) continue;
    if (byte === 34) return p + 1;
    if (byte !== 92) return -1;
    p++;
    if (p >= end) return -1;
    if (bytes[p] === 117) {
      if (p + 5 > end || hexUnit(bytes, p + 1) < 0) return -1;
      p += 4;
    } else if (ESCAPED[bytes[p]!] === 0) return -1;
  }
  return -1;
}

function skipScalar(bytes: Uint8Array, position: number, end: number, first: number): number {
  if (first === 110) return skipWord(bytes, position, end, NULL);
  if (first === 116) return skipWord(bytes, position, end, TRUE);
  if (first === 102) return skipWord(bytes, position, end, FALSE);
  let p = first === 45 ? position + 1 : position;
  const digits = p;
  p = skipDigits(bytes, p, end);
  if (p === digits || (bytes[digits] === 48 && p > digits + 1)) return -1;
  if (p < end && bytes[p] === 46) {
    const fraction = p + 1;
    p = skipDigits(bytes, fraction, end);
    if (p === fraction) return -1;
  }
  if (p >= end || (bytes[p]! | 32) !== 101) return p;
  p++;
  if (p < end && (bytes[p] === 43 || bytes[p] === 45)) p++;
  const exponent = p;
  p = skipDigits(bytes, exponent, end);
  return p === exponent ? -1 : p;
}

function skipDigits(bytes: Uint8Array, position: number, end: number): number {
  let p = position;
  while (p < end && (bytes[p]! ^ 48) < 10) p++;
  return p;
}

const ENCODER = new TextEncoder();
const NULL = ENCODER.encode("null");
const TRUE = ENCODER.encode("true");
const FALSE = ENCODER.encode("false");

function skipWord(bytes: Uint8Array, position: number, end: number, word: Uint8Array): number {
  const behind = position + word.length;
  if (behind > end) return -1;
  for (let i = 1; i < word.length; i++) if (bytes[position + i] !== word[i]) return -1;
  return behind;
}
