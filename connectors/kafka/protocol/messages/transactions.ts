/** Idempotent and transactional producers. */
import { array, boolean, int16, int32, int64, nullableString, optional, since, string, struct } from "../schema.ts";

export const initProducerIdRequest = struct({
  transactionalId: nullableString,
  transactionTimeoutMs: int32,
  producerId: since(3, int64, -1),
  producerEpoch: since(3, int16, -1),
});

export const initProducerIdResponse = struct({
  throttleTimeMs: optional(int32, 0),
  errorCode: int16,
  producerId: int64,
  producerEpoch: int16,
});

export const addPartitionsToTxnRequest = struct({
  transactionalId: string,
  producerId: int64,
  producerEpoch: int16,
  topics: array(struct({ name: string, partitions: array(int32) })),
});

export const addPartitionsToTxnResponse = struct({
  throttleTimeMs: optional(int32, 0),
  topics: array(struct({
    name: string,
    partitions: array(struct({ partition: int32, errorCode: int16 })),
  })),
});

export const addOffsetsToTxnRequest = struct({
  transactionalId: string,
  producerId: int64,
  producerEpoch: int16,
  groupId: string,
});

export const addOffsetsToTxnResponse = struct({ throttleTimeMs: optional(int32, 0), errorCode: int16 });

export const endTxnRequest = struct({
  transactionalId: string,
  producerId: int64,
  producerEpoch: int16,
  committed: boolean,
});

/** Version 5 (KIP-890) answers with the producer id and epoch of the next transaction. */
export const endTxnResponse = struct({
  throttleTimeMs: optional(int32, 0),
  errorCode: int16,
  producerId: since(5, int64, -1),
  producerEpoch: since(5, int16, -1),
});

export const txnOffsetCommitRequest = struct({
  transactionalId: string,
  groupId: string,
  producerId: int64,
  producerEpoch: int16,
  generationId: since(3, int32, -1),
  memberId: since(3, string, ""),
  groupInstanceId: since(3, nullableString, null),
  topics: array(struct({
    name: string,
    partitions: array(struct({
      partition: int32,
      offset: int64,
      leaderEpoch: since(2, int32, -1),
      metadata: nullableString,
    })),
  })),
});

export const txnOffsetCommitResponse = struct({
  throttleTimeMs: optional(int32, 0),
  topics: array(struct({
    name: string,
    partitions: array(struct({ partition: int32, errorCode: int16 })),
  })),
});
