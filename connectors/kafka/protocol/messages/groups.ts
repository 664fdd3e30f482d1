/** Consumer groups and their offsets. */
import {
  array,
  between,
  boolean,
  bytes,
  int16,
  int32,
  int64,
  nullableArray,
  nullableString,
  optional,
  since,
  string,
  struct,
} from "../schema.ts";
import { NO_OPERATIONS } from "./cluster.ts";

export const joinGroupRequest = struct({
  groupId: string,
  sessionTimeoutMs: int32,
  rebalanceTimeoutMs: since(1, int32, -1),
  memberId: string,
  groupInstanceId: since(5, nullableString, null),
  protocolType: string,
  protocols: array(struct({ name: string, metadata: bytes })),
  reason: since(8, nullableString, null),
});

/** `protocolName` may be null from version 7 on only. */
export const joinGroupResponse = struct({
  throttleTimeMs: since(2, int32, 0),
  errorCode: int16,
  generationId: int32,
  protocolType: since(7, nullableString, null),
  protocolName: nullableString,
  leader: string,
  skipAssignment: since(9, boolean, false),
  memberId: string,
  members: array(struct({ memberId: string, groupInstanceId: since(5, nullableString, null), metadata: bytes })),
});

export const syncGroupRequest = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(3, nullableString, null),
  protocolType: since(5, nullableString, null),
  protocolName: since(5, nullableString, null),
  assignments: array(struct({ memberId: string, assignment: bytes })),
});

export const syncGroupResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  errorCode: int16,
  protocolType: since(5, nullableString, null),
  protocolName: since(5, nullableString, null),
  assignment: bytes,
});

export const heartbeatRequest = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(3, nullableString, null),
});

export const heartbeatResponse = struct({ throttleTimeMs: since(1, int32, 0), errorCode: int16 });

export const leaveGroupRequest = struct({
  groupId: string,
  memberId: between(0, 2, string, ""),
  members: since(
    3,
    array(struct({
      memberId: string,
      groupInstanceId: optional(nullableString, null),
      reason: since(5, nullableString, null),
    })),
    [],
  ),
});

export const leaveGroupResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  errorCode: int16,
  members: since(3, array(struct({ memberId: string, groupInstanceId: nullableString, errorCode: int16 })), []),
});

export const offsetCommitRequest = struct({
  groupId: string,
  generationId: int32,
  memberId: string,
  groupInstanceId: since(7, nullableString, null),
  retentionTimeMs: between(2, 4, int64, -1),
  topics: array(struct({
    name: string,
    partitions: array(struct({
      partition: int32,
      offset: int64,
      leaderEpoch: since(6, int32, -1),
      metadata: nullableString,
    })),
  })),
});

export const offsetCommitResponse = struct({
  throttleTimeMs: since(3, int32, 0),
  topics: array(struct({
    name: string,
    partitions: array(struct({ partition: int32, errorCode: int16 })),
  })),
});

const wantedOffsets = nullableArray(struct({ name: string, partitions: array(int32) }));

/** `topics: null` asks for every offset of the group (version 2 and later). Version 8 asks through `groups`. */
export const offsetFetchRequest = struct({
  groupId: between(0, 7, string, ""),
  topics: between(0, 7, wantedOffsets, null),
  groups: since(8, array(struct({ groupId: string, topics: wantedOffsets })), []),
  requireStable: since(7, boolean, false),
});

const committedOffsets = array(struct({
  name: string,
  partitions: array(struct({
    partition: int32,
    offset: int64,
    leaderEpoch: since(5, int32, -1),
    metadata: nullableString,
    errorCode: int16,
  })),
}));

/** `offset` -1 without an error: nothing was committed. */
export const offsetFetchResponse = struct({
  throttleTimeMs: since(3, int32, 0),
  topics: between(0, 7, committedOffsets, []),
  errorCode: between(2, 7, int16, 0),
  groups: since(8, array(struct({ groupId: string, topics: committedOffsets, errorCode: int16 })), []),
});

export const describeGroupsRequest = struct({
  groups: array(string),
  includeAuthorizedOperations: since(3, boolean, false),
});

export const describeGroupsResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  groups: array(struct({
    errorCode: int16,
    groupId: string,
    state: string,
    protocolType: string,
    protocolName: string,
    members: array(struct({
      memberId: string,
      groupInstanceId: since(4, nullableString, null),
      clientId: string,
      clientHost: string,
      metadata: bytes,
      assignment: bytes,
    })),
    authorizedOperations: since(3, int32, NO_OPERATIONS),
  })),
});

export const listGroupsRequest = struct({ statesFilter: since(4, array(string), []) });

export const listGroupsResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  errorCode: int16,
  groups: array(struct({ groupId: string, protocolType: string, state: since(4, string, "") })),
});

export const deleteGroupsRequest = struct({ groups: array(string) });

export const deleteGroupsResponse = struct({
  throttleTimeMs: optional(int32, 0),
  results: array(struct({ groupId: string, errorCode: int16 })),
});
