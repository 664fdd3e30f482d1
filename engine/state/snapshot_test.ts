import assert from "node:assert/strict";
import type { Value } from "../../schema/types.ts";
import { Snapshot } from "./snapshot.ts";

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
