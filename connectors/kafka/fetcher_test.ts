import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { KafkaCluster } from "./cluster.ts";
import { FakeCluster } from "./fake_cluster.ts";
import { Fetcher, type FetcherOptions } from "./fetcher.ts";
import { ERROR } from "./protocol/error_codes.ts";
import * as HEADER from "./protocol/batch_header.ts";
import { BatchWriter } from "./records/batch_writer.ts";
import { crc32c } from "./records/crc32c.ts";
import { writeInt64 } from "./records/int64.ts";

const TOPIC = "orders";

function batch(values: readonly string[], patch?: (view: DataView) => void): Uint8Array {
  const writer = new BatchWriter();
  for (const value of values) {
    writer.begin(1000);
    writer.bytes.appendText(value);
    writer.end();
  }
  const bytes = writer.seal().slice();
  const view = new DataView(bytes.buffer);
  patch?.(view);
  view.setUint32(HEADER.CRC, crc32c(bytes, HEADER.ATTRIBUTES, bytes.length));
  return bytes;
}

/** Batches of ten values "p:0", "p:1", … of partition p. */
function fill(fake: FakeCluster, partition: number, from: number, to: number): void {
  for (let i = from; i < to; i += 10) {
    fake.append(TOPIC, partition, batch(Array.from({ length: 10 }, (_, j) => `${partition}:${i + j}`)));
  }
}

interface Seen {
  readonly values: Map<number, string[]>;
  readonly ends: number[];
  idle: number;
  readonly fetcher: Fetcher;
}

/** Reads until `done` says so, or the read ends. */
async function read(
  cluster: KafkaCluster,
  options: Partial<FetcherOptions> & Pick<FetcherOptions, "positions">,
  done: (seen: Seen) => boolean | void = () => false,
): Promise<Seen> {
  const fetcher = new Fetcher(cluster, { topic: TOPIC, maxWaitMs: 30, ...options });
  const seen: Seen = { values: new Map(), ends: [], idle: 0, fetcher };
  for await (const event of fetcher.read()) {
    if (event.kind === "end") seen.ends.push(event.partition);
    if (event.kind === "idle") seen.idle++;
    if (event.kind === "records") {
      const { partition, count, data, valueStart, valueEnd } = event.records;
      const values = seen.values.get(partition) ?? [];
      seen.values.set(partition, values);
      for (let i = 0; i < count; i++) {
        values.push(new TextDecoder().decode(data.subarray(valueStart[i], valueEnd[i])));
      }
    }
    if (done(seen)) break;
  }
  return seen;
}

function expected(partition: number, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `${partition}:${from + i}`);
}

async function connected(brokers = 1) {
  const fake = new FakeCluster(brokers);
  const cluster = await KafkaCluster.connect({ bootstrap: fake.bootstrap });
  return {
    fake,
    cluster,
    async [Symbol.asyncDispose]() {
      await cluster[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
}

Deno.test("Fetcher reads bounded partitions of two brokers to their ends", async () => {
  await using setup = await connected(2);
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1, 2, 1]);
  fill(fake, 0, 0, 500);
  fill(fake, 1, 0, 300);
  const seen = await read(cluster, {
    positions: new Map([[0, 13], [1, 0], [2, 0]]),
    until: new Map([[0, 487], [1, 300], [2, 0]]),
    partitionMaxBytes: 300,
  });
  assert.deepEqual(seen.values.get(0), expected(0, 13, 487));
  assert.deepEqual(seen.values.get(1), expected(1, 0, 300));
  assert.deepEqual(seen.ends.toSorted(), [0, 1, 2]);
  assert.deepEqual(seen.fetcher.progress().map(({ position, end }) => [position, end]), [
    [487, 500],
    [300, 300],
    [0, undefined],
  ]);
});

Deno.test("Fetcher tells idle when it has delivered what there was, and goes on with what comes", async () => {
  await using setup = await connected();
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1]);
  fill(fake, 0, 0, 20);
  let idleAt = -1;
  const seen = await read(cluster, { positions: new Map([[0, 0]]) }, (seen) => {
    const count = seen.values.get(0)?.length ?? 0;
    if (seen.idle === 1 && idleAt < 0) {
      idleAt = count;
      fill(fake, 0, 20, 40);
    }
    return count === 40 && seen.idle > 1;
  });
  assert.equal(idleAt, 20);
  assert.deepEqual(seen.values.get(0), expected(0, 0, 40));
});

