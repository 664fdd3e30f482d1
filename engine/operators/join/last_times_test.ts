import assert from "node:assert/strict";
import { rowsThatStay, stayingOf } from "./last_times.ts";
import { WAITING } from "./side.ts";

Deno.test("rowsThatStay gives what bigints give", () => {
  const near = [-(2n ** 40n), -(2n ** 32n), -1n, 0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 61n];
  const times = BigInt64Array.from(near.flatMap((time) => [time - 1n, time, time + 1n]));
  const keys = Int32Array.from(times, (_, row) => [5, WAITING, -1][row % 4 % 3]!);
  const staying = stayingOf(times.length);
  for (const reach of near) {
    for (const watermark of [-(2n ** 63n), ...near.map((time) => time + reach), 2n ** 63n - 1n]) {
      const halves = new Int32Array(times.buffer);
      const count = rowsThatStay(halves, keys, times.length, reach, watermark, staying);
      const rows = [...times.keys()].filter((row) => keys[row] !== -1 && times[row]! + reach >= watermark);
      assert.deepEqual([...staying.rows.subarray(0, count)], rows);
      assert.deepEqual([...staying.lasts.subarray(0, count)], rows.map((row) => times[row]! + reach));
    }
  }
});
