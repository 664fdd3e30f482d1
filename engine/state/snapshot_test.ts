import assert from "node:assert/strict";
import type { Value } from "../../schema/types.ts";
import { Turn } from "../turn.ts";
import { Snapshot } from "./snapshot.ts";
import { SnapshotMemory } from "./snapshot_memory.ts";

Deno.test("Snapshot gives back every kind of state, by operator", () => {
  const values: Value[] = [
    null,
    true,
    false,
    1.5,
    NaN,
    0n,
    -1n,
    127n,
    128n,
    -128n,
    -129n,
    2n ** 127n,
    -(2n ** 127n),
    "é😀",
    Uint8Array.of(0, 255),
    { months: 1, days: -2, nanos: -3n },
    [1n, [null, "x"]],
  ];
  const snapshot = new Snapshot();
  const numbers = Float64Array.of(1, 2, 3);
  snapshot.part("1").array("n", numbers);
  numbers[0] = 9;
  snapshot.part("2").array("n", BigInt64Array.of(-1n));
  snapshot.part("2").array("b", Uint8Array.of(1, 2, 3));
  snapshot.part("2").values("v", values);
  const read = Snapshot.decode(snapshot.encode());
  assert.deepEqual([...read.part("1").float64("n")], [1, 2, 3]);
  assert.deepEqual([...read.part("2").int64("n")], [-1n]);
  assert.deepEqual([...read.part("2").bytes("b")], [1, 2, 3]);
  assert.deepEqual(read.part("2").values("v"), values);
});

Deno.test("Snapshot.decode refuses what was damaged", () => {
  const snapshot = new Snapshot();
  snapshot.array("a", Int32Array.of(1, 2, 3));
  const bytes = snapshot.encode();
  for (const at of [0, 5, 20, bytes.length - 1]) {
    const damaged = bytes.slice();
    damaged[at]! ^= 1;
    assert.throws(() => Snapshot.decode(damaged), { message: /^Cannot read a snapshot: / });
  }
  assert.throws(() => Snapshot.decode(bytes.subarray(0, 10)), { message: /^Cannot read a snapshot: / });
});

Deno.test("Snapshot gives back integers of every size", () => {
  const edges = Array.from({ length: 70 }, (_, bits) => 1n << BigInt(bits));
  const values = edges.flatMap((edge) => [edge - 1n, edge, edge + 1n, -edge - 1n, -edge, 1n - edge]);
  const snapshot = new Snapshot();
  snapshot.values("v", values);
  assert.deepEqual(Snapshot.decode(snapshot.encode()).values("v"), values);
});

Deno.test("Snapshot encodes values that last when it is written, at once or in turns", async () => {
  const values = Array.from({ length: 5000 }, (_, i): Value => i % 2 === 0 ? BigInt(i) : `text ${i}`);
  const written = await Promise.all([false, true].map(async (inTurns) => {
    const snapshot = new Snapshot();
    snapshot.part("1").lastingValues("v", values);
    assert.deepEqual(snapshot.part("1").values("v"), values, "before");
    if (inTurns) await snapshot.settle(new Turn());
    assert.deepEqual(snapshot.part("1").values("v"), values, "after");
    return snapshot.encode();
  }));
  assert.deepEqual(written[0], written[1]);
  assert.deepEqual(Snapshot.decode(written[0]!).part("1").values("v"), values); // there are two
});

Deno.test("Snapshot.pieces are small where the state is large, and few where it has many parts", () => {
  const snapshot = new Snapshot();
  const large = Float64Array.from({ length: 2_000_001 }, (_, i) => i);
  snapshot.array("large", large);
  for (let i = 0; i < 1000; i++) snapshot.array(`small ${i}`, Uint8Array.of(i, i, i));
  const pieces = [...snapshot.pieces()];
  assert.ok(pieces.every(({ length }) => length <= 8 << 20), "none is large");
  assert.ok(pieces.length < 10, `${pieces.length} pieces`);
  const read = Snapshot.decode(snapshot.encode());
  assert.deepEqual([read.float64("large"), read.bytes("small 999")], [large, Uint8Array.of(231, 231, 231)]);
});

Deno.test("Snapshot in the memory of the last but one holds the state as it is now, and leaves the last one as it is", () => {
  const memory = new SnapshotMemory();
  const lengths = [100_000, 100_000, 110_000, 200_000, 20_000, 3, 100_000];
  const buffers: ArrayBufferLike[] = [];
  let [last, lastWanted] = [new Snapshot(), new Int32Array(0)];
  last.array("state", lastWanted);
  for (const [turn, length] of lengths.entries()) {
    const state = Int32Array.from({ length }, (_, i) => i * (turn + 1));
    const flags = new Uint8Array(length).fill(turn);
    const snapshot = new Snapshot(memory);
    snapshot.array("state", state);
    snapshot.array("flags", flags);
    const wanted = state.slice();
    state.fill(-1);
    assert.deepEqual([snapshot.int32("state"), snapshot.bytes("flags")], [wanted, flags], `${length}`);
    assert.deepEqual(Snapshot.decode(snapshot.encode()).int32("state"), wanted);
    assert.deepEqual(last.int32("state"), lastWanted, `before ${length}`);
    [last, lastWanted] = [snapshot, wanted];
    buffers.push(snapshot.int32("state").buffer);
    memory.release();
  }
  assert.ok(buffers[0] === buffers[2], "it had grown a little");
  assert.ok(buffers[1] !== buffers[3], "it was too small");
  assert.ok(buffers[2] !== buffers[4], "it was far too large");
});
