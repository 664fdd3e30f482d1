/** A Kafka cluster: its brokers, who leads what, and connections to them. */
import { closest, distance } from "fastest-levenshtein";
import { ConnectorError } from "../../schema/errors.ts";
import type { ConnectionState } from "../connector.ts";
import type { BufferPool } from "./buffer_pool.ts";
import { type Address, formatAddress, type KafkaConfig, parseAddress } from "./config.ts";
import { Connection, type RequestOptions } from "./connection.ts";
import { brokerError } from "./errors.ts";
import { Health } from "./health.ts";
import { API, type Api, type RequestBody, type ResponseOf } from "./protocol/api.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { NO_UUID } from "./protocol/schema.ts";
import { abortable, isRetryable, retrying } from "./retry.ts";

export interface Broker extends Address {
  readonly id: number;
  readonly rack: string | undefined;
}

export interface PartitionMetadata {
  readonly partition: number;
  /** −1: no leader at present. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
}

export interface TopicMetadata {
  readonly topic: string;
  /** Another one of the same name has another; undefined: the broker does not say. */
  readonly id: string | undefined;
  readonly internal: boolean;
  /** By number, from 0 on. */
  readonly partitions: readonly PartitionMetadata[];
}

/** What `\conninfo` shows. */
export interface ClusterFacts {
  readonly clusterId: string | undefined;
  readonly controller: number | undefined;
  readonly brokers: readonly Broker[];
  readonly tls: boolean;
  readonly mechanism: string | undefined;
  readonly username: string | undefined;
  /** Requests that both sides know, with the version used. */
  readonly requests: ReadonlyMap<string, number>;
}

export interface ClusterOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told whenever the connection for metadata and coordinators is lost or comes back. */
  readonly onState?: ((state: ConnectionState) => void) | undefined;
}

/** Any broker will do; also the id under which the first connection is kept. */
const ANY = -1;
/** A connection that is lost later than this was not lost at its beginning. */
const SOON_MS = 5000;

export class KafkaCluster implements AsyncDisposable {
  readonly config: KafkaConfig;
  readonly #health: Health;
  readonly #connections = new Map<number, Promise<Connection>>();
  readonly #brokers = new Map<number, Broker>();
  readonly #topics = new Map<string, TopicMetadata>();
  readonly #closing = new AbortController();
  #clusterId: string | undefined;
  #controller: number | undefined;
  #requests = new Map<string, number>();

  private constructor(config: KafkaConfig, options: ClusterOptions) {
    this.config = config;
    this.#health = new Health(options.onState);
  }

