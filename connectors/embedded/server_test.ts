import assert from "node:assert/strict";
import { API } from "../kafka/protocol/api.ts";
import { ERROR } from "../kafka/protocol/error_codes.ts";
import { decodeResponse, encodeRequest } from "../kafka/protocol/frames.ts";
import { serveCluster } from "./serve.ts";
import { batchOf, TestClient } from "./test_client.ts";

/** A fresh cluster in memory with topic `t` of one partition, and a client. */
async function withTopic(test: (client: TestClient, bootstrap: string) => Promise<void>): Promise<void> {
  await using cluster = await serveCluster({ memory: true });
  using client = await TestClient.connect(cluster.bootstrap);
  await client.createTopic("t");
  await test(client, cluster.bootstrap);
}

Deno.test("Server answers an ApiVersions it does not know with error 35 and its list in version 0", async () => {
  await withTopic(async (client) => {
    const frame = encodeRequest(API.ApiVersions, 4, 1, "c", {});
    new DataView(frame.buffer).setInt16(6, 9);
    await client.send(frame);
    const { errorCode, apiKeys } = decodeResponse(API.ApiVersions, 0, await client.receive() ?? new Uint8Array());
    assert.equal(errorCode, ERROR.UNSUPPORTED_VERSION);
    const range = (key: number) => apiKeys.find(({ apiKey }) => apiKey === key);
    assert.deepEqual(range(API.Produce.key), { apiKey: 0, minVersion: 0, maxVersion: 11 });
    assert.deepEqual(range(API.EndTxn.key), { apiKey: 26, minVersion: 0, maxVersion: 3 });
    assert.deepEqual(range(API.SaslHandshake.key), { apiKey: 17, minVersion: 0, maxVersion: 1 });
    assert.deepEqual(range(API.Fetch.key), { apiKey: 1, minVersion: 4, maxVersion: 12 });
  });
});

Deno.test("Server closes the connection when a request is none of Kafka's", async () => {
  await withTopic(async (client) => {
    await client.send(new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"));
    assert.equal(await client.receive(), undefined);
  });
});

Deno.test("Server closes the connection when Produce is older than version 3", async () => {
  await withTopic(async (client) => {
    const frame = encodeRequest(API.Produce, 3, 1, "c", { acks: 1, timeoutMs: 1, topics: [] });
    new DataView(frame.buffer).setInt16(6, 2);
    await client.send(frame);
    assert.equal(await client.receive(), undefined);
  });
});

Deno.test("Server ends while a member waits for the others of its group", async () => {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await serveCluster({ memory: true }));
  using client = await TestClient.connect(cluster.bootstrap);
  const join = () =>
    client.call(API.JoinGroup, 3, {
      groupId: "g",
      sessionTimeoutMs: 60_000,
      rebalanceTimeoutMs: 60_000,
      memberId: "",
      protocolType: "consumer",
      protocols: [{ name: "range", metadata: new Uint8Array() }],
    });
  assert.equal((await join()).errorCode, ERROR.NONE);
  const second = assert.rejects(join()); // the first member does not come back
  await stack.disposeAsync();
  await second;
});

Deno.test("Server answers pipelined requests in their order", async () => {
  await withTopic(async (client) => {
    const fetch = encodeRequest(API.Fetch, 11, 1, "c", {
      maxWaitMs: 50,
      minBytes: 1,
      maxBytes: 1000,
      isolationLevel: 0,
      topics: [{ name: "t", partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }] }],
    });
    const metadata = encodeRequest(API.Metadata, 1, 2, "c", { topics: null });
    await client.send(new Uint8Array([...fetch, ...metadata]));
    const order = [await client.receive(), await client.receive()].map((payload) =>
      payload && new DataView(payload.buffer).getInt32(0)
    );
    assert.deepEqual(order, [1, 2]);
  });
});

Deno.test("Server waits for a client that reads its answers late", async () => {
  await withTopic(async (client) => {
    await client.produce("t", batchOf(["x".repeat(1_000_000)]));
    const fetch = encodeRequest(API.Fetch, 11, 1, "c", {
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 1 << 20,
      isolationLevel: 0,
      topics: [{ name: "t", partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1 << 20 }] }],
    });
    const count = 100;
    for (let i = 0; i < count; i++) await client.send(fetch);
    for (let i = 0; i < count; i++) assert.ok((await client.receive() ?? []).length > 1_000_000);
  });
});

