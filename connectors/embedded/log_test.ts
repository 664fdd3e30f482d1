import assert from "node:assert/strict";
import { Broker } from "./broker.ts";
import { checkBatch } from "./batch.ts";
import type { PartitionLog } from "./log.ts";
import { batchOf } from "./test_client.ts";

function append(log: PartitionLog, values: string[], timestamp = 1000, producerId = -1): number {
  const batch = checkBatch(
    batchOf(values, { timestamp, producerId, producerEpoch: 0, baseSequence: 0, transactional: producerId >= 0 }),
  );
  assert.ok(typeof batch !== "number");
  return log.append(batch);
}

function withLog(configs: Record<string, string>, test: (log: PartitionLog, broker: Broker) => void): void {
  using broker = new Broker({ now: () => 10_000 });
  const [log] = broker.topics.create("t", 1, configs).partitions;
  assert.ok(log);
  test(log, broker);
}

Deno.test("enforceRetention deletes batches that are older than retention.ms", () => {
  withLog({ "retention.ms": "1000" }, (log, broker) => {
    append(log, ["old", "old"], 8000);
    append(log, ["young"], 9500);
    append(log, ["older, but behind a young one"], 8000);
    broker.topics.enforceRetention(10_000);
    assert.deepEqual([log.startOffset, log.highWatermark], [2, 4]);
    broker.topics.enforceRetention(20_000);
    assert.deepEqual([log.startOffset, log.highWatermark, log.size], [4, 4, 0]);
  });
});

Deno.test("enforceRetention deletes the oldest batches beyond retention.bytes", () => {
  withLog({ "retention.bytes": "250" }, (log, broker) => {
    for (let i = 0; i < 5; i++) append(log, ["x".repeat(30)]);
    const each = log.size / 5;
    broker.topics.enforceRetention(10_000);
    assert.equal(log.size, Math.floor(250 / each) * each);
    assert.equal(log.startOffset, 5 - Math.floor(250 / each));
  });
});

Deno.test("enforceRetention keeps open transactions, compacted topics and, by default, everything", () => {
  withLog({ "retention.ms": "1000" }, (log, broker) => {
    append(log, ["old"], 0);
    append(log, ["open"], 0, 7);
    append(log, ["behind"], 0);
    broker.topics.enforceRetention(10_000);
    assert.equal(log.startOffset, 1);
  });
  for (const configs of [{}, { "cleanup.policy": "compact", "retention.ms": "1" }]) {
    withLog(configs, (log, broker) => {
      append(log, ["old"], 0);
      broker.topics.enforceRetention(10_000);
      assert.equal(log.startOffset, 0);
    });
  }
});

Deno.test("PartitionLog is the same after it was loaded again", () => {
  withLog({}, (log, broker) => {
    append(log, ["a"], 0, 7);
    append(log, ["b"], 0, 8);
    log.appendMarker(7, 0, false, 5);
    append(log, ["c", "d"], 0);
    log.deleteBefore(1);
    broker.topics.load();
    const again = broker.topics.log("t", 0);
    assert.ok(again && again !== log);
    const facts = (
      of: PartitionLog,
    ) => [of.startOffset, of.highWatermark, of.lastStableOffset, of.size, of.abortedIn(0, 9)];
    assert.deepEqual(facts(again), [...facts(log).slice(0, 4), []]);
    assert.equal(again.lastStableOffset, 1);
    const span = again.span(1, 9, 1 << 20, true);
    assert.deepEqual(again.read(span), log.read(log.span(1, 9, 1 << 20, true)));
    assert.deepEqual(again.producers.check(8, 0, 0, 1), { kind: "repeat", baseOffset: 1 });
  });
});

Deno.test("PartitionLog finds the newest record, not the marker behind it", () => {
  withLog({}, (log) => {
    append(log, ["a", "b"], 500, 7);
    append(log, ["c"], 400);
    log.appendMarker(7, 0, true, 10_000);
    assert.deepEqual(log.newest(), { offset: 1, timestamp: 501 });
    assert.equal(log.firstSince(1000, 9), undefined);
  });
});

Deno.test("Storage undoes a turn that failed, and memory with it", async () => {
  using broker = new Broker({});
  const log = broker.topics.create("t", 1, {}).partitions[0];
  await broker.storage.settled();
  assert.ok(log);
  append(log, ["lost"]);
  broker.offsets.commit("g", "t", 0, { offset: 1, leaderEpoch: -1, metadata: "" });
  const settled = broker.storage.settled();
  broker.storage.rollback(new Error("the disk is full"));
  await assert.rejects(settled ?? Promise.resolve(), /Cannot write to the local cluster's data.*the disk is full/);
  assert.equal(broker.topics.log("t", 0)?.highWatermark, 0);
  assert.equal(broker.offsets.get("g", "t", 0), undefined);
});
