import assert from "node:assert/strict";
import { ConnectorError, InternalError } from "../../../schema/errors.ts";
import { serveCluster } from "../../embedded/serve.ts";
import { KafkaCluster } from "../cluster.ts";
import { allCommittedOffsets, commitOffsets, committedOffsets } from "../offsets.ts";
import { pause } from "../retry.ts";
import { createTopic, deleteTopic } from "../topics.ts";
import { type Checkpoint, markerGroupOf, readMarker } from "./marker.ts";
import { PipelineTransactions, type PipelineTransactionsOptions } from "./pipeline_transactions.ts";
import { committedRows, isPending } from "./test_pipeline.ts";
import { TestProxy } from "./test_proxy.ts";
import { outcomeOf, TransactionError } from "./transaction_error.ts";
import type { TransactionalWriter } from "./writer.ts";

const NAME = "totals";
const GROUP = markerGroupOf(NAME);
const TOPICS = ["orders", "late"] as const;
/** The first of them by name. */
const CARRIER = "late";

async function withCluster(test: (cluster: KafkaCluster) => Promise<void>): Promise<void> {
  await using server = await serveCluster({ memory: true });
  await using cluster = await KafkaCluster.connect({ bootstrap: [server.bootstrap] });
  for (const topic of TOPICS) await createTopic(cluster, { topic, partitions: 2 });
  await test(cluster);
}

/** A process that runs the pipeline, over a cluster's connections. */
class Process implements AsyncDisposable {
  readonly transactions: PipelineTransactions;
  readonly orders: TransactionalWriter;
  readonly late: TransactionalWriter;

  constructor(cluster: KafkaCluster, options: Partial<PipelineTransactionsOptions> = {}, topics = TOPICS) {
    const identity = { pipeline: NAME, fingerprint: "plan 1", host: "host 1" };
    this.transactions = new PipelineTransactions(cluster, { ...identity, ...options });
    this.orders = this.transactions.writer({ topic: topics[0] });
    this.late = this.transactions.writer({ topic: topics[1] });
  }

  /** Begins a transaction and writes a row to each topic. */
  write(id: number): void {
    this.transactions.begin();
    writeRow(this.orders, id);
    writeRow(this.late, id);
  }

  async commit(number: number): Promise<void> {
    await this.transactions.prepare();
    await this.transactions.commit({ number, snapshotId: `snap-${number}` });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.transactions.close();
  }
}

function writeRow(writer: TransactionalWriter, id: number): void | Promise<void> {
  writer.begin(1000 + id).appendText(JSON.stringify({ id, key: 0, count: 0 }));
  return writer.end();
}

async function ids(cluster: KafkaCluster, topic: string): Promise<number[]> {
  return (await committedRows(cluster, topic)).map(({ id }) => id);
}

async function markerAt(cluster: KafkaCluster, topic: string = CARRIER) {
  const committed = (await committedOffsets(cluster, GROUP, topic, [0])).get(0);
  return committed && readMarker(committed.metadata, committed.offset);
}

async function rejection(promise: Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await promise.then(() => undefined, (error) => error);
  assert.ok(error instanceof ConnectorError, String(error));
  return error;
}

Deno.test("PipelineTransactions shows the rows of all topics, and the checkpoint, together", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster);
    assert.equal(await one.transactions.open(), undefined);
    one.write(1);
    await one.transactions.prepare();
    assert.deepEqual([await ids(cluster, "orders"), (await markerAt(cluster))?.number], [[], 0]);
    await one.transactions.commit({ number: 1, snapshotId: "snap-1" });
    assert.deepEqual([await ids(cluster, "orders"), await ids(cluster, "late")], [[1], [1]]);
    one.write(2);
    await one.commit(2);
    assert.deepEqual([await ids(cluster, "orders"), await ids(cluster, "late")], [[1, 2], [1, 2]]);
    assert.deepEqual([one.orders.acknowledged, one.orders.unacknowledged], [2, 0]);
    await using next = new Process(cluster);
    assert.deepEqual(await next.transactions.open(), { number: 2, snapshotId: "snap-2" });
  });
});

Deno.test("PipelineTransactions keeps its marker at one topic, whatever the order of writers", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster);
    await one.transactions.open();
    one.write(1);
    await one.commit(7);
    const offsets = await allCommittedOffsets(cluster, GROUP);
    assert.deepEqual([...offsets].map(([topic, partitions]) => [topic, [...partitions.keys()]]), [[CARRIER, [0]]]);
    const { instance, ...marker } = await markerAt(cluster) ?? {};
    assert.deepEqual(marker, { number: 7, snapshotId: "snap-7", host: "host 1", fingerprint: "plan 1" });
    assert.match(instance ?? "", /^[0-9a-f-]{36}$/);
  });
});

