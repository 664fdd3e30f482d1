/** Leaders move and brokers die among three (B1). */
import "./exactly_once/brokers.ts";
import assert from "node:assert/strict";
import { KafkaCluster } from "../../connectors/kafka/cluster.ts";
import { eventually } from "./command.ts";
import { java, kcat, NEEDS_KCAT } from "./other_clients.ts";
import { connect, newTopic } from "./records.ts";
import { secureConnection, Shell, table } from "./sql.ts";
import { readTarget } from "./target.ts";
import {
  assertEachOnce,
  assertInOrder,
  idsByKcat,
  killBroker,
  pauseBroker,
  type Reading,
  resumeBroker,
  startBroker,
  startReading,
  startWriting,
} from "./stream.ts";

const REPLICATED = { partitions: 12, replicationFactor: 3 };

/** Leaders of all partitions, by number. */
async function leadersOf(topic: string): Promise<number[]> {
  await using cluster = await connect();
  return (await cluster.topic(topic)).partitions.map(({ leader }) => leader);
}

/** Makes another broker the leader of each partition, without anybody's death. */
async function moveLeaders(topic: string): Promise<void> {
  await using cluster = await connect();
  const { partitions } = await cluster.topic(topic);
  const moved = partitions.map(({ partition, leader, replicas }) => {
    const rest = replicas.filter((replica) => replica !== leader);
    return { topic, partition, replicas: [...rest, leader] };
  });
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, JSON.stringify({ version: 1, partitions: moved }));
    await java("reassign", ["--reassignment-json-file", file, "--execute"]);
  } finally {
    await Deno.remove(file);
  }
  await preferLeaders(topic, moved.map(({ replicas }) => replicas[0] ?? -1));
}

/** Elects the preferred leaders until they lead. */
async function preferLeaders(topic: string, preferred: readonly number[]): Promise<void> {
  await eventually(`the preferred replicas of ${topic} lead`, async () => {
    await java("elect", ["--election-type", "PREFERRED", "--all-topic-partitions"]);
    return JSON.stringify(await leadersOf(topic)) === JSON.stringify(preferred);
  }, 60_000);
}

async function flows(reading: Reading): Promise<void> {
  const seen = reading.ids.length;
  await eventually("records flow", () => reading.ids.length > seen + 2_000, 60_000);
}

for (const [name, options] of [["", {}], [" in many small batches", { batchBytes: 300 }]] as const) {
  Deno.test({
    name: `Producer and Fetcher lose and repeat nothing while leaders move${name} (needs kcat)`,
    ...NEEDS_KCAT,
    async fn() {
      const topic = await newTopic("moving", REPLICATED);
      const reading = await startReading(topic);
      const writing = await startWriting(topic, options);
      await flows(reading);
      for (let round = 0; round < 2; round++) {
        const before = await leadersOf(topic);
        await moveLeaders(topic);
        const after = await leadersOf(topic);
        assert(before.every((leader, partition) => leader !== after[partition]), "every leader has moved");
        await flows(reading);
      }
      const count = await writing.stop();
      await eventually("all records are there", () => reading.ids.length >= count);
      await reading.stop();
      const written = await idsByKcat(topic);
      assertEachOnce(written.flat(), count, "written by Producer");
      assertInOrder(written);
      assertEachOnce(reading.ids, count, "read by Fetcher");
    },
  });
}

