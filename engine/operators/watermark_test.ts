import assert from "node:assert/strict";
import type { Batch } from "../../schema/batch.ts";
import { columnFor, setValue } from "../../schema/column.ts";
import { fieldOf } from "../../schema/field.ts";
import { TIMESTAMP } from "../../schema/types.ts";
import { timesOf } from "./times.ts";
import { WatermarkOperator } from "./watermark.ts";

const TIME = fieldOf("t", TIMESTAMP, false);
const NONE = -(2n ** 63n);

function batchOf(times: readonly bigint[], partition: number): Batch {
  const column = columnFor(TIME);
  times.forEach((time, row) => setValue(column, row, time));
  return { length: times.length, columns: [column], changes: undefined, partition };
}

Deno.test("WatermarkOperator tells each row the smallest of the largest times that all partitions have given before", () => {
  const partitions = [0, 1, 2];
  const given: bigint[] = [];
  const operator = new WatermarkOperator({
    watermark: { kind: "column", index: 0, ...TIME },
    inputs: [TIME],
    schema: { fields: [TIME, fieldOf("_watermark", TIMESTAMP, false)], updating: false, eventTime: 0, rowWatermark: 1 },
    idleTimeout: undefined,
    now: () => 0,
  }, {
    process: (batch) => void given.push(...timesOf(batch, 1).subarray(0, batch.length)),
    advance: () => {},
    end: () => {},
  });
  operator.open(partitions);
  const largest = partitions.map(() => NONE);
  const expected: bigint[] = [];
  let [state, current] = [7, NONE];
  for (let batch = 0; batch < 300; batch++) {
    const partition = batch % 3;
    const times = Array.from({ length: 1 + batch % 5 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return BigInt(batch - 150) * 2n ** 30n + BigInt(state) * 3n - 2n ** 33n;
    });
    operator.process(batchOf(times, partition));
    for (const time of times) {
      const smallest = largest.reduce((a, b) => a < b ? a : b);
      if (smallest > current) current = smallest;
      expected.push(current);
      if (time > largest[partition]!) largest[partition] = time; // one of the three
    }
    current = largest.reduce((a, b) => a < b ? a : b);
  }
  assert.deepEqual(given, expected);
  assert.ok(new Set(given).size > 100);
});

Deno.test("WatermarkOperator holds no pause against partitions that nobody read: wake counts them as active", () => {
  let now = 0;
  const operator = new WatermarkOperator({
    watermark: { kind: "column", index: 0, ...TIME },
    inputs: [TIME],
    schema: { fields: [TIME], updating: false, eventTime: 0 },
    idleTimeout: 1000,
    now: () => now,
  }, { process: () => {}, advance: () => {}, end: () => {} });
  operator.open([0, 1]);
  operator.process(batchOf([100n], 0));
  operator.process(batchOf([50n], 1));
  now = 5000;
  operator.wake();
  operator.tick(now);
  assert.equal(operator.watermark, 50n);
  now = 6000;
  operator.tick(now);
  assert.equal(operator.watermark, 100n, "all have been idle since");
});

Deno.test("WatermarkOperator counts no silence while nobody reads, and all that was before", () => {
  let now = 0;
  const operator = new WatermarkOperator({
    watermark: { kind: "column", index: 0, ...TIME },
    inputs: [TIME],
    schema: { fields: [TIME], updating: false, eventTime: 0 },
    idleTimeout: 1000,
    now: () => now,
  }, { process: () => {}, advance: () => {}, end: () => {} });
  operator.open([0, 1]);
  operator.process(batchOf([100n], 0));
  operator.process(batchOf([50n], 1));
  now = 600;
  operator.hold();
  now = 9000;
  operator.tick(now);
  assert.equal(operator.watermark, 50n);
  operator.goOn();
  now = 9399;
  operator.tick(now);
  assert.equal(operator.watermark, 50n);
  now = 9400;
  operator.tick(now);
  assert.equal(operator.watermark, 100n, "600 before and 400 behind");
});
