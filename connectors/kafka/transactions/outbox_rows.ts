/** Records that wait for the transaction in which they are written, as bytes that a snapshot keeps. */
import { ByteWriter } from "../../../schema/byte_writer.ts";
import { ConnectorError } from "../../../schema/errors.ts";

export interface WaitingRecord {
  readonly topic: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** A view, valid until the bytes are changed. */
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

/** Of a record: topic's number, timestamp, lengths of key and value (−1: null), then both. */
const HEADER = 4 + 8 + 4 + 4;
const VALUE_LENGTH = 16;

export class OutboxRows {
  /** Numbered by the order in which they were first written to. */
  readonly #topics: string[] = [];
  #out = new ByteWriter(4096);
  #start = 0;
  #valueStart = 0;

  get size(): number {
    return this.#out.position;
  }

  /** Opens a record; its value is what is written into the answer until {@link end}. `key` is copied. */
  begin(topic: string, timestamp: number, key: Uint8Array | null): ByteWriter {
    const out = this.#out;
    this.#start = out.position;
    out.ensure(HEADER);
    out.view.setUint32(out.position, this.#numberOf(topic), true);
    out.view.setFloat64(out.position + 4, timestamp, true);
    out.view.setInt32(out.position + 12, key?.length ?? -1, true);
    out.position += HEADER;
    if (key !== null) out.append(key);
    this.#valueStart = out.position;
    return out;
  }

  end(): void {
    this.#close(this.#out.position - this.#valueStart);
  }

  /** Closes the record with a null value. */
  endNull(): void {
    this.#out.position = this.#valueStart;
    this.#close(-1);
  }

  /** Forgets the record that {@link begin} opened. */
  cancel(): void {
    this.#out.position = this.#start;
  }

  #close(length: number): void {
    this.#out.view.setInt32(this.#start + VALUE_LENGTH, length, true);
    this.#start = this.#out.position;
  }

  #numberOf(topic: string): number {
    const known = this.#topics.indexOf(topic);
    return known >= 0 ? known : this.#topics.push(topic) - 1;
  }

  /** All records so far, for {@link recordsIn}; none are left. */
  take(): Uint8Array<ArrayBuffer> {
    if (this.size === 0) return new Uint8Array(0);
    const topics = new TextEncoder().encode(JSON.stringify(this.#topics));
    const bytes = new Uint8Array(4 + topics.length + this.size);
    new DataView(bytes.buffer).setUint32(0, topics.length, true);
    bytes.set(topics, 4);
    bytes.set(this.#out.written(), 4 + topics.length);
    this.#out = new ByteWriter(4096);
    this.#topics.length = this.#start = 0;
    return bytes;
  }
}

/** In the order in which they were written. Throws a `ConnectorError` where the bytes are not {@link OutboxRows.take}'s. */
export function* recordsIn(bytes: Uint8Array): Generator<WaitingRecord, void, undefined> {
  if (bytes.length === 0) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 4 + view.getUint32(0, true);
  const topics: string[] = JSON.parse(new TextDecoder().decode(bytes.subarray(4, at)));
  const part = (length: number): Uint8Array | null => {
    if (length < 0) return null;
    if (at + length > bytes.length) throw broken();
    return bytes.subarray(at, at += length);
  };
  while (at < bytes.length) {
    if (at + HEADER > bytes.length) throw broken();
    const topic = topics[view.getUint32(at, true)];
    if (topic === undefined) throw broken();
    const timestamp = view.getFloat64(at + 4, true);
    const keyLength = view.getInt32(at + 12, true);
    const valueLength = view.getInt32(at + VALUE_LENGTH, true);
    at += HEADER;
    yield { topic, timestamp, key: part(keyLength), value: part(valueLength) };
  }
}

function broken(): ConnectorError {
  return new ConnectorError("Cannot read the rows that wait in a checkpoint for another cluster", { code: "snapshot" });
}