Deno.test({
  name: "A SELECT and an INSERT lose and repeat nothing while each of three brokers is killed in turn (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const from = await newTopic("from", REPLICATED);
    const to = await newTopic("to", REPLICATED);
    await using shell = await Shell.open();
    const rows: number[] = [];
    const [select, insert] = await shell.start(
      [
        secureConnection(),
        table("f", from, "id BIGINT", { "source.offset": "earliest", "source.group_id": `${from}-group` }),
        table("t", to, "id BIGINT", { "sink.key_field": "id" }),
        "SELECT id FROM f;",
        "INSERT INTO t SELECT id FROM f;",
      ].join("\n"),
      ({ id }) => rows.push(Number(id)),
    );
    assert(select && insert);
    const writing = await startWriting(from);
    const flowing = async () => {
      const [read, written] = [rows.length, insert.metrics.rowsOut];
      await eventually(
        "rows flow",
        () => rows.length > read + 2_000 && insert.metrics.rowsOut > written + 2_000,
        60_000,
      );
    };
    await flowing();
    for (const broker of [1, 2, 3]) {
      await killBroker(broker);
      await eventually("the others have taken over", async () => {
        return [...await leadersOf(from), ...await leadersOf(to)].every((leader) => leader > 0 && leader !== broker);
      });
      await flowing();
      await startBroker(broker);
      await inSync(from, to);
      await flowing();
    }
    const count = await writing.stop();
    await eventually("all rows are there", () => rows.length >= count && insert.metrics.rowsOut >= count, 60_000);
    await eventually("both are connected", () => {
      return select.metrics.reconnecting === undefined && insert.metrics.reconnecting === undefined;
    });
    await insert.stop();
    assert.equal(insert.error, undefined);
    const [read, written] = [await idsByKcat(from), await idsByKcat(to)];
    assertEachOnce(read.flat(), count, "written by Producer");
    assertInOrder(read);
    assertEachOnce(rows, count, "rows of the SELECT");
    assertEachOnce(written.flat(), count, "written by the INSERT");
  },
});

Deno.test({
  name: "Producer and Fetcher lose and repeat nothing when a broker stops to answer, and answers late (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const topic = await newTopic("paused", REPLICATED);
    const reading = await startReading(topic);
    const writing = await startWriting(topic);
    await flows(reading);
    await pauseBroker(2);
    try {
      await eventually("the others have taken over", async () => {
        return (await leadersAt(1, topic)).every((leader) => leader > 0 && leader !== 2);
      });
      await flows(reading);
    } finally {
      await resumeBroker(2);
    }
    await inSync(topic);
    await flows(reading);
    const count = await writing.stop();
    await eventually("all records are there", () => reading.ids.length >= count, 60_000);
    await reading.stop();
    const written = await idsByKcat(topic);
    assertEachOnce(written.flat(), count, "written by Producer");
    assertInOrder(written);
    assertEachOnce(reading.ids, count, "read by Fetcher");
  },
});

Deno.test({
  name: "Producer and Fetcher lose and repeat nothing when two of three brokers are killed at once (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const topic = await newTopic("majority", REPLICATED);
    const reading = await startReading(topic);
    // The leader answers that replication takes too long, and keeps what it has written: sent again, it is a repeat.
    const writing = await startWriting(topic, { timeoutMs: 500 });
    await flows(reading);
    await Promise.all([killBroker(2), killBroker(3)]);
    // What is written now waits: one replica is not enough, and there is no quorum to elect a leader.
    await eventually("Producer goes on writing into its buffer", () => writing.count > reading.ids.length + 1_000);
    await Promise.all([startBroker(2), startBroker(3)]);
    await flows(reading);
    await inSync(topic);
    const count = await writing.stop();
    await eventually("all records are there", () => reading.ids.length >= count, 60_000);
    await reading.stop();
    const written = await idsByKcat(topic);
    assertEachOnce(written.flat(), count, "written by Producer");
    assertInOrder(written);
    assertEachOnce(reading.ids, count, "read by Fetcher");
  },
});

/** What broker `broker` says. */
async function leadersAt(broker: number, topic: string): Promise<number[]> {
  const [address = ""] = readTarget().bootstrap.split(",").slice(broker - 1);
  await using cluster = await KafkaCluster.connect({ bootstrap: [address] });
  return (await cluster.topic(topic)).partitions.map(({ leader }) => leader);
}

/** Resolves when all replicas of the topics are in sync, so that the next broker may die. */
async function inSync(...topics: string[]): Promise<void> {
  await eventually("all replicas are in sync", async () => {
    for (const topic of topics) {
      const { topics: [found] } = JSON.parse(await kcat(["-L", "-J", "-t", topic]));
      if (found.partitions.some(({ isrs }: { isrs: unknown[] }) => isrs.length < 3)) return false;
    }
    return true;
  }, 60_000);
}
