import assert from "node:assert/strict";
import { counted } from "./counted.ts";

Deno.test("counted says how many there are, with thousands apart, and has a plural for all but one", () => {
  assert.deepEqual([0, 1, 2, 41_207].map((value) => counted(value, "row")), [
    "0 rows",
    "1 row",
    "2 rows",
    "41,207 rows",
  ]);
});
