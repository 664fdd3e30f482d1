/** The first of many rows in an order, without sorting them all. */
import type { Value } from "../../../schema/types.ts";

/** At most `count` of the items, in order of their values; equal ones in the order in which they come. */
export function firstRows<T>(
  items: Iterable<T>,
  count: number,
  compare: (a: Value, b: Value) => number,
  valueOf: (item: T) => Value,
): readonly T[] {
  const first: T[] = [];
  const values: Value[] = [];
  if (count <= 0) return first;
  for (const item of items) {
    const value = valueOf(item);
    if (first.length === count && compare(value, values[count - 1] ?? null) >= 0) continue;
    let at = first.length < count ? first.length : count - 1;
    for (; at > 0 && compare(value, values[at - 1] ?? null) < 0; at--) {
      first[at] = first[at - 1]!; // below their number
      values[at] = values[at - 1] ?? null;
    }
    first[at] = item;
    values[at] = value;
  }
  return first;
}
