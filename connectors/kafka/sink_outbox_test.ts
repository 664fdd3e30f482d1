import assert from "node:assert/strict";
import { serveCluster } from "../embedded/serve.ts";
import { ConnectorError } from "../../schema/errors.ts";
import { readOptions } from "../../schema/options.ts";
import type { CheckpointId, Environment } from "../connector.ts";
import { KafkaCluster } from "./cluster.ts";
import { KAFKA_TABLE } from "./options.ts";
import { KafkaOutbox, type OutboxWriter } from "./sink_outbox.ts";
import { KafkaTransactions } from "./sink_transactions.ts";
import { createTopic } from "./topics.ts";
import { committedRows } from "./transactions/test_pipeline.ts";

const TOPIC = "rows";
const SIGNAL = new AbortController().signal;
const NOTHING = new Uint8Array(0);

const environment: Environment = {
  dir: undefined,
  env: () => undefined,
  now: () => Date.now(),
  stdout: () => {},
  onClose: () => {},
};

/** A pipeline's outbox on a cluster of its own. */
class Stage implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack();
  cluster!: KafkaCluster; // set by `open`
  bootstrap = "";

  static async open(): Promise<Stage> {
    const stage = new Stage();
    const server = stage.#stack.use(await serveCluster({ memory: true }));
    stage.bootstrap = server.bootstrap;
    stage.cluster = stage.#stack.use(await KafkaCluster.connect({ bootstrap: [server.bootstrap] }));
    await createTopic(stage.cluster, { topic: TOPIC, partitions: 2 });
    return stage;
  }

  /** Of a process that has just been started. */
  async outbox(): Promise<readonly [KafkaOutbox, OutboxWriter]> {
    const transactions = new KafkaTransactions({
      sinks: [readOptions(KAFKA_TABLE, new Map([["topic", { value: TOPIC }]]), new Set())],
      connection: { name: undefined, connector: "kafka", values: { bootstrap_servers: [this.bootstrap] } },
      environment,
      pipeline: "p",
      fingerprint: () => "plan",
      checkpointInterval: 1_000,
      timeoutMs: 60_000,
    });
    const outbox = this.#stack.use(new KafkaOutbox(transactions));
    await outbox.connect(SIGNAL);
    return [outbox, outbox.writer({ topic: TOPIC })];
  }

  async ids(): Promise<number[]> {
    return (await committedRows(this.cluster, TOPIC)).map(({ id }) => id);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

function write(writer: OutboxWriter, id: number): void {
  writer.begin(1000 + id).appendText(JSON.stringify({ id, key: 0, count: 0 }));
  assert.equal(writer.end(), undefined);
}

function checkpoint(number: number): CheckpointId {
  return { number, snapshotId: `snap-${number}` };
}

const FRESH = { committed: undefined, isSettled: false, rows: NOTHING, fresh: false };

Deno.test("KafkaOutbox writes rows when their checkpoint counts, and those behind the cut with the next one", async () => {
  await using stage = await Stage.open();
  const [outbox, writer] = await stage.outbox();
  await outbox.open(FRESH, SIGNAL);
  write(writer, 1);
  outbox.cut();
  write(writer, 2);
  assert.deepEqual(await stage.ids(), []);
  await outbox.deliver(checkpoint(1), SIGNAL);
  assert.deepEqual(await stage.ids(), [1]);
  outbox.cut();
  await outbox.deliver(checkpoint(2), SIGNAL);
  outbox.cut();
  await outbox.deliver(checkpoint(3), SIGNAL);
  assert.deepEqual(await stage.ids(), [1, 2]);
  assert.equal(writer.acknowledged, 2);
});

Deno.test("KafkaOutbox.open writes what a process that died owed, once", async () => {
  await using stage = await Stage.open();
  const [dead, writer] = await stage.outbox();
  await dead.open(FRESH, SIGNAL);
  write(writer, 1);
  dead.cut();
  await dead.deliver(checkpoint(1), SIGNAL);
  write(writer, 2);
  const rows = dead.cut();
  for (const _ of [1, 2]) {
    const [next] = await stage.outbox();
    await next.open({ committed: checkpoint(2), isSettled: false, rows, fresh: false }, SIGNAL);
    assert.deepEqual(await stage.ids(), [1, 2]);
  }
});

Deno.test("KafkaOutbox.open refuses a cluster that cannot belong to the checkpoint, and leaves it as it is", async () => {
  await using stage = await Stage.open();
  const [one, writer] = await stage.outbox();
  await one.open(FRESH, SIGNAL);
  write(writer, 1);
  const rows = one.cut();
  await one.deliver(checkpoint(1), SIGNAL);
  for (const committed of [undefined, checkpoint(3)]) {
    const [other] = await stage.outbox();
    await assert.rejects(other.open({ committed, isSettled: false, rows, fresh: false }, SIGNAL), (error) => {
      return error instanceof ConnectorError && error.diagnostic.code === "state_lost";
    });
  }
  assert.deepEqual(await stage.ids(), [1]);
  one.cut();
  await one.deliver(checkpoint(2), SIGNAL); // nobody has fenced it
});

Deno.test("KafkaOutbox.open trusts the folder's note where the cluster has forgotten", async () => {
  await using stage = await Stage.open();
  const [outbox, writer] = await stage.outbox();
  write(writer, 1);
  const rows = outbox.cut();
  await outbox.open({ committed: checkpoint(7), isSettled: true, rows, fresh: false }, SIGNAL);
  assert.deepEqual(await stage.ids(), []);
  const [next] = await stage.outbox();
  await next.open({ committed: checkpoint(7), isSettled: false, rows, fresh: false }, SIGNAL);
  assert.deepEqual(await stage.ids(), []);
});

Deno.test("KafkaOutbox asks for a checkpoint when much waits, and has rows wait while one is under way", async () => {
  await using stage = await Stage.open();
  const [outbox, writer] = await stage.outbox();
  await outbox.open(FRESH, SIGNAL);
  const text = `{"id":1,"key":0,"count":0,"more":"${"x".repeat(500_000)}"}`;
  const fill = (): void | Promise<void> => {
    for (let i = 0; i < 70; i++) {
      writer.begin(1).appendText(text);
      const wait = writer.end();
      if (wait !== undefined) return wait;
    }
  };
  assert.equal(fill(), undefined);
  assert.ok(writer.isFull);
  outbox.cut();
  assert.ok(!writer.isFull);
  const wait = fill();
  assert.ok(wait instanceof Promise);
  await outbox.deliver(checkpoint(1), SIGNAL);
  await wait;
});
