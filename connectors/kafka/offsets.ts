/** Where partitions begin and end, and what consumer groups have committed. */
import type { Positions } from "../connector.ts";
import type { KafkaCluster } from "./cluster.ts";
import { brokerError } from "./errors.ts";
import { API } from "./protocol/api.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { retrying } from "./retry.ts";

/** `number`: the first record at or after these milliseconds since the epoch. */
export type OffsetAt = "earliest" | "latest" | number;

export interface OffsetsOptions {
  /** `latest` is then the last stable offset: what read_committed can read up to. */
  readonly readCommitted?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Errors after which the leader is looked up anew. */
export const STALE_LEADER: ReadonlySet<number> = new Set([
  ERROR.UNKNOWN_TOPIC_OR_PARTITION,
  ERROR.LEADER_NOT_AVAILABLE,
  ERROR.NOT_LEADER_OR_FOLLOWER,
  9, // REPLICA_NOT_AVAILABLE
  ERROR.KAFKA_STORAGE_ERROR,
  ERROR.FENCED_LEADER_EPOCH,
  ERROR.UNKNOWN_LEADER_EPOCH,
  ERROR.OFFSET_NOT_AVAILABLE,
  ERROR.UNKNOWN_TOPIC_ID,
]);

/** The offset of each partition; a partition without a record at or after the time is absent. */
export async function listOffsets(
  cluster: KafkaCluster,
  topic: string,
  partitions: Iterable<number>,
  at: OffsetAt,
  { readCommitted = false, signal }: OffsetsOptions = {},
): Promise<Map<number, number>> {
  const timestamp = at === "earliest" ? -2 : at === "latest" ? -1 : at;
  const found = new Map<number, number>();
  const left = new Set(partitions);
  await retrying(async () => {
    const leaders = await leadersOf(cluster, topic, left, signal);
    await Promise.all([...leaders].map(async ([node, led]) => {
      const { topics } = await cluster.request(API.ListOffsets, {
        isolationLevel: readCommitted ? 1 : 0,
        topics: [{ name: topic, partitions: led.map((partition) => ({ partition, timestamp })) }],
      }, { node, signal });
      for (const { partition, errorCode, offset } of topics[0]?.partitions ?? []) {
        if (errorCode !== 0) {
          throw brokerError(errorCode, `Cannot look up offsets of partition ${partition} of the topic "${topic}"`, {
            topic,
            right: "DESCRIBE",
            user: cluster.config.sasl?.username,
          });
        }
        left.delete(partition);
        if (offset >= 0) found.set(partition, offset);
      }
    }));
  }, signal);
  return found;
}

async function leadersOf(
  cluster: KafkaCluster,
  topic: string,
  partitions: ReadonlySet<number>,
  signal: AbortSignal | undefined,
): Promise<Map<number, number[]>> {
  const metadata = await cluster.refresh(topic, signal);
  const leaders = new Map<number, number[]>();
  for (const partition of partitions) {
    const leader = metadata?.partitions[partition]?.leader ?? -1;
    if (leader < 0) {
      const code = metadata?.partitions[partition] ? ERROR.LEADER_NOT_AVAILABLE : ERROR.UNKNOWN_TOPIC_OR_PARTITION;
      throw brokerError(code, `Cannot look up offsets of partition ${partition} of the topic "${topic}"`);
    }
    const led = leaders.get(leader);
    if (led) led.push(partition);
    else leaders.set(leader, [partition]);
  }
  return leaders;
}

export interface CommittedOffset {
  readonly offset: number;
  readonly metadata: string;
}

export interface CommittedOptions {
  /** Wait for offsets of transactions that are being committed (KIP-447, Kafka 2.5). */
  readonly stable?: boolean;
  /** How long it is tried, in milliseconds. Default 15,000; 0: once. */
  readonly forMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a group has committed (next offsets); partitions without a commit are absent. */
export async function committedOffsets(
  cluster: KafkaCluster,
  group: string,
  topic: string,
  partitions: readonly number[],
  options: CommittedOptions = {},
): Promise<Map<number, CommittedOffset>> {
  const found = await fetchOffsets(cluster, group, [{ name: topic, partitions }], options);
  return found.get(topic) ?? new Map();
}

/** Everything that a group has committed for topics that the user may see, by topic and partition. */
export function allCommittedOffsets(
  cluster: KafkaCluster,
  group: string,
  signal?: AbortSignal,
): Promise<Map<string, Map<number, CommittedOffset>>> {
  return fetchOffsets(cluster, group, null, { signal });
}

async function fetchOffsets(
  cluster: KafkaCluster,
  group: string,
  topics: readonly { readonly name: string; readonly partitions: readonly number[] }[] | null,
  { stable = false, forMs, signal }: CommittedOptions,
): Promise<Map<string, Map<number, CommittedOffset>>> {
  const doing = `Cannot read the offsets of the group "${group}"`;
  const about = { group, user: cluster.config.sasl?.username };
  return await retrying(
    async () => {
      const node = await cluster.coordinator("group", group, signal);
      const answer = await cluster.request(
        API.OffsetFetch,
        { groupId: group, topics, requireStable: stable },
        { node, signal, maxVersion: 7 },
      );
      if (answer.errorCode !== 0) throw brokerError(answer.errorCode, doing, about);
      const found = new Map<string, Map<number, CommittedOffset>>();
      for (const { name: topic, partitions } of answer.topics) {
        const offsets = new Map<number, CommittedOffset>();
        for (const { partition, offset, metadata, errorCode } of partitions) {
          if (errorCode !== 0) throw brokerError(errorCode, doing, { ...about, topic });
          if (offset >= 0) offsets.set(partition, { offset, metadata: metadata ?? "" });
        }
        found.set(topic, offsets);
      }
      return found;
    },
    signal,
    forMs,
  );
}

/** Commits next offsets for a group that has no members. */
export async function commitOffsets(
  cluster: KafkaCluster,
  group: string,
  topic: string,
  positions: Positions,
  signal?: AbortSignal,
): Promise<void> {
  const doing = `Cannot commit offsets for the group "${group}"`;
  const about = { group, topic, user: cluster.config.sasl?.username };
  await retrying(async () => {
    const node = await cluster.coordinator("group", group, signal);
    const { topics } = await cluster.request(API.OffsetCommit, {
      groupId: group,
      generationId: -1,
      memberId: "",
      topics: [{
        name: topic,
        partitions: [...positions].map(([partition, offset]) => ({ partition, offset, metadata: "" })),
      }],
    }, { node, signal });
    for (const { errorCode } of topics[0]?.partitions ?? []) {
      if (errorCode !== 0) throw brokerError(errorCode, doing, about);
    }
  }, signal);
}
