import assert from "node:assert/strict";
import { ANSI_THEME, highlightLines, PLAIN_THEME, runs, style, type Token } from "./highlight.ts";

const TOKENS: Token[] = [
  { start: 0, end: 6, class: "keyword" },
  { start: 7, end: 8, class: "number" },
  { start: 9, end: 14, class: "comment" },
];

Deno.test("runs cover a range without gaps, whatever part of the tokens it holds", () => {
  for (let start = 0; start <= 16; start++) {
    for (let end = start; end <= 16; end++) {
      let at = start;
      for (const run of runs(TOKENS, start, end)) {
        assert.equal(run.start, at);
        assert.ok(run.end > run.start);
        at = run.end;
      }
      assert.equal(at, end);
    }
  }
});

Deno.test("highlightLines closes colours at the end of a line and opens them on the next", () => {
  assert.deepEqual(highlightLines("SELECT 1 /*\n*/ x", TOKENS, ANSI_THEME), [
    "\x1b[1;34mSELECT\x1b[22;39m \x1b[36m1\x1b[39m \x1b[90m/*\x1b[39m",
    "\x1b[90m*/\x1b[39m x",
  ]);
});

Deno.test("highlightLines writes no escape sequence without colours", () => {
  assert.deepEqual(highlightLines("SELECT 1 /*\n*/ x", TOKENS, PLAIN_THEME), ["SELECT 1 /*", "*/ x"]);
  assert.equal(style(PLAIN_THEME, "bold", "x"), "x");
  assert.equal(style(ANSI_THEME, "bold", "x"), "\x1b[1mx\x1b[22m");
});
