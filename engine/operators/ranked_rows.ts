/** The rows of one partition in order, and which of them are within the wanted ranks. */
import type { SlotOrder, SortedSlots } from "../state/sorted_slots.ts";

/** Rows that are shown, and their ranks. */
export interface Shown {
  readonly slots: readonly number[];
  readonly ranks: readonly number[];
}

export interface Ranks {
  readonly rank: "row_number" | "rank" | "dense_rank";
  readonly from: number;
  readonly to: number;
}

export const NOTHING_SHOWN: Shown = { slots: [], ranks: [] };

/** `peers` is zero for rows that are equal in ORDER BY. */
export function shownRows(rows: SortedSlots, ranks: Ranks, peers: SlotOrder): Shown {
  const [slots, found]: [number[], number[]] = [[], []];
  eachRank(rows, ranks, peers, (slot, rank) => {
    if (rank > ranks.to) return false;
    if (rank >= ranks.from) {
      slots.push(slot);
      found.push(rank);
    }
    return true;
  });
  return { slots, ranks: found };
}

/** Takes out the rows whose rank is beyond the last that is wanted: they will never come back. */
export function cutOff(rows: SortedSlots, ranks: Ranks, peers: SlotOrder, gone: (slot: number) => void): void {
  if (rows.size <= ranks.to) return;
  let kept = ranks.to;
  if (ranks.rank !== "row_number") {
    kept = 0;
    eachRank(rows, ranks, peers, (_, rank) => rank <= ranks.to && ++kept > 0);
  }
  while (rows.size > kept) gone(rows.pop()!); // not empty
}

function eachRank(
  rows: SortedSlots,
  { rank: kind }: Ranks,
  peers: SlotOrder,
  visit: (slot: number, rank: number) => boolean,
): void {
  let [number, rank, before] = [0, 0, -1];
  rows.each((slot) => {
    number++;
    if (kind === "row_number") rank = number;
    else if (before < 0 || peers(before, slot) !== 0) rank = kind === "rank" ? number : rank + 1;
    before = slot;
    return visit(slot, rank);
  });
}
