import assert from "node:assert/strict";
import { fieldOf } from "../../schema/field.ts";
import { INT, TEXT, type Value } from "../../schema/types.ts";
import { batchesOf } from "../view/info.ts";
import { KeptRows } from "./kept_rows.ts";
import { formatFor, layOut, omittedText } from "./layout.ts";
import { TablePages } from "./pages.ts";

const FIELDS = [fieldOf("n", INT), fieldOf("w", TEXT)];

function kept(rows: readonly (readonly Value[])[], limits?: { rows: number; bytes: number }): KeptRows {
  const result = new KeptRows("SELECT 1", FIELDS, limits);
  for (const batch of batchesOf({ fields: FIELDS, rows })) result.append(batch);
  return result;
}

Deno.test("KeptRows finds any row, over many batches, after their columns were reused", () => {
  const result = kept(Array.from({ length: 3000 }, (_, i) => [i, `row ${i}`]));
  assert.equal(result.size, 3000);
  assert.deepEqual([...result.rows][2047], [2047, "row 2047"]);
  const pages = new TablePages(result);
  for (const index of [0, 1023, 1024, 2999]) assert.match(pages.line(index), new RegExp(`^ +${index} │ row ${index}$`));
});

Deno.test("KeptRows is full at its limit, counts what it drops, and is whole only without that", () => {
  const result = kept([[1, "a"], [2, "b"]], { rows: 2, bytes: 1e9 });
  assert.ok(result.full);
  for (const batch of batchesOf({ fields: FIELDS, rows: [[3, "c"]] })) result.append(batch);
  result.ended = true;
  assert.deepEqual([result.size, result.dropped, result.complete], [2, 1, false]);
  assert.ok(kept([[1, "x".repeat(2000)]], { rows: 10, bytes: 1000 }).full);
});

Deno.test("layOut counts the values that had no room, and the columns", () => {
  const long = "x".repeat(60);
  const { lines, omitted } = layOut(kept([[1, long], [2, "y"]]), { format: "table", width: 30, color: false });
  assert.equal(lines.length, 4);
  assert.deepEqual(omitted, { columns: 0, values: 1 });
  assert.equal(
    omittedText(omitted),
    "1 value is shortened: \\x shows one column per line, a wider window or \\o FILE shows all",
  );
  const narrow = layOut(kept([[1, long]]), { format: "table", width: 8, color: false });
  assert.match(omittedText(narrow.omitted) ?? "", /^1 column does not fit/);
  assert.equal(omittedText(layOut(kept([[1, "y"]]), { format: "table", width: 30, color: false }).omitted), undefined);
  assert.equal(layOut(kept([[1, long]]), { format: "csv", width: 30, color: false }).omitted, undefined);
});

Deno.test("layOut takes as many rows as there is room for", () => {
  assert.equal(
    layOut(kept([[1, "a"], [2, "b"], [3, "c"]]), { format: "csv", width: 80, color: false }, 2).lines.length,
    3,
  );
});

Deno.test("formatFor makes of auto what fits the screen", () => {
  const wide = kept([[1, "x".repeat(60)]]);
  assert.equal(formatFor(wide, "auto", 40), "vertical");
  assert.equal(formatFor(wide, "auto", 100), "table");
  assert.equal(formatFor(wide, "csv", 40), "csv");
});
