/** The connectors `kafka` and `confluent`: the same tables, other connection options. */
import type {
  ConnectionOptions,
  Connector,
  Environment,
  OffsetRange,
  Reading,
  TestStep,
  TopicInfo,
} from "../connector.ts";
import { counted } from "../../schema/counted.ts";
import { ConnectorError } from "../../schema/errors.ts";
import type { OptionSpecs } from "../../schema/options.ts";
import { connectionTestError } from "../../schema/registry/errors.ts";
import { BIGINT, BYTEA, INT, JSON_TYPE, TEXT, timestampType } from "../../schema/types.ts";
import { checkConfluentConnection, checkKafkaConnection } from "./connection_options.ts";
import { KafkaDeadLetters } from "./dead_letters.ts";
import { keyEncoder } from "./key_encoder.ts";
import type { PartitionOffsets } from "./offset_options.ts";
import { isLocal, openCluster } from "./open_cluster.ts";
import { probe } from "./probe.ts";
import {
  checkKafkaTable,
  CONFLUENT_CONNECTION,
  KAFKA_CONNECTION,
  KAFKA_TABLE,
  type KafkaTableOptions,
} from "./options.ts";
import { registryAddress, registryOf } from "./registry.ts";
import { KafkaSink } from "./sink.ts";
import { sinkFacts } from "./sink_facts.ts";
import { KafkaOutbox } from "./sink_outbox.ts";
import { KafkaTransactions } from "./sink_transactions.ts";
import { KafkaSource } from "./source.ts";

type Tables = typeof KAFKA_TABLE;

export const KAFKA: Connector<typeof KAFKA_CONNECTION, Tables> = {
  name: "kafka",
  doc: "Topics of an Apache Kafka cluster",
  connectionOptions: KAFKA_CONNECTION,
  checkConnection: checkKafkaConnection,
  ...tables<typeof KAFKA_CONNECTION>(),
};

export const CONFLUENT: Connector<typeof CONFLUENT_CONNECTION, Tables> = {
  name: "confluent",
  doc: "Topics of a Confluent Cloud cluster: TLS, and login by API key",
  connectionOptions: CONFLUENT_CONNECTION,
  checkConnection: checkConfluentConnection,
  ...tables<typeof CONFLUENT_CONNECTION>(),
};

type Shared<C extends OptionSpecs> = Omit<
  Connector<C, Tables>,
  "name" | "doc" | "connectionOptions" | "checkConnection"
>;

function tables<C extends OptionSpecs>(): Shared<C> {
  return {
    tableOptions: KAFKA_TABLE,
    formats: "required",
    metadata: {
      offset_id: [BIGINT],
      partition: [INT],
      topic: [TEXT],
      timestamp: [BIGINT, timestampType(3)],
      key: [BYTEA, TEXT],
      headers: [JSON_TYPE],
      schema_id: [INT],
    },
    place: (options) => options.topic,
    check: checkKafkaTable,
    bounded: (options) => options["source.until"] !== undefined,
    newest: (options, records) => ({
      ...options,
      "source.offset": { kind: "newest", records },
      "source.until": { kind: "latest" },
      "source.out_of_range": "earliest", // retention may take the oldest of them meanwhile
      "topic.create": false,
    }),
    range: (options, ranges) => ({
      ...options,
      "source.offset": listedOffsets(ranges, ({ from }) => from),
      "source.until": listedOffsets(ranges, ({ until }) => until),
      "source.out_of_range": "earliest", // what retention took is passed over
      "topic.create": false,
    }),
    again,
    source: (request) => new KafkaSource(request),
    sink: (request) => new KafkaSink(request),
    sinkFacts,
    exactlyOnce: (options) => options["sink.commit_mode"] === "exactly_once",
    transactions: (request) => new KafkaTransactions(request),
    outbox: (request) => new KafkaOutbox(new KafkaTransactions(request)),
    keyEncoder,
    deadLetters: (request) => new KafkaDeadLetters(request),
    testConnection,
    probe,
    describeConnection,
    topics,
    registryOption: "schema_registry.endpoint",
    registry: registryOf,
    subjects: (options) => ({
      value: options["value.subject"] ?? `${options.topic}-value`,
      key: options["key.subject"] ?? `${options.topic}-key`,
    }),
  };
}

