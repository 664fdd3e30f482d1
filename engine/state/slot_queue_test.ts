import assert from "node:assert/strict";
import { SlotQueue } from "./slot_queue.ts";
import { Snapshot } from "./snapshot.ts";

Deno.test("SlotQueue gives slots in the order of their times while others come and leave", () => {
  let state = 11;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const times = new Map<number, bigint>();
  let queue = new SlotQueue();
  for (let round = 0; round < 2000; round++) {
    const slot = Math.floor(random() * 100);
    const known = times.get(slot);
    if (known !== undefined && random() < 0.4) {
      const later = known + BigInt(Math.floor(random() * 20)) - 5n;
      queue.delay(slot, later);
      times.set(slot, later > known ? later : known);
    } else if (known !== undefined) {
      queue.remove(slot);
      times.delete(slot);
    } else {
      queue.reserve(slot + 1);
      const time = BigInt(Math.floor(random() * 50)) - 25n;
      queue.push(slot, time);
      times.set(slot, time);
    }
    if (round % 100 !== 99) continue;
    const snapshot = new Snapshot();
    queue.snapshot(snapshot, "q");
    queue = new SlotQueue();
    queue.reserve(100);
    queue.restore(Snapshot.decode(snapshot.encode()), "q");
    const limit = BigInt(Math.floor(random() * 30)) - 25n;
    const before = [...times].filter(([, time]) => time < limit);
    let last = -100n;
    for (let taken = queue.takeBefore(limit); taken >= 0; taken = queue.takeBefore(limit)) {
      const time = times.get(taken)!; // it was pushed
      assert.ok(time >= last && time < limit);
      last = time;
      times.delete(taken);
    }
    assert.ok(before.every(([slot]) => !times.has(slot)));
    assert.equal(queue.size, times.size);
  }
});
