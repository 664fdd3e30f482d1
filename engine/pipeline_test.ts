import assert from "node:assert/strict";
import type { Source } from "../connectors/connector.ts";
import { columnFor, setValue } from "../schema/column.ts";
import { fieldOf } from "../schema/field.ts";
import { TIMESTAMP } from "../schema/types.ts";
import { Pressure } from "./operator.ts";
import { WatermarkOperator } from "./operators/watermark.ts";
import { Output, Pipeline } from "./pipeline.ts";
import { SourceTask } from "./source_task.ts";
import { Turn } from "./turn.ts";

const TIME = fieldOf("t", TIMESTAMP, false);

/** Two partitions, of which nothing is read. */
const SILENT: Source = {
  open: () => Promise.resolve(new Map([[0, 0], [1, 0]])),
  async *read(signal) {
    yield { kind: "idle" };
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  },
  progress: () => [],
  state: () => ({ kind: "connected" }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

function batchOf(time: bigint, partition: number) {
  const column = columnFor(TIME);
  setValue(column, 0, time);
  return { length: 1, columns: [column], partition };
}

Deno.test("Pipeline.pause lets event time stand still, and partitions are not idle by it", async () => {
  let now = 0;
  let ticks = 0;
  const clock = () => now;
  const pressure = new Pressure();
  const output = new Output(() => {}, pressure);
  const watermark = new WatermarkOperator({
    watermark: { kind: "column", index: 0, ...TIME },
    inputs: [TIME],
    schema: { fields: [TIME], updating: false, eventTime: 0 },
    idleTimeout: 1000,
    now: clock,
  }, output);
  const source = new SourceTask({
    name: "silent",
    source: SILENT,
    decoding: undefined,
    next: watermark,
    watermarks: [watermark],
    pressure,
    turn: new Turn(),
    onIdle: () => {},
    now: clock,
  });
  const counting = { tick: () => void ticks++ };
  const pipeline = new Pipeline({
    sources: [source],
    outputs: [output],
    watermarks: [watermark],
    ticking: [watermark, counting],
    stateful: [watermark],
    labels: new Map(),
    late: [],
    bad: [],
    constants: [],
    waiting: [],
    now: clock,
  }, 10_000);
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const done = pipeline.run(resolve);
  await started;
  watermark.process(batchOf(100n, 0));
  watermark.process(batchOf(50n, 1));
  const ticked = async () => {
    for (const before = ticks; ticks < before + 2;) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  pipeline.pause();
  now = 60_000;
  await ticked();
  assert.equal(watermark.watermark, 50n, "paused");
  pipeline.resume();
  await ticked();
  assert.equal(watermark.watermark, 50n, "resumed");
  now = 61_000;
  await ticked();
  assert.equal(watermark.watermark, 100n, "both have been silent since");
  pipeline.stop();
  await done;
});
