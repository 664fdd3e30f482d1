import { ERROR } from "../kafka/protocol/error_codes.ts";
import type { CommittedOffset, Offsets } from "./offsets.ts";
import type { Storage } from "./storage.ts";
import type { Topics } from "./topics.ts";

/** `transaction.max.timeout.ms`, Apache Kafka's default. */
export const MAX_TRANSACTION_TIMEOUT_MS = 900_000;
const LAST_EPOCH = 32_766;

/** What the coordinator knows of one transactional id; saved as JSON at every change. */
interface Transaction {
  producerId: number;
  epoch: number;
  /** Whose InitProducerId led to this epoch, when the request said so: its repeat gets the same answer (KIP-360). */
  bumpedFrom?: ProducerIdentity | undefined;
  timeoutMs: number;
  /** Milliseconds; undefined while no transaction is open. */
  startedAt?: number | undefined;
  /** How the last transaction of this epoch ended, so that EndTxn can be sent again. */
  lastCommitted?: boolean | undefined;
  partitions: { topic: string; partition: number }[];
  /** Offsets to commit with the transaction, by group; an empty list until some are sent. */
  groups: Record<string, PendingOffset[]>;
}

interface PendingOffset extends CommittedOffset {
  topic: string;
  partition: number;
}

export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** Which error a fenced producer gets: newer request versions know PRODUCER_FENCED, older ones INVALID_PRODUCER_EPOCH. */
export type FencedCode = typeof ERROR.PRODUCER_FENCED | typeof ERROR.INVALID_PRODUCER_EPOCH;

/**
 * The transaction coordinator (KIP-98, transactions v1). A transaction ends in one step: markers, offsets and the coordinator's
 * state are one SQLite transaction, so that there is no prepared state to recover.
 */
export class Transactions {
  readonly #storage: Storage;
  readonly #topics: Topics;
  readonly #offsets: Offsets;
  readonly #now: () => number;
  readonly #byId = new Map<string, Transaction>();
  #nextProducerId = 0;

  constructor(storage: Storage, topics: Topics, offsets: Offsets, now: () => number) {
    this.#storage = storage;
    this.#topics = topics;
    this.#offsets = offsets;
    this.#now = now;
    this.load();
  }