Deno.test("PipelineTransactions commits a checkpoint without rows", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster);
    await one.transactions.open();
    one.transactions.begin();
    await one.commit(1);
    one.write(2);
    await one.commit(2);
    assert.deepEqual([await ids(cluster, "orders"), (await markerAt(cluster))?.number], [[2], 2]);
  });
});

Deno.test("PipelineTransactions.writer is the same for those who write to the same topic", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster);
    assert.equal(one.transactions.writer({ topic: "orders" }), one.orders);
    await one.transactions.open();
    assert.throws(() => one.transactions.writer({ topic: "third" }), InternalError);
  });
});

Deno.test("PipelineTransactions.abort hides what was written, and the next transaction is clean", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster);
    await one.transactions.open();
    one.write(1);
    await one.transactions.abort();
    one.transactions.begin();
    await one.transactions.abort(); // of nothing
    one.write(2);
    await one.transactions.prepare();
    await one.transactions.abort();
    one.write(3);
    await one.commit(1);
    assert.deepEqual([await ids(cluster, "orders"), await ids(cluster, "late")], [[3], [3]]);
  });
});

Deno.test("PipelineTransactions.open names a topic that is missing", async () => {
  await withCluster(async (cluster) => {
    await using running = new Process(cluster);
    await running.transactions.open();
    await deleteTopic(cluster, "orders");
    await using next = new Process(cluster);
    const error = await rejection(next.transactions.open());
    assert.match(error.message, /^The topic "orders" does not exist$/);
    assert.equal(outcomeOf(error), "fatal");
  });
});

Deno.test("PipelineTransactions ends a process whose pipeline another one runs, and names the host", async () => {
  await withCluster(async (cluster) => {
    for (const stage of ["writes", "aborts", "commits"] as const) {
      await using zombie = new Process(cluster);
      await zombie.transactions.open({ fresh: true });
      if (stage !== "writes") zombie.write(1);
      if (stage !== "writes") await zombie.transactions.prepare();
      await using heir = new Process(cluster, { host: "host 2" });
      assert.equal(await heir.transactions.open(), undefined);
      if (stage === "writes") zombie.write(1);
      const error = await rejection(
        stage === "commits"
          ? zombie.transactions.commit({ number: 1, snapshotId: "zombie" })
          : stage === "aborts"
          ? zombie.transactions.abort()
          : zombie.transactions.prepare(),
      );
      assert.match(error.message, /^The pipeline "totals" was taken over by a newer instance on host host 2$/, stage);
      assert.equal(outcomeOf(error), "taken_over");
      assert.equal(error.retryable, false);
      const again = await rejection(zombie.transactions.open());
      assert.equal(outcomeOf(again), "taken_over", "and does not take it back");
      heir.write(2);
      await heir.commit(1);
      heir.transactions.begin();
      assert.deepEqual(new Set(await ids(cluster, "orders")), new Set([2]));
      assert.equal((await markerAt(cluster))?.snapshotId, "snap-1");
    }
  });
});

Deno.test("PipelineTransactions tells a writer's error apart: another instance runs the pipeline", async () => {
  await withCluster(async (cluster) => {
    await using zombie = new Process(cluster);
    await zombie.transactions.open();
    await using heir = new Process(cluster, { host: "host 2" });
    await heir.transactions.open();
    zombie.write(1);
    let failure: unknown;
    while (failure === undefined) {
      await pause(1);
      try {
        await writeRow(zombie.orders, 2);
      } catch (error) {
        failure = error;
      }
    }
    assert.equal(outcomeOf(failure), "fatal", "it is not judged yet");
    assert.equal(outcomeOf(await zombie.transactions.judge(failure)), "taken_over");
  });
});

Deno.test("PipelineTransactions starts again when its transaction has timed out", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster, { timeoutMs: 1 });
    await one.transactions.open();
    one.write(1);
    await one.transactions.prepare();
    while (await isPending(cluster, "orders")) await pause(5);
    const error = await rejection(one.transactions.commit({ number: 1, snapshotId: "snap-1" }));
    assert.equal(outcomeOf(error), "start_again");
    assert.match(
      error.message,
      /^The transaction of the pipeline "totals" is lost: it was open for longer than 0\.001 s, or/,
    );
    assert.match(error.diagnostic.hint ?? "", /transaction\.timeout\.ms/);
    assert.equal(await one.transactions.open(), undefined);
    assert.deepEqual(await ids(cluster, "orders"), []);
  });
});

