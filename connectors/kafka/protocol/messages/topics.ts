/** Topics and configurations. */
import {
  array,
  between,
  boolean,
  int16,
  int32,
  int8,
  NO_UUID,
  nullableArray,
  nullableString,
  optional,
  since,
  string,
  struct,
  uuid,
} from "../schema.ts";

/** `numPartitions` and `replicationFactor` -1 choose the broker's defaults (and must be -1 with `assignments`). */
export const createTopicsRequest = struct({
  topics: array(struct({
    name: string,
    numPartitions: int32,
    replicationFactor: int16,
    assignments: optional(array(struct({ partition: int32, brokerIds: array(int32) })), []),
    configs: optional(array(struct({ name: string, value: nullableString })), []),
  })),
  timeoutMs: int32,
  validateOnly: since(1, boolean, false),
});

export const createTopicsResponse = struct({
  throttleTimeMs: since(2, int32, 0),
  topics: array(struct({
    name: string,
    topicId: since(7, uuid, NO_UUID),
    errorCode: int16,
    errorMessage: since(1, nullableString, null),
    numPartitions: since(5, int32, -1),
    replicationFactor: since(5, int16, -1),
    configs: since(
      5,
      nullableArray(struct({
        name: string,
        value: nullableString,
        readOnly: boolean,
        configSource: int8,
        isSensitive: boolean,
      })),
      null,
    ),
  })),
});

export const deleteTopicsRequest = struct({
  topics: since(6, array(struct({ name: nullableString, topicId: uuid })), []),
  topicNames: between(0, 5, array(string), []),
  timeoutMs: int32,
});

export const deleteTopicsResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  topics: array(struct({
    name: nullableString,
    topicId: since(6, uuid, NO_UUID),
    errorCode: int16,
    errorMessage: since(5, nullableString, null),
  })),
});

/** `count` is the new total number of partitions. */
export const createPartitionsRequest = struct({
  topics: array(struct({
    name: string,
    count: int32,
    assignments: optional(nullableArray(struct({ brokerIds: array(int32) })), null),
  })),
  timeoutMs: int32,
  validateOnly: optional(boolean, false),
});

export const createPartitionsResponse = struct({
  throttleTimeMs: optional(int32, 0),
  topics: array(struct({ name: string, errorCode: int16, errorMessage: nullableString })),
});

/** Resource types of DescribeConfigs. */
export const RESOURCE_TOPIC = 2;
export const RESOURCE_BROKER = 4;

/** `keys: null` asks for all configurations. */
export const describeConfigsRequest = struct({
  resources: array(struct({ resourceType: int8, resourceName: string, keys: nullableArray(string) })),
  includeSynonyms: since(1, boolean, false),
  includeDocumentation: since(3, boolean, false),
});

/** Versions from 1 on. `configSource`: 1 topic, 5 default. */
export const describeConfigsResponse = struct({
  throttleTimeMs: optional(int32, 0),
  resources: array(struct({
    errorCode: int16,
    errorMessage: nullableString,
    resourceType: int8,
    resourceName: string,
    configs: array(struct({
      name: string,
      value: nullableString,
      readOnly: boolean,
      configSource: since(1, int8, -1),
      isSensitive: boolean,
      synonyms: since(1, array(struct({ name: string, value: nullableString, source: int8 })), []),
      configType: since(3, int8, 0),
      documentation: since(3, nullableString, null),
    })),
  })),
});
