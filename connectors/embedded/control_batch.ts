import * as HEADER from "../kafka/protocol/batch_header.ts";
import { crc32c } from "../kafka/records/crc32c.ts";
import { writeInt64 } from "../kafka/records/int64.ts";

/** Length 16, no attributes, deltas 0, key of 4 bytes (version 0, type), value of 6 (version 0, coordinator epoch 0), no headers. */
const MARKER_RECORD = [32, 0, 0, 0, 8, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0];
/** Where the marker's type lies in the record: 0 abort, 1 commit. */
const MARKER_TYPE = 8;

/** The control batch that ends a producer's transaction on one partition. `now` in milliseconds. */
export function transactionMarker(
  producerId: number,
  producerEpoch: number,
  committed: boolean,
  now: number,
): Uint8Array<ArrayBuffer> {
  const batch = new Uint8Array(HEADER.HEADER_LENGTH + MARKER_RECORD.length);
  const view = new DataView(batch.buffer);
  view.setInt32(HEADER.BATCH_LENGTH, batch.length - HEADER.LENGTH_OVERHEAD);
  view.setInt8(HEADER.MAGIC, 2);
  view.setInt16(HEADER.ATTRIBUTES, HEADER.TRANSACTIONAL_FLAG | HEADER.CONTROL_FLAG);
  writeInt64(view, HEADER.BASE_TIMESTAMP, now);
  writeInt64(view, HEADER.MAX_TIMESTAMP, now);
  writeInt64(view, HEADER.PRODUCER_ID, producerId);
  view.setInt16(HEADER.PRODUCER_EPOCH, producerEpoch);
  view.setInt32(HEADER.BASE_SEQUENCE, -1);
  view.setInt32(HEADER.RECORD_COUNT, 1);
  batch.set(MARKER_RECORD, HEADER.HEADER_LENGTH);
  batch[HEADER.HEADER_LENGTH + MARKER_TYPE] = committed ? 1 : 0;
  view.setUint32(HEADER.CRC, crc32c(batch, HEADER.ATTRIBUTES, batch.length) >>> 0);
  return batch;
}
