import assert from "node:assert/strict";
import { sparkline } from "./sparkline.ts";

Deno.test("sparkline spreads values between the lowest and the highest bar", () => {
  assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8), "▁▂▃▄▅▆▇█");
  assert.equal(sparkline([5, -5], 8), "█▁");
});

Deno.test("sparkline takes the mean of neighbours when there are more values than bars", () => {
  assert.equal(sparkline([0, 2, 10, 8, 4, 6], 3), "▁█▅");
  assert.equal(sparkline(Array.from({ length: 1000 }, (_, i) => i), 8).length, 8);
});

Deno.test("sparkline of one value, of none, or of what is no number is empty", () => {
  assert.equal(sparkline([], 8) + sparkline([1], 8) + sparkline([NaN, 3, Infinity], 8), "");
  assert.equal(sparkline([3, 3, 3], 8), "▁▁▁");
});
