import assert from "node:assert/strict";
import { KafkaCluster } from "./cluster.ts";
import { FakeCluster, type Fault } from "./fake_cluster.ts";
import { Fetcher } from "./fetcher.ts";
import { Producer } from "./producer.ts";
import { ERROR } from "./protocol/error_codes.ts";
import type { CodecName } from "./records/codecs.ts";
import { pause } from "./retry.ts";

const PARTITIONS = 4;
const BROKERS = 3;
const CODECS: readonly CodecName[] = ["none", "lz4", "zstd"];
const PASSING = [
  ERROR.NOT_LEADER_OR_FOLLOWER,
  ERROR.REQUEST_TIMED_OUT,
  ERROR.LEADER_NOT_AVAILABLE,
  ERROR.UNKNOWN_TOPIC_OR_PARTITION,
  ERROR.KAFKA_STORAGE_ERROR,
];

/** Whole numbers below a limit, the same for the same seed. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => (state = Math.imul(state, 1664525) + 1013904223 | 0, (state >>> 8) % limit);
}

/** One request in `oneIn` goes wrong, or a partition moves or loses its leader for a while. Ends when disposed. */
function disturb(fake: FakeCluster, random: (limit: number) => number, oneIn: number): Disposable {
  const timers: ReturnType<typeof setTimeout>[] = [];
  fake.fault = (_broker, api): Fault | undefined => {
    if (random(oneIn) > 0) return undefined;
    const moving = fake.partition("t", random(PARTITIONS));
    switch (api === "Produce" || api === "Fetch" ? random(5) : 0) {
      case 0:
        return "lose";
      case 1:
        return "mute";
      case 2:
        moving.leader = 1 + random(BROKERS);
        return undefined;
      case 3:
        moving.leader = -1;
        timers.push(setTimeout(() => moving.leader = 1 + random(BROKERS), 30));
        return undefined;
      default:
        return { error: PASSING[random(PASSING.length)] ?? 0 };
    }
  };
  return { [Symbol.dispose]: () => timers.forEach(clearTimeout) };
}

for (const seed of [1, 9, 27, 105]) {
  Deno.test(`Producer and Fetcher carry every record once and in order through faults, seed ${seed}`, async () => {
    const random = seeded(seed * 7919);
    await using fake = new FakeCluster(BROKERS);
    fake.create("t", [1, 2, 3, 1]);
    await using cluster = await KafkaCluster.connect({ bootstrap: fake.bootstrap });
    await using producer = await Producer.open(cluster, {
      topic: "t",
      batchBytes: 100 + random(2000),
      compression: CODECS[random(3)] ?? "none",
      maxInFlight: 1 + random(5),
    });
    const positions = new Map(Array.from({ length: PARTITIONS }, (_, partition) => [partition, 0]));
    const fetcher = new Fetcher(cluster, {
      topic: "t",
      positions,
      maxWaitMs: 30,
      partitionMaxBytes: 200 + random(5000),
    });
    using _faults = disturb(fake, random, 8);
    const total = 600;
    const written: string[][] = Array.from(positions, () => []);
    const read: string[][] = Array.from(positions, () => []);
    const reading = (async () => {
      let count = 0;
      for await (const event of fetcher.read()) {
        if (event.kind !== "records") continue;
        const { partition, data, valueStart, valueEnd } = event.records;
        for (let i = 0; i < event.records.count; i++, count++) {
          read[partition]?.push(new TextDecoder().decode(data.subarray(valueStart[i], valueEnd[i])));
        }
        if (count >= total) break;
      }
    })();
    for (let i = 0; i < total; i++) {
      const partition = random(PARTITIONS);
      written[partition]?.push(`value ${i}`);
      producer.begin(i, undefined, partition).appendText(`value ${i}`);
      await producer.end();
      if (random(50) === 0) await pause(random(5));
      if (i % 250 === 200) {
        const broker = fake.brokers[random(BROKERS)];
        await broker?.stop();
        broker?.start();
      }
    }
    await producer.flush();
    await reading;
    assert.deepEqual(read, written);
    assert.equal(producer.acknowledged, total);
  });
}
