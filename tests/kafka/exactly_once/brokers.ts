/** Brokers that die and come back under a pipeline: leaders, and the coordinators of its group and transactional id, move. */
import assert from "node:assert/strict";
import { KafkaCluster } from "../../../connectors/kafka/cluster.ts";
import {
  expectedRows,
  MemorySnapshots,
  runPipeline,
  settledRows,
} from "../../../connectors/kafka/transactions/test_pipeline.ts";
import { markerGroupOf, transactionalIdOf } from "../../../connectors/kafka/transactions/marker.ts";
import { eventually } from "../command.ts";
import { connect, newTopic } from "../records.ts";
import { killBroker, startBroker } from "../stream.ts";
import { readTarget } from "../target.ts";

const TOTAL = 60_000;

Deno.test("A pipeline stays exact while each of three brokers is killed in turn", async () => {
  const replicated = { partitions: 3, replicationFactor: 3 };
  const topics = [await newTopic("brokers-all", replicated), await newTopic("brokers-odd", replicated)] as const;
  const [pipeline] = topics;
  let commits = 0;
  let last = Infinity;
  await using cluster = await KafkaCluster.connect({ bootstrap: readTarget().bootstrap.split(",") });
  const running = runPipeline(cluster, {
    pipeline,
    topics,
    total: TOTAL,
    perCheckpoint: 20,
    snapshots: new MemorySnapshots(),
    step(step) {
      if (step === "committed" && ++commits > last) throw new Error("stopped");
    },
  });
  const ended = running.then(() => "finished", (error: Error) => error.message);
  const flows = async () => {
    const before = commits;
    await eventually("checkpoints are committed", () => commits > before + 20, 60_000);
  };
  const kills: string[] = [];
  for (const broker of [1, 2, 3]) {
    await flows();
    kills.push(await rolesOf(broker, pipeline));
    await killBroker(broker);
    await flows();
    await startBroker(broker);
  }
  await flows();
  last = commits;
  assert.equal(await ended, "stopped");
  assert.ok(kills.some((roles) => roles.includes("transaction")) && kills.some((roles) => roles.includes("group")));
  await using reader = await connect();
  const all = await settledRows(reader, topics[0]);
  const odd = await settledRows(reader, topics[1]);
  assert.ok(all.length > 60 * 20, `${all.length} rows`);
  assert.deepEqual(all, expectedRows(all.length)[0]);
  assert.deepEqual(odd, expectedRows(all.length)[1]);
});

/** What a broker coordinates for the pipeline. */
async function rolesOf(broker: number, pipeline: string): Promise<string> {
  await using cluster = await connect();
  const roles = [
    await cluster.coordinator("transaction", transactionalIdOf(pipeline)) === broker ? "transaction" : "",
    await cluster.coordinator("group", markerGroupOf(pipeline)) === broker ? "group" : "",
  ];
  return roles.join(" ");
}
