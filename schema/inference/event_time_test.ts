import assert from "node:assert/strict";
import {
  disorderOf,
  durationText,
  eventTimeOf,
  friendlyDelay,
  intervalLiteral,
  type TimeColumn,
  watermarkDelay,
} from "./event_time.ts";
import { type GivenRecord, NOON, sampleOf, times } from "./test_sample.ts";

function recordsOf(partitions: readonly number[]) {
  return sampleOf(partitions.map((partition, i): GivenRecord => ({ partition, timestamp: NOON + i * 1000, value: {} })))
    .records;
}

function column(name: string, millis: readonly number[]): TimeColumn {
  return { name, precision: 3, millis };
}

Deno.test("disorderOf measures lateness within each partition, not across them", () => {
  const { late, worst } = disorderOf(recordsOf([0, 0, 0, 1, 1]), [5000, 9000, 6500, 1000, 2000]);
  assert.deepEqual({ late, worst }, { late: 1, worst: 2500 });
});

Deno.test("disorderOf tells growth from chance and from what stands still", () => {
  const records = recordsOf(new Array(100).fill(0));
  const of = (make: (i: number) => number) => disorderOf(records, times(100, make));
  assert.equal(of((i) => i).growth, 1);
  assert.ok(of((i) => i * 1000 + (i % 7) * 900).growth > 0.99); // jitter
  assert.deepEqual([of(() => 5).growth, of(() => 5).shrinkage], [0, 0]);
  const mixed = of((i) => (i * 7919) % 101);
  assert.ok(mixed.growth > 0.2 && mixed.growth < 0.8, String(mixed.growth));
});

Deno.test("disorderOf says what 99 of 100 records keep to", () => {
  const values = times(1000, (i) => i * 1000);
  values[500] = 0;
  values[700] = 698_000;
  const { late, worst, usual } = disorderOf(recordsOf(new Array(1000).fill(0)), values);
  assert.deepEqual({ late, worst, usual }, { late: 2, worst: 499_000, usual: 0 });
});

Deno.test("eventTimeOf takes the growing column that lies closest to the records' own times", () => {
  const records = recordsOf(new Array(50).fill(0));
  const born = column("born", times(50, (i) => (i * 7919) % 101 * 86_400_000));
  const ordered = column("ordered", times(50, (i) => NOON + i * 1000 - 200));
  const shipped = column("shipped", times(50, (i) => NOON + i * 1000 + 86_400_000));
  assert.equal(eventTimeOf(records, [born, shipped, ordered])?.column.name, "ordered");
  assert.equal(eventTimeOf(records, [born, shipped])?.column.name, "shipped");
  assert.equal(eventTimeOf(records, [born]), undefined);
});

Deno.test("eventTimeOf takes no column that a record lacks", () => {
  const records = recordsOf(new Array(50).fill(0));
  const gaps = column("gaps", times(50, (i) => i === 7 ? NaN : NOON + i * 1000));
  assert.equal(eventTimeOf(records, [gaps]), undefined);
});

Deno.test("eventTimeOf trusts few records, and many of one second, only near the records' own times", () => {
  const found = (count: number, make: (i: number) => number) =>
    eventTimeOf(recordsOf(new Array(count).fill(0)), [column("t", times(count, make))])?.why;
  assert.equal(found(1, () => NOON - 1000), "is near the records' own times");
  assert.equal(found(1, () => NOON - 86_400_000), undefined);
  assert.equal(found(100, () => NOON), "is near the records' own times");
  assert.equal(found(100, () => NOON - 86_400_000), undefined);
});

Deno.test("friendlyDelay rounds up to what a person would write", () => {
  const rounded = [0, 1000, 1001, 4200, 40_000, 3_600_000, 50_000_000, 90_000_000].map(friendlyDelay);
  assert.deepEqual(rounded, [1000, 1000, 2000, 5000, 60_000, 3_600_000, 86_400_000, 172_800_000]);
  assert.deepEqual([1000, 90_000, 120_000, 7_200_000, 172_800_000].map(intervalLiteral), [
    "INTERVAL '1' SECOND",
    "INTERVAL '90' SECOND",
    "INTERVAL '2' MINUTE",
    "INTERVAL '2' HOUR",
    "INTERVAL '2' DAY",
  ]);
});

Deno.test("watermarkDelay gives up a few records that come hours late", () => {
  const disorder = { growth: 1, shrinkage: 0, pairs: 500, late: 3 };
  assert.equal(watermarkDelay({ ...disorder, worst: 50 * 60_000, usual: 0 }), 3_600_000);
  assert.equal(watermarkDelay({ ...disorder, worst: 5 * 3_600_000, usual: 1200 }), 2000);
  assert.equal(watermarkDelay({ ...disorder, worst: 5 * 3_600_000, usual: 4 * 3_600_000 }), 21_600_000);
});

Deno.test("durationText is short", () => {
  assert.deepEqual([3, 4200, 90_000, 600_000, 9_000_000, 400_000_000].map(durationText), [
    "3 ms",
    "4.2 s",
    "90 s",
    "10 min",
    "2.5 h",
    "4.6 days",
  ]);
});
