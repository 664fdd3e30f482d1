/** What a fetcher knows of one partition. */
import { BatchReader, type BatchReaderOptions } from "./records/batch_reader.ts";
import * as HEADER from "./protocol/batch_header.ts";
import { readInt64 } from "./records/int64.ts";

export class FetchPartition {
  readonly partition: number;
  readonly reader: BatchReader;
  /** Exclusive: reading ends here. */
  readonly until: number;
  /** Next offset to deliver. */
  position: number;
  /** Next offset to ask for: ahead of {@link position} by what has arrived and waits. */
  fetchPosition: number;
  /** −1: not known. */
  leader = -1;
  leaderEpoch = -1;
  /** It stands in a request that has no answer yet. */
  asked = false;
  highWatermark: number | undefined;
  lastStableOffset: number | undefined;
  logStart: number | undefined;
  /** Milliseconds since the epoch, of the latest record delivered. */
  timestamp: number | undefined;
  /** The broker had nothing more at the last answer. */
  caughtUp = false;
  /** Reading has ended at {@link until}. */
  ended = false;
  /** Answers in a row without bytes though the partition goes on: what is left there was compacted away. */
  emptyAnswers = 0;
  /** What to ask for at once; doubled when not even one batch came whole. */
  maxBytes: number;

  constructor(
    topic: string,
    partition: number,
    position: number,
    until: number,
    maxBytes: number,
    options: BatchReaderOptions,
  ) {
    this.partition = partition;
    this.position = position;
    this.fetchPosition = position;
    this.until = until;
    this.maxBytes = maxBytes;
    this.reader = new BatchReader(topic, partition, options);
  }

  /** Whether there is more to ask for. */
  get needed(): boolean {
    return this.fetchPosition < this.until;
  }
}

/** The position after the whole batches in `bytes[start, end)`, from their headers alone; at least `from`. */
export function positionAfter(bytes: Uint8Array, start: number, end: number, from: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = from;
  for (let at = start; at + HEADER.HEADER_LENGTH <= end;) {
    const next = at + HEADER.LENGTH_OVERHEAD + view.getInt32(at + HEADER.BATCH_LENGTH);
    if (next > end || next < at + HEADER.HEADER_LENGTH) break;
    const after = readInt64(view, at + HEADER.BASE_OFFSET) + view.getInt32(at + HEADER.LAST_OFFSET_DELTA) + 1;
    if (after > position) position = after;
    at = next;
  }
  return position;
}
