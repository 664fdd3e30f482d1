/** Who keeps the checkpoints of a pipeline, by what its sinks promise. */
import type { Environment, SinkOutbox, SinkTransactions } from "../../connectors/connector.ts";
import { SqlError } from "../../schema/errors.ts";
import { openConnection, type ResolvedTable } from "../tables.ts";
import { armCrash } from "./crash_point.ts";
import { FolderKeeper } from "./folder_keeper.ts";
import type { CheckpointKeeper } from "./keeper.ts";
import { Outboxes } from "./outboxes.ts";
import { TransactionKeeper } from "./transaction_keeper.ts";

export interface KeeperRequest {
  /** Of the pipeline's sinks. */
  readonly sinks: readonly ResolvedTable[];
  /** Undefined: the pipeline has no name of its own, and nothing is saved. */
  readonly name: string | undefined;
  readonly environment: Environment;
  /** Forget what is there. */
  readonly reset: boolean;
  /** Milliseconds. */
  readonly checkpointInterval: number;
  /** Digest of the plan; asked for when it is built. */
  fingerprint(): string;
  onNotice(text: string): void;
}

export interface Kept {
  readonly keeper: CheckpointKeeper & AsyncDisposable;
  /** What a sink that writes exactly once writes in, or by way of. */
  transactionsOf(sink: ResolvedTable): SinkTransactions | SinkOutbox | undefined;
}

/** A transaction is open from one checkpoint to the next, and may have to wait for a slow one; brokers allow 15 minutes. */
const SHORTEST_TIMEOUT_MS = 60_000;
const LONGEST_TIMEOUT_MS = 900_000;

/** Undefined: nothing is kept. Throws an `SqlError` when a sink promises what cannot be kept. */
export function keeperOf(request: KeeperRequest): Kept | undefined {
  const { sinks, name, environment, reset, onNotice } = request;
  armCrash(environment.env("CRASH"));
  const exact = sinks.filter(writesExactlyOnce);
  if (sinks.length === 0) return undefined;
  if (environment.dir === undefined || name === undefined) {
    if (exact.length === 0) return undefined;
    throw refused(
      "sink.commit_mode 'exactly_once' needs a pipeline whose state is saved",
      name === undefined
        ? "Give it a name: SET pipeline_name = '…', or run it from a script file."
        : "Open the session with a folder, not in memory.",
    );
  }
  const folder = {
    path: stateFolderOf(environment.dir, name),
    reset,
    chainFrom: chainFromOf(environment),
    now: () => environment.now(),
    onNotice,
  };
  const [deciding, ...further] = [...Map.groupBy(exact, clusterOf)].map(([cluster, sinks]) => ({ cluster, sinks }));
  if (deciding === undefined) return { keeper: new FolderKeeper(folder), transactionsOf: () => undefined };
  const transactions = made("transactions", deciding.sinks, name, request);
  const outboxes = further.map(({ sinks }) => made("outbox", sinks, name, request));
  const byCluster = new Map<string, SinkTransactions | SinkOutbox>([[deciding.cluster, transactions]]);
  further.forEach(({ cluster }, i) => byCluster.set(cluster, outboxes[i]!)); // one for each
  return {
    keeper: new TransactionKeeper(transactions, new Outboxes(outboxes), folder),
    transactionsOf: (sink) => byCluster.get(clusterOf(sink)),
  };
}

/** Of sinks of one cluster, of which there is one at least. */
function made<K extends "transactions" | "outbox">(
  kind: K,
  sinks: readonly ResolvedTable[],
  pipeline: string,
  request: KeeperRequest,
): K extends "transactions" ? SinkTransactions : SinkOutbox;
function made(
  kind: "transactions" | "outbox",
  sinks: readonly ResolvedTable[],
  pipeline: string,
  request: KeeperRequest,
): SinkTransactions | SinkOutbox {
  const { connector, connection } = sinks[0]!; // there is one
  const { environment, checkpointInterval } = request;
  const it = connector[kind]?.({
    connection: connection && openConnection(connection, connector, environment),
    environment,
    pipeline,
    fingerprint: () => request.fingerprint(),
    sinks: sinks.map(({ options }) => options),
    checkpointInterval,
    timeoutMs: Math.min(LONGEST_TIMEOUT_MS, Math.max(SHORTEST_TIMEOUT_MS, 3 * checkpointInterval)),
  });
  if (it !== undefined) return it;
  throw refused(`The ${connector.name} connector cannot write exactly once`, "Use sink.commit_mode = 'at_least_once'.");
}

/** Tests have small state written in chains. */
function chainFromOf({ env }: Environment): number | undefined {
  const text = env("CHAIN_FROM");
  return text === undefined ? undefined : Number(text);
}

/** Two tables write to one cluster when their connections are the same. */
function clusterOf({ connection }: ResolvedTable): string {
  if (connection?.name !== undefined) return `name ${connection.name}`;
  return JSON.stringify([...connection?.given ?? []].map(([key, { value }]) => [key, value]).sort());
}

/** Where a pipeline's checkpoints are. `dir` is the environment's. */
export function stateFolderOf(dir: string, pipeline: string): string {
  return `${dir}/jobs/${folderName(pipeline)}`;
}

/** Its rows count only with the checkpoint behind them. */
export function writesExactlyOnce({ connector, options }: ResolvedTable): boolean {
  return connector.exactlyOnce?.(options) === true;
}

/** The pipeline's name as that of a folder; different names stay different. */
function folderName(name: string): string {
  return encodeURIComponent(name).replace(/^\.+/, (dots) => "%2E".repeat(dots.length)).slice(0, 200);
}

function refused(message: string, hint: string): SqlError {
  return new SqlError(message, { code: "bad_option", hint });
}
