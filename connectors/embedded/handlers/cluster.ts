/** Metadata, DescribeCluster, FindCoordinator. */
import { API, type RequestOf, type ResponseBody } from "../../kafka/protocol/api.ts";
import { ERROR } from "../../kafka/protocol/error_codes.ts";
import { NO_UUID } from "../../kafka/protocol/schema.ts";
import { type Broker, NODE_ID } from "../broker.ts";
import { type Route, route } from "../router.ts";
import type { Topic } from "../topics.ts";
import { isTopicName } from "./topics.ts";

type MetadataTopic = ResponseBody<typeof API.Metadata>["topics"][number];

export function clusterRoutes(broker: Broker): Route[] {
  const node = () => ({ nodeId: NODE_ID, host: broker.host, port: broker.port });
  return [
    route(API.Metadata, (request, { version }) => ({
      brokers: [{ ...node(), rack: null }],
      clusterId: broker.clusterId,
      controllerId: NODE_ID,
      topics: describeTopics(broker, request, version),
    })),
    route(API.DescribeCluster, () => ({
      errorCode: ERROR.NONE,
      errorMessage: null,
      clusterId: broker.clusterId,
      controllerId: NODE_ID,
      brokers: [{ ...node(), rack: null }],
    })),
    route(API.FindCoordinator, ({ keys }) => ({
      ...node(),
      coordinators: keys.map((key) => ({ key, ...node(), errorCode: ERROR.NONE, errorMessage: null })),
    })),
  ];
}

function describeTopics(broker: Broker, request: RequestOf<typeof API.Metadata>, version: number): MetadataTopic[] {
  const { topics } = request;
  if (topics === null || (version === 0 && topics.length === 0)) return [...broker.topics].map(describe);
  return topics.map(({ name, topicId }) => {
    if (name === null) {
      const known = broker.topics.withId(topicId);
      return known ? describe(known) : missing(null, ERROR.UNKNOWN_TOPIC_ID, topicId);
    }
    const known = broker.topics.get(name);
    if (known) return describe(known);
    if (!isTopicName(name)) return missing(name, ERROR.INVALID_TOPIC_EXCEPTION);
    if (!broker.autoCreate || !request.allowAutoTopicCreation) return missing(name, ERROR.UNKNOWN_TOPIC_OR_PARTITION);
    return describe(broker.topics.create(name, 1, {}));
  });
}

function missing(name: string | null, errorCode: number, topicId = NO_UUID): MetadataTopic {
  return { errorCode, name, topicId, partitions: [] };
}

function describe({ row, partitions }: Topic): MetadataTopic {
  return {
    errorCode: ERROR.NONE,
    name: row.name,
    topicId: row.uuid,
    partitions: partitions.map(({ number }) => ({
      errorCode: ERROR.NONE,
      partition: number,
      leaderId: NODE_ID,
      leaderEpoch: 0,
      replicaNodes: [NODE_ID],
      isrNodes: [NODE_ID],
    })),
  };
}
