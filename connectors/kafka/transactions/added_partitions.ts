import type { TopicPartition } from "./requests.ts";

interface Waiting {
  readonly partition: TopicPartition;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * The partitions of the open transaction. Those that are asked for at the same moment, or while a request is on its way,
 * share the next request: a coordinator answers concurrent ones with an error.
 */
export class AddedPartitions {
  readonly #send: (partitions: readonly TopicPartition[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #sending = false;
  #any = false;

  /** `send` resolves when the coordinator has added the partitions. */
  constructor(send: (partitions: readonly TopicPartition[]) => Promise<void>) {
    this.#send = send;
  }

  /** Whether the coordinator may know of an open transaction. */
  get any(): boolean {
    return this.#any;
  }

  /** Resolves when the partition belongs to the transaction; rejects with what the request failed with. */
  add(topic: string, partition: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#any = true;
    this.#waiting.push({ partition: { topic, partition }, resolve, reject });
    if (!this.#sending) {
      this.#sending = true;
      queueMicrotask(() => this.#sendAll());
    }
    return promise;
  }

  /** The transaction has ended. */
  clear(): void {
    this.#any = false;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#send(batch.map(({ partition }) => partition));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#sending = false;
  }
}
