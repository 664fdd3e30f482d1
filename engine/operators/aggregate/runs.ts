/** Rows in a row that go the same way. Bounds lie in typed arrays: no bigint leaves the registers (`speed.md` §5). */

/** First row behind `from` whose time is outside `[bounds[0], bounds[1])`. */
export function runOfTimes(times: BigInt64Array, from: number, to: number, bounds: BigInt64Array): number {
  let row = from + 1;
  while (row < to && times[row]! >= bounds[0]! && times[row]! < bounds[1]!) row++; // row < to
  return row;
}

/** First row behind `from` whose values differ from those of `from`. */
export function runOfEquals(starts: BigInt64Array, ends: BigInt64Array, from: number, to: number): number {
  let row = from + 1;
  while (row < to && starts[row]! === starts[from]! && ends[row]! === ends[from]!) row++; // row < to
  return row;
}

/** First row behind `from` whose mark is `limit[0]` or more. Marks never fall: most often none of a batch is. */
export function firstMarked(marks: BigInt64Array, from: number, to: number, limit: BigInt64Array): number {
  if (marks[to - 1]! < limit[0]!) return to; // from < to
  let [low, high] = [from + 1, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (marks[middle]! >= limit[0]!) high = middle; // middle < to
    else low = middle + 1;
  }
  return low;
}
