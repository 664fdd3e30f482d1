/** Requests and answers that are lost, and requests that come late, in a process that lives on. */
import assert from "node:assert/strict";
import { serveCluster } from "../../embedded/serve.ts";
import { KafkaCluster } from "../cluster.ts";
import { committedOffsets } from "../offsets.ts";
import type { ApiName } from "../protocol/api.ts";
import { createTopic } from "../topics.ts";
import { markerGroupOf } from "./marker.ts";
import { committedRows, expectedRows, MemorySnapshots, type Run, runPipeline } from "./test_pipeline.ts";
import { type Fault, TestProxy } from "./test_proxy.ts";

const TOTAL = 90;
const PER_CHECKPOINT = 30;

let topics = 0;

type Planned = readonly [fault: Fault, api: ApiName, skip: number];

/** Runs a pipeline through the proxy and checks its rows. Faults strike once it is connected. */
async function runThrough(bootstrap: string, proxy: TestProxy, ...faults: readonly Planned[]): Promise<Run> {
  const name = `p${++topics}`;
  const pair = [`all-${name}`, `odd-${name}`] as const;
  await using direct = await KafkaCluster.connect({ bootstrap: [bootstrap] });
  for (const topic of pair) await createTopic(direct, { topic, partitions: 2 });
  await using cluster = await KafkaCluster.connect({ bootstrap: proxy.bootstrap });
  for (const fault of faults) proxy.plan(...fault);
  const run = await runPipeline(cluster, {
    pipeline: name,
    topics: pair,
    total: TOTAL,
    perCheckpoint: PER_CHECKPOINT,
    snapshots: new MemorySnapshots(),
  });
  await proxy.release();
  const [all, odd] = expectedRows(TOTAL);
  assert.deepEqual(await committedRows(direct, pair[0]), all);
  assert.deepEqual(await committedRows(direct, pair[1]), odd);
  const marker = await committedOffsets(direct, markerGroupOf(name), pair[0], [0], { stable: true });
  assert.equal(marker.get(0)?.offset, TOTAL / PER_CHECKPOINT);
  return run;
}

/** Sent again where that cannot hurt, so that the pipeline does not notice; and how often each comes in a run at least. */
const REPEATED: readonly (readonly [api: ApiName, times: number])[] = [
  ["Metadata", 2],
  ["FindCoordinator", 3],
  ["InitProducerId", 1],
  ["OffsetFetch", 3],
  ["AddPartitionsToTxn", 3],
  ["Produce", 3],
];
/** Never sent again: only a new start tells what has become of them. */
const DOUBTFUL: readonly ApiName[] = ["AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn"];

async function withProxy(test: (bootstrap: string, proxy: TestProxy) => Promise<void>): Promise<void> {
  await using server = await serveCluster({ memory: true });
  await using proxy = new TestProxy(server.bootstrap);
  await test(server.bootstrap, proxy);
}

for (const fault of ["lose", "mute"] as const) {
  Deno.test(`PipelineTransactions repeats what may be repeated when the network does "${fault}"`, async () => {
    await withProxy(async (bootstrap, proxy) => {
      for (const [api, times] of REPEATED) {
        for (let skip = 0; skip < times; skip++) {
          const struck = proxy.struck;
          const run = await runThrough(bootstrap, proxy, [fault, api, skip]);
          assert.deepEqual(run, { resumed: [0] }, `${api} after ${skip}`);
          assert.equal(proxy.struck, struck + 1, `${api} after ${skip}`);
        }
      }
    });
  });
}

/** For each request: where a start in doubt about the commit of checkpoint 2 goes on. */
const DECISIONS: readonly (readonly [fault: Fault, api: ApiName, resumes: number])[] = [
  ...DOUBTFUL.map((api) => ["lose", api, 1] as const),
  ["mute", "AddOffsetsToTxn", 1],
  ["mute", "TxnOffsetCommit", 1],
  ["mute", "EndTxn", 2],
  ...DOUBTFUL.map((api) => ["hold", api, 1] as const),
];

for (const [fault, api, resumes] of DECISIONS) {
  Deno.test(`PipelineTransactions in doubt starts again from checkpoint ${resumes}: ${fault} ${api}`, async () => {
    await withProxy(async (bootstrap, proxy) => {
      // Behind the first marker and checkpoint 1.
      assert.deepEqual(await runThrough(bootstrap, proxy, [fault, api, 2]), { resumed: [0, resumes] });
      assert.equal(proxy.struck, 1);
    });
  });
}

for (const api of DOUBTFUL) {
  Deno.test(`PipelineTransactions in doubt about its first marker starts again by itself: ${api}`, async () => {
    await withProxy(async (bootstrap, proxy) => {
      assert.deepEqual(await runThrough(bootstrap, proxy, ["mute", api, 0]), { resumed: [0] });
      assert.equal(proxy.struck, 1);
    });
  });
}

Deno.test("PipelineTransactions is not touched by a commit that comes late, in the midst of the next transaction", async () => {
  await withProxy(async (bootstrap, proxy) => {
    proxy.plan("hold", "EndTxn", 2);
    const name = "late";
    const pair = ["all-late", "odd-late"] as const;
    await using direct = await KafkaCluster.connect({ bootstrap: [bootstrap] });
    for (const topic of pair) await createTopic(direct, { topic, partitions: 1 });
    await using cluster = await KafkaCluster.connect({ bootstrap: proxy.bootstrap });
    const visible: number[] = [];
    const run = await runPipeline(cluster, {
      pipeline: name,
      topics: pair,
      total: TOTAL,
      perCheckpoint: PER_CHECKPOINT,
      snapshots: new MemorySnapshots(),
      async step(step) {
        if (step !== "snapshot") return;
        await proxy.release(); // of checkpoint 2's first try, while its second is open
        visible.push((await committedRows(direct, pair[0])).length);
      },
    });
    assert.deepEqual(run, { resumed: [0, 1] });
    assert.deepEqual(visible, [0, 30, 30, 60]);
  });
});

Deno.test("PipelineTransactions keeps rows exact through random faults", async () => {
  await withProxy(async (bootstrap, proxy) => {
    const names = [...REPEATED.map(([api]) => api), ...DOUBTFUL];
    const faults: readonly Fault[] = ["lose", "mute", "hold"];
    let state = 20_26;
    const random = (limit: number) => (state = Math.imul(state, 1664525) + 1013904223 | 0, (state >>> 8) % limit);
    for (let round = 0; round < 12; round++) {
      const planned = Array.from({ length: 6 }, (): Planned => {
        return [faults[random(3)] ?? "lose", names[random(names.length)] ?? "EndTxn", random(4)];
      });
      await runThrough(bootstrap, proxy, ...planned).catch((error) => {
        throw new Error(`round ${round}: ${planned.map((fault) => fault.join(" ")).join(", ")}`, { cause: error });
      });
      proxy.forget();
    }
    assert.ok(proxy.struck > 40, `${proxy.struck} faults`);
  });
});
