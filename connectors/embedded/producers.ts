import { ERROR } from "../kafka/protocol/error_codes.ts";

interface Sequenced {
  readonly baseSequence: number;
  readonly count: number;
  readonly baseOffset: number;
}

interface ProducerState {
  epoch: number;
  /** The last batches, oldest first: repeats of these are recognised. */
  readonly recent: Sequenced[];
  nextSequence: number;
}

/** A client keeps at most five requests in flight, so that a repeat is one of these (KAFKA-5494). */
const REMEMBERED = 5;
const SEQUENCES = 2 ** 31;

/** What an idempotent producer's batch is: new, a repeat of the batch at `baseOffset`, or an error. */
export type Verdict =
  | { readonly kind: "new" }
  | { readonly kind: "repeat"; readonly baseOffset: number }
  | { readonly kind: "refused"; readonly errorCode: number };

const NEW: Verdict = { kind: "new" };
const refused = (errorCode: number): Verdict => ({ kind: "refused", errorCode });

/** The idempotent producers of one partition and the sequence numbers they have reached (KIP-98). */
export class Producers {
  readonly #states = new Map<number, ProducerState>();

  /**
   * As Apache Kafka: a producer that the partition does not know may begin anywhere (its earlier records may have been
   * deleted); a new epoch begins at 0; everything else must follow without a gap.
   */
  check(producerId: number, epoch: number, baseSequence: number, count: number): Verdict {
    const state = this.#states.get(producerId);
    if (!state) return NEW;
    if (epoch < state.epoch) return refused(ERROR.INVALID_PRODUCER_EPOCH);
    if (epoch > state.epoch) return baseSequence === 0 ? NEW : refused(ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER);
    const repeat = state.recent.find((batch) => batch.baseSequence === baseSequence && batch.count === count);
    if (repeat) return { kind: "repeat", baseOffset: repeat.baseOffset };
    return baseSequence === state.nextSequence ? NEW : refused(ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER);
  }

  /** Records a batch that was appended (or found in the log when it was opened). */
  appended(producerId: number, epoch: number, batch: Sequenced): void {
    let state = this.#states.get(producerId);
    if (!state || state.epoch !== epoch) {
      this.#states.set(producerId, state = { epoch, recent: [], nextSequence: 0 });
    }
    state.recent.push(batch);
    if (state.recent.length > REMEMBERED) state.recent.shift();
    state.nextSequence = (batch.baseSequence + batch.count) % SEQUENCES;
  }

  /** Records a transaction marker: one of a higher epoch fences the producer's older ones. */
  ended(producerId: number, epoch: number): void {
    const state = this.#states.get(producerId);
    if (!state || epoch > state.epoch) this.#states.set(producerId, { epoch, recent: [], nextSequence: 0 });
  }
}
