import assert from "node:assert/strict";
import { Buffer } from "./buffer.ts";

/** A buffer from text with `|` at the cursor. */
function at(marked: string): Buffer {
  const buffer = new Buffer();
  buffer.setText(marked.replace("|", ""), marked.indexOf("|"));
  return buffer;
}

function marked(buffer: Buffer): string {
  return `${buffer.text.slice(0, buffer.cursor)}|${buffer.text.slice(buffer.cursor)}`;
}

/** [before, action, after], `|` is the cursor. */
const CASES: readonly (readonly [string, (buffer: Buffer) => unknown, string])[] = [
  ["ab|c", (b) => b.insert("x"), "abx|c"],
  ["a👍🏽|b", (b) => b.deleteBackward(), "a|b"],
  ["a|👨‍👩‍👧b", (b) => b.deleteForward(), "a|b"],
  ["e\u0301|x", (b) => b.deleteBackward(), "|x"],
  ["🇩🇪🇫🇷|", (b) => b.left(), "🇩🇪|🇫🇷"],
  ["|👍🏽b", (b) => b.right(), "👍🏽|b"],
  ["a\n|b", (b) => b.deleteBackward(), "a|b"],
  ["|", (b) => b.deleteBackward(), "|"],
  ["x|", (b) => b.deleteForward(), "x|"],
  ["SELECT foo_bar|", (b) => b.wordLeft(), "SELECT |foo_bar"],
  ["SELECT |foo_bar, b", (b) => b.wordRight(), "SELECT foo_bar|, b"],
  ["naïve größe|", (b) => b.wordLeft(), "naïve |größe"],
  ["漢𝒳a|", (b) => b.wordLeft(), "|漢𝒳a"],
  ["a.b-c|", (b) => b.killWordBackward(), "a.b-|"],
  ["x a.b-c|", (b) => b.killBlankWordBackward(), "x |"],
  ["a| foo b", (b) => b.killWordForward(), "a| b"],
  ["ab|cd\nef", (b) => b.killToLineEnd(), "ab|\nef"],
  ["ab|\nef", (b) => b.killToLineEnd(), "ab|ef"],
  ["ab\ncd|ef", (b) => b.killToLineStart(), "ab\n|ef"],
  ["ab\n|ef", (b) => b.killToLineStart(), "ab|ef"],
  ["ab|c", (b) => b.transpose(), "acb|"],
  ["abc|", (b) => b.transpose(), "acb|"],
  ["a👍🏽|c", (b) => b.transpose(), "ac👍🏽|"],
  ["|a", (b) => b.transpose(), "|a"],
  ["|select x", (b) => b.changeCase("upper"), "SELECT| x"],
  ["|SELECT x", (b) => b.changeCase("lower"), "select| x"],
  ["a| éTAT x", (b) => b.changeCase("capital"), "a État| x"],
  ["abcd\nab|cd\nx", (b) => b.vertical(-1), "ab|cd\nabcd\nx"],
  ["abcd\nabc|d\nx", (b) => b.vertical(1), "abcd\nabcd\nx|"],
  ["漢字x\nab|cd", (b) => b.vertical(-1), "漢|字x\nabcd"],
  ["a\nb\nc\n|d", (b) => b.vertical(-2), "a\n|b\nc\nd"],
  ["ab\n|", (b) => b.vertical(-1), "|ab\n"],
];

Deno.test("Buffer edits and moves by grapheme, word and line", () => {
  for (const [before, action, after] of CASES) {
    const buffer = at(before);
    action(buffer);
    assert.equal(marked(buffer), after, `${before} ${action}`);
  }
});

Deno.test("Buffer keeps the column over short lines when moving up and down", () => {
  const buffer = at("abcdef\nx\nabcd|ef");
  assert.equal(buffer.vertical(-1), true);
  assert.equal(marked(buffer), "abcdef\nx|\nabcdef");
  buffer.vertical(-1);
  assert.equal(marked(buffer), "abcd|ef\nx\nabcdef");
  assert.equal(buffer.vertical(-1), false);
  assert.equal(marked(buffer), "abcd|ef\nx\nabcdef");
});

Deno.test("Buffer undoes typing word by word, a paste as one step, and redoes both", () => {
  const buffer = new Buffer();
  for (const char of "ab cd") buffer.insert(char);
  buffer.paste("1\n2\n3");
  buffer.undo();
  assert.equal(marked(buffer), "ab cd|");
  buffer.undo();
  assert.equal(marked(buffer), "ab|");
  buffer.undo();
  assert.equal(marked(buffer), "|");
  buffer.undo();
  for (let i = 0; i < 4; i++) buffer.redo();
  assert.equal(marked(buffer), "ab cd1\n2\n3|");
});

Deno.test("Buffer undo puts the cursor back where the edit was made", () => {
  const buffer = at("one| two");
  buffer.killToLineEnd();
  buffer.moveTo(0);
  buffer.undo();
  assert.equal(marked(buffer), "one| two");
});

Deno.test("Buffer forgets what could be redone once something else is typed", () => {
  const buffer = at("|");
  buffer.insert("a");
  buffer.undo();
  buffer.insert("b");
  buffer.redo();
  assert.equal(buffer.text, "b");
});

Deno.test("Buffer any sequence of edits can be undone to the start and redone to the end", () => {
  let seed = 3;
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
  const actions: ((buffer: Buffer) => unknown)[] = [
    (b) => b.insert("xé "[random(3)] ?? ""),
    (b) => b.paste("p\n👍🏽"),
    (b) => b.deleteBackward(),
    (b) => b.killToLineEnd(),
    (b) => b.yank(),
    (b) => b.yankOlder(),
    (b) => b.transpose(),
    (b) => b.left(),
    (b) => b.vertical(-1),
    (b) => b.killWordBackward(),
  ];
  for (let round = 0; round < 200; round++) {
    const buffer = new Buffer();
    for (let i = 0; i < 40; i++) actions[random(actions.length)]?.(buffer);
    const end = buffer.text;
    for (let i = 0; i < 60; i++) buffer.undo();
    assert.equal(buffer.text, "");
    for (let i = 0; i < 60; i++) buffer.redo();
    assert.equal(buffer.text, end);
  }
});

Deno.test("Buffer joins kills that follow each other, in reading order", () => {
  const buffer = at("one two| three");
  buffer.killWordBackward();
  buffer.killWordBackward();
  buffer.killWordForward();
  assert.equal(marked(buffer), "|");
  buffer.yank();
  assert.equal(marked(buffer), "one two three|");
});

Deno.test("Buffer yanks older kills in turn, across statements", () => {
  const buffer = at("a|");
  buffer.killToLineStart();
  buffer.setText("b");
  buffer.killToLineStart();
  buffer.clear();
  buffer.yank();
  assert.equal(marked(buffer), "b|");
  buffer.yankOlder();
  assert.equal(marked(buffer), "a|");
  buffer.yankOlder();
  assert.equal(marked(buffer), "b|");
  buffer.insert("c");
  buffer.yankOlder();
  assert.equal(marked(buffer), "bc|");
});
