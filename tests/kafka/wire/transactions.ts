/** What a reader may see of transactions that interleave (B3), and of keys that look like abort markers (B4). */
import assert from "node:assert/strict";
import process from "node:process";
import { Kafka, logLevel, Partitioners, type Producer, type Transaction } from "kafkajs";
import { javaRecords, kcatRecords, NEEDS_KCAT } from "../other_clients.ts";
import { batchesOf, newTopic, readTopic, type TestRecord } from "../records.ts";
import { readTarget } from "../target.ts";

process.env["KAFKAJS_NO_PARTITIONER_WARNING"] = "1";
process.removeAllListeners("warning"); // kafkajs asks for timers in the past

// kafkajs, whose producers are the independent ones here, leaves timers behind when it disconnects.
const LEAKY = { sanitizeOps: false, sanitizeResources: false };
/** Bytes of the key of an abort marker: version 0, type 0. */
const MARKER_KEY = "\0\0\0\0";

interface Writers {
  /** Begins a transaction where none is open, and writes `count` records into it. */
  send(writer: number, count: number): Promise<void>;
  end(writer: number, how: "commit" | "abort"): Promise<void>;
  /** Writes records outside of any transaction. */
  plain(count: number): Promise<void>;
  /** In the order in which they were written. */
  values(states: readonly State[]): string[];
  close(): Promise<void>;
}

type State = "committed" | "aborted" | "open" | "plain";

async function writersOf(topic: string, count: number): Promise<Writers> {
  const kafka = new Kafka({ brokers: readTarget().bootstrap.split(","), logLevel: logLevel.NOTHING });
  const createPartitioner = Partitioners.DefaultPartitioner;
  const producers: Producer[] = [];
  for (let i = 0; i < count; i++) {
    producers.push(kafka.producer({
      createPartitioner,
      transactionalId: `${topic}-${i}`,
      maxInFlightRequests: 1,
      idempotent: true,
    }));
  }
  const plain = kafka.producer({ createPartitioner });
  await Promise.all([...producers, plain].map((one) => one.connect()));
  const open = new Map<number, { transaction: Transaction; records: { state: State }[] }>();
  const written: { value: string; state: State }[] = [];
  const messages = (count: number, state: State) =>
    Array.from({ length: count }, () => {
      const record = { value: `value ${written.length}`, state };
      written.push(record);
      const key = written.length % 3 === 0 ? null : written.length % 3 === 1 ? MARKER_KEY : `key ${written.length}`;
      return { record, message: { key, value: record.value, partition: 0 } };
    });
  return {
    async send(writer, count) {
      const producer = producers[writer];
      assert(producer);
      const current = open.get(writer) ?? { transaction: await producer.transaction(), records: [] };
      open.set(writer, current);
      const sent = messages(count, "open");
      current.records.push(...sent.map(({ record }) => record));
      await current.transaction.send({ topic, messages: sent.map(({ message }) => message) });
    },
    async end(writer, how) {
      const current = open.get(writer);
      if (!current) return;
      open.delete(writer);
      await current.transaction[how]();
      for (const record of current.records) record.state = how === "commit" ? "committed" : "aborted";
    },
    async plain(count) {
      await plain.send({ topic, messages: messages(count, "plain").map(({ message }) => message) });
    },
    values: (states) => written.filter(({ state }) => states.includes(state)).map(({ value }) => value),
    async close() {
      for (const { transaction } of open.values()) await transaction.abort();
      await Promise.all([...producers, plain].map((one) => one.disconnect()));
    },
  };
}

const values = (records: readonly TestRecord[]) => records.map(({ value }) => value);

/** A sequence of numbers from 0 to below `n` that is the same in each run. */
function chance(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    return Math.floor(state / 2 ** 32 * n);
  };
}

async function interleaved(topic: string): Promise<Writers> {
  const writers = await writersOf(topic, 4);
  const next = chance(20_26);
  for (let step = 0; step < 150; step++) {
    const writer = next(4);
    const what = next(10);
    if (what < 6) await writers.send(writer, 1 + next(3));
    else if (what < 7) await writers.plain(1 + next(2));
    else await writers.end(writer, what < 9 ? "abort" : "commit");
  }
  for (let writer = 0; writer < 4; writer++) await writers.end(writer, writer % 2 ? "commit" : "abort");
  return writers;
}

Deno.test("Fetcher shows what transactions that interleave have committed, and nothing else", LEAKY, async (t) => {
  const topic = await newTopic("interleaved");
  const writers = await interleaved(topic);
  const committed = writers.values(["committed", "plain"]);
  const everything = writers.values(["committed", "aborted", "plain"]);
  await writers.close();
  assert(committed.length > 50 && everything.length > committed.length + 50);
  await t.step("read_committed", async () => {
    assert.deepEqual(values(await readTopic(topic, { readCommitted: true })), committed);
  });
  await t.step("read_committed in answers that begin in the midst of transactions", async () => {
    const small = { readCommitted: true, maxBytes: 300, partitionMaxBytes: 300 };
    assert.deepEqual(values(await readTopic(topic, small)), committed);
  });
  await t.step("read_committed from any offset", async () => {
    const all = await readTopic(topic, { readCommitted: true });
    const end = (await batchesOf(topic)).at(-1)?.baseOffset ?? 0;
    for (let from = 0; from <= end; from += 13) {
      const positions = new Map([[0, from]]);
      const rest = await readTopic(topic, { readCommitted: true, positions });
      assert.deepEqual(rest, all.filter(({ offset }) => offset >= from), `from ${from}`);
    }
  });
  await t.step("read_uncommitted", async () => {
    assert.deepEqual(values(await readTopic(topic)), everything);
  });
  await t.step("keys of four zero bytes are keys", async () => {
    const keys = (await readTopic(topic)).filter(({ key }) => key === MARKER_KEY);
    assert.equal(keys.length, Math.ceil(everything.length / 3));
  });
  await t.step("as Java's consumer sees it", async () => {
    const isolated = ["--isolation-level", "read_committed"];
    assert.deepEqual(values(await javaRecords(topic, committed.length, ...isolated)), committed);
  });
  await t.step({
    name: "as kcat sees it (needs kcat)",
    ...NEEDS_KCAT,
    async fn() {
      const seen = (level: string) => kcatRecords(topic, "-X", `isolation.level=${level}`);
      assert.deepEqual(await readTopic(topic, { readCommitted: true }), await seen("read_committed"));
      assert.deepEqual(await readTopic(topic), await seen("read_uncommitted"));
    },
  });
});

Deno.test("Fetcher under read_committed stops at a transaction that is open", LEAKY, async () => {
  const topic = await newTopic("open");
  const writers = await writersOf(topic, 2);
  await writers.send(0, 3);
  await writers.end(0, "commit");
  await writers.send(1, 2);
  await writers.plain(2);
  assert.deepEqual(values(await readTopic(topic, { readCommitted: true })), ["value 0", "value 1", "value 2"]);
  assert.equal((await readTopic(topic)).length, 7);
  await writers.end(1, "abort");
  assert.deepEqual(
    values(await readTopic(topic, { readCommitted: true })),
    ["value 0", "value 1", "value 2", "value 5", "value 6"],
  );
  await writers.close();
});
