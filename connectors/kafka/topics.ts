/** Creating and deleting topics. */
import { brokerError } from "./errors.ts";
import type { KafkaCluster, TopicMetadata } from "./cluster.ts";
import { API } from "./protocol/api.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { Backoff, retrying } from "./retry.ts";

export interface NewTopic {
  readonly topic: string;
  /** Absent: the cluster's default. */
  readonly partitions?: number | undefined;
  /** Absent: the cluster's default. */
  readonly replicationFactor?: number | undefined;
  readonly configs?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 15_000;

/** Creates a topic and waits until its partitions have leaders. An existing topic is left as it is. */
export async function createTopic(
  cluster: KafkaCluster,
  { topic, partitions, replicationFactor, configs }: NewTopic,
  signal?: AbortSignal,
): Promise<TopicMetadata> {
  await retrying(async () => {
    const { topics: [created] } = await cluster.request(API.CreateTopics, {
      topics: [{
        name: topic,
        numPartitions: partitions ?? -1,
        replicationFactor: replicationFactor ?? -1,
        configs: Object.entries(configs ?? {}).map(([name, value]) => ({ name, value })),
      }],
      timeoutMs: TIMEOUT_MS,
    }, { node: cluster.controller, signal });
    if (!created || created.errorCode === 0 || created.errorCode === ERROR.TOPIC_ALREADY_EXISTS) return;
    if (created.errorCode === ERROR.NOT_CONTROLLER) await cluster.refresh(topic, signal);
    throw brokerError(created.errorCode, `Cannot create the topic "${topic}"`, {
      topic,
      right: "CREATE",
      user: cluster.config.sasl?.username,
      message: created.errorMessage ?? undefined,
    });
  }, signal);
  const backoff = new Backoff();
  for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline;) {
    const found = await retrying(() => cluster.refresh(topic, signal), signal);
    if (found && found.partitions.length > 0 && found.partitions.every(({ leader }) => leader >= 0)) return found;
    await backoff.pause(signal);
  }
  throw brokerError(ERROR.LEADER_NOT_AVAILABLE, `Cannot use the topic "${topic}" that was just created`);
}

/** Deletes a topic; one that does not exist is no error. */
export async function deleteTopic(cluster: KafkaCluster, topic: string, signal?: AbortSignal): Promise<void> {
  await retrying(async () => {
    const { topics: responses } = await cluster.request(API.DeleteTopics, {
      topicNames: [topic],
      timeoutMs: TIMEOUT_MS,
    }, { node: cluster.controller, signal, maxVersion: 5 });
    const code = responses[0]?.errorCode ?? 0;
    if (code === 0 || code === ERROR.UNKNOWN_TOPIC_OR_PARTITION) return;
    throw brokerError(code, `Cannot delete the topic "${topic}"`, {
      topic,
      right: "DELETE",
      user: cluster.config.sasl?.username,
    });
  }, signal);
}
