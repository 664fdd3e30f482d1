import { BatchReader } from "../kafka/records/batch_reader.ts";
import { placeBatch, type ProducedBatch } from "./batch.ts";
import type { Cached, TailCache } from "./cache.ts";
import { transactionMarker } from "./control_batch.ts";
import { Producers } from "./producers.ts";
import {
  ABORT_MARKER,
  type BatchRow,
  COMMIT_MARKER,
  type PartitionRow,
  PLAIN,
  type Storage,
  TRANSACTIONAL,
} from "./storage.ts";

interface Batch extends Cached {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestamp: number;
  /** A transaction marker, which no reader sees. */
  readonly isMarker: boolean;
}

/** An aborted transaction: its producer's records from `firstOffset` to the marker at `lastOffset` were never committed. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** A run of whole batches: indices `first` (included) to `end` (excluded), `bytes` long, up to offset `until` (excluded). */
export interface Span {
  readonly first: number;
  readonly end: number;
  readonly bytes: number;
  readonly until: number;
}

export interface FoundOffset {
  readonly timestamp: number;
  readonly offset: number;
}

/** One partition: an index of its batches in memory, their bytes in SQLite. Batches are stored as they arrive. */
export class PartitionLog {
  readonly topic: string;
  readonly number: number;
  readonly producers = new Producers();
  readonly #id: number;
  readonly #storage: Storage;
  readonly #cache: TailCache;
  readonly #waiters = new Set<() => void>();
  /** First offset of each open transaction, by producer id. */
  readonly #open = new Map<number, number>();
  #batches: Batch[] = [];
  /** In the order of their markers. */
  #aborted: AbortedTransaction[] = [];
  #start: number;
  #end: number;
  #bytes = 0;

  constructor(topic: string, row: PartitionRow, storage: Storage, cache: TailCache) {
    this.topic = topic;
    this.number = row.number;
    this.#id = row.id;
    this.#storage = storage;
    this.#cache = cache;
    this.#start = row.logStart;
    this.#end = row.logStart;
    for (const batch of storage.batches(row.id)) this.#index(batch);
  }

  /** The first offset that can be read. */
  get startOffset(): number {
    return this.#start;
  }

  /** The offset that the next record gets; one replica, so that the high watermark is the end. */
  get highWatermark(): number {
    return this.#end;
  }

