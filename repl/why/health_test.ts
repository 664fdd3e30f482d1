import assert from "node:assert/strict";
import { fullHealth } from "./health.ts";
import { filter, NOW, NOW_NANOS, observation, partition, rows, scan, sink, watermark } from "./test_observation.ts";

Deno.test("fullHealth lists partitions, and operators from the source to the end", () => {
  const read = scan([
    partition(5, 9, { timestamp: NOW - 2500, rate: 1234 }),
    partition(7, 7, { partition: 1, timestamp: NOW, rate: 0 }),
  ], { label: "Scan orders", milliseconds: 1234 });
  const marked = watermark(read, {
    label: "Watermark",
    stateBytes: 32,
    partitions: [{ partition: 1, watermark: NOW_NANOS, lastRow: NOW, isIdle: false }],
  });
  const dropped = filter(marked, { label: "Filter  price > 5", rowsOut: 4, milliseconds: 0.4 });
  const health = { rowsIn: 12, rowsOut: 4, stateSize: 32 };
  const { head, partitions, operators } = fullHealth(
    observation(rows(dropped), { health, rates: { rowsIn: 1234, rowsOut: 2 }, job: { id: 3 } }),
  );
  assert.deepEqual(head, [
    "Job 3 is running, 60 s old",
    "12 rows in, 1.2k/s · 4 out, 2/s · late 0 · bad 0 · lost 0 · state 32 B",
  ]);
  assert.deepEqual(partitions?.fields.map(({ name }) => name), [
    "table",
    "partition",
    "position",
    "end",
    "lag",
    "behind",
    "per second",
    "watermark",
  ]);
  assert.deepEqual(partitions?.rows, [
    ["orders", 0n, 5n, 9n, 4n, "2.5 s", "1.2k", null],
    ["orders", 1n, 7n, 7n, 0n, "0 s", "0", "10:00:00"],
  ]);
  assert.deepEqual(operators.rows.map((row) => row.slice(0, 5)), [
    ["Scan orders", 12n, 12n, "0 B", "1.2 s"],
    ["Watermark", 12n, 12n, "32 B", "0 ms"],
    ["Filter  price > 5", 12n, 4n, "0 B", "0 ms"],
    ["", 4n, 4n, "0 B", "0 ms"],
  ]);
});

Deno.test("fullHealth leaves out what nobody knows, and tells of commits where there are some", () => {
  const generated = scan([partition(5, undefined)], { records: undefined });
  const newest = { number: 1, at: NOW - 4000, milliseconds: 1, pauseMilliseconds: 0, bytes: 1 };
  const checkpoints = { interval: 1000, newest, failed: 2 };
  const { head, partitions } = fullHealth(observation(sink(generated), { job: { checkpoints } }));
  assert.match(head[1] ?? "", / · commit 4 s ago, 2 failed$/);
  assert.deepEqual(partitions?.fields.map(({ name }) => name), ["table", "partition", "position"]);
});
