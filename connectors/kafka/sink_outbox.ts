/** Rows of a pipeline for a cluster that does not decide what counts: they wait in the checkpoint until it does. */
import type { ByteWriter } from "../../schema/byte_writer.ts";
import { ConnectorError, InternalError } from "../../schema/errors.ts";
import type { CheckpointId, ConnectionState, OutboxBeginning, SinkOutbox } from "../connector.ts";
import type { KafkaCluster } from "./cluster.ts";
import type { KafkaTransactions } from "./sink_transactions.ts";
import { OutboxRows, recordsIn } from "./transactions/outbox_rows.ts";
import type { TransactionalWriter, WriterOptions } from "./transactions/writer.ts";

/** Bytes that may wait: with more a checkpoint is due, and while one is under way rows have to wait. */
const FULL = 32 << 20;

/** Lives as long as the job, as {@link KafkaTransactions} does, with which it writes. */
export class KafkaOutbox implements SinkOutbox {
  readonly #transactions: KafkaTransactions;
  readonly #writers = new Map<string, TransactionalWriter>();
  #waiting = new OutboxRows();
  #due: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** From a cut until its rows are written. */
  #delivering: PromiseWithResolvers<void> | undefined;

  constructor(transactions: KafkaTransactions) {
    this.#transactions = transactions;
  }

  get cluster(): string | undefined {
    return this.#transactions.cluster;
  }

  connect(signal: AbortSignal): Promise<KafkaCluster> {
    return this.#transactions.connect(signal);
  }

  /** Of a topic that exists; to be asked for before the first {@link open}. */
  writer(options: WriterOptions): OutboxWriter {
    const writer = this.#transactions.writer(options);
    this.#writers.set(options.topic, writer);
    return new OutboxWriter(this, writer);
  }

  get rows(): OutboxRows {
    return this.#waiting;
  }

  get isFull(): boolean {
    return this.#waiting.size > FULL;
  }

  /** Resolves when there is room again; undefined: there is, or a checkpoint must make it. */
  room(): Promise<void> | undefined {
    return this.isFull ? this.#delivering?.promise : undefined;
  }

  async open({ committed, isSettled, rows, fresh }: OutboxBeginning, signal: AbortSignal): Promise<void> {
    this.#waiting = new OutboxRows();
    this.#delivered();
    const found = await this.#transactions.open(
      (own) => Promise.resolve(own ?? (isSettled ? committed : undefined)).then((one) => comparable(one, committed)),
      fresh,
      signal,
    );
    this.#due = rows;
    if (committed !== undefined && found?.number !== committed.number) await this.deliver(committed, signal);
  }

  cut(): Uint8Array<ArrayBuffer> {
    this.#due = this.#waiting.take();
    this.#delivering = Promise.withResolvers();
    return this.#due;
  }

  async deliver(checkpoint: CheckpointId, signal: AbortSignal): Promise<void> {
    try {
      this.#transactions.begin();
      await this.#write();
      this.#transactions.cut();
      await this.#transactions.prepare(signal);
      await this.#transactions.commit(checkpoint, signal);
      this.#due = new Uint8Array(0);
    } catch (error) {
      throw await this.#transactions.judge(error);
    } finally {
      this.#delivered();
    }
  }

  async #write(): Promise<void> {
    for (const { topic, timestamp, key, value } of recordsIn(this.#due)) {
      const writer = this.#writers.get(topic);
      if (writer === undefined) throw new InternalError(`Rows wait for the topic "${topic}", which nobody writes`);
      const out = writer.begin(timestamp, key);
      if (value !== null) out.append(value);
      const wait = value === null ? writer.endNull() : writer.end();
      if (wait !== undefined) await wait;
    }
  }

  #delivered(): void {
    this.#delivering?.resolve();
    this.#delivering = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#delivered();
    await this.#transactions[Symbol.asyncDispose]();
  }
}

/** A topic's records on their way into the outbox, written as `TransactionalWriter` is. */
export class OutboxWriter {
  readonly #outbox: KafkaOutbox;
  readonly #writer: TransactionalWriter;

  constructor(outbox: KafkaOutbox, writer: TransactionalWriter) {
    this.#outbox = outbox;
    this.#writer = writer;
  }

  begin(timestamp: number, key: Uint8Array | null = null): ByteWriter {
    return this.#outbox.rows.begin(this.#writer.topic, timestamp, key);
  }

  end(): void | Promise<void> {
    this.#outbox.rows.end();
    return this.#outbox.room();
  }

  endNull(): void | Promise<void> {
    this.#outbox.rows.endNull();
    return this.#outbox.room();
  }

  cancel(): void {
    this.#outbox.rows.cancel();
  }

  /** What waits is flushed when its checkpoint counts. */
  flush(): Promise<void> {
    return Promise.resolve();
  }

  get isFull(): boolean {
    return this.#outbox.isFull;
  }

  get state(): ConnectionState {
    return this.#writer.state;
  }

  get acknowledged(): number {
    return this.#writer.acknowledged;
  }
}

/** What this cluster has, where it can be: the checkpoint that counts, or the one before. */
function comparable(own: CheckpointId | undefined, committed: CheckpointId | undefined): CheckpointId | undefined {
  const behind = (committed?.number ?? 0) - (own?.number ?? 0);
  if (behind === 0 || behind === 1) return own;
  throw new ConnectorError(
    `Checkpoint ${committed?.number ?? 0} counts, and another cluster that the pipeline writes to has ${
      own?.number ?? 0
    }`,
    {
      code: "state_lost",
      hint:
        "Was one of its topics created anew, or a connection changed? Compare the outputs with the input; then start afresh with --reset-state.",
    },
  );
}
