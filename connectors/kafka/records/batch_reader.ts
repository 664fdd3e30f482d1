import { ConnectorError } from "../../../schema/errors.ts";
import type { Records } from "../../../schema/records.ts";
import * as HEADER from "../protocol/batch_header.ts";
import { readInt64 } from "./int64.ts";
import { CODECS, decompress } from "./codecs.ts";
import { crc32c } from "./crc32c.ts";
import { RecordColumns, type RecordParts, TAIL } from "./record_columns.ts";

/** A transaction of a producer that was aborted, from a Fetch response: its records start at `firstOffset`. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface BatchReaderOptions extends RecordParts {
  /** `check.crcs`: verify each batch's CRC-32C when its first record is decoded. Default true. */
  readonly checkCrcs?: boolean;
}

/** What a Fetch response holds of one partition. */
export interface FetchedPartition {
  /** The buffer that holds the batches, and where they lie in it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly start: number;
  readonly end: number;
  /** The offset that was fetched: earlier records of the first batch are skipped. */
  readonly from: number;
  /** Exclusive; records from here on are not delivered. */
  readonly until?: number;
  /** Present under read_committed: which records were never committed. */
  readonly aborted?: readonly AbortedTransaction[];
}

/** Length, attributes, timestamp delta, offset delta, key length, value length, header count: one byte each. */
const SMALLEST_RECORD = 7;

/** How many records a chunk of uncompressed batches holds at least before it ends (a batch is never cut). */
const CHUNK_RECORDS = 8192;

/**
 * Decodes the record batches of one partition, one response at a time: `load` a response, then `next` until undefined.
 * Only whole batches are decoded; a cut one at the end is ignored, for the broker sends it again.
 */
export class BatchReader {
  readonly #topic: string;
  readonly #partition: number;
  readonly #checkCrcs: boolean;
  readonly #columns: RecordColumns;
  /** Aborted transactions that have not begun yet, by first offset; `#nextAborted` is the first of them. */
  #aborted: readonly AbortedTransaction[] = [];
  #nextAborted = 0;
  /** Producers whose records are being skipped until their abort marker. */
  readonly #open = new Set<number>();
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #end = 0;
  #from = 0;
  #until = Infinity;
  #position = 0;
  #lastTimestamp = -1;

  constructor(topic: string, partition: number, options: BatchReaderOptions = {}) {
    this.#topic = topic;
    this.#partition = partition;
    this.#checkCrcs = options.checkCrcs ?? true;
    this.#columns = new RecordColumns(options);
  }

  /** Where reading goes on after what was decoded so far: last batch's base offset + lastOffsetDelta + 1. */
  get position(): number {
    return this.#position;
  }

  /** Greatest timestamp of the batches decoded so far, in milliseconds; −1 before the first. */
  get lastTimestamp(): number {
    return this.#lastTimestamp;
  }

  load(fetched: FetchedPartition): void {
    this.#bytes = fetched.bytes;
    this.#view = new DataView(fetched.bytes.buffer, fetched.bytes.byteOffset, fetched.bytes.byteLength);
    this.#at = fetched.start;
    this.#end = fetched.end;
    this.#from = fetched.from;
    this.#until = fetched.until ?? Infinity;
    this.#position = fetched.from;
    this.#aborted = fetched.aborted?.length
      ? fetched.aborted.toSorted((one, other) => one.firstOffset - other.firstOffset)
      : [];
    this.#nextAborted = 0;
    this.#open.clear();
  }

