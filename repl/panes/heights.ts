/** How many lines of the screen results get that go on beside the prompt. */

/** A pane with fewer lines shows too little. */
const FEWEST = 5;
/** Panes beside the prompt at most; other queries go on unseen. */
const MOST_PANES = 3;
/** Lines between the prompt and the top of a view that has the screen: what is said meanwhile stands there. */
const SAID = 3;
/** A smaller screen has none to spare. */
const SMALL = 14;

/** Lines of each of `count` panes, the first one topmost: at most half of the screen, each at least 5 or not at all. */
export function dockedHeights(count: number, rows: number): readonly number[] {
  const half = Math.floor(rows / 2);
  const panes = Math.min(count, MOST_PANES, Math.floor(half / FEWEST));
  return Array.from({ length: panes }, () => Math.floor(half / panes));
}

/** Lines of a view that has the keys: all but those of the prompt and what is said above. */
export function focusedHeight(rows: number): number {
  return Math.max(1, rows - 1 - (rows < SMALL ? 0 : SAID));
}
