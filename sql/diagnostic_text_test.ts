import assert from "node:assert/strict";
import { renderDiagnostic } from "./diagnostic_text.ts";

function lines(source: string, marked: string): string[] {
  const start = source.indexOf(marked);
  const span = { start, end: start + marked.length };
  return renderDiagnostic({ message: "x", code: "y", source, span }).split("\n").slice(1);
}

Deno.test("renderDiagnostic puts the caret under the token, its line and number before it", () => {
  const text = renderDiagnostic({
    message: 'Expected "," or FROM after "b", found "c"',
    code: "syntax",
    source: "-- x\nSELECT a b c FROM t",
    span: { start: 16, end: 17 },
    notes: ["one"],
    hint: "Separate columns with a comma.",
  });
  assert.equal(
    text,
    `Error: Expected "," or FROM after "b", found "c"
  2 | SELECT a b c FROM t
    |            ^
Note: one
Hint: Separate columns with a comma.`,
  );
});

Deno.test("renderDiagnostic without a source is the message alone", () => {
  assert.equal(renderDiagnostic({ message: "Cannot connect", code: "unreachable" }), "Error: Cannot connect");
});

Deno.test("renderDiagnostic keeps the caret aligned after tabs and wide characters", () => {
  assert.deepEqual(lines("\ta\tbad", "bad"), ["  1 |   a  bad", "    |      ^^^"]);
  assert.deepEqual(lines("日本 bad", "bad"), ["  1 | 日本 bad", "    |      ^^^"]);
  assert.deepEqual(lines("a 日本 b", "日本"), ["  1 | a 日本 b", "    |   ^^^^"]);
});

Deno.test("renderDiagnostic marks the first line of a span of several", () => {
  assert.deepEqual(lines("SELECT (a\n+ b) c", "(a\n+ b)"), ["  1 | SELECT (a", "    |        ^^"]);
});

Deno.test("renderDiagnostic shows control characters as dots", () => {
  assert.deepEqual(lines("a \u001b[31m bad", "bad"), ["  1 | a ·[31m bad", "    |         ^^^"]);
});

Deno.test("renderDiagnostic cuts a long line around the caret", () => {
  const [line = "", caret = ""] = lines(`${"a, ".repeat(100)}bad${", c".repeat(100)}`, "bad");
  assert.ok(line.length < 115 && line.includes("…"));
  assert.equal(line.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1), "bad");
});
