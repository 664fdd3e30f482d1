/**
 * Pipelines that write exactly once, to one cluster and to two, are killed at every step of a checkpoint and in between: what a
 * reader of committed records finds in the end. `tests/kafka/kills_suite.ts` does it on Apache Kafka, and worse.
 */
import assert from "node:assert/strict";
import { CRASH_STEPS } from "../engine/checkpoints/crash_point.ts";
import { assertExact } from "./kills/exact.ts";
import { createTopics, type ScenarioOptions, startFeeding, UNIT } from "./kills/scenario.ts";
import { type Kill, Tally, Victim } from "./kills/victim.ts";
import { startCluster } from "./program.ts";

const ROWS = 100 * UNIT;
const PER_SECOND = 1000;
const OUTSIDE = [0, 30, 60, 90, 130, 200, 50];

/** Each step at its first and at later times, and moments between the steps. */
const KILLS: readonly Kill[] = [
  ...[1, 2, 3].flatMap((nth) =>
    CRASH_STEPS.filter((step) => step !== "opened" || nth === 1).map((step) => ({ step, nth }))
  ),
  ...OUTSIDE.map((after): Kill => ({ step: "outside", after })),
];

Deno.test("pipelines that write exactly once lose and repeat nothing, at whatever step they are killed", async (t) => {
  await using cluster = await startCluster();
  await using other = await startCluster();
  const { bootstrap } = cluster;
  const tally = new Tally();
  let fromChains = 0;
  const killed = async (
    name: string,
    kills: readonly Kill[],
    more: Pick<ScenarioOptions, "elsewhere" | "inChains">,
  ) => {
    const scenario: ScenarioOptions = { bootstrap, name, rows: ROWS, ...more };
    await createTopics(scenario, bootstrap);
    await using victim = await Victim.of(scenario);
    {
      await using feeding = startFeeding(scenario, bootstrap, PER_SECOND);
      for (const kill of kills) {
        await victim.die(kill, tally);
        if (victim.isInChain) fromChains++;
      }
      await feeding.finish();
    }
    await victim.finish();
    await assertExact(scenario, bootstrap);
  };
  const ended = await Promise.allSettled([
    killed("one", KILLS, { inChains: true }),
    killed("two", KILLS.toReversed(), { elsewhere: other.bootstrap }),
  ]);
  for (const one of ended) if (one.status === "rejected") throw one.reason; // when nothing of the other goes on
  assert.ok(tally.total >= 60, `${tally}`);
  for (const step of CRASH_STEPS) assert.ok(tally.of(step) > 0, `${step} was never reached`);
  assert.ok(fromChains >= 5, `${fromChains} times it went on from a chain`);
  await t.step(`killed ${tally.total} times: ${tally}`, () => {});
});
