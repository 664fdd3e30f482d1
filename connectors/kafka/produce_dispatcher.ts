/** Sends a producer's batches: to the right leaders, in order, again and again until they are acknowledged. */
import { ConnectorError } from "../../schema/errors.ts";
import type { ConnectionState } from "../connector.ts";
import type { KafkaCluster, TopicMetadata } from "./cluster.ts";
import type { Connection } from "./connection.ts";
import { brokerError } from "./errors.ts";
import { Health } from "./health.ts";
import { Leaders } from "./leaders.ts";
import { STALE_LEADER } from "./offsets.ts";
import { PRODUCE_VERSION, setProduceVersion } from "./produce_frame.ts";
import type { ProducePartition, SealedBatch } from "./produce_partition.ts";
import { API, type ResponseOf } from "./protocol/api.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { decodeResponse } from "./protocol/frames.ts";
import { Backoff, isRetryable } from "./retry.ts";

/** What a dispatcher needs of the producer whose batches it sends. */
export interface Batches {
  /** Whether the next batch of a partition that is not sealed should leave now. */
  due(partition: ProducePartition): boolean;
  /** Moves it to the ready ones. */
  seal(partition: ProducePartition): void;
  /** The same records in two batches, or an error when there is but one record. */
  halve(partition: ProducePartition, batch: SealedBatch): SealedBatch[];
  acknowledged(batch: SealedBatch): void;
  /** The topic may have got partitions. */
  grow(topic: TopicMetadata): void;
  /** Nothing will be sent any more. Called once. */
  failed(error: unknown): void;
}

export interface DispatchOptions {
  readonly topic: string;
  readonly acks: "all" | 1 | 0;
  readonly maxInFlight: number;
  readonly timeoutMs: number;
  /** Between two looks whether the topic has got partitions. */
  readonly newPartitionsMs: number;
  readonly beforeFirst: ((partition: number) => Promise<void>) | undefined;
  readonly onState: ((state: ConnectionState) => void) | undefined;
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

export class ProduceDispatcher {
  readonly #cluster: KafkaCluster;
  readonly #options: DispatchOptions;
  readonly #partitions: readonly ProducePartition[];
  readonly #batches: Batches;
  readonly #senders = new Map<number, Sender>();
  readonly #health: Health;
  readonly #leaders: Leaders;
  readonly #stop = new AbortController();
  readonly #tasks = new Set<Promise<void>>();
  #scheduled = false;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = 0;
  readonly #looking: ReturnType<typeof setInterval>;

  constructor(
    cluster: KafkaCluster,
    options: DispatchOptions,
    partitions: readonly ProducePartition[],
    batches: Batches,
  ) {
    this.#cluster = cluster;
    this.#options = options;
    this.#partitions = partitions;
    this.#batches = batches;
    this.#health = new Health(options.onState);
    const learned = () => this.schedule();
    this.#leaders = new Leaders(cluster, options.topic, () => partitions, this.#health, this.#stop.signal, learned);
    this.#looking = setInterval(() => this.#track(this.#look()), options.newPartitionsMs);
  }

  get state(): ConnectionState {
    return this.#health.state;
  }

  /** Sends what may be sent as soon as the present synchronous work is done. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.pump();
    });
  }

  /** Looks again after some milliseconds, or earlier. */
  later(milliseconds: number): void {
    const at = Date.now() + milliseconds;
    if (this.#timer !== undefined && this.#timerAt <= at) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.pump();
    }, milliseconds);
  }

  /** Sends whatever may be sent now. */
  pump(): void {
    if (this.#stop.signal.aborted) return;
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
    if (partition.ready.length === 0 && !this.#batches.due(partition)) return false;
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
    if (sender.inFlight >= (this.#options.maxInFlight)) return false;
    if (sender.quietUntil > Date.now()) {
      this.later(sender.quietUntil - Date.now());
      return false;
    }
    if (partition.fresh && this.#options.beforeFirst) {
      partition.blocked = true;
      this.#track(this.#announce(partition, this.#options.beforeFirst));
      return false;
    }
    partition.fresh = false;
    if (partition.ready.length === 0) this.#batches.seal(partition);
    const batch = partition.ready.shift();
    if (!batch) return false;
    partition.inFlight.push(batch);
    partition.sentTo = sender.node;
    sender.inFlight++;
    this.#track(this.#send(sender, connection, partition, batch));
    return true;
  }

  /** Closes the connections and waits until nothing is under way. */
  async close(): Promise<void> {
    this.#fail(new ConnectorError("The producer was closed", { code: "closed" }));
    await Promise.all([...this.#senders.values()].map((sender) => sender.connection?.close()));
    await Promise.allSettled([...this.#tasks]);
  }

  /** A failure is no harm: the next look finds them. */
  async #look(): Promise<void> {
    const topic = await this.#cluster.refresh(this.#options.topic, this.#stop.signal).catch(() => undefined);
    if (topic !== undefined) this.#batches.grow(topic);
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
    this.pump();
  }

  #needs(node: number): boolean {
    return this.#partitions.some((one) => one.leader === node && one.needed);
  }

  async #announce(partition: ProducePartition, beforeFirst: (partition: number) => Promise<void>): Promise<void> {
    await beforeFirst(partition.partition);
    partition.fresh = false;
    partition.blocked = false;
    this.pump();
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
          timeoutMs: this.#options.timeoutMs + 5000,
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
    if (this.#stop.signal.aborted) return;
    partition.failed.push(...verdict.again);
    if (verdict.error) {
      this.#health.failed(sender.node, verdict.error);
    } else {
      sender.backoff.reset();
      this.#health.connected(sender.node);
      if (verdict.again.length === 0) this.#batches.acknowledged(batch);
    }
    if (partition.failed.length > 0 && partition.inFlight.length === 0) this.#track(this.#retry(sender, partition));
    this.pump();
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
    if (code === 0 || (code === DUPLICATE_SEQUENCE_NUMBER && batch.sequence >= 0)) return ACKNOWLEDGED;
    if (code === ERROR.MESSAGE_TOO_LARGE || code === RECORD_LIST_TOO_LARGE) {
      return { again: this.#batches.halve(partition, batch), error: undefined };
    }
    const error = brokerError(code, `Cannot write to partition ${partition.partition} of the topic "${topic}"`, {
      topic,
      right: "WRITE",
      user: this.#cluster.config.sasl?.username,
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

  async #retry(sender: Sender, partition: ProducePartition): Promise<void> {
    partition.blocked = true;
    await sender.backoff.pause(this.#stop.signal);
    await this.#leaders.refresh();
    // It is well again, or nobody needs it any more; else connecting to it will tell.
    if (sender.connection?.alive || !this.#needs(sender.node)) this.#health.forget(sender.node);
    partition.requeue();
    partition.blocked = false;
    this.pump();
  }

  #track(task: Promise<void>): void {
    const tracked = task.catch((error: unknown) => this.#fail(error)).finally(() => this.#tasks.delete(tracked));
    this.#tasks.add(tracked);
  }

  #fail(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(error);
    clearTimeout(this.#timer);
    clearInterval(this.#looking);
    this.#batches.failed(error);
  }
}