  /** The next records, or undefined when the response has no more. Control and aborted batches only move the position. */
  next(): Records | undefined {
    const columns = this.#columns;
    columns.count = 0;
    while (this.#position < this.#until) {
      const end = this.#wholeBatch();
      if (end === undefined) break;
      const at = this.#at;
      const attributes = this.#view.getInt16(at + HEADER.ATTRIBUTES);
      const baseOffset = readInt64(this.#view, at + HEADER.BASE_OFFSET);
      const after = baseOffset + this.#view.getInt32(at + HEADER.LAST_OFFSET_DELTA) + 1;
      const wanted = after > this.#from && !this.#skipped(at, end, attributes, after);
      const compressed = (attributes & HEADER.COMPRESSION_MASK) !== 0;
      if (wanted && compressed && columns.count > 0) break; // its records lie in other bytes: a chunk of their own
      let data = this.#bytes;
      if (wanted) {
        if (this.#checkCrcs) this.#checkCrc(at, end, baseOffset);
        if (compressed) {
          data = this.#unpacked(at, end, attributes & HEADER.COMPRESSION_MASK, baseOffset);
          this.#decode(data, 0, data.length - TAIL, at, baseOffset, attributes);
        } else {
          if (end + TAIL > data.length) data = this.#pad(end);
          this.#decode(data, this.#at + HEADER.HEADER_LENGTH, this.#at + end - at, this.#at, baseOffset, attributes);
        }
      }
      this.#at += end - at;
      this.#position = Math.min(Math.max(after, this.#position), this.#until);
      if (columns.count > 0 && (compressed || columns.count >= CHUNK_RECORDS)) return this.#chunk(data);
    }
    return columns.count > 0 ? this.#chunk(this.#bytes) : undefined;
  }

  #chunk(data: Uint8Array): Records {
    return this.#columns.chunk(this.#topic, this.#partition, data, this.#position);
  }

  /** The end of the batch at the present place; undefined when it is cut or there is none. */
  #wholeBatch(): number | undefined {
    const at = this.#at;
    if (at + HEADER.HEADER_LENGTH > this.#end) return undefined;
    const magic = this.#view.getInt8(at + HEADER.MAGIC);
    if (magic !== 2) {
      throw new ConnectorError(
        `Cannot read ${this.#place(readInt64(this.#view, at))}: the record batch has message format ${magic}, not 2`,
        {
          code: "unsupported",
          hint: "Records older than Kafka 0.11 are not supported; rewrite the topic with a newer producer.",
        },
      );
    }
    const length = this.#view.getInt32(at + HEADER.BATCH_LENGTH);
    if (length < HEADER.HEADER_LENGTH - HEADER.LENGTH_OVERHEAD) {
      throw this.#corrupt(readInt64(this.#view, at), `its length is ${length}`);
    }
    const end = at + HEADER.LENGTH_OVERHEAD + length;
    return end <= this.#end ? end : undefined;
  }

  /** Follows aborted transactions across the batch at `at`, and says whether none of its records is to be delivered. */
  #skipped(at: number, end: number, attributes: number, after: number): boolean {
    const aborted = this.#aborted;
    for (let next = aborted[this.#nextAborted]; next && next.firstOffset < after; next = aborted[this.#nextAborted]) {
      this.#open.add(next.producerId);
      this.#nextAborted++;
    }
    if (attributes & HEADER.CONTROL_FLAG) {
      if (this.#open.size > 0 && isAbortMarker(this.#view, at + HEADER.HEADER_LENGTH, end)) {
        this.#open.delete(readInt64(this.#view, at + HEADER.PRODUCER_ID));
      }
      return true;
    }
    return this.#open.size > 0 && (attributes & HEADER.TRANSACTIONAL_FLAG) !== 0 &&
      this.#open.has(readInt64(this.#view, at + HEADER.PRODUCER_ID));
  }

  #checkCrc(at: number, end: number, baseOffset: number): void {
    const expected = this.#view.getUint32(at + HEADER.CRC);
    if (crc32c(this.#bytes, at + HEADER.ATTRIBUTES, end) !== expected) {
      throw this.#corrupt(baseOffset, "its CRC-32C does not match");
    }
  }

  /** The records of a compressed batch with {@link TAIL} bytes behind them. */
  #unpacked(at: number, end: number, codec: number, baseOffset: number): Uint8Array<ArrayBuffer> {
    const name = CODECS[codec];
    if (name === undefined) throw this.#corrupt(baseOffset, `it has an unknown compression codec ${codec}`);
    try {
      return withTail(decompress(name, this.#bytes.subarray(at + HEADER.HEADER_LENGTH, end)));
    } catch (cause) {
      throw this.#corrupt(baseOffset, `${name} cannot unpack it`, cause);
    }
  }

  /** Moves the response into a buffer with a tail, for callers that left none behind it. */
  #pad(end: number): Uint8Array<ArrayBuffer> {
    const padded = new Uint8Array(Math.max(end, this.#end) + TAIL);
    padded.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = padded;
    this.#view = new DataView(padded.buffer);
    return padded;
  }

  /**
   * Appends the records in `bytes[start, end)` to the columns. `header` is where the batch's header lies in the response.
   * Hot: every `!` reads before `end` plus the tail; a record that claims to reach beyond `end` is refused.
   */
  #decode(bytes: Uint8Array, start: number, end: number, header: number, baseOffset: number, attributes: number): void {
    const count = this.#view.getInt32(header + HEADER.RECORD_COUNT);
    if (count < 0 || count * SMALLEST_RECORD > end - start) {
      throw this.#corrupt(baseOffset, `it claims ${count} records in ${end - start} bytes`);
    }
    const columns = this.#columns;
    columns.ensure(count);
    const { valueStart, valueEnd, keyStart, keyEnd, headersStart, headersEnd, offset, timestamp } = columns;
    const baseTimestamp = readInt64(this.#view, header + HEADER.BASE_TIMESTAMP);
    const maxTimestamp = readInt64(this.#view, header + HEADER.MAX_TIMESTAMP);
    const appendTime = (attributes & HEADER.LOG_APPEND_TIME_FLAG) !== 0;
    const from = this.#from;
    const until = this.#until;
    let n = columns.count;
    let at = start;
    for (let i = 0; i < count; i++) {
      // Each number is a zigzag varint (Protocol Buffers); most take one byte.
      let byte = bytes[at++]!;
      let number = byte & 127;
      for (let shift = 7; byte > 127 && shift < 35; shift += 7) {
        byte = bytes[at++]!;
        number |= (byte & 127) << shift;
      }
      const next = at + ((number >>> 1) ^ -(number & 1));
      at++; // attributes: none are defined
      byte = bytes[at++]!;
      let delta = byte & 127;
      if (byte > 127) {
        for (let scale = 128; byte > 127 && scale < 2 ** 63; scale *= 128) {
          byte = bytes[at++]!;
          delta += (byte & 127) * scale;
        }
      }
      delta = delta % 2 === 0 ? delta / 2 : -(delta + 1) / 2;
      byte = bytes[at++]!;
      number = byte & 127;
      for (let shift = 7; byte > 127 && shift < 35; shift += 7) {
        byte = bytes[at++]!;
        number |= (byte & 127) << shift;
      }
      const recordOffset = baseOffset + (number >>> 1);
      byte = bytes[at++]!;
      number = byte & 127;
      for (let shift = 7; byte > 127 && shift < 35; shift += 7) {
        byte = bytes[at++]!;
        number |= (byte & 127) << shift;
      }
      const keyLength = (number >>> 1) ^ -(number & 1);
      const keyAt = at;
      if (keyLength > 0) at += keyLength;
      byte = bytes[at++]!;
      number = byte & 127;
      for (let shift = 7; byte > 127 && shift < 35; shift += 7) {
        byte = bytes[at++]!;
        number |= (byte & 127) << shift;
      }
      const valueLength = (number >>> 1) ^ -(number & 1);
      const valueAt = at;
      if (valueLength > 0) at += valueLength;
      if (!(at <= next && next <= end)) throw this.#corrupt(baseOffset, `record ${i} of it runs past its end`);
      if (recordOffset >= from) {
        if (recordOffset >= until) break;
        valueStart[n] = valueLength < 0 ? -1 : valueAt;
        valueEnd[n] = valueLength < 0 ? -1 : at;
        offset[n] = recordOffset;
        timestamp[n] = appendTime ? maxTimestamp : baseTimestamp + delta;
        if (keyStart && keyEnd) {
          keyStart[n] = keyLength < 0 ? -1 : keyAt;
          keyEnd[n] = keyLength < 0 ? -1 : keyAt + keyLength;
        }
        if (headersStart && headersEnd) {
          headersStart[n] = at;
          headersEnd[n] = next;
        }
        n++;
      }
      at = next;
    }
    columns.count = n;
    if (maxTimestamp > this.#lastTimestamp) this.#lastTimestamp = maxTimestamp;
  }

  #place(offset: number): string {
    return `topic "${this.#topic}" partition ${this.#partition} at offset ${offset}`;
  }

  #corrupt(baseOffset: number, why: string, cause?: unknown): ConnectorError {
    return new ConnectorError(`Cannot read ${this.#place(baseOffset)}: the record batch is corrupt: ${why}`, {
      code: "corrupt",
      hint: "The batch was damaged on its way or on the broker's disk: read past it by setting a later start offset.",
      cause,
    });
  }
}

/** Whether the control record at `at` ends a transaction by aborting it: its key is version int16, type int16 = 0. */
function isAbortMarker(view: DataView, at: number, end: number): boolean {
  const skipVarint = () => {
    while (at < end && view.getUint8(at++) > 127);
  };
  skipVarint(); // length
  at++; // attributes
  skipVarint(); // timestamp delta
  skipVarint(); // offset delta
  skipVarint(); // key length
  return at + 4 <= end && view.getInt16(at + 2) === 0;
}

/** The same bytes followed by {@link TAIL} readable ones, without a copy when their buffer goes on that far. */
function withTail(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer && byteOffset + byteLength + TAIL <= buffer.byteLength) {
    return new Uint8Array(buffer, byteOffset, byteLength + TAIL);
  }
  const padded = new Uint8Array(byteLength + TAIL);
  padded.set(bytes);
  return padded;
}
