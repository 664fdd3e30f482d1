/** A process that dies at any point: what the next one finds, and that every row is there once. */
import assert from "node:assert/strict";
import process from "node:process";
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { serveCluster } from "../../embedded/serve.ts";
import { until } from "../../embedded/test_client.ts";
import { KafkaCluster } from "../cluster.ts";
import type { ApiName } from "../protocol/api.ts";
import { createTopic } from "../topics.ts";
import {
  Crash,
  expectedRows,
  MemorySnapshots,
  type Row,
  runPipeline,
  type Step,
  watchRequests,
} from "./test_pipeline.ts";

process.env["KAFKAJS_NO_PARTITIONER_WARNING"] = "1";

const TOTAL = 100;
const PER_CHECKPOINT = 20;
const PARTITIONS = 2;
/** The checkpoint in which the process dies, where it is not at the start. */
const CHECKPOINT = 3;

interface CrashPoint {
  /** As the steps of `design/kafka.md` call it. */
  readonly name: string;
  /** In the process's run, or around the nth request of a kind. */
  readonly at: Step | readonly [when: "before" | "after", api: ApiName];
  /** Counted from the first; 1 is the start's, where the start does the same. */
  readonly nth: number;
  /** The checkpoint that the next process goes on from. */
  readonly resumes: number;
}

const POINTS: readonly CrashPoint[] = [
  { name: "before anything is fenced", at: ["before", "InitProducerId"], nth: 1, resumes: 0 },
  { name: "the id is fenced", at: ["after", "InitProducerId"], nth: 1, resumes: 0 },
  { name: "the first marker is on its way", at: ["after", "TxnOffsetCommit"], nth: 1, resumes: 0 },
  { name: "the first marker is committed and nobody knows", at: ["after", "EndTxn"], nth: 1, resumes: 0 },
  { name: "started", at: "started", nth: 1, resumes: 0 },
  { name: "partitions are added", at: ["after", "AddPartitionsToTxn"], nth: 1, resumes: 0 },
  { name: "rows are written", at: "written", nth: CHECKPOINT, resumes: CHECKPOINT - 1 },
  { name: "rows are acknowledged", at: "prepared", nth: CHECKPOINT, resumes: CHECKPOINT - 1 },
  { name: "the snapshot is durable", at: "snapshot", nth: CHECKPOINT, resumes: CHECKPOINT - 1 },
  { name: "the group is added", at: ["after", "AddOffsetsToTxn"], nth: CHECKPOINT + 1, resumes: CHECKPOINT - 1 },
  { name: "the marker is pending", at: ["after", "TxnOffsetCommit"], nth: CHECKPOINT + 1, resumes: CHECKPOINT - 1 },
  { name: "the commit is not sent", at: ["before", "EndTxn"], nth: CHECKPOINT + 1, resumes: CHECKPOINT - 1 },
  { name: "the commit is not known", at: ["after", "EndTxn"], nth: CHECKPOINT + 1, resumes: CHECKPOINT },
  { name: "committed", at: "committed", nth: CHECKPOINT, resumes: CHECKPOINT },
];

/** Throws at the point, and from then on: a dead process does nothing more. */
function crashing({ at, nth }: CrashPoint, cluster: KafkaCluster): { step: (name: Step) => void } {
  let passed = 0;
  const reach = (here: boolean) => {
    if (passed >= nth || (here && ++passed >= nth)) throw new Crash();
  };
  watchRequests(cluster, ({ api, when }) => reach(typeof at !== "string" && at[0] === when && at[1] === api.name));
  return { step: (name) => reach(at === name) };
}

// kafkajs, the independent reader, leaves timers behind when it disconnects.
Deno.test("a pipeline that dies goes on from the checkpoint that is committed, and each row is there once", {
  sanitizeOps: false,
  sanitizeResources: false,
}, async (t) => {
  await using server = await serveCluster({ memory: true });
  const bootstrap = [server.bootstrap];
  const topics: string[] = [];
  for (const [index, point] of POINTS.entries()) {
    await t.step(point.name, async () => {
      const pair = [`all-${index}`, `odd-${index}`] as const;
      await using admin = await KafkaCluster.connect({ bootstrap });
      for (const topic of pair) await createTopic(admin, { topic, partitions: PARTITIONS });
      topics.push(...pair);
      const options = {
        pipeline: `p${index}`,
        topics: pair,
        total: TOTAL,
        perCheckpoint: PER_CHECKPOINT,
        snapshots: new MemorySnapshots(),
      };
      await assert.rejects(async () => {
        await using cluster = await KafkaCluster.connect({ bootstrap });
        await runPipeline(cluster, { ...options, ...crashing(point, cluster) });
      }, Crash);
      await using cluster = await KafkaCluster.connect({ bootstrap });
      assert.deepEqual(await runPipeline(cluster, options), { resumed: [point.resumes] });
      // A third start finds everything done.
      assert.deepEqual(await runPipeline(cluster, options), { resumed: [TOTAL / PER_CHECKPOINT] });
    });
  }
  const [all, odd] = expectedRows(TOTAL);
  await endTopics(server.bootstrap, topics);
  const committed = await readByKafkajs(server.bootstrap, topics, "read_committed");
  for (const topic of topics) {
    assert.deepEqual(committed.get(topic), topic.startsWith("all") ? all : odd, topic);
  }
  const uncommitted = await readByKafkajs(server.bootstrap, topics, "read_uncommitted");
  const repeated = topics.filter((topic) =>
    (uncommitted.get(topic)?.length ?? 0) > (committed.get(topic)?.length ?? 0)
  );
  assert.ok(repeated.length > 6, "rows were written twice, or the crashes have proved nothing");
});

/** A last record, after which there is nothing to come. */
const END = "end";

function kafkaAt(bootstrap: string): Kafka {
  return new Kafka({ brokers: [bootstrap], clientId: "reader", logLevel: logLevel.NOTHING });
}

async function endTopics(bootstrap: string, topics: readonly string[]): Promise<void> {
  const producer = kafkaAt(bootstrap).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const messages = Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, value: END }));
  await producer.sendBatch({ topicMessages: topics.map((topic) => ({ topic, messages })) });
  await producer.disconnect();
}

/** Rows by topic, in the order of their numbers, up to the last records of all partitions. */
async function readByKafkajs(
  bootstrap: string,
  topics: string[],
  isolation: "read_committed" | "read_uncommitted",
): Promise<Map<string, Row[]>> {
  const consumer = kafkaAt(bootstrap).consumer({
    groupId: isolation,
    readUncommitted: isolation === "read_uncommitted",
    maxWaitTimeInMs: 100,
  });
  const rows = new Map<string, Row[]>(topics.map((topic) => [topic, []]));
  let ends = 0;
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    eachMessage({ topic, message }) {
      const text = String(message.value);
      if (text === END) ends++;
      else rows.get(topic)?.push(JSON.parse(text));
      return Promise.resolve();
    },
  });
  await until(() => ends === topics.length * PARTITIONS, 20_000);
  await consumer.disconnect();
  for (const found of rows.values()) found.sort((one, other) => one.id - other.id);
  return rows;
}
