import assert from "node:assert/strict";
import { Columns } from "./columns.ts";

function placed(columns: Columns, width: number): string {
  const { placed, before, behind } = columns.layout(width);
  return `${before}‹${placed.map(({ index, width }) => `${index}:${width}`).join(" ")}›${behind}`;
}

Deno.test("Columns are as wide as their widest cell so far, when all fit", () => {
  const columns = new Columns([2, 4], []);
  columns.grow(0, 9);
  columns.grow(0, 3);
  assert.equal(placed(columns, 80), "0‹0:9 1:4›0");
});

Deno.test("Columns give way, the widest first, before any goes out of sight", () => {
  const columns = new Columns([60, 5, 40], []);
  assert.equal(placed(columns, 80), "0‹0:34 1:5 2:34›0");
  assert.equal(placed(columns, 60), "0‹0:24 1:5 2:24›0");
  assert.equal(placed(columns, 59), "0‹0:24 1:5›1");
});

Deno.test("Columns bring the one under the cursor into sight, and keep those that are pinned there", () => {
  const columns = new Columns([10, 30, 30, 30, 30], [0]);
  assert.equal(placed(columns, 70), "0‹0:10 1:24 2:24›2");
  columns.move(3);
  assert.equal(placed(columns, 70), "1‹0:10 2:24 3:24›1");
  columns.move(9);
  assert.equal(placed(columns, 70), "2‹0:10 3:24 4:24›0");
  columns.move(-3);
  assert.equal(placed(columns, 70), "0‹0:10 1:24 2:24›2");
  assert.equal(placed(columns, 200), "0‹0:10 1:30 2:30 3:30 4:30›0");
  assert.equal(placed(columns, 10), "0‹0:8 1:8›3", "one more than the pinned is always there");
});

Deno.test("Columns that are hidden come back where they were", () => {
  const columns = new Columns([1, 1, 1], []);
  columns.move(1);
  assert.ok(columns.hide());
  assert.equal(placed(columns, 80), "0‹0:1 2:1›0");
  assert.equal(columns.cursor, 2);
  columns.showAll();
  assert.equal(placed(columns, 80), "0‹0:1 1:1 2:1›0");
  assert.equal(columns.cursor, 2);
  assert.ok(columns.pin());
  assert.equal(placed(columns, 80), "0‹2:1 0:1 1:1›0");
});
