/** The smallest and largest records, batches and topics. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { batchesOf, connect, newTopic, readChunks, readTopic, writeTopic } from "../records.ts";
import { Producer } from "../../../connectors/kafka/producer.ts";
import { java, javaRecords, kcat, kcatBytes, NEEDS_KCAT } from "../other_clients.ts";

const MB = 1 << 20;
const SIZES = [1, 10, 1_000, 100_000, MB - 1, MB, 2 * MB, 5 * MB];

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Bytes that do not compress, so that their size is what the broker sees. */
async function largeRecords(topic: string): Promise<string[]> {
  await using cluster = await connect();
  await using producer = await Producer.open(cluster, { topic });
  const hashes: string[] = [];
  for (const size of SIZES) {
    const value = randomBytes(size);
    hashes.push(hash(value));
    producer.begin(Date.now()).append(value);
    await producer.end();
  }
  await producer.flush();
  return hashes;
}

async function hashesOf(topic: string, partitionMaxBytes: number): Promise<string[]> {
  const hashes: string[] = [];
  await readChunks(topic, {
    partitionMaxBytes,
    onRecords({ count, data, valueStart, valueEnd }) {
      for (let i = 0; i < count; i++) hashes.push(hash(data.subarray(valueStart[i], valueEnd[i])));
    },
  });
  return hashes;
}

const LARGE = { configs: { "max.message.bytes": String(6 * MB) } };

Deno.test("Producer writes and Fetcher reads records of 1 byte to 5 MB", async () => {
  const topic = await newTopic("large", LARGE);
  const hashes = await largeRecords(topic);
  assert.deepEqual(await hashesOf(topic, 4 * MB), hashes);
  // A record larger than an answer may be comes whole.
  assert.deepEqual(await hashesOf(topic, 1_000), hashes);
});

Deno.test({
  name: "kcat reads the records of 1 byte to 5 MB that Producer wrote (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const topic = await newTopic("large", LARGE);
    const hashes = await largeRecords(topic);
    for (const [offset, expected] of hashes.entries()) {
      const bytes = await kcatBytes(["-C", "-q", "-e", "-t", topic, "-o", String(offset), "-c", "1", "-f", "%s"]);
      assert.equal(hash(bytes), expected, `${SIZES[offset]} bytes`);
    }
  },
});

Deno.test("Fetcher reads a record of 5 MB that Java wrote", async () => {
  const topic = await newTopic("large-java", LARGE);
  const value = randomBytes(5 * MB / 2).toString("hex");
  await java("console-producer", [
    ...["--topic", topic, "--max-memory-bytes", String(64 * MB)],
    ...["--command-property", `max.request.size=${8 * MB}`],
  ], { input: value });
  const [record, ...more] = await readTopic(topic);
  assert.equal(more.length, 0);
  assert(record?.value === value, "the value is the same");
});

Deno.test("Producer names the size of a record that the topic does not allow", async () => {
  const topic = await newTopic("small", { configs: { "max.message.bytes": "100000" } });
  await assert.rejects(
    writeTopic(topic, [{ value: randomBytes(100_000).toString("hex") }]),
    /a record of 20\d{4} bytes is larger than the topic allows/,
  );
});

Deno.test("Producer splits a batch that the topic does not allow", async () => {
  const topic = await newTopic("split", { configs: { "max.message.bytes": "100000" } });
  const records = Array.from({ length: 1000 }, (_, i) => ({ value: `${i} ${randomBytes(500).toString("hex")}` }));
  await writeTopic(topic, records, { batchBytes: 2 * MB, lingerMs: 10_000 });
  assert.deepEqual((await readTopic(topic)).map(({ value }) => value), records.map(({ value }) => value));
  assert((await batchesOf(topic)).length > 10);
});

const TINY = 150_000;

Deno.test("Fetcher reads 150,000 tiny records of one batch", async () => {
  const topic = await newTopic("tiny", { configs: { "max.message.bytes": String(20 * MB) } });
  const records = Array.from({ length: TINY }, (_, i) => ({ value: String(i), timestamp: 1_700_000_000_000 + i }));
  await writeTopic(topic, records, { batchBytes: 20 * MB, lingerMs: 60_000 });
  assert.deepEqual((await batchesOf(topic)).map(({ count }) => count), [TINY]);
  const ours = await readTopic(topic);
  assert.deepEqual(ours.map(({ value }) => value), records.map(({ value }) => value));
  // From the middle of the batch, as after a restart.
  const rest = await readTopic(topic, { positions: new Map([[0, TINY - 3]]) });
  assert.deepEqual(rest, ours.slice(-3));
  assert.deepEqual(await javaRecords(topic, TINY), ours);
});

Deno.test({
  name: "Fetcher reads 150,000 tiny records that kcat wrote in one batch (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const topic = await newTopic("tiny-kcat", { configs: { "max.message.bytes": String(20 * MB) } });
    const values = Array.from({ length: TINY }, (_, i) => String(i));
    const settings = [
      "batch.num.messages=1000000",
      "batch.size=20000000",
      "linger.ms=3000",
      "message.max.bytes=20000000",
    ];
    await kcat(
      [
        "-P",
        "-t",
        topic,
        ...settings.flatMap((setting) => ["-X", setting]),
        "-X",
        "queue.buffering.max.messages=1000000",
      ],
      values.join("\n"),
    );
    assert.deepEqual((await batchesOf(topic)).map(({ count }) => count), [TINY]);
    assert.deepEqual((await readTopic(topic)).map(({ value }) => value), values);
  },
});

Deno.test("Producer and Fetcher serve 200 partitions", async () => {
  const topic = await newTopic("wide", { partitions: 200 });
  const records = Array.from({ length: 20_000 }, (_, i) => ({ key: `key ${i}`, value: String(i) }));
  await writeTopic(topic, records);
  const ours = await readTopic(topic);
  assert.equal(new Set(ours.map(({ partition }) => partition)).size, 200);
  assert.deepEqual(ours.map(({ value }) => Number(value)).sort((a, b) => a - b), records.map((_, i) => i));
  for (const [at, { partition, offset, value }] of ours.entries()) {
    const before = ours[at - 1];
    if (before?.partition !== partition) assert.equal(offset, 0);
    else assert(offset === before.offset + 1 && Number(value) > Number(before.value), "in the order of writing");
  }
  const ends = (await java("offsets", ["--topic", topic])).trim().split("\n").sort();
  const counts = Map.groupBy(ours, ({ partition }) => partition);
  assert.deepEqual(ends, [...counts].map(([partition, of]) => `${topic}:${partition}:${of.length}`).sort());
});
