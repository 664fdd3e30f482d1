/**
 * Where the fields of a record batch v2 lie (KIP-98). The CRC-32C covers everything from the attributes to the end, so a
 * broker may set base offset and leader epoch without computing it again.
 */

/** int64 */
export const BASE_OFFSET = 0;
/** int32: bytes that follow this field */
export const BATCH_LENGTH = 8;
/** int32 */
export const PARTITION_LEADER_EPOCH = 12;
/** int8: 2 */
export const MAGIC = 16;
/** uint32: CRC-32C from {@link ATTRIBUTES} to the end of the batch */
export const CRC = 17;
/** int16: see the flags below */
export const ATTRIBUTES = 21;
/** int32: the last record's offset is base offset + this, also when compaction removed the record */
export const LAST_OFFSET_DELTA = 23;
/** int64, milliseconds */
export const BASE_TIMESTAMP = 27;
/** int64, milliseconds */
export const MAX_TIMESTAMP = 35;
/** int64, -1 for none */
export const PRODUCER_ID = 43;
/** int16 */
export const PRODUCER_EPOCH = 51;
/** int32 */
export const BASE_SEQUENCE = 53;
/** int32: number of records */
export const RECORD_COUNT = 57;
/** Records (compressed as one piece) begin here. */
export const HEADER_LENGTH = 61;
/** Bytes before the part that {@link BATCH_LENGTH} counts. */
export const LENGTH_OVERHEAD = 12;

export const COMPRESSION_MASK = 0x07;
export const COMPRESSION_NONE = 0;
export const COMPRESSION_GZIP = 1;
export const COMPRESSION_SNAPPY = 2;
export const COMPRESSION_LZ4 = 3;
export const COMPRESSION_ZSTD = 4;
/** Timestamps were given by the broker on append. */
export const LOG_APPEND_TIME_FLAG = 0x08;
export const TRANSACTIONAL_FLAG = 0x10;
export const CONTROL_FLAG = 0x20;
