/** A pipeline behind a network that fails on order: for tests against the embedded cluster and against Apache Kafka. */
import assert from "node:assert/strict";
import { KafkaCluster } from "../cluster.ts";
import { committedOffsets } from "../offsets.ts";
import { API, type ApiName } from "../protocol/api.ts";
import { ERROR } from "../protocol/error_codes.ts";
import { createTopic } from "../topics.ts";
import { markerGroupOf } from "./marker.ts";
import { committedRows, expectedRows, MemorySnapshots, type Run, runPipeline, settledRows } from "./test_pipeline.ts";
import type { Fault, TestProxy } from "./test_proxy.ts";

/** Where the brokers are, and the network before them. */
export interface Network {
  readonly bootstrap: string;
  readonly proxy: TestProxy;
}

type Planned = readonly [fault: Fault, api: ApiName, skip: number];

const TOTAL = 90;
const PER_CHECKPOINT = 30;
/** Never sent again: only a new start tells what has become of them. */
const DOUBTFUL: readonly ApiName[] = ["AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn"];
/** Sent again where that cannot hurt, so that the pipeline does not notice; and how often each comes in a run at least. */
const REPEATED: readonly (readonly [api: ApiName, times: number])[] = [
  ["Metadata", 2],
  ["FindCoordinator", 3],
  ["InitProducerId", 1],
  ["OffsetFetch", 3],
  ["AddPartitionsToTxn", 3],
  ["Produce", 3],
];

const suffix = crypto.randomUUID().slice(0, 6);
let runs = 0;

/** Runs a pipeline through the proxy and checks its rows. Faults strike once it is connected. */
async function runThrough(
  { bootstrap, proxy }: Network,
  faults: readonly Planned[],
  atSnapshot?: (visibleRows: () => Promise<number>, cluster: KafkaCluster) => Promise<void>,
): Promise<Run> {
  const name = `faults-${suffix}-${++runs}`;
  const topics = [`all-${name}`, `odd-${name}`] as const;
  await using direct = await KafkaCluster.connect({ bootstrap: bootstrap.split(",") });
  for (const topic of topics) await createTopic(direct, { topic, partitions: 2 });
  await using cluster = await KafkaCluster.connect({ bootstrap: proxy.bootstrap });
  for (const fault of faults) proxy.plan(...fault);
  const visibleRows = async () => (await committedRows(direct, topics[0])).length;
  const run = await runPipeline(cluster, {
    pipeline: name,
    topics,
    total: TOTAL,
    perCheckpoint: PER_CHECKPOINT,
    snapshots: new MemorySnapshots(),
    step: (step) => step === "snapshot" ? atSnapshot?.(visibleRows, cluster) : undefined,
  });
  await proxy.release();
  const [all, odd] = expectedRows(TOTAL);
  assert.deepEqual(await settledRows(direct, topics[0]), all);
  assert.deepEqual(await settledRows(direct, topics[1]), odd);
  const marker = await committedOffsets(direct, markerGroupOf(name), topics[0], [0], { stable: true });
  assert.equal(marker.get(0)?.offset, TOTAL / PER_CHECKPOINT);
  return run;
}

/** A request that may be carried out twice is lost, or its answer: the pipeline does not start again. */
export async function checkRepeats(network: Network, fault: Fault): Promise<void> {
  const { proxy } = network;
  for (const [api, times] of REPEATED) {
    for (let skip = 0; skip < times; skip++) {
      const struck = proxy.struck;
      assert.deepEqual(await runThrough(network, [[fault, api, skip]]), { resumed: [0] }, `${api} after ${skip}`);
      assert.equal(proxy.struck, struck + 1, `${api} after ${skip}`);
    }
  }
}

/** What happens to the commit of checkpoint 2, and where the start that follows goes on. */
export const DECISIONS: readonly (readonly [fault: Fault, api: ApiName, resumes: number])[] = [
  ...DOUBTFUL.map((api) => ["lose", api, 1] as const),
  ["mute", "AddOffsetsToTxn", 1],
  ["mute", "TxnOffsetCommit", 1],
  ["mute", "EndTxn", 2],
  ...DOUBTFUL.map((api) => ["hold", api, 1] as const),
];

export async function checkDecision(network: Network, [fault, api, resumes]: typeof DECISIONS[number]): Promise<void> {
  const { struck } = network.proxy;
  // Behind those of the first marker and of checkpoint 1.
  assert.deepEqual(await runThrough(network, [[fault, api, 2]]), { resumed: [0, resumes] });
  assert.equal(network.proxy.struck, struck + 1);
}

