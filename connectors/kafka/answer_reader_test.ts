import assert from "node:assert/strict";
import { AnswerReader, LARGEST_ANSWER } from "./answer_reader.ts";
import { BufferPool } from "./buffer_pool.ts";

/** Counts what is asked of it. */
class CountingPool extends BufferPool {
  readonly sizes: number[] = [];

  override take(size: number): Uint8Array<ArrayBuffer> {
    this.sizes.push(size);
    return super.take(size);
  }
}

/** A reader of pieces; null: the socket ends behind them. */
function readerOf(pieces: Iterable<Uint8Array>, limit = LARGEST_ANSWER) {
  const buffers = new CountingPool();
  const left = pieces[Symbol.iterator]();
  let rest = new Uint8Array(0) as Uint8Array;
  const reader = new AnswerReader({
    buffers,
    read(into) {
      if (rest.length === 0) rest = left.next().value ?? rest;
      if (rest.length === 0) return Promise.resolve(null);
      const part = rest.subarray(0, into.length);
      into.set(part);
      rest = rest.subarray(part.length);
      return Promise.resolve(part.length);
    },
    expected: (id) => id === 7 ? { name: "Fetch", limit } : undefined,
    nonsense: (why) => new Error(why),
  });
  return { reader, buffers };
}

function frame(length: number, id: number, present = length): Uint8Array {
  const bytes = new Uint8Array(4 + present).map((_, i) => i);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, length);
  if (present >= 4) view.setInt32(4, id);
  return bytes;
}

Deno.test("AnswerReader takes answers out of pieces of any length", async () => {
  const all = new Uint8Array([...frame(10, 7), ...frame(4, 7), ...frame(100_000, 7)]);
  for (const size of [1, 3, 4, 9, 70_000, all.length]) {
    const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
    const { reader } = readerOf(pieces);
    for (const length of [10, 4, 100_000]) {
      assert.deepEqual(await reader.next(), frame(length, 7).subarray(4), `pieces of ${size}`);
    }
    await assert.rejects(reader.next(), /the broker closed the connection$/);
  }
});

Deno.test("AnswerReader refuses lengths that no answer has before it takes memory for them", async () => {
  const cases: [Uint8Array, RegExp][] = [
    [frame(0x7fffffff, 7, 8), /an answer would have 2147483647 bytes/],
    [frame(-1, 7, 8), /an answer would have -1 bytes/],
    [frame(3, 7, 8), /an answer would have 3 bytes/],
    [frame(2001, 7, 8), /an answer to Fetch would have 2001 bytes, and 2000 are allowed/],
    [frame(100, 8, 8), /an answer came to request 8, which was never sent/],
  ];
  for (const [bytes, message] of cases) {
    const { reader, buffers } = readerOf([bytes], 2000);
    await assert.rejects(reader.next(), message);
    assert.deepEqual(buffers.sizes, []);
  }
});

Deno.test("AnswerReader takes memory for a large answer as its bytes come", async () => {
  const { reader, buffers } = readerOf([frame(LARGEST_ANSWER, 7, 1000)]);
  await assert.rejects(reader.next(), /the broker closed the connection within an answer/);
  assert.deepEqual(buffers.sizes, [32 << 20]);

  const length = 70 << 20;
  const piece = new Uint8Array(1 << 20).fill(9);
  const pieces = function* () {
    yield frame(length, 7, 4);
    for (let sent = 4; sent < length; sent += piece.length) {
      yield piece.subarray(0, Math.min(piece.length, length - sent));
    }
  };
  const whole = readerOf(pieces());
  const answer = await whole.reader.next();
  assert.deepEqual(whole.buffers.sizes, [32 << 20, 64 << 20, length]);
  assert.ok(answer.length === length && answer.subarray(4).every((byte) => byte === 9));
});
