import assert from "node:assert/strict";
import { Turn } from "../turn.ts";
import { SnapshotMemory } from "./snapshot_memory.ts";

Deno.test("SnapshotMemory copies into what was prepared, the smallest that will do, and leaves small arrays alone", async () => {
  const memory = new SnapshotMemory();
  await memory.prepare([500_000, 100, 1_000_000], new Turn());
  const [small, large, tiny] = [new Uint8Array(480_000), new Uint8Array(999_999), new Uint8Array(100)];
  const bytesUnder = (array: Uint8Array<ArrayBuffer>) => memory.copy(array).buffer.byteLength;
  assert.equal(bytesUnder(small), 625_000);
  assert.equal(bytesUnder(large), 1_250_000);
  assert.equal(bytesUnder(tiny), 100);
  assert.equal(bytesUnder(small), 600_000, "a third one was not prepared");
});

Deno.test("SnapshotMemory is steady when two snapshots have found nothing new", async () => {
  const memory = new SnapshotMemory();
  const steady: boolean[] = [];
  for (const length of [200_000, 200_000, 200_000, 210_000, 500_000, 500_000, 500_000, 500_000]) {
    await memory.prepare([length], new Turn());
    memory.copy(new Uint8Array(length));
    memory.release();
    steady.push(memory.isSteady);
  }
  assert.deepEqual(steady, [false, false, false, true, false, false, false, true]);
});
