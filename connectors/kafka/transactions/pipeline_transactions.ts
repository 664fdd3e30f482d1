/** Exactly-once output of one pipeline to one cluster: all its topics in one transaction with the checkpoint's number. */
import { ConnectorError, InternalError } from "../../../schema/errors.ts";
import type { KafkaCluster } from "../cluster.ts";
import type { ProducerIdentity } from "../producer_id.ts";
import { Backoff, isRetryable, pause } from "../retry.ts";
import { AddedPartitions } from "./added_partitions.ts";
import { Coordinators } from "./coordinators.ts";
import {
  carrierOf,
  type Checkpoint,
  type Marker,
  markerGroupOf,
  type MarkerOwner,
  transactionalIdOf,
} from "./marker.ts";
import { type Claim, takenOver } from "./ownership.ts";
import { addPartitions, endTransaction, type TransactionContext } from "./requests.ts";
import { certainMarker, commitMarker, type Decide, startOnce } from "./start.ts";
import { endsTransaction, isFenced, TransactionError } from "./transaction_error.ts";
import { TransactionalWriter, type WriterOptions } from "./writer.ts";

export interface PipelineTransactionsOptions {
  /** On a cluster a pipeline is a singleton by its name. */
  readonly pipeline: string;
  /** Digest of the plan: a pipeline of the same name and another plan refuses to start. */
  readonly fingerprint: string;
  /** This computer's name, for the message on another one. */
  readonly host: string;
  /** `transaction.timeout.ms`: longer than from one checkpoint to the next. Default 60,000; brokers allow 15 minutes. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds since the epoch. Default: the computer's clock. */
  readonly now?: () => number;
}

export interface OpenOptions {
  /** Default: the checkpoint that is committed. */
  readonly decide?: Decide;
  /** Forgets what was committed, under whatever plan. Counts until the first marker of this process. */
  readonly fresh?: boolean;
}

type Phase = "closed" | "idle" | "writing" | "cut" | "prepared" | "failed";

const DEFAULT_TIMEOUT_MS = 60_000;
/** Starts within one `open`: others may be starting the same pipeline. */
const TRIES = 5;
/** A running process that was fenced gives its heir this long to commit a marker, so that they do not fence each other. */
const HEIR_MS = 500;
/** Brokers forget the offset of an idle group after 7 days. */
const REFRESH_MS = 24 * 60 * 60 * 1000;

/**
 * ```
 * const orders = transactions.writer({ topic: "orders" });      // one for each topic, before open
 * const checkpoint = await transactions.open();                 // load its snapshot; undefined: from the start
 * for (;;) {
 *   transactions.begin();
 *   orders.begin(timestamp, key).appendText("…");
 *   await orders.end();
 *   transactions.cut();                                         // what is written from here on waits for the next begin
 *   await transactions.prepare();                               // everything before is acknowledged
 *   …                                                           // the snapshot becomes durable
 *   await transactions.commit({ number, snapshotId });          // rows and checkpoint become visible together
 * }
 * ```
 * Nothing is decided on this side: a checkpoint counts exactly if the marker in the cluster says so. Where that is in
 * doubt methods throw a {@link TransactionError} `start_again`; then `open` again, on the same object, tells.
 */
export class PipelineTransactions implements AsyncDisposable {
  readonly #context: TransactionContext;
  readonly #pipeline: string;
  readonly #owner: MarkerOwner;
  readonly #now: () => number;
  readonly #writers = new Map<string, TransactionalWriter>();
  #phase: Phase = "closed";
  #identity: ProducerIdentity | undefined;
  #added = new AddedPartitions(() => Promise.resolve());
  /** Aborted when what was begun since the last start is given up. */
  #giveUp = new AbortController();
  /** A marker of this process was committed: from then on another's means that this one was taken over. */
  #claimed = false;
  #fenced = false;
  #last: Checkpoint = { number: 0, snapshotId: "" };
  #markedAt = 0;

