import { ConnectorError } from "../../schema/errors.ts";
import type { KafkaCluster, TopicMetadata } from "./cluster.ts";
import type { Health } from "./health.ts";
import { Backoff, isRetryable } from "./retry.ts";

/** A partition whose leader somebody needs to know. */
export interface LedPartition {
  readonly partition: number;
  /** −1: not known. */
  leader: number;
  leaderEpoch: number;
  /** Somebody waits for it. */
  readonly needed: boolean;
}

/** A topic that metadata does not know for this long was deleted. */
const GONE_AFTER_MS = 10_000;
/** Stands for the cluster as a whole in {@link Health}. */
const METADATA = -1;

/** Keeps the leaders of a topic's partitions up to date, for a reader or a writer. */
export class Leaders {
  readonly #cluster: KafkaCluster;
  readonly #topic: string;
  readonly #partitions: () => Iterable<LedPartition>;
  readonly #health: Health;
  readonly #signal: AbortSignal;
  readonly #learned: (metadata: TopicMetadata | undefined) => void;
  #refreshing: Promise<void> | undefined;
  #missingSince: number | undefined;

  constructor(
    cluster: KafkaCluster,
    topic: string,
    partitions: () => Iterable<LedPartition>,
    health: Health,
    signal: AbortSignal,
    /** Called after each look-up, with the partitions' leaders set: some may have none yet. What it throws ends {@link refresh}. */
    learned: (metadata: TopicMetadata | undefined) => void,
  ) {
    this.#cluster = cluster;
    this.#topic = topic;
    this.#partitions = partitions;
    this.#health = health;
    this.#signal = signal;
    this.#learned = learned;
  }

  /**
   * Asks the cluster until every partition that is needed has a leader. Rejects when that will never be: the topic is
   * gone, the user may not see it, or the signal aborts. Calls during a refresh share it.
   */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#assign().finally(() => this.#refreshing = undefined);
    return this.#refreshing;
  }

  async #assign(): Promise<void> {
    const backoff = new Backoff(50, 1000);
    for (;;) {
      this.#signal.throwIfAborted();
      try {
        const metadata = await this.#cluster.refresh(this.#topic, this.#signal);
        this.#noteMissing(metadata !== undefined);
        let complete = metadata !== undefined;
        for (const one of this.#partitions()) {
          const known = metadata?.partitions[one.partition];
          one.leader = known?.leader ?? -1;
          one.leaderEpoch = known?.leaderEpoch ?? -1;
          if (one.leader < 0 && one.needed) complete = false;
        }
        this.#learned(metadata);
        if (complete) {
          this.#health.forget(METADATA);
          return;
        }
      } catch (error) {
        if (!isRetryable(error)) throw error;
        this.#health.failed(METADATA, error);
      }
      await backoff.pause(this.#signal);
    }
  }

  #noteMissing(present: boolean): void {
    if (present) {
      this.#missingSince = undefined;
      return;
    }
    const error = new ConnectorError(`The topic "${this.#topic}" does not exist any more`, { code: "not_found" });
    this.#missingSince ??= Date.now();
    if (Date.now() - this.#missingSince > GONE_AFTER_MS) throw error;
    this.#health.failed(METADATA, error);
  }
}
