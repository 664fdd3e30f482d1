/** Topics full of bids, and the definitions and peers that read them. */
import { Buffer } from "node:buffer";
import type { EachBatchPayload, Kafka } from "kafkajs";
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { Fetcher } from "../../connectors/kafka/fetcher.ts";
import { Producer } from "../../connectors/kafka/producer.ts";
import { createTopic } from "../../connectors/kafka/topics.ts";
import { bidRecords } from "./bids.ts";

/** Columns of a table of bids: all NOT NULL. */
export const BID_COLUMNS = `(auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL,
  channel TEXT NOT NULL, url TEXT NOT NULL, "dateTime" TIMESTAMP NOT NULL, extra TEXT NOT NULL)`;

/** About a thousand bids: what a producer sends that is set up for throughput. */
const BATCH_BYTES = 230_000;

/** Connection options of a table on this broker. */
export function onBroker(bootstrap: string): string {
  return `connector = 'kafka', bootstrap_servers = '${bootstrap}', format = 'json'`;
}

/** A new topic of one partition with `count` bids. */
export async function fillTopic(bootstrap: string, topic: string, count: number): Promise<void> {
  await using cluster = await KafkaCluster.connect({ bootstrap: [bootstrap] });
  await createTopic(cluster, { topic, partitions: 1 });
  await using producer = await Producer.open(cluster, { topic, batchBytes: BATCH_BYTES });
  const { data, valueStart, valueEnd } = bidRecords(count);
  const now = Date.now();
  for (let i = 0; i < count; i++) {
    producer.begin(now).append(data, valueStart[i], valueEnd[i]);
    const wait = producer.end();
    if (wait) await wait;
  }
  await producer.flush();
}

/** Number and content of a topic's records up to its end. */
export async function topicDigest(bootstrap: string, topic: string, until: number): Promise<string> {
  await using cluster = await KafkaCluster.connect({ bootstrap: [bootstrap] });
  await using fetcher = new Fetcher(cluster, { topic, positions: new Map([[0, 0]]), until: new Map([[0, until]]) });
  let hash = 0;
  let total = 0;
  for await (const event of fetcher.read()) {
    if (event.kind !== "records") continue;
    const { count, data, valueStart, valueEnd } = event.records;
    total += count;
    for (let i = 0; i < count; i++) {
      for (let at = valueStart[i]!; at < valueEnd[i]!; at++) hash = (Math.imul(hash, 31) + data[at]!) | 0; // i < count
    }
  }
  return `${total} records, hash ${hash >>> 0}`;
}

/**
 * A kafkajs consumer that is sent back to the beginning for each pass: joining a group is not what is measured. A pass ends
 * when `eachBatch` has been called with `count` records.
 */
export async function kafkajsPasses(
  kafka: Kafka,
  topic: string,
  count: number,
  eachBatch: (payload: EachBatchPayload) => void | Promise<void>,
): Promise<{ pass(): Promise<void>; close(): Promise<void> }> {
  const consumer = kafka.consumer({ groupId: `bench-${Date.now()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let seen = 0;
  let work: typeof eachBatch = () => {};
  let done = Promise.withResolvers<void>();
  await consumer.run({
    autoCommit: false,
    async eachBatch(payload) {
      await work(payload);
      seen += payload.batch.messages.length;
      if (seen < count) return;
      consumer.pause([{ topic }]);
      done.resolve();
    },
  });
  await done.promise; // the group is joined, and has read once without doing anything
  work = eachBatch;
  return {
    pass() {
      seen = 0;
      done = Promise.withResolvers();
      consumer.seek({ topic, partition: 0, offset: "0" });
      consumer.resume([{ topic }]);
      return done.promise;
    },
    close: () => consumer.disconnect(),
  };
}

/** A message of kafkajs as text, the way that costs it least. */
export function textOf(value: Uint8Array | null): string {
  return value === null ? "null" : Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("utf8");
}
