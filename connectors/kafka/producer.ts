/** Writes records to one topic: in order per partition, each at least once, once per producer identity. */
import type { ByteWriter } from "../../schema/byte_writer.ts";
import { ConnectorError } from "../../schema/errors.ts";
import type { ConnectionState } from "../connector.ts";
import type { KafkaCluster } from "./cluster.ts";
import type { Connection } from "./connection.ts";
import { brokerError } from "./errors.ts";
import { Health } from "./health.ts";
import { Leaders } from "./leaders.ts";
import { STALE_LEADER } from "./offsets.ts";
import { fillProduceFrame, PRODUCE_VERSION, produceHeader, setProduceVersion } from "./produce_frame.ts";
import { ProducePartition, type SealedBatch } from "./produce_partition.ts";
import { initProducerId, type ProducerIdentity } from "./producer_id.ts";
import { API, type ResponseOf } from "./protocol/api.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { decodeResponse } from "./protocol/frames.ts";
import { BatchWriter } from "./records/batch_writer.ts";
import type { CodecName } from "./records/codecs.ts";
import { partition as partitionOf } from "./records/partitioner.ts";
import { halveBatch } from "./records/rewrite.ts";
import { Backoff, isRetryable } from "./retry.ts";

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
  /** A transaction's identity; absent: `open` gets one where `acks` is `all`. */
  readonly identity?: ProducerIdentity;
  /** Awaited before a partition's first batch under an identity: AddPartitionsToTxn belongs here. */
  readonly beforeFirst?: (partition: number) => Promise<void>;
  readonly onState?: ((state: ConnectionState) => void) | undefined;
}

/** A connection to one leader. */
interface Sender {
  readonly node: number;
  connection: Connection | undefined;
  /** Being opened, or waiting to be tried again. */
  opening: boolean;
  inFlight: number;
  /** The broker asked for silence until then (KIP-219), in milliseconds since the epoch. */
  quietUntil: number;
  readonly backoff: Backoff;
}

/** What comes of a batch that was answered: the batches to send again in its place, and why. */
interface Verdict {
  readonly again: readonly SealedBatch[];
  readonly error: ConnectorError | undefined;
}

