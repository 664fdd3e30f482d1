import assert from "node:assert/strict";
import { capturedBlocks, withCaptures } from "./captured_blocks.ts";
import { normal } from "./normal.ts";

Deno.test("normal is the same for other rows, counts and times of the same kinds", () => {
  const one =
    " id │ who  │ at\n────┼──────┼───\n  7 │ Ann  │ 2026-01-01T10:00:00\n 12 │ Hugo │ 2026-01-01T10:00:01\nstopped: 2 rows in 0.9 s";
  const other = " id  │ who │ at\n─────┼─────┼──\n 1000 │ Jun │ 2026-11-01T10:00:00.5\nstopped: 1,204 rows in 12.0 s";
  assert.equal(normal(one), normal(other));
});

Deno.test("normal differs where words, columns, or kinds of values do", () => {
  const text = " id │ who\n────┼────\n  7 │ Ann\n2 rows";
  for (
    const other of [
      text.replace("who", "name"),
      text.replace("rows", "records"),
      text.replace("  7", "seven"),
      text.replaceAll(/ [│┼] ?\S+$/gm, ""),
      `${text}\nmore`,
    ]
  ) {
    assert.notEqual(normal(other), normal(text), other);
  }
});

Deno.test("captured blocks are found, and filled without touching anything else", () => {
  const page = "a\n<!-- captured x -->\n```text\nold\n```\n\n```text\nold\n```\n<!-- captured y -->\n```text\n```\n";
  assert.deepEqual(capturedBlocks(page), [{ name: "x", text: "old" }, { name: "y", text: "" }]);
  const filled = withCaptures(page, new Map([["x", "new\n$1"]]));
  assert.equal(filled, page.replace("old", "new\n$1".replace("$", "$$")));
});