/** Answers after which a request is sent again. */
const NOT_NOW = [
  ERROR.COORDINATOR_LOAD_IN_PROGRESS,
  ERROR.COORDINATOR_NOT_AVAILABLE,
  ERROR.NOT_COORDINATOR,
  ERROR.CONCURRENT_TRANSACTIONS,
];
/** Answers that somebody else may have the transactional id. */
const FENCED: readonly number[] = [
  ERROR.INVALID_PRODUCER_EPOCH,
  ERROR.INVALID_PRODUCER_ID_MAPPING,
  ERROR.PRODUCER_FENCED,
];
/** Answers that end the transaction. */
const DEFINITE = [
  ...FENCED,
  ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER,
  ERROR.INVALID_TXN_STATE,
  ERROR.UNKNOWN_PRODUCER_ID,
  ERROR.TRANSACTION_ABORTABLE,
];

export async function checkAnswers(network: Network): Promise<void> {
  const later = ["AddPartitionsToTxn", ...DOUBTFUL] as const;
  for (const error of NOT_NOW) {
    for (const api of ["InitProducerId", ...later] as const) {
      const skip = api === "InitProducerId" ? 0 : 2;
      const run = await runThrough(network, [[{ error }, api, skip], [{ error }, api, skip]]);
      assert.deepEqual(run, { resumed: [0] }, `${api} ${error}`);
    }
  }
  for (const error of DEFINITE) {
    for (const api of later) {
      // A broker that says so has ended the transaction: with a marker that stays pending it would be a lie.
      if (api !== "AddOffsetsToTxn" && FENCED.includes(error)) continue;
      // The third AddPartitionsToTxn belongs to one of the first checkpoints.
      const { resumed } = await runThrough(network, [[{ error }, api, 2]]);
      assert.deepEqual(
        [resumed.length, api === "AddPartitionsToTxn" || resumed[1] === 1],
        [2, true],
        `${api} ${error}`,
      );
    }
    // Of a partition's first batch: one behind others may find a gap that will close.
    assert.deepEqual(await runThrough(network, [[{ error }, "Produce", 0]]), { resumed: [0, 0] }, `Produce ${error}`);
  }
}

/** The first marker of a process is in doubt: it starts again before anybody is told. */
export async function checkFirstMarker(network: Network): Promise<void> {
  for (const api of DOUBTFUL) {
    const { struck } = network.proxy;
    assert.deepEqual(await runThrough(network, [["mute", api, 0]]), { resumed: [0] }, api);
    assert.equal(network.proxy.struck, struck + 1);
  }
}

/** The commit of checkpoint 2 arrives when the start that followed is about to commit it a second time. */
export async function checkLateCommit(network: Network): Promise<void> {
  const visible: number[] = [];
  const run = await runThrough(network, [["hold", "EndTxn", 2]], async (visibleRows) => {
    await network.proxy.release();
    visible.push(await visibleRows());
  });
  assert.deepEqual(run, { resumed: [0, 1] });
  assert.deepEqual(visible, [0, PER_CHECKPOINT, PER_CHECKPOINT, 2 * PER_CHECKPOINT]);
}

/** The coordinators cannot be reached when checkpoint 2 is to be committed: what was not sent is not in doubt. */
export async function checkUnreachable(network: Network): Promise<void> {
  let checkpoints = 0;
  const run = await runThrough(network, [], async (_, cluster) => {
    if (++checkpoints !== 2) return;
    network.proxy.cut(8);
    // A request on each connection, so that the client knows that they are lost.
    const topics = { topics: [], allowAutoTopicCreation: false };
    const [broker] = cluster.describe().brokers;
    const requests = [undefined, broker?.id].map((node) => cluster.request(API.Metadata, topics, { node }));
    assert.ok((await Promise.allSettled(requests)).every(({ status }) => status === "rejected"));
  });
  assert.deepEqual(run, { resumed: [0] });
}

/** Six faults in each run, the same for the same seed. */
export async function checkRandomFaults(network: Network, rounds: number, seed: number): Promise<void> {
  const { proxy } = network;
  const { struck } = proxy;
  const names = [...REPEATED.map(([api]) => api), ...DOUBTFUL];
  const faults: readonly Fault[] = ["lose", "mute", "hold"];
  let state = seed;
  const random = (limit: number) => (state = Math.imul(state, 1664525) + 1013904223 | 0, (state >>> 8) % limit);
  for (let round = 0; round < rounds; round++) {
    const planned = Array.from({ length: 6 }, (): Planned => {
      return [faults[random(3)] ?? "lose", names[random(names.length)] ?? "EndTxn", random(4)];
    });
    await runThrough(network, planned).catch((error) => {
      throw new Error(`round ${round}: ${planned.map((fault) => JSON.stringify(fault)).join(", ")}`, { cause: error });
    });
    proxy.forget();
  }
  assert.ok(proxy.struck - struck > 3 * rounds, `${proxy.struck - struck} faults in ${rounds} rounds`);
}
