/** A Kafka table being read. */
import type {
  ConnectionState,
  PartitionProgress,
  Positions,
  Source,
  SourceEvent,
  SourceRequest,
} from "../connector.ts";
import { ConnectorError, InternalError } from "../../schema/errors.ts";
import type { KafkaCluster, TopicMetadata } from "./cluster.ts";
import { Fetcher } from "./fetcher.ts";
import { commitOffsets } from "./offsets.ts";
import { isLocal, openCluster } from "./open_cluster.ts";
import { type KafkaTableOptions, readsCommitted } from "./options.ts";
import { type PositionRequest, startPositions, untilPositions } from "./start.ts";
import { createTopic } from "./topics.ts";

export class KafkaSource implements Source {
  readonly #request: SourceRequest<KafkaTableOptions>;
  readonly #closing = new AbortController();
  #cluster: KafkaCluster | undefined;
  #fetcher: Fetcher | undefined;
  #topicId: string | undefined;

  constructor(request: SourceRequest<KafkaTableOptions>) {
    this.#request = request;
  }

  async open(from: Positions | undefined, signal: AbortSignal): Promise<Positions> {
    const { connection, options, environment, needs } = this.#request;
    if (connection === undefined) throw new InternalError("A Kafka table has no connection");
    const configs = options.client_configs;
    const cluster = await openCluster(connection, environment, signal, configs["client.id"]);
    this.#cluster = cluster;
    const topic = await this.#topic(cluster, signal);
    const start = options["source.offset"];
    if (start.kind === "again") refuseReplaced(topic, start.reading.identity);
    this.#topicId = topic.id;
    const request: PositionRequest = {
      cluster,
      topic: options.topic,
      partitions: topic.partitions.map(({ partition }) => partition),
      readCommitted: readsCommitted(options),
      group: this.#group,
      signal,
    };
    const positions = from ?? await startPositions(start, request);
    const until = options["source.until"] && await untilPositions(options["source.until"], positions, request);
    this.#fetcher = new Fetcher(cluster, {
      topic: options.topic,
      positions,
      until,
      readCommitted: request.readCommitted,
      keys: needs.key,
      headers: needs.headers,
      checkCrcs: configs["check.crcs"],
      outOfRange: options["source.out_of_range"],
      ...((start.kind === "partitions" || start.kind === "again") && { newPartitionsMs: Infinity }),
      ...(configs["fetch.max.wait.ms"] !== undefined && { maxWaitMs: configs["fetch.max.wait.ms"] }),
      ...(configs["fetch.min.bytes"] !== undefined && { minBytes: configs["fetch.min.bytes"] }),
      ...(configs["max.partition.fetch.bytes"] !== undefined && {
        partitionMaxBytes: configs["max.partition.fetch.bytes"],
      }),
    });
    return positions;
  }

  /** On `local` a missing topic is created on first use. */
  async #topic(cluster: KafkaCluster, signal: AbortSignal) {
    const { connection, options: { topic, ...options } } = this.#request;
    if (connection !== undefined && isLocal(connection) && options["topic.create"] !== false) {
      const found = await cluster.refresh(topic, signal);
      if (found === undefined) {
        return await createTopic(cluster, { topic, partitions: options["topic.partitions"] }, signal);
      }
    }
    return await cluster.topic(topic, signal);
  }

  /** `source.group_id`, else by the pipeline's and the table's name. */
  get #group(): string {
    const { options, pipeline, table } = this.#request;
    return options["source.group_id"] ?? `${options["source.group_id_prefix"] ?? "sluice"}-${pipeline}-${table.name}`;
  }

  read(signal: AbortSignal): AsyncIterable<SourceEvent> {
    if (this.#fetcher === undefined) throw new InternalError("The source is not open");
    return this.#fetcher.read(signal);
  }

  progress(): readonly PartitionProgress[] {
    return this.#fetcher?.progress() ?? [];
  }

  state(): ConnectionState {
    return this.#fetcher?.state ?? this.#cluster?.state ?? { kind: "connected" };
  }

  lost(): number {
    return this.#fetcher?.lost ?? 0;
  }

  identity(): string | undefined {
    return this.#topicId;
  }

  /** A SELECT in the shell commits nothing. A failure is no reason to stop: offsets are for lag tools. */
  async committed(positions: Positions): Promise<void> {
    if (this.#request.interactive || this.#cluster === undefined || positions.size === 0) return;
    try {
      await commitOffsets(
        this.#cluster,
        this.#group,
        this.#request.options.topic,
        positions,
        AbortSignal.any([this.#closing.signal, AbortSignal.timeout(10_000)]),
      );
    } catch {
      // the next commit says the same and more
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#fetcher?.[Symbol.asyncDispose]();
    await this.#cluster?.[Symbol.asyncDispose]();
  }
}

/** `id`: of the topic that was read. Offsets mean nothing in another one of its name. */
function refuseReplaced(topic: TopicMetadata, id: string | undefined): void {
  if (id === undefined || topic.id === undefined || topic.id === id) return;
  throw new ConnectorError(`The topic "${topic.topic}" was deleted and made anew since it was read`, {
    code: "replaced_topic",
    hint: "What was read is gone with the old topic, and cannot be read again.",
  });
}
