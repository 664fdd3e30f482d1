/** The embedded Kafka-compatible cluster: a convenience for developers and a test fixture, never for production. */
import { ConnectorError } from "../../schema/errors.ts";
import { type Address, type ClusterOptions, DEFAULT_DIR, readOwner } from "./serve.ts";
import type { Order, Report } from "./worker.ts";

export type { ClusterOptions } from "./serve.ts";

export interface EmbeddedCluster extends Address, AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly bootstrap: string;
  /** `http://127.0.0.1:PORT`: its schema registry. */
  readonly registry: string;
  /** Path of the certificate authority's file when the cluster speaks TLS. */
  readonly ca?: string;
  /** False when another process (or another call in this one) runs it: disposing then leaves it alone. */
  readonly isOwner: boolean;
}

/** How long another process may take between opening the folder and listening. */
const PEER_START_MS = 5_000;
const PEER_POLL_MS = 50;

/**
 * Starts the cluster of a folder in a Worker, or finds the one that another process runs there. Throws a `ConnectorError`
 * when the port is taken or the folder cannot be used.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<EmbeddedCluster> {
  const deadline = performance.now() + PEER_START_MS;
  for (;;) {
    try {
      return await startWorker(options);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.diagnostic.code !== "locked") throw error;
      const peer = await findPeer(options.dir ?? DEFAULT_DIR);
      if (peer) return assertSuits(peer, options);
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, PEER_POLL_MS));
    }
  }
}

async function startWorker(options: ClusterOptions): Promise<EmbeddedCluster> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "embedded cluster" });
  let report = await ask(worker, { kind: "start", options });
  if (report.kind !== "ready") {
    worker.terminate();
    throw failure(report);
  }
  const { bootstrap, registry, ca } = report.address;
  return {
    bootstrap,
    registry,
    ...(ca !== undefined && { ca }),
    isOwner: true,
    async [Symbol.asyncDispose]() {
      if (report.kind === "stopped") return;
      report = await ask(worker, { kind: "stop" });
      worker.terminate();
      if (report.kind === "failed") throw failure(report);
    },
  };
}

/** Sends an order and waits for the worker's report of it. */
function ask(worker: Worker, order: Order): Promise<Report> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Report>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new ConnectorError(`The local cluster's worker failed: ${event.message}`, { code: "internal" }));
    };
    worker.postMessage(order);
  });
}

function failure(report: Report): ConnectorError {
  if (report.kind !== "failed") return new ConnectorError("The local cluster's worker stopped before it was ready");
  const { message, ...details } = report.diagnostic;
  return new ConnectorError(message, { ...details, retryable: details.code === "locked" });
}

/** The cluster that another process serves from this folder, if it answers. */
async function findPeer(dir: string): Promise<EmbeddedCluster | undefined> {
  const owner = await readOwner(dir);
  if (!owner) return undefined;
  const { bootstrap, registry, ca } = owner;
  const [hostname = "", port] = bootstrap.split(":");
  try {
    (await Deno.connect({ hostname, port: Number(port) })).close();
  } catch {
    return undefined; // left behind by a process that was killed
  }
  return { bootstrap, registry, ...(ca !== undefined && { ca }), isOwner: false, async [Symbol.asyncDispose]() {} };
}

/** A cluster that runs already cannot be told how to run. */
function assertSuits(peer: EmbeddedCluster, options: ClusterOptions): EmbeddedCluster {
  const how = otherwise(peer, options);
  if (how === undefined) return peer;
  throw new ConnectorError(`Cannot start the local cluster: it runs in this folder already, ${how}`, {
    code: "locked",
    hint: "Stop the process that runs it, choose another folder, or ask for what runs.",
  });
}

/** How it runs, where that is not what is wanted. */
function otherwise(
  { bootstrap, registry, ca }: EmbeddedCluster,
  { tls = false, port = 0, registryPort = 0 }: ClusterOptions,
): string | undefined {
  if (tls !== (ca !== undefined)) return tls ? "without TLS" : "with TLS";
  if (port !== 0 && !bootstrap.endsWith(`:${port}`)) return `on ${bootstrap}`;
  // A process of an earlier version of Sluice has none.
  if (registry === undefined) return "without a schema registry";
  return registryPort !== 0 && !registry.endsWith(`:${registryPort}`) ? `with its registry on ${registry}` : undefined;
}
