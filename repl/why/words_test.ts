import assert from "node:assert/strict";
import { duration, eventTime, everyOne, listed } from "./words.ts";
import { NOW, NOW_NANOS } from "./test_observation.ts";

Deno.test("duration says milliseconds as people do", () => {
  const said = [0, 400, 9_000, 40_000, 840_000, 10_800_000, 1_036_800_000, 10 ** 12].map(duration);
  assert.deepEqual(said, ["0 s", "0.4 s", "9 s", "40 s", "14 min", "3 h", "12 days", "32 years"]);
});

Deno.test("eventTime leaves today's date out, and survives what is no date", () => {
  assert.equal(eventTime(NOW_NANOS, NOW), "10:00:00");
  assert.equal(eventTime(NOW_NANOS + 250_000_000n, NOW), "10:00:00.250");
  assert.equal(eventTime(0n, NOW), "1970-01-01 00:00:00");
  assert.equal(eventTime(2n ** 63n - 1n, NOW), "2262-04-11 23:47:16.854");
});

Deno.test("listed and everyOne speak of one and of many", () => {
  assert.deepEqual([[], [3], [3, 7], [3, 7, 9]].map(listed), ["", "3", "3 and 7", "3, 7 and 9"]);
  assert.equal(listed([0, 1, 2, 3, 4, 5, 6, 7]), "0, 1, 2, 3, 4 and 3 more");
  assert.deepEqual([1, 1200].map((n) => everyOne(n, "record")), ["The only record", "All 1,200 records"]);
});
