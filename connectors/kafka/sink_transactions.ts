/** The transactions of a pipeline's Kafka sinks, as the engine sees them. */
import type { CheckpointId, SinkTransactions, TransactionsRequest } from "../connector.ts";
import { InternalError } from "../../schema/errors.ts";
import type { KafkaCluster } from "./cluster.ts";
import { openCluster } from "./open_cluster.ts";
import { PipelineTransactions } from "./transactions/pipeline_transactions.ts";
import type { TransactionalWriter, WriterOptions } from "./transactions/writer.ts";

/** Lives as long as the job: pipelines that are started again go on with the same one. */
export class KafkaTransactions implements SinkTransactions {
  readonly #request: TransactionsRequest;
  #connecting: Promise<KafkaCluster> | undefined;
  #transactions: PipelineTransactions | undefined;

  constructor(request: TransactionsRequest) {
    this.#request = request;
  }

  /** The cluster, connected once. */
  async connect(signal: AbortSignal): Promise<KafkaCluster> {
    const { connection, environment, pipeline, timeoutMs } = this.#request;
    if (connection === undefined) throw new InternalError("Transactions need a connection");
    this.#connecting ??= openCluster(connection, environment, signal).catch((error) => {
      this.#connecting = undefined;
      throw error;
    });
    const cluster = await this.#connecting;
    const host = hostName();
    const now = () => environment.now();
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

/** For people: another process is told where this one runs. */
function hostName(): string {
  try {
    return Deno.hostname();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return "unknown"; // started without the permission
    throw error;
  }
}
