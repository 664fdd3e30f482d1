import assert from "node:assert/strict";
import { bracketMarks } from "./brackets.ts";
import type { Token } from "./highlight.ts";

/** Every sign is a token; what stands between `'` is a text. */
function tokensOf(text: string): Token[] {
  return [...text.matchAll(/'[^']*'|[^\s\w]/g)].map(({ 0: image, index }) => ({
    start: index,
    end: index + image.length,
    class: image.startsWith("'") ? "string" : "plain",
  }));
}

/** Pair as `<>`, orphans as `!`; the cursor is where `|` stands. */
function marked(text: string, finished = false): string {
  const cursor = text.indexOf("|");
  const plain = text.replace("|", "");
  const { pair, orphans } = bracketMarks(plain, cursor, tokensOf(plain), finished);
  return Array.from(plain, (char, at) => pair.includes(at) ? "*" : orphans.includes(at) ? "!" : char).join("");
}

Deno.test("bracketMarks finds the partner of the bracket before the cursor, else under it", () => {
  assert.equal(marked("f(a, (b)|)"), "f(a, *b*)");
  assert.equal(marked("f(a, (b))|"), "f*a, (b)*");
  assert.equal(marked("f|(a)"), "f*a*");
  assert.equal(marked("f(a|)"), "f*a*");
  assert.equal(marked("f(a[1]|)"), "f(a*1*)");
  assert.equal(marked("f(a|, b)"), "f(a, b)");
  assert.equal(marked("{ a: [b] }|"), "* a: [b] *");
});

Deno.test("bracketMarks leaves texts alone", () => {
  assert.equal(marked("f(')|')"), "f(')')");
  assert.equal(marked("|f(')')"), "f(')')");
});

Deno.test("bracketMarks marks brackets without a partner, open ones once the statement is finished", () => {
  assert.equal(marked("a)|"), "a!");
  assert.equal(marked("(a]|)"), "*a!*");
  assert.equal(marked("((a)|"), "(*a*");
  assert.equal(marked("((a) |", true), "!(a) ");
});
