import type { ByteWriter } from "../../../schema/byte_writer.ts";
import { InternalError } from "../../../schema/errors.ts";
import type { ConnectionState } from "../../connector.ts";
import type { KafkaCluster } from "../cluster.ts";
import { Producer, type ProducerIdentity, type ProducerOptions } from "../producer.ts";

/** The transaction decides on the others. */
export type WriterOptions = Omit<ProducerOptions, "acks" | "identity" | "beforeFirst">;

/**
 * Writes a topic's records into the open transaction of a pipeline, as {@link Producer} does. Outlives new starts, each of
 * which gives it a new producer.
 */
export class TransactionalWriter {
  readonly topic: string;
  readonly #options: WriterOptions;
  readonly #beforeFirst: (partition: number) => Promise<void>;
  #producer: Producer | undefined;
  /** The producer while rows may be written. */
  #open: Producer | undefined;
  /** Why nothing can be written any more. */
  #lost: unknown;
  #acknowledgedBefore = 0;

  /** `beforeFirst` is awaited before a partition's first batch of each transaction. */
  constructor(options: WriterOptions, beforeFirst: (partition: number) => Promise<void>) {
    this.topic = options.topic;
    this.#options = options;
    this.#beforeFirst = beforeFirst;
  }

  /** As {@link Producer.begin}. Throws what has ended the transaction or the producer; `InternalError` before the first one. */
  begin(timestamp: number, key?: Uint8Array | null, partition?: number): ByteWriter {
    const producer = this.#open;
    if (producer === undefined) {
      throw this.#lost ?? new InternalError(`No transaction is open that "${this.topic}" can be written in`);
    }
    return producer.begin(timestamp, key, partition);
  }

  /** Closes the record. A promise asks the caller to wait before the next: too much is on its way. */
  end(headers?: Uint8Array): void | Promise<void> {
    return this.#open?.end(headers);
  }

  /** Closes the record with a null value. */
  endNull(headers?: Uint8Array): void | Promise<void> {
    return this.#open?.endNull(headers);
  }

  /** Forgets the record that {@link begin} opened. */
  cancel(): void {
    this.#open?.cancel();
  }

  /** Records acknowledged so far, those of aborted transactions included. */
  get acknowledged(): number {
    return this.#acknowledgedBefore + (this.#producer?.acknowledged ?? 0);
  }

  /** Records written and not acknowledged. */
  get unacknowledged(): number {
    return this.#producer?.unacknowledged ?? 0;
  }

  get state(): ConnectionState {
    return this.#producer?.state ?? { kind: "connected" };
  }

  /** A new producer in place of the last; the topic must exist. Called at each start. */
  async start(cluster: KafkaCluster, identity: ProducerIdentity, signal?: AbortSignal): Promise<void> {
    await this.close();
    this.#lost = undefined;
    this.#producer = await Producer.open(
      cluster,
      { ...this.#options, acks: "all", identity, beforeFirst: this.#beforeFirst },
      signal,
    );
  }

  /** A transaction begins under this identity, with what was held; nothing of the last is on its way. */
  allow(identity: ProducerIdentity): void {
    this.#producer?.renew(identity);
    this.#open = this.#producer;
  }

  /** What is written from now on belongs to the next transaction: it waits for {@link allow}, and asks to wait when it is much. */
  hold(): void {
    this.#producer?.hold();
  }

  /** Drops what was written since {@link hold}; nothing may be written until the next transaction begins. */
  forbid(why?: unknown): void {
    this.#open = undefined;
    this.#lost = why;
    this.#producer?.drop();
  }

  /** Resolves when everything written is acknowledged; after {@link hold}, everything before. */
  async flush(signal?: AbortSignal): Promise<void> {
    await this.#producer?.flush(signal);
  }

  /** Drops what is not acknowledged. */
  async close(): Promise<void> {
    const producer = this.#producer;
    this.#open = undefined;
    this.#producer = undefined;
    if (producer === undefined) return;
    this.#acknowledgedBefore += producer.acknowledged;
    await producer[Symbol.asyncDispose]();
  }
}
