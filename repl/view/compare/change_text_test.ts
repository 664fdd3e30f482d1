import assert from "node:assert/strict";
import { fieldOf } from "../../../schema/field.ts";
import {
  BIGINT,
  BIGINT_UNSIGNED,
  decimalType,
  DOUBLE,
  INT,
  type SqlType,
  TEXT,
  TIMESTAMP,
  type Value,
} from "../../../schema/types.ts";
import type { ShownRow } from "../rows/view_rows.ts";
import { changeText, numericDifference } from "./change_text.ts";

function changed(before: Value, after: Value): ShownRow {
  return { identity: 1, values: [after], at: 0, difference: { kind: "changed", before: [before] } };
}

Deno.test("numericDifference is exact for whole numbers and decimals, and without noise for others", () => {
  const cases: readonly (readonly [Value, Value, SqlType, string | undefined])[] = [
    [12, 17, INT, "+5"],
    [17, 12, INT, "-5"],
    [9007199254740993n, 9007199254740992n, BIGINT, "-1"],
    [18446744073709551615n, 0n, BIGINT_UNSIGNED, "-18446744073709551615"],
    [150n, 125n, decimalType(10, 2), "-0.25"],
    [0.1, 0.3, DOUBLE, "+0.2"],
    [1, Infinity, DOUBLE, undefined],
    [null, 1, INT, undefined],
    ["a", "b", TEXT, undefined],
    [1n, 2n, TIMESTAMP, undefined],
  ];
  for (const [before, after, type, by] of cases) assert.equal(numericDifference(before, after, type), by);
});

Deno.test("changeText says what a cell was and is, NULL and the word NULL apart", () => {
  assert.deepEqual(changeText(changed(12, 17), 0, fieldOf("n", INT)), {
    full: "12 → 17 (+5)",
    both: "12 → 17",
    brief: "→ 17",
    now: "17",
  });
  assert.equal(changeText(changed("NULL", null), 0, fieldOf("t", TEXT))?.full, "NULL → NULL");
  assert.equal(changeText(changed(null, null), 0, fieldOf("t", TEXT)), undefined);
  assert.equal(changeText(changed("a", "a"), 0, fieldOf("t", TEXT)), undefined);
});
