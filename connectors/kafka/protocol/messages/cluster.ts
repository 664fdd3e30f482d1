/** ApiVersions, SASL, Metadata, DescribeCluster, FindCoordinator: finding one's way into a cluster. */
import {
  array,
  between,
  boolean,
  bytes,
  int16,
  int32,
  int64,
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

/** No authorized operations were asked for (KIP-430). */
export const NO_OPERATIONS = -2147483648;

export const apiVersionsRequest = struct({
  clientSoftwareName: since(3, string, ""),
  clientSoftwareVersion: since(3, string, ""),
});

/** Feature tags of version 3 and later are skipped. */
export const apiVersionsResponse = struct({
  errorCode: int16,
  apiKeys: array(struct({ apiKey: int16, minVersion: int16, maxVersion: int16 })),
  throttleTimeMs: since(1, int32, 0),
});

export const saslHandshakeRequest = struct({ mechanism: string });

export const saslHandshakeResponse = struct({ errorCode: int16, mechanisms: array(string) });

export const saslAuthenticateRequest = struct({ authBytes: bytes });

export const saslAuthenticateResponse = struct({
  errorCode: int16,
  errorMessage: nullableString,
  authBytes: bytes,
  sessionLifetimeMs: since(1, int64, 0),
});

/** `topics: null` asks for all topics; in version 0 an empty list does. */
export const metadataRequest = struct({
  topics: nullableArray(struct({ topicId: since(10, uuid, NO_UUID), name: nullableString })),
  allowAutoTopicCreation: since(4, boolean, true),
  includeClusterAuthorizedOperations: between(8, 10, boolean, false),
  includeTopicAuthorizedOperations: since(8, boolean, false),
});

export const metadataResponse = struct({
  throttleTimeMs: since(3, int32, 0),
  brokers: array(struct({ nodeId: int32, host: string, port: int32, rack: since(1, nullableString, null) })),
  clusterId: since(2, nullableString, null),
  controllerId: since(1, int32, -1),
  topics: array(struct({
    errorCode: int16,
    name: nullableString,
    topicId: since(10, uuid, NO_UUID),
    isInternal: since(1, boolean, false),
    partitions: array(struct({
      errorCode: int16,
      partition: int32,
      leaderId: int32,
      leaderEpoch: since(7, int32, -1),
      replicaNodes: array(int32),
      isrNodes: array(int32),
      offlineReplicas: since(5, array(int32), []),
    })),
    authorizedOperations: since(8, int32, NO_OPERATIONS),
  })),
  clusterAuthorizedOperations: between(8, 10, int32, NO_OPERATIONS),
});

export const describeClusterRequest = struct({ includeClusterAuthorizedOperations: optional(boolean, false) });

export const describeClusterResponse = struct({
  throttleTimeMs: optional(int32, 0),
  errorCode: int16,
  errorMessage: nullableString,
  clusterId: string,
  controllerId: int32,
  brokers: array(struct({ nodeId: int32, host: string, port: int32, rack: nullableString })),
  clusterAuthorizedOperations: optional(int32, NO_OPERATIONS),
});

/** `keyType`: 0 a group, 1 a transactional id. */
export const findCoordinatorRequest = struct({
  key: between(0, 3, string, ""),
  keyType: since(1, int8, 0),
  keys: since(4, array(string), []),
});

export const findCoordinatorResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  errorCode: between(0, 3, int16, 0),
  errorMessage: between(1, 3, nullableString, null),
  nodeId: between(0, 3, int32, -1),
  host: between(0, 3, string, ""),
  port: between(0, 3, int32, -1),
  coordinators: since(
    4,
    array(struct({
      key: string,
      nodeId: int32,
      host: string,
      port: int32,
      errorCode: int16,
      errorMessage: nullableString,
    })),
    [],
  ),
});
