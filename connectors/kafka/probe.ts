/** One step at a time on the way to a cluster: name, port, TLS, login, metadata, registry. */
import { counted } from "../../schema/counted.ts";
import { ConnectorError } from "../../schema/errors.ts";
import { connectionTestError } from "../../schema/registry/errors.ts";
import type { ConnectionOptions, ConnectStage, Environment } from "../connector.ts";
import { type Address, formatAddress, type KafkaConfig, parseAddress } from "./config.ts";
import { Connection } from "./connection.ts";
import { connectError } from "./errors.ts";
import { configOf, openCluster } from "./open_cluster.ts";
import { registryAddress, registryOf } from "./registry.ts";

/** As {@link Connector.probe} promises. Of several brokers one that answers is enough. */
export async function probe(
  stage: ConnectStage,
  connection: ConnectionOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (stage === "metadata") return await probeMetadata(connection, environment, signal);
  if (stage === "registry") return await probeRegistry(connection, environment, signal);
  const config = await configOf(connection, environment);
  if (stage === "tls" && config.tls === undefined) return undefined;
  return await anyBroker(config, (address) => PROBES[stage](address, config, signal));
}

type BrokerProbe = (address: Address, config: KafkaConfig, signal: AbortSignal) => Promise<string | undefined>;

const PROBES: Readonly<Record<"dns" | "tcp" | "tls" | "login", BrokerProbe>> = {
  dns: ({ host, port }, config, signal) => failing({ host, port }, "tcp", config, () => resolved(host, signal)),
  tcp: (address, config, signal) =>
    failing(address, "tcp", config, async () => {
      using _socket = await dial(address, signal);
      return `${formatAddress(address)} answers`;
    }),
  tls: (address, config, signal) => failing(address, "tls", config, () => shakenHands(address, config, signal)),
  login: async (address, config, signal) => {
    await using _connection = await Connection.open(address, config, signal);
    const { sasl } = config;
    return sasl === undefined ? "Kafka answers; no login" : `${sasl.username} is logged in (${sasl.mechanism})`;
  },
};

/** The first answer; where nobody gives one, the error of the last who was asked. */
async function anyBroker(
  { bootstrap }: KafkaConfig,
  ask: (address: Address) => Promise<string | undefined>,
): Promise<string | undefined> {
  let failure: unknown;
  for (const server of bootstrap) {
    try {
      return await ask(parseAddress(server));
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Says which of name, port and TLS it was that failed. */
async function failing<T>(
  address: Address,
  stage: "tcp" | "tls",
  { tls, sasl }: KafkaConfig,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw connectError(cause, { address, stage, tls: tls !== undefined, sasl: sasl?.mechanism });
  }
}

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/i;

/** By the system's own look-up, which knows its hosts file; undefined: the host is an address. */
async function resolved(host: string, signal: AbortSignal): Promise<string | undefined> {
  if (ADDRESS.test(host)) return undefined;
  const { lookup } = await import("node:dns/promises");
  const found = await Promise.race([lookup(host, { all: true }), aborted(signal)]).catch((cause) => {
    if (signal.aborted) throw cause;
    throw new Error(`lookup of ${host} failed`, { cause }); // the words by which the error is known
  });
  return `${host} is ${[...new Set(found.map(({ address }) => address))].slice(0, 3).join(", ")}`;
}

function aborted(signal: AbortSignal): Promise<never> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

function dial({ host, port }: Address, signal: AbortSignal): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: host, port, signal });
}

async function shakenHands(address: Address, { tls }: KafkaConfig, signal: AbortSignal): Promise<string> {
  let socket: Deno.TcpConn | Deno.TlsConn | undefined;
  const close = () => {
    try {
      socket?.close();
    } catch {
      // a handshake that failed has closed it
    }
  };
  signal.addEventListener("abort", close, { once: true });
  try {
    const tcp = await dial(address, signal);
    socket = tcp;
    const secure = await Deno.startTls(tcp, {
      hostname: address.host,
      ...(tls?.caCerts && { caCerts: [...tls.caCerts] }),
    });
    socket = secure;
    await Promise.race([secure.handshake(), aborted(signal)]); // closing the socket does not end a handshake
    return `the certificate of ${address.host} is good`;
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

async function probeMetadata(
  connection: ConnectionOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<string> {
  await using cluster = await openCluster(connection, environment, signal);
  const topics = (await cluster.topics(signal)).length;
  const { clusterId, brokers } = cluster.describe();
  return `cluster ${clusterId ?? "without an id"}: ${counted(brokers.length, "broker")}, ${counted(topics, "topic")}`;
}

async function probeRegistry(
  connection: ConnectionOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const registry = await registryOf(connection, environment);
    if (registry === undefined) return undefined;
    const { length } = await registry.subjects(signal);
    return `${await registryAddress(connection, environment)}: ${counted(length, "subject")}`;
  } catch (error) {
    throw error instanceof ConnectorError ? connectionTestError(error) : error;
  }
}
