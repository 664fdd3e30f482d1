import assert from "node:assert/strict";
import type { Decoded, Decoder } from "../schema/formats/format.ts";
import { recordsOf } from "../schema/formats/test_records.ts";
import { BadRecords } from "./bad_records.ts";
import { Pressure } from "./operator.ts";
import { SourceBatch } from "./source_batch.ts";
import { SourceTask } from "./source_task.ts";
import { Turn } from "./turn.ts";

/** A task over three records of partition 1, of which the second cannot be decoded before `known` resolves. */
async function waitingTask(known: Promise<void>) {
  const log: string[] = [];
  const records = { ...recordsOf(["a", "b", "c"]), partition: 1 };
  let isKnown = false;
  void known.then(() => isKnown = true);
  const reached = Promise.withResolvers<void>();
  const decoder: Decoder = {
    columns: [],
    recordOf: new Int32Array(3),
    decode(_, from, to): Decoded {
      if (isKnown || from > 1) return { rows: 0, records: to - from };
      if (from === 0) return { rows: 0, records: 1 };
      reached.resolve();
      return { rows: 0, records: 0, wait: known };
    },
  };
  const pressure = new Pressure();
  const follow = (what: string) => () => void log.push(what);
  const task = new SourceTask({
    name: "t",
    source: {
      open: () => Promise.resolve(new Map([[0, 7], [1, 0]])),
      async *read() {
        yield { kind: "records", records };
      },
      progress: () => [0, 1].map((partition) => ({ partition, position: 3, end: 3, timestamp: undefined })),
      state: () => ({ kind: "connected" }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    decoding: {
      decoder,
      batch: new SourceBatch(decoder, [], []),
      bad: new BadRecords("fail", undefined, pressure, { format: undefined, registered: true }),
      schemas: undefined,
    },
    next: { process: () => {}, advance: () => {}, end: follow("end") },
    watermarks: [{ open: () => {}, endPartition: () => {}, hold: follow("hold"), goOn: follow("goOn") }],
    pressure,
    turn: new Turn(),
    onIdle: () => {},
    now: () => 0,
    batchTime: () => 0,
  });
  const stop = new AbortController();
  await task.open(stop.signal);
  const running = task.run(stop.signal);
  await reached.promise;
  return { task, log, running, stop };
}

const positionsIn = (task: SourceTask) => task.progress().map(({ position }) => position);

Deno.test("SourceTask holds the watermark and tells its lag while a record waits for its schema", async () => {
  const known = Promise.withResolvers<void>();
  const { task, log, running } = await waitingTask(known.promise);
  assert.deepEqual(log, ["hold"]);
  assert.deepEqual(positionsIn(task), [3, 1], "only of the partition that waits");
  assert.equal(task.whole(), undefined, "a checkpoint may be taken");
  known.resolve();
  await running;
  assert.deepEqual(log, ["hold", "goOn", "end"]);
  assert.deepEqual(positionsIn(task), [3, 3]);
  assert.deepEqual([...task.positions], [[0, 7], [1, 3]]);
});

Deno.test("SourceTask ends at once when it is stopped while a record waits, and goes on from that record", async () => {
  const { task, log, running, stop } = await waitingTask(new Promise<void>(() => {}));
  stop.abort();
  await running;
  assert.ok(!log.includes("end"));
  assert.deepEqual([...task.positions], [[0, 7], [1, 1]]);
});
