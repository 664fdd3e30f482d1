/** The rights that exactly-once output needs, each of which a start, or the first row, names when it is missing. */
import assert from "node:assert/strict";
import { ConnectorError } from "../../../schema/errors.ts";
import { KafkaCluster } from "../../../connectors/kafka/cluster.ts";
import { PipelineTransactions } from "../../../connectors/kafka/transactions/pipeline_transactions.ts";
import { settledRows } from "../../../connectors/kafka/transactions/test_pipeline.ts";
import { java } from "../other_clients.ts";
import { connect, newTopic } from "../records.ts";
import { readTarget } from "../target.ts";

const { secure, stranger } = readTarget();

async function grant(user: string, resource: readonly string[], ...operations: string[]): Promise<void> {
  const rights = operations.flatMap((operation) => ["--operation", operation]);
  await java("acls", ["--add", "--allow-principal", `User:${user}`, ...rights, ...resource]);
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(() => undefined, (error) => error);
  assert.ok(error instanceof ConnectorError, String(error));
  assert.equal(error.diagnostic.code, "authorization", error.message);
  return error.message;
}

if (stranger) {
  const { user, password } = stranger;
  Deno.test("A start of an exactly-once pipeline names each right that is missing", async () => {
    const carrier = await newTopic("a-carrier");
    const other = await newTopic("other");
    const pipeline = carrier;
    await using cluster = await KafkaCluster.connect({
      bootstrap: [secure.bootstrap],
      tls: { caCerts: [await Deno.readTextFile(secure.ca)] },
      sasl: { mechanism: "PLAIN", username: user, password },
    });
    const attempt = async () => {
      await using transactions = new PipelineTransactions(cluster, { pipeline, fingerprint: "plan", host: "host" });
      const writers = [carrier, other].map((topic) => transactions.writer({ topic }));
      await transactions.open();
      transactions.begin();
      for (const writer of writers) {
        writer.begin(0).appendText('{"id":1}');
        await writer.end();
      }
      await transactions.prepare();
      await transactions.commit({ number: 1, snapshotId: "snap-1" });
    };
    const who = `the user "${user}"`;
    const steps: readonly (readonly [right: string, resource: readonly string[], ...operations: string[]])[] = [
      [`READ or DESCRIBE on the group "sluice-${pipeline}"`, ["--group", `sluice-${pipeline}`], "Read"],
      [`DESCRIBE on the topic "${carrier}"`, ["--topic", carrier], "Write", "Describe"],
      [
        `WRITE and DESCRIBE on the transactional id "sluice-${pipeline}"`,
        ["--transactional-id", `sluice-${pipeline}`],
        "Write",
        "Describe",
      ],
      [`DESCRIBE on the topic "${other}"`, ["--topic", other], "Describe"],
      [`READ on the topic "${carrier}"`, ["--topic", carrier], "Read"],
      [`WRITE on the topic "${other}"`, ["--topic", other], "Write"],
    ];
    for (const [right, resource, ...operations] of steps) {
      const message = await refusal(attempt());
      assert.ok(message.endsWith(`${who} lacks the right ${right}`), `${message}\n${right}`);
      await grant(user, resource, ...operations);
    }
    await attempt();
    await using reader = await connect();
    assert.deepEqual(await settledRows(reader, other), [{ id: 1 }]);
  });
}