Deno.test("Produce stores batches as they are and gives them consecutive offsets", async () => {
  await withTopic(async (client) => {
    for (const [i, codec] of (["none", "gzip", "snappy", "lz4", "zstd"] as const).entries()) {
      const answer = await client.produce("t", batchOf([`${codec} a`, `${codec} b`], { codec }));
      assert.deepEqual(answer, { errorCode: 0, baseOffset: 2 * i });
    }
    const { values, highWatermark } = await client.fetch("t", 3);
    assert.equal(highWatermark, 10);
    assert.deepEqual(values, ["gzip b", "snappy a", "snappy b", "lz4 a", "lz4 b", "zstd a", "zstd b"]);
  });
});

Deno.test("Produce refuses a corrupt batch, an old format, a control batch and two batches at once", async () => {
  await withTopic(async (client) => {
    const changed = (change: (bytes: Uint8Array) => void) => {
      const bytes = batchOf(["value"]);
      change(bytes);
      return bytes;
    };
    const produce = async (bytes: Uint8Array) => (await client.produce("t", bytes)).errorCode;
    assert.equal(await produce(changed((bytes) => bytes[64]! ^= 1)), ERROR.CORRUPT_MESSAGE);
    assert.equal(await produce(changed((bytes) => bytes[16] = 1)), ERROR.UNSUPPORTED_FOR_MESSAGE_FORMAT);
    assert.equal(await produce(batchOf(["value"]).subarray(0, 65)), ERROR.CORRUPT_MESSAGE);
    assert.equal(await produce(new Uint8Array(0)), ERROR.CORRUPT_MESSAGE);
    assert.equal(await produce(new Uint8Array([...batchOf(["a"]), ...batchOf(["b"])])), ERROR.INVALID_RECORD);
    assert.equal(await produce(batchOf(["x".repeat(1_100_000)])), ERROR.MESSAGE_TOO_LARGE);
    assert.equal((await client.produce("none", batchOf(["a"]))).errorCode, ERROR.UNKNOWN_TOPIC_OR_PARTITION);
    assert.equal((await client.fetch("t", 0)).highWatermark, 0);
  });
});

