/** Keys go where Java's producer puts them. */
import assert from "node:assert/strict";
import { java, kcat, kcatRecords, NEEDS_KCAT } from "../other_clients.ts";
import { newTopic, readTopic, type TestRecord, writeTopic } from "../records.ts";

const KEYS = Array.from(
  { length: 2000 },
  (_, i) => "köy✓ab\u{1F600}".slice(0, i % 9) + i.toString(36).repeat(i % 4 + 1),
);

function places(records: readonly TestRecord[]): string[] {
  return records.map(({ key, partition }) => `${key} → ${partition}`).sort();
}

Deno.test("Producer chooses the partition of each key that Java's producer chooses", async () => {
  const byJava = await newTopic("keys-java", { partitions: 7 });
  const ours = await newTopic("keys-ours", { partitions: 7 });
  const input = KEYS.map((key) => `${key}\tvalue`).join("\n");
  await java("console-producer", ["--topic", byJava, "--reader-property", "parse.key=true"], { input });
  await writeTopic(ours, KEYS.map((key) => ({ key, value: "value" })));
  const [expected, found] = [await readTopic(byJava), await readTopic(ours)];
  assert.equal(found.length, KEYS.length);
  assert.equal(new Set(found.map(({ partition }) => partition)).size, 7);
  assert.deepEqual(places(found), places(expected));
});

Deno.test({
  name: "Producer chooses the partition of each key that kcat chooses with murmur2 (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const byKcat = await newTopic("keys-kcat", { partitions: 200 });
    const ours = await newTopic("keys-ours", { partitions: 200 });
    const input = KEYS.map((key) => `${key}|value`).join("\n");
    await kcat(["-P", "-t", byKcat, "-K", "|", "-X", "topic.partitioner=murmur2_random"], input);
    await writeTopic(ours, KEYS.map((key) => ({ key, value: "value" })));
    const expected = await readTopic(byKcat);
    assert.equal(expected.length, KEYS.length);
    assert.deepEqual(places(await readTopic(ours)), places(expected));
    assert.deepEqual(places(await kcatRecords(ours)), places(expected));
  },
});
