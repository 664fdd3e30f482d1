/** The Java console tools and kcat, used on a cluster as people use them. */
import assert from "node:assert/strict";
import { Fetcher } from "../../../connectors/kafka/fetcher.ts";
import { java, kcat, NEEDS_KCAT } from "../other_clients.ts";
import { connect, newTopic, readTopic, writeTopic } from "../records.ts";

Deno.test("Java's kafka-topics creates, describes, widens and deletes topics", async () => {
  const topic = `tools-${Date.now()}`;
  const named = ["--topic", topic];
  await java("topics", ["--create", ...named, "--partitions", "3", "--config", "max.message.bytes=123456"]);
  await using cluster = await connect();
  assert.equal((await cluster.topic(topic)).partitions.length, 3);
  const described = await java("topics", ["--describe", ...named]);
  assert.match(described, /PartitionCount: 3/);
  assert.match(described, /max\.message\.bytes=123456/);
  assert.equal(described.match(/Leader: 1/g)?.length, 3);
  await java("topics", ["--alter", ...named, "--partitions", "5"]);
  assert.equal((await cluster.topic(topic)).partitions.length, 5);
  assert((await java("topics", ["--list"])).split("\n").includes(topic));
  await java("topics", ["--delete", ...named]);
  await assert.rejects(cluster.topic(topic), /does not exist/);
});

Deno.test("Java's kafka-consumer-groups lists, resets and deletes a group", async () => {
  const topic = await newTopic("groups");
  const group = `${topic}-group`;
  await writeTopic(topic, Array.from({ length: 10 }, (_, i) => ({ value: String(i) })));
  const read = () =>
    java("console-consumer", [
      ...["--topic", topic, "--group", group, "--from-beginning", "--max-messages", "4", "--timeout-ms", "20000"],
    ]);
  assert.equal(await read(), "0\n1\n2\n3\n");
  assert.equal(await read(), "4\n5\n6\n7\n");
  const named = ["--group", group];
  assert((await java("groups", ["--list"])).split("\n").includes(group));
  await java("groups", ["--reset-offsets", "--to-offset", "2", "--topic", topic, "--execute", ...named]);
  assert.equal(await read(), "2\n3\n4\n5\n");
  await java("groups", ["--delete", ...named]);
  assert(!(await java("groups", ["--list"])).split("\n").includes(group));
});

Deno.test("Fetcher finds the partitions that kafka-topics adds, and reads them from their beginning", async () => {
  const topic = await newTopic("widened");
  await writeTopic(topic, [{ value: "first" }]);
  await using cluster = await connect();
  const fetcher = new Fetcher(cluster, { topic, positions: new Map([[0, 0]]), newPartitionsMs: 100 });
  const seen = new Set<number>();
  const widen = async () => {
    await java("topics", ["--alter", "--topic", topic, "--partitions", "3"]);
    await writeTopic(topic, [{ value: "second", partition: 1 }, { value: "third", partition: 2 }]);
  };
  const widened = widen();
  for await (const event of fetcher.read(AbortSignal.timeout(30_000))) {
    if (event.kind === "records") seen.add(event.records.partition);
    if (seen.size === 3) break;
  }
  await widened;
  assert.deepEqual([...seen].sort(), [0, 1, 2]);
});

Deno.test({
  name: "kcat lists a topic and finds offsets by time (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const topic = await newTopic("by-time", { partitions: 2 });
    const at = (i: number) => Date.UTC(2026, 0, 1) + i * 1000;
    await writeTopic(topic, Array.from({ length: 10 }, (_, i) => ({ value: "x", partition: 1, timestamp: at(i) })));
    const { topics } = JSON.parse(await kcat(["-L", "-J", "-t", topic]));
    assert.deepEqual(topics[0].partitions.map(({ partition }: { partition: number }) => partition), [0, 1]);
    assert.match(await kcat(["-Q", "-t", `${topic}:1:${at(4)}`]), /\[1\] offset 4/);
    const tail = await kcat(["-C", "-e", "-q", "-t", topic, "-p", "1", "-o", "-3", "-f", "%o "]);
    assert.equal(tail, "7 8 9 ");
  },
});

Deno.test({
  name: "kcat shares a topic's partitions among the members of a group (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const topic = await newTopic("shared", { partitions: 4 });
    await writeTopic(topic, Array.from({ length: 400 }, (_, i) => ({ value: String(i), partition: i % 4 })));
    const member = () =>
      kcat(["-G", `${topic}-group`, "-e", "-q", "-X", "auto.offset.reset=earliest", "-f", "%p %s\n", topic]);
    const texts = await Promise.all([member(), member()]);
    const seen = texts.flatMap((text) => text.trim().split("\n")).filter((line) => line !== "");
    const all = (await readTopic(topic)).map(({ partition, value }) => `${partition} ${value}`);
    assert.deepEqual([...new Set(seen)].sort(), all.sort());
  },
});
