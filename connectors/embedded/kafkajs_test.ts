/** The cluster as kafkajs sees it: an independent client. */
import assert from "node:assert/strict";
import process from "node:process";
import { type Consumer, Kafka, type KafkaConfig, logLevel, Partitioners } from "kafkajs";
import { serveCluster } from "./serve.ts";
import { until } from "./test_client.ts";

process.env["KAFKAJS_NO_PARTITIONER_WARNING"] = "1";

const kafkaAt = (bootstrap: string, more: Partial<KafkaConfig> = {}) =>
  new Kafka({ brokers: [bootstrap], clientId: "test", logLevel: logLevel.NOTHING, retry: { retries: 2 }, ...more });

// A consumer waits for its last Fetch before it disconnects.
const CONSUMER = { sessionTimeout: 10_000, heartbeatInterval: 300, maxWaitTimeInMs: 100 };

// kafkajs leaves timers of its request queues behind when it disconnects.
const LEAKY = { sanitizeOps: false, sanitizeResources: false };

async function collect(consumer: Consumer, count: number, topic = "t"): Promise<string[]> {
  const seen: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage({ partition, message }) {
      seen.push(`${partition}:${message.value}`);
      return Promise.resolve();
    },
  });
  await until(() => seen.length >= count);
  return seen.sort();
}

Deno.test("the cluster serves kafkajs' admin, producer and consumer group", LEAKY, async () => {
  await using cluster = await serveCluster({ memory: true });
  const kafka = kafkaAt(cluster.bootstrap);
  const admin = kafka.admin();
  await admin.connect();
  assert.equal(await admin.createTopics({ topics: [{ topic: "t", numPartitions: 2 }] }), true);
  assert.equal(await admin.createTopics({ topics: [{ topic: "t", numPartitions: 2 }] }), false);
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true });
  await producer.connect();
  const sent = ["a", "b", "c", "d"];
  await producer.send({ topic: "t", messages: sent.map((value, i) => ({ value, partition: i % 2 })) });
  await producer.disconnect();
  const consumer = kafka.consumer({ ...CONSUMER, groupId: "g" });
  assert.deepEqual(await collect(consumer, 4), ["0:a", "0:c", "1:b", "1:d"]);
  const { groups } = await admin.describeGroups(["g"]);
  assert.deepEqual([groups[0]?.state, groups[0]?.members.length], ["Stable", 1]);
  await consumer.disconnect();
  const [offsets] = await admin.fetchOffsets({ groupId: "g", topics: ["t"] });
  assert.deepEqual(offsets?.partitions.map(({ offset }) => offset).sort(), ["2", "2"]);
  assert.deepEqual((await admin.listGroups()).groups.map(({ groupId }) => groupId), ["g"]);
  await admin.deleteGroups(["g"]);
  assert.deepEqual((await admin.listGroups()).groups, []);
  await admin.createPartitions({ topicPartitions: [{ topic: "t", count: 3 }] });
  await admin.deleteTopicRecords({ topic: "t", partitions: [{ partition: 0, offset: "1" }] });
  const low = (await admin.fetchTopicOffsets("t")).sort((one, other) => one.partition - other.partition);
  assert.deepEqual(low.map(({ low, high }) => [low, high]), [["1", "2"], ["0", "2"], ["0", "0"]]);
  await admin.deleteTopics({ topics: ["t"] });
  assert.deepEqual(await admin.listTopics(), []);
  await admin.disconnect();
});

Deno.test("the cluster shares a topic between two members of a kafkajs group", LEAKY, async () => {
  await using cluster = await serveCluster({ memory: true });
  const kafka = kafkaAt(cluster.bootstrap);
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: "t", numPartitions: 2 }] });
  const consumers = [1, 2].map(() => kafka.consumer({ ...CONSUMER, groupId: "g" }));
  await Promise.all(consumers.map((consumer) => collect(consumer, 0)));
  await until(async () => {
    const { groups: [group] } = await admin.describeGroups(["g"]);
    return group?.state === "Stable" && group.members.length === 2;
  });
  await Promise.all(consumers.map((consumer) => consumer.disconnect()));
  await admin.disconnect();
});

Deno.test("the cluster keeps kafkajs' transactions: committed ones show, aborted ones do not", LEAKY, async () => {
  await using cluster = await serveCluster({ memory: true });
  const kafka = kafkaAt(cluster.bootstrap);
  const producer = kafka.producer({
    transactionalId: "tx",
    maxInFlightRequests: 1,
    idempotent: true,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  for (const [value, commit] of [["one", true], ["two", false], ["three", true]] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: "t", messages: [{ value }] });
    const partitions = [{ partition: 0, offset: value === "two" ? "99" : "7" }];
    await transaction.sendOffsets({ consumerGroupId: "source", topics: [{ topic: "t", partitions }] });
    await (commit ? transaction.commit() : transaction.abort());
  }
  await producer.disconnect();
  assert.deepEqual(await collectAll(kafka), ["0:one", "0:three"]);
  const admin = kafka.admin();
  await admin.connect();
  const [offsets] = await admin.fetchOffsets({ groupId: "source", topics: ["t"] });
  assert.equal(offsets?.partitions[0]?.offset, "7");
  await admin.disconnect();
});

async function collectAll(kafka: Kafka): Promise<string[]> {
  const consumer = kafka.consumer({ ...CONSUMER, groupId: "reader", readUncommitted: false });
  try {
    return await collect(consumer, 2);
  } finally {
    await consumer.disconnect();
  }
}

Deno.test("the cluster lets kafkajs log in over TLS with each mechanism, and nobody else", LEAKY, async () => {
  await using cluster = await serveCluster({ memory: true, tls: true, sasl: { user: "ann", password: "se,cr=et" } });
  const ssl = { ca: [await Deno.readTextFile(cluster.ca ?? "")] };
  const listTopics = async (more: Partial<KafkaConfig>) => {
    const admin = kafkaAt(cluster.bootstrap, { connectionTimeout: 2000, retry: { retries: 0 }, ...more }).admin();
    try {
      await admin.connect();
      return await admin.listTopics();
    } finally {
      await admin.disconnect();
    }
  };
  for (const mechanism of ["plain", "scram-sha-256", "scram-sha-512"] as const) {
    const login = (username: string, password: string) =>
      ({ ssl, sasl: { mechanism, username, password } }) as Partial<KafkaConfig>;
    assert.deepEqual(await listTopics(login("ann", "se,cr=et")), []);
    await assert.rejects(listTopics(login("ann", "wrong")), /authentication failed|invalid credentials/i);
    await assert.rejects(listTopics(login("bob", "se,cr=et")), /authentication failed|invalid credentials/i);
  }
  await assert.rejects(listTopics({ ssl }), "nobody enters without a login");
  await assert.rejects(listTopics({ ssl: true }), /certificate/i);
});