  /** Builds memory from the file: when it is opened, and after a failed write. */
  load(): void {
    this.#byId.clear();
    for (const [id, state] of this.#storage.transactions()) this.#byId.set(id, JSON.parse(state));
    this.#nextProducerId = Number(this.#storage.meta("next_producer_id") ?? 1000);
  }

  /** A new idempotent producer, or the next epoch of a transactional one, whose open transaction is aborted. */
  init(
    id: string | null,
    timeoutMs: number,
    expected: ProducerIdentity,
    fenced: FencedCode,
  ): ProducerIdentity | { readonly errorCode: number } {
    if (id === null) return { producerId: this.#newProducerId(), producerEpoch: 0 };
    if (id === "") return { errorCode: ERROR.INVALID_REQUEST };
    if (timeoutMs <= 0 || timeoutMs > MAX_TRANSACTION_TIMEOUT_MS) {
      return { errorCode: ERROR.INVALID_TRANSACTION_TIMEOUT };
    }
    const known = this.#byId.get(id);
    if (known && expected.producerId >= 0) {
      const { producerId, epoch, bumpedFrom, startedAt } = known;
      const repeated = bumpedFrom?.producerId === expected.producerId &&
        bumpedFrom.producerEpoch === expected.producerEpoch && startedAt === undefined;
      if (repeated) return { producerId, producerEpoch: epoch };
      if (producerId !== expected.producerId || epoch !== expected.producerEpoch) return { errorCode: fenced };
    }
    const transaction: Transaction = known ??
      { producerId: this.#newProducerId(), epoch: -1, timeoutMs, partitions: [], groups: {} };
    if (transaction.startedAt !== undefined) this.#fenceAndAbort(transaction);
    if (transaction.epoch >= LAST_EPOCH) {
      transaction.producerId = this.#newProducerId();
      transaction.epoch = -1;
    }
    transaction.epoch++;
    const { producerId, producerEpoch } = expected;
    transaction.bumpedFrom = known && producerId >= 0 ? { producerId, producerEpoch } : undefined;
    transaction.timeoutMs = timeoutMs;
    transaction.lastCommitted = undefined;
    this.#byId.set(id, transaction);
    this.#save(id, transaction);
    return { producerId: transaction.producerId, producerEpoch: transaction.epoch };
  }

  addPartitions(
    id: string,
    producer: ProducerIdentity,
    partitions: readonly { readonly topic: string; readonly partition: number }[],
    fenced: FencedCode,
  ): number {
    const transaction = this.#of(id, producer, fenced);
    if (typeof transaction === "number") return transaction;
    const before = transaction.partitions.length;
    for (const added of partitions) {
      if (!includes(transaction, added.topic, added.partition)) transaction.partitions.push(added);
    }
    if (transaction.startedAt === undefined || transaction.partitions.length > before) {
      this.#begin(transaction);
      this.#save(id, transaction);
    }
    return ERROR.NONE;
  }

  addGroup(id: string, producer: ProducerIdentity, group: string, fenced: FencedCode): number {
    const transaction = this.#of(id, producer, fenced);
    if (typeof transaction === "number") return transaction;
    this.#begin(transaction);
    transaction.groups[group] ??= [];
    this.#save(id, transaction);
    return ERROR.NONE;
  }

  /** Keeps offsets until the transaction ends; the group must have been added. */
  addOffsets(id: string, producer: ProducerIdentity, group: string, offsets: readonly PendingOffset[]): number {
    const transaction = this.#of(id, producer, ERROR.INVALID_PRODUCER_EPOCH);
    if (typeof transaction === "number") return transaction;
    const pending = transaction.groups[group];
    if (!pending) return ERROR.INVALID_TXN_STATE;
    transaction.groups[group] = [
      ...pending.filter((old) => !offsets.some((it) => it.topic === old.topic && it.partition === old.partition)),
      ...offsets,
    ];
    this.#save(id, transaction);
    return ERROR.NONE;
  }

  end(id: string, producer: ProducerIdentity, committed: boolean, fenced: FencedCode): number {
    const transaction = this.#of(id, producer, fenced);
    if (typeof transaction === "number") return transaction;
    if (transaction.startedAt === undefined) {
      return transaction.lastCommitted === committed ? ERROR.NONE : ERROR.INVALID_TXN_STATE;
    }
    this.#finish(transaction, committed);
    this.#save(id, transaction);
    return ERROR.NONE;
  }

  /** Whether a transactional batch may be appended: the error code, 0 when it may. */
  checkProduce(id: string | null, producer: ProducerIdentity, topic: string, partition: number): number {
    const transaction = id === null ? undefined : this.#byId.get(id);
    if (!transaction || transaction.producerId !== producer.producerId) return ERROR.INVALID_PRODUCER_ID_MAPPING;
    if (transaction.epoch !== producer.producerEpoch) return ERROR.INVALID_PRODUCER_EPOCH;
    const open = transaction.startedAt !== undefined && includes(transaction, topic, partition);
    return open ? ERROR.NONE : ERROR.INVALID_TXN_STATE;
  }

  /** Whether an open transaction is going to commit another offset for this partition. */
  isPending(group: string, topic: string, partition: number): boolean {
    return this.#byId.values().some((transaction) =>
      transaction.groups[group]?.some((pending) => pending.topic === topic && pending.partition === partition) ?? false
    );
  }

  /** Aborts the transactions that have been open for longer than their timeout, and fences their producers. */
  expire(): void {
    const now = this.#now();
    for (const [id, transaction] of this.#byId) {
      if (transaction.startedAt === undefined || now - transaction.startedAt <= transaction.timeoutMs) continue;
      this.#fenceAndAbort(transaction);
      this.#save(id, transaction);
    }
  }

  #of(id: string, producer: ProducerIdentity, fenced: FencedCode): Transaction | number {
    const transaction = this.#byId.get(id);
    if (!transaction || transaction.producerId !== producer.producerId) return ERROR.INVALID_PRODUCER_ID_MAPPING;
    return transaction.epoch === producer.producerEpoch ? transaction : fenced;
  }

  #begin(transaction: Transaction): void {
    if (transaction.startedAt !== undefined) return;
    transaction.startedAt = this.#now();
    transaction.lastCommitted = undefined;
  }

  /** The markers carry a higher epoch, so that records that are still on their way are refused. */
  #fenceAndAbort(transaction: Transaction): void {
    transaction.epoch++;
    this.#finish(transaction, false);
    transaction.lastCommitted = undefined;
  }

  #finish(transaction: Transaction, committed: boolean): void {
    const { producerId, epoch } = transaction;
    for (const { topic, partition } of transaction.partitions) {
      this.#topics.log(topic, partition)?.appendMarker(producerId, epoch, committed, this.#now());
    }
    if (committed) {
      for (const [group, pending] of Object.entries(transaction.groups)) {
        for (const { topic, partition, ...offset } of pending) {
          if (this.#topics.get(topic)) this.#offsets.commit(group, topic, partition, offset);
        }
      }
    }
    transaction.partitions = [];
    transaction.groups = {};
    transaction.startedAt = undefined;
    transaction.lastCommitted = committed;
  }

  #newProducerId(): number {
    const id = this.#nextProducerId++;
    this.#storage.setMeta("next_producer_id", String(this.#nextProducerId));
    return id;
  }

  #save(id: string, transaction: Transaction): void {
    this.#storage.setTransaction(id, JSON.stringify(transaction));
  }
}

function includes(transaction: Transaction, topic: string, partition: number): boolean {
  return transaction.partitions.some((added) => added.topic === topic && added.partition === partition);
}
