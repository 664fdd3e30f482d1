/** Batches of every codec, between Java, librdkafka and us. */
import assert from "node:assert/strict";
import { CODECS } from "../../../connectors/kafka/records/codecs.ts";
import { java, javaRecords, kcat, kcatRecords, NEEDS_KCAT } from "../other_clients.ts";
import { batchesOf, newTopic, readTopic, type TestRecord, writeTopic } from "../records.ts";

/** Values that compress, some far apart, some not ASCII. */
function texts(codec: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${codec} ${i} ${"Bäume ".repeat(i % 40)}${i * 7919}`);
}

const contents = (records: readonly TestRecord[]) =>
  records.map(({ key, value, headers }) => ({ key, value, headers: headers.map((pair) => [...pair]) }));

async function assertCodecs(topic: string): Promise<void> {
  const seen = new Set((await batchesOf(topic)).map(({ codec }) => codec));
  assert.deepEqual([...seen].sort(), [...CODECS].sort());
}

Deno.test("Fetcher reads what Java's console producer wrote with every codec", async () => {
  const topic = await newTopic("java");
  const sent: unknown[] = [];
  for (const codec of CODECS) {
    const records = texts(codec, 300).map((text, i) => ({
      key: i % 5 === 0 ? null : `key ${i}`,
      value: i % 7 === 0 ? null : text,
      headers: [["codec", codec], ["n", i % 3 === 0 ? null : String(i)]],
    }));
    const lines = records.map(({ key, value, headers }) =>
      [headers.map(([name, text]) => `${name}:${text ?? "NULL"}`).join(","), key ?? "NULL", value ?? "NULL"].join("\t")
    );
    const properties = ["parse.headers=true", "parse.key=true", "null.marker=NULL"];
    await java("console-producer", [
      ...["--topic", topic, "--compression-codec", codec],
      ...properties.flatMap((property) => ["--reader-property", property]),
    ], { input: lines.join("\n") });
    sent.push(...records);
  }
  await assertCodecs(topic);
  const ours = await readTopic(topic);
  assert.deepEqual(contents(ours), sent);
  assert.deepEqual(ours, await javaRecords(topic, sent.length));
});

Deno.test({
  name: "Fetcher reads what kcat wrote with every codec (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const topic = await newTopic("kcat");
    const sent: unknown[] = [];
    for (const codec of CODECS) {
      const records = texts(codec, 1000).map((value, i) => ({
        key: `key ${i % 10}`,
        value: i % 7 === 0 ? null : value,
        headers: [["codec", codec], ["codec", "again"], ["ü", ""]],
      }));
      const lines = records.map(({ key, value }) => `${key}|${value ?? ""}`);
      const headers = records[0]?.headers.flatMap(([name, value]) => ["-H", `${name}=${value}`]) ?? [];
      await kcat(["-P", "-t", topic, "-z", codec, "-K", "|", "-Z", ...headers], lines.join("\n"));
      sent.push(...records);
    }
    await assertCodecs(topic);
    const ours = await readTopic(topic);
    assert.deepEqual(contents(ours), sent);
    assert.deepEqual(ours, await kcatRecords(topic));
  },
});

const WRITTEN = CODECS.flatMap((codec) =>
  texts(codec, 1000).map((text, i) => ({
    key: i % 5 === 0 ? null : `key ${i}`,
    value: i % 7 === 0 ? null : text,
    // Neither in order nor near each other.
    timestamp: 1_700_000_000_000 + (i * 7919 % 1000) * 60_000,
    headers: i % 3 === 0 ? [] : [["codec", codec] as const, ["n", i % 2 === 0 ? null : String(i)] as const],
  }))
);

async function writtenByUs(): Promise<{ topic: string; expected: TestRecord[] }> {
  const topic = await newTopic("ours", { configs: { "message.timestamp.type": "CreateTime" } });
  for (const [index, codec] of CODECS.entries()) {
    const records = WRITTEN.slice(index * 1000, index * 1000 + 1000);
    await writeTopic(topic, records, { compression: codec, batchBytes: 10_000 });
  }
  await assertCodecs(topic);
  return { topic, expected: WRITTEN.map((record, offset) => ({ partition: 0, offset, ...record })) };
}

Deno.test("Java's console consumer reads what Producer wrote with every codec", async () => {
  const { topic, expected } = await writtenByUs();
  assert.deepEqual(await javaRecords(topic, expected.length), expected);
});

Deno.test({
  name: "kcat reads what Producer wrote with every codec (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const { topic, expected } = await writtenByUs();
    assert.deepEqual(await kcatRecords(topic), expected);
    assert.deepEqual(await readTopic(topic), expected);
  },
});