Deno.test("Fetcher follows a partition to its new leader without loss or repetition", async () => {
  await using setup = await connected(2);
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1, 1]);
  fill(fake, 0, 0, 100);
  fill(fake, 1, 0, 100);
  let moves = 0;
  const seen = await read(cluster, {
    positions: new Map([[0, 0], [1, 0]]),
    until: new Map([[0, 400], [1, 400]]),
  }, (seen) => {
    const count = seen.values.get(0)?.length ?? 0;
    if (count < 100 * (moves + 1) || moves === 3) return;
    moves++;
    fake.partition(TOPIC, 0).leader = 1 + moves % 2;
    fill(fake, 0, moves * 100, moves * 100 + 100);
    fill(fake, 1, moves * 100, moves * 100 + 100);
  });
  assert.equal(moves, 3);
  assert.deepEqual(seen.values.get(0), expected(0, 0, 400));
  assert.deepEqual(seen.values.get(1), expected(1, 0, 400));
});

Deno.test("Fetcher delivers other partitions while one has no leader", async () => {
  await using setup = await connected();
  const { fake, cluster } = setup;
  fake.create(TOPIC, [-1, 1]);
  fill(fake, 0, 0, 10);
  fill(fake, 1, 0, 10);
  let before: number | undefined;
  const seen = await read(cluster, {
    positions: new Map([[0, 0], [1, 0]]),
    until: new Map([[0, 10], [1, 10]]),
  }, (seen) => {
    if (seen.values.get(1)?.length !== 10 || before !== undefined) return;
    before = seen.values.get(0)?.length ?? 0;
    fake.partition(TOPIC, 0).leader = 1;
  });
  assert.equal(before, 0);
  assert.deepEqual(seen.values.get(0), expected(0, 0, 10));
});

Deno.test("Fetcher outlives a broker that dies and comes back, and says so meanwhile", async () => {
  await using setup = await connected();
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1]);
  fill(fake, 0, 0, 50);
  const [broker] = fake.brokers;
  const states: string[] = [];
  let died = false;
  const seen = await read(cluster, {
    positions: new Map([[0, 0]]),
    until: new Map([[0, 100]]),
    onState(state) {
      states.push(state.kind);
      if (state.kind === "reconnecting" && died) {
        died = false;
        assert.match(state.error, /^(Lost the connection to|Cannot connect to) 127\.0\.0\.1:\d+: /);
        broker?.start();
        fill(fake, 0, 50, 100);
      }
    },
  }, (seen) => {
    if (seen.values.get(0)?.length !== 50 || died) return;
    died = true;
    broker?.stop();
  });
  assert.deepEqual(seen.values.get(0), expected(0, 0, 100));
  assert.equal(states[0], "reconnecting");
  assert.equal(states.at(-1), "connected");
  assert.deepEqual(seen.fetcher.state, { kind: "connected" });
});

Deno.test("Fetcher loses and repeats nothing though requests, answers and connections are lost", async () => {
  await using setup = await connected(2);
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1, 2]);
  let count = 0;
  fake.fault = (_broker, api) => {
    if (api !== "Fetch") return undefined;
    count++;
    if (count % 7 === 3) return "lose";
    if (count % 7 === 5) return "mute";
    if (count % 11 === 6) return { error: ERROR.NOT_LEADER_OR_FOLLOWER };
    return undefined;
  };
  fill(fake, 0, 0, 300);
  fill(fake, 1, 0, 300);
  const seen = await read(cluster, {
    positions: new Map([[0, 0], [1, 0]]),
    until: new Map([[0, 300], [1, 300]]),
    partitionMaxBytes: 1200,
  });
  assert.ok(count > 10);
  assert.deepEqual(seen.values.get(0), expected(0, 0, 300));
  assert.deepEqual(seen.values.get(1), expected(1, 0, 300));
});

Deno.test("Fetcher ends a bounded read though the last offsets hold only markers, or nothing at all", async () => {
  await using setup = await connected();
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1, 1]);
  fill(fake, 0, 0, 10);
  const control = batch(["\0\0\0\0"], (view) => view.setInt16(HEADER.ATTRIBUTES, HEADER.CONTROL_FLAG));
  fake.append(TOPIC, 0, control);
  fill(fake, 1, 0, 10);
  fake.partition(TOPIC, 1).next = 25; // compaction removed 10 to 24
  const seen = await read(cluster, {
    positions: new Map([[0, 0], [1, 0]]),
    until: new Map([[0, 11], [1, 25]]),
  });
  assert.deepEqual([...seen.values.values()].map((values) => values.length), [10, 10]);
  assert.deepEqual(seen.ends.toSorted(), [0, 1]);
  assert.deepEqual(seen.fetcher.progress().map(({ position }) => position), [11, 25]);
});

