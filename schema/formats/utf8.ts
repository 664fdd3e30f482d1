/** UTF-8 over byte ranges. */

/** Whether `bytes[start, end)` is valid UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    if (bytes[at]! < 0x80) at++; // at < end ≤ length
    else {
      at = sequenceEnd(bytes, at);
      if (at < 0 || at > end) return false;
    }
  }
  return true;
}

/** The position behind the sequence of two to four bytes at `at`; -1: it is no valid one. */
export function sequenceEnd(bytes: Uint8Array, at: number): number {
  // RFC 3629 §4: only the second byte has ranges of its own. A byte behind the end is undefined and fits nowhere.
  const lead = bytes[at]!;
  const second = bytes[at + 1]!;
  if (!((second & 0xc0) === 0x80)) return -1;
  if (lead < 0xe0) return lead >= 0xc2 ? at + 2 : -1;
  if ((bytes[at + 2]! & 0xc0) !== 0x80) return -1;
  if (lead < 0xf0) {
    if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return -1;
    return at + 3;
  }
  if ((bytes[at + 3]! & 0xc0) !== 0x80) return -1;
  return lead > 0xf4 || (lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f) ? -1 : at + 4;
}

/**
 * Goes on from `at` inside a JSON string to its closing quote and gives the quote's position; -1: something else came
 * first (an escape, a control character, bytes that are no UTF-8, `end`). At least 3 bytes can be read behind `end`.
 */
export function plainTextEnd(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  while (at < end) {
    const word = view.getInt32(at, true);
    const quotes = word ^ 0x22222222;
    const slashes = word ^ 0x5c5c5c5c;
    const stops = ((word - 0x20202020) | (quotes - 0x01010101) | (slashes - 0x01010101) | word) & -2139062144;
    if (stops === 0) {
      at += 4;
      continue;
    }
    // Only the lowest high bit is exact: a borrow may have set those above it.
    at += (31 - Math.clz32(stops & -stops)) >>> 3;
    let byte = bytes[at]!; // at < end + 4
    if (byte < 0x80) return byte === 34 && at < end ? at : -1;
    do {
      at = sequenceEnd(bytes, at);
      if (at < 0 || at > end) return -1;
      byte = bytes[at]!; // at ≤ end
    } while (byte >= 0x80);
  }
  return -1;
}

/** Whether a byte above 127 stands in `bytes[start, end)`. */
export function hasNonAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i]! > 127) return true; // end ≤ length
  return false;
}
