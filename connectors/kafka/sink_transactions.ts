/** The transactions of a pipeline's Kafka sinks, as the engine sees them. */
import type { CheckpointId, SinkTransactions, TransactionsRequest } from "../connector.ts";
import { InternalError, SqlError } from "../../schema/errors.ts";
import type { KafkaCluster } from "./cluster.ts";
import { openCluster } from "./open_cluster.ts";
import type { KafkaTableOptions } from "./options.ts";
import { PipelineTransactions } from "./transactions/pipeline_transactions.ts";
import type { TransactionalWriter, WriterOptions } from "./transactions/writer.ts";

/** Lives as long as the job: pipelines that are started again go on with the same one. */
export class KafkaTransactions implements SinkTransactions {
  readonly #request: TransactionsRequest<KafkaTableOptions>;
  /** Milliseconds after which the broker aborts a transaction. */
  readonly timeoutMs: number;
  #connecting: Promise<KafkaCluster> | undefined;
  #cluster: KafkaCluster | undefined;
  #transactions: PipelineTransactions | undefined;

  /** Throws an `SqlError` when a transaction would end before its checkpoint. */
  constructor(request: TransactionsRequest<KafkaTableOptions>) {
    this.#request = request;
    this.timeoutMs = timeoutOf(request);
  }

  /** The cluster, connected once. */
  async connect(signal: AbortSignal): Promise<KafkaCluster> {
    const { connection, environment, pipeline } = this.#request;
    if (connection === undefined) throw new InternalError("Transactions need a connection");
    this.#connecting ??= openCluster(connection, environment, signal).catch((error) => {
      this.#connecting = undefined;
      throw error;
    });
    const cluster = this.#cluster = await this.#connecting;
    const host = hostName();
    const now = () => environment.now();
    const { timeoutMs } = this;
    const fingerprint = this.#request.fingerprint();
    this.#transactions ??= new PipelineTransactions(cluster, { pipeline, fingerprint, host, timeoutMs, now });
    return cluster;
  }

  /** Of a topic that exists; to be asked for before the first {@link open}. */
  writer(options: WriterOptions): TransactionalWriter {
    return this.#opened.writer(options);
  }

  get #opened(): PipelineTransactions {
    if (this.#transactions === undefined) throw new InternalError("The transactions have no cluster yet");
    return this.#transactions;
  }

  get cluster(): string | undefined {
    return this.#cluster?.describe().clusterId;
  }

  get identity(): string {
    const identity = this.#opened.identity;
    if (identity === undefined) throw new InternalError("The transactions are not open");
    return `${identity.producerId}-${identity.producerEpoch}`;
  }

  open(
    decide: (committed: CheckpointId | undefined) => Promise<CheckpointId | undefined>,
    fresh: boolean,
    signal: AbortSignal,
  ): Promise<CheckpointId | undefined> {
    return this.#opened.open({ decide, fresh }, signal);
  }

  begin(): void {
    this.#opened.begin();
  }

  cut(): void {
    this.#opened.cut();
  }

  prepare(signal: AbortSignal): Promise<void> {
    return this.#opened.prepare(signal);
  }

  commit(checkpoint: CheckpointId, signal: AbortSignal): Promise<void> {
    return this.#opened.commit(checkpoint, signal);
  }

  judge(error: unknown): Promise<unknown> {
    return this.#transactions?.judge(error) ?? Promise.resolve(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transactions?.[Symbol.asyncDispose]();
    const cluster = await this.#connecting?.catch(() => undefined);
    await cluster?.[Symbol.asyncDispose]();
  }
}

/** The longest `transaction.timeout.ms` in `client_configs` of the sinks, which share the transaction. */
function timeoutOf({ sinks, checkpointInterval, timeoutMs }: TransactionsRequest<KafkaTableOptions>): number {
  const given = sinks.flatMap(({ client_configs }) => client_configs["transaction.timeout.ms"] ?? []);
  if (given.length === 0) return timeoutMs;
  const longest = Math.max(...given);
  if (longest > checkpointInterval) return longest;
  throw new SqlError(
    `transaction.timeout.ms ${longest} is not longer than checkpoint_interval, ${checkpointInterval} ms`,
    {
      code: "bad_option",
      hint:
        "A transaction is open from one checkpoint to the next: raise it in client_configs, or SET checkpoint_interval.",
    },
  );
}

/** For people: another process is told where this one runs. */
function hostName(): string {
  try {
    return Deno.hostname();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return "unknown"; // started without the permission
    throw error;
  }
}
