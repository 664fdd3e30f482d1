/** Writes records to one topic: in order per partition, each at least once, once per producer identity. */
import type { ByteWriter } from "../../schema/byte_writer.ts";
import { ConnectorError } from "../../schema/errors.ts";
import type { ConnectionState } from "../connector.ts";
import type { KafkaCluster, TopicMetadata } from "./cluster.ts";
import { fillProduceFrame, produceHeader } from "./produce_frame.ts";
import { ProduceDispatcher } from "./produce_dispatcher.ts";
import { ProduceBacklog } from "./produce_backlog.ts";
import { ProducePartition, type SealedBatch } from "./produce_partition.ts";
import { initProducerId, type ProducerIdentity } from "./producer_id.ts";
import { BatchWriter } from "./records/batch_writer.ts";
import type { CodecName } from "./records/codecs.ts";
import { partition as partitionOf } from "./records/partitioner.ts";
import { halveBatch } from "./records/rewrite.ts";

export type { ProducerIdentity } from "./producer_id.ts";

export interface ProducerOptions {
  readonly topic: string;
  /** `all` (the default): acknowledged by all in-sync replicas, and never doubled by resending. */
  readonly acks?: "all" | 1 | 0;
  readonly compression?: CodecName;
  readonly compressionLevel?: number | undefined;
  /** How long a batch waits for more records in milliseconds. Default 0: it leaves when nothing of its partition is on its way. */
  readonly lingerMs?: number;
  /** A batch of this size is sealed, before compression. Default 512 KB. */
  readonly batchBytes?: number;
  /** Requests without an answer per broker. Default 5, the most that a broker can tell repeats among. */
  readonly maxInFlight?: number;
  /** Written and not acknowledged, above which {@link Producer.end} asks to wait. Default 16 MB. */
  readonly bufferBytes?: number;
  /** What a broker may take to replicate a batch. Default 30,000 ms. */
  readonly timeoutMs?: number;
  /** How often it is looked whether the topic has got partitions. Default 60,000 ms. */
  readonly newPartitionsMs?: number;
  /** A transaction's identity; absent: `open` gets one where `acks` is `all`. */
  readonly identity?: ProducerIdentity;
  /** Awaited before a partition's first batch under an identity: AddPartitionsToTxn belongs here. */
  readonly beforeFirst?: (partition: number) => Promise<void>;
  readonly onState?: ((state: ConnectionState) => void) | undefined;
}

/** Buffers that are kept for later batches. */
const POOLED_WRITERS = 32;

/**
 * ```
 * const out = producer.begin(timestamp, key);   // write the value into `out`
 * const wait = producer.end();                  // await it where it is a promise
 * await producer.flush();
 * ```
 * The partition of a record is chosen once. A batch keeps its sequence numbers and is sent again until it is
 * acknowledged; only errors that trying again cannot mend end the producer, and are thrown from then on.
 */
export class Producer implements AsyncDisposable {
  readonly #cluster: KafkaCluster;
  readonly #options: ProducerOptions;
  readonly #partitions: ProducePartition[] = [];
  readonly #writers: BatchWriter[] = [];
  readonly #dispatcher: ProduceDispatcher;
  readonly #backlog = new ProduceBacklog();
  /** Batches up to this mark may be sent. */
  #sendable = Infinity;
  #identity: ProducerIdentity | undefined;
  #header: Uint8Array = new Uint8Array(0);
  /** Where records without a key go, until their batch is sealed. */
  #sticky = 0;
  #current: ProducePartition | undefined;
  #sizeBefore = 0;
  #capacity = 4096;
  #failure: unknown;