  /** The caller disposes of the cluster, after the transactions. */
  constructor(cluster: KafkaCluster, options: PipelineTransactionsOptions) {
    const { pipeline, fingerprint, host, timeoutMs = DEFAULT_TIMEOUT_MS, now = Date.now } = options;
    this.#pipeline = pipeline;
    this.#context = {
      coordinators: new Coordinators(cluster),
      transactionalId: transactionalIdOf(pipeline),
      group: markerGroupOf(pipeline),
      timeoutMs,
    };
    this.#owner = { instance: crypto.randomUUID(), host, fingerprint };
    this.#now = now;
  }

  /** Of the open or next transaction: producer id and epoch stand in the snapshot's name. Undefined before `open`. */
  get identity(): ProducerIdentity | undefined {
    return this.#identity;
  }

  /** The writer of a topic: those who ask for the same one share it, with the options of the first. */
  writer(options: WriterOptions): TransactionalWriter {
    const known = this.#writers.get(options.topic);
    if (known !== undefined) return known;
    this.#expect("closed");
    const { topic } = options;
    const writer = new TransactionalWriter(options, (partition) => this.#added.add(topic, partition));
    this.#writers.set(topic, writer);
    return writer;
  }

  /**
   * Fences older instances, learns what was committed and commits a marker that says whose the pipeline is now, so that a
   * missing right shows here. Resolves to the checkpoint to go on from. Throws `taken_over` when another process was
   * faster, and what `decide` throws. Called first, and again after every `start_again`, or to give up what was written.
   */
  async open({ decide = (committed) => committed, fresh = false }: OpenOptions = {}, signal?: AbortSignal): Promise<
    Checkpoint | undefined
  > {
    this.#phase = "failed";
    await this.#giveUpWriting();
    if (this.#fenced) await pause(HEIR_MS, signal);
    this.#fenced = false;
    const claim = this.#claim(fresh && !this.#claimed);
    const mayReplace = this.#heirs();
    const backoff = new Backoff(50, 1000);
    for (let attempt = 1;; attempt++) {
      try {
        const openWriters = async (identity: ProducerIdentity) => {
          await Promise.all(
            this.#writers.values().map((writer) => writer.start(this.#context.coordinators.cluster, identity, signal)),
          );
        };
        const request = { context: this.#context, claim, decide, mayReplace, confirmed: this.#confirmed, openWriters };
        const { identity, checkpoint } = await startOnce(request, signal);
        this.#started(identity, checkpoint);
        return checkpoint;
      } catch (error) {
        if (!endsTransaction(error)) throw error;
        if (attempt >= TRIES) throw this.#startAgain(error);
      }
      await backoff.pause(signal);
    }
  }

  /** A transaction begins: the writers may be used, and what they hold is sent. */
  begin(): void {
    this.#expect("idle");
    if (this.#identity === undefined) throw new InternalError("The transactions have no identity");
    for (const writer of this.#writers.values()) writer.allow(this.#identity);
    this.#phase = "writing";
  }

  /** What is written from now on belongs to the next transaction. Writers hold it; when one fails, or this is aborted, it is dropped. */
  cut(): void {
    this.#expect("writing");
    this.#hold();
    this.#phase = "cut";
  }

  /** Resolves when everything written before the {@link cut}, which is now if it has not been yet, is acknowledged. */
  async prepare(signal?: AbortSignal): Promise<void> {
    if (this.#phase === "writing") this.cut();
    this.#expect("cut");
    await this.#guarded(signal, () => this.#flush(signal));
    this.#phase = "prepared";
  }

  /**
   * Makes what was written between `begin` and `cut` visible, and `checkpoint` the one to go on from: both or neither. The snapshot
   * must be durable, and its number larger than the last one's.
   */
  async commit(checkpoint: Checkpoint, signal?: AbortSignal): Promise<void> {
    this.#expect("prepared");
    if (checkpoint.number <= this.#last.number) {
      throw new InternalError(`Checkpoint ${checkpoint.number} does not come after checkpoint ${this.#last.number}`);
    }
    await this.#guarded(signal, () => this.#commit(checkpoint, signal));
    this.#phase = "idle";
  }

  /** Drops what was written since `begin`. The caller goes on from the last checkpoint, or ends. */
  async abort(signal?: AbortSignal): Promise<void> {
    this.#expect("writing", "cut", "prepared");
    this.#forbid(undefined);
    await this.#guarded(signal, async () => {
      await this.#flush(signal); // a record that comes after the abort would be in the next transaction
      if (this.#added.any) this.#identity = await endTransaction(this.#context, this.#known, false, signal);
      this.#added.clear();
    });
    this.#phase = "idle";
  }

  /**
   * Commits the last marker once more when that was a day ago, lest the brokers forget it: for a pipeline that takes no
   * checkpoints, paused or idle. Does nothing while rows are written: their checkpoint will do. Says whether it did.
   */
  async refresh(signal?: AbortSignal): Promise<boolean> {
    this.#expect("idle", "writing", "cut", "prepared");
    const written = this.#added.any || this.#writers.values().some(({ unacknowledged }) => unacknowledged > 0);
    if (written || this.#phase === "cut" || this.#phase === "prepared" || this.#now() - this.#markedAt < REFRESH_MS) {
      return false;
    }
    const writing = this.#phase === "writing";
    this.#hold();
    await this.#guarded(signal, () => this.#commit(this.#last, signal));
    this.#phase = "idle";
    if (writing) this.begin();
    return true;
  }

  /**
   * What an error of a writer means: a {@link TransactionError}, or the error itself where starting again would not help.
   * The other methods throw what this gives.
   */
  async judge(error: unknown, signal?: AbortSignal): Promise<unknown> {
    this.#forbid(error);
    this.#phase = "failed";
    if (error instanceof TransactionError || !(error instanceof ConnectorError)) return error;
    if (!endsTransaction(error) && !error.retryable) return error;
    if (!isFenced(error)) return this.#startAgain(error);
    this.#fenced = true;
    const heir = await this.#heir(signal);
    return heir === undefined ? this.#startAgain(error) : takenOver(this.#pipeline, heir, error);
  }

  /** Leaves an open transaction to the next start, or to its timeout. */
  async close(): Promise<void> {
    await this.#giveUpWriting();
    this.#phase = "closed";
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #known(): ProducerIdentity {
    if (this.#identity === undefined) throw new InternalError("The transactions have no identity");
    return this.#identity;
  }

  /** Before the first marker of this process the number is not its own to know. */
  get #confirmed(): number {
    return this.#claimed ? this.#last.number : 0;
  }

  #claim(fresh: boolean): Claim {
    const { group } = this.#context;
    return { pipeline: this.#pipeline, group, carrier: carrierOf(this.#writers.keys()), owner: this.#owner, fresh };
  }

  #started(identity: ProducerIdentity, checkpoint: Checkpoint | undefined): void {
    const giveUp = new AbortController();
    this.#giveUp = giveUp;
    this.#added = new AddedPartitions((added) => addPartitions(this.#context, this.#known, added, giveUp.signal));
    this.#identity = identity;
    this.#last = checkpoint ?? { number: 0, snapshotId: "" };
    this.#claimed = true;
    this.#markedAt = this.#now();
    this.#phase = "idle";
  }

  async #commit(checkpoint: Checkpoint, signal: AbortSignal | undefined): Promise<void> {
    const carrier = carrierOf(this.#writers.keys());
    this.#identity = await commitMarker(this.#context, this.#known, this.#owner, checkpoint, [carrier], signal);
    this.#added.clear();
    this.#last = checkpoint;
    this.#markedAt = this.#now();
  }

  async #flush(signal: AbortSignal | undefined): Promise<void> {
    await Promise.all(this.#writers.values().map((writer) => writer.flush(signal)));
  }

  #hold(): void {
    for (const writer of this.#writers.values()) writer.hold();
  }

  #forbid(why: unknown): void {
    for (const writer of this.#writers.values()) writer.forbid(why);
  }

  async #giveUpWriting(): Promise<void> {
    this.#giveUp.abort(new ConnectorError("The transaction was given up", { code: "closed" }));
    await Promise.all(this.#writers.values().map((writer) => writer.close()));
  }

  async #guarded(signal: AbortSignal | undefined, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      throw await this.judge(error, signal);
    }
  }

  /**
   * Who may be replaced. A process that has run gives way to any other; one that starts replaces whoever it finds, but not
   * one that comes in between: the first to commit its marker wins.
   */
  #heirs(): (marker: Marker | undefined) => void {
    let first: { readonly instance: string | undefined } | undefined = this.#claimed
      ? { instance: this.#owner.instance }
      : undefined;
    return (marker) => {
      first ??= { instance: marker?.instance };
      if (marker === undefined || marker.instance === this.#owner.instance) return;
      if (marker.instance !== first.instance) throw takenOver(this.#pipeline, marker);
    };
  }

  /** Another process whose marker stands where this one's stood. */
  async #heir(signal: AbortSignal | undefined): Promise<Marker | undefined> {
    try {
      const marker = await certainMarker({ context: this.#context, claim: this.#claim(false) }, {}, signal);
      return marker?.instance === this.#owner.instance ? undefined : marker;
    } catch (error) {
      if (isRetryable(error)) return undefined; // the start will look again
      throw error;
    }
  }

  #startAgain(cause: unknown): TransactionError {
    const seconds = this.#context.timeoutMs / 1000;
    const why = isFenced(cause)
      ? `it was open for longer than ${seconds} s, or another instance of the pipeline has tried to start`
      : cause instanceof Error
      ? cause.message
      : String(cause);
    return new TransactionError("start_again", `The transaction of the pipeline "${this.#pipeline}" is lost: ${why}`, {
      cause,
      ...(isFenced(cause) &&
        { hint: "Take checkpoints more often, or raise transaction.timeout.ms in client_configs." }),
    });
  }

  #expect(...phases: readonly Phase[]): void {
    if (phases.includes(this.#phase)) return;
    throw new InternalError(`The transactions are ${this.#phase}, not ${phases.join(" or ")}`);
  }
}
