import { TailCache } from "./cache.ts";
import { PartitionLog } from "./log.ts";
import type { Storage, TopicRow } from "./storage.ts";
import { DEFAULT_TOPIC_CONFIGS } from "./topic_configs.ts";

const CACHE_BYTES = 64 * 1024 * 1024;

export interface Topic {
  readonly row: TopicRow;
  readonly partitions: PartitionLog[];
}

/** Every topic of the cluster. */
export class Topics {
  readonly #storage: Storage;
  readonly #cache = new TailCache(CACHE_BYTES);
  readonly #byName = new Map<string, Topic>();

  constructor(storage: Storage) {
    this.#storage = storage;
    this.load();
  }

  /** Builds memory from the file: when it is opened, and after a failed write. */
  load(): void {
    const before = [...this.#byName.values()];
    this.#byName.clear();
    for (const row of this.#storage.topics()) {
      const partitions = this.#storage.partitions(row.id).map((partition) =>
        new PartitionLog(row.name, partition, this.#storage, this.#cache)
      );
      this.#byName.set(row.name, { row, partitions });
    }
    for (const topic of before) for (const log of topic.partitions) log.wake();
  }

  [Symbol.iterator](): MapIterator<Topic> {
    return this.#byName.values();
  }

  get(name: string): Topic | undefined {
    return this.#byName.get(name);
  }

  withId(uuid: string): Topic | undefined {
    return this.#byName.values().find((topic) => topic.row.uuid === uuid);
  }

  log(name: string, partition: number): PartitionLog | undefined {
    return this.#byName.get(name)?.partitions[partition];
  }

  /** The caller has checked name, number and configurations. */
  create(name: string, partitions: number, configs: Readonly<Record<string, string>>): Topic {
    const uuid = crypto.randomUUID().replaceAll("-", "");
    const topic: Topic = { row: this.#storage.insertTopic(uuid, name, configs), partitions: [] };
    this.#byName.set(name, topic);
    this.addPartitions(topic, partitions);
    return topic;
  }

  /** Adds partitions until there are `total`. */
  addPartitions(topic: Topic, total: number): void {
    for (let number = topic.partitions.length; number < total; number++) {
      const row = this.#storage.insertPartition(topic.row.id, number);
      topic.partitions.push(new PartitionLog(topic.row.name, row, this.#storage, this.#cache));
    }
  }

  delete(topic: Topic): void {
    this.#storage.deleteTopic(topic.row);
    this.#byName.delete(topic.row.name);
    for (const log of topic.partitions) log.wake();
  }

  config(topic: Topic, name: string): string {
    return topic.row.configs[name] ?? DEFAULT_TOPIC_CONFIGS[name] ?? "";
  }

  /** Deletes what `retention.ms` and `retention.bytes` no longer keep. `now` in milliseconds. */
  enforceRetention(now: number): void {
    for (const topic of this) {
      if (!this.config(topic, "cleanup.policy").includes("delete")) continue;
      const milliseconds = Number(this.config(topic, "retention.ms"));
      const bytes = Number(this.config(topic, "retention.bytes"));
      if (milliseconds < 0 && bytes < 0) continue;
      for (const log of topic.partitions) {
        log.retain(milliseconds < 0 ? -Infinity : now - milliseconds, bytes < 0 ? Infinity : bytes);
      }
    }
  }
}
