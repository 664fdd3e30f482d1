import assert from "node:assert/strict";
import { dockedHeights, focusedHeight } from "./heights.ts";

Deno.test("dockedHeights shares half of the screen among three panes at most, of five lines at least", () => {
  assert.deepEqual(dockedHeights(1, 40), [20]);
  assert.deepEqual(dockedHeights(2, 40), [10, 10]);
  assert.deepEqual(dockedHeights(7, 40), [6, 6, 6]);
  assert.deepEqual(dockedHeights(3, 24), [6, 6]);
  assert.deepEqual(dockedHeights(2, 10), [5]);
  assert.deepEqual(dockedHeights(2, 9), []);
  assert.deepEqual(dockedHeights(0, 40), []);
});

Deno.test("focusedHeight leaves the prompt, and what is said above where there is room", () => {
  assert.deepEqual([1, 2, 10, 14, 40].map(focusedHeight), [1, 1, 9, 10, 36]);
});
