import assert from "node:assert/strict";
import type { PartitionTime } from "../../../engine/operators/watermark.ts";
import type { ObservedWatermark, ObservedWindows } from "../../../engine/flow/observation.ts";
import { found, NANOS, NOW, NOW_NANOS, readThrough, rows, watermark, windows } from "../test_observation.ts";

/** What is found of windows over a table of 9 rows. */
function finding(mark: Partial<ObservedWatermark>, open: Partial<ObservedWindows>, cause: string) {
  const end = rows(windows(watermark(readThrough(9), mark), open));
  return found(end).find((one) => one.cause === cause);
}

const AT = { watermark: NOW_NANOS - 110n * NANOS, newest: NOW_NANOS - 105n * NANOS };

Deno.test("timeFindings says when the first window closes, by event time and at the present pace", () => {
  const open = { count: 2, nextClose: NOW_NANOS };
  const moving = finding({ ...AT, pace: 1 }, open, "window_open");
  assert.equal(
    moving?.text,
    "The first window closes when the watermark reaches 10:00:00; it is at 09:58:10 and moves 1.0 s a second: " +
      "about 110 s to go (2 windows are open)".replace("09:58:10", "09:58:10"),
  );
  assert.equal(
    moving?.cure,
    "It closes with a row whose ts is 10:00:05 or later; a watermark less than 5 s behind closes it sooner",
  );
  assert.match(finding({ ...AT, pace: 0 }, open, "window_open")?.text ?? "", /it is at .*, where it stands still \(2/);
  assert.equal(finding(AT, { count: 0 }, "window_open"), undefined);
});

Deno.test("timeFindings counts late rows, and proposes a delay that would have held them", () => {
  const late = (rows: number, mark: Partial<ObservedWatermark> = AT) =>
    finding(mark, { lateRows: rows, worstLateness: 90n * NANOS }, "late_rows");
  assert.match(
    late(9)?.text ?? "",
    /^All 9 rows came too late for their window, the latest by 90 s; the watermark is at/,
  );
  assert.match(late(9)?.cure ?? "", /WATERMARK FOR ts AS ts - INTERVAL '96 seconds'$/);
  assert.match(late(5)?.text ?? "", /^5 of 9 rows came too late/);
  assert.equal(late(4), undefined, "less than half");
  const future = { watermark: NOW_NANOS * 2n, newest: NOW_NANOS * 2n };
  assert.match(late(9, future)?.cure ?? "", /in the future.*least\(ts, now\(\)\)/);
});

Deno.test("timeFindings names partitions that hold the watermark back, and when they will be let go", () => {
  const partition = (number: number, more: Partial<PartitionTime>): PartitionTime => (
    { partition: number, watermark: NOW_NANOS, lastRow: NOW, isIdle: false, ...more }
  );
  const partitions = [
    partition(0, {}),
    partition(3, { watermark: undefined, lastRow: NOW - 20_000 }),
    partition(5, { watermark: undefined, isIdle: true, lastRow: NOW - 20_000 }),
    partition(7, { watermark: AT.watermark, lastRow: NOW - 10_000 }),
  ];
  const held = finding({ ...AT, partitions, idleTimeout: 30_000 }, { count: 1 }, "idle_partitions");
  assert.equal(
    held?.text,
    "Partitions 3 and 7 of orders have no new rows and hold the watermark at 09:58:10; others are at 10:00:00",
  );
  assert.match(held?.cure ?? "", /^'source.idle_timeout' = '5 seconds' .*; as it is, that happens in 20 s$/);
  const behind = [partition(0, {}), partition(1, { watermark: AT.watermark })];
  assert.equal(
    finding({ ...AT, partitions: behind }, { count: 1 }, "idle_partitions"),
    undefined,
    "its rows are older",
  );
});

Deno.test("timeFindings knows a watermark that is always NULL", () => {
  const never = [{ partition: 0, watermark: undefined, lastRow: NOW, isIdle: false }];
  assert.match(finding({ partitions: never }, {}, "no_watermark")?.text ?? "", /NULL for all 9 rows$/);
});

Deno.test("timeFindings tells times of another unit from times that are only old", () => {
  const misread = (newest: bigint) => finding({ newest }, {}, "event_time_unit");
  assert.match(
    misread(NOW_NANOS / 1000n)?.text ?? "",
    /^The newest ts is 1970-01-2.* seconds that are read as milliseconds$/,
  );
  assert.match(misread(NOW_NANOS / 1_000_000n)?.text ?? "", /seconds that are read as microseconds$/);
  assert.match(misread(NOW_NANOS / 1_000_000n)?.cure ?? "", /to_timestamp_seconds$/);
  const large = misread(NOW_NANOS * 1000n);
  assert.match(large?.text ?? "", /milliseconds that are read as seconds$/);
  assert.match(large?.cure ?? "", /to_timestamp_millis$/);
  assert.equal(misread(NOW_NANOS - 20n * 31_536_000n * NANOS), undefined, "twenty years ago");
});
