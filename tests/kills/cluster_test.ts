/** A pipeline that writes exactly once, while its cluster is killed and started again. */
import assert from "node:assert/strict";
import { assertCommitted } from "./exact.ts";
import { createTopics, type ScenarioOptions, startFeeding, UNIT } from "./scenario.ts";
import { Victim } from "./victim.ts";
import { startCluster, temporaryFolder } from "../program.ts";

const ROWS = 100 * UNIT;
const PER_SECOND = 1000;

Deno.test("a pipeline that writes exactly once outlives its cluster, which is killed again and again", async () => {
  await using folder = await temporaryFolder();
  await using stack = new AsyncDisposableStack();
  let cluster = stack.use(await startCluster("--data", folder.path));
  const { bootstrap, port } = cluster;
  const scenario: ScenarioOptions = { bootstrap, name: "cluster", rows: ROWS, inChains: true };
  await createTopics(scenario, bootstrap);
  await using victim = await Victim.of(scenario);
  {
    await using feeding = startFeeding(scenario, bootstrap, PER_SECOND);
    await using running = victim.start();
    for (let kill = 0; kill < 5; kill++) {
      const before = victim.checkpoint;
      await running.until(() => victim.checkpoint > before + 1 + kill, 60_000);
      cluster.kill("SIGKILL");
      await cluster.status;
      cluster = stack.use(await startCluster("--data", folder.path, "--port", String(port)));
    }
    await feeding.finish();
    const { code, stderr } = await running.ended();
    assert.equal(code, 0, stderr);
  }
  await assertCommitted(scenario, bootstrap);
});
