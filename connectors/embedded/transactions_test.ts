import assert from "node:assert/strict";
import { API } from "../kafka/protocol/api.ts";
import { ERROR } from "../kafka/protocol/error_codes.ts";
import { serveCluster } from "./serve.ts";
import { batchOf, TestClient, until } from "./test_client.ts";

/** A transactional producer's requests on topic `t`, counting its sequence numbers. */
class TestProducer {
  producerId = -1;
  producerEpoch = -1;
  #sequence = 0;
  readonly #client: TestClient;
  readonly #id: string;

  constructor(client: TestClient, id: string) {
    this.#client = client;
    this.#id = id;
  }

  async init(transactionTimeoutMs = 60_000): Promise<number> {
    const answer = await this.#client.call(API.InitProducerId, 1, { transactionalId: this.#id, transactionTimeoutMs });
    this.producerId = answer.producerId;
    this.producerEpoch = answer.producerEpoch;
    this.#sequence = 0;
    return answer.errorCode;
  }

  async add(version = 1): Promise<number> {
    const topics = [{ name: "t", partitions: [0] }];
    const answer = await this.#client.call(API.AddPartitionsToTxn, version, { ...this.#claim(), topics });
    return answer.topics[0]?.partitions[0]?.errorCode ?? -2;
  }

