/** Requests and answers that are lost, and requests that come late, in a process that lives on. */
import assert from "node:assert/strict";
import { serveCluster } from "../../embedded/serve.ts";
import { KafkaCluster } from "../cluster.ts";
import { ERROR } from "../protocol/error_codes.ts";
import { pause } from "../retry.ts";
import { createTopic } from "../topics.ts";
import { Coordinators } from "./coordinators.ts";
import { PipelineTransactions } from "./pipeline_transactions.ts";
import { addPartitions } from "./requests.ts";
import {
  checkAnswers,
  checkDecision,
  checkFirstMarker,
  checkLateCommit,
  checkRandomFaults,
  checkRepeats,
  checkUnreachable,
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

Deno.test("PipelineTransactions waits for coordinators that cannot be reached: what was not sent is not in doubt", async () => {
  await withNetwork(checkUnreachable);
});

Deno.test("PipelineTransactions.close ends what is being asked again", async () => {
  await withNetwork(async ({ bootstrap, proxy }) => {
    await using direct = await KafkaCluster.connect({ bootstrap: [bootstrap] });
    await createTopic(direct, { topic: "t", partitions: 1 });
    await using cluster = await KafkaCluster.connect({ bootstrap: proxy.bootstrap });
    const transactions = new PipelineTransactions(cluster, { pipeline: "p", fingerprint: "plan", host: "host" });
    const writer = transactions.writer({ topic: "t" });
    await transactions.open();
    for (let i = 0; i < 100; i++) proxy.plan({ error: ERROR.CONCURRENT_TRANSACTIONS }, "AddPartitionsToTxn");
    transactions.begin();
    writer.begin(0).appendText("x");
    await writer.end();
    while (proxy.struck < 3) await pause(1);
    await transactions.close();
    assert.ok(proxy.struck < 50, `${proxy.struck} requests`);
  });
});

Deno.test("PipelineTransactions names the right on the transactional id that is missing", async () => {
  await withNetwork(async ({ bootstrap, proxy }) => {
    await using direct = await KafkaCluster.connect({ bootstrap: [bootstrap] });
    await createTopic(direct, { topic: "t", partitions: 1 });
    for (const api of ["InitProducerId", "AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn"] as const) {
      await using cluster = await KafkaCluster.connect({ bootstrap: proxy.bootstrap });
      await using transactions = new PipelineTransactions(cluster, { pipeline: "p", fingerprint: "x", host: "host" });
      transactions.writer({ topic: "t" });
      proxy.plan({ error: ERROR.TRANSACTIONAL_ID_AUTHORIZATION_FAILED }, api);
      await assert.rejects(
        transactions.open(),
        /: this client lacks the right WRITE and DESCRIBE on the transactional id "sluice-p"$/,
        api,
      );
    }
  });
});

Deno.test("addPartitions names the topic of several that may not be written to", async () => {
  await withNetwork(async ({ proxy }) => {
    await using cluster = await KafkaCluster.connect({ bootstrap: proxy.bootstrap });
    const coordinators = new Coordinators(cluster);
    const context = { coordinators, transactionalId: "t", group: "g", timeoutMs: 1_000 };
    const partitions = ["a", "b", "c"].map((topic) => ({ topic, partition: 0 }));
    proxy.plan({ error: ERROR.TOPIC_AUTHORIZATION_FAILED }, "AddPartitionsToTxn");
    await assert.rejects(
      addPartitions(context, { producerId: 1, producerEpoch: 0 }, partitions),
      /Cannot write to the topics "a", "b", "c" in a transaction: this client lacks the right WRITE on the topic "c"$/,
    );
  });
});

Deno.test("PipelineTransactions keeps rows exact through random faults", async () => {
  await withNetwork((network) => checkRandomFaults(network, 12, 20_26));
});
