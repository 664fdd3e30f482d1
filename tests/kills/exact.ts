/** The end of every test with kills. */
import assert from "node:assert/strict";
import { judge, type Messages } from "./oracle.ts";
import { readBack } from "./read_back.ts";
import { expectedOf, OUTPUTS, type ScenarioOptions } from "./scenario.ts";

/** Throws unless the outputs are exact, and rows of aborted transactions are there: else nothing was proved. Their number. */
export async function assertExact(scenario: ScenarioOptions, bootstrap: string): Promise<number> {
  const aborted = await assertCommitted(scenario, bootstrap);
  assert.ok(aborted > 0, `${scenario.name}: no transaction was aborted: nothing was proved`);
  return aborted;
}

/** Throws unless the outputs are exact. The number of messages in aborted transactions. */
export async function assertCommitted(scenario: ScenarioOptions, bootstrap: string): Promise<number> {
  const committed = await readBack(scenario, bootstrap, "read_committed");
  const { missing, doubled, divergent, examples } = judge(committed, expectedOf(scenario.rows));
  assert.deepEqual({ missing, doubled, divergent }, { missing: 0, doubled: 0, divergent: 0 }, examples.join("\n"));
  return messagesIn(await readBack(scenario, bootstrap, "read_uncommitted")) - messagesIn(committed);
}

function messagesIn(messages: Messages): number {
  return OUTPUTS.reduce((sum, output) => sum + messages[output].length, 0);
}
