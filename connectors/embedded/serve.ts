/** Opens a cluster in this thread: data folder, certificates, listeners of broker and registry. */
import { ConnectorError } from "../../schema/errors.ts";
import { Broker, type BrokerOptions } from "./broker.ts";
import { SchemaRegistry } from "./registry/registry.ts";
import { type RegistryLogin, RegistryServer } from "./registry/server.ts";
import { RegistryStore } from "./registry/store.ts";
import { Credentials } from "./sasl.ts";
import { Server } from "./server.ts";
import type { Certificate } from "./tls.ts";

export interface ClusterOptions {
  /** The data folder, created when missing. Default `.sluice/cluster`. */
  readonly dir?: string | undefined;
  /** Keep everything in memory; `dir` is not used. */
  readonly memory?: boolean | undefined;
  /** 0 (the default) picks a free port. */
  readonly port?: number | undefined;
  /** Of the schema registry; 0 (the default) picks a free port. */
  readonly registryPort?: number | undefined;
  /** The registry asks for this login. */
  readonly registryLogin?: RegistryLogin | undefined;
  /** Offers PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 for this user, and asks every client to log in. */
  readonly sasl?: { readonly user: string; readonly password: string } | undefined;
  /** TLS with a certificate of the cluster's own authority. */
  readonly tls?: boolean | undefined;
  /** Create a topic with one partition when a client asks for one that does not exist. Default true. */
  readonly autoCreate?: boolean | undefined;
}

export const DEFAULT_DIR = ".sluice/cluster";

/** Where a running cluster is found. */
export interface Address {
  readonly bootstrap: string;
  /** The schema registry: `http://127.0.0.1:PORT`, also where the brokers speak TLS. */
  readonly registry: string;
  /** The file that clients verify the cluster's certificate with. */
  readonly ca?: string | undefined;
}

export interface RunningCluster extends Address, AsyncDisposable {}

/** What stands in {@link addressFile}: who has the folder open, and where it listens. */
export interface Owner extends Address {
  readonly pid: number;
}

/** The file in a data folder that tells other processes the cluster's address. The lock is SQLite's, not this file. */
function addressFile(dir: string): string {
  return `${dir}/cluster.json`;
}

/**
 * Serves until disposed. Throws a `ConnectorError`: code `locked` when another process has the folder open, `port_in_use`,
 * `storage` when the folder cannot be written.
 */
export async function serveCluster(options: ClusterOptions): Promise<RunningCluster> {
  const dir = options.memory ? undefined : options.dir ?? DEFAULT_DIR;
  await using stack = new AsyncDisposableStack();
  if (dir !== undefined) await makeFolder(dir);
  const { sasl } = options;
  const broker = stack.use(
    await openBroker(dir, {
      path: dir && `${dir}/cluster.db`,
      autoCreate: options.autoCreate,
      credentials: sasl && new Credentials(sasl.user, sasl.password),
    }),
  );
  const certificate = options.tls ? await makeCertificate(dir ?? await temporaryFolder(stack)) : undefined;
  const server = stack.use(new Server(broker, options.port ?? 0, certificate));
  const schemas = new SchemaRegistry(new RegistryStore(broker.storage));
  const { endpoint } = stack.use(new RegistryServer(schemas, options.registryPort ?? 0, options.registryLogin));
  const address: Address = { bootstrap: `127.0.0.1:${server.port}`, registry: endpoint, ca: certificate?.ca };
  if (dir !== undefined) await announce(dir, address, stack);
  const running = stack.move();
  return { ...address, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function openBroker(dir: string | undefined, options: BrokerOptions): Promise<Broker> {
  try {
    return new Broker(options);
  } catch (error) {
    if (dir === undefined || !(error instanceof ConnectorError) || error.diagnostic.code !== "locked") throw error;
    const owner = await readOwner(dir);
    throw new ConnectorError(error.message, {
      code: "locked",
      retryable: true,
      cause: error,
      hint: owner
        ? `Process ${owner.pid} serves it on ${owner.bootstrap}: use that, stop it, or choose another folder.`
        : "Stop that process, or choose another folder.",
    });
  }
}

/** Who serves a folder, or did until it was killed; undefined when nobody has said so. */
export async function readOwner(dir: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(addressFile(dir)));
  } catch {
    return undefined; // not written yet, or half
  }
}

async function makeFolder(dir: string): Promise<void> {
  try {
    await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw folderError(`Cannot create the local cluster's folder "${dir}"`, error);
  }
}

function folderError(what: string, error: unknown): ConnectorError {
  const reason = error instanceof Error ? error.message : String(error);
  const hint = /No space left/.test(reason)
    ? "Free some disk space, or choose another folder."
    : "Choose a folder in which you may write.";
  return new ConnectorError(`${what}: ${reason}`, { code: "storage", cause: error, hint });
}

/** Certificates take a library that is slow to load. */
async function makeCertificate(folder: string): Promise<Certificate & { readonly ca: string }> {
  const { certificateIn } = await import("./tls.ts");
  return await certificateIn(folder);
}

async function temporaryFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-cluster-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  return folder;
}

async function announce(dir: string, address: Address, stack: AsyncDisposableStack): Promise<void> {
  const owner: Owner = { pid: Deno.pid, ...address };
  try {
    await Deno.writeTextFile(addressFile(dir), JSON.stringify(owner));
  } catch (error) {
    throw folderError(`Cannot write to the local cluster's folder "${dir}"`, error);
  }
  stack.defer(() => Deno.remove(addressFile(dir)).catch(() => {}));
}
