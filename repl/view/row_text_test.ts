import assert from "node:assert/strict";
import { fieldOf } from "../../schema/field.ts";
import { arrayType, BIGINT, BOOLEAN, BYTEA, DOUBLE, INT, TEXT, timestampType, type Value } from "../../schema/types.ts";
import { PLAIN_THEME } from "../editor/highlight.ts";
import { rowFilter } from "./row_filter.ts";
import { detailLines, rowAsCondition, rowAsJson } from "./row_text.ts";

const FIELDS = [
  fieldOf("id", BIGINT),
  fieldOf("Group", TEXT),
  fieldOf("ok", BOOLEAN),
  fieldOf("x", DOUBLE),
  fieldOf("at", timestampType(3)),
  fieldOf("list", arrayType(INT)),
];
const ROW: readonly Value[] = [9007199254740993n, "o'neil", false, -1.5, 1_767_225_600_123n, [1, null]];

Deno.test("rowAsJson writes a row as the json format does, BIGINT exactly", () => {
  assert.equal(
    rowAsJson(FIELDS, ROW),
    '{"id":9007199254740993,"Group":"o\'neil","ok":false,"x":-1.5,"at":"2026-01-01T00:00:00.123","list":[1,null]}',
  );
});

Deno.test("rowAsCondition holds for the row and for no other", () => {
  const condition = rowAsCondition(FIELDS, ROW, undefined);
  const holds = (row: readonly Value[]) => rowFilter(condition, FIELDS).test((column) => row[column] ?? null);
  assert.equal(rowFilter(condition, FIELDS).label, condition, "it is a condition");
  assert.ok(holds(ROW));
  ROW.slice(0, 5).forEach((_, i) => assert.ok(!holds(ROW.map((value, j) => i === j ? null : value)), `column ${i}`));
  assert.equal(rowAsCondition(FIELDS, [1n, null], [0, 1]), 'id = 1 AND "Group" IS NULL');
});

Deno.test("rowAsCondition finds bytes", () => {
  const fields = [fieldOf("b", BYTEA)];
  const row = [new Uint8Array([0, 255, 39])];
  const filter = rowFilter(rowAsCondition(fields, row, undefined), fields);
  assert.equal(filter.notice, undefined);
  assert.ok(filter.test(() => row[0] ?? null));
  assert.ok(!filter.test(() => new Uint8Array([0, 255])));
});

Deno.test("detailLines folds what is long, keeps line breaks and hides nothing harmful", () => {
  const lines = detailLines(
    [{ name: "a", text: "x".repeat(25) }, { name: "long", text: "1\n漢字" }, { name: "n", text: null }, {
      name: "e",
      text: "\x1b[2J",
    }],
    20,
    PLAIN_THEME,
  );
  assert.deepEqual(lines, [
    ` a    │ ${"x".repeat(12)}`,
    `      │ ${"x".repeat(12)}`,
    "      │ x",
    " long │ 1",
    "      │ 漢字",
    " n    │ NULL",
    " e    │ \\u{1b}[2J",
  ]);
});
