import assert from "node:assert/strict";
import type { Token } from "./highlight.ts";
import { withMarks } from "./marks.ts";

const TOKENS: Token[] = [{ start: 0, end: 6, class: "keyword" }, { start: 7, end: 9, class: "number" }];

Deno.test("withMarks cuts the tokens under a mark", () => {
  assert.deepEqual(withMarks(TOKENS, []), TOKENS);
  assert.deepEqual(withMarks(TOKENS, [{ start: 2, end: 4, class: "mistake" }]), [
    { start: 0, end: 2, class: "keyword" },
    { start: 2, end: 4, class: "mistake" },
    { start: 4, end: 6, class: "keyword" },
    { start: 7, end: 9, class: "number" },
  ]);
  assert.deepEqual(withMarks(TOKENS, [{ start: 5, end: 8, class: "mistake" }]), [
    { start: 0, end: 5, class: "keyword" },
    { start: 5, end: 8, class: "mistake" },
    { start: 8, end: 9, class: "number" },
  ]);
  assert.deepEqual(withMarks([], [{ start: 3, end: 3, class: "mistake" }]), []);
});
