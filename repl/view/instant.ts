/** Going back and forth in the changes that are kept, by time. */
import type { ChangeRing } from "./rows/change_ring.ts";

/** The first change that came at `at` or later, from `earliest` on; `ring.end`: none did. Changes lie in the order of time. */
export function changeAt(ring: ChangeRing, at: number, earliest: number): number {
  let [low, high] = [earliest, ring.end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (ring.timeOf(middle) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `10:01:05`, in the time of the person's clock. */
export function clockText(milliseconds: number): string {
  return new Date(milliseconds).toTimeString().slice(0, 8);
}