Deno.test("PipelineTransactions.open leaves the pipeline to one of two that start at once", async () => {
  await withCluster(async (cluster) => {
    // Both start again and again until one has committed its marker: then the other ends.
    const processes = [new Process(cluster, { host: "a" }), new Process(cluster, { host: "b" })];
    const results = await Promise.allSettled(processes.map(({ transactions }) => transactions.open()));
    const failed = results.filter((result) => result.status === "rejected");
    const winner = await markerAt(cluster);
    for (const { reason } of failed) assert.equal(outcomeOf(reason), "taken_over", String(reason));
    for (const [index, process] of processes.entries()) {
      if (results[index]?.status === "rejected") continue;
      process.write(index);
      const outcome = await process.commit(1).then(() => "committed", outcomeOf);
      assert.equal(outcome, winner?.host === ["a", "b"][index] ? "committed" : "taken_over");
    }
    for (const process of processes) await process.transactions.close();
  });
});

Deno.test("PipelineTransactions refuses another plan of the same name, and leaves the running pipeline alone", async () => {
  await withCluster(async (cluster) => {
    await using running = new Process(cluster);
    await running.transactions.open();
    running.write(1);
    await running.transactions.prepare();
    await using other = new Process(cluster, { fingerprint: "plan 2", host: "host 2" });
    const error = await rejection(other.transactions.open());
    assert.equal(error.message, 'Another pipeline named "totals" writes to this cluster, last from host host 1');
    assert.match(error.diagnostic.hint ?? "", /^SET pipeline_name/);
    assert.equal(outcomeOf(error), "fatal");
    await running.transactions.commit({ number: 1, snapshotId: "snap-1" });
    assert.deepEqual(await ids(cluster, "orders"), [1]);
  });
});

Deno.test("PipelineTransactions refuses another plan also when its topics, and so its marker's place, are others", async () => {
  await withCluster(async (cluster) => {
    for (const topic of ["a", "b"]) await createTopic(cluster, { topic, partitions: 1 });
    await using running = new Process(cluster);
    await running.transactions.open();
    running.write(1);
    await running.commit(5);
    const elsewhere = ["a", "b"] as const;
    await using other = new Process(cluster, { fingerprint: "plan 2" }, elsewhere as unknown as typeof TOPICS);
    assert.match((await rejection(other.transactions.open())).message, /^Another pipeline named/);
    await other.transactions.close();
    assert.equal(await other.transactions.open({ fresh: true }), undefined);
    other.write(2);
    await other.commit(1);
    // The old plan finds that it was replaced, at its own place.
    running.write(3);
    const error = await rejection(running.commit(6));
    assert.equal(outcomeOf(error), "taken_over");
    await using old = new Process(cluster);
    assert.match((await rejection(old.transactions.open())).message, /^Another pipeline named/);
    await using again = new Process(cluster, { fingerprint: "plan 2" }, elsewhere as unknown as typeof TOPICS);
    assert.deepEqual(await again.transactions.open(), { number: 1, snapshotId: "snap-1" });
  });
});

Deno.test("PipelineTransactions.open asks decide before it fences anybody", async () => {
  await withCluster(async (cluster) => {
    await using running = new Process(cluster);
    await running.transactions.open();
    running.write(1);
    await running.commit(4);
    running.write(2);
    await running.transactions.prepare();
    await using elsewhere = new Process(cluster);
    const decide = (committed: unknown) => {
      assert.deepEqual(committed, { number: 4, snapshotId: "snap-4" });
      throw new ConnectorError("The snapshot is not here");
    };
    assert.equal((await rejection(elsewhere.transactions.open({ decide }))).message, "The snapshot is not here");
    await running.transactions.commit({ number: 5, snapshotId: "snap-5" });
  });
});

Deno.test("PipelineTransactions.open that could not go on waits for a checkpoint that is being committed, and fences nobody", async () => {
  await withCluster(async (cluster) => {
    await using proxy = new TestProxy(cluster.config.bootstrap.join());
    await using throughProxy = await KafkaCluster.connect({ bootstrap: proxy.bootstrap });
    await using running = new Process(throughProxy);
    await running.transactions.open();
    running.write(1);
    await running.commit(4);
    running.write(2);
    await running.transactions.prepare();
    proxy.plan("hold", "EndTxn");
    assert.equal(
      outcomeOf(await rejection(running.transactions.commit({ number: 5, snapshotId: "snap-5" }))),
      "start_again",
    );
    await using elsewhere = new Process(cluster);
    const asked: unknown[] = [];
    let committing: Promise<void> | undefined;
    const decide = (committed: Checkpoint | undefined) => {
      asked.push(committed?.number);
      committing ??= proxy.release();
      throw new ConnectorError("The snapshot is not here");
    };
    assert.equal((await rejection(elsewhere.transactions.open({ decide }))).message, "The snapshot is not here");
    await committing;
    assert.deepEqual(asked, [4, 5]);
    assert.deepEqual([(await markerAt(cluster))?.number, await ids(cluster, "orders")], [5, [1, 2]]);
  });
});

