/** What an error of an exactly-once pipeline means for it. */
import { ConnectorError } from "../../../schema/errors.ts";
import { BrokerError } from "../errors.ts";
import { ERROR } from "../protocol/error_codes.ts";
import { isRetryable } from "../retry.ts";

/**
 * - `start_again`: the transaction is lost or in doubt, and nothing else: open again in the same process, and go on from
 *   the checkpoint that this gives, which may be the one before or the one that was being committed;
 * - `taken_over`: another process runs the pipeline now: end without touching anything;
 * - `fatal`: trying again would end the same way.
 */
export type Outcome = "start_again" | "taken_over" | "fatal";

/** An error after which the pipeline starts again, or leaves the field to another process. */
export class TransactionError extends ConnectorError {
  readonly outcome: Exclude<Outcome, "fatal">;

  constructor(outcome: Exclude<Outcome, "fatal">, message: string, details: { hint?: string; cause?: unknown } = {}) {
    super(message, { ...details, code: outcome, retryable: outcome === "start_again" });
    this.outcome = outcome;
  }
}

/** What the caller does after an error of {@link PipelineTransactions} or one of its writers. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof TransactionError) return error.outcome;
  return isRetryable(error) ? "start_again" : "fatal"; // a cluster that cannot be reached at a start, for one
}

/** The request may or may not have been carried out: no answer came. */
export class LostAnswer extends ConnectorError {
  constructor(doing: string, cause: ConnectorError) {
    super(`${doing}: ${cause.message}`, { ...cause.diagnostic, cause });
  }
}

/** Answers to a producer whose epoch is over: its transaction timed out, or somebody else has taken its id. */
const FENCED: ReadonlySet<number> = new Set([
  ERROR.INVALID_PRODUCER_EPOCH,
  ERROR.INVALID_PRODUCER_ID_MAPPING,
  ERROR.PRODUCER_FENCED,
]);

/** Answers that end a transaction and not the pipeline. */
const ENDS_TRANSACTION: ReadonlySet<number> = new Set([
  ...FENCED,
  ERROR.UNKNOWN_SERVER_ERROR,
  ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER,
  ERROR.INVALID_TXN_STATE,
  ERROR.TRANSACTION_COORDINATOR_FENCED,
  ERROR.UNKNOWN_PRODUCER_ID,
  ERROR.TRANSACTION_ABORTABLE,
]);

export function isFenced(error: unknown): boolean {
  return error instanceof BrokerError && FENCED.has(error.brokerCode);
}

/** Whether only a new start can tell, or mend, what became of the transaction. */
export function endsTransaction(error: unknown): boolean {
  return error instanceof LostAnswer || (error instanceof BrokerError && ENDS_TRANSACTION.has(error.brokerCode));
}
