/**
 * The smallest pipeline that shows what exactly-once promises: numbers in, each with a running count of its key out, to
 * two topics. It reads on while a checkpoint is saved. Loss, repetition, and a state that has gone apart from the output all show
 * in the rows.
 */
import { setImmediate } from "node:timers";
import type { KafkaCluster } from "../cluster.ts";
import { Fetcher } from "../fetcher.ts";
import { listOffsets } from "../offsets.ts";
import type { Api } from "../protocol/api.ts";
import { pause } from "../retry.ts";
import type { Checkpoint } from "./marker.ts";
import { type OpenOptions, PipelineTransactions, type PipelineTransactionsOptions } from "./pipeline_transactions.ts";
import { outcomeOf } from "./transaction_error.ts";
import type { TransactionalWriter, WriterOptions } from "./writer.ts";

export interface State {
  /** The next number to read. */
  position: number;
  /** How often each key has been seen. */
  readonly counts: number[];
}

/** Snapshots, as a disk keeps them beyond a process. */
export interface Snapshots {
  has(id: string): boolean;
  load(id: string): State;
  /** Durable when it resolves. */
  save(id: string, state: State): void | Promise<void>;
  /** Checkpoint `number` is committed: snapshots of lower ones may go. */
  prune?(number: number): void;
}

export interface Row {
  readonly id: number;
  readonly key: number;
  readonly count: number;
}

const KEYS = 7;

export interface PipelineOptions extends Partial<PipelineTransactionsOptions> {
  readonly pipeline: string;
  /** The first gets every row, the second those of odd keys. */
  readonly topics: readonly [string, string];
  /** Numbers to read. */
  readonly total: number;
  readonly perCheckpoint: number;
  readonly snapshots: Snapshots;
  readonly fresh?: boolean;
  readonly writers?: Partial<WriterOptions>;
  /** Told where it has come: throwing there is a crash. */
  readonly step?: (name: Step) => void | Promise<void>;
}

export type Step = "started" | "written" | "prepared" | "snapshot" | "committed";

export interface Run {
  /** What each start went on from; 0: from the beginning. */
  readonly resumed: readonly number[];
}

/** A process that ends without a word. */
export class Crash extends Error {}

/** Runs to the end of the input, starting again as often as it is told to. */
export async function runPipeline(cluster: KafkaCluster, options: PipelineOptions): Promise<Run> {
  const { fresh = false, snapshots } = options;
  await using transactions = new PipelineTransactions(cluster, { fingerprint: "plan", host: "host", ...options });
  const resumed: number[] = [];
  const opening: OpenOptions = {
    fresh,
    decide(committed) {
      if (committed !== undefined && !snapshots.has(committed.snapshotId)) {
        throw new Error(`Snapshot ${committed.snapshotId} is missing`);
      }
      return committed;
    },
  };
  const writers = options.topics.map((topic) => transactions.writer({ batchBytes: 400, ...options.writers, topic }));
  for (;;) {
    try {
      const checkpoint = await transactions.open(opening);
      resumed.push(checkpoint?.number ?? 0);
      await options.step?.("started");
      await runFrom(checkpoint, transactions, writers, options);
      return { resumed };
    } catch (error) {
      if (error instanceof Crash) throw error;
      const judged = await transactions.judge(error);
      if (outcomeOf(judged) !== "start_again") throw judged;
    }
  }
}

async function runFrom(
  checkpoint: Checkpoint | undefined,
  transactions: PipelineTransactions,
  writers: readonly TransactionalWriter[],
  { total, perCheckpoint, snapshots, step }: PipelineOptions,
): Promise<void> {
  const state = checkpoint ? snapshots.load(checkpoint.snapshotId) : { position: 0, counts: new Array(KEYS).fill(0) };
  let number = checkpoint?.number ?? 0;
  /** Rows of the next checkpoint that were written already. */
  let ahead = 0;
  const writeRows = async (count: number): Promise<number> => {
    let written = 0;
    for (; written < count && state.position < total; written++) {
      const row = next(state);
      await write(writers[0], row);
      if (row.key % 2 === 1) await write(writers[1], row);
    }
    return written;
  };
  while (state.position < total || ahead > 0) {
    transactions.begin();
    await writeRows(perCheckpoint - ahead);
    await step?.("written");
    const saved = structuredClone(state);
    transactions.cut();
    ahead = await writeRows(perCheckpoint / 3);
    await transactions.prepare();
    await step?.("prepared");
    const { producerId, producerEpoch } = transactions.identity ?? {};
    const snapshotId = `snap-${++number}-${producerId}-${producerEpoch}`;
    await snapshots.save(snapshotId, saved);
    await step?.("snapshot");
    if (ahead < perCheckpoint / 2) ahead += await writeRows(perCheckpoint / 3);
    await transactions.commit({ number, snapshotId });
    await step?.("committed");
    snapshots.prune?.(number);
  }
}

