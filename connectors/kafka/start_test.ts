import assert from "node:assert/strict";
import { newest } from "./start.ts";

/** Positions of partitions 0, 1, … */
function at(...offsets: readonly number[]): Map<number, number> {
  return new Map(offsets.map((offset, partition) => [partition, offset]));
}

function sorted(positions: ReadonlyMap<number, number>): [number, number][] {
  return [...positions].sort(([a], [b]) => a - b);
}

Deno.test("newest shares the records out evenly", () => {
  assert.deepEqual(sorted(newest(100, at(0, 0), at(500, 900))), [[0, 450], [1, 850]]);
});

Deno.test("newest takes from large partitions what small ones lack", () => {
  assert.deepEqual(sorted(newest(100, at(0, 5, 7), at(500, 15, 7))), [[0, 410], [1, 5], [2, 7]]);
  assert.deepEqual(sorted(newest(100, at(2, 0), at(7, 3))), [[0, 2], [1, 0]]);
});

Deno.test("newest never takes more than it was asked for", () => {
  const many = at(...new Array(30).fill(1000));
  const positions = newest(7, at(...new Array(30).fill(0)), many);
  assert.equal([...positions.values()].reduce((sum, position) => sum + 1000 - position, 0), 7);
  assert.equal(positions.size, 30);
});
