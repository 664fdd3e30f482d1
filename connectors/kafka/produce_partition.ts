/** What a producer keeps for one partition. */
import { BatchWriter } from "./records/batch_writer.ts";

/** Records that are complete, and numbered only when they are sent: whose they are may change until then. */
export interface FullBatch {
  readonly writer: BatchWriter;
  /** See `ProduceBacklog`. */
  readonly mark: number;
}

/** A batch on its way: sealed once, sent until it is acknowledged. */
export interface SealedBatch {
  /** The whole Produce request. */
  readonly frame: Uint8Array<ArrayBuffer>;
  /** Sequence number of its first record; −1 without idempotence. */
  readonly sequence: number;
  readonly count: number;
  /** What it takes of the producer's memory. */
  readonly bytes: number;
  /** See `ProduceBacklog`. */
  readonly mark: number;
  /** Comes back for the next batch when this one is acknowledged. */
  readonly writer: BatchWriter | undefined;
}

export class ProducePartition {
  readonly partition: number;
  /** −1: not known. */
  leader = -1;
  leaderEpoch = -1;
  /** Takes records at present. */
  open: BatchWriter | undefined;
  /** When `open` got its first record, in milliseconds. */
  openedAt = 0;
  /** Take no more records, in order; they come after {@link ready}. */
  full: FullBatch[] = [];
  /** Sealed and not on their way, in order. */
  ready: SealedBatch[] = [];
  /** Sent and not answered, in order. */
  inFlight: SealedBatch[] = [];
  /** Answered with an error that may pass; sent again in order, when nothing is in flight. */
  failed: SealedBatch[] = [];
  /** The broker that {@link inFlight} went to. */
  sentTo = -1;
  nextSequence = 0;
  /** Nothing was sent to it under the present identity: a transaction has to be told first. */
  fresh = true;
  /** Waits: for its first use to be allowed, or for the next try. */
  blocked = false;

  constructor(partition: number) {
    this.partition = partition;
  }

  /** It holds records that are not acknowledged. */
  get needed(): boolean {
    const { open, full, ready, inFlight, failed } = this;
    return open !== undefined || full.length + ready.length + inFlight.length + failed.length > 0;
  }

  /** The next `count` sequence numbers: they go round after 2^31 − 1. */
  takeSequence(count: number): number {
    const sequence = this.nextSequence;
    this.nextSequence = (sequence + count) % 0x80000000;
    return sequence;
  }

  /** Takes a batch off the sent ones. */
  answered(batch: SealedBatch): void {
    const at = this.inFlight.indexOf(batch);
    if (at >= 0) this.inFlight.splice(at, 1);
  }

  /** Puts what failed back before what waits. `failed` is in order: answers are, and so are a lost connection's requests. */
  requeue(): void {
    this.ready = [...this.failed, ...this.ready];
    this.failed = [];
  }
}
