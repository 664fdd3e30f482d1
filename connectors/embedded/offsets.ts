import type { Storage } from "./storage.ts";

export interface CommittedOffset {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
}

/** The committed offsets of all groups. */
export class Offsets {
  readonly #storage: Storage;
  /** By group, topic and partition. */
  readonly #groups = new Map<string, Map<string, Map<number, CommittedOffset>>>();

  constructor(storage: Storage) {
    this.#storage = storage;
    this.load();
  }

  /** Builds memory from the file: when it is opened, and after a failed write. */
  load(): void {
    this.#groups.clear();
    for (const row of this.#storage.offsets()) this.#set(row.group, row.topic, row.partition, row);
  }

  groups(): MapIterator<string> {
    return this.#groups.keys();
  }

  has(group: string): boolean {
    return this.#groups.has(group);
  }

  get(group: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#groups.get(group)?.get(topic)?.get(partition);
  }

  /** The topics and partitions for which a group has committed offsets. */
  committed(group: string): { name: string; partitions: number[] }[] {
    const topics = this.#groups.get(group) ?? [];
    return [...topics].map(([name, partitions]) => ({ name, partitions: [...partitions.keys()] }));
  }

  commit(group: string, topic: string, partition: number, { offset, leaderEpoch, metadata }: CommittedOffset): void {
    this.#storage.setOffset({ group, topic, partition, offset, leaderEpoch, metadata });
    this.#set(group, topic, partition, { offset, leaderEpoch, metadata });
  }

  deleteGroup(group: string): void {
    this.#storage.deleteOffsets(group);
    this.#groups.delete(group);
  }

  /** Forgets a topic that was deleted; its rows are gone with it. */
  forgetTopic(topic: string): void {
    for (const [group, topics] of this.#groups) {
      topics.delete(topic);
      if (topics.size === 0) this.#groups.delete(group);
    }
  }

  #set(group: string, topic: string, partition: number, offset: CommittedOffset): void {
    const topics = this.#groups.getOrInsertComputed(group, () => new Map());
    topics.getOrInsertComputed(topic, () => new Map()).set(partition, offset);
  }
}