function next(state: State): Row {
  const id = state.position++;
  const key = (id * 31) % KEYS;
  const count = (state.counts[key] ?? 0) + 1;
  state.counts[key] = count;
  return { id, key, count };
}

function write(writer: TransactionalWriter | undefined, row: Row): void | Promise<void> {
  writer?.begin(1000 + row.id, new TextEncoder().encode(String(row.key))).appendText(JSON.stringify(row));
  return writer?.end();
}

/** The rows that both topics must hold in the end, in the order of their numbers. */
export function expectedRows(total: number): readonly [Row[], Row[]] {
  const state: State = { position: 0, counts: new Array(KEYS).fill(0) };
  const all = Array.from({ length: total }, () => next(state));
  return [all, all.filter(({ key }) => key % 2 === 1)];
}

/** A disk in memory. */
export class MemorySnapshots implements Snapshots {
  readonly #saved = new Map<string, string>();

  has(id: string): boolean {
    return this.#saved.has(id);
  }

  load(id: string): State {
    return JSON.parse(this.#saved.get(id) ?? "");
  }

  save(id: string, state: State): void {
    this.#saved.set(id, JSON.stringify(state));
  }
}

/** Where in the life of a request something happens: `before` it is sent, when it may be `sent`, `after` it is answered. */
export interface RequestPoint {
  readonly api: Api;
  readonly when: "before" | "sent" | "after";
}

/** Has `act` called around the requests of a cluster; throwing there keeps the request from being sent, or its answer from being seen. */
export function watchRequests(cluster: KafkaCluster, act: (point: RequestPoint) => void): void {
  const original = cluster.request.bind(cluster);
  cluster.request = async (api, body, options) => {
    act({ api, when: "before" });
    const answered = original(api, body, options);
    answered.catch(() => {}); // told below
    await new Promise((resolve) => setImmediate(resolve));
    act({ api, when: "sent" });
    const answer = await answered;
    act({ api, when: "after" });
    return answer;
  };
}

/** As {@link committedRows}, once no transaction is open or being ended: its answer comes before its markers are written. */
export async function settledRows(cluster: KafkaCluster, topic: string): Promise<Row[]> {
  const deadline = Date.now() + 30_000;
  while (await isPending(cluster, topic)) {
    if (Date.now() > deadline) throw new Error(`A transaction on ${topic} does not end`);
    await pause(5);
  }
  return await committedRows(cluster, topic);
}

/** Whether records of a topic wait for the end of a transaction. */
export async function isPending(cluster: KafkaCluster, topic: string): Promise<boolean> {
  const numbers = (await cluster.topic(topic)).partitions.map(({ partition }) => partition);
  const stable = await listOffsets(cluster, topic, numbers, "latest", { readCommitted: true });
  const all = await listOffsets(cluster, topic, numbers, "latest");
  return numbers.some((partition) => all.get(partition) !== stable.get(partition));
}

/** What a reader that asks for committed rows finds in a topic, in the order of their numbers. */
export async function committedRows(cluster: KafkaCluster, topic: string): Promise<Row[]> {
  const { partitions } = await cluster.topic(topic);
  const numbers = partitions.map(({ partition }) => partition);
  const positions = await listOffsets(cluster, topic, numbers, "earliest");
  const until = await listOffsets(cluster, topic, numbers, "latest", { readCommitted: true });
  await using fetcher = new Fetcher(cluster, { topic, positions, until, readCommitted: true });
  const rows: Row[] = [];
  for await (const event of fetcher.read(AbortSignal.timeout(60_000))) {
    if (event.kind !== "records") continue;
    const { count, data, valueStart, valueEnd } = event.records;
    for (let i = 0; i < count; i++) {
      rows.push(JSON.parse(new TextDecoder().decode(data.subarray(valueStart[i], valueEnd[i]))));
    }
  }
  return rows.sort((one, other) => one.id - other.id);
}
