import assert from "node:assert/strict";
import { spentMillis } from "./clock.ts";

Deno.test("spentMillis goes on while a test computes", () => {
  const before = spentMillis();
  let sum = 0;
  for (let i = 0; spentMillis() - before < 20 && i < 1e5; i++) sum += Math.sqrt(i);
  assert.ok(sum > 0 && spentMillis() - before >= 20);
});
