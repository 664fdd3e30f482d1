import assert from "node:assert/strict";
import { abbreviation } from "./abbreviation.ts";

Deno.test("abbreviation counts the words that are skipped or cut", () => {
  assert.equal(abbreviation("row", "row_number"), 0);
  assert.equal(abbreviation("num", "row_number"), 1);
  assert.equal(abbreviation("rn", "row_number"), 1);
  assert.equal(abbreviation("otot", "order_totals"), 1);
  assert.equal(abbreviation("jgi", "json_get_int"), 2);
  assert.equal(abbreviation("offset", "source.offset"), 1);
});

Deno.test("abbreviation refuses letters from the middle of words", () => {
  assert.equal(abbreviation("pr", "power"), undefined);
  assert.equal(abbreviation("umber", "row_number"), undefined);
  assert.equal(abbreviation("nr", "row_number"), undefined);
});
