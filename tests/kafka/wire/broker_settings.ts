/** What Apache Kafka may do to batches and topics that the embedded cluster does not. */
import assert from "node:assert/strict";
import { deleteTopic } from "../../../connectors/kafka/topics.ts";
import { ConnectorError } from "../../../schema/errors.ts";
import { eventually } from "../command.ts";
import { javaRecords } from "../other_clients.ts";
import { batchesOf, connect, newTopic, readTopic, writeTopic } from "../records.ts";
import { plainConnection, Shell, table } from "../sql.ts";
import { readTarget } from "../target.ts";

const VALUES = Array.from(
  { length: 500 },
  (_, i) => ({ value: `value ${i} ${"x".repeat(i % 50)}`, timestamp: 1_000 + i }),
);

if (readTarget().kind === "kafka") {
  Deno.test("Fetcher shows the broker's time where the topic wants it", async () => {
    const topic = await newTopic("append-time", { configs: { "message.timestamp.type": "LogAppendTime" } });
    const began = Date.now();
    await writeTopic(topic, VALUES, { compression: "lz4", batchBytes: 2_000 });
    const records = await readTopic(topic);
    assert.equal(records.length, VALUES.length);
    assert(records.every(({ timestamp }) => timestamp >= began && timestamp <= Date.now()));
    assert.deepEqual(records, await javaRecords(topic, VALUES.length));
  });

  Deno.test("Fetcher reads batches that the broker has compressed anew", async () => {
    const topic = await newTopic("recompressed", { configs: { "compression.type": "gzip" } });
    await writeTopic(topic, VALUES, { compression: "zstd", batchBytes: 2_000 });
    assert((await batchesOf(topic)).every(({ codec }) => codec === "gzip"));
    const records = await readTopic(topic);
    assert.deepEqual(records.map(({ value, timestamp }) => ({ value, timestamp })), VALUES);
  });

  Deno.test("A query whose topic is deleted says so", async () => {
    const topic = await newTopic("deleted", { partitions: 2 });
    await writeTopic(topic, [{ value: '{"n":1}' }]);
    await using shell = await Shell.open();
    let rows = 0;
    const [job] = await shell.start(
      plainConnection() + table("t", topic, "n INT", { "source.offset": "earliest" }) + "SELECT n FROM t",
      () => rows++,
    );
    await eventually("the row is there", () => rows === 1);
    await using cluster = await connect();
    await deleteTopic(cluster, topic);
    await assert.rejects(job?.done ?? Promise.resolve(), (error) => {
      assert(error instanceof ConnectorError);
      assert.equal(error.diagnostic.code, "not_found");
      assert(error.message.includes(`The topic "${topic}" does not exist any more`), error.message);
      return true;
    });
  });
}
