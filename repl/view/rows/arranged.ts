/** Rows of an instant as a picture: those that are to be seen, in the order that was asked for. */
import type { Value } from "../../../schema/types.ts";
import { eachInTurns, sortedInTurns } from "./in_turns.ts";
import type { ValueOf, ViewOrder } from "./view_order.ts";
import type { Picture, ShownRow } from "./view_rows.ts";

export interface Arrangement<T> {
  /** Undefined: as the items come. */
  readonly order: ViewOrder | undefined;
  isSeen(item: T): boolean;
  /** What {@link order} looks at. */
  valueOf(item: T): ValueOf;
  identity(item: T): object;
  shown(item: T): ShownRow;
}

/** In turns. */
export async function arranged<T>(items: readonly T[], arrangement: Arrangement<T>): Promise<Picture> {
  const { order } = arrangement;
  const seen: { readonly item: T; readonly key: Value }[] = [];
  await eachInTurns(items.length, (index) => {
    const item = items[index]!; // below their number
    if (!arrangement.isSeen(item)) return;
    seen.push({ item, key: order === undefined ? null : order.key(arrangement.valueOf(item)) });
  }, () => false);
  const rows = order === undefined ? seen : await sortedInTurns(seen, (a, b) => order.compare(a.key, b.key));
  return {
    length: rows.length,
    total: items.length,
    row: (index) => arrangement.shown(rows[index]!.item), // an index of the picture
    find: (identity) => rows.findIndex(({ item }) => arrangement.identity(item) === identity),
  };
}