Deno.test("Fetcher under read_committed stops at the last stable offset and hides aborted records", async () => {
  await using setup = await connected();
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1]);
  const transactional = (view: DataView) => {
    view.setInt16(HEADER.ATTRIBUTES, HEADER.TRANSACTIONAL_FLAG);
    writeInt64(view, HEADER.PRODUCER_ID, 7);
  };
  fake.append(TOPIC, 0, batch(["aborted"], transactional));
  fake.append(TOPIC, 0, batch(["plain"]));
  fake.append(TOPIC, 0, batch(["open"], transactional));
  const log = fake.partition(TOPIC, 0);
  log.aborted = [{ producerId: 7, firstOffset: 0 }];
  log.lastStable = 2;
  const committed = await read(cluster, { positions: new Map([[0, 0]]), readCommitted: true }, (seen) => seen.idle > 1);
  assert.deepEqual(committed.values.get(0), ["plain"]);
  assert.deepEqual(committed.fetcher.progress(), [
    { partition: 0, position: 2, end: 2, timestamp: 1000, first: 0, held: 1 },
  ]);
  const all = await read(cluster, { positions: new Map([[0, 0]]), until: new Map([[0, 3]]) });
  assert.deepEqual(all.values.get(0), ["aborted", "plain", "open"]);
});

Deno.test("Fetcher names partition, wanted and available offsets when a position is out of range", async () => {
  await using setup = await connected();
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1]);
  fill(fake, 0, 0, 100);
  fake.partition(TOPIC, 0).start = 40;
  await assert.rejects(read(cluster, { positions: new Map([[0, 5]]) }), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.equal(
      error.message,
      'Cannot read partition 0 of the topic "orders" from offset 5: it has the offsets 40 to 100',
    );
    assert.match(error.diagnostic.hint ?? "", /source\.out_of_range = 'earliest'/);
    return true;
  });
  const skipped = await read(cluster, {
    positions: new Map([[0, 5]]),
    until: new Map([[0, 100]]),
    outOfRange: "earliest",
  });
  assert.deepEqual(skipped.values.get(0), expected(0, 40, 100));
  assert.equal(skipped.fetcher.lost, 35);
  const latest = await read(cluster, { positions: new Map([[0, 5]]), outOfRange: "latest" }, (seen) => seen.idle > 0);
  assert.equal(latest.fetcher.lost, 95);
});

Deno.test("Fetcher reads new partitions from their beginning", async () => {
  await using setup = await connected();
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1]);
  fill(fake, 0, 0, 10);
  let grown = false;
  const seen = await read(cluster, { positions: new Map([[0, 0]]), newPartitionsMs: 20 }, (seen) => {
    if (!grown) {
      grown = true;
      fake.create(TOPIC, [1, 1]);
      fill(fake, 0, 0, 10);
      fill(fake, 1, 0, 20);
    }
    return seen.values.get(1)?.length === 20;
  });
  assert.deepEqual(seen.values.get(1), expected(1, 0, 20));
});

Deno.test("Fetcher delivers what came before a corrupt batch, then names its place", async () => {
  await using setup = await connected();
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1]);
  fill(fake, 0, 0, 10);
  const rotten = batch(["rotten"]);
  rotten[rotten.length - 2] = 0;
  fake.append(TOPIC, 0, rotten);
  let delivered = 0;
  const reading = read(cluster, { positions: new Map([[0, 0]]), partitionMaxBytes: 10 }, (seen) => {
    delivered = seen.values.get(0)?.length ?? 0;
  });
  await assert.rejects(reading, /partition 0 at offset 10: the record batch is corrupt/);
  assert.equal(delivered, 10);
});

Deno.test("Fetcher stops at once when its signal aborts, while it waits and while it is being read", async () => {
  await using setup = await connected();
  const { fake, cluster } = setup;
  fake.create(TOPIC, [1]);
  fill(fake, 0, 0, 10);
  const stop = new AbortController();
  const fetcher = new Fetcher(cluster, { topic: TOPIC, positions: new Map([[0, 0]]), maxWaitMs: 60_000 });
  const kinds: string[] = [];
  for await (const event of fetcher.read(stop.signal)) {
    kinds.push(event.kind);
    if (event.kind === "idle") queueMicrotask(() => stop.abort());
  }
  assert.deepEqual(kinds, ["records", "idle"]);
});
