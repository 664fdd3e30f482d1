import assert from "node:assert/strict";
import { commonBeginning, likely } from "./candidates.ts";

Deno.test("commonBeginning is the longest one, in whole characters", () => {
  assert.equal(commonBeginning(["order_id", "order_items", "order"]), "order");
  assert.equal(commonBeginning(["a", "b"]), "");
  assert.equal(commonBeginning(["x😀", "x😁"]), "x");
  assert.equal(commonBeginning(["ab", "abc"]), "ab");
  assert.equal(commonBeginning([]), "");
});

Deno.test("likely are those that begin with what was typed, else all", () => {
  const candidates = [{ text: "price" }, { text: "sprice" }];
  assert.deepEqual(likely({ from: 0, candidates, exact: 1 }), [{ text: "price" }]);
  assert.deepEqual(likely({ from: 0, candidates, exact: 0 }), candidates);
  assert.deepEqual(likely({ from: 0, candidates }), candidates);
});