  /** Everything before it belongs to no transaction or to one that has ended. */
  get lastStableOffset(): number {
    let stable = this.#end;
    for (const first of this.#open.values()) stable = Math.min(stable, first);
    return stable;
  }

  /** Bytes of all batches. */
  get size(): number {
    return this.#bytes;
  }

  /** Appends a batch that was checked; its base offset. The bytes are copied. */
  append(batch: ProducedBatch): number {
    const idempotent = batch.producerId >= 0;
    const data = batch.bytes.slice();
    return this.#append(data, {
      baseOffset: this.#end,
      lastOffset: this.#end + batch.count - 1,
      maxTimestamp: batch.maxTimestamp,
      size: data.length,
      producerId: batch.producerId,
      producerEpoch: batch.producerEpoch,
      baseSequence: idempotent ? batch.baseSequence : -1,
      kind: batch.transactional ? TRANSACTIONAL : PLAIN,
    });
  }

  /** Ends a producer's transaction here. */
  appendMarker(producerId: number, producerEpoch: number, committed: boolean, now: number): void {
    const data = transactionMarker(producerId, producerEpoch, committed, now);
    this.#append(data, {
      baseOffset: this.#end,
      lastOffset: this.#end,
      maxTimestamp: now,
      size: data.length,
      producerId,
      producerEpoch,
      baseSequence: -1,
      kind: committed ? COMMIT_MARKER : ABORT_MARKER,
    });
  }

  /**
   * The batches to send to a reader at `offset`: those that begin before `limit`, at most `maxBytes` of them together, but at
   * least one when `atLeastOne` (a batch larger than the limit is sent whole, KIP-74).
   */
  span(offset: number, limit: number, maxBytes: number, atLeastOne: boolean): Span {
    const first = this.#find(offset);
    let end = first;
    let bytes = 0;
    let until = offset;
    for (let batch = this.#batches[end]; batch && batch.baseOffset < limit; batch = this.#batches[++end]) {
      if (bytes + batch.size > maxBytes && !(atLeastOne && end === first)) break;
      bytes += batch.size;
      until = batch.lastOffset + 1;
    }
    return { first, end, bytes, until };
  }

  /** The bytes of a span, batch by batch. */
  read(span: Span): Uint8Array[] {
    const out: Uint8Array[] = [];
    for (let at = span.first; at < span.end; at++) {
      const batch = this.#batches[at];
      if (batch?.data) out.push(batch.data);
      else if (batch) {
        let last = batch;
        for (let next = this.#batches[at + 1]; at + 1 < span.end && next && !next.data; next = this.#batches[at + 1]) {
          last = next;
          at++;
        }
        out.push(...this.#storage.blobs(this.#id, batch.baseOffset, last.baseOffset));
      }
    }
    return out;
  }

  /** The aborted transactions that reach into `from … until` (excluded), in the order of their markers. */
  abortedIn(from: number, until: number): AbortedTransaction[] {
    let low = 0;
    for (let high = this.#aborted.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.#aborted[middle]?.lastOffset ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return this.#aborted.slice(low).filter((aborted) => aborted.firstOffset < until);
  }

  /** The first record before `limit` whose timestamp is at least `timestamp`. */
  firstSince(timestamp: number, limit: number): FoundOffset | undefined {
    for (let at = this.#find(this.#start); at < this.#batches.length; at++) {
      const batch = this.#batches[at];
      if (!batch || batch.baseOffset >= limit) return undefined;
      if (batch.maxTimestamp < timestamp) continue;
      const found = this.#records(at).find((record) =>
        record.timestamp >= timestamp && record.offset >= this.#start && record.offset < limit
      );
      if (found) return found;
    }
    return undefined;
  }

  /** The first of the records with the highest timestamp (KIP-734). */
  newest(): FoundOffset | undefined {
    let best = -1;
    for (let at = 0; at < this.#batches.length; at++) {
      const batch = this.#batches[at];
      if (batch && !batch.isMarker && batch.maxTimestamp > (this.#batches[best]?.maxTimestamp ?? -1)) best = at;
    }
    const newest = this.#batches[best];
    return newest && this.#records(best).find((record) => record.timestamp === newest.maxTimestamp);
  }

  /** Makes `offset` the first that can be read and deletes the batches that end before it. */
  deleteBefore(offset: number): void {
    if (offset <= this.#start) return;
    this.#start = Math.min(offset, this.#end);
    const kept = this.#find(this.#start);
    for (const batch of this.#batches.splice(0, kept)) this.#bytes -= batch.size;
    this.#aborted = this.#aborted.filter((aborted) => aborted.lastOffset >= this.#start);
    const first = this.#batches[0];
    this.#storage.setLogStart(this.#id, this.#start);
    this.#storage.deleteBatches(this.#id, first ? first.baseOffset : Infinity);
  }

  /** Deletes whole batches from the front: those older than `oldest` (ms), and as many as exceed `maxBytes`; never open transactions. */
  retain(oldest: number, maxBytes: number): void {
    const stable = this.lastStableOffset;
    let start = this.#start;
    let bytes = this.#bytes;
    for (const batch of this.#batches) {
      if (batch.lastOffset >= stable) break;
      if (batch.maxTimestamp >= oldest && bytes <= maxBytes) break;
      bytes -= batch.size;
      start = batch.lastOffset + 1;
    }
    this.deleteBefore(start);
  }

  /** Calls `wake` once, when something is appended; the returned function withdraws it. */
  onAppend(wake: () => void): () => void {
    this.#waiters.add(wake);
    return () => this.#waiters.delete(wake);
  }

  /** Wakes whoever waits for this log: it has grown, or is gone. */
  wake(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }

  #append(data: Uint8Array, row: BatchRow): number {
    placeBatch(data, row.baseOffset);
    this.#storage.insertBatch(this.#id, row, data);
    this.#cache.add(this.#index(row), data);
    this.wake();
    return row.baseOffset;
  }

  #index(row: BatchRow): Batch {
    const { baseOffset, lastOffset, maxTimestamp, size, producerId, producerEpoch } = row;
    const isMarker = row.kind === COMMIT_MARKER || row.kind === ABORT_MARKER;
    const batch: Batch = { baseOffset, lastOffset, maxTimestamp, isMarker, size, data: undefined };
    this.#batches.push(batch);
    this.#bytes += size;
    this.#end = lastOffset + 1;
    if (isMarker) {
      const firstOffset = this.#open.get(producerId);
      this.#open.delete(producerId);
      if (row.kind === ABORT_MARKER && firstOffset !== undefined) {
        this.#aborted.push({ producerId, firstOffset, lastOffset: baseOffset });
      }
      this.producers.ended(producerId, producerEpoch);
    } else if (producerId >= 0) {
      const count = lastOffset - baseOffset + 1;
      this.producers.appended(producerId, producerEpoch, { baseSequence: row.baseSequence, count, baseOffset });
      if (row.kind === TRANSACTIONAL && !this.#open.has(producerId)) this.#open.set(producerId, baseOffset);
    }
    return batch;
  }

  /** Index of the first batch that ends at `offset` or later. */
  #find(offset: number): number {
    let low = 0;
    for (let high = this.#batches.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.#batches[middle]?.lastOffset ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #records(at: number): FoundOffset[] {
    const bytes = Uint8Array.from(this.read({ first: at, end: at + 1, bytes: 0, until: 0 })[0] ?? []);
    const reader = new BatchReader(this.topic, this.number);
    reader.load({ bytes, start: 0, end: bytes.length, from: 0 });
    const out: FoundOffset[] = [];
    for (let records = reader.next(); records; records = reader.next()) {
      for (let i = 0; i < records.count; i++) {
        out.push({ offset: records.offset[i] ?? -1, timestamp: records.timestamp[i] ?? -1 });
      }
    }
    return out;
  }
}
