import assert from "node:assert/strict";
import { fieldOf } from "../../../schema/field.ts";
import { INT, TEXT, type Value } from "../../../schema/types.ts";
import type { ShownRow } from "../rows/view_rows.ts";
import { changedCell, ChangedCells } from "./changed_cells.ts";

function changed(before: Value, after: Value): ShownRow {
  return { identity: 1, values: [after], at: 0, difference: { kind: "changed", before: [before] } };
}

Deno.test("changedCell says as much as there is room for, and hides nothing harmful", () => {
  const field = fieldOf("n", INT);
  const said = (width: number) => changedCell(changed(12, 17), 0, field, width);
  assert.deepEqual([12, 11, 7, 6, 4, 3, 1].map(said), [
    "12 → 17 (+5)",
    "12 → 17",
    "12 → 17",
    "→ 17",
    "→ 17",
    "17",
    "17",
  ]);
  assert.equal(changedCell(changed(12, 12), 0, field, 20), undefined);
  assert.equal(
    changedCell(changed("a", "b\x1b[2J"), 0, fieldOf("t", TEXT), 40),
    "a → b\\u{1b}[2J",
  );
});

Deno.test("ChangedCells wants room for the widest change that was seen, few words before many", () => {
  const cells = new ChangedCells();
  const fields = [fieldOf("n", INT)];
  cells.look([changed(12, 17), changed(1, 2), changed(3, 3)], fields);
  assert.deepEqual(cells.wanted(0), ["→ 17".length, "12 → 17".length, "12 → 17 (+5)".length]);
  cells.look([changed(1, 2)], fields);
  assert.deepEqual(cells.wanted(0), ["→ 17".length, "12 → 17".length, "12 → 17 (+5)".length]);
  cells.forget();
  assert.deepEqual(cells.wanted(0), []);
});
