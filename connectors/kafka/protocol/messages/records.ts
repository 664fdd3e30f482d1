/** Produce, Fetch, ListOffsets, DeleteRecords. */
import {
  array,
  int16,
  int32,
  int64,
  int8,
  nullableArray,
  nullableString,
  optional,
  records,
  since,
  string,
  struct,
} from "../schema.ts";

/** `acks` is -1 (all), 0 (no answer is sent) or 1. `records` holds whole v2 batches. */
export const produceRequest = struct({
  transactionalId: since(3, nullableString, null),
  acks: int16,
  timeoutMs: int32,
  topics: array(struct({
    name: string,
    partitions: array(struct({ partition: int32, records })),
  })),
});

export const produceResponse = struct({
  topics: array(struct({
    name: string,
    partitions: array(struct({
      partition: int32,
      errorCode: int16,
      baseOffset: int64,
      logAppendTimeMs: since(2, int64, -1),
      logStartOffset: since(5, int64, -1),
      recordErrors: since(8, array(struct({ batchIndex: int32, message: nullableString })), []),
      errorMessage: since(8, nullableString, null),
    })),
  })),
  throttleTimeMs: since(1, int32, 0),
});

/** `isolationLevel`: 0 read uncommitted, 1 read committed. `replicaId` of a consumer is -1. */
export const fetchRequest = struct({
  replicaId: optional(int32, -1),
  maxWaitMs: int32,
  minBytes: int32,
  maxBytes: int32,
  isolationLevel: int8,
  sessionId: since(7, int32, 0),
  sessionEpoch: since(7, int32, -1),
  topics: array(struct({
    name: string,
    partitions: array(struct({
      partition: int32,
      currentLeaderEpoch: since(9, int32, -1),
      fetchOffset: int64,
      lastFetchedEpoch: since(12, int32, -1),
      logStartOffset: since(5, int64, -1),
      partitionMaxBytes: int32,
    })),
  })),
  forgottenTopics: since(7, array(struct({ name: string, partitions: array(int32) })), []),
  rackId: since(11, string, ""),
});

export const fetchResponse = struct({
  throttleTimeMs: since(1, int32, 0),
  errorCode: since(7, int16, 0),
  sessionId: since(7, int32, 0),
  topics: array(struct({
    name: string,
    partitions: array(struct({
      partition: int32,
      errorCode: int16,
      highWatermark: int64,
      lastStableOffset: since(4, int64, -1),
      logStartOffset: since(5, int64, -1),
      abortedTransactions: since(4, nullableArray(struct({ producerId: int64, firstOffset: int64 })), null),
      preferredReadReplica: since(11, int32, -1),
      records,
    })),
  })),
});

/** `timestamp`: milliseconds, or -1 latest, -2 earliest, -3 the record of the highest timestamp (v7). */
export const listOffsetsRequest = struct({
  replicaId: optional(int32, -1),
  isolationLevel: since(2, int8, 0),
  topics: array(struct({
    name: string,
    partitions: array(struct({ partition: int32, currentLeaderEpoch: since(4, int32, -1), timestamp: int64 })),
  })),
});

export const listOffsetsResponse = struct({
  throttleTimeMs: since(2, int32, 0),
  topics: array(struct({
    name: string,
    partitions: array(struct({
      partition: int32,
      errorCode: int16,
      timestamp: since(1, int64, -1),
      offset: since(1, int64, -1),
      leaderEpoch: since(4, int32, -1),
    })),
  })),
});

/** Deletes everything before `offset`; -1 means up to the high watermark. */
export const deleteRecordsRequest = struct({
  topics: array(struct({
    name: string,
    partitions: array(struct({ partition: int32, offset: int64 })),
  })),
  timeoutMs: int32,
});

export const deleteRecordsResponse = struct({
  throttleTimeMs: optional(int32, 0),
  topics: array(struct({
    name: string,
    partitions: array(struct({ partition: int32, lowWatermark: int64, errorCode: int16 })),
  })),
});

export const offsetForLeaderEpochRequest = struct({
  replicaId: since(3, int32, -2),
  topics: array(struct({
    name: string,
    partitions: array(struct({ partition: int32, currentLeaderEpoch: since(2, int32, -1), leaderEpoch: int32 })),
  })),
});

export const offsetForLeaderEpochResponse = struct({
  throttleTimeMs: since(2, int32, 0),
  topics: array(struct({
    name: string,
    partitions: array(struct({
      errorCode: int16,
      partition: int32,
      leaderEpoch: since(1, int32, -1),
      endOffset: int64,
    })),
  })),
});
