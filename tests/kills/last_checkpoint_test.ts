/** A pipeline that writes exactly once is killed when it has nothing left to read. */
import assert from "node:assert/strict";
import { assertCommitted } from "./exact.ts";
import { createTopics, type ScenarioOptions, startFeeding, UNIT } from "./scenario.ts";
import { Tally, Victim } from "./victim.ts";
import { startCluster } from "../program.ts";

const PER_SECOND = 1000;

Deno.test("a pipeline that is killed at its last checkpoint is through, or does it again", async () => {
  await using cluster = await startCluster();
  const { bootstrap } = cluster;
  await using other = await startCluster();
  for (const step of ["snapshot-named", "committed", "delivered", "note-written", "noted"] as const) {
    const elsewhere = other.bootstrap;
    const scenario: ScenarioOptions = { bootstrap, elsewhere, name: step, rows: UNIT, intervalMs: 3_600_000 };
    await createTopics(scenario, bootstrap);
    await startFeeding(scenario, bootstrap, PER_SECOND).finish();
    await using victim = await Victim.of(scenario);
    const tally = new Tally();
    await victim.die({ step, nth: 1 }, tally);
    const { stderr } = await victim.finish();
    assert.match(stderr, step === "snapshot-named" ? /\n[1-9]\d* rows written/ : /\n0 rows written/);
    const isAborted = step === "snapshot-named";
    assert.equal(await assertCommitted(scenario, bootstrap) > 0, isAborted, step);
    assert.ok(victim.isThrough, step);
  }
});
