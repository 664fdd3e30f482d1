/** Requests and answers that are lost, and requests that come late, in a process that lives on. */
import { serveCluster } from "../../embedded/serve.ts";
import {
  checkAnswers,
  checkDecision,
  checkFirstMarker,
  checkLateCommit,
  checkRandomFaults,
  checkRepeats,
  DECISIONS,
  type Network,
} from "./test_faults.ts";
import { TestProxy } from "./test_proxy.ts";

async function withNetwork(test: (network: Network) => Promise<void>): Promise<void> {
  await using server = await serveCluster({ memory: true });
  await using proxy = new TestProxy(server.bootstrap);
  await test({ bootstrap: server.bootstrap, proxy });
}

for (const fault of ["lose", "mute"] as const) {
  Deno.test(`PipelineTransactions repeats what may be repeated when the network does "${fault}"`, async () => {
    await withNetwork((network) => checkRepeats(network, fault));
  });
}

for (const decision of DECISIONS) {
  const [fault, api, resumes] = decision;
  Deno.test(`PipelineTransactions in doubt starts again from checkpoint ${resumes}: ${fault} ${api}`, async () => {
    await withNetwork((network) => checkDecision(network, decision));
  });
}

Deno.test("PipelineTransactions in doubt about its first marker starts again by itself", async () => {
  await withNetwork(checkFirstMarker);
});

Deno.test("PipelineTransactions asks again after answers that say not now, and starts again after those that end a transaction", async () => {
  await withNetwork(checkAnswers);
});

Deno.test("PipelineTransactions is not touched by a commit that comes late, in the midst of the next transaction", async () => {
  await withNetwork(checkLateCommit);
});

Deno.test("PipelineTransactions keeps rows exact through random faults", async () => {
  await withNetwork((network) => checkRandomFaults(network, 12, 20_26));
});
