/** Requests and answers of a running pipeline that are lost, and processes that are killed while an answer is. */
import assert from "node:assert/strict";
import type { ApiName } from "../../../connectors/kafka/protocol/api.ts";
import { type Fault, TestProxy } from "../../../connectors/kafka/transactions/test_proxy.ts";
import { assertExact } from "../../kills/exact.ts";
import { createTopics, type ScenarioOptions, startFeeding, UNIT } from "../../kills/scenario.ts";
import { Victim } from "../../kills/victim.ts";
import type { Running } from "../../program.ts";
import { eventually } from "../command.ts";
import { readTarget } from "../target.ts";

const COMMIT = ["AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn"] as const;
const REQUESTS: readonly ApiName[] = ["Produce", "AddPartitionsToTxn", ...COMMIT];
/** The first strikes the first request of a transaction, the second one further on. */
const ROUNDS = 2;

/** Every kind of request of a transaction lost before and after it was carried out, and those that decide also late. */
const FAULTS: readonly (readonly [Exclude<Fault, object>, ApiName])[] = [
  ...REQUESTS.flatMap((api) => [["lose", api], ["mute", api]] as const),
  ...COMMIT.map((api) => ["hold", api] as const),
];

/** EndTxn as the broker has it, and as older ones do. */
for (const version of [5, 3]) {
  Deno.test(`A pipeline that writes exactly once loses and repeats nothing on a bad network, by EndTxn ${version}`, async (t) => {
    const { bootstrap } = readTarget();
    await using proxy = new TestProxy(bootstrap, { EndTxn: version });
    const name = `network-${version}`;
    const scenario: ScenarioOptions = { bootstrap: proxy.bootstrap.join(), name, rows: 100 * UNIT };
    await createTopics(scenario, bootstrap);
    await using victim = await Victim.of(scenario);
    let kills = 0;
    {
      await using feeding = startFeeding(scenario, bootstrap, 300);
      {
        await using running = victim.start();
        await goesOn(victim, running);
        for (let round = 0; round < (version > 3 ? ROUNDS : 1); round++) {
          for (const [fault, api] of FAULTS) {
            await strikes(proxy, fault, api, round);
            await goesOn(victim, running);
            await proxy.release();
          }
        }
        running.kill("SIGKILL");
      }
      for (const fault of ["lose", "mute"] as const) {
        for (const api of COMMIT) {
          await using running = victim.start();
          await goesOn(victim, running);
          await strikes(proxy, fault, api, 0);
          running.kill("SIGKILL");
          await running.status;
          kills++;
        }
      }
      await feeding.finish();
    }
    await victim.finish();
    const aborted = await assertExact(scenario, bootstrap);
    assert.equal(proxy.versions.EndTxn, version);
    await t.step(
      `${proxy.struck} requests or answers lost, ${kills} kills meanwhile, ${aborted} messages aborted`,
      () => {},
    );
  });
}

async function strikes(proxy: TestProxy, fault: Fault, api: ApiName, skip: number): Promise<void> {
  const { struck } = proxy;
  proxy.plan(fault, api, skip);
  await eventually(`${fault} ${api}`, () => proxy.struck > struck);
}

/** Two checkpoints further. */
async function goesOn(victim: Victim, running: Running): Promise<void> {
  const before = victim.checkpoint;
  await running.until(() => victim.checkpoint > before + 1, 60_000);
}
