import assert from "node:assert/strict";
import {
  clusterWidth,
  displayWidth,
  fit,
  isPlain,
  nextBoundary,
  previousBoundary,
  styledWidth,
  visible,
} from "./width.ts";

Deno.test("displayWidth counts columns of graphemes", () => {
  const cases: [string, number][] = [["", 0], ["abc", 3], ["漢字", 4], ["e\u0301", 1], ["👍🏽", 2], ["👨‍👩‍👧", 2], ["ｱ", 1]];
  for (const [text, width] of cases) assert.equal(displayWidth(text), width, text);
});

Deno.test("isPlain knows only characters that are clusters of one column, whatever stands beside them", () => {
  const plain = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter(isPlain);
  assert.equal(plain.length, 95 + 95);
  const text = plain.join("");
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  assert.deepEqual([...segmenter.segment(text)].map(({ segment }) => segment), plain);
  assert.deepEqual(plain.filter((char) => clusterWidth(char) !== 1), []);
  for (const other of ["\t", "\x7f", "\x85", "\xad", "\u0100", "e\u0301", "漢", "🙂"]) {
    assert.equal(isPlain(other), false);
  }
});

Deno.test("visible escapes what would hide or reorder text", () => {
  assert.equal(visible("a\u202eb\u200bc\x1b[31m\u0007"), "a\\u{202e}b\\u{200b}c\\u{1b}[31m\\u{7}");
  assert.equal(visible("naïve 漢 👨‍👩‍👧"), "naïve 漢 👨‍👩‍👧");
});

Deno.test("previousBoundary and nextBoundary walk the same clusters in both directions", () => {
  const text = "aé漢👍🏽\r\n🇩🇪🇫🇷e\u0301\n\tz";
  const forward: number[] = [];
  for (let at = 0; at < text.length;) forward.push(at = nextBoundary(text, at));
  const backward: number[] = [];
  for (let at = text.length; at > 0;) backward.unshift(at = previousBoundary(text, at));
  assert.deepEqual(forward.slice(0, -1), backward.slice(1));
});

Deno.test("fit cuts a styled line to the width, never through a wide character, and closes its styles", () => {
  assert.equal(fit("abc", 3), "abc");
  assert.equal(fit("abcd", 3), "ab…\x1b[0m");
  assert.equal(fit("\x1b[31m漢字漢\x1b[39m", 5), "\x1b[31m漢字…\x1b[0m");
  assert.equal(fit("\x1b[31m漢字漢\x1b[39m", 4), "\x1b[31m漢…\x1b[0m");
  assert.equal(styledWidth("\x1b]8;;http://x\x07ab\x1b]8;;\x07\x1b[1mc\x1b[0m"), 3);
});
