/** InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, TxnOffsetCommit, EndTxn: transactions v1. */
import { API } from "../../kafka/protocol/api.ts";
import { ERROR } from "../../kafka/protocol/error_codes.ts";
import type { Broker } from "../broker.ts";
import { type Route, route } from "../router.ts";
import type { FencedCode } from "../transactions.ts";
import { checkCommit, checkOffset } from "./offsets.ts";

/** The versions from which on a client knows PRODUCER_FENCED (KIP-588). */
const INIT_KNOWS_FENCED = 4;
const OTHERS_KNOW_FENCED = 2;
/** The last version of transactions v1: with version 4 a client would bump epochs by transactions v2 (KIP-890). */
const LAST_OF_V1 = 3;

function fencedCode(version: number, knownFrom: number): FencedCode {
  return version >= knownFrom ? ERROR.PRODUCER_FENCED : ERROR.INVALID_PRODUCER_EPOCH;
}

export function transactionRoutes(broker: Broker): Route[] {
  const { transactions } = broker;
  return [
    route(API.InitProducerId, (request, { version }) => {
      const fenced = fencedCode(version, INIT_KNOWS_FENCED);
      const producer = transactions.init(request.transactionalId, request.transactionTimeoutMs, request, fenced);
      if ("errorCode" in producer) return { ...producer, producerId: -1, producerEpoch: -1 };
      return { errorCode: ERROR.NONE, ...producer };
    }),
    route(API.AddPartitionsToTxn, (request, { version }) => {
      const added = request.topics.flatMap(({ name, partitions }) =>
        partitions.map((partition) => ({ topic: name, partition }))
      );
      const unknown = added.filter(({ topic, partition }) => !broker.topics.log(topic, partition));
      const errorCode = unknown.length > 0
        ? ERROR.OPERATION_NOT_ATTEMPTED
        : transactions.addPartitions(request.transactionalId, request, added, fencedCode(version, OTHERS_KNOW_FENCED));
      return {
        topics: request.topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map((partition) => ({
            partition,
            errorCode: broker.topics.log(name, partition) ? errorCode : ERROR.UNKNOWN_TOPIC_OR_PARTITION,
          })),
        })),
      };
    }),
    route(API.AddOffsetsToTxn, (request, { version }) => ({
      errorCode: transactions.addGroup(
        request.transactionalId,
        request,
        request.groupId,
        fencedCode(version, OTHERS_KNOW_FENCED),
      ),
    })),
    route(API.TxnOffsetCommit, (request) => {
      const { transactionalId, groupId } = request;
      const claimed = request.generationId >= 0 || request.memberId !== "";
      const offsets = request.topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partition, offset, leaderEpoch, metadata }) => ({
          topic: name,
          partition,
          offset,
          leaderEpoch,
          metadata: metadata ?? "",
        }))
      );
      const good = offsets.filter(({ topic, partition, metadata }) =>
        checkOffset(broker, topic, partition, metadata) === ERROR.NONE
      );
      const refused = (claimed && checkCommit(broker, groupId, request)) ||
        transactions.addOffsets(transactionalId, request, groupId, good);
      return {
        topics: request.topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map(({ partition, metadata }) => ({
            partition,
            errorCode: refused || checkOffset(broker, name, partition, metadata),
          })),
        })),
      };
    }),
    route(API.EndTxn, (request, { version }) => ({
      errorCode: transactions.end(
        request.transactionalId,
        request,
        request.committed,
        fencedCode(version, OTHERS_KNOW_FENCED),
      ),
    }), { advertised: { max: LAST_OF_V1 } }),
  ];
}
