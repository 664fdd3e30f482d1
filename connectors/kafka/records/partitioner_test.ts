import assert from "node:assert/strict";
import { murmur2, partition } from "./partitioner.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("murmur2 gives the values of Apache Kafka's UtilsTest", () => {
  const cases: [string, number][] = [
    ["21", -973932308],
    ["foobar", -790332482],
    ["a-little-bit-long-string", -985981536],
    ["a-little-bit-longer-string", -1486304829],
    ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
    ["abc", 479470107],
  ];
  for (const [text, hash] of cases) assert.equal(murmur2(bytes(text), 0, text.length), hash, text);
});

Deno.test("partition is never negative", () => {
  for (const text of ["21", "foobar", "abc", ""]) {
    const chosen = partition(bytes(text), 7);
    assert.ok(chosen >= 0 && chosen < 7);
  }
  assert.equal(partition(bytes("foobar"), 1000), (-790332482 & 0x7fffffff) % 1000);
});