  async produce(...values: string[]): Promise<number> {
    const { producerId, producerEpoch } = this;
    const options = { producerId, producerEpoch, baseSequence: this.#sequence, transactional: true };
    const { errorCode } = await this.#client.produce("t", batchOf(values, options), this.#id);
    if (errorCode === 0) this.#sequence += values.length;
    return errorCode;
  }

  async end(committed: boolean, version = 1): Promise<number> {
    return (await this.#client.call(API.EndTxn, version, { ...this.#claim(), committed })).errorCode;
  }

  async addGroup(groupId: string): Promise<number> {
    return (await this.#client.call(API.AddOffsetsToTxn, 1, { ...this.#claim(), groupId })).errorCode;
  }

  async commitOffset(groupId: string, offset: number): Promise<number> {
    const answer = await this.#client.call(API.TxnOffsetCommit, 3, {
      ...this.#claim(),
      groupId,
      topics: [{ name: "t", partitions: [{ partition: 0, offset, metadata: "m" }] }],
    });
    return answer.topics[0]?.partitions[0]?.errorCode ?? -2;
  }

  #claim() {
    return { transactionalId: this.#id, producerId: this.producerId, producerEpoch: this.producerEpoch };
  }
}

async function withTopic(test: (client: TestClient, producer: TestProducer) => Promise<void>): Promise<void> {
  await using cluster = await serveCluster({ memory: true });
  using client = await TestClient.connect(cluster.bootstrap);
  await client.createTopic("t");
  await test(client, new TestProducer(client, "tx"));
}

Deno.test("Transactions hide records until they are committed and for ever when they are aborted", async () => {
  await withTopic(async (client, producer) => {
    const committed = async () => (await client.fetch("t", 0, { committed: true })).values;
    await producer.init();
    await producer.add();
    await producer.produce("a", "b");
    assert.deepEqual(await committed(), []);
    assert.deepEqual((await client.fetch("t", 0)).values, ["a", "b"]);
    assert.deepEqual([(await client.listOffset("t", -1, true)).offset, (await client.listOffset("t", -1)).offset], [
      0,
      2,
    ]);
    assert.equal(await producer.end(true), 0);
    assert.deepEqual(await committed(), ["a", "b"]);
    await producer.add();
    await producer.produce("c");
    assert.equal(await producer.end(false), 0);
    await client.produce("t", batchOf(["plain"]));
    assert.deepEqual(await committed(), ["a", "b", "plain"]);
    assert.deepEqual((await client.fetch("t", 0)).values, ["a", "b", "c", "plain"]);
  });
});

Deno.test("Transactions list aborted ranges in the order of their markers", async () => {
  await withTopic(async (client, one) => {
    const other = new TestProducer(client, "other");
    await one.init();
    await other.init();
    await one.add();
    await other.add();
    await one.produce("1"); // offset 0
    await other.produce("2"); // offset 1
    await other.end(false); // marker 2
    await one.end(false); // marker 3
    const { abortedTransactions } = await client.fetch("t", 0, { committed: true });
    assert.deepEqual(abortedTransactions, [
      { producerId: other.producerId, firstOffset: 1 },
      { producerId: one.producerId, firstOffset: 0 },
    ]);
    const later = await client.fetch("t", 3, { committed: true });
    assert.deepEqual(later.abortedTransactions, [{ producerId: one.producerId, firstOffset: 0 }]);
    assert.deepEqual((await client.fetch("t", 4, { committed: true })).abortedTransactions, []);
  });
});

Deno.test("InitProducerId aborts the open transaction and fences the older producer", async () => {
  await withTopic(async (client, zombie) => {
    await zombie.init();
    await zombie.add();
    await zombie.produce("lost");
    const heir = new TestProducer(client, "tx");
    assert.equal(await heir.init(), 0);
    assert.equal(heir.producerId, zombie.producerId);
    assert.equal(await zombie.produce("late"), ERROR.INVALID_PRODUCER_EPOCH);
    assert.equal(await zombie.add(1), ERROR.INVALID_PRODUCER_EPOCH);
    assert.equal(await zombie.add(2), ERROR.PRODUCER_FENCED);
    assert.equal(await zombie.end(true, 1), ERROR.INVALID_PRODUCER_EPOCH);
    assert.equal(await zombie.end(true, 2), ERROR.PRODUCER_FENCED);
    assert.equal(await zombie.commitOffset("g", 1), ERROR.INVALID_PRODUCER_EPOCH);
    assert.equal(await heir.end(true), ERROR.INVALID_TXN_STATE);
    await heir.add();
    await heir.produce("kept");
    await heir.end(true);
    assert.deepEqual((await client.fetch("t", 0, { committed: true })).values, ["kept"]);
  });
});

Deno.test("InitProducerId of a producer that names itself gives the next epoch, and the same to a repeat", async () => {
  await withTopic(async (client, producer) => {
    await producer.init();
    const bump = async (producerEpoch: number) => {
      const { errorCode, producerEpoch: epoch } = await client.call(API.InitProducerId, 4, {
        transactionalId: "tx",
        transactionTimeoutMs: 60_000,
        producerId: producer.producerId,
        producerEpoch,
      });
      return { errorCode, epoch };
    };
    assert.deepEqual(await bump(0), { errorCode: 0, epoch: 1 });
    assert.deepEqual(await bump(0), { errorCode: 0, epoch: 1 });
    assert.deepEqual(await bump(1), { errorCode: 0, epoch: 2 });
    assert.deepEqual(await bump(0), { errorCode: ERROR.PRODUCER_FENCED, epoch: -1 });
  });
});

Deno.test("InitProducerId refuses a timeout beyond the maximum", async () => {
  await withTopic(async (_, producer) => {
    assert.equal(await producer.init(900_001), ERROR.INVALID_TRANSACTION_TIMEOUT);
  });
});

Deno.test("Produce refuses a transactional batch outside of a transaction", async () => {
  await withTopic(async (client, producer) => {
    await producer.init();
    assert.equal(await producer.produce("a"), ERROR.INVALID_TXN_STATE);
    producer.producerId++;
    assert.equal(await producer.produce("a"), ERROR.INVALID_PRODUCER_ID_MAPPING);
    assert.equal((await client.fetch("t", 0)).highWatermark, 0);
  });
});

Deno.test("EndTxn may be sent again, but not with the other outcome", async () => {
  await withTopic(async (_, producer) => {
    await producer.init();
    await producer.add();
    assert.equal(await producer.end(true), 0);
    assert.equal(await producer.end(true), 0);
    assert.equal(await producer.end(false), ERROR.INVALID_TXN_STATE);
  });
});

Deno.test("TxnOffsetCommit shows its offset after the commit, and not after an abort", async () => {
  await withTopic(async (client, producer) => {
    const fetch = async (requireStable: boolean) => {
      const { topics } = await client.call(API.OffsetFetch, 7, {
        groupId: "g",
        topics: [{ name: "t", partitions: [0] }],
        requireStable,
      });
      const { offset, errorCode } = topics[0]?.partitions[0] ?? {};
      return { offset, errorCode };
    };
    await producer.init();
    assert.deepEqual(await fetch(true), { offset: -1, errorCode: 0 }, "an unknown group has no offsets and no error");
    assert.equal(await producer.commitOffset("g", 5), ERROR.INVALID_TXN_STATE);
    assert.equal(await producer.addGroup("g"), 0);
    assert.equal(await producer.commitOffset("g", 5), 0);
    assert.deepEqual(await fetch(false), { offset: -1, errorCode: 0 });
    assert.deepEqual(await fetch(true), { offset: -1, errorCode: ERROR.UNSTABLE_OFFSET_COMMIT });
    await producer.end(true);
    assert.deepEqual(await fetch(true), { offset: 5, errorCode: 0 });
    await producer.addGroup("g");
    await producer.commitOffset("g", 9);
    await producer.end(false);
    assert.deepEqual(await fetch(true), { offset: 5, errorCode: 0 });
  });
});

Deno.test("Transactions abort what is open for longer than its timeout and fence its producer", async () => {
  await withTopic(async (client, producer) => {
    await producer.init(1);
    await producer.add();
    await producer.produce("slow");
    await until(async () => (await client.fetch("t", 0)).highWatermark === 2);
    assert.equal(await producer.end(true), ERROR.INVALID_PRODUCER_EPOCH);
    assert.deepEqual((await client.fetch("t", 0, { committed: true })).values, []);
    assert.equal(await producer.init(), 0);
    await producer.add();
    assert.equal(await producer.produce("again"), 0);
    assert.equal(await producer.end(true), 0);
    assert.deepEqual((await client.fetch("t", 0, { committed: true })).values, ["again"]);
  });
});
