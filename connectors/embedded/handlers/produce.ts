import { API, type RequestOf } from "../../kafka/protocol/api.ts";
import { COMPRESSION_ZSTD } from "../../kafka/protocol/batch_header.ts";
import { ERROR } from "../../kafka/protocol/error_codes.ts";
import { checkBatch } from "../batch.ts";
import type { Broker } from "../broker.ts";
import { type Route, route } from "../router.ts";

type ProduceRequest = RequestOf<typeof API.Produce>;

/** The first version in which a client may send zstd (KIP-110). */
const FIRST_WITH_ZSTD = 7;

interface Appended {
  readonly errorCode: number;
  readonly baseOffset: number;
  readonly logStartOffset: number;
}

export function produceRoute(broker: Broker): Route {
  const answer = (request: ProduceRequest, partitionAnswer: PartitionAnswer) =>
    request.acks === 0 ? undefined : { topics: answers(request, partitionAnswer) };
  return route(API.Produce, (request, { version }) => {
    const { acks, transactionalId } = request;
    if (acks < -1 || acks > 1) return answer(request, () => refused(ERROR.INVALID_REQUIRED_ACKS));
    const topics = answers(
      request,
      (name, partition, records) => append(broker, name, partition, records, transactionalId, version),
    );
    return acks === 0 ? undefined : { topics };
  }, {
    // librdkafka compresses only when version 0 is offered, too; requests below 3 are refused all the same.
    advertised: { min: 0 },
    unstored: (request) => answer(request, () => refused(ERROR.KAFKA_STORAGE_ERROR)),
  });
}

type PartitionAnswer = (topic: string, partition: number, records: Uint8Array | null) => Appended;

function answers(
  request: ProduceRequest,
  answer: PartitionAnswer,
) {
  return request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partition, records }) => ({ partition, ...answer(name, partition, records) })),
  }));
}

function refused(errorCode: number, logStartOffset = -1): Appended {
  return { errorCode, baseOffset: -1, logStartOffset };
}

function append(
  broker: Broker,
  name: string,
  partition: number,
  records: Uint8Array | null,
  transactionalId: string | null,
  version: number,
): Appended {
  const topic = broker.topics.get(name);
  const log = topic?.partitions[partition];
  if (!topic || !log) return refused(ERROR.UNKNOWN_TOPIC_OR_PARTITION);
  const batch = checkBatch(records);
  if (typeof batch === "number") return refused(batch, log.startOffset);
  if (batch.bytes.length > Number(broker.topics.config(topic, "max.message.bytes"))) {
    return refused(ERROR.MESSAGE_TOO_LARGE, log.startOffset);
  }
  if (batch.compression > COMPRESSION_ZSTD) return refused(ERROR.INVALID_RECORD, log.startOffset);
  if (batch.compression === COMPRESSION_ZSTD && version < FIRST_WITH_ZSTD) {
    return refused(ERROR.UNSUPPORTED_COMPRESSION_TYPE, log.startOffset);
  }
  const { producerId, producerEpoch } = batch;
  if (batch.transactional) {
    const errorCode = broker.transactions.checkProduce(transactionalId, { producerId, producerEpoch }, name, partition);
    if (errorCode !== ERROR.NONE) return refused(errorCode, log.startOffset);
  }
  if (producerId >= 0) {
    const verdict = log.producers.check(producerId, producerEpoch, batch.baseSequence, batch.count);
    if (verdict.kind === "refused") return refused(verdict.errorCode, log.startOffset);
    if (verdict.kind === "repeat") {
      return { errorCode: ERROR.NONE, baseOffset: verdict.baseOffset, logStartOffset: log.startOffset };
    }
  }
  return { errorCode: ERROR.NONE, baseOffset: log.append(batch), logStartOffset: log.startOffset };
}
