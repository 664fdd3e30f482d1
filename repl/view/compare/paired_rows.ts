/** The rows of two instants side by side: which came, which have gone, which have changed. */
import { eachInTurns } from "../rows/in_turns.ts";
import type { RowDifference } from "../rows/view_rows.ts";

/** A row at either instant; one that has changed is there at both. */
export interface RowPair<R> {
  readonly earlier: R | undefined;
  readonly later: R | undefined;
  /** Undefined: nothing happened to it. */
  readonly kind: RowDifference["kind"] | undefined;
}

/** What is known of rows. */
export interface RowRules<R> {
  /** Of each row of an instant another; of the same row the same, whatever it has become. */
  order(row: R): number;
  /** Equal for a row that left and one that came in its place. Asked only of rows that {@link order} does not pair. */
  key(row: R): string;
  /** Whether there is something to be seen of what became of a row. */
  differ(earlier: R, later: R): boolean;
}

/** In turns. Both come in their order, and so do the pairs; a row that has gone stands where it stood. */
export async function pairedRows<R>(
  earlier: readonly R[],
  later: readonly R[],
  rules: RowRules<R>,
): Promise<readonly RowPair<R>[]> {
  const pairs: RowPair<R>[] = [];
  const gone: R[] = [];
  const came: number[] = [];
  let next = 0;
  const goneBefore = (order: number) => {
    for (; next < earlier.length; next++) {
      const row = earlier[next]!; // below their number
      if (rules.order(row) >= order) return;
      gone.push(row);
      pairs.push({ earlier: row, later: undefined, kind: "gone" });
    }
  };
  await eachInTurns(later.length, (index) => {
    const row = later[index]!; // below their number
    const order = rules.order(row);
    goneBefore(order);
    const before = earlier[next];
    if (before !== undefined && rules.order(before) === order) {
      next++;
      pairs.push(pairOf(before, row, rules));
    } else {
      came.push(pairs.length);
      pairs.push({ earlier: undefined, later: row, kind: "new" });
    }
  }, () => false);
  goneBefore(Infinity);
  return gone.length === 0 || came.length === 0 ? pairs : await pairedByKey(pairs, gone, came, rules);
}

/** `came`: positions of pairs of rows that are new. One that came in the place of one that has gone is the same row. */
async function pairedByKey<R>(
  pairs: RowPair<R>[],
  gone: readonly R[],
  came: readonly number[],
  rules: RowRules<R>,
): Promise<readonly RowPair<R>[]> {
  const byKey = new Map<string, R[]>();
  await eachInTurns(gone.length, (index) => {
    const row = gone[index]!; // below their number
    const key = rules.key(row);
    const rows = byKey.get(key);
    if (rows === undefined) byKey.set(key, [row]);
    else rows.push(row);
  }, () => false);
  const found = new Set<R>();
  await eachInTurns(came.length, (index) => {
    const at = came[index]!; // below their number
    const row = pairs[at]!.later!; // a new row is there later
    const before = byKey.get(rules.key(row))?.pop();
    if (before === undefined) return;
    found.add(before);
    pairs[at] = pairOf(before, row, rules);
  }, () => false);
  return pairs.filter(({ earlier, later }) => later !== undefined || !found.has(earlier!)); // it is there at one of both
}

function pairOf<R>(earlier: R, later: R, rules: RowRules<R>): RowPair<R> {
  return { earlier, later, kind: rules.differ(earlier, later) ? "changed" : undefined };
}
