/** Every Kafka request that Sluice speaks, and the framing around it. */
import { InternalError } from "../../../schema/errors.ts";
import type { Decoded, Encodable } from "./schema.ts";
import * as cluster from "./messages/cluster.ts";
import * as groups from "./messages/groups.ts";
import * as records from "./messages/records.ts";
import * as topics from "./messages/topics.ts";
import * as transactions from "./messages/transactions.ts";

/** One request and its response. Versions outside `min … max` cannot be encoded or decoded. */
export interface Api<Q = unknown, S = unknown> {
  readonly key: number;
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** First version with compact types, tag buffers and header v2 (KIP-482). */
  readonly flexibleFrom: number;
  readonly request: Q;
  readonly response: S;
}

/** The body that decoding a request of this API yields. */
export type RequestOf<A> = A extends Api<infer Q, infer _> ? Decoded<Q> : never;
/** The body that decoding a response of this API yields. */
export type ResponseOf<A> = A extends Api<infer _, infer S> ? Decoded<S> : never;
/** The body that encoding a request of this API takes. */
export type RequestBody<A> = A extends Api<infer Q, infer _> ? Encodable<Q> : never;
/** The body that encoding a response of this API takes. */
export type ResponseBody<A> = A extends Api<infer _, infer S> ? Encodable<S> : never;

function api<Q, S>(
  key: number,
  name: string,
  [min, max, flexibleFrom]: readonly [number, number, number],
  request: Q,
  response: S,
): Api<Q, S> {
  return { key, name, min, max, flexibleFrom, request, response };
}

const NEVER = Infinity;

export const API = {
  Produce: api(0, "Produce", [3, 11, 9], records.produceRequest, records.produceResponse),
  Fetch: api(1, "Fetch", [4, 12, 12], records.fetchRequest, records.fetchResponse),
  ListOffsets: api(2, "ListOffsets", [1, 7, 6], records.listOffsetsRequest, records.listOffsetsResponse),
  Metadata: api(3, "Metadata", [0, 12, 9], cluster.metadataRequest, cluster.metadataResponse),
  OffsetCommit: api(8, "OffsetCommit", [2, 8, 8], groups.offsetCommitRequest, groups.offsetCommitResponse),
  OffsetFetch: api(9, "OffsetFetch", [1, 8, 6], groups.offsetFetchRequest, groups.offsetFetchResponse),
  FindCoordinator: api(
    10,
    "FindCoordinator",
    [0, 4, 3],
    cluster.findCoordinatorRequest,
    cluster.findCoordinatorResponse,
  ),
  JoinGroup: api(11, "JoinGroup", [0, 9, 6], groups.joinGroupRequest, groups.joinGroupResponse),
  Heartbeat: api(12, "Heartbeat", [0, 4, 4], groups.heartbeatRequest, groups.heartbeatResponse),
  LeaveGroup: api(13, "LeaveGroup", [0, 5, 4], groups.leaveGroupRequest, groups.leaveGroupResponse),
  SyncGroup: api(14, "SyncGroup", [0, 5, 4], groups.syncGroupRequest, groups.syncGroupResponse),
  DescribeGroups: api(15, "DescribeGroups", [0, 5, 5], groups.describeGroupsRequest, groups.describeGroupsResponse),
  ListGroups: api(16, "ListGroups", [0, 4, 3], groups.listGroupsRequest, groups.listGroupsResponse),
  SaslHandshake: api(17, "SaslHandshake", [0, 1, NEVER], cluster.saslHandshakeRequest, cluster.saslHandshakeResponse),
  ApiVersions: api(18, "ApiVersions", [0, 4, 3], cluster.apiVersionsRequest, cluster.apiVersionsResponse),
  CreateTopics: api(19, "CreateTopics", [2, 7, 5], topics.createTopicsRequest, topics.createTopicsResponse),
  DeleteTopics: api(20, "DeleteTopics", [1, 6, 4], topics.deleteTopicsRequest, topics.deleteTopicsResponse),
  DeleteRecords: api(21, "DeleteRecords", [0, 2, 2], records.deleteRecordsRequest, records.deleteRecordsResponse),
  InitProducerId: api(
    22,
    "InitProducerId",
    [0, 4, 2],
    transactions.initProducerIdRequest,
    transactions.initProducerIdResponse,
  ),
  OffsetForLeaderEpoch: api(
    23,
    "OffsetForLeaderEpoch",
    [2, 4, 4],
    records.offsetForLeaderEpochRequest,
    records.offsetForLeaderEpochResponse,
  ),
  AddPartitionsToTxn: api(
    24,
    "AddPartitionsToTxn",
    [0, 3, 3],
    transactions.addPartitionsToTxnRequest,
    transactions.addPartitionsToTxnResponse,
  ),
  AddOffsetsToTxn: api(
    25,
    "AddOffsetsToTxn",
    [0, 3, 3],
    transactions.addOffsetsToTxnRequest,
    transactions.addOffsetsToTxnResponse,
  ),
  EndTxn: api(26, "EndTxn", [0, 5, 3], transactions.endTxnRequest, transactions.endTxnResponse),
  TxnOffsetCommit: api(
    28,
    "TxnOffsetCommit",
    [0, 3, 3],
    transactions.txnOffsetCommitRequest,
    transactions.txnOffsetCommitResponse,
  ),
  DescribeConfigs: api(32, "DescribeConfigs", [1, 4, 4], topics.describeConfigsRequest, topics.describeConfigsResponse),
  SaslAuthenticate: api(
    36,
    "SaslAuthenticate",
    [0, 2, 2],
    cluster.saslAuthenticateRequest,
    cluster.saslAuthenticateResponse,
  ),
  CreatePartitions: api(
    37,
    "CreatePartitions",
    [0, 3, 2],
    topics.createPartitionsRequest,
    topics.createPartitionsResponse,
  ),
  DeleteGroups: api(42, "DeleteGroups", [0, 2, 2], groups.deleteGroupsRequest, groups.deleteGroupsResponse),
  DescribeCluster: api(
    60,
    "DescribeCluster",
    [0, 0, 0],
    cluster.describeClusterRequest,
    cluster.describeClusterResponse,
  ),
} as const;

export type ApiName = keyof typeof API;

/** The API of a request's key, `undefined` for one we do not speak. */
export function apiOfKey(key: number): (typeof API)[ApiName] | undefined {
  return BY_KEY.get(key);
}

const BY_KEY = new Map(Object.values(API).map((entry) => [entry.key, entry]));

/** Throws `InternalError` unless `version` is one that the schema describes. */
export function assertVersion(entry: Api, version: number): void {
  if (version >= entry.min && version <= entry.max) return;
  throw new InternalError(
    `Cannot encode or decode ${entry.name} v${version}: versions ${entry.min} to ${entry.max} are known`,
  );
}
