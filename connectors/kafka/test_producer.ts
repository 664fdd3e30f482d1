/** A producer in front of a fake cluster, for tests. */
import { KafkaCluster } from "./cluster.ts";
import { FakeCluster } from "./fake_cluster.ts";
import { Producer, type ProducerOptions } from "./producer.ts";
import { BatchReader } from "./records/batch_reader.ts";

const utf8 = new TextEncoder();
export const TOPIC = "orders";

/** A producer of its own cluster; `leaders` by partition. */
export async function opened(leaders: readonly number[], options: Partial<ProducerOptions> = {}) {
  const fake = new FakeCluster(Math.max(...leaders));
  fake.create(TOPIC, leaders);
  const cluster = await KafkaCluster.connect({ bootstrap: fake.bootstrap });
  const producer = await Producer.open(cluster, { topic: TOPIC, ...options });
  return {
    fake,
    cluster,
    producer,
    async [Symbol.asyncDispose]() {
      await producer[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
}

/** Without a key: of the partition, or where the producer likes. */
export function write(
  producer: Producer,
  value: string | null,
  key?: string,
  partition?: number,
): void | Promise<void> {
  const out = producer.begin(1000, key === undefined ? undefined : utf8.encode(key), partition);
  if (value === null) return producer.endNull();
  out.appendText(value);
  return producer.end();
}

/** The values a partition holds, in order. */
export function stored(fake: FakeCluster, partition: number): (string | null)[] {
  const reader = new BatchReader(TOPIC, partition);
  const values: (string | null)[] = [];
  for (const { bytes, base } of fake.partition(TOPIC, partition).batches) {
    reader.load({ bytes: new Uint8Array(bytes), start: 0, end: bytes.length, from: base });
    for (let records = reader.next(); records; records = reader.next()) {
      for (let i = 0; i < records.count; i++) {
        const start = records.valueStart[i] ?? -1;
        values.push(start < 0 ? null : new TextDecoder().decode(records.data.subarray(start, records.valueEnd[i])));
      }
    }
  }
  return values;
}
