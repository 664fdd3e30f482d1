/** CreateTopics, DeleteTopics, CreatePartitions, DescribeConfigs. */
import { API, type RequestOf, type ResponseBody } from "../../kafka/protocol/api.ts";
import { ERROR } from "../../kafka/protocol/error_codes.ts";
import { RESOURCE_BROKER, RESOURCE_TOPIC } from "../../kafka/protocol/messages/topics.ts";
import { type Broker, NODE_ID } from "../broker.ts";
import { type Route, route } from "../router.ts";
import { configProblem, DEFAULT_TOPIC_CONFIGS } from "../topic_configs.ts";
import { MAX_TRANSACTION_TIMEOUT_MS } from "../transactions.ts";

/** A folder's worth of SQLite rows and one array each: more is a slip of the finger. */
const MAX_PARTITIONS = 1000;
const DEFAULT_PARTITIONS = 1;

const SOURCE_TOPIC = 1;
const SOURCE_DEFAULT = 5;
const TYPE_STRING = 2;

type Wanted = RequestOf<typeof API.CreateTopics>["topics"][number];
type DescribedConfigs = ResponseBody<typeof API.DescribeConfigs>["resources"][number]["configs"];

interface Refusal {
  readonly errorCode: number;
  readonly errorMessage: string;
}

/** Kafka's rule for topic names. */
export function isTopicName(name: string): boolean {
  return /^[\w.-]{1,249}$/.test(name) && name !== "." && name !== "..";
}

export function topicRoutes(broker: Broker): Route[] {
  return [
    route(API.CreateTopics, ({ topics, validateOnly }) => ({
      topics: topics.map((wanted) => createTopic(broker, wanted, validateOnly)),
    })),
    route(API.DeleteTopics, ({ topics, topicNames }, { version }) => {
      const wanted = version >= 6
        ? topics.map(({ name, topicId }) => ({ name, topic: find(broker, name, topicId) }))
        : topicNames.map((name) => ({ name, topic: broker.topics.get(name) }));
      return {
        topics: wanted.map(({ name, topic }) => {
          if (!topic) return { name, errorCode: name ? ERROR.UNKNOWN_TOPIC_OR_PARTITION : ERROR.UNKNOWN_TOPIC_ID };
          broker.topics.delete(topic);
          broker.offsets.forgetTopic(topic.row.name);
          return { name: topic.row.name, topicId: topic.row.uuid, errorCode: ERROR.NONE };
        }),
      };
    }),
    route(API.CreatePartitions, ({ topics, validateOnly }) => ({
      topics: topics.map(({ name, count }) => {
        const topic = broker.topics.get(name);
        if (!topic) return { name, errorCode: ERROR.UNKNOWN_TOPIC_OR_PARTITION, errorMessage: null };
        const present = topic.partitions.length;
        if (count <= present || count > MAX_PARTITIONS) {
          const errorMessage = count > MAX_PARTITIONS
            ? `The embedded cluster allows ${MAX_PARTITIONS} partitions`
            : `Topic currently has ${present} partitions, which is higher than or equal to the requested ${count}`;
          return { name, errorCode: ERROR.INVALID_PARTITIONS, errorMessage };
        }
        if (!validateOnly) broker.topics.addPartitions(topic, count);
        return { name, errorCode: ERROR.NONE, errorMessage: null };
      }),
    })),
    route(API.DescribeConfigs, ({ resources }) => ({
      resources: resources.map(({ resourceType, resourceName, keys }) => {
        const configs = describeConfigs(broker, resourceType, resourceName);
        return {
          errorCode: configs ? ERROR.NONE : ERROR.UNKNOWN_TOPIC_OR_PARTITION,
          errorMessage: null,
          resourceType,
          resourceName,
          configs: configs?.filter(({ name }) => keys === null || keys.length === 0 || keys.includes(name)) ?? [],
        };
      }),
    })),
  ];
}

function find(broker: Broker, name: string | null, topicId: string) {
  return name === null ? broker.topics.withId(topicId) : broker.topics.get(name);
}

