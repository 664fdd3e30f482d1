import assert from "node:assert/strict";
import { ANSI_THEME, PLAIN_THEME, type Token } from "./highlight.ts";
import { Layout, locate, renderRow, type StatementView, wrap } from "./layout.ts";
import { styledWidth } from "../terminal/width.ts";

const rowsOf = (text: string, columns: number) => wrap(text, columns).map(({ start, end }) => text.slice(start, end));

function view(text: string, cursor: number, changes: Partial<StatementView> = {}): StatementView {
  return {
    text,
    cursor,
    tokens: [],
    theme: PLAIN_THEME,
    prompt: "sql> ",
    continuation: "...> ",
    promptWidth: 5,
    columns: 16,
    height: 10,
    ...changes,
  };
}

Deno.test("wrap cuts long lines between clusters, wide ones before they cross the edge", () => {
  assert.deepEqual(rowsOf("abcdef\n\nxy", 4), ["abcd", "ef", "", "xy"]);
  assert.deepEqual(rowsOf("a漢字b", 4), ["a漢", "字b"]);
  assert.deepEqual(rowsOf("abc👍🏽d", 4), ["abc", "👍🏽d"]);
  assert.deepEqual(rowsOf("", 4), [""]);
  assert.deepEqual(rowsOf("ab\n", 4), ["ab", ""]);
  assert.deepEqual(rowsOf("\u200b", 4), ["\u200b"]);
});

Deno.test("locate finds the cursor, after a cut on the new row", () => {
  const text = "abcdef\nx漢y";
  const rows = wrap(text, 4);
  assert.deepEqual(locate(text, rows, 3), { row: 0, column: 3 });
  assert.deepEqual(locate(text, rows, 4), { row: 1, column: 0 });
  assert.deepEqual(locate(text, rows, 6), { row: 1, column: 2 });
  assert.deepEqual(locate(text, rows, 7), { row: 2, column: 0 });
  assert.deepEqual(locate(text, rows, 9), { row: 2, column: 3 });
});

Deno.test("renderRow opens a colour again on each row and closes it at the end", () => {
  const text = "'abc\ndef' 1";
  const tokens: Token[] = [{ start: 0, end: 9, class: "string" }, { start: 10, end: 11, class: "number" }];
  const rows = wrap(text, 80).map((row) => renderRow(text, row, tokens, ANSI_THEME, 5));
  assert.deepEqual(rows, ["\x1b[32m'abc\x1b[39m", "\x1b[32mdef'\x1b[39m \x1b[36m1\x1b[39m"]);
});

Deno.test("renderRow shows tabs as blanks, unseen characters escaped, and places what follows an emoji", () => {
  const show = (text: string) => renderRow(text, { start: 0, end: text.length, opens: true }, [], PLAIN_THEME, 5);
  assert.equal(show("a\tb\tc"), "a   b   c");
  assert.equal(show("a\u202eb\u0007"), "a\\u{202e}b\\u{7}");
  assert.equal(show("a👍🏽b"), "a👍🏽\x1b[9Gb");
});

Deno.test("Layout puts the prompts before the lines and leaves a column for the cursor", () => {
  const { rows, cursor } = new Layout().view(view("SELECT aaaaa\nb", 12));
  assert.deepEqual(rows, ["sql> SELECT aaa", "     aa", "...> b"]);
  assert.deepEqual(cursor, { row: 1, column: 7 });
});

Deno.test("Layout moves the view of a tall statement only when the cursor leaves it", () => {
  const text = Array.from({ length: 9 }, (_, n) => `${n + 1}`).join("\n");
  const layout = new Layout();
  const at = (line: number) => layout.view(view(text, line * 2, { height: 4, columns: 40 })).rows;
  assert.deepEqual(at(8), ["...> 7", "...> 8", "...> 9", "     (lines 7–9 of 9)"]);
  assert.deepEqual(at(6), ["...> 7", "...> 8", "...> 9", "     (lines 7–9 of 9)"]);
  assert.deepEqual(at(5), ["...> 6", "...> 7", "...> 8", "     (lines 6–8 of 9)"]);
  assert.deepEqual(at(0), ["sql> 1", "...> 2", "...> 3", "     (lines 1–3 of 9)"]);
  assert.deepEqual(layout.view(view(text, 8, { height: 1 })).rows, ["...> 5"]);
});

Deno.test("Layout never makes a row wider than the screen, whatever the text and the width", () => {
  const pieces = ["a", "漢", "👍🏽", "\t", "\n", "e\u0301", "\u200b", "🇩🇪", " ", "'x'"];
  let seed = 5;
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
  for (let round = 0; round < 500; round++) {
    const text = Array.from({ length: random(40) }, () => pieces[random(pieces.length)]).join("");
    const columns = 14 + random(30);
    const layout = new Layout();
    const { rows, cursor } = layout.view(view(text, text.length, { columns, height: 100 }));
    for (const row of rows) assert.ok(styledWidth(row) < columns, JSON.stringify(row));
    assert.ok(cursor.column < columns && cursor.row === rows.length - 1);
    const wrapped = wrap(text, columns - 6);
    assert.equal(
      wrapped.map(({ start, end }, i) => (wrapped[i]?.opens && i > 0 ? "\n" : "") + text.slice(start, end)).join(""),
      text,
    );
  }
});
