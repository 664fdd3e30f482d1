/** Brokers that die, or fall asleep, under a pipeline: leaders and the coordinators of its group and transactional id move. */
import assert from "node:assert/strict";
import { KafkaCluster } from "../../../connectors/kafka/cluster.ts";
import type { KafkaConfig } from "../../../connectors/kafka/config.ts";
import { markerGroupOf, transactionalIdOf } from "../../../connectors/kafka/transactions/marker.ts";
import {
  Crash,
  expectedRows,
  MemorySnapshots,
  type PipelineOptions,
  runPipeline,
  settledRows,
} from "../../../connectors/kafka/transactions/test_pipeline.ts";
import { eventually } from "../command.ts";
import { connect, newTopic } from "../records.ts";
import { killBroker, pauseBroker, resumeBroker, startBroker } from "../stream.ts";
import { readTarget } from "../target.ts";

interface Running {
  readonly pipeline: string;
  /** Starts of the pipeline so far. */
  readonly starts: number;
  /** Resolves when checkpoints have been committed since the call. */
  flows(): Promise<void>;
  /** Ends the pipeline between two checkpoints and checks all its rows. */
  stop(): Promise<void>;
}

async function startPipeline(config: Partial<KafkaConfig>, options: Partial<PipelineOptions>): Promise<Running> {
  const replicated = { partitions: 3, replicationFactor: 3 };
  const topics = [await newTopic("brokers-all", replicated), await newTopic("brokers-odd", replicated)] as const;
  const [pipeline] = topics;
  let commits = 0;
  let starts = 0;
  let stopping = false;
  const cluster = await KafkaCluster.connect({ ...config, bootstrap: readTarget().bootstrap.split(",") });
  const ended = runPipeline(cluster, {
    ...options,
    pipeline,
    topics,
    total: Infinity,
    perCheckpoint: 20,
    snapshots: new MemorySnapshots(),
    step(step) {
      if (step === "started") starts++;
      if (step !== "committed") return;
      commits++;
      if (stopping) throw new Crash("stopped");
    },
  }).then(() => undefined, (error: unknown) => error);
  return {
    pipeline,
    get starts() {
      return starts;
    },
    async flows() {
      const before = commits;
      await eventually("checkpoints are committed", () => commits > before + 20, 90_000);
    },
    async stop() {
      stopping = true;
      const error = await ended;
      assert.ok(error instanceof Crash, String(error));
      await cluster[Symbol.asyncDispose]();
      await using reader = await connect();
      const all = await settledRows(reader, topics[0]);
      assert.ok(all.length > 1_000, `${all.length} rows`);
      const [expected, odd] = expectedRows(all.length);
      assert.deepEqual(all, expected);
      assert.deepEqual(await settledRows(reader, topics[1]), odd);
    },
  };
}

async function coordinators(pipeline: string): Promise<{ readonly transaction: number; readonly group: number }> {
  await using cluster = await connect();
  return {
    transaction: await cluster.coordinator("transaction", transactionalIdOf(pipeline)),
    group: await cluster.coordinator("group", markerGroupOf(pipeline)),
  };
}

Deno.test("A pipeline stays exact while each of three brokers is killed in turn", async () => {
  const running = await startPipeline({}, {});
  const roles = new Set<string>();
  for (const broker of [1, 2, 3]) {
    await running.flows();
    const { transaction, group } = await coordinators(running.pipeline);
    if (transaction === broker) roles.add("transaction");
    if (group === broker) roles.add("group");
    await killBroker(broker);
    await running.flows();
    await startBroker(broker);
  }
  await running.flows();
  await running.stop();
  assert.deepEqual([...roles].sort(), ["group", "transaction"]);
});

Deno.test("A pipeline stays exact when its coordinators sleep for longer than its transactions live, and wake up", async () => {
  // Answers that do not come within 2 s are in doubt; the broker has the requests, and works on them when it wakes up.
  const options = { timeoutMs: 3_000, writers: { timeoutMs: 1_000 } };
  const running = await startPipeline({ requestTimeoutMs: 2_000, connectTimeoutMs: 2_000 }, options);
  for (const role of ["transaction", "group"] as const) {
    await running.flows();
    const broker = (await coordinators(running.pipeline))[role];
    const { starts } = running;
    await pauseBroker(broker);
    try {
      await running.flows();
    } finally {
      await resumeBroker(broker);
    }
    await running.flows();
    assert.ok(running.starts > starts, `the pipeline has started again while the ${role}'s coordinator slept`);
  }
  await running.stop();
});
