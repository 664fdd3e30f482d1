/** Records that wait for the next transaction, and what is counted of those that are on their way. */
import assert from "node:assert/strict";
import type { FakeCluster } from "./fake_cluster.ts";
import * as HEADER from "./protocol/batch_header.ts";
import { opened, stored, TOPIC, write } from "./test_producer.ts";

const IDENTITY = { transactionalId: "t", producerId: 7, producerEpoch: 1 };

/** First sequence number and epoch of each batch of a partition. */
function numbered(fake: FakeCluster, partition: number): [epoch: number, sequence: number][] {
  return fake.partition(TOPIC, partition).batches.map(({ bytes }) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return [view.getInt16(HEADER.PRODUCER_EPOCH), view.getInt32(HEADER.BASE_SEQUENCE)];
  });
}

Deno.test("Producer holds what belongs to the next transaction, and numbers it only then", async () => {
  for (const compression of ["none", "zstd"] as const) {
    const announced: string[] = [];
    await using setup = await opened([1, 1], {
      identity: IDENTITY,
      compression,
      batchBytes: 150,
      beforeFirst: (partition) => Promise.resolve(void announced.push(`${partition}`)),
    });
    const { fake, producer } = setup;
    for (let i = 0; i < 30; i++) write(producer, `first ${i}`, undefined, 0);
    producer.hold();
    for (let i = 0; i < 30; i++) write(producer, `second ${i}`, undefined, i % 2);
    await producer.flush();
    await producer.flush();
    assert.deepEqual([producer.acknowledged, producer.unacknowledged], [30, 30]);
    const first = Array.from({ length: 30 }, (_, i) => `first ${i}`);
    assert.deepEqual([stored(fake, 0), stored(fake, 1), announced], [first, [], ["0"]]);
    producer.renew({ ...IDENTITY, producerEpoch: 2 });
    write(producer, "third", undefined, 0);
    await producer.flush();
    const second = Array.from({ length: 30 }, (_, i) => `second ${i}`);
    assert.deepEqual(stored(fake, 0), [...first, ...second.filter((_, i) => i % 2 === 0), "third"]);
    assert.deepEqual(stored(fake, 1), second.filter((_, i) => i % 2 === 1));
    assert.deepEqual(announced.toSorted(), ["0", "0", "1"]);
    for (const partition of [0, 1]) {
      const numbers = numbered(fake, partition);
      const next = numbers.findIndex(([epoch]) => epoch === 2);
      assert.ok(numbers.slice(next).every(([epoch]) => epoch === 2), "epochs do not mix");
      assert.equal(numbers[next]?.[1], 0, "a new epoch counts from 0");
      assert.ok(numbers.length > next + 1, "several batches were held");
    }
  }
});

Deno.test("Producer asks to wait when what is held is too much, until it is sent", async () => {
  await using setup = await opened([1], { identity: IDENTITY, batchBytes: 200, bufferBytes: 1000 });
  const { producer } = setup;
  producer.hold();
  let wait: void | Promise<void> = undefined;
  let written = 0;
  for (; wait === undefined; written++) wait = write(producer, "x".repeat(50));
  assert.ok(written > 10 && written < 30, `${written} records of 60 bytes are 1,000 bytes`);
  let waits = true;
  void wait.then(() => waits = false);
  await producer.flush();
  assert.equal(waits, true);
  producer.renew(IDENTITY);
  await wait;
  await producer.flush();
  assert.equal(producer.acknowledged, written);
});

Deno.test("Producer.drop forgets what is held, and nothing else", async () => {
  await using setup = await opened([1], { identity: IDENTITY, batchBytes: 200, bufferBytes: 1000 });
  const { fake, producer } = setup;
  write(producer, "first");
  producer.hold();
  let wait: void | Promise<void> = undefined;
  while (wait === undefined) wait = write(producer, "dropped".repeat(10));
  producer.drop();
  await wait;
  await producer.flush();
  producer.renew(IDENTITY);
  write(producer, "second");
  await producer.flush();
  assert.deepEqual([stored(fake, 0), producer.unacknowledged], [["first", "second"], 0]);
});

Deno.test("Producer.flush waits for what was written before, and not for what is written meanwhile", async () => {
  await using setup = await opened([1]);
  const { fake, producer } = setup;
  let written = 0;
  fake.fault = (_broker, api) => {
    // There is never a moment at which nothing is on its way.
    if (api === "Produce" && written < 100) void write(producer, `${written++}`);
    return undefined;
  };
  write(producer, "before");
  await producer.flush();
  assert.ok(written < 10, `${written} records later`);
  assert.equal(stored(fake, 0)[0], "before");
  while (producer.unacknowledged > 0) await producer.flush();
  assert.equal(producer.acknowledged, 101);
});

Deno.test("Producer's bound does not move with the number of batches", async () => {
  await using setup = await opened([1], { bufferBytes: 3000, batchBytes: 100 });
  const { producer } = setup;
  const room = () => {
    let written = 1;
    while (write(producer, "x".repeat(80)) === undefined) written++;
    return written;
  };
  const first = room();
  await producer.flush();
  for (let i = 0; i < 200; i++) {
    await write(producer, "x".repeat(80));
    producer.begin(1000).appendText("half a record"); // an encoder that throws halfway
    await producer.flush();
  }
  assert.equal(room(), first);
  await producer.flush();
});
