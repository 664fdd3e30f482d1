import assert from "node:assert/strict";
import { type Change, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { fieldOf } from "../../schema/field.ts";
import { INT, TEXT, type Value } from "../../schema/types.ts";
import { ANSI_THEME, PLAIN_THEME } from "../editor/highlight.ts";
import { batchesOf } from "./info.ts";
import { TablePicture } from "./table_picture.ts";

const FIELDS = [fieldOf("id", INT), fieldOf("name", TEXT)];

function apply(picture: TablePicture, ...rows: readonly (readonly [Change, ...Value[]])[]): void {
  for (const batch of batchesOf({ fields: FIELDS, rows: rows.map(([, ...values]) => values) })) {
    picture.apply({ ...batch, changes: Uint8Array.from(rows, ([change]) => change) });
  }
}

Deno.test("TablePicture keeps rows in their place and counts those that have no room", () => {
  const picture = new TablePicture(FIELDS, [0], PLAIN_THEME);
  apply(picture, [INSERT, 1, "ann"], [INSERT, 2, null], [INSERT, 3, "cy"], [INSERT, 4, "di"]);
  assert.deepEqual(picture.frame(2, 80, 0).lines, [
    " id │ name",
    "────┼─────",
    "  1 │ ann",
    "  2 │ NULL",
    "… 2 more rows",
  ]);
  apply(picture, [UPDATE_BEFORE, 1, "ann"], [UPDATE_AFTER, 1, "anna maria"], [DELETE, 2, null], [DELETE, 3, "cy"]);
  const lines = [" id │ name", "────┼───────────", "  1 │ anna maria", "  4 │ di"];
  assert.deepEqual(picture.frame(2, 80, 50).lines, lines);
  assert.equal(picture.rows, 2);
  assert.deepEqual(picture.frame(1, 80, 100).lines, [...lines.slice(0, 3), "… 1 more row"]);
  apply(picture, [UPDATE_BEFORE, 1, "anna maria"], [UPDATE_AFTER, 1, "a"]);
  assert.deepEqual(picture.still(9, 80), [...lines.slice(0, 2), "  1 │ a", "  4 │ di"], "columns never shrink");
});

Deno.test("TablePicture shows rows in the order of a live ORDER BY", () => {
  const key = { index: 1, type: TEXT, descending: true, nullsFirst: false };
  const picture = new TablePicture(FIELDS, undefined, PLAIN_THEME, [key]);
  apply(picture, [INSERT, 1, "b"], [INSERT, 2, null], [INSERT, 3, "c"]);
  apply(picture, [INSERT, 4, "d"], [DELETE, 1, "b"]);
  assert.deepEqual(picture.still(9, 80).slice(2), ["  4 │ d", "  3 │ c", "  2 │ NULL"]);
});

Deno.test("TablePicture marks changed cells for a second", () => {
  const picture = new TablePicture(FIELDS, [0], ANSI_THEME);
  const bold = "\x1b[1mb\x1b[22m";
  apply(picture, [INSERT, 1, "a"]);
  assert.equal(picture.frame(9, 80, 0).until, undefined);
  apply(picture, [UPDATE_BEFORE, 1, "a"], [UPDATE_AFTER, 1, "b"]);
  const marked = picture.frame(9, 80, 100);
  assert.equal(marked.lines[2], `  1 │ ${bold}`);
  assert.equal(marked.until, 1100);
  assert.equal(picture.frame(9, 80, 1099).lines[2], `  1 │ ${bold}`);
  assert.equal(picture.frame(9, 80, 1100).lines[2], "  1 │ b");
  assert.equal(picture.still(9, 80)[2], "  1 │ b");
});

Deno.test("TablePicture cuts its lines to the screen and lays out anew when that changes", () => {
  const picture = new TablePicture(FIELDS, undefined, PLAIN_THEME);
  apply(picture, [INSERT, 1, "a name that is rather long"]);
  for (const width of [20, 60, 12]) {
    for (const line of picture.frame(9, width, 0).lines) assert.ok(line.length <= width, `${width}: ${line}`);
  }
  assert.ok(picture.frame(9, 60, 0).lines[2]?.endsWith("rather long"));
});
