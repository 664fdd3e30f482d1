/** OffsetCommit, OffsetFetch. */
import { API } from "../../kafka/protocol/api.ts";
import { ERROR } from "../../kafka/protocol/error_codes.ts";
import type { Broker } from "../broker.ts";
import { type Route, route } from "../router.ts";

/** `offset.metadata.max.bytes`, Apache Kafka's default. */
export const MAX_METADATA_LENGTH = 4096;

export function offsetRoutes(broker: Broker): Route[] {
  return [
    route(API.OffsetCommit, (request) => {
      const { groupId } = request;
      const refused = checkCommit(broker, groupId, request);
      return {
        topics: request.topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map(({ partition, offset, leaderEpoch, metadata }) => {
            const errorCode = refused || checkOffset(broker, name, partition, metadata);
            if (errorCode === ERROR.NONE) {
              broker.offsets.commit(groupId, name, partition, { offset, leaderEpoch, metadata: metadata ?? "" });
            }
            return { partition, errorCode };
          }),
        })),
      };
    }),
    route(API.OffsetFetch, (request, { version }) => {
      const fetch = (group: string, topics: WantedOffsets | null) =>
        fetchOffsets(broker, group, topics ?? broker.offsets.committed(group), request.requireStable);
      if (version < 8) {
        return { errorCode: ERROR.NONE, topics: fetch(request.groupId, request.topics) };
      }
      return {
        groups: request.groups.map(({ groupId, topics }) => ({
          groupId,
          errorCode: ERROR.NONE,
          topics: fetch(groupId, topics),
        })),
      };
    }),
  ];
}

interface CommitClaim {
  readonly memberId: string;
  readonly generationId: number;
  readonly groupInstanceId: string | null;
}

/** Whether a request may commit offsets of a group at all: the error code. */
export function checkCommit(broker: Broker, groupId: string, claim: CommitClaim): number {
  if (groupId === "") return ERROR.INVALID_GROUP_ID;
  const group = broker.groups.get(groupId);
  if (group) return group.checkCommit(claim);
  return claim.generationId < 0 ? ERROR.NONE : ERROR.ILLEGAL_GENERATION;
}

export function checkOffset(broker: Broker, topic: string, partition: number, metadata: string | null): number {
  if (!broker.topics.log(topic, partition)) return ERROR.UNKNOWN_TOPIC_OR_PARTITION;
  return metadata !== null && metadata.length > MAX_METADATA_LENGTH ? ERROR.OFFSET_METADATA_TOO_LARGE : ERROR.NONE;
}

type WantedOffsets = readonly { readonly name: string; readonly partitions: readonly number[] }[];

/** Offset -1 without an error where nothing was committed. Under `requireStable` a pending one is an error (KIP-447). */
function fetchOffsets(broker: Broker, group: string, wanted: WantedOffsets, requireStable: boolean) {
  return wanted.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((partition) => {
      if (requireStable && broker.transactions.isPending(group, name, partition)) {
        const errorCode = ERROR.UNSTABLE_OFFSET_COMMIT;
        return { partition, offset: -1, leaderEpoch: -1, metadata: "", errorCode };
      }
      const committed = broker.offsets.get(group, name, partition) ?? { offset: -1, leaderEpoch: -1, metadata: "" };
      return { partition, ...committed, errorCode: ERROR.NONE };
    }),
  }));
}