  /** Tries the bootstrap brokers one after the other, within 15 s, and learns the cluster's brokers. */
  static async connect(config: KafkaConfig, options: ClusterOptions = {}): Promise<KafkaCluster> {
    const cluster = new KafkaCluster(config, options);
    try {
      await cluster.#learn(options.signal);
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** A broker that goes between its first answers is not what is wrong: what the next try finds is. */
  async #learn(signal: AbortSignal | undefined): Promise<void> {
    const began = Date.now();
    try {
      await this.#load([], signal);
    } catch (error) {
      if (!isRetryable(error) || Date.now() - began > SOON_MS) throw error;
      const wasReached = await this.#connections.get(ANY)?.then(() => true, () => false);
      if (!wasReached) throw error;
      await this.#load([], signal);
    }
  }

  get state(): ConnectionState {
    return this.#health.state;
  }

  describe(): ClusterFacts {
    return {
      clusterId: this.#clusterId,
      controller: this.#controller,
      brokers: [...this.#brokers.values()],
      tls: this.config.tls !== undefined,
      mechanism: this.config.sasl?.mechanism,
      username: this.config.sasl?.username,
      requests: this.#requests,
    };
  }

  /** A connection of the caller's own to broker `node`; the caller closes it. */
  async open(node: number, signal?: AbortSignal, buffers?: BufferPool): Promise<Connection> {
    const broker = this.#brokers.get(node);
    if (!broker) {
      throw new ConnectorError(`The cluster has no broker ${node} at present`, {
        code: "unreachable",
        retryable: true,
      });
    }
    try {
      return await Connection.open(broker, this.config, this.#either(signal), buffers);
    } catch (error) {
      throw this.#advertised(error, broker);
    }
  }

  /** Sends a request over a shared connection, to broker `node` or to any. One try: see `retrying`. */
  async request<A extends Api>(
    api: A,
    body: RequestBody<A>,
    options: RequestOptions & { readonly node?: number | undefined } = {},
  ): Promise<ResponseOf<A>> {
    const node = options.node ?? ANY;
    const signal = this.#either(options.signal);
    try {
      const connection = await this.#shared(node, signal);
      const answer = await connection.request(api, body, { ...options, signal });
      this.#health.connected(node);
      return answer;
    } catch (error) {
      if (isRetryable(error)) this.#health.failed(node, error);
      throw error;
    }
  }

  /** Resolves when the shared connection to broker `node` is open: what is requested next is sent, or the connection is lost under it. One try. */
  async reach(node: number, signal?: AbortSignal): Promise<void> {
    try {
      await this.#shared(node, this.#either(signal));
    } catch (error) {
      if (isRetryable(error)) this.#health.failed(node, error);
      throw error;
    }
  }

  /** What is known of a topic; `refresh` first. */
  cached(topic: string): TopicMetadata | undefined {
    return this.#topics.get(topic);
  }

  /** Asks anew who leads the partitions of a topic. Undefined: there is no such topic (now). One try. */
  async refresh(topic: string, signal?: AbortSignal): Promise<TopicMetadata | undefined> {
    await this.#load([topic], signal);
    return this.#topics.get(topic);
  }

  /** A topic that must exist, tried for a while. Throws `not_found` with the nearest names. */
  async topic(name: string, signal?: AbortSignal): Promise<TopicMetadata> {
    const found = await retrying(() => this.refresh(name, signal), signal);
    if (found) return found;
    const names = (await this.topics(signal)).map((topic) => topic.topic);
    throw new ConnectorError(`The topic "${name}" does not exist`, {
      code: "not_found",
      hint: `${nearest(name, names)} To create it, insert into a table that has 'topic.create' = 'true'.`,
      expected: names,
    });
  }

  /** All topics that the user may see, internal ones left out, by name. */
  async topics(signal?: AbortSignal): Promise<TopicMetadata[]> {
    await retrying(() => this.#load(null, signal), signal);
    return [...this.#topics.values()].filter((topic) => !topic.internal).sort((one, other) =>
      one.topic < other.topic ? -1 : 1
    );
  }

  /** The broker that keeps a group's offsets or a transactional id's state: look it up anew after 14, 15 or 16. One try. */
  async coordinator(kind: "group" | "transaction", key: string, signal?: AbortSignal): Promise<number> {
    const keyType = kind === "group" ? 0 : 1;
    const answer = await this.request(API.FindCoordinator, { key, keyType, keys: [key] }, { signal });
    const found = answer.coordinators[0] ?? answer;
    if (found.errorCode !== 0) {
      throw brokerError(found.errorCode, `Cannot find the coordinator of the ${kind} "${key}"`, {
        ...(kind === "group" ? { group: key, right: "READ or DESCRIBE" } : { transactionalId: key }),
        user: this.config.sasl?.username,
        message: found.errorMessage ?? undefined,
      });
    }
    const { nodeId: id, host, port } = found;
    if (!this.#brokers.has(id)) this.#brokers.set(id, { id, host, port, rack: undefined });
    return id;
  }

  get controller(): number | undefined {
    return this.#controller;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new ConnectorError("The connection to the cluster was closed", { code: "closed" }));
    const connections = await Promise.allSettled(this.#connections.values());
    await Promise.all(connections.map((one) => one.status === "fulfilled" ? one.value.close() : undefined));
    this.#connections.clear();
  }

  #either(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  async #shared(node: number, signal: AbortSignal): Promise<Connection> {
    const known = this.#connections.get(node);
    if (known) {
      const connection = await abortable(known.catch(() => undefined), signal);
      if (connection?.alive && Date.now() < connection.expires) return connection;
      if (this.#connections.get(node) !== known) return this.#shared(node, signal);
      connection?.retire();
    }
    signal.throwIfAborted();
    const opening = node === ANY ? this.#bootstrap() : this.open(node);
    opening.catch(() => {}); // whoever waits for it is told; nobody may be left
    this.#connections.set(node, opening);
    return await abortable(opening, signal);
  }

  /** Known brokers come after the bootstrap ones: those may have gone since. */
  async #bootstrap(): Promise<Connection> {
    const addresses = new Map<string, Address>();
    for (const text of this.config.bootstrap) addresses.set(text, parseAddress(text));
    for (const broker of this.#brokers.values()) addresses.set(formatAddress(broker), broker);
    const timeout = Math.min(this.config.connectTimeoutMs ?? 10_000, Math.max(2000, 14_000 / addresses.size));
    const failures: ConnectorError[] = [];
    for (const address of addresses.values()) {
      try {
        const connection = await Connection.open(
          address,
          { ...this.config, connectTimeoutMs: timeout },
          this.#closing.signal,
        );
        this.#learnVersions(connection);
        return connection;
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        failures.push(error);
      }
    }
    // A refused login or a wrong certificate says more than a broker that is down.
    const first = failures.find((error) => !error.retryable) ?? failures[0];
    if (!first) throw new ConnectorError("No broker is given", { code: "unreachable", hint: "Set bootstrap_servers." });
    const others = failures.filter((error) => error !== first).map((error) => error.message);
    if (others.length === 0) throw first;
    throw new ConnectorError(first.message, {
      ...first.diagnostic,
      notes: others,
      retryable: first.retryable,
      cause: first,
    });
  }

  #learnVersions(connection: Connection): void {
    const requests = new Map<string, number>();
    for (const api of Object.values(API)) if (connection.supports(api)) requests.set(api.name, connection.version(api));
    this.#requests = requests;
  }

  /** `null`: all topics; `[]`: brokers only. */
  async #load(topics: readonly string[] | null, signal?: AbortSignal): Promise<void> {
    const answer = await this.request(API.Metadata, {
      topics: topics && topics.map((name) => ({ name })),
      allowAutoTopicCreation: false,
    }, { signal });
    this.#clusterId = answer.clusterId ?? undefined;
    this.#controller = answer.controllerId < 0 ? undefined : answer.controllerId;
    this.#brokers.clear();
    for (const { nodeId: id, host, port, rack } of answer.brokers) {
      this.#brokers.set(id, { id, host, port, rack: rack ?? undefined });
    }
    if (topics === null) this.#topics.clear();
    for (const { name, topicId, errorCode, isInternal, partitions } of answer.topics) {
      if (name === null) continue;
      if (errorCode === ERROR.UNKNOWN_TOPIC_OR_PARTITION) {
        this.#topics.delete(name);
        continue;
      }
      if (errorCode !== 0 && errorCode !== ERROR.LEADER_NOT_AVAILABLE) {
        if (topics === null) continue;
        throw brokerError(errorCode, `Cannot look up the topic "${name}"`, {
          topic: name,
          right: "DESCRIBE",
          user: this.config.sasl?.username,
        });
      }
      this.#topics.set(name, {
        topic: name,
        id: topicId === NO_UUID ? undefined : topicId,
        internal: isInternal || name.startsWith("__"),
        partitions: partitions
          .map(({ partition, leaderId, leaderEpoch, replicaNodes }) => (
            { partition, leader: leaderId, leaderEpoch, replicas: replicaNodes }
          ))
          .sort((one, other) => one.partition - other.partition),
      });
    }
  }

  /** An address that the cluster itself named, not the user, explains itself. */
  #advertised(error: unknown, broker: Broker): unknown {
    const named = this.config.bootstrap.some((text) => formatAddress(parseAddress(text)) === formatAddress(broker));
    if (named || !(error instanceof ConnectorError) || error.diagnostic.code !== "unreachable") return error;
    return new ConnectorError(error.message, {
      ...error.diagnostic,
      hint:
        `The cluster names ${formatAddress(broker)} as the address of broker ${broker.id} (advertised.listeners): ` +
        "this computer must be able to reach it.",
      retryable: error.retryable,
      cause: error,
    });
  }
}

/** A sentence with up to three names that the user may have meant. */
function nearest(name: string, names: readonly string[]): string {
  if (names.length === 0) return "The cluster has no topics, or none that this user may see.";
  const near = names
    .map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ far, other }) => far <= Math.max(2, Math.max(name.length, other.length) / 3))
    .sort((one, other) => one.far - other.far)
    .slice(0, 3)
    .map(({ other }) => `"${other}"`);
  if (near.length === 0) return `The cluster has ${names.length} other topics, such as "${closest(name, [...names])}".`;
  return `Did you mean ${near.join(" or ")}?`;
}
