import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { NOON } from "../../schema/inference/test_sample.ts";
import { TopicWorld } from "../from_topic/test_world.ts";

const never = new AbortController().signal;

async function record(world: TopicWorld, topic: string, partition: number, offset: number, signal = never) {
  const table = world.session.definitions.table(topic) ?? assert.fail(`no table ${topic}`);
  return await world.session.record(table, { topic, partition, offset }, signal);
}

/** A table on the topic. */
async function table(world: TopicWorld, topic: string, format = "json", more = ""): Promise<void> {
  await world.run(
    `CREATE TABLE ${topic} (id BIGINT) WITH (connection_profile = 'local', topic = '${topic}', format = '${format}'${more})`,
  );
}

Deno.test("readRecord gives the record at an offset as it lies", async () => {
  await using world = await TopicWorld.open();
  await world.write("orders", 2, [
    { partition: 1, value: "first" },
    { partition: 1, timestamp: NOON, key: "k", value: '{"id": 12345678901234567890}' },
    { partition: 1, value: Uint8Array.of(0xff, 0x00, 0x1f) },
    { partition: 1 },
  ]);
  await table(world, "orders");
  assert.deepEqual(await record(world, "orders", 1, 1), {
    topic: "orders",
    partition: 1,
    offset: 1,
    timestamp: NOON,
    key: "k",
    headers: null,
    schema: undefined,
    value: '{"id": 12345678901234567890}',
  });
  assert.equal((await record(world, "orders", 1, 2)).value, "\\xff001f");
  assert.equal((await record(world, "orders", 1, 3)).value, null);
});

Deno.test("readRecord names the schema of a registered message, and its subjects", async () => {
  await using world = await TopicWorld.open();
  const registry = ", 'avro.confluent_schema_registry' = 'true', 'topic.partitions' = '1'";
  await table(world, "payments", "avro", registry);
  await world.insert("INSERT INTO payments VALUES (1)");
  const { schema, value } = await record(world, "payments", 0, 0);
  assert.deepEqual(schema, { id: 1, subjects: ["payments-value"] });
  const payments = world.session.definitions.table("payments") ?? assert.fail("it was made");
  assert.deepEqual(await world.session.subjects(payments, 1, never), ["payments-value"]);
  assert.deepEqual(await world.session.subjects(payments, 7, never), [], "the registry has no such schema");
  assert.equal(value, "\x02\x02", "what follows the schema id: not NULL, then 1");
});

Deno.test("readRecord says that a record is gone, and what keeps records", async () => {
  await using world = await TopicWorld.open();
  await world.write("orders", 1, [{ value: "a" }, { value: "b" }, { value: "c" }]);
  await table(world, "orders");
  await world.deleteBefore("orders", 0, 2);
  for (const offset of [0, 7]) {
    await assert.rejects(record(world, "orders", 0, offset), (error) => {
      assert.ok(error instanceof ConnectorError);
      assert.equal(error.message, `The record at offset ${offset} of partition 0 of "orders" is gone`);
      assert.match(error.diagnostic.hint ?? "", /^Retention or compaction has removed it: /);
      return true;
    });
  }
  assert.equal((await record(world, "orders", 0, 2)).value, "c");
});

Deno.test("readRecord says that the cluster is away, and what to check", async () => {
  await using world = await TopicWorld.open();
  await world.run("CREATE CONNECTION away WITH (connector = 'kafka', bootstrap_servers = '127.0.0.1:1')");
  await world.run("CREATE TABLE lost (id BIGINT) WITH (connection_profile = 'away', topic = 'lost', format = 'json')");
  await assert.rejects(record(world, "lost", 0, 0), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.match(error.message, /127\.0\.0\.1:1/);
    assert.ok(error.diagnostic.hint);
    return true;
  });
});

Deno.test("readRecord makes no topic that is not there", async () => {
  await using world = await TopicWorld.open();
  await table(world, "nowhere");
  await assert.rejects(record(world, "nowhere", 0, 0), /nowhere/);
  assert.deepEqual(await world.topics(), []);
});

Deno.test("readRecord stops when nobody waits any more", async () => {
  await using world = await TopicWorld.open();
  await world.write("orders", 1, [{ value: "a" }]);
  await table(world, "orders");
  await assert.rejects(record(world, "orders", 0, 0, AbortSignal.abort(new Error("left"))), /left/);
});
