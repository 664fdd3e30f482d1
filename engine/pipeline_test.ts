import assert from "node:assert/strict";
import type { Sink, Source } from "../connectors/connector.ts";
import { columnFor, setValue } from "../schema/column.ts";
import { ConnectorError } from "../schema/errors.ts";
import { fieldOf } from "../schema/field.ts";
import { TIMESTAMP } from "../schema/types.ts";
import type { CheckpointKeeper } from "./checkpoints/keeper.ts";
import { Flow } from "./flow/flow.ts";
import { Pressure, type Waiting } from "./operator.ts";
import { WatermarkOperator } from "./operators/watermark.ts";
import { Output, Pipeline } from "./pipeline.ts";
import { SourceTask } from "./source_task.ts";
import type { Snapshot } from "./state/snapshot.ts";
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

/** Acknowledges at once. */
const SWALLOWING: Sink = {
  open: () => Promise.resolve(),
  write: () => {},
  flush: () => Promise.resolve(),
  state: () => ({ kind: "connected" }),
  written: () => 0,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

function batchOf(time: bigint, partition: number) {
  const column = columnFor(TIME);
  setValue(column, 0, time);
  return { length: 1, columns: [column], partition };
}

/** A pipeline that reads nothing, and its clock. `ticked` resolves when it has looked at the clock twice. */
function silentPipeline(
  commitEvery: number,
  sink?: Sink,
  keeper?: CheckpointKeeper,
  read: Source = SILENT,
  waiting: readonly Waiting[] = [],
) {
  const world = { now: 0, ticks: 0, onTick: () => {} };
  const clock = () => world.now;
  const pressure = new Pressure();
  const output = new Output(() => {}, pressure, sink);
  const watermark = new WatermarkOperator({
    watermark: { kind: "column", index: 0, ...TIME },
    inputs: [TIME],
    schema: { fields: [TIME], updating: false, eventTime: 0 },
    idleTimeout: 1000,
    now: clock,
  }, output);
  const source = new SourceTask({
    name: "silent",
    source: read,
    decoding: undefined,
    next: watermark,
    watermarks: [watermark],
    pressure,
    turn: new Turn(),
    onIdle: () => {},
    now: clock,
    batchTime: clock,
  });
  const pipeline = new Pipeline(
    {
      sources: [source],
      outputs: [output],
      watermarks: [watermark],
      ticking: [watermark, {
        tick() {
          world.ticks++;
          world.onTick();
        },
      }],
      stateful: [watermark],
      labels: new Map(),
      late: [],
      bad: [],
      constants: [],
      waiting,
      flow: new Flow(),
      now: clock,
    },
    commitEvery,
    keeper,
  );
  const ticked = async () => {
    for (const before = world.ticks; world.ticks < before + 2;) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { world, watermark, source, pipeline, ticked };
}

Deno.test("Pipeline commits once, not as often as was due, behind a commit that takes long", async () => {
  const first = Promise.withResolvers<void>();
  let flushes = 0;
  const { pipeline, ticked } = silentPipeline(1, {
    ...SWALLOWING,
    flush: () => ++flushes === 1 ? first.promise : Promise.resolve(),
  });
  const done = pipeline.run();
  await ticked();
  assert.equal(flushes, 1);
  pipeline.stop();
  first.resolve();
  await done;
  assert.equal(flushes, 2, "the last one");
});

/** Nothing is kept; `save` is what is done with checkpoints. */
function keeping(save: CheckpointKeeper["save"]): CheckpointKeeper {
  return {
    cut: () => {},
    open: () => Promise.resolve({ kind: "fresh" }),
    save,
    finish: () => Promise.resolve(),
    judge: (error) => Promise.resolve(error),
    records: [],
  };
}

Deno.test("Pipeline takes no checkpoint behind its last one, however long that takes", async () => {
  const last = Promise.withResolvers<void>();
  let stopped = false;
  let saves = 0;
  const keeper = keeping(() => {
    if (stopped) saves++;
    return stopped ? last.promise : Promise.resolve();
  });
  const { pipeline, ticked } = silentPipeline(1, SWALLOWING, keeper);
  const done = pipeline.run();
  await ticked();
  stopped = true;
  pipeline.stop();
  await ticked();
  last.resolve();
  await done;
  await new Promise((resolve) => setTimeout(resolve)); // what was begun goes on
  assert.equal(saves, 1);
});

Deno.test("Pipeline that stops takes no last checkpoint when the one under way fails", async () => {
  const first = Promise.withResolvers<void>();
  let saves = 0;
  const { pipeline, ticked } = silentPipeline(
    1,
    SWALLOWING,
    keeping(() => ++saves === 1 ? first.promise : Promise.resolve()),
  );
  const done = pipeline.run();
  await ticked();
  pipeline.stop();
  await ticked(); // it has nothing left to wait for
  first.reject(new ConnectorError("lost", { retryable: true }));
  await assert.rejects(done, { message: "lost" });
  assert.equal(saves, 1);
});

Deno.test("Pipeline.pause lets event time stand still, and partitions are not idle by it", async () => {
  const { world, watermark, pipeline, ticked } = silentPipeline(10_000);
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const done = pipeline.run(resolve);
  await started;
  watermark.process(batchOf(100n, 0));
  watermark.process(batchOf(50n, 1));
  pipeline.pause();
  world.now = 60_000;
  await ticked();
  assert.equal(watermark.watermark, 50n, "paused");
  pipeline.resume();
  await ticked();
  assert.equal(watermark.watermark, 50n, "resumed");
  world.now = 61_000;
  await ticked();
  assert.equal(watermark.watermark, 100n, "both have been silent since");
  pipeline.stop();
  await done;
});

/** One row after the other, as fast as they are taken. */
const BUSY: Source = {
  ...SILENT,
  async *read(signal) {
    for (let row = 1; !signal.aborted; row++) {
      yield { kind: "rows", batch: batchOf(BigInt(row), 0), partition: 0, next: row };
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  },
};

Deno.test("Pipeline reads on while a checkpoint is saved, and what it reads then comes behind the cut", async () => {
  const cuts: number[] = [];
  const saved: Snapshot[] = [];
  const { promise: isSaved, resolve: save } = Promise.withResolvers<void>();
  const { promise: isCut, resolve: saving } = Promise.withResolvers<void>();
  const keeper: CheckpointKeeper = {
    ...keeping(() => isSaved),
    cut: () => void cuts.push(source.rows),
    save(state) {
      saved.push(state);
      saving();
      return isSaved;
    },
  };
  const { source, pipeline } = silentPipeline(20, SWALLOWING, keeper, BUSY);
  const done = pipeline.run();
  await isCut;
  const before = source.rows;
  while (source.rows < before + 50) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(saved.length, 1, "it is still being saved");
  const frozen = saved[0]?.part("source 1 ").float64("offsets");
  assert.deepEqual([frozen?.[0], cuts], [cuts[0], [cuts[0]]], "the cut is where the snapshot is");
  pipeline.stop();
  save();
  await done;
  assert.equal(cuts.at(-1), source.rows, "the last one holds everything");
});

/** Counts rows that wait until {@link answer}, and gives them to the next one. */
class Desk implements Waiting {
  rows = 0;
  readonly #next: Desk | undefined;
  #drained: (() => void)[] = [];

  constructor(next?: Desk) {
    this.#next = next;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  answer(): void {
    if (this.#next !== undefined) this.#next.rows += this.rows;
    this.rows = 0;
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  drained(): Promise<void> {
    return this.rows === 0 ? Promise.resolve() : new Promise((resolve) => this.#drained.push(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

Deno.test("Pipeline.checkpoint waits for rows that the clock hands on while it waits for others", async () => {
  const second = new Desk();
  const first = new Desk(second);
  const { world, pipeline, ticked } = silentPipeline(10_000, undefined, undefined, SILENT, [second, first]);
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const done = pipeline.run(resolve);
  await started;
  first.rows = 1;
  let waiting: number | undefined;
  const taken = pipeline.checkpoint(() => waiting = first.rows + second.rows);
  await ticked();
  first.answer();
  world.onTick = () => {
    first.rows++;
    world.onTick = () => {};
  };
  await ticked(); // the row before is with the second one
  second.answer();
  await ticked();
  first.answer();
  await ticked();
  second.answer();
  await taken;
  assert.equal(waiting, 0);
  pipeline.stop();
  await done;
});
