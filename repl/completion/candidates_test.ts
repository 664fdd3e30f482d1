import assert from "node:assert/strict";
import { commonBeginning, inColumns } from "./candidates.ts";

Deno.test("commonBeginning is the longest one, in whole characters", () => {
  assert.equal(commonBeginning(["order_id", "order_items", "order"]), "order");
  assert.equal(commonBeginning(["a", "b"]), "");
  assert.equal(commonBeginning(["x😀", "x😁"]), "x");
  assert.equal(commonBeginning(["ab", "abc"]), "ab");
  assert.equal(commonBeginning([]), "");
});

Deno.test("inColumns reads downward and counts what does not fit", () => {
  assert.deepEqual(inColumns(["a", "b", "c", "d", "e"], 7, 9), ["a  d", "b  e", "c"]);
  assert.deepEqual(inColumns(["漢", "b"], 8, 9), ["漢  b"]);
  assert.deepEqual(inColumns(["aaa", "bbb", "ccc", "ddd"], 5, 3), ["aaa", "bbb", "… 2 more"]);
  assert.deepEqual(inColumns(["much_too_long"], 5, 3), ["much_too_long"]);
});
