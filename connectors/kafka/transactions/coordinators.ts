/** Requests to the broker that coordinates a transaction or a group. */
import { ConnectorError } from "../../../schema/errors.ts";
import type { KafkaCluster } from "../cluster.ts";
import { BrokerError, brokerError, type BrokerErrorDetails } from "../errors.ts";
import type { Api, RequestBody, ResponseOf } from "../protocol/api.ts";
import { ERROR } from "../protocol/error_codes.ts";
import { Backoff, isRetryable } from "../retry.ts";
import { LostAnswer } from "./transaction_error.ts";

export interface AnsweredCode {
  readonly errorCode: number;
  readonly topic?: string;
}

export interface CoordinatorRequest<A extends Api> {
  readonly coordinator: "group" | "transaction";
  /** The group, or the transactional id. */
  readonly key: string;
  readonly api: A;
  readonly body: RequestBody<A>;
  /** All error codes of an answer, with the topics that they are about; the first that is not 0 counts. */
  codes(answer: ResponseOf<A>): readonly AnsweredCode[];
  /** What fails: `Cannot commit to the topic "orders"`. */
  readonly doing: string;
  readonly about: BrokerErrorDetails;
  /** How long it is asked again, in milliseconds; then the last error is thrown. */
  readonly forMs: number;
}

/** Answers that say that nothing was done: not now, or not here. */
const NOT_DONE: ReadonlySet<number> = new Set([
  ERROR.UNKNOWN_TOPIC_OR_PARTITION,
  ERROR.COORDINATOR_LOAD_IN_PROGRESS,
  ERROR.COORDINATOR_NOT_AVAILABLE,
  ERROR.NOT_COORDINATOR,
  ERROR.CONCURRENT_TRANSACTIONS,
]);

/** A coordinator is busy with the markers of the transaction before for a few milliseconds. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 300;

/** Sends requests to coordinators, each of which is looked up once and again after every failure. */
export class Coordinators {
  readonly cluster: KafkaCluster;
  readonly #nodes = new Map<string, number>();

  constructor(cluster: KafkaCluster) {
    this.cluster = cluster;
  }

  /** For a request that may be carried out twice: it is sent again after a lost connection, too. */
  async askRepeatedly<A extends Api>(request: CoordinatorRequest<A>, signal?: AbortSignal): Promise<ResponseOf<A>> {
    return await this.#untilAnswered(request, isRetryable, signal, async () => {
      const node = await this.#find(request, signal);
      return checked(this.cluster, request, await this.cluster.request(request.api, request.body, { node, signal }));
    });
  }

  /**
   * For a request that must not be repeated unless it is certain that it was not carried out, because it could come late
   * and mean something else then. Throws a {@link LostAnswer} when no answer came.
   */
  async askOnce<A extends Api>(request: CoordinatorRequest<A>, signal?: AbortSignal): Promise<ResponseOf<A>> {
    return await this.#untilAnswered(request, isNotDone, signal, async () => {
      const node = await this.#find(request, signal);
      await this.cluster.reach(node, signal);
      const answer = await this.cluster.request(request.api, request.body, { node, signal }).catch((error) => {
        if (!isRetryable(error) || !(error instanceof ConnectorError)) throw error;
        throw new LostAnswer(request.doing, error);
      });
      return checked(this.cluster, request, answer);
    });
  }

  async #find<A extends Api>({ coordinator, key }: CoordinatorRequest<A>, signal?: AbortSignal): Promise<number> {
    const name = `${coordinator} ${key}`;
    const node = this.#nodes.get(name) ?? await this.cluster.coordinator(coordinator, key, signal);
    this.#nodes.set(name, node);
    return node;
  }

  async #untilAnswered<T, A extends Api>(
    { coordinator, key, forMs }: CoordinatorRequest<A>,
    again: (error: unknown) => boolean,
    signal: AbortSignal | undefined,
    ask: () => Promise<T>,
  ): Promise<T> {
    const deadline = Date.now() + forMs;
    const backoff = new Backoff(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        this.#nodes.delete(`${coordinator} ${key}`);
        if (!again(error) || Date.now() >= deadline) throw error;
      }
      await backoff.pause(signal);
    }
  }
}

/** A request that could not be sent was not carried out either. */
function isNotDone(error: unknown): boolean {
  if (error instanceof BrokerError) return NOT_DONE.has(error.brokerCode);
  return isRetryable(error) && !(error instanceof LostAnswer);
}

function checked<A extends Api>(
  cluster: KafkaCluster,
  { codes, doing, about }: CoordinatorRequest<A>,
  answer: ResponseOf<A>,
): ResponseOf<A> {
  // A partition beside one with an error of its own only says that nothing was attempted.
  const errors = codes(answer).filter(({ errorCode }) => errorCode !== 0);
  const found = errors.find(({ errorCode }) => errorCode !== ERROR.OPERATION_NOT_ATTEMPTED) ?? errors[0];
  if (found === undefined) return answer;
  const { errorCode: code, topic } = found;
  const { right: _, ...withoutRight } = about; // it is one on a topic or group
  const details = {
    ...(code === ERROR.TRANSACTIONAL_ID_AUTHORIZATION_FAILED ? withoutRight : about),
    ...(topic !== undefined && { topic }),
  };
  throw brokerError(code, doing, { ...details, user: cluster.config.sasl?.username });
}
