import assert from "node:assert/strict";
import { viewLimits } from "./limits.ts";

Deno.test("viewLimits are 100,000 rows and 64 MB unless they are set", () => {
  assert.deepEqual(viewLimits(new Map()), { rows: 100_000, bytes: 64 * 2 ** 20, notices: [] });
  const set = new Map([["view_rows", "500_000"], ["view_megabytes", "8"]]);
  assert.deepEqual(viewLimits(set), { rows: 500_000, bytes: 8 * 2 ** 20, notices: [] });
});

Deno.test("viewLimits says which setting it did not understand", () => {
  for (const text of ["many", "0", "-1", "1.5", ""]) {
    const { rows, notices } = viewLimits(new Map([["view_rows", text]]));
    assert.equal(rows, 100_000);
    assert.deepEqual(notices, ["view_rows is no whole number above 0: it counts as 100,000"]);
  }
});
