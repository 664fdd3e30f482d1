import assert from "node:assert/strict";
import { BATCH_ROWS, Int64Column } from "../schema/column.ts";
import type { SourceEvent } from "./connector.ts";
import { type RowGenerator, RowSource, type Sleep, sleepFor } from "./row_source.ts";

class Numbers implements RowGenerator {
  readonly columns = [new Int64Column(new BigInt64Array(BATCH_ROWS), undefined)];
  fill(row: number, count: number): void {
    for (let i = 0; i < count; i++) this.columns[0]!.values[i] = BigInt(row + i); // one column
  }
}

/** A clock that only sleeping moves. */
class FakeClock {
  time = 1_000_000;
  readonly sleeps: number[] = [];
  now = () => this.time;
  sleep: Sleep = (milliseconds) => {
    this.sleeps.push(milliseconds);
    this.time += milliseconds;
    return Promise.resolve();
  };
}

async function take(source: RowSource, count: number, seen: (event: SourceEvent) => void = () => {}) {
  const controller = new AbortController();
  const rows: number[] = [];
  for await (const event of source.read(controller.signal)) {
    seen(event);
    if (event.kind === "rows") {
      const column = event.batch.columns[0] as Int64Column;
      for (let i = 0; i < event.batch.length; i++) rows.push(Number(column.values[i]));
    }
    if (rows.length >= count) break;
  }
  return rows;
}

Deno.test("RowSource delivers each row when it is due", async () => {
  const clock = new FakeClock();
  const source = new RowSource(new Numbers(), { rate: 4, total: undefined }, clock, clock.sleep);
  await source.open(undefined);
  const at: number[] = [];
  assert.deepEqual(await take(source, 5, (event) => event.kind === "rows" && at.push(clock.time - 1_000_000)), [
    0,
    1,
    2,
    3,
    4,
  ]);
  assert.deepEqual(at, [0, 250, 500, 750, 1000]);
});

Deno.test("RowSource keeps a high rate with few deliveries", async () => {
  const clock = new FakeClock();
  const source = new RowSource(new Numbers(), { rate: 10_000, total: undefined }, clock, clock.sleep);
  await source.open(undefined);
  let deliveries = 0;
  await take(source, 10_000, (event) => event.kind === "rows" && deliveries++);
  const seconds = (clock.time - 1_000_000) / 1000;
  assert.ok(Math.abs(seconds - 1) < 0.02, `10,000 rows took ${seconds} s`);
  assert.ok(deliveries >= 100 && deliveries <= 200, `${deliveries} deliveries`);
});

Deno.test("RowSource catches up in full batches after a pause of the reader", async () => {
  const clock = new FakeClock();
  const source = new RowSource(new Numbers(), { rate: 1000, total: undefined }, clock, clock.sleep);
  await source.open(undefined);
  const sizes: number[] = [];
  await take(source, 3000, (event) => {
    if (event.kind !== "rows") return;
    if (sizes.push(event.batch.length) === 1) clock.time += 3000;
  });
  assert.deepEqual(sizes.slice(0, 3), [1, 1024, 1024]);
});

Deno.test("RowSource says idle after what was due, then waits", async () => {
  const clock = new FakeClock();
  const source = new RowSource(new Numbers(), { rate: 100, total: undefined }, clock, clock.sleep);
  await source.open(undefined);
  const kinds: string[] = [];
  await take(source, 3, (event) => kinds.push(event.kind));
  assert.deepEqual(kinds, ["rows", "idle", "rows", "idle", "rows"]);
  assert.deepEqual(clock.sleeps, [10, 10]);
});

Deno.test("RowSource ends after its total and takes no time without a rate", async () => {
  const clock = new FakeClock();
  const source = new RowSource(new Numbers(), { rate: undefined, total: 2500 }, clock, clock.sleep);
  await source.open(undefined);
  const kinds: string[] = [];
  const rows = await take(source, Infinity, (event) => kinds.push(event.kind));
  assert.deepEqual(kinds, ["rows", "rows", "rows", "end"]);
  assert.deepEqual(rows, Array.from({ length: 2500 }, (_, i) => i));
  assert.deepEqual(clock.sleeps, []);
  assert.deepEqual(source.progress()[0]?.end, 2500);
});

Deno.test("RowSource goes on at its position with the rate counted from there", async () => {
  const clock = new FakeClock();
  const source = new RowSource(new Numbers(), { rate: 10, total: 1003 }, clock, clock.sleep);
  assert.deepEqual(await source.open(new Map([[0, 1000]])), new Map([[0, 1000]]));
  assert.deepEqual(await take(source, Infinity), [1000, 1001, 1002]);
  assert.equal(clock.time, 1_000_200);
  assert.equal(source.progress()[0]?.position, 1003);
});

Deno.test("RowSource ends at once when it was through before", async () => {
  const source = new RowSource(new Numbers(), { rate: 10, total: 5 }, new FakeClock());
  await source.open(new Map([[0, 5]]));
  const kinds: string[] = [];
  await take(source, Infinity, (event) => kinds.push(event.kind));
  assert.deepEqual(kinds, ["end"]);
});

Deno.test("RowSource lets go of its timer when aborted", async () => {
  const controller = new AbortController();
  const source = new RowSource(new Numbers(), { rate: 0.001, total: undefined }, { now: () => Date.now() }, sleepFor);
  await source.open(undefined);
  const kinds: string[] = [];
  for await (const event of source.read(controller.signal)) {
    kinds.push(event.kind);
    if (event.kind === "idle") queueMicrotask(() => queueMicrotask(() => controller.abort()));
  }
  assert.deepEqual(kinds, ["rows", "idle"]); // no "end": it was stopped, not through
});

Deno.test("RowSource as fast as it can lets an abort arrive", async () => {
  const controller = new AbortController();
  const source = new RowSource(new Numbers(), { rate: undefined, total: 1e12 }, { now: () => performance.now() });
  await source.open(undefined);
  const timer = setTimeout(() => controller.abort(), 0);
  for await (const _ of source.read(controller.signal)); // would take minutes
  clearTimeout(timer);
  assert.ok(source.progress()[0]!.position < 1e11);
});