function listedOffsets(
  ranges: ReadonlyMap<number, OffsetRange>,
  offsetOf: (range: OffsetRange) => number,
): PartitionOffsets {
  const offsets = new Map([...ranges].map(([partition, range]) => [partition, offsetOf(range)]));
  return { kind: "partitions", offsets, rest: undefined };
}

function again(options: KafkaTableOptions, reading: Reading | undefined): KafkaTableOptions {
  const once = { ...options, "topic.create": false };
  if (reading === undefined) {
    return { ...once, "source.offset": { kind: "earliest" }, "source.until": { kind: "latest" } };
  }
  const ends = new Map(reading.ranges.map(({ partition, to }) => [partition, to]));
  return {
    ...once,
    "source.offset": { kind: "again", reading },
    "source.until": { kind: "partitions", offsets: ends, rest: undefined },
    "source.out_of_range": "fail",
  };
}

async function* testConnection(
  connection: ConnectionOptions,
  environment: Environment,
  signal: AbortSignal,
): AsyncIterable<TestStep> {
  try {
    await using cluster = await openCluster(connection, environment, signal);
    await cluster.topics(signal);
    yield { text: "Successfully connected to Kafka", ok: true };
  } catch (error) {
    yield failedStep(error, (message) => `Failed to connect to Kafka: ${message}`);
    return;
  }
  try {
    const registry = await registryOf(connection, environment);
    if (registry === undefined) return;
    const subjects = await registry.subjects(signal);
    const count = counted(subjects.length, "subject");
    yield { text: `Successfully connected to the schema registry (${count})`, ok: true };
  } catch (error) {
    const told = error instanceof ConnectorError ? connectionTestError(error) : error;
    yield failedStep(told, (message) => message);
  }
}

function failedStep(error: unknown, text: (message: string) => string): TestStep {
  if (!(error instanceof ConnectorError)) throw error;
  const hint = error.diagnostic.hint ? ` (${error.diagnostic.hint})` : "";
  return { text: `${text(error.message)}${hint}`, ok: false, error };
}

async function describeConnection(
  connection: ConnectionOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<readonly (readonly [string, string])[]> {
  await using cluster = await openCluster(connection, environment, signal);
  const facts = cluster.describe();
  return [
    ["connection", connection.name ?? connection.connector],
    ["kind", isLocal(connection) ? "embedded cluster" : connection.connector],
    ["cluster id", facts.clusterId ?? "unknown"],
    ...facts.brokers.map(({ id, host, port }) => [`broker ${id}`, `${host}:${port}`] as const),
    ["TLS", facts.tls ? "yes" : "no"],
    ["login", facts.mechanism === undefined ? "none" : `${facts.mechanism} as ${facts.username}`],
    ["topics", String((await cluster.topics(signal)).length)],
    ["registry", await registryText(connection, environment, signal)],
    ["API versions", [...facts.requests].map(([name, version]) => `${name} ${version}`).join(", ")],
  ];
}

/** Its address, its login and how many subjects it has, or why it does not answer. */
async function registryText(
  connection: ConnectionOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<string> {
  try {
    const registry = await registryOf(connection, environment);
    if (registry === undefined) return "none";
    const subjects = await registry.subjects(signal);
    return `${await registryAddress(connection, environment)}, ${counted(subjects.length, "subject")}`;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return connectionTestError(error).message;
  }
}

async function topics(
  connection: ConnectionOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<readonly TopicInfo[]> {
  await using cluster = await openCluster(connection, environment, signal);
  return (await cluster.topics(signal)).map(({ topic, partitions }) => ({ topic, partitions: partitions.length }));
}
