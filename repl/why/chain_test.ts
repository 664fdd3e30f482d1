import assert from "node:assert/strict";
import { chainOf } from "./chain.ts";
import { filter, join, readThrough, rows, windows } from "./test_observation.ts";

Deno.test("chainOf counts rows from part to part, up to the first that gives none", () => {
  assert.equal(chainOf(rows(readThrough(41_207))), "orders 41,207 → decoded 41,207 → result 41,207");
  assert.equal(chainOf(rows(filter(readThrough(41_207), {}))), "orders 41,207 → decoded 41,207 → WHERE 0");
  const having = filter(readThrough(9), { isHaving: true, rowsOut: 4 });
  assert.equal(chainOf(rows(windows(having, {}))), "orders 9 → decoded 9 → HAVING 4 → windows 0");
});

Deno.test("chainOf puts the sides of a join side by side", () => {
  const users = readThrough(3, { table: "users", records: undefined });
  assert.equal(chainOf(rows(join(readThrough(5), users))), "(orders 5 → decoded 5 | users 3) → join 0");
});
