import * as HEADER from "../kafka/protocol/batch_header.ts";
import { ERROR } from "../kafka/protocol/error_codes.ts";
import { crc32c } from "../kafka/records/crc32c.ts";
import { readInt64, writeInt64 } from "../kafka/records/int64.ts";

/** A producer's batch as it arrived: its header's facts, and its bytes within the request. */
export interface ProducedBatch {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly transactional: boolean;
  readonly compression: number;
}

/**
 * Checks what a producer sent for one partition: one whole batch of format 2 with the right checksum. Returns it, or the
 * error code to answer with.
 */
export function checkBatch(records: Uint8Array | null): ProducedBatch | number {
  if (!records || records.length <= HEADER.MAGIC) return ERROR.CORRUPT_MESSAGE;
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  if (view.getInt8(HEADER.MAGIC) !== 2) return ERROR.UNSUPPORTED_FOR_MESSAGE_FORMAT;
  if (records.length < HEADER.HEADER_LENGTH) return ERROR.CORRUPT_MESSAGE;
  const length = view.getInt32(HEADER.BATCH_LENGTH) + HEADER.LENGTH_OVERHEAD;
  if (length < HEADER.HEADER_LENGTH || length > records.length) return ERROR.CORRUPT_MESSAGE;
  if (length < records.length) return ERROR.INVALID_RECORD; // more than one batch
  if ((crc32c(records, HEADER.ATTRIBUTES, length) >>> 0) !== view.getUint32(HEADER.CRC)) return ERROR.CORRUPT_MESSAGE;
  const attributes = view.getInt16(HEADER.ATTRIBUTES);
  const count = view.getInt32(HEADER.RECORD_COUNT);
  if (attributes & HEADER.CONTROL_FLAG) return ERROR.INVALID_RECORD;
  if (count < 1 || view.getInt32(HEADER.LAST_OFFSET_DELTA) !== count - 1) return ERROR.INVALID_RECORD;
  return {
    bytes: records,
    count,
    maxTimestamp: readInt64(view, HEADER.MAX_TIMESTAMP),
    producerId: readInt64(view, HEADER.PRODUCER_ID),
    producerEpoch: view.getInt16(HEADER.PRODUCER_EPOCH),
    baseSequence: view.getInt32(HEADER.BASE_SEQUENCE),
    transactional: (attributes & HEADER.TRANSACTIONAL_FLAG) !== 0,
    compression: attributes & HEADER.COMPRESSION_MASK,
  };
}

/** Gives a batch its place in the log; the checksum does not cover these fields. */
export function placeBatch(bytes: Uint8Array, baseOffset: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  writeInt64(view, HEADER.BASE_OFFSET, baseOffset);
  view.setInt32(HEADER.PARTITION_LEADER_EPOCH, 0);
}