Deno.test("Produce drops an idempotent producer's repeat and refuses a gap", async () => {
  await withTopic(async (client) => {
    const { producerId, producerEpoch } = await client.call(API.InitProducerId, 1, {
      transactionalId: null,
      transactionTimeoutMs: -1,
    });
    const produce = (baseSequence: number, count: number, epoch = producerEpoch) =>
      client.produce("t", batchOf(Array(count).fill("v"), { producerId, producerEpoch: epoch, baseSequence }));
    assert.deepEqual(await produce(0, 2), { errorCode: 0, baseOffset: 0 });
    assert.deepEqual(await produce(2, 1), { errorCode: 0, baseOffset: 2 });
    assert.deepEqual(await produce(0, 2), { errorCode: 0, baseOffset: 0 }, "a repeat has its first offset");
    assert.equal((await produce(4, 1)).errorCode, ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assert.equal((await produce(3, 1, producerEpoch + 1)).errorCode, ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assert.deepEqual(await produce(0, 1, producerEpoch + 1), { errorCode: 0, baseOffset: 3 });
    assert.equal((await produce(3, 1)).errorCode, ERROR.INVALID_PRODUCER_EPOCH);
  });
});

Deno.test("Produce with acks 0 is not answered", async () => {
  await withTopic(async (client) => {
    await client.send(encodeRequest(API.Produce, 8, 77, "c", {
      acks: 0,
      timeoutMs: 1,
      topics: [{ name: "t", partitions: [{ partition: 0, records: batchOf(["a"]) }] }],
    }));
    assert.deepEqual((await client.fetch("t", 0, { maxWaitMs: 1000 })).values, ["a"]);
  });
});

Deno.test("Fetch waits for the first bytes and answers as soon as they are there", async () => {
  await withTopic(async (client, bootstrap) => {
    using other = await TestClient.connect(bootstrap);
    const started = performance.now();
    const waiting = client.fetch("t", 0, { maxWaitMs: 30_000 });
    await other.produce("t", batchOf(["late"]));
    assert.deepEqual((await waiting).values, ["late"]);
    assert.ok(performance.now() - started < 10_000);
  });
});

Deno.test("Fetch waits for minBytes, but not longer than maxWaitMs", async () => {
  await withTopic(async (client) => {
    await client.produce("t", batchOf(["a"]));
    const started = performance.now();
    const { values } = await client.fetch("t", 0, { maxWaitMs: 40, minBytes: 1000 });
    assert.ok(performance.now() - started >= 39);
    assert.deepEqual(values, ["a"]);
  });
});

Deno.test("Fetch answers at once when a partition is unknown or the offset out of range", async () => {
  await withTopic(async (client) => {
    assert.equal((await client.fetch("t", 5, { maxWaitMs: 60_000 })).errorCode, ERROR.OFFSET_OUT_OF_RANGE);
    assert.equal((await client.fetch("u", 0, { maxWaitMs: 60_000 })).errorCode, ERROR.UNKNOWN_TOPIC_OR_PARTITION);
  });
});

Deno.test("Fetch keeps to its limits but returns the first batch whole", async () => {
  await withTopic(async (client) => {
    for (const letter of ["a", "b", "c"]) await client.produce("t", batchOf([letter.repeat(1000)]));
    const lengths = async (partitionMaxBytes: number) =>
      (await client.fetch("t", 0, { partitionMaxBytes })).values.length;
    assert.equal(await lengths(10), 1);
    assert.equal(await lengths(2500), 2);
    assert.equal(await lengths(100_000), 3);
  });
});

Deno.test("ListOffsets finds the ends and the first record since a time, in a compressed batch too", async () => {
  await withTopic(async (client) => {
    await client.produce("t", batchOf(["a", "b", "c"], { timestamp: 100 }));
    await client.produce("t", batchOf(["d", "e", "f"], { timestamp: 200, codec: "gzip" }));
    assert.equal((await client.listOffset("t", -2)).offset, 0);
    assert.equal((await client.listOffset("t", -1)).offset, 6);
    assert.deepEqual(await client.listOffset("t", -3), { offset: 5, timestamp: 202 });
    assert.deepEqual(await client.listOffset("t", 101), { offset: 1, timestamp: 101 });
    assert.deepEqual(await client.listOffset("t", 150), { offset: 3, timestamp: 200 });
    assert.deepEqual(await client.listOffset("t", 201), { offset: 4, timestamp: 201 });
    assert.deepEqual(await client.listOffset("t", 203), { offset: -1, timestamp: -1 });
  });
});

Deno.test("DeleteRecords moves the start of the log, within a batch too", async () => {
  await withTopic(async (client) => {
    await client.produce("t", batchOf(["a", "b"]));
    await client.produce("t", batchOf(["c", "d"]));
    const deleteBefore = async (offset: number) => {
      const { topics } = await client.call(API.DeleteRecords, 2, {
        topics: [{ name: "t", partitions: [{ partition: 0, offset }] }],
        timeoutMs: 1000,
      });
      const { errorCode, lowWatermark } = topics[0]?.partitions[0] ?? {};
      return { errorCode, lowWatermark };
    };
    assert.deepEqual(await deleteBefore(3), { errorCode: 0, lowWatermark: 3 });
    assert.equal((await client.fetch("t", 2)).errorCode, ERROR.OFFSET_OUT_OF_RANGE);
    assert.deepEqual((await client.fetch("t", 3)).values, ["d"]);
    assert.deepEqual(await deleteBefore(5), { errorCode: ERROR.OFFSET_OUT_OF_RANGE, lowWatermark: -1 });
    assert.deepEqual(await deleteBefore(-1), { errorCode: 0, lowWatermark: 4 });
    assert.deepEqual(await client.produce("t", batchOf(["e"])), { errorCode: 0, baseOffset: 4 });
  });
});

Deno.test("Metadata names a controller and creates a topic only when it is asked to", async () => {
  await withTopic(async (client) => {
    const ask = (name: string, allowAutoTopicCreation: boolean) =>
      client.call(API.Metadata, 12, { topics: [{ topicId: "0".repeat(32), name }], allowAutoTopicCreation });
    const { brokers, controllerId, topics } = await ask("new", false);
    assert.equal(controllerId, brokers[0]?.nodeId);
    assert.equal(topics[0]?.errorCode, ERROR.UNKNOWN_TOPIC_OR_PARTITION);
    assert.equal((await ask("new", true)).topics[0]?.partitions.length, 1);
    assert.equal((await ask("not/a/name", true)).topics[0]?.errorCode, ERROR.INVALID_TOPIC_EXCEPTION);
    const all = await client.call(API.Metadata, 0, { topics: [] });
    assert.deepEqual(all.topics.map(({ name }) => name), ["t", "new"]);
    const byId = await client.call(API.Metadata, 12, {
      topics: [{ topicId: (await ask("t", false)).topics[0]?.topicId ?? "", name: null }],
    });
    assert.equal(byId.topics[0]?.name, "t");
  });
});

Deno.test("Metadata creates nothing when automatic creation is off", async () => {
  await using cluster = await serveCluster({ memory: true, autoCreate: false });
  using client = await TestClient.connect(cluster.bootstrap);
  const { topics } = await client.call(API.Metadata, 1, { topics: [{ topicId: "0".repeat(32), name: "new" }] });
  assert.equal(topics[0]?.errorCode, ERROR.UNKNOWN_TOPIC_OR_PARTITION);
});

Deno.test("CreateTopics refuses what cannot be and says why", async () => {
  await withTopic(async (client) => {
    const create = async (
      name: string,
      more: { numPartitions?: number; replicationFactor?: number; config?: string },
    ) => {
      const { topics } = await client.call(API.CreateTopics, 7, {
        topics: [{
          name,
          numPartitions: more.numPartitions ?? -1,
          replicationFactor: more.replicationFactor ?? -1,
          configs: more.config === undefined ? [] : [{ name: more.config, value: "x" }],
        }],
        timeoutMs: 1000,
      });
      return topics[0]?.errorCode;
    };
    assert.equal(await create("t", {}), ERROR.TOPIC_ALREADY_EXISTS);
    assert.equal(await create("a b", {}), ERROR.INVALID_TOPIC_EXCEPTION);
    assert.equal(await create("u", { numPartitions: 0 }), ERROR.INVALID_PARTITIONS);
    assert.equal(await create("u", { replicationFactor: 3 }), ERROR.INVALID_REPLICATION_FACTOR);
    assert.equal(await create("u", { config: "no.such" }), ERROR.INVALID_CONFIG);
    assert.equal(await create("u", { config: "retention.ms" }), ERROR.INVALID_CONFIG);
    assert.equal(await create("u", {}), ERROR.NONE);
  });
});

Deno.test("DescribeConfigs tells a topic's own configurations from defaults", async () => {
  await withTopic(async (client) => {
    await client.createTopic("kept", 1, { "retention.ms": "1000" });
    const { resources } = await client.call(API.DescribeConfigs, 4, {
      resources: [
        { resourceType: 2, resourceName: "kept", keys: ["retention.ms", "cleanup.policy"] },
        { resourceType: 2, resourceName: "none", keys: null },
      ],
    });
    assert.deepEqual(resources[0]?.configs.map(({ name, value, configSource }) => [name, value, configSource]), [
      ["cleanup.policy", "delete", 5],
      ["retention.ms", "1000", 1],
    ]);
    assert.equal(resources[1]?.errorCode, ERROR.UNKNOWN_TOPIC_OR_PARTITION);
  });
});

Deno.test("DeleteTopics and CreatePartitions change what Metadata shows", async () => {
  await withTopic(async (client) => {
    const grown = await client.call(API.CreatePartitions, 3, { topics: [{ name: "t", count: 3 }], timeoutMs: 1 });
    assert.equal(grown.topics[0]?.errorCode, 0);
    const shrunk = await client.call(API.CreatePartitions, 3, { topics: [{ name: "t", count: 2 }], timeoutMs: 1 });
    assert.equal(shrunk.topics[0]?.errorCode, ERROR.INVALID_PARTITIONS);
    const before = await client.call(API.Metadata, 9, { topics: null });
    assert.equal(before.topics[0]?.partitions.length, 3);
    await client.produce("t", batchOf(["old"]));
    const deleted = await client.call(API.DeleteTopics, 5, { topicNames: ["t", "none"], timeoutMs: 1 });
    assert.deepEqual(deleted.topics.map(({ errorCode }) => errorCode), [0, ERROR.UNKNOWN_TOPIC_OR_PARTITION]);
    await client.createTopic("t");
    assert.deepEqual((await client.fetch("t", 0)).values, []);
  });
});
