/** Comparing ranges of bytes: TEXT without making strings. Order is byte order, which is code point order in UTF-8. */

export function equalRanges(
  a: Uint8Array,
  start: number,
  end: number,
  b: Uint8Array,
  from: number,
  to: number,
): boolean {
  const length = end - start;
  if (length !== to - from) return false;
  for (let i = 0; i < length; i++) if (a[start + i] !== b[from + i]) return false;
  return true;
}

/** Negative, 0 or positive: a before, equal to or behind b. */
export function compareRanges(
  a: Uint8Array,
  start: number,
  end: number,
  b: Uint8Array,
  from: number,
  to: number,
): number {
  const shared = Math.min(end - start, to - from);
  for (let i = 0; i < shared; i++) {
    const difference = a[start + i]! - b[from + i]!; // i < both lengths
    if (difference !== 0) return difference;
  }
  return (end - start) - (to - from);
}
