/** The end of every test with kills. */
import assert from "node:assert/strict";
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { pause } from "../../connectors/kafka/retry.ts";
import { isPending } from "../../connectors/kafka/transactions/test_pipeline.ts";
import { judge, type Messages } from "./oracle.ts";
import { readBack } from "./read_back.ts";
import { clusterOf, expectedOf, OUTPUTS, type ScenarioOptions } from "./scenario.ts";

/** So long brokers may take to tell each other that a transaction is over, in milliseconds. */
const SETTLED_MS = 30_000;

/** Throws unless the outputs are exact, and rows of aborted transactions are there: else nothing was proved. Their number. */
export async function assertExact(scenario: ScenarioOptions, bootstrap: string): Promise<number> {
  const aborted = await assertCommitted(scenario, bootstrap);
  assert.ok(aborted > 0, `${scenario.name}: no transaction was aborted: nothing was proved`);
  return aborted;
}

/** Throws unless the outputs are exact. The number of messages in aborted transactions. */
export async function assertCommitted(scenario: ScenarioOptions, bootstrap: string): Promise<number> {
  await settled(scenario, bootstrap);
  const committed = await readBack(scenario, bootstrap, "read_committed");
  const { missing, doubled, divergent, examples } = judge(committed, expectedOf(scenario.rows));
  assert.deepEqual({ missing, doubled, divergent }, { missing: 0, doubled: 0, divergent: 0 }, examples.join("\n"));
  return messagesIn(await readBack(scenario, bootstrap, "read_uncommitted")) - messagesIn(committed);
}

/** A commit is answered when it is decided: the partitions of other brokers learn of it later, and hide its rows until then. */
async function settled(scenario: ScenarioOptions, bootstrap: string): Promise<void> {
  const deadline = performance.now() + SETTLED_MS;
  for (const output of OUTPUTS) {
    const at = clusterOf(output, scenario, bootstrap);
    await using cluster = await KafkaCluster.connect({ bootstrap: at.split(",") });
    while (await isPending(cluster, `${scenario.name}-${output}`)) {
      assert.ok(performance.now() < deadline, `A transaction on ${output} does not end`);
      await pause(10);
    }
  }
}

function messagesIn(messages: Messages): number {
  return OUTPUTS.reduce((sum, output) => sum + messages[output].length, 0);
}
