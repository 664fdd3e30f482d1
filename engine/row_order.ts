/** The order of rows that lie in plain values. */
import type { Value } from "../schema/types.ts";
import { comparatorOf } from "../sql/functions/value_order.ts";
import type { SortKey } from "../sql/plan.ts";

export type RowOrder = (a: readonly Value[], b: readonly Value[]) => number;

/** Negative, zero or positive, as ORDER BY says; key positions are those of the rows. */
export function rowOrder(keys: readonly SortKey[]): RowOrder {
  const compared = keys.map((key) => ({ ...key, compare: comparatorOf(key.type) }));
  return (a, b) => {
    for (const { index, descending, nullsFirst, compare } of compared) {
      const [x = null, y = null] = [a[index], b[index]];
      if (x === null || y === null) {
        if (x === y) continue;
        return (x === null) === nullsFirst ? -1 : 1;
      }
      const order = compare(x, y);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}
