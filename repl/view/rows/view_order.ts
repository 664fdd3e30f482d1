/** In which order a view shows rows. */
import { rowOrder } from "../../../engine/row_order.ts";
import type { SqlType, Value } from "../../../schema/types.ts";
import { comparatorOf } from "../../../sql/functions/value_order.ts";
import type { SortKey } from "../../../sql/plan.ts";

/** The value of a row's column. */
export type ValueOf = (column: number) => Value;

export interface ViewOrder {
  /** The column that a person chose; undefined: the query says the order. */
  readonly column: number | undefined;
  readonly descending: boolean;
  /** What {@link compare} compares: taken out of a row once. */
  key(value: ValueOf): Value;
  compare(a: Value, b: Value): number;
}

/** NULL comes last, whatever the direction. */
export function orderByColumn(column: number, type: SqlType, descending: boolean): ViewOrder {
  const compare = comparatorOf(type);
  return {
    column,
    descending,
    key: (value) => value(column),
    compare(a, b) {
      if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
      return descending ? compare(b, a) : compare(a, b);
    },
  };
}

/** As ORDER BY says. */
export function orderByKeys(keys: readonly SortKey[]): ViewOrder {
  const compare = rowOrder(keys.map((key, index) => ({ ...key, index })));
  return {
    column: undefined,
    descending: false,
    key: (value) => keys.map(({ index }) => value(index)),
    compare: (a, b) => compare(a as readonly Value[], b as readonly Value[]), // made by `key`
  };
}
