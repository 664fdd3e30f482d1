import assert from "node:assert/strict";
import { BIGINT, decimalType, TEXT } from "../../schema/types.ts";
import { written } from "./test_result.ts";

const RESULT = {
  types: { user: TEXT, "sum|total": decimalType(10, 2) },
  rows: [["a|b", 150n], [null, null], ["two\nlines", 5n]],
} as const;

Deno.test("markdown pads cells, escapes | and keeps a row on a line", () => {
  assert.equal(
    written("markdown", RESULT),
    [
      "| user          | sum\\|total |",
      "| ------------- | ---------: |",
      "| a\\|b          |       1.50 |",
      "| NULL          |       NULL |",
      "| two\\u{a}lines |       0.05 |",
      "",
    ].join("\n"),
  );
});

Deno.test("markdown for agents is compact and names the types", () => {
  assert.equal(
    written("markdown", RESULT, { types: true }),
    "|user TEXT|sum\\|total DECIMAL(10, 2)|\n|---|--:|\n|a\\|b|1.50|\n|NULL|NULL|\n|two\\u{a}lines|0.05|\n",
  );
});

Deno.test("markdown without rows is its header", () => {
  assert.equal(written("markdown", { types: { n: BIGINT }, rows: [] }), "|   n |\n| --: |\n");
});