Deno.test("PipelineTransactions.open ends a commit that a dead process has left half-way, also where it cannot go on", async () => {
  await withCluster(async (cluster) => {
    await using proxy = new TestProxy(cluster.config.bootstrap.join());
    await using throughProxy = await KafkaCluster.connect({ bootstrap: proxy.bootstrap });
    await using dead = new Process(throughProxy);
    await dead.transactions.open();
    dead.write(1);
    await dead.transactions.prepare();
    proxy.plan("lose", "EndTxn");
    await rejection(dead.transactions.commit({ number: 1, snapshotId: "snap-1" }));
    await using next = new Process(cluster);
    assert.equal((await rejection(next.transactions.open({ decide: refuse }))).message, "The snapshot is not here");
    assert.equal(await isPending(cluster, "orders"), false);
    assert.deepEqual([(await markerAt(cluster))?.number, await ids(cluster, "orders")], [0, []]);
  });
});

function refuse(): never {
  throw new ConnectorError("The snapshot is not here");
}

Deno.test("PipelineTransactions.open takes decide's word where the cluster has forgotten, and no other", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster);
    const noted = { number: 12, snapshotId: "snap-12" };
    assert.deepEqual(await one.transactions.open({ decide: (committed) => committed ?? noted }), noted);
    assert.equal((await markerAt(cluster))?.number, 12);
    await using two = new Process(cluster);
    await assert.rejects(two.transactions.open({ decide: () => undefined }), InternalError);
  });
});

Deno.test("PipelineTransactions refuses a group whose offset somebody else has changed", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster);
    await one.transactions.open();
    one.write(1);
    await one.commit(1);
    await commitOffsets(cluster, GROUP, CARRIER, new Map([[0, 17]]));
    await using next = new Process(cluster);
    const error = await rejection(next.transactions.open());
    assert.match(
      error.message,
      /^Cannot tell what the group "sluice-totals" has committed: its offset for the topic "late"/,
    );
    assert.equal(error.diagnostic.code, "foreign_marker");
    assert.equal(outcomeOf(error), "fatal");
  });
});

Deno.test("PipelineTransactions lets others commit offsets of topics that do not carry the marker", async () => {
  await withCluster(async (cluster) => {
    await commitOffsets(cluster, GROUP, "orders", new Map([[0, 17], [1, 3]]));
    await using one = new Process(cluster);
    assert.equal(await one.transactions.open(), undefined);
  });
});

Deno.test("PipelineTransactions refuses to go on from a marker that was moved back under it", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster, { timeoutMs: 1 });
    await one.transactions.open();
    one.transactions.begin();
    await one.commit(3);
    one.write(1);
    await one.transactions.prepare();
    while (await isPending(cluster, "orders")) await pause(5);
    await deleteTopic(cluster, CARRIER); // and with it the group's offset
    await createTopic(cluster, { topic: CARRIER, partitions: 2 });
    assert.equal(outcomeOf(await rejection(one.transactions.commit({ number: 4, snapshotId: "" }))), "start_again");
    const error = await rejection(one.transactions.open());
    assert.match(error.message, /checkpoint 3 is committed, and it is gone$/);
    assert.equal(outcomeOf(error), "fatal");
  });
});

Deno.test("PipelineTransactions.open says that a transaction timeout is too long, and how to shorten it", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster, { timeoutMs: 900_001 });
    const error = await rejection(one.transactions.open());
    assert.match(error.message, /: the transaction timeout is longer than the broker allows$/);
    assert.match(error.diagnostic.hint ?? "", /transaction\.timeout\.ms/);
    assert.equal(outcomeOf(error), "fatal");
  });
});

