/** Rows in a row that go the same way. Times are compared as their 32-bit halves, low word first: no bigint is made. */

/** First row behind `from` whose time is outside `[bounds[0], bounds[1])`; both are halves. */
export function runOfTimes(times: Int32Array, from: number, to: number, bounds: Int32Array): number {
  const [startLow, endLow] = [bounds[0]! >>> 0, bounds[2]! >>> 0]; // two bounds
  const [startHigh, endHigh] = [bounds[1]!, bounds[3]!];
  for (let row = from + 1; row < to; row++) {
    const low = times[2 * row]! >>> 0; // row < to
    const high = times[2 * row + 1]!; // row < to
    if (high < startHigh || (high === startHigh && low < startLow)) return row;
    if (high > endHigh || (high === endHigh && low >= endLow)) return row;
  }
  return to;
}

/** First row behind `from` whose values differ from those of `from`; both are halves. */
export function runOfEquals(starts: Int32Array, ends: Int32Array, from: number, to: number): number {
  const [startLow, startHigh, endLow, endHigh] = [
    starts[2 * from],
    starts[2 * from + 1],
    ends[2 * from],
    ends[2 * from + 1],
  ];
  for (let row = from + 1; row < to; row++) {
    const [low, high] = [2 * row, 2 * row + 1];
    if (starts[low] !== startLow || starts[high] !== startHigh) return row;
    if (ends[low] !== endLow || ends[high] !== endHigh) return row;
  }
  return to;
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
