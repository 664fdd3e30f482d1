import assert from "node:assert/strict";
import { PLAIN_THEME } from "../editor/highlight.ts";
import type { Key } from "../terminal/keys.ts";
import { Pager, sideways } from "./pager.ts";
import { textPages } from "./pages.ts";

const ROWS = 6;

function key(name: string, ctrl = false): Key {
  const none = { alt: false, shift: false, ctrl };
  return name.length === 1 && !ctrl ? { name: "text", text: name, ...none } : { name, ...none };
}

/** A pager over lines `line 0`, `line 1`, …, after some keys: what the screen shows. */
function after(keys: readonly (string | Key)[], count = 100, columns = 40): string[] {
  const pager = new Pager(textPages(Array.from({ length: count }, (_, index) => `line ${index}`)));
  for (const one of keys) assert.equal(pager.key(typeof one === "string" ? key(one) : one, ROWS), false);
  return pager.frame(columns, ROWS, PLAIN_THEME);
}

Deno.test("Pager shows the first lines and where it stands", () => {
  const frame = after([]);
  assert.deepEqual(frame.slice(0, 5), ["line 0", "line 1", "line 2", "line 3", "line 4"]);
  assert.match(frame[5] ?? "", /^ lines 1–5 of 100/);
});

Deno.test("Pager goes by page and line, and never beyond its ends", () => {
  assert.equal(after([" "])[0], "line 4");
  assert.equal(after([" ", " ", "b"])[0], "line 4");
  assert.equal(after(["down", "down", "up"])[0], "line 1");
  assert.equal(after(["G"])[4], "line 99");
  assert.equal(after(["G", " "])[4], "line 99");
  assert.equal(after(["G", "g", "b"])[0], "line 0");
  assert.deepEqual(after(["G"], 2).length, 3);
});

Deno.test("Pager takes several characters of one read", () => {
  const text = (text: string): Key => ({ name: "text", text, ctrl: false, alt: false, shift: false });
  assert.equal(after([text("jjj")])[0], "line 3");
  assert.equal(after([text("j/e 77"), "enter"])[0], "line 77");
});

Deno.test("Pager searches forward and backward, and says when there is nothing", () => {
  const search = [..."/line 5"].map((char) => char === " " ? "space" : char);
  assert.equal(after(["/", "5"]).at(-1), "/5");
  assert.equal(after([...search, "enter"])[0], "line 5");
  assert.equal(after([...search, "enter", "n"])[0], "line 50");
  assert.equal(after([...search, "enter", "n", "N"])[0], "line 5");
  assert.equal(after(["/", "x", "y", "enter"]).at(-1), '"xy" is not there');
  assert.equal(after(["/", "x", "escape"])[0], "line 0");
  assert.match(after(["n"]).at(-1) ?? "", /nothing to search for/);
});

Deno.test("Pager leaves with q, Escape and Ctrl-C", () => {
  for (const one of [key("q"), key("escape"), key("c", true)]) {
    assert.equal(new Pager(textPages(["a"])).key(one, ROWS), true);
  }
});

Deno.test("Pager goes sideways by the stops of what it shows", () => {
  const long = Array.from({ length: 60 }, (_, index) => String(index % 10)).join("");
  const pager = new Pager(textPages([long]));
  pager.key(key("right"), ROWS);
  assert.equal(pager.frame(30, ROWS, PLAIN_THEME)[0], `${long.slice(20, 49)}…`);
  pager.key(key("right"), ROWS);
  pager.key(key("right"), ROWS);
  assert.equal(pager.frame(30, ROWS, PLAIN_THEME)[0], long.slice(40));
});

Deno.test("sideways cuts by the columns that characters take", () => {
  assert.equal(sideways("日本語です", 4, 10), "語です");
  assert.equal(sideways("日本語です", 0, 5), "日本…");
  assert.equal(sideways("abc", 0, 3), "abc");
});
