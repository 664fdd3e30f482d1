/** A stream of numbered records, and whether it arrived. */
import assert from "node:assert/strict";
import { Fetcher } from "../../connectors/kafka/fetcher.ts";
import { Producer, type ProducerOptions } from "../../connectors/kafka/producer.ts";
import { run } from "./command.ts";
import { KAFKA, kcat } from "./other_clients.ts";
import { connect } from "./records.ts";

/** Records a millisecond, so that many batches are on their way at any moment. */
const BURST = 50;
const PAUSE_MS = 5;

const encoder = new TextEncoder();

export interface Writing {
  /** Numbers written so far: the records are `{"id":0}`, `{"id":1}`, …, with the number as key. */
  readonly count: number;
  /** Ends the stream; resolves with the final count when everything is acknowledged. */
  stop(): Promise<number>;
}

/** Writes numbers until it is stopped. */
export async function startWriting(
  topic: string,
  options: Partial<Omit<ProducerOptions, "topic">> = {},
): Promise<Writing> {
  const cluster = await connect();
  const producer = await Producer.open(cluster, { topic, ...options });
  let count = 0;
  let stopped = false;
  const writing = (async () => {
    try {
      while (!stopped) {
        for (let i = 0; i < BURST; i++, count++) {
          producer.begin(Date.now(), encoder.encode(String(count))).appendText(`{"id":${count}}`);
          await producer.end();
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS)); // the pace of the load
      }
      await producer.flush(AbortSignal.timeout(60_000));
      assert.equal(producer.acknowledged, count);
    } finally {
      await producer[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
    }
  })();
  writing.catch(() => {}); // told by stop()
  return {
    get count() {
      return count;
    },
    async stop() {
      stopped = true;
      await writing;
      return count;
    },
  };
}

export interface Reading {
  /** In the order of arrival. */
  readonly ids: readonly number[];
  stop(): Promise<void>;
}

/** Reads all partitions from their beginning until it is stopped. */
export async function startReading(topic: string): Promise<Reading> {
  const cluster = await connect();
  const { partitions } = await cluster.topic(topic);
  const fetcher = new Fetcher(cluster, {
    topic,
    positions: new Map(partitions.map(({ partition }) => [partition, 0])),
  });
  const stop = new AbortController();
  const ids: number[] = [];
  const decoder = new TextDecoder();
  const reading = (async () => {
    for await (const event of fetcher.read(stop.signal)) {
      if (event.kind !== "records") continue;
      const { count, data, valueStart, valueEnd } = event.records;
      for (let i = 0; i < count; i++) ids.push(idIn(decoder.decode(data.subarray(valueStart[i], valueEnd[i]))));
    }
  })();
  reading.catch(() => {}); // told by stop()
  return {
    ids,
    async stop() {
      stop.abort();
      await reading;
      await cluster[Symbol.asyncDispose]();
    },
  };
}

function idIn(json: string): number {
  return Number(/"id":(\d+)/.exec(json)?.[1] ?? NaN);
}

/** The numbers that an independent client finds in a topic, partition by partition, in order. */
export async function idsByKcat(topic: string): Promise<number[][]> {
  const text = await kcat(["-C", "-e", "-q", "-t", topic, "-o", "beginning", "-f", "%p %s\n"]);
  const partitions: number[][] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    (partitions[parseInt(line)] ??= []).push(idIn(line));
  }
  return partitions.map((ids) => ids ?? []);
}

/** Throws unless each number below `count` is there once. */
export function assertEachOnce(ids: readonly number[], count: number, what: string): void {
  const times = new Uint8Array(count);
  let strange = 0;
  for (const id of ids) {
    if (id >= 0 && id < count) times[id]!++; // id < count
    else strange++;
  }
  const missing = times.reduce((sum, one) => sum + (one === 0 ? 1 : 0), 0);
  const doubled = times.reduce((sum, one) => sum + (one > 1 ? one - 1 : 0), 0);
  const first = { missing: times.indexOf(0), doubled: times.findIndex((one) => one > 1) };
  assert.deepEqual(
    { missing, doubled, strange },
    { missing: 0, doubled: 0, strange: 0 },
    `${what}: ${JSON.stringify({ missing, doubled, strange, of: count, first })}`,
  );
}

/** Throws unless the numbers of each partition are in the order of writing. */
export function assertInOrder(partitions: readonly (readonly number[])[]): void {
  for (const [partition, ids] of partitions.entries()) {
    const at = ids.findIndex((id, i) => i > 0 && id <= (ids[i - 1] ?? -1));
    assert.equal(at, -1, `partition ${partition}: ${ids.slice(Math.max(0, at - 2), at + 3)}`);
  }
}

/** `kill -9` of a broker. */
export async function killBroker(broker: number): Promise<void> {
  await run(KAFKA, ["kill", String(broker)]);
}

/** Resolves when the broker answers again and knows the others. */
export async function startBroker(broker: number): Promise<void> {
  await run(KAFKA, ["start", String(broker)], { timeoutMs: 120_000 });
}

/** The broker keeps its connections and does not answer until it is resumed. */
export async function pauseBroker(broker: number): Promise<void> {
  await run(KAFKA, ["pause", String(broker)]);
}

export async function resumeBroker(broker: number): Promise<void> {
  await run(KAFKA, ["resume", String(broker)]);
}
