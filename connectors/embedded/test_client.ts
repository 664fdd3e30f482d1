/** A bare Kafka client for this folder's tests: one connection, any request in any version. */
import { API, type Api } from "../kafka/protocol/api.ts";
import { decodeResponse, encodeRequest } from "../kafka/protocol/frames.ts";
import type { Type } from "../kafka/protocol/schema.ts";
import { BatchReader } from "../kafka/records/batch_reader.ts";
import { BatchWriter, type SealOptions } from "../kafka/records/batch_writer.ts";

export class TestClient implements Disposable {
  readonly #conn: Deno.Conn;
  #correlationId = 0;

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  static async connect(bootstrap: string): Promise<TestClient> {
    const [hostname = "", port] = bootstrap.split(":");
    const conn = await Deno.connect({ hostname, port: Number(port) });
    conn.setNoDelay(true);
    return new TestClient(conn);
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }

  /** Sends a request and reads its answer; one at a time. */
  async call<Q, In, Out, S>(api: Api<Type<Q, In>, Type<Out, S>>, version: number, body: In): Promise<Out> {
    await this.send(encodeRequest(api, version, ++this.#correlationId, "test", body));
    const payload = await this.receive();
    if (!payload) throw new Error(`The broker closed the connection instead of answering ${api.name} v${version}`);
    return decodeResponse(api, version, payload);
  }

  async send(frame: Uint8Array): Promise<void> {
    for (let sent = 0; sent < frame.length;) sent += await this.#conn.write(frame.subarray(sent));
  }

  /** The next frame's payload; undefined when the broker has closed the connection. */
  async receive(): Promise<Uint8Array | undefined> {
    const head = await this.#read(4);
    return head && await this.#read(new DataView(head.buffer).getInt32(0));
  }

  async createTopic(name: string, partitions = 1, configs: Record<string, string> = {}): Promise<void> {
    const { topics } = await this.call(API.CreateTopics, 5, {
      topics: [{
        name,
        numPartitions: partitions,
        replicationFactor: 1,
        configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
      }],
      timeoutMs: 1000,
    });
    if (topics[0]?.errorCode !== 0) throw new Error(`CreateTopics: ${topics[0]?.errorCode} ${topics[0]?.errorMessage}`);
  }

  async produce(topic: string, records: Uint8Array, transactionalId: string | null = null, partition = 0) {
    const { topics } = await this.call(API.Produce, 8, {
      transactionalId,
      acks: -1,
      timeoutMs: 1000,
      topics: [{ name: topic, partitions: [{ partition, records }] }],
    });
    const { errorCode = -2, baseOffset = -2 } = topics[0]?.partitions[0] ?? {};
    return { errorCode, baseOffset };
  }

  async fetch(topic: string, offset: number, options: Partial<FetchOptions> = {}) {
    const { topics } = await this.call(API.Fetch, 11, {
      maxWaitMs: options.maxWaitMs ?? 0,
      minBytes: options.minBytes ?? 1,
      maxBytes: options.maxBytes ?? 1 << 20,
      isolationLevel: options.committed ? 1 : 0,
      topics: [{
        name: topic,
        partitions: [{ partition: 0, fetchOffset: offset, partitionMaxBytes: options.partitionMaxBytes ?? 1 << 20 }],
      }],
    });
    const fetched = topics[0]?.partitions[0];
    if (!fetched) throw new Error("Fetch answered nothing");
    const aborted = fetched.abortedTransactions ?? [];
    return { ...fetched, values: valuesIn(topic, offset, fetched.records ?? new Uint8Array(0), aborted) };
  }

  async listOffset(topic: string, timestamp: number, committed = false) {
    const { topics } = await this.call(API.ListOffsets, 7, {
      isolationLevel: committed ? 1 : 0,
      topics: [{ name: topic, partitions: [{ partition: 0, timestamp }] }],
    });
    const { offset, timestamp: found } = topics[0]?.partitions[0] ?? {};
    return { offset, timestamp: found };
  }

  async #read(length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = new Uint8Array(length);
    for (let read = 0; read < length;) {
      const count = await this.#conn.read(bytes.subarray(read)).catch(() => null);
      if (count === null) return undefined;
      read += count;
    }
    return bytes;
  }
}

export interface FetchOptions {
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly partitionMaxBytes: number;
  readonly committed: boolean;
}

/** One batch of texts. `timestamp` of the first, the others one millisecond later each. */
export function batchOf(values: readonly string[], options: SealOptions & { timestamp?: number } = {}): Uint8Array {
  const writer = new BatchWriter();
  values.forEach((value, i) => {
    writer.begin((options.timestamp ?? 1000) + i);
    writer.bytes.append(new TextEncoder().encode(value));
    writer.end();
  });
  return writer.seal(options).slice();
}

function valuesIn(
  topic: string,
  from: number,
  bytes: Uint8Array,
  aborted: readonly { readonly producerId: number; readonly firstOffset: number }[],
): string[] {
  const reader = new BatchReader(topic, 0);
  reader.load({ bytes: bytes.slice(), start: 0, end: bytes.length, from, aborted });
  const values: string[] = [];
  for (let records = reader.next(); records; records = reader.next()) {
    for (let i = 0; i < records.count; i++) {
      values.push(new TextDecoder().decode(records.data.subarray(records.valueStart[i], records.valueEnd[i])));
    }
  }
  return values;
}

/** Polls until a condition holds; throws after `milliseconds`. */
export async function until(condition: () => Promise<boolean> | boolean, milliseconds = 5000): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!await condition()) {
    if (performance.now() > deadline) throw new Error("The condition did not come to hold");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
