import assert from "node:assert/strict";
import { fieldOf } from "../../schema/field.ts";
import { BIGINT, BOOLEAN, decimalType, TEXT, TIMESTAMP, type Value } from "../../schema/types.ts";
import { rowFilter } from "./row_filter.ts";

const FIELDS = [
  fieldOf("id", BIGINT),
  fieldOf("name", TEXT),
  fieldOf("price", decimalType(10, 2)),
  fieldOf("paid", BOOLEAN),
  fieldOf("at", TIMESTAMP),
];
const ROW: readonly Value[] = [42n, "Ann of Oslo", 1250n, true, 1_767_225_600_000_000_000n];

function passes(text: string, row: readonly Value[] = ROW): boolean {
  return rowFilter(text, FIELDS).test((column) => row[column] ?? null);
}

Deno.test("rowFilter takes any condition over the columns", () => {
  for (
    const text of [
      "id = 42",
      "price > 12 AND price < 12.51",
      "name LIKE 'Ann%'",
      "NOT paid = false",
      "at >= '2026-01-01'",
    ]
  ) {
    assert.ok(passes(text), text);
    assert.equal(rowFilter(text, FIELDS).label, text);
  }
  for (const text of ["id <> 42", "price IS NULL", "length(name) > 20"]) assert.ok(!passes(text), text);
  assert.ok(!passes("id = 42", [null, null, null, null, null]), "NULL does not pass");
});

Deno.test("rowFilter looks for any other text in every cell", () => {
  assert.ok(passes("oslo") && passes("12.50") && passes("2026-01") && passes("true"));
  assert.ok(!passes("OSLO"), "upper case is meant");
  assert.ok(!passes("price"), "a column's name alone is a text");
  assert.equal(rowFilter("oslo", FIELDS).label, '"oslo"');
  assert.equal(rowFilter("oslo", FIELDS).notice, undefined);
});

Deno.test("rowFilter says why a condition is none, and looks for the text", () => {
  for (
    const [text, why] of [
      ["prize > 1", /'prize' not found/],
      ["id = ", /Expected/],
      ["id = 1); DROP TABLE x; --", /^no condition: ./],
      ["name + 1 > 2", /.+/],
    ] as const
  ) {
    assert.match(rowFilter(text, FIELDS).notice ?? "", why, text);
    assert.ok(!passes(text));
  }
});

Deno.test("rowFilter lets no row through on which the condition fails", () => {
  assert.ok(!passes("100 / (id - 42) > 1"));
  assert.ok(passes("100 / (id - 41) > 1"));
});
