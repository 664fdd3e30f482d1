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
    queue.snapshot(snapshot, "q", 100);
    queue = new SlotQueue();
    queue.reserve(100);
    queue.restore(Snapshot.decode(snapshot.encode()), "q");
    const limit = BigInt(Math.floor(random() * 30)) - 25n;
    const before = [...times].filter(([, time]) => time < limit);
    let last = -100n;
    const into = new Int32Array(7);
    let count = into.length;
    while (count === into.length) {
      count = queue.takeBefore(limit, into);
      for (const taken of into.subarray(0, count)) {
        const time = times.get(taken)!; // it was pushed
        assert.ok(time >= last && time < limit);
        last = time;
        times.delete(taken);
      }
    }
    assert.ok(before.every(([slot]) => !times.has(slot)));
    assert.equal(queue.size, times.size);
  }
});

Deno.test("SlotQueue keeps times that come almost in order in order, while it grows and slots are used again", () => {
  let queue = new SlotQueue();
  const into = new Int32Array(64);
  const free: number[] = [];
  let [used, waiting, last] = [0, 0, -1n];
  for (let time = 0; time < 3000; time++) {
    const slot = free.pop() ?? used++;
    queue.reserve(1 << (32 - Math.clz32(slot + 1)));
    queue.push(slot, BigInt(time % 50 === 49 ? time - 20 : time));
    waiting++;
    if (time % 7 !== 6) continue;
    if (time % 70 === 69) {
      const snapshot = new Snapshot();
      queue.snapshot(snapshot, "q", used);
      queue = new SlotQueue();
      queue.reserve(used);
      queue.restore(Snapshot.decode(snapshot.encode()), "q");
    }
    const count = queue.takeBefore(BigInt(time - 100), into);
    for (const taken of into.subarray(0, count)) {
      assert.ok(queue.times[taken]! >= last && queue.times[taken]! < BigInt(time - 100));
      last = queue.times[taken]!;
      free.push(taken);
    }
    waiting -= count;
    assert.equal(queue.size, waiting);
  }
  assert.ok(used < 250);
});

Deno.test("SlotQueue takes many slots at a time, some of them out of order, as it takes one", () => {
  let state = 5;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const [one, many] = [new SlotQueue(), new SlotQueue()];
  const free = Array.from({ length: 500 }, (_, slot) => slot);
  one.reserve(500);
  many.reserve(500);
  const [ofOne, ofMany] = [new Int32Array(40), new Int32Array(40)];
  for (let round = 0; round < 3000; round++) {
    const slots = Int32Array.from(free.splice(0, Math.floor(random() * 30)));
    const isOrdered = round % 300 < 200;
    const times = BigInt64Array.from(slots, (_, i) => {
      const late = !isOrdered && random() < 0.1 ? 40 : 0;
      return BigInt(round * 10 + Math.floor(i / 3) - late);
    });
    slots.forEach((slot, i) => one.push(slot, times[i]!)); // one for each
    many.pushRows(slots, times, slots.length);
    if (round % 3 === 0 && slots.length > 2) {
      for (const queue of [one, many]) queue.remove(slots[1]!); // longer than 2
      free.push(slots[1]!);
    }
    const limit = BigInt(round * 10 - 100);
    const count = one.takeBefore(limit, ofOne);
    assert.equal(many.takeBefore(limit, ofMany), count);
    const timesOf = (taken: Int32Array) => Array.from(taken.subarray(0, count), (slot) => one.times[slot]);
    assert.deepEqual(timesOf(ofMany), timesOf(ofOne));
    assert.equal(many.size, one.size);
    free.push(...ofOne.subarray(0, count));
    // Equal times may leave in another order: what is left must be the same.
    for (const slot of ofOne.subarray(0, count)) assert.ok(ofMany.subarray(0, count).includes(slot));
  }
  assert.ok(one.size < 500 && one.size > 0);
});
