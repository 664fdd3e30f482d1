/** Processes that are killed at every step and in between, while brokers are killed too, and leaders moved. */
import assert from "node:assert/strict";
import { CRASH_STEPS } from "../../../engine/checkpoints/crash_point.ts";
import { assertExact } from "../../kills/exact.ts";
import { clusterOf, createTopics, OUTPUTS, type ScenarioOptions, startFeeding, UNIT } from "../../kills/scenario.ts";
import { type Kill, Tally, Victim } from "../../kills/victim.ts";
import { NEEDS_KCAT } from "../other_clients.ts";
import { readTarget } from "../target.ts";
import { killBrokers } from "./brokers.ts";

/** The last one writes a part of its output to a cluster that lives on. */
const PIPELINES = ["one", "two", "both"];
/** Of each pipeline. */
const PROCESS_KILLS = 67;
const BROKER_KILLS = 20;
const ROWS = 400 * UNIT;
const PER_SECOND = 400;
/** A step may have to wait until a broker is back. */
const STEP_MS = 90_000;

/** Steps in turn, each at its first, second, … time, and after three of them a moment between the steps. */
function killAt(index: number): Kill {
  if (index % 4 === 3) return { step: "outside", after: (index * 37) % 230 };
  const at = index - Math.floor(index / 4);
  const step = CRASH_STEPS[at % CRASH_STEPS.length] ?? "cut";
  return { step, nth: step === "opened" ? 1 : 1 + Math.floor(at / CRASH_STEPS.length) % 3 };
}

Deno.test({
  name: "Pipelines that write exactly once lose and repeat nothing while they and the brokers are killed (needs kcat)",
  ...NEEDS_KCAT,
  async fn(t) {
    const { bootstrap, elsewhere } = readTarget();
    assert.ok(elsewhere !== undefined);
    const scenarioOf = (name: string): ScenarioOptions => {
      return { bootstrap, name, rows: ROWS, replicationFactor: 3, ...(name === "both" && { elsewhere }) };
    };
    const outputs = PIPELINES.flatMap((name) =>
      OUTPUTS.filter((output) => clusterOf(output, scenarioOf(name), bootstrap) === bootstrap)
        .map((output) => `${name}-${output}`)
    );
    const tally = new Tally();
    /** First lines of what processes said that could not start. */
    const refusals = new Tally();
    for (const name of PIPELINES) await createTopics(scenarioOf(name), bootstrap);
    const brokers = killBrokers(PIPELINES, outputs, BROKER_KILLS);
    const killed = async (name: string, from: number): Promise<number> => {
      const scenario = scenarioOf(name);
      await using victim = await Victim.of(scenario);
      {
        await using feeding = startFeeding(scenario, bootstrap, PER_SECOND);
        for (let deaths = 0; deaths < PROCESS_KILLS;) {
          const { killed, stderr } = await victim.run(killAt(from + deaths), tally, STEP_MS);
          if (killed) deaths++;
          else refusals.add(errorIn(stderr));
        }
        await brokers;
        await feeding.finish();
      }
      await victim.finish();
      return await assertExact(scenario, bootstrap);
    };
    const [{ count, roles, moved }, ...aborted] = await Promise.all([
      brokers,
      ...PIPELINES.map((name, at) => killed(name, 5 * at)),
    ]);
    assert.ok(tally.total >= 200 && count >= BROKER_KILLS, `${tally}; brokers ${count}`);
    for (const step of CRASH_STEPS) assert.ok(tally.of(step) > 0, `${step} was never reached`);
    assert.ok(roles.leader > 0 && roles.group > 0 && roles.transaction > 0, JSON.stringify(roles));
    assert.ok(moved.leader > 0 && moved.group + moved.transaction > 0, JSON.stringify(moved));
    await t.step(`processes killed ${tally.total} times: ${tally}`, () => {});
    await t.step(`brokers killed ${count} times: ${JSON.stringify(roles)}`, () => {});
    await t.step(`moved between living brokers: ${JSON.stringify(moved)}`, () => {});
    await t.step(`could not start: ${refusals}`, () => {});
    await t.step(`aborted messages: ${aborted}`, () => {});
  },
});

function errorIn(stderr: string): string {
  return /Error: .*/.exec(stderr)?.[0] ?? stderr.slice(-300);
}
