/**
 * Texts by characters. SQL counts Unicode code points, JavaScript UTF-16 units; they differ only where surrogates
 * stand. V8 drops the pattern's branch for one-byte strings, so the test costs nothing on ASCII.
 */
const SURROGATE = /[\ud800-\udfff]/;

/** Every character is one UTF-16 unit. */
export function isBmp(text: string): boolean {
  return !SURROGATE.test(text);
}

export function countCharacters(text: string): number {
  return isBmp(text) ? text.length : countBefore(text, text.length);
}

/** The number of characters before a UTF-16 offset. */
export function countBefore(text: string, offset: number): number {
  let count = offset;
  for (let i = 0; i < offset; i++) if (isPairStart(text, i)) count--;
  return count;
}

/** Characters `from` (0-based) up to `to`, which may be Infinity; empty when they do not leave any. */
export function sliceCharacters(text: string, from: number, to: number): string {
  if (to <= from) return "";
  if (isBmp(text)) return text.slice(from, to);
  const start = offsetOf(text, from, 0);
  return text.slice(start, to === Infinity ? undefined : offsetOf(text, to - from, start));
}

/** The UTF-16 offset that lies `count` characters behind `start`. */
export function offsetOf(text: string, count: number, start = 0): number {
  let offset = start;
  for (let left = count; left > 0 && offset < text.length; left--) offset += isPairStart(text, offset) ? 2 : 1;
  return Math.min(offset, text.length);
}

function isPairStart(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit >= 0xd800 && unit < 0xdc00;
}

const NOT_ASCII = /[\u0080-\uffff]/;

/** The length in UTF-8. */
export function countBytes(text: string): number {
  if (!NOT_ASCII.test(text)) return text.length;
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // Each half of a surrogate pair counts two bytes of the four.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