Deno.test("PipelineTransactions.refresh commits the marker once more after a day without a commit", async () => {
  await withCluster(async (cluster) => {
    let now = Date.now();
    const day = 24 * 60 * 60 * 1000;
    await using one = new Process(cluster, { now: () => now });
    await one.transactions.open();
    one.write(1);
    await one.commit(1);
    await commitOffsets(cluster, GROUP, CARRIER, new Map([[0, 99]])); // shows whether it is written again
    const refresh = async () => [await one.transactions.refresh(), (await markerAt(cluster))?.number];
    assert.deepEqual(await refresh(), [false, undefined]);
    now += day;
    assert.deepEqual(await refresh(), [true, 1]);
    assert.deepEqual(await refresh(), [false, 1]);
    now += day;
    one.write(2);
    assert.deepEqual(await refresh(), [false, 1], "rows without their checkpoint must not be committed");
    await one.commit(2);
    now += day;
    one.transactions.begin();
    assert.deepEqual(await refresh(), [true, 2]);
    writeRow(one.orders, 3);
    await one.commit(3);
    assert.deepEqual(await ids(cluster, "orders"), [1, 2, 3]);
  });
});

Deno.test("PipelineTransactions puts what is written behind a cut into the next transaction", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster);
    const { transactions, orders } = one;
    await transactions.open();
    one.write(1);
    transactions.cut();
    writeRow(orders, 2);
    await transactions.prepare();
    writeRow(orders, 3);
    const committing = transactions.commit({ number: 1, snapshotId: "snap-1" });
    writeRow(orders, 4);
    await committing;
    writeRow(orders, 5);
    assert.deepEqual([await ids(cluster, "orders"), orders.unacknowledged], [[1], 4]);
    assert.equal(await isPending(cluster, "orders"), false, "nothing is sent before the next one begins");
    transactions.begin();
    writeRow(orders, 6);
    await one.commit(2);
    assert.deepEqual([await ids(cluster, "orders"), await ids(cluster, "late")], [[1, 2, 3, 4, 5, 6], [1]]);
  });
});

Deno.test("PipelineTransactions drops what was written behind the cut of a transaction that is lost", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster, { timeoutMs: 1 });
    await one.transactions.open();
    one.write(1);
    one.transactions.cut();
    writeRow(one.orders, 2);
    await one.transactions.prepare();
    while (await isPending(cluster, "orders")) await pause(5);
    const error = await rejection(one.transactions.commit({ number: 1, snapshotId: "snap-1" }));
    assert.throws(() => writeRow(one.orders, 3), ConnectorError, "whoever writes on hears of it");
    assert.equal(outcomeOf(error), "start_again");
    assert.equal(await one.transactions.open(), undefined);
    assert.deepEqual([await ids(cluster, "orders"), one.orders.unacknowledged], [[], 0]);
  });
});

Deno.test("PipelineTransactions drops what was written behind the cut of a transaction that is given up", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster);
    await one.transactions.open();
    one.write(4);
    await one.transactions.abort();
    one.write(5);
    one.transactions.cut();
    writeRow(one.orders, 6);
    await one.transactions.abort();
    one.transactions.begin();
    one.transactions.cut();
    writeRow(one.orders, 7);
    await one.transactions.open(); // given up by whoever runs it
    one.transactions.begin();
    await one.commit(1);
    assert.deepEqual([await ids(cluster, "orders"), one.orders.unacknowledged], [[], 0]);
  });
});

Deno.test("PipelineTransactions refuses what is out of turn", async () => {
  await withCluster(async (cluster) => {
    await using one = new Process(cluster);
    const { transactions } = one;
    assert.throws(() => transactions.begin(), InternalError);
    assert.throws(() => writeRow(one.orders, 1), InternalError);
    await transactions.open();
    assert.throws(() => writeRow(one.orders, 1), InternalError);
    await assert.rejects(transactions.prepare(), InternalError);
    one.write(1);
    await assert.rejects(transactions.commit({ number: 1, snapshotId: "" }), InternalError);
    transactions.cut();
    assert.throws(() => transactions.cut(), InternalError);
    await assert.rejects(transactions.commit({ number: 1, snapshotId: "" }), InternalError);
    await transactions.prepare();
    assert.throws(() => transactions.cut(), InternalError);
    await transactions.commit({ number: 2, snapshotId: "" });
    one.write(2);
    await transactions.prepare();
    await assert.rejects(transactions.commit({ number: 2, snapshotId: "" }), InternalError);
    await transactions.commit({ number: 3, snapshotId: "" });
  });
});

Deno.test("outcomeOf sends back to the start what may pass, and ends on anything else", () => {
  assert.equal(outcomeOf(new TransactionError("start_again", "x")), "start_again");
  assert.equal(outcomeOf(new TransactionError("taken_over", "x")), "taken_over");
  assert.equal(outcomeOf(new ConnectorError("x", { retryable: true })), "start_again");
  assert.equal(outcomeOf(new ConnectorError("x")), "fatal");
  assert.equal(outcomeOf(new Error("x")), "fatal");
});
