/** Requests and answers that are lost, or late: by EndTxn 5, which bumps the epoch at each commit, and without it. */
import assert from "node:assert/strict";
import { API } from "../../../connectors/kafka/protocol/api.ts";
import {
  checkDecision,
  checkFirstMarker,
  checkLateCommit,
  checkRandomFaults,
  checkRepeats,
  DECISIONS,
} from "../../../connectors/kafka/transactions/test_faults.ts";
import { TestProxy } from "../../../connectors/kafka/transactions/test_proxy.ts";
import { connect } from "../records.ts";
import { readTarget } from "../target.ts";

const { bootstrap } = readTarget();

/** Versions of EndTxn that the broker has, 5 and 3. */
async function endTxnVersions(): Promise<number[]> {
  await using cluster = await connect();
  const highest = cluster.describe().requests.get(API.EndTxn.name) ?? 3;
  return highest > 3 ? [highest, 3] : [3];
}

for (const version of await endTxnVersions()) {
  Deno.test(`Transactions stay exact on a bad network, by EndTxn ${version}`, async (t) => {
    await using proxy = new TestProxy(bootstrap, { EndTxn: version });
    const network = { bootstrap, proxy };
    for (const fault of version > 3 ? ["lose", "mute"] as const : []) {
      await t.step(`${fault} what may be repeated`, () => checkRepeats(network, fault));
    }
    for (const decision of DECISIONS) {
      const [fault, api, resumes] = decision;
      await t.step(`${fault} ${api}: from checkpoint ${resumes}`, () => checkDecision(network, decision));
    }
    await t.step("the first marker", () => checkFirstMarker(network));
    await t.step("a late commit", () => checkLateCommit(network));
    await t.step("random faults", () => checkRandomFaults(network, 10, version));
    assert.equal(proxy.versions.EndTxn, version);
  });
}
