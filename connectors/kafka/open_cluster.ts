/** From a table's connection to the cluster it names. */
import { ConnectorError } from "../../schema/errors.ts";
import type { ConnectionOptions, Environment } from "../connector.ts";
import { localBootstrap } from "../embedded/local.ts";
import { KafkaCluster } from "./cluster.ts";
import type { KafkaConfig } from "./config.ts";
import { connectionSettings } from "./connection_options.ts";

/** The built-in connection. */
export function isLocal(connection: ConnectionOptions): boolean {
  return connection.name === "local";
}

/** Connects, within 15 s; the caller disposes of the cluster. Throws `ConnectorError`. */
export async function openCluster(
  connection: ConnectionOptions,
  environment: Environment,
  signal: AbortSignal,
  clientId?: string,
): Promise<KafkaCluster> {
  const config = await configOf(connection, environment);
  return await KafkaCluster.connect({ ...config, ...(clientId !== undefined && { clientId }) }, { signal });
}

/** Templates have been replaced; certificates are read. */
export async function configOf(connection: ConnectionOptions, environment: Environment): Promise<KafkaConfig> {
  if (isLocal(connection)) return { bootstrap: [await localBootstrap(environment)] };
  const { bootstrap, tls, caFile, sasl } = connectionSettings(connection);
  const caCerts = caFile === undefined ? undefined : [await readCertificates(caFile)];
  return { bootstrap, ...(tls && { tls: caCerts ? { caCerts } : {} }), ...(sasl && { sasl }) };
}

/** Throws a `ConnectorError` when the file holds none. */
export async function readCertificates(path: string): Promise<string> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    throw new ConnectorError(`Cannot read the certificates in ${path}`, {
      code: "tls",
      cause,
      hint: "tls.ca is the path of a PEM file, relative to the working directory.",
    });
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new ConnectorError(`${path} holds no certificate in PEM`, {
    code: "tls",
    hint: "It begins with -----BEGIN CERTIFICATE-----.",
  });
}