  private constructor(cluster: KafkaCluster, options: ProducerOptions) {
    this.#cluster = cluster;
    this.#options = options;
    const { topic, acks = "all", maxInFlight = 5, timeoutMs = 30_000, beforeFirst, onState } = options;
    const { newPartitionsMs = 60_000 } = options;
    this.#dispatcher = new ProduceDispatcher(
      cluster,
      { topic, acks, maxInFlight, timeoutMs, newPartitionsMs, beforeFirst, onState },
      this.#partitions,
      {
        due: (partition) => this.#isDue(partition),
        seal: (partition) => this.#seal(partition),
        halve: (partition, batch) => this.#halve(partition, batch),
        acknowledged: (batch) => this.#acknowledged(batch),
        grow: (topic) => this.#grow(topic),
        failed: (error) => this.#fail(error),
      },
    );
  }

  /** Looks up the topic, which must exist, and gets an identity where one is needed and none is given. */
  static async open(cluster: KafkaCluster, options: ProducerOptions, signal?: AbortSignal): Promise<Producer> {
    const topic = await cluster.topic(options.topic, signal);
    const idempotent = (options.acks ?? "all") === "all";
    const identity = options.identity ??
      (idempotent ? await initProducerId(cluster, options.topic, signal) : undefined);
    const producer = new Producer(cluster, options);
    producer.#grow(topic);
    producer.#use(identity);
    return producer;
  }

  /** Keys may go to other partitions from then on, as with every producer of Kafka. */
  #grow({ partitions }: TopicMetadata): void {
    for (const { partition, leader, leaderEpoch } of partitions.slice(this.#partitions.length)) {
      const added = new ProducePartition(partition);
      added.leader = leader;
      added.leaderEpoch = leaderEpoch;
      this.#partitions.push(added);
    }
  }

  get partitions(): number {
    return this.#partitions.length;
  }

  /** Records acknowledged so far (with `acks` 0: handed to the operating system). */
  get acknowledged(): number {
    return this.#backlog.acknowledged;
  }

  /** Records written and not acknowledged. */
  get unacknowledged(): number {
    return this.#backlog.records;
  }

  get state(): ConnectionState {
    return this.#dispatcher.state;
  }

  get identity(): ProducerIdentity | undefined {
    return this.#identity;
  }

  /**
   * Opens a record; its value is what is written into the answer until {@link end}. Milliseconds since the epoch. `key`
   * is copied; it chooses the partition unless `partition` does.
   */
  begin(timestamp: number, key?: Uint8Array | null, partition?: number): ByteWriter {
    if (this.#failure !== undefined) throw this.#failure;
    const number = partition ?? (key ? partitionOf(key, this.#partitions.length) : this.#sticky);
    const current = this.#partitions[number];
    if (!current) {
      throw new ConnectorError(`The topic "${this.#options.topic}" has no partition ${number}`, { code: "not_found" });
    }
    this.#current = current;
    const batch = current.open ??= this.#newBatch(current);
    batch.cancel();
    this.#sizeBefore = batch.count === 0 ? 0 : batch.size;
    batch.begin(timestamp, key);
    return batch.bytes;
  }

  /** Closes the record. A promise asks the caller to wait before the next: too much is on its way. */
  end(headers?: Uint8Array): void | Promise<void> {
    const current = this.#current;
    current?.open?.end(headers);
    return this.#ended(current);
  }

  /** Closes the record with a null value. */
  endNull(headers?: Uint8Array): void | Promise<void> {
    const current = this.#current;
    current?.open?.endNull(headers);
    return this.#ended(current);
  }

  /** Forgets the record that {@link begin} opened. */
  cancel(): void {
    const current = this.#current;
    current?.open?.cancel();
    if (current?.open?.count === 0) {
      this.#recycle(current.open);
      current.open = undefined;
    }
  }

  /** Resolves when everything written up to now is acknowledged; up to {@link hold}, after that. */
  async flush(signal?: AbortSignal): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#backlog.records === 0) return;
    const mark = this.#sendable === Infinity ? this.#divide() : this.#sendable;
    this.#dispatcher.pump();
    await this.#backlog.acknowledgedUpTo(mark, signal);
  }

  /** What is written from now on waits for {@link renew}, as long as there is room for it. */
  hold(): void {
    if (this.#sendable === Infinity) this.#sendable = this.#divide();
  }

  /**
   * The next transaction under the same identity, or a new epoch, when nothing but what was held is left: that is sent now, and
   * partitions are fresh again.
   */
  renew(identity: ProducerIdentity): void {
    const same = identity.producerId === this.#identity?.producerId &&
      identity.producerEpoch === this.#identity.producerEpoch;
    this.#use(identity, same);
    this.#sendable = Infinity;
    this.#dispatcher.schedule();
  }

  /** Forgets what was written since {@link hold}. */
  drop(): void {
    for (const partition of this.#partitions) {
      if (this.#sendable !== Infinity) this.#close(partition);
      for (const { writer, mark } of partition.full.filter(({ mark }) => mark > this.#sendable)) {
        this.#backlog.forget({ mark, count: writer.count, bytes: writer.size });
        this.#recycle(writer);
      }
      partition.full = partition.full.filter(({ mark }) => mark <= this.#sendable);
    }
  }

  /** Drops what is not acknowledged: `flush` first. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher.close();
  }

  #use(identity: ProducerIdentity | undefined, keepSequences = false): void {
    this.#identity = identity;
    const { topic, acks = "all", timeoutMs = 30_000 } = this.#options;
    const header = produceHeader({
      clientId: this.#cluster.config.clientId ?? "sluice",
      transactionalId: identity?.transactionalId,
      acks: acks === "all" ? -1 : acks,
      timeoutMs,
      topic,
    });
    if (header.length !== this.#header.length) this.#writers.length = 0;
    this.#header = header;
    for (const one of this.#partitions) {
      if (!keepSequences) one.nextSequence = 0;
      one.fresh = true;
      one.blocked = false;
    }
  }

  #newBatch(partition: ProducePartition): BatchWriter {
    const { lingerMs = 0 } = this.#options;
    if (lingerMs > 0) {
      partition.openedAt = Date.now();
      this.#dispatcher.later(lingerMs);
    }
    return this.#writers.pop() ?? new BatchWriter(this.#header.length, this.#capacity);
  }

  #recycle(writer: BatchWriter): void {
    writer.clear();
    if (this.#writers.length < POOLED_WRITERS) this.#writers.push(writer);
  }

  #ended(current: ProducePartition | undefined): void | Promise<void> {
    const batch = current?.open;
    if (!current || !batch) return;
    const { batchBytes = 512 * 1024, bufferBytes = 16 << 20 } = this.#options;
    this.#backlog.add(batch.size - this.#sizeBefore);
    if (batch.size >= batchBytes) this.#close(current);
    this.#dispatcher.schedule();
    if (this.#backlog.bytes > bufferBytes) return this.#backlog.shrunkTo(bufferBytes / 2);
  }

  /** Ends all open batches; answers the mark of what was written up to now. */
  #divide(): number {
    for (const partition of this.#partitions) this.#close(partition);
    return this.#backlog.divide();
  }

  /** Ends the open batch of a partition, if there is something in it. */
  #close(partition: ProducePartition): void {
    const writer = partition.open;
    if (!writer || writer.count === 0) return;
    writer.cancel(); // an encoder threw halfway
    partition.open = undefined;
    partition.full.push({ writer, mark: this.#backlog.mark });
    // The next new buffer need not grow to where this one has come.
    if (writer.size > this.#capacity) this.#capacity = Math.ceil(writer.size * 1.1);
    if (partition.partition === this.#sticky) this.#chooseSticky();
  }

  /** Makes a request of the next batch of a partition. */
  #seal(partition: ProducePartition): void {
    if (partition.full.length === 0) this.#close(partition);
    const next = partition.full.shift();
    if (next === undefined) return;
    const { writer, mark } = next;
    const { compression = "none" } = this.#options;
    const { count, size: bytes } = writer;
    const sequence = this.#identity ? partition.takeSequence(count) : -1;
    const frame = this.#frame(partition.partition, writer, sequence);
    const kept = compression === "none";
    partition.ready.push({ frame, sequence, count, bytes, mark, writer: kept ? writer : undefined });
    if (!kept) this.#recycle(writer);
  }

  #frame(partition: number, writer: BatchWriter, sequence: number): Uint8Array<ArrayBuffer> {
    const { compression = "none", compressionLevel } = this.#options;
    const frame = writer.seal({
      codec: compression,
      level: compressionLevel,
      baseSequence: sequence,
      producerId: this.#identity?.producerId ?? -1,
      producerEpoch: this.#identity?.producerEpoch ?? -1,
      transactional: this.#identity?.transactionalId !== undefined,
    });
    fillProduceFrame(frame, this.#header, partition);
    return frame;
  }

  /** The next partition that has a leader; any, if none has. */
  #chooseSticky(): void {
    const { length } = this.#partitions;
    for (let step = 1; step <= length; step++) {
      const number = (this.#sticky + step) % length;
      if ((this.#partitions[number]?.leader ?? -1) < 0) continue;
      this.#sticky = number;
      return;
    }
    this.#sticky = (this.#sticky + 1) % length;
  }

  /** Whether the next batch should leave: it is full or flushed, or it has lingered and nothing of its partition is on its way. */
  #isDue(partition: ProducePartition): boolean {
    const [full] = partition.full;
    if (full !== undefined) return full.mark <= this.#sendable;
    if (!partition.open || partition.open.count === 0 || this.#sendable !== Infinity) return false;
    const { lingerMs = 0 } = this.#options;
    if (this.#backlog.awaited) return true;
    if (lingerMs > 0) return Date.now() - partition.openedAt >= lingerMs;
    return partition.inFlight.length === 0;
  }

  /** Halves a batch that the broker finds too large. The halves keep the sequence numbers of their records. */
  #halve(partition: ProducePartition, batch: SealedBatch): SealedBatch[] {
    const { topic } = this.#options;
    if (batch.count === 1) {
      throw new ConnectorError(
        `Cannot write to partition ${partition.partition} of the topic "${topic}": ` +
          `a record of ${batch.bytes} bytes is larger than the topic allows`,
        { code: "too_large", hint: "Raise max.message.bytes of the topic, or set compression.type in client_configs." },
      );
    }
    let sequence = batch.sequence;
    return halveBatch(batch.frame, this.#header.length).map((writer) => {
      const half = {
        frame: this.#frame(partition.partition, writer, sequence),
        sequence,
        count: writer.count,
        bytes: batch.bytes / 2,
        mark: batch.mark,
        writer: undefined,
      };
      if (sequence >= 0) sequence = (sequence + writer.count) % 0x80000000;
      return half;
    });
  }

  #acknowledged(batch: SealedBatch): void {
    if (batch.writer) this.#recycle(batch.writer);
    this.#backlog.acknowledge(batch);
  }

  #fail(error: unknown): void {
    this.#failure = error;
    this.#backlog.fail(error);
  }
}
