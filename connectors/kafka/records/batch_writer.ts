import { ByteWriter } from "../../../schema/byte_writer.ts";
import * as HEADER from "../protocol/batch_header.ts";
import { writeInt64 } from "./int64.ts";
import { type CodecName, CODECS, compress } from "./codecs.ts";
import { crc32c } from "./crc32c.ts";

export interface SealOptions {
  readonly codec?: CodecName;
  readonly level?: number | undefined;
  /** −1 (the default) without idempotence. */
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly transactional?: boolean;
}

/**
 * Builds one record batch in a growing buffer. The caller writes each value straight into {@link bytes}:
 * ```
 * batch.begin(timestamp, key);
 * batch.bytes.append(value);     // or a generated encoder
 * batch.end();
 * ```
 * The first `reserve` bytes of the buffer are left free, so that a request's header can stand before the batch.
 */
export class BatchWriter {
  readonly bytes: ByteWriter;
  readonly #reserve: number;
  #count = 0;
  /** A record is begun and not ended. */
  #open = false;
  #baseTimestamp = 0;
  #maxTimestamp = 0;
  #recordStart = 0;
  #valueStart = 0;
  /** Guessed widths of the two length fields of a record: those of the one before. */
  #lengthWidth = 2;
  #valueWidth = 2;

  constructor(reserve = 0, capacity = 16 * 1024) {
    this.#reserve = reserve;
    this.bytes = new ByteWriter(reserve + HEADER.HEADER_LENGTH + capacity);
    this.clear();
  }

  /** Records ended so far. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of the batch so far, header included, before compression. */
  get size(): number {
    return this.bytes.position - this.#reserve;
  }

  /** Starts an empty batch, keeping the buffer. */
  clear(): void {
    this.bytes.position = this.#reserve + HEADER.HEADER_LENGTH;
    this.#count = 0;
    this.#open = false;
  }

