import assert from "node:assert/strict";
import { startCluster } from "../embedded/cluster.ts";
import { KafkaCluster } from "./cluster.ts";
import { Fetcher } from "./fetcher.ts";
import { commitOffsets, committedOffsets, listOffsets } from "./offsets.ts";
import { Producer } from "./producer.ts";
import { createTopic, deleteTopic } from "./topics.ts";

Deno.test("KafkaCluster works against the embedded cluster: topics, records, offsets, groups", async (t) => {
  await using server = await startCluster({ memory: true, autoCreate: false });
  await using cluster = await KafkaCluster.connect({ bootstrap: [server.bootstrap] });

  await t.step("createTopic waits for leaders and leaves an existing topic alone", async () => {
    const created = await createTopic(cluster, { topic: "orders", partitions: 3 });
    assert.deepEqual(created.partitions.map(({ partition }) => partition), [0, 1, 2]);
    assert.ok(created.partitions.every(({ leader }) => leader >= 0));
    assert.equal((await createTopic(cluster, { topic: "orders", partitions: 9 })).partitions.length, 3);
    assert.deepEqual((await cluster.topics()).map(({ topic }) => topic), ["orders"]);
  });

  await t.step("asking for a topic does not create it", async () => {
    await assert.rejects(cluster.topic("order"), /The topic "order" does not exist/);
    assert.equal(await cluster.refresh("order"), undefined);
  });

  await t.step("what Producer writes Fetcher reads, and listOffsets finds by time", async () => {
    await using producer = await Producer.open(cluster, { topic: "orders", compression: "zstd" });
    for (let i = 0; i < 3000; i++) {
      producer.begin(1_000_000 + i, new TextEncoder().encode(`key ${i % 50}`)).appendText(`value ${i}`);
      await producer.end();
    }
    await producer.flush();
    assert.equal(producer.acknowledged, 3000);
    const until = await listOffsets(cluster, "orders", [0, 1, 2], "latest");
    assert.equal([...until.values()].reduce((sum, end) => sum + end, 0), 3000);
    const positions = await listOffsets(cluster, "orders", [0, 1, 2], "earliest");
    const fetcher = new Fetcher(cluster, { topic: "orders", positions, until, keys: true });
    const seen = new Set<string>();
    for await (const event of fetcher.read()) {
      if (event.kind !== "records") continue;
      const { data, valueStart, valueEnd, count } = event.records;
      for (let i = 0; i < count; i++) seen.add(new TextDecoder().decode(data.subarray(valueStart[i], valueEnd[i])));
    }
    assert.equal(seen.size, 3000);
    const later = await listOffsets(cluster, "orders", [0, 1, 2], 1_002_999);
    assert.equal(later.size, 1, "one partition has the last record");
    assert.equal((await listOffsets(cluster, "orders", [0, 1, 2], 2_000_000)).size, 0);
  });

  await t.step("commitOffsets stores next offsets that committedOffsets gives back", async () => {
    await commitOffsets(cluster, "readers", "orders", new Map([[0, 5], [2, 7]]));
    const found = await committedOffsets(cluster, "readers", "orders", [0, 1, 2]);
    assert.deepEqual([...found].map(([partition, { offset }]) => [partition, offset]).sort(), [[0, 5], [2, 7]]);
    assert.equal((await committedOffsets(cluster, "nobody", "orders", [0])).size, 0);
  });

  await t.step("deleteTopic removes it", async () => {
    await deleteTopic(cluster, "orders");
    await deleteTopic(cluster, "orders");
    assert.deepEqual(await cluster.topics(), []);
  });
});
