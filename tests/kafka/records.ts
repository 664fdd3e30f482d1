/** Topics, written and read by our own wire layer. */
import type { Records } from "../../schema/records.ts";
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { Fetcher, type FetcherOptions } from "../../connectors/kafka/fetcher.ts";
import { listOffsets } from "../../connectors/kafka/offsets.ts";
import { Producer, type ProducerOptions } from "../../connectors/kafka/producer.ts";
import { API } from "../../connectors/kafka/protocol/api.ts";
import * as HEADER from "../../connectors/kafka/protocol/batch_header.ts";
import { CODECS } from "../../connectors/kafka/records/codecs.ts";
import { readHeaders, writeHeaders } from "../../connectors/kafka/records/headers.ts";
import { createTopic, type NewTopic } from "../../connectors/kafka/topics.ts";
import { readTarget } from "./target.ts";

export interface TestRecord {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [string, string | null])[];
}

export interface NewRecord {
  readonly key?: string | null;
  readonly value: string | null;
  readonly timestamp?: number;
  readonly headers?: readonly (readonly [string, string | null])[];
  /** Absent: the partitioner chooses. */
  readonly partition?: number;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export function connect(): Promise<KafkaCluster> {
  return KafkaCluster.connect({ bootstrap: readTarget().bootstrap.split(",") });
}

const run = crypto.randomUUID().slice(0, 6);
let topics = 0;

/** A new topic; its name begins with `name`. */
export async function newTopic(name: string, more: Omit<NewTopic, "topic"> = {}): Promise<string> {
  await using cluster = await connect();
  const topic = `${name}-${run}-${++topics}`;
  await createTopic(cluster, { topic, partitions: 1, ...more });
  return topic;
}

type ReadOptions = Partial<Omit<FetcherOptions, "topic">> & {
  readonly onRecords?: (records: Records) => void;
};

/** Reads a topic from its beginning (or `positions`) to its present end. */
export async function readChunks(topic: string, { onRecords, ...options }: ReadOptions): Promise<void> {
  await using cluster = await connect();
  const { partitions } = await cluster.topic(topic);
  const numbers = [...options.positions?.keys() ?? partitions.map(({ partition }) => partition)];
  const { readCommitted = false } = options;
  const positions = options.positions ?? await listOffsets(cluster, topic, numbers, "earliest");
  const until = options.until ?? await listOffsets(cluster, topic, numbers, "latest", { readCommitted });
  await using fetcher = new Fetcher(cluster, { topic, keys: true, headers: true, ...options, positions, until });
  for await (const event of fetcher.read(AbortSignal.timeout(120_000))) {
    if (event.kind === "records") onRecords?.(event.records);
  }
}

/** As {@link readChunks}: the records by partition and offset. */
export async function readTopic(topic: string, options: ReadOptions = {}): Promise<TestRecord[]> {
  const found: TestRecord[] = [];
  await readChunks(topic, {
    ...options,
    onRecords: (records) => {
      for (const record of recordsIn(records)) found.push(record);
    },
  });
  return found.sort((one, other) => one.partition - other.partition || one.offset - other.offset);
}

function recordsIn(records: Records): TestRecord[] {
  const { data, partition, valueStart, valueEnd, keyStart, keyEnd, headersStart, headersEnd } = records;
  const text = (start = -1, end = -1) => start < 0 ? null : decoder.decode(data.subarray(start, end));
  return Array.from({ length: records.count }, (_, i) => ({
    partition,
    offset: records.offset[i] ?? -1,
    timestamp: records.timestamp[i] ?? -1,
    key: text(keyStart?.[i], keyEnd?.[i]),
    value: text(valueStart[i], valueEnd[i]),
    headers: readHeaders(data, headersStart?.[i] ?? 0, headersEnd?.[i] ?? 0)
      .map(([name, value]) => [name, value && decoder.decode(value)] as const),
  }));
}

/** Writes records and waits until they are acknowledged. */
export async function writeTopic(
  topic: string,
  records: Iterable<NewRecord>,
  options: Partial<Omit<ProducerOptions, "topic">> = {},
): Promise<void> {
  await using cluster = await connect();
  await using producer = await Producer.open(cluster, { topic, ...options });
  for (const { key = null, value, timestamp = Date.now(), headers = [], partition } of records) {
    const out = producer.begin(timestamp, key === null ? null : encoder.encode(key), partition);
    if (value !== null) out.append(encoder.encode(value));
    const encoded = headers.map(([name, text]) => [name, text === null ? null : encoder.encode(text)] as const);
    const bytes = encoded.length === 0 ? undefined : writeHeaders(encoded);
    await (value === null ? producer.endNull(bytes) : producer.end(bytes));
  }
  await producer.flush();
}

export interface BatchFacts {
  readonly baseOffset: number;
  /** 0: compaction has removed all records. */
  readonly count: number;
  readonly codec: string | undefined;
  readonly control: boolean;
  readonly transactional: boolean;
}

/** The headers of the batches in one answer to a Fetch of partition 0, read without the decoder that is tested. */
export async function batchesOf(topic: string, from = 0): Promise<BatchFacts[]> {
  await using cluster = await connect();
  const { partitions } = await cluster.topic(topic);
  const answer = await cluster.request(API.Fetch, {
    maxWaitMs: 100,
    minBytes: 1,
    maxBytes: 32 << 20,
    isolationLevel: 0,
    topics: [{ name: topic, partitions: [{ partition: 0, fetchOffset: from, partitionMaxBytes: 32 << 20 }] }],
  }, { node: partitions[0]?.leader ?? -1, maxVersion: 11 });
  const bytes = answer.topics[0]?.partitions[0]?.records ?? new Uint8Array(0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const batches: BatchFacts[] = [];
  for (let at = 0; at + HEADER.HEADER_LENGTH <= bytes.length;) {
    const end = at + HEADER.LENGTH_OVERHEAD + view.getInt32(at + HEADER.BATCH_LENGTH);
    if (end > bytes.length) break;
    const attributes = view.getInt16(at + HEADER.ATTRIBUTES);
    batches.push({
      baseOffset: Number(view.getBigInt64(at + HEADER.BASE_OFFSET)),
      count: view.getInt32(at + HEADER.RECORD_COUNT),
      codec: CODECS[attributes & HEADER.COMPRESSION_MASK],
      control: (attributes & HEADER.CONTROL_FLAG) !== 0,
      transactional: (attributes & HEADER.TRANSACTIONAL_FLAG) !== 0,
    });
    at = end;
  }
  return batches;
}
