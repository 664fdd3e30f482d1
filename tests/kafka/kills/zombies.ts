/** Processes that stand still for too long, those that take their place, and those that must not. */
import assert from "node:assert/strict";
import type { KafkaCluster } from "../../../connectors/kafka/cluster.ts";
import { isPending } from "../../../connectors/kafka/transactions/test_pipeline.ts";
import { assertExact } from "../../kills/exact.ts";
import { createTopics, type ScenarioOptions, startFeeding, UNIT } from "../../kills/scenario.ts";
import { Victim } from "../../kills/victim.ts";
import type { Running } from "../../program.ts";
import { eventually } from "../command.ts";
import { connect } from "../records.ts";
import { readTarget } from "../target.ts";

const TIMEOUT_MS = 1_500;
const ROUNDS = 3;
/** How a script ends that was told to. */
const STOPPED = 130;

interface Stage extends AsyncDisposable {
  readonly scenario: ScenarioOptions;
  readonly cluster: KafkaCluster;
  readonly victim: Victim;
  /** Writes the rest of the input, has the pipeline of the folder read it, and judges; the number of aborted messages. */
  finish(victim: Victim): Promise<number>;
}

async function setUp(name: string, timeoutMs?: number): Promise<Stage> {
  const { bootstrap } = readTarget();
  const scenario = { bootstrap, name, rows: 100 * UNIT, ...(timeoutMs !== undefined && { timeoutMs }) };
  await createTopics(scenario, bootstrap);
  await using stack = new AsyncDisposableStack();
  const victim = stack.use(await Victim.of(scenario));
  const feeding = stack.use(startFeeding(scenario, bootstrap, 400));
  const cluster = stack.use(await connect());
  const moved = stack.move();
  return {
    scenario,
    cluster,
    victim,
    async finish(last) {
      await feeding.finish();
      await last.finish();
      return await assertExact(scenario, bootstrap);
    },
    [Symbol.asyncDispose]: () => moved[Symbol.asyncDispose](),
  };
}

/** Two checkpoints further. */
async function goesOn(victim: Victim, running: Running): Promise<void> {
  const before = victim.checkpoint;
  await running.until(() => victim.checkpoint > before + 1, 30_000);
}

/** The process stands still while a transaction is open. */
async function stopInTransaction({ cluster, victim: { name } }: Stage, running: Running): Promise<void> {
  await eventually("it is stopped in a transaction", async () => {
    running.kill("SIGSTOP");
    if (await isPending(cluster, `${name}-plain`)) return true;
    running.kill("SIGCONT");
    return false;
  });
}

Deno.test("A script that stands still for longer than its transaction may be open starts again and stays exact", async (t) => {
  await using stage = await setUp("asleep", TIMEOUT_MS);
  const { victim, cluster } = stage;
  {
    await using running = victim.start();
    const restarts = () => running.stderr.split("Starting again from the last checkpoint").length - 1;
    // One that was stopped while the broker was already committing has lost nothing, and just goes on.
    for (let round = 0; round < 3 * ROUNDS && restarts() < ROUNDS; round++) {
      await goesOn(victim, running);
      await stopInTransaction(stage, running);
      await eventually(
        "the broker has ended its transaction",
        async () => !await isPending(cluster, `${victim.name}-plain`),
      );
      running.kill("SIGCONT");
    }
    await goesOn(victim, running);
    assert.ok(restarts() >= ROUNDS, running.stderr);
    running.kill("SIGKILL");
    await running.status;
  }
  const aborted = await stage.finish(victim);
  await t.step(`${ROUNDS} times, ${aborted} messages aborted`, () => {});
});

Deno.test("A script that wakes up behind its heir ends, and says who has taken over", async (t) => {
  await using stage = await setUp("zombie");
  await using stack = new AsyncDisposableStack();
  let { victim } = stage;
  let running = stack.use(victim.start());
  for (let round = 1; round <= ROUNDS; round++) {
    await goesOn(victim, running);
    await stopInTransaction(stage, running);
    const heir = stack.use(await victim.copy("all"));
    const succeeding = stack.use(heir.start());
    await goesOn(heir, succeeding);
    running.kill("SIGCONT");
    const { code, stderr } = await running.ended();
    assert.equal(code, 1, stderr);
    assert.match(stderr, /was taken over by a newer instance on host /);
    await goesOn(heir, succeeding);
    assert.doesNotMatch(succeeding.stderr, /Starting again/);
    [victim, running] = [heir, succeeding];
  }
  running.kill("SIGTERM");
  assert.equal((await running.ended()).code, STOPPED, running.stderr);
  const aborted = await stage.finish(victim);
  await t.step(`${ROUNDS} heirs, ${aborted} messages aborted`, () => {});
});

Deno.test("A script without the state of its pipeline does not start, and does not disturb the one that runs", async (t) => {
  await using stage = await setUp("intruder");
  const { victim } = stage;
  {
    await using running = victim.start();
    await goesOn(victim, running);
    await stopInTransaction(stage, running);
    await using old = await victim.copy("all");
    await using empty = await victim.copy("script");
    running.kill("SIGCONT");
    await goesOn(victim, running);
    await goesOn(victim, running);
    for (const other of [old, empty]) {
      await using intruder = other.start();
      const { code, stderr } = await intruder.ended();
      assert.equal(code, 1, stderr);
      assert.match(stderr, /is committed in the cluster, and its snapshot is not in the state folder/);
    }
    await goesOn(victim, running);
    assert.doesNotMatch(running.stderr, /Starting again/);
    await stopInTransaction(stage, running);
    running.kill("SIGKILL");
    await running.status;
  }
  const aborted = await stage.finish(victim);
  await t.step(`${aborted} messages aborted`, () => {});
});