function createTopic(broker: Broker, wanted: Wanted, validateOnly: boolean) {
  const refusal = refuseTopic(broker, wanted);
  if (refusal) return { name: wanted.name, ...refusal };
  const count = partitionCount(wanted);
  const configs = Object.fromEntries(
    wanted.configs.flatMap(({ name, value }) => value === null ? [] : [[name, value] as const]),
  );
  const topic = validateOnly ? undefined : broker.topics.create(wanted.name, count, configs);
  return {
    name: wanted.name,
    ...(topic && { topicId: topic.row.uuid }),
    errorCode: ERROR.NONE,
    numPartitions: count,
    replicationFactor: 1,
    configs: topicConfigs(configs).map(({ name, value, configSource }) => ({
      name,
      value,
      configSource,
      readOnly: false,
      isSensitive: false,
    })),
  };
}

function partitionCount({ assignments, numPartitions }: Wanted): number {
  if (assignments.length > 0) return assignments.length;
  return numPartitions === -1 ? DEFAULT_PARTITIONS : numPartitions;
}

function refuseTopic(broker: Broker, wanted: Wanted): Refusal | undefined {
  const { name, replicationFactor, assignments, configs } = wanted;
  if (!isTopicName(name)) {
    return { errorCode: ERROR.INVALID_TOPIC_EXCEPTION, errorMessage: `Topic name "${name}" is illegal` };
  }
  if (broker.topics.get(name)) {
    return { errorCode: ERROR.TOPIC_ALREADY_EXISTS, errorMessage: `Topic '${name}' already exists.` };
  }
  const count = partitionCount(wanted);
  if (count < 1 || count > MAX_PARTITIONS) {
    const errorMessage = `Number of partitions must be from 1 to ${MAX_PARTITIONS}, got ${count}`;
    return { errorCode: ERROR.INVALID_PARTITIONS, errorMessage };
  }
  if (replicationFactor > 1 || replicationFactor === 0) {
    const errorMessage = `Replication factor: ${replicationFactor}, but the embedded cluster has 1 broker`;
    return { errorCode: ERROR.INVALID_REPLICATION_FACTOR, errorMessage };
  }
  if (assignments.some(({ brokerIds }) => brokerIds.length !== 1 || brokerIds[0] !== NODE_ID)) {
    const errorMessage = `The embedded cluster has broker ${NODE_ID} only`;
    return { errorCode: ERROR.INVALID_REPLICA_ASSIGNMENT, errorMessage };
  }
  for (const config of configs) {
    const errorMessage = configProblem(config.name, config.value);
    if (errorMessage) return { errorCode: ERROR.INVALID_CONFIG, errorMessage };
  }
  return undefined;
}

function describeConfigs(broker: Broker, type: number, name: string): DescribedConfigs | undefined {
  if (type === RESOURCE_TOPIC) {
    const topic = broker.topics.get(name);
    return topic && topicConfigs(topic.row.configs);
  }
  if (type !== RESOURCE_BROKER) return [];
  return [
    described("auto.create.topics.enable", String(broker.autoCreate), SOURCE_DEFAULT),
    described("default.replication.factor", "1", SOURCE_DEFAULT),
    described("num.partitions", String(DEFAULT_PARTITIONS), SOURCE_DEFAULT),
    described("transaction.max.timeout.ms", String(MAX_TRANSACTION_TIMEOUT_MS), SOURCE_DEFAULT),
  ];
}

function topicConfigs(own: Readonly<Record<string, string>>) {
  return Object.entries(DEFAULT_TOPIC_CONFIGS).map(([name, fallback]) => {
    const value = own[name];
    return value === undefined ? described(name, fallback, SOURCE_DEFAULT) : described(name, value, SOURCE_TOPIC);
  });
}

function described(name: string, value: string, configSource: number) {
  return { name, value, readOnly: false, configSource, isSensitive: false, configType: TYPE_STRING };
}
