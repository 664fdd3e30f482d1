import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { KafkaCluster } from "./cluster.ts";
import { FakeCluster } from "./fake_cluster.ts";
import { Producer } from "./producer.ts";
import { ERROR } from "./protocol/error_codes.ts";
import { partition as partitionOf } from "./records/partitioner.ts";
import { opened, stored, TOPIC, write } from "./test_producer.ts";

const utf8 = new TextEncoder();

Deno.test("Producer puts each key where Java's producer would, in order, and counts what is acknowledged", async () => {
  await using setup = await opened([1, 1, 1]);
  const { fake, producer } = setup;
  for (let i = 0; i < 300; i++) write(producer, `${i}`, `key ${i % 10}`);
  assert.equal(producer.acknowledged, 0);
  assert.equal(producer.unacknowledged, 300);
  await producer.flush();
  assert.equal(producer.acknowledged, 300);
  for (let partition = 0; partition < 3; partition++) {
    const wanted = Array.from({ length: 300 }, (_, i) => i)
      .filter((i) => partitionOf(utf8.encode(`key ${i % 10}`), 3) === partition)
      .map(String);
    assert.deepEqual(stored(fake, partition), wanted);
  }
});

Deno.test("Producer keeps records without a key together, and spreads their batches", async () => {
  await using setup = await opened([1, 1]);
  const { fake, producer } = setup;
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 5; i++) write(producer, `${round}`);
    await producer.flush();
  }
  assert.deepEqual([stored(fake, 0), stored(fake, 1)], [["0", "0", "0", "0", "0"], ["1", "1", "1", "1", "1"]]);
  assert.equal(fake.partition(TOPIC, 0).batches.length, 1);
});

Deno.test("Producer writes to partitions that the topic gets later, with the transaction's leave", async () => {
  const announced: number[] = [];
  await using world = await opened([1], {
    newPartitionsMs: 1,
    beforeFirst: (partition) => Promise.resolve(void announced.push(partition)),
  });
  const { fake, producer } = world;
  await write(producer, "before", "k");
  await producer.flush();
  fake.grow(TOPIC, 1);
  while (producer.partitions < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  for (let i = 0; i < 20; i++) await write(producer, `value ${i}`, `key ${i}`);
  await producer.flush();
  assert.equal(stored(fake, 0).length + stored(fake, 1).length, 21);
  assert.ok(stored(fake, 1).length > 0);
  assert.deepEqual(announced, [0, 1]);
});

Deno.test("Producer writes every record once when one of two partitions answers NOT_LEADER and moves", async () => {
  await using setup = await opened([1, 2]);
  const { fake, producer } = setup;
  await producer.flush();
  let refused = 0;
  fake.fault = (broker, api) => {
    if (api !== "Produce" || broker !== 2 || refused > 0) return undefined;
    refused++;
    fake.partition(TOPIC, 1).leader = 1; // which has answered already, or will
    return { error: ERROR.NOT_LEADER_OR_FOLLOWER };
  };
  write(producer, "a", undefined, 0);
  write(producer, "b", undefined, 1);
  await producer.flush();
  assert.equal(refused, 1);
  assert.deepEqual([stored(fake, 0), stored(fake, 1)], [["a"], ["b"]]);
  assert.deepEqual(producer.state, { kind: "connected" });
});

Deno.test("Producer doubles nothing and keeps order though requests, answers and leaders are lost", async () => {
  await using setup = await opened([1, 2, 2], { batchBytes: 400 });
  const { fake, producer } = setup;
  let count = 0;
  let faults = 0;
  fake.fault = (_broker, api) => {
    if (api !== "Produce") return undefined;
    count++;
    const pick = count % 9;
    if (pick !== 2 && pick !== 5 && pick !== 7) return undefined;
    faults++;
    if (pick === 2) return "lose";
    if (pick === 5) return "mute";
    const log = fake.partition(TOPIC, count % 3);
    log.leader = 3 - log.leader;
    return { error: ERROR.NOT_LEADER_OR_FOLLOWER };
  };
  const wanted: string[][] = [[], [], []];
  for (let i = 0; i < 600; i++) {
    wanted[i % 3]?.push(`value ${i}`);
    await write(producer, `value ${i}`, undefined, i % 3);
    if (i % 200 === 199) await producer.flush();
  }
  await producer.flush();
  assert.ok(faults > 5, `${faults} faults`);
  assert.deepEqual([0, 1, 2].map((partition) => stored(fake, partition)), wanted);
  assert.equal(producer.acknowledged, 600);
  assert.equal(producer.unacknowledged, 0);
});

Deno.test("Producer writes on when its broker comes back, and is reconnecting until then", async () => {
  const states: string[] = [];
  await using setup = await opened([1], {
    onState(state) {
      states.push(state.kind);
      if (state.kind === "reconnecting" && states.length === 1) broker?.start();
    },
  });
  const { fake, producer } = setup;
  const [broker] = fake.brokers;
  write(producer, "before");
  await producer.flush();
  await broker?.stop();
  write(producer, "after");
  await producer.flush();
  assert.deepEqual(stored(fake, 0), ["before", "after"]);
  assert.deepEqual(states, ["reconnecting", "connected"]);
});

Deno.test("Producer halves a batch that the topic finds too large, and refuses a record that is", async () => {
  await using setup = await opened([1]);
  const { fake, producer } = setup;
  fake.maxMessageBytes = 500;
  const wanted: (string | null)[] = [];
  for (let i = 0; i < 100; i++) {
    wanted.push(i % 10 === 0 ? null : `value ${i}`);
    write(producer, i % 10 === 0 ? null : `value ${i}`);
  }
  await producer.flush();
  assert.deepEqual(stored(fake, 0), wanted);
  write(producer, "x".repeat(600));
  await assert.rejects(producer.flush(), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.match(error.message, /a record of 6\d\d bytes is larger than the topic allows$/);
    assert.equal(error.diagnostic.code, "too_large");
    return true;
  });
  assert.throws(() => write(producer, "y"), /larger than the topic allows/);
});

