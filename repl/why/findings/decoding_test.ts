import assert from "node:assert/strict";
import { found, readThrough, rows } from "../test_observation.ts";

Deno.test("decoding findings tell records without a value from records that do not decode", () => {
  const [tombstones] = found(rows(readThrough(5, { rowsOut: 0 })));
  assert.equal(tombstones?.text, "All 5 records of orders are tombstones or empty: they have no value");
  const [bad] = found(rows(readThrough(5, { rowsOut: 0, bad: { count: 4, first: "partition 0, offset 3: no JSON" } })));
  assert.equal(bad?.text, "4 of 5 records of orders did not decode. The first: partition 0, offset 3: no JSON");
  const some = found(rows(readThrough(5, { rowsOut: 4, bad: { count: 1, first: undefined } })));
  assert.deepEqual(some.map(({ cause }) => cause), ["undecodable", "caught_up"]);
});
