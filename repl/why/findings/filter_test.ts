import assert from "node:assert/strict";
import type { ObservedConjunct } from "../../../engine/flow/observation.ts";
import { filter, found, readThrough, rows } from "../test_observation.ts";

function conjunct(text: string, passed: number, values: readonly string[] = [], nulls = 0): ObservedConjunct {
  return { text, passed, columns: [{ name: "status", type: "TEXT", nulls, values }] };
}

function finding(sampled: number, conjuncts: readonly ObservedConjunct[], more: { rowsOut?: number } = {}) {
  return found(rows(filter(readThrough(41_207), { sampled, conjuncts, ...more })))[0];
}

Deno.test("filterFindings names the part of the AND that dropped most, with values that came", () => {
  const found = finding(812, [conjunct("price > 5", 100), conjunct("status = 'x'", 0, ["'open'", "'paid'"], 3)]);
  assert.equal(
    found?.text,
    "WHERE dropped all 41,207 rows: status = 'x' is true for none of 812 rows; status TEXT is 'open', 'paid' or NULL",
  );
  assert.equal(found?.cure, "Try it without status = 'x', or with one of these values");
});

Deno.test("filterFindings says when only all parts together drop everything", () => {
  const found = finding(812, [conjunct("a", 100), conjunct("b", 3)]);
  assert.equal(
    found?.text,
    "WHERE dropped all 41,207 rows: of 812 rows that were looked at, none passes a (100) and b (3) at once",
  );
});

Deno.test("filterFindings knows a column that is never there, and a text that differs by case", () => {
  const absent = finding(9, [conjunct("status = 'x'", 0, [], 9)]);
  assert.match(absent?.text ?? "", /status = 'x' is true for none of 9 rows; status is always NULL$/);
  assert.match(absent?.cure ?? "", /^Do the records have a field status\?/);
  const cased = finding(9, [conjunct("status = 'PAID'", 0, ["'open'", "' paid'"])]);
  assert.equal(cased?.cure, "Upper and lower case or blanks differ: compare lower(trim(status))");
});

Deno.test("filterFindings says what it can without a sample, and nothing where rows pass", () => {
  assert.equal(finding(0, [conjunct("a", 0)])?.text, "WHERE dropped all 41,207 rows");
  assert.notEqual(finding(0, [conjunct("a", 0)], { rowsOut: 1 })?.cause, "where_drops_all");
});