Deno.test("Producer asks to wait when too much is on its way, until enough is acknowledged", async () => {
  await using setup = await opened([1], { bufferBytes: 10_000, batchBytes: 2000 });
  const { fake, producer } = setup;
  let waits = 0;
  for (let i = 0; i < 500; i++) {
    const wait = write(producer, "x".repeat(100));
    if (!wait) continue;
    waits++;
    await wait;
    assert.ok(producer.unacknowledged <= 100);
  }
  await producer.flush();
  assert.ok(waits > 2);
  assert.equal(stored(fake, 0).length, 500);
});

Deno.test("Producer fails for good on a sequence gap, a fence and a missing right", async () => {
  const cases: [number, string, RegExp][] = [
    [ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER, "sequence_gap", /the broker misses earlier records of this producer/],
    [ERROR.INVALID_PRODUCER_EPOCH, "fenced", /a newer instance with the same identity has taken over/],
    [ERROR.PRODUCER_FENCED, "fenced", /a newer instance/],
    [ERROR.TOPIC_AUTHORIZATION_FAILED, "authorization", /: this client lacks the right WRITE on the topic "orders"$/],
  ];
  for (const [error, code, message] of cases) {
    await using setup = await opened([1]);
    const { fake, producer } = setup;
    fake.fault = (_broker, api) => api === "Produce" ? { error } : undefined;
    write(producer, "a");
    await assert.rejects(producer.flush(), (error) => {
      assert.ok(error instanceof ConnectorError);
      assert.match(error.message, message);
      assert.equal(error.diagnostic.code, code);
      return true;
    });
  }
});

Deno.test("Producer takes a duplicate for success", async () => {
  await using setup = await opened([1]);
  const { fake, producer } = setup;
  fake.fault = (_broker, api) => api === "Produce" ? { error: 46 } : undefined;
  write(producer, "a");
  await producer.flush();
  assert.equal(producer.acknowledged, 1);
});

Deno.test("Producer without idempotence writes with acks 1 and 0 and every codec", async () => {
  for (const acks of [1, 0] as const) {
    for (const compression of ["none", "gzip", "snappy", "lz4", "zstd"] as const) {
      await using setup = await opened([1], { acks, compression });
      const { fake, producer } = setup;
      for (let i = 0; i < 50; i++) write(producer, `value ${i}`);
      await producer.flush();
      while (acks === 0 && fake.partition(TOPIC, 0).next < 50) await fake.wait(1000);
      assert.deepEqual(stored(fake, 0), Array.from({ length: 50 }, (_, i) => `value ${i}`));
      assert.equal(producer.identity, undefined);
    }
  }
});

Deno.test("Producer lingers when asked to, and flush does not wait for it", async () => {
  await using setup = await opened([1], { lingerMs: 20 });
  const { fake, producer } = setup;
  write(producer, "a");
  await Promise.resolve();
  write(producer, "b");
  while (producer.acknowledged < 2) await fake.wait(5);
  assert.equal(fake.partition(TOPIC, 0).batches.length, 1);
  write(producer, "c");
  await producer.flush();
  assert.deepEqual(stored(fake, 0), ["a", "b", "c"]);
});

Deno.test("Producer announces a partition before its first batch in each transaction", async () => {
  const announced: number[] = [];
  const identity = { producerId: 5, producerEpoch: 0, transactionalId: "sluice-a" };
  await using setup = await opened([1, 1], {
    identity,
    beforeFirst: (partition) => Promise.resolve(void announced.push(partition)),
  });
  const { fake, producer } = setup;
  const values = ["a", "b", "c", "d"];
  for (const value of values.slice(0, 2)) {
    write(producer, value, undefined, 1);
    await producer.flush();
  }
  assert.deepEqual(announced, [1]);
  producer.renew(identity);
  write(producer, "c", undefined, 1);
  await producer.flush();
  producer.renew({ ...identity, producerEpoch: 1 });
  write(producer, "d", undefined, 1);
  await producer.flush();
  assert.deepEqual(announced, [1, 1, 1]);
  assert.deepEqual(stored(fake, 1), values);
  assert.deepEqual([...fake.partition(TOPIC, 1).sequences].map(([key, batches]) => [key, batches.length]), [
    ["5/0", 3],
    ["5/1", 1],
  ]);
});

Deno.test("Producer.open names the nearest topic when there is none of that name", async () => {
  await using fake = new FakeCluster();
  fake.create("orders", [1]);
  await using cluster = await KafkaCluster.connect({ bootstrap: fake.bootstrap });
  await assert.rejects(Producer.open(cluster, { topic: "ordres" }), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.equal(error.message, 'The topic "ordres" does not exist');
    assert.equal(error.diagnostic.code, "not_found");
    assert.match(error.diagnostic.hint ?? "", /^Did you mean "orders"\? .*topic\.create/);
    return true;
  });
});