const ACKNOWLEDGED: Verdict = { again: [], error: undefined };
const DUPLICATE_SEQUENCE_NUMBER = 46;
const RECORD_LIST_TOO_LARGE = 18;
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
  readonly #senders = new Map<number, Sender>();
  readonly #writers: BatchWriter[] = [];
  readonly #health: Health;
  readonly #leaders: Leaders;
  readonly #stop = new AbortController();
  readonly #waiting: { resolve(): void; reject(error: unknown): void; readonly limit: number }[] = [];
  readonly #tasks = new Set<Promise<void>>();
  #identity: ProducerIdentity | undefined;
  #header: Uint8Array = new Uint8Array(0);
  /** Where records without a key go, until their batch is sealed. */
  #sticky = 0;
  #current: ProducePartition | undefined;
  #sizeBefore = 0;
  #capacity = 4096;
  #buffered = 0;
  #unacknowledged = 0;
  #acknowledged = 0;
  #flushing = 0;
  #pumpScheduled = false;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = 0;
  #failure: unknown;

  private constructor(cluster: KafkaCluster, options: ProducerOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#health = new Health(options.onState);
    const pump = () => queueMicrotask(() => this.#pump());
    this.#leaders = new Leaders(cluster, options.topic, () => this.#partitions, this.#health, this.#stop.signal, pump);
  }

  /** Looks up the topic, which must exist, and gets an identity where one is needed and none is given. */
  static async open(cluster: KafkaCluster, options: ProducerOptions, signal?: AbortSignal): Promise<Producer> {
    const producer = new Producer(cluster, options);
    const { partitions } = await cluster.topic(options.topic, signal);
    for (const { partition, leader } of partitions) {
      const added = new ProducePartition(partition);
      added.leader = leader;
      producer.#partitions.push(added);
    }
    const idempotent = (options.acks ?? "all") === "all";
    producer.#use(options.identity ?? (idempotent ? await initProducerId(cluster, options.topic, signal) : undefined));
    return producer;
  }

  get partitions(): number {
    return this.#partitions.length;
  }

  /** Records acknowledged so far (with `acks` 0: handed to the operating system). */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Records written and not acknowledged. */
  get unacknowledged(): number {
    return this.#unacknowledged;
  }

  get state(): ConnectionState {
    return this.#health.state;
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
    this.#sizeBefore = batch.size;
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

  /** Resolves when everything written is acknowledged. */
  async flush(signal?: AbortSignal): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#unacknowledged === 0) return;
    this.#flushing++;
    try {
      this.#pump();
      await this.#until(0, signal);
    } finally {
      this.#flushing--;
    }
  }

  /** Forgets everything that is not acknowledged and goes on as `identity`: after a transaction was aborted or fenced. */
  async reset(identity: ProducerIdentity): Promise<void> {
    for (const sender of this.#senders.values()) await sender.connection?.close();
    await Promise.allSettled(this.#tasks);
    for (const one of this.#partitions) {
      if (one.open) this.#recycle(one.open);
      one.open = undefined;
      one.ready = [];
      one.failed = [];
      one.inFlight = [];
    }
    this.#buffered = this.#unacknowledged = 0;
    this.#failure = undefined;
    this.#use(identity);
  }

  /** The next transaction under the same identity, or a new epoch when nothing is on its way: partitions are fresh again. */
  renew(identity: ProducerIdentity): void {
    const same = identity.producerId === this.#identity?.producerId &&
      identity.producerEpoch === this.#identity.producerEpoch;
    this.#use(identity, same);
  }

  /** Drops what is not acknowledged: `flush` first. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new ConnectorError("The producer was closed", { code: "closed" }));
    await Promise.all([...this.#senders.values()].map((sender) => sender.connection?.close()));
    await Promise.allSettled([...this.#tasks]);
  }

  // ---- batches

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
      this.#later(lingerMs);
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
    this.#buffered += batch.size - this.#sizeBefore;
    this.#unacknowledged++;
    if (batch.size >= batchBytes) this.#seal(current);
    if (!this.#pumpScheduled) {
      this.#pumpScheduled = true;
      queueMicrotask(() => {
        this.#pumpScheduled = false;
        this.#pump();
      });
    }
    if (this.#buffered > bufferBytes) return this.#until(bufferBytes / 2);
  }

  /** Ends the open batch of a partition. */
  #seal(partition: ProducePartition): void {
    const writer = partition.open;
    if (!writer) return;
    const { compression = "none" } = this.#options;
    partition.open = undefined;
    const { count, size } = writer;
    // The next new buffer need not grow to where this one has come.
    if (size > this.#capacity) this.#capacity = Math.ceil(size * 1.1);
    const sequence = this.#identity ? partition.takeSequence(count) : -1;
    const frame = this.#frame(partition.partition, writer, sequence);
    const kept = compression === "none";
    partition.ready.push({ frame, sequence, count, bytes: size, writer: kept ? writer : undefined });
    if (!kept) this.#recycle(writer);
    if (partition.partition === this.#sticky) this.#chooseSticky();
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

  // ---- sending

  /** Sends whatever may be sent now. */
  #pump(): void {
    if (this.#failure !== undefined) return;
    const { length } = this.#partitions;
    const turn = this.#turn++;
    for (let sent = true; sent;) {
      sent = false;
      for (let i = 0; i < length; i++) {
        const partition = this.#partitions[(turn + i) % length];
        if (partition && this.#sendOne(partition)) sent = true;
      }
    }
  }

  /** Sends the next batch of a partition, if it may be; says whether it did. */
  #sendOne(partition: ProducePartition): boolean {
    if (partition.blocked || partition.failed.length > 0) return false;
    if (partition.ready.length === 0 && !this.#due(partition)) return false;
    if (partition.leader < 0) {
      this.#track(this.#leaders.refresh());
      return false;
    }
    // After a move the old leader's answers come first: they decide what is sent again, and in which order.
    if (partition.inFlight.length > 0 && partition.sentTo !== partition.leader) return false;
    const sender = this.#sender(partition.leader);
    const { connection } = sender;
    if (!connection?.alive || connection.expires < Date.now()) {
      if (!sender.opening && sender.inFlight === 0) this.#track(this.#connect(sender));
      return false;
    }
    if (sender.inFlight >= (this.#options.maxInFlight ?? 5)) return false;
    if (sender.quietUntil > Date.now()) {
      this.#later(sender.quietUntil - Date.now());
      return false;
    }
    if (partition.fresh && this.#options.beforeFirst) {
      partition.blocked = true;
      this.#track(this.#announce(partition, this.#options.beforeFirst));
      return false;
    }
    partition.fresh = false;
    if (partition.ready.length === 0) this.#seal(partition);
    const batch = partition.ready.shift();
    if (!batch) return false;
    partition.inFlight.push(batch);
    partition.sentTo = sender.node;
    sender.inFlight++;
    this.#track(this.#send(sender, connection, partition, batch));
    return true;
  }

  /** Whether an open batch should leave: it is full or flushed, or it has lingered and nothing of its partition is on its way. */
  #due(partition: ProducePartition): boolean {
    if (!partition.open || partition.open.count === 0) return false;
    const { lingerMs = 0 } = this.#options;
    if (this.#flushing > 0 || this.#waiting.length > 0) return true;
    if (lingerMs > 0) return Date.now() - partition.openedAt >= lingerMs;
    return partition.inFlight.length === 0;
  }

  #sender(node: number): Sender {
    const known = this.#senders.get(node);
    if (known) return known;
    const sender = {
      node,
      connection: undefined,
      opening: false,
      inFlight: 0,
      quietUntil: 0,
      backoff: new Backoff(50, 2000),
    };
    this.#senders.set(node, sender);
    return sender;
  }

  async #connect(sender: Sender): Promise<void> {
    sender.opening = true;
    const { signal } = this.#stop;
    try {
      await sender.connection?.close();
      sender.connection = await this.#cluster.open(sender.node, signal);
      this.#health.connected(sender.node);
    } catch (error) {
      if (!isRetryable(error)) throw error;
      this.#health.failed(sender.node, error);
      await sender.backoff.pause(signal);
      await this.#leaders.refresh();
      if (!this.#needs(sender.node)) this.#health.forget(sender.node);
    } finally {
      sender.opening = false;
    }
    this.#pump();
  }

  #needs(node: number): boolean {
    return this.#partitions.some((one) => one.leader === node && one.needed);
  }

  async #announce(partition: ProducePartition, beforeFirst: (partition: number) => Promise<void>): Promise<void> {
    await beforeFirst(partition.partition);
    partition.fresh = false;
    partition.blocked = false;
    this.#pump();
  }

  async #send(sender: Sender, connection: Connection, partition: ProducePartition, batch: SealedBatch): Promise<void> {
    let verdict: Verdict = ACKNOWLEDGED;
    try {
      const version = connection.version(API.Produce, PRODUCE_VERSION);
      setProduceVersion(batch.frame, version);
      if (this.#options.acks === 0) {
        await connection.post(batch.frame);
      } else {
        const payload = await connection.exchange(batch.frame, {
          timeoutMs: (this.#options.timeoutMs ?? 30_000) + 5000,
        });
        const answer = decodeResponse(API.Produce, version, payload);
        if (answer.throttleTimeMs > 0) sender.quietUntil = Date.now() + answer.throttleTimeMs;
        verdict = this.#judge(partition, batch, answer);
      }
    } catch (error) {
      if (!isRetryable(error) || !(error instanceof ConnectorError)) throw error;
      verdict = { again: [batch], error };
    } finally {
      sender.inFlight--;
      partition.answered(batch);
    }
    if (this.#failure !== undefined) return;
    partition.failed.push(...verdict.again);
    if (verdict.error) {
      this.#health.failed(sender.node, verdict.error);
    } else {
      sender.backoff.reset();
      this.#health.connected(sender.node);
      if (verdict.again.length === 0) this.#acknowledge(batch);
    }
    if (partition.failed.length > 0 && partition.inFlight.length === 0) this.#track(this.#retry(sender, partition));
    this.#pump();
  }

  /** What an answer means. Throws what trying again cannot mend. */
  #judge(
    partition: ProducePartition,
    batch: SealedBatch,
    answer: ResponseOf<typeof API.Produce>,
  ): Verdict {
    const result = answer.topics[0]?.partitions[0];
    const code = result?.errorCode ?? ERROR.UNKNOWN_SERVER_ERROR;
    const { topic } = this.#options;
    if (code === 0 || (code === DUPLICATE_SEQUENCE_NUMBER && this.#identity)) return ACKNOWLEDGED;
    if (code === ERROR.MESSAGE_TOO_LARGE || code === RECORD_LIST_TOO_LARGE) {
      return { again: this.#split(partition, batch), error: undefined };
    }
    const error = brokerError(code, `Cannot write to partition ${partition.partition} of the topic "${topic}"`, {
      topic,
      right: "WRITE",
      user: this.#cluster.config.sasl?.username,
      ...(this.#identity?.transactionalId !== undefined && { transactionalId: this.#identity.transactionalId }),
      message: result?.errorMessage ?? undefined,
    });
    if (STALE_LEADER.has(code)) {
      partition.leader = -1;
      return { again: [batch], error };
    }
    // A batch behind one that failed finds a gap before it; so does one that overtook it on a new connection.
    if (
      code === ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER && (partition.failed.length > 0 || partition.inFlight[0] !== batch)
    ) {
      return { again: [batch], error };
    }
    if (error.retryable) return { again: [batch], error };
    throw error;
  }

  /** Halves a batch that the broker finds too large. The halves keep the sequence numbers of their records. */
  #split(partition: ProducePartition, batch: SealedBatch): SealedBatch[] {
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
        writer: undefined,
      };
      if (sequence >= 0) sequence = (sequence + writer.count) % 0x80000000;
      return half;
    });
  }

  async #retry(sender: Sender, partition: ProducePartition): Promise<void> {
    partition.blocked = true;
    await sender.backoff.pause(this.#stop.signal);
    await this.#leaders.refresh();
    // It is well again, or nobody needs it any more; else connecting to it will tell.
    if (sender.connection?.alive || !this.#needs(sender.node)) this.#health.forget(sender.node);
    partition.requeue();
    partition.blocked = false;
    this.#pump();
  }

  #acknowledge(batch: SealedBatch): void {
    this.#buffered -= batch.bytes;
    this.#unacknowledged -= batch.count;
    this.#acknowledged += batch.count;
    if (batch.writer) this.#recycle(batch.writer);
    this.#wake();
  }

  // ---- waiting, leaders, failure

  /** Resolves when at most `limit` bytes are buffered; 0: when everything is acknowledged. */
  #until(limit: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ resolve, reject, limit });
    if (!signal) return promise;
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    return promise.finally(() => signal.removeEventListener("abort", abort));
  }

  #wake(): void {
    for (let at = this.#waiting.length - 1; at >= 0; at--) {
      const waiter = this.#waiting[at];
      if (!waiter || (waiter.limit === 0 ? this.#unacknowledged > 0 : this.#buffered > waiter.limit)) continue;
      this.#waiting.splice(at, 1);
      waiter.resolve();
    }
  }

  /** Looks again after some milliseconds, or earlier. */
  #later(milliseconds: number): void {
    const at = Date.now() + milliseconds;
    if (this.#timer !== undefined && this.#timerAt <= at) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, milliseconds);
  }

  #track(task: Promise<void>): void {
    const tracked = task.catch((error: unknown) => this.#fail(error)).finally(() => this.#tasks.delete(tracked));
    this.#tasks.add(tracked);
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#stop.abort(error);
    clearTimeout(this.#timer);
    for (const waiter of this.#waiting.splice(0)) waiter.reject(error);
  }
}
