import type { KafkaCluster } from "./cluster.ts";
import { brokerError } from "./errors.ts";
import { API } from "./protocol/api.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { retrying } from "./retry.ts";

/** Under which a broker recognises repeated batches (KIP-98). */
export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Present: batches belong to the open transaction of this id. */
  readonly transactionalId?: string;
}

/** An identity for a producer without transactions. `topic` is named in errors. */
export async function initProducerId(
  cluster: KafkaCluster,
  topic: string,
  signal?: AbortSignal,
): Promise<ProducerIdentity> {
  return await retrying(async () => {
    const { errorCode, producerId, producerEpoch } = await cluster.request(API.InitProducerId, {
      transactionalId: null,
      transactionTimeoutMs: 60_000,
    }, { signal });
    if (errorCode === 0) return { producerId, producerEpoch };
    // The right to write to any topic is enough since Kafka 2.8 (KIP-679): that is what is missing.
    const code = errorCode === ERROR.CLUSTER_AUTHORIZATION_FAILED ? ERROR.TOPIC_AUTHORIZATION_FAILED : errorCode;
    throw brokerError(code, `Cannot write to the topic "${topic}"`, {
      topic,
      right: "WRITE",
      user: cluster.config.sasl?.username,
    });
  }, signal);
}
