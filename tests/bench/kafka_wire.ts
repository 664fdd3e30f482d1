/**
 * The Kafka client alone, against kafkajs: values are delivered and counted, or ready bytes are written. The broker is
 * the embedded cluster in its worker, or a real one when KAFKA_BOOTSTRAP names it.
 *
 *     deno run -A --v8-flags=--expose-gc tests/bench/kafka_wire.ts
 */
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { Buffer } from "node:buffer";
import { startCluster } from "../../connectors/embedded/cluster.ts";
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { Fetcher } from "../../connectors/kafka/fetcher.ts";
import { Producer } from "../../connectors/kafka/producer.ts";
import { createTopic } from "../../connectors/kafka/topics.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { bidRecords } from "./bids.ts";

const RECORDS = 400_000;
/** Records in one kafkajs `send`: what a user would choose for throughput. */
const SEND = 1000;

export interface WireTables {
  readonly consume: BenchTable;
  readonly produce: BenchTable;
}

export async function benchWire(options: BenchOptions = {}): Promise<WireTables> {
  const given = Deno.env.get("KAFKA_BOOTSTRAP");
  await using server = given === undefined ? await startCluster({ memory: true }) : undefined;
  const bootstrap = given ?? server?.bootstrap ?? "";
  await using cluster = await KafkaCluster.connect({ bootstrap: [bootstrap] });
  const input = `bench-in-${Date.now()}`;
  const output = `bench-out-${Date.now()}`;
  for (const topic of [input, output]) await createTopic(cluster, { topic, partitions: 1 });
  const values = bidValues();
  await using producer = await Producer.open(cluster, { topic: input });
  await write(producer, values);
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING });
  const consumers = await kafkajsConsume(kafka, input);
  const consume = await bench("consume, values untouched", [
    consumers,
    { name: "sluice, CRC checked", records: RECORDS, run: () => ownConsume(cluster, input, true) },
    { name: "sluice, check.crcs=false", records: RECORDS, run: () => ownConsume(cluster, input, false) },
  ], options);
  await consumers.close();
  const theirs = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await theirs.connect();
  await using ours = await Producer.open(cluster, { topic: output });
  const buffers = values.map((value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength));
  const produce = await bench("produce ready bytes, acks=all", [
    {
      name: `kafkajs send, ${SEND} a call`,
      records: RECORDS,
      async run() {
        for (let i = 0; i < RECORDS; i += SEND) {
          const messages = buffers.slice(i, i + SEND).map((value) => ({ value }));
          await theirs.send({ topic: output, acks: -1, messages });
        }
        return RECORDS;
      },
    },
    { name: "sluice", records: RECORDS, run: () => write(ours, values) },
  ], options);
  await theirs.disconnect();
  return { consume, produce };
}

/** Writes all values and waits for the acknowledgements; answers how many. */
async function write(producer: Producer, values: readonly Uint8Array[]): Promise<number> {
  const before = producer.acknowledged;
  const now = Date.now();
  for (const value of values) {
    producer.begin(now).append(value);
    const wait = producer.end();
    if (wait) await wait;
  }
  await producer.flush();
  return producer.acknowledged - before;
}

async function ownConsume(cluster: KafkaCluster, topic: string, checkCrcs: boolean): Promise<number> {
  const fetcher = new Fetcher(cluster, {
    topic,
    positions: new Map([[0, 0]]),
    until: new Map([[0, RECORDS]]),
    checkCrcs,
  });
  let sum = 0;
  for await (const event of fetcher.read()) {
    if (event.kind !== "records") continue;
    const { count, valueStart, valueEnd } = event.records;
    for (let i = 0; i < count; i++) sum += valueEnd[i]! - valueStart[i]!; // i < count
  }
  return sum;
}

/** One consumer for all rounds, sent back to the beginning for each: joining a group is not what is measured. */
async function kafkajsConsume(kafka: Kafka, topic: string): Promise<Case & { close(): Promise<void> }> {
  const consumer = kafka.consumer({ groupId: `bench-${Date.now()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let sum = 0;
  let count = 0;
  let done = Promise.withResolvers<number>();
  await consumer.run({
    autoCommit: false,
    eachBatch({ batch }) {
      for (const { value } of batch.messages) sum += value?.length ?? 0;
      count += batch.messages.length;
      if (count >= RECORDS) {
        consumer.pause([{ topic }]);
        done.resolve(sum);
      }
      return Promise.resolve();
    },
  });
  await done.promise; // the group is joined, and has read once
  return {
    name: "kafkajs eachBatch",
    records: RECORDS,
    run() {
      sum = count = 0;
      done = Promise.withResolvers();
      consumer.seek({ topic, partition: 0, offset: "0" });
      consumer.resume([{ topic }]);
      return done.promise;
    },
    close: () => consumer.disconnect(),
  };
}

function bidValues(): Uint8Array[] {
  const { data, count, valueStart, valueEnd } = bidRecords(RECORDS);
  return Array.from({ length: count }, (_, i) => data.subarray(valueStart[i], valueEnd[i]));
}

if (import.meta.main) {
  Deno.env.set("KAFKAJS_NO_PARTITIONER_WARNING", "1");
  const { consume, produce } = await benchWire();
  // deno-lint-ignore no-console
  console.log(`${benchText(consume)}\n\n${benchText(produce)}`);
  Deno.exit(0); // kafkajs leaves timers behind
}