  /** Opens a record; its value is what is written to {@link bytes} until {@link end} or {@link endNull}. Milliseconds. */
  begin(timestamp: number, key?: Uint8Array | null): void {
    const { bytes } = this;
    if (this.#open) this.cancel(); // an encoder threw halfway
    this.#open = true;
    if (this.#count === 0) this.#baseTimestamp = this.#maxTimestamp = timestamp;
    else if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp;
    bytes.ensure(40 + (key?.length ?? 0));
    this.#recordStart = bytes.position;
    bytes.position += this.#lengthWidth;
    bytes.bytes[bytes.position++] = 0; // attributes: none are defined
    putVarlong(bytes, timestamp - this.#baseTimestamp);
    putVarint(bytes, this.#count);
    if (key) {
      putVarint(bytes, key.length);
      bytes.append(key);
    } else {
      putVarint(bytes, -1);
    }
    bytes.position += this.#valueWidth;
    this.#valueStart = bytes.position;
  }

  /** Closes the record. `headers` are encoded by `writeHeaders`. */
  end(headers?: Uint8Array): void {
    this.#finish(this.bytes.position - this.#valueStart, headers);
  }

  /** Closes the record with a null value (a tombstone); what was written since {@link begin} is dropped. */
  endNull(headers?: Uint8Array): void {
    this.#finish(-1, headers);
  }

  /** Forgets the record that {@link begin} opened; so does the next {@link begin}. */
  cancel(): void {
    if (!this.#open) return;
    this.#open = false;
    this.bytes.position = this.#recordStart;
  }

  #finish(length: number, headers: Uint8Array | undefined): void {
    const { bytes } = this;
    const present = Math.max(0, length);
    bytes.ensure(16 + (headers?.length ?? 0));
    const valueWidth = varintWidth(length);
    if (valueWidth !== this.#valueWidth) {
      const to = this.#valueStart - this.#valueWidth + valueWidth;
      bytes.bytes.copyWithin(to, this.#valueStart, this.#valueStart + present);
      this.#valueStart = to;
      this.#valueWidth = valueWidth;
    }
    bytes.position = this.#valueStart - valueWidth;
    putVarint(bytes, length);
    bytes.position += present;
    if (headers) bytes.append(headers);
    else bytes.bytes[bytes.position++] = 0; // no headers
    const body = this.#recordStart + this.#lengthWidth;
    const recordLength = bytes.position - body;
    const lengthWidth = varintWidth(recordLength);
    if (lengthWidth !== this.#lengthWidth) {
      bytes.bytes.copyWithin(this.#recordStart + lengthWidth, body, bytes.position);
      this.#lengthWidth = lengthWidth;
    }
    bytes.position = this.#recordStart;
    putVarint(bytes, recordLength);
    bytes.position += recordLength;
    this.#count++;
    this.#open = false;
  }

  /**
   * Completes header and checksum and answers the reserved bytes followed by the batch, ready to be sent: a view into
   * the buffer (or a new one when compressed), valid until the next record is begun. The batch must not be empty.
   */
  seal(options: SealOptions = {}): Uint8Array<ArrayBuffer> {
    const codec = options.codec ?? "none";
    const start = this.#reserve;
    let sealed = this.bytes.written();
    if (codec !== "none") {
      const packed = compress(codec, sealed.subarray(start + HEADER.HEADER_LENGTH), options.level);
      const header = start + HEADER.HEADER_LENGTH;
      sealed = new Uint8Array(header + packed.length);
      sealed.set(packed, header);
    }
    const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    writeInt64(view, start + HEADER.BASE_OFFSET, 0);
    view.setInt32(start + HEADER.BATCH_LENGTH, sealed.length - start - HEADER.LENGTH_OVERHEAD);
    view.setInt32(start + HEADER.PARTITION_LEADER_EPOCH, -1);
    view.setInt8(start + HEADER.MAGIC, 2);
    view.setInt16(
      start + HEADER.ATTRIBUTES,
      CODECS.indexOf(codec) | (options.transactional ? HEADER.TRANSACTIONAL_FLAG : 0),
    );
    view.setInt32(start + HEADER.LAST_OFFSET_DELTA, this.#count - 1);
    writeInt64(view, start + HEADER.BASE_TIMESTAMP, this.#baseTimestamp);
    writeInt64(view, start + HEADER.MAX_TIMESTAMP, this.#maxTimestamp);
    writeInt64(view, start + HEADER.PRODUCER_ID, options.producerId ?? -1);
    view.setInt16(start + HEADER.PRODUCER_EPOCH, options.producerEpoch ?? -1);
    view.setInt32(start + HEADER.BASE_SEQUENCE, options.baseSequence ?? -1);
    view.setInt32(start + HEADER.RECORD_COUNT, this.#count);
    view.setUint32(start + HEADER.CRC, crc32c(sealed, start + HEADER.ATTRIBUTES, sealed.length));
    return sealed;
  }
}

/** Bytes of a zigzag varint of a 32-bit integer. */
function varintWidth(value: number): number {
  const zigzag = (value << 1 ^ value >> 31) >>> 0;
  return zigzag < 1 << 7 ? 1 : zigzag < 1 << 14 ? 2 : zigzag < 1 << 21 ? 3 : zigzag < 1 << 28 ? 4 : 5;
}

/** The caller has made room for five bytes. */
function putVarint(to: ByteWriter, value: number): void {
  const { bytes } = to;
  let zigzag = (value << 1 ^ value >> 31) >>> 0;
  for (; zigzag > 127; zigzag >>>= 7) bytes[to.position++] = zigzag & 127 | 128;
  bytes[to.position++] = zigzag;
}

/** A zigzag varint of an integer within ±2^52. The caller has made room for ten bytes. */
function putVarlong(to: ByteWriter, value: number): void {
  if (value === (value | 0)) return putVarint(to, value);
  let zigzag = value < 0 ? -2 * value - 1 : 2 * value;
  for (; zigzag > 127; zigzag = Math.floor(zigzag / 128)) to.bytes[to.position++] = zigzag % 128 | 128;
  to.bytes[to.position++] = zigzag;
}
