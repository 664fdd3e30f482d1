/** A Kafka table being written: rows to records, at least once or in the pipeline's transactions. */
import type { ConnectionState, Sink, SinkRequest } from "../connector.ts";
import type { Batch } from "../../schema/batch.ts";
import { ByteWriter } from "../../schema/byte_writer.ts";
import { InternalError } from "../../schema/errors.ts";
import type { KafkaCluster, TopicMetadata } from "./cluster.ts";
import { isLocal, openCluster } from "./open_cluster.ts";
import type { KafkaTableOptions } from "./options.ts";
import { Producer, type ProducerOptions } from "./producer.ts";
import { KafkaOutbox, OutboxWriter } from "./sink_outbox.ts";
import { KafkaTransactions } from "./sink_transactions.ts";
import { createTopic } from "./topics.ts";
import type { TransactionalWriter } from "./transactions/writer.ts";

export class KafkaSink implements Sink {
  readonly #request: SinkRequest<KafkaTableOptions>;
  readonly #keyBytes = new ByteWriter(64);
  #cluster: KafkaCluster | undefined;
  /** A producer of its own, or the writer that all tables of the topic share in a transaction, or on their way to one. */
  #producer: Producer | TransactionalWriter | OutboxWriter | undefined;

  constructor(request: SinkRequest<KafkaTableOptions>) {
    this.#request = request;
  }

  async prepare(signal: AbortSignal): Promise<void> {
    const { transactions, options } = this.#request;
    if (!(transactions instanceof KafkaTransactions || transactions instanceof KafkaOutbox)) return;
    const cluster = await transactions.connect(signal);
    await this.#topic(cluster, signal);
    const { acks: _, ...producing } = producerOptions(options);
    this.#producer = transactions.writer({ topic: options.topic, ...producing });
  }

  async open(signal: AbortSignal): Promise<void> {
    const { connection, options, environment, transactions } = this.#request;
    if (transactions !== undefined) return;
    if (connection === undefined) throw new InternalError("A Kafka table has no connection");
    const cluster = await openCluster(connection, environment, signal, options.client_configs["client.id"]);
    this.#cluster = cluster;
    await this.#topic(cluster, signal);
    this.#producer = await Producer.open(cluster, { topic: options.topic, ...producerOptions(options) }, signal);
  }

  async #topic(cluster: KafkaCluster, signal: AbortSignal): Promise<TopicMetadata> {
    const { options: { topic, "topic.partitions": partitions } } = this.#request;
    if (createsTopic(this.#request) && await cluster.refresh(topic, signal) === undefined) {
      return await createTopic(cluster, { topic, partitions }, signal);
    }
    return await cluster.topic(topic, signal);
  }

  write(batch: Batch): void | Promise<void> {
    const producer = this.#producer;
    if (producer === undefined) throw new InternalError("The sink is not open");
    const { value, key, timestamp } = this.#request;
    const times = timestamp === undefined ? undefined : batch.columns[timestamp];
    value.bind(batch);
    key?.bind(batch);
    let wait: Promise<void> | undefined;
    for (let row = 0; row < batch.length; row++) {
      if (value.speaks?.(row) === false) continue;
      const time = times?.kind === "int64" && times.valid?.[row] !== 0
        ? times.halves[2 * row + 1]! * 4294967296 + (times.halves[2 * row]! >>> 0) // row < length
        : this.#request.environment.now();
      const out = producer.begin(time, key === undefined ? null : this.#key(row));
      const ended = value.encode(row, out) ? producer.end() : producer.endNull();
      if (!(ended instanceof Promise)) continue;
      wait?.catch(() => {}); // they fail together, and the last one tells
      wait = ended;
    }
    return wait;
  }

  #key(row: number): Uint8Array | null {
    this.#keyBytes.clear();
    return this.#request.key?.encode(row, this.#keyBytes) ? this.#keyBytes.written() : null;
  }

  async flush(): Promise<void> {
    await this.#producer?.flush();
  }

  state(): ConnectionState {
    return this.#producer?.state ?? { kind: "connected" };
  }

  written(): number {
    return this.#producer?.acknowledged ?? 0;
  }

  isFull(): boolean {
    return this.#producer instanceof OutboxWriter && this.#producer.isFull;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#producer instanceof Producer) await this.#producer[Symbol.asyncDispose]();
    await this.#cluster?.[Symbol.asyncDispose]();
  }
}

/** Whether a missing topic is created. */
export function createsTopic(
  { connection, options }: Pick<SinkRequest<KafkaTableOptions>, "connection" | "options">,
): boolean {
  return options["topic.create"] ?? (connection !== undefined && isLocal(connection));
}

/** What `client_configs` says of producing. */
export function producerOptions({ client_configs: configs }: KafkaTableOptions): Omit<ProducerOptions, "topic"> {
  const acks = configs.acks === "0" ? 0 : configs.acks === "1" ? 1 : "all";
  return {
    acks,
    ...(configs["compression.type"] !== undefined && { compression: configs["compression.type"] }),
    ...(configs["linger.ms"] !== undefined && { lingerMs: configs["linger.ms"] }),
    ...(configs["batch.size"] !== undefined && { batchBytes: configs["batch.size"] }),
  };
}
