/** The requests of a transactional producer (KIP-98), each until it is answered. */
import type { BrokerErrorDetails } from "../errors.ts";
import type { ProducerIdentity } from "../producer_id.ts";
import { API, type ResponseOf } from "../protocol/api.ts";
import type { AnsweredCode, Coordinators } from "./coordinators.ts";

/** What stays the same between the transactions of a pipeline. */
export interface TransactionContext {
  readonly coordinators: Coordinators;
  readonly transactionalId: string;
  readonly group: string;
  /** After this time the coordinator aborts an open transaction; longer, nothing is asked again. Milliseconds. */
  readonly timeoutMs: number;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** An offset of partition 0. */
export interface OffsetToCommit {
  readonly topic: string;
  readonly offset: number;
  readonly metadata: string;
}

/** A transaction that another instance has prepared may take as long as this to end. */
const INIT_FOR_MS = 60_000;

/** Fences older instances, aborts their open transaction and waits for one that is being committed. */
export async function initTransactions(
  { coordinators, transactionalId, timeoutMs }: TransactionContext,
  signal?: AbortSignal,
): Promise<ProducerIdentity> {
  const { producerId, producerEpoch } = await coordinators.askRepeatedly({
    coordinator: "transaction",
    key: transactionalId,
    api: API.InitProducerId,
    body: { transactionalId, transactionTimeoutMs: timeoutMs },
    codes: (answer) => [answer],
    doing: `Cannot start transactions as "${transactionalId}"`,
    about: { transactionalId },
    forMs: INIT_FOR_MS,
  }, signal);
  return { transactionalId, producerId, producerEpoch };
}

/** May be repeated: the partitions stay in the open transaction. */
export async function addPartitions(
  { coordinators, transactionalId, timeoutMs }: TransactionContext,
  { producerId, producerEpoch }: ProducerIdentity,
  partitions: readonly TopicPartition[],
  signal?: AbortSignal,
): Promise<void> {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  const names = [...byTopic.keys()];
  await coordinators.askRepeatedly({
    coordinator: "transaction",
    key: transactionalId,
    api: API.AddPartitionsToTxn,
    body: {
      transactionalId,
      producerId,
      producerEpoch,
      topics: [...byTopic].map(([name, added]) => ({ name, partitions: added.map(({ partition }) => partition) })),
    },
    codes: codesByTopic,
    doing: `Cannot write to ${topicsInWords(names)} in a transaction`,
    about: { transactionalId, right: "WRITE" },
    forMs: timeoutMs,
  }, signal);
}

/** Puts offsets of the group into the transaction: AddOffsetsToTxn and TxnOffsetCommit. Throws `LostAnswer` in doubt. */
export async function commitOffsetsInTransaction(
  { coordinators, transactionalId, group, timeoutMs }: TransactionContext,
  { producerId, producerEpoch }: ProducerIdentity,
  offsets: readonly OffsetToCommit[],
  signal?: AbortSignal,
): Promise<void> {
  const producer = { transactionalId, producerId, producerEpoch, groupId: group };
  const doing = `Cannot commit a checkpoint of the group "${group}"`;
  await coordinators.askOnce({
    coordinator: "transaction",
    key: transactionalId,
    api: API.AddOffsetsToTxn,
    body: producer,
    codes: (answer) => [answer],
    doing,
    about: aboutRights(transactionalId, group),
    forMs: timeoutMs,
  }, signal);
  await coordinators.askOnce({
    coordinator: "group",
    key: group,
    api: API.TxnOffsetCommit,
    body: {
      ...producer,
      topics: offsets.map(({ topic, offset, metadata }) => ({
        name: topic,
        partitions: [{ partition: 0, offset, metadata }],
      })),
    },
    codes: codesByTopic,
    doing,
    about: aboutRights(transactionalId, group),
    forMs: timeoutMs,
  }, signal);
}

/**
 * Ends the transaction and resolves to the identity of the next one. Where the broker speaks EndTxn 5 (KIP-890) that has a
 * higher epoch, so that nothing of this transaction that is still on its way can touch the next. Throws `LostAnswer` in doubt.
 */
export async function endTransaction(
  { coordinators, transactionalId, timeoutMs }: TransactionContext,
  identity: ProducerIdentity,
  committed: boolean,
  signal?: AbortSignal,
): Promise<ProducerIdentity> {
  const { producerId, producerEpoch } = await coordinators.askOnce({
    coordinator: "transaction",
    key: transactionalId,
    api: API.EndTxn,
    body: { ...identity, transactionalId, committed },
    codes: (answer) => [answer],
    doing: `Cannot ${committed ? "commit" : "abort"} the transaction "${transactionalId}"`,
    about: { transactionalId },
    forMs: timeoutMs,
  }, signal);
  return producerId < 0 ? identity : { transactionalId, producerId, producerEpoch };
}

/** READ on the carrier is what TxnOffsetCommit needs beside the rights on group and id. */
function aboutRights(transactionalId: string, group: string): BrokerErrorDetails {
  return { transactionalId, group, right: "READ" };
}

/** The codes of an answer that has one for each partition. */
function codesByTopic({ topics }: ResponseOf<typeof API.AddPartitionsToTxn>): AnsweredCode[] {
  return topics.flatMap(({ name: topic, partitions }) => partitions.map(({ errorCode }) => ({ topic, errorCode })));
}

function topicsInWords(names: readonly string[]): string {
  return names.length === 1 ? `the topic "${names[0]}"` : `the topics ${names.map((name) => `"${name}"`).join(", ")}`;
}
