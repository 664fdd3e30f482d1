/** The schema registry of a connection: one client for all tables of a session. */
import type { Registry } from "../../schema/registry/registry.ts";
import { RegistryClient } from "../../schema/registry/client.ts";
import type { ConnectionOptions, Environment } from "../connector.ts";
import { localRegistry } from "../embedded/local.ts";
import { connectionSettings, type RegistrySettings } from "./connection_options.ts";
import { isLocal, readCertificates } from "./open_cluster.ts";

const CLIENTS = new WeakMap<Environment, Map<string, Promise<RegistryClient>>>();

/** Schemas are fetched once in a session, whatever table asks. Asks nothing yet. */
export async function registryOf(
  connection: ConnectionOptions,
  environment: Environment,
): Promise<Registry | undefined> {
  const settings = await settingsOf(connection, environment);
  if (settings === undefined) return undefined;
  const { registry, caFile } = settings;
  const clients = CLIENTS.get(environment) ?? new Map<string, Promise<RegistryClient>>();
  CLIENTS.set(environment, clients);
  const key = JSON.stringify([registry, caFile]);
  let client = clients.get(key);
  if (client === undefined) {
    client = clientOf(registry, caFile, environment);
    clients.set(key, client);
    client.catch(() => clients.delete(key));
  }
  return await client;
}

/** The URL of a connection's registry, and who logs in there; undefined: it has none. */
export async function registryAddress(
  connection: ConnectionOptions,
  environment: Environment,
): Promise<string | undefined> {
  const settings = await settingsOf(connection, environment);
  if (settings === undefined) return undefined;
  const { endpoint, username } = settings.registry;
  return username === undefined ? endpoint : `${endpoint} as ${username}`;
}

async function settingsOf(
  connection: ConnectionOptions,
  environment: Environment,
): Promise<{ readonly registry: RegistrySettings; readonly caFile: string | undefined } | undefined> {
  if (isLocal(connection)) {
    const endpoint = await localRegistry(environment);
    return { registry: { endpoint, username: undefined, password: undefined }, caFile: undefined };
  }
  const { registry, caFile } = connectionSettings(connection);
  return registry && { registry, caFile };
}

async function clientOf(
  settings: RegistrySettings,
  caFile: string | undefined,
  environment: Environment,
): Promise<RegistryClient> {
  if (caFile === undefined) return new RegistryClient({ ...settings, fetch });
  const client = Deno.createHttpClient({ caCerts: [await readCertificates(caFile)] });
  environment.onClose(() => Promise.resolve(client.close()));
  return new RegistryClient({ ...settings, fetch: (url, init) => fetch(url, { ...init, client }) });
}
