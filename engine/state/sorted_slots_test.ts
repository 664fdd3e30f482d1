import assert from "node:assert/strict";
import { Heap } from "./heap.ts";
import { SortedSlots } from "./sorted_slots.ts";

function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

Deno.test("SortedSlots keeps the order while slots come and leave", () => {
  const random = generator(1);
  const value = Array.from({ length: 5000 }, () => Math.floor(random() * 200));
  const order = (a: number, b: number) => value[a]! - value[b]! || a - b;
  let slots = new SortedSlots();
  let kept: number[] = [];
  for (let slot = 0; slot < value.length; slot++) {
    slots.insert(slot, order);
    kept.push(slot);
    if (random() < 0.4) {
      const gone = kept[Math.floor(random() * kept.length)]!;
      slots.remove(gone, order);
      slots.remove(gone, order); // it is not there any more
      kept = kept.filter((one) => one !== gone);
    }
    if (slot % 500 !== 499) continue;
    kept.sort(order);
    assert.deepEqual(slots.all(), kept);
    assert.equal(slots.size, kept.length);
    assert.equal(slots.pop(), kept.pop());
    assert.equal(slots.last, kept.at(-1));
    slots = new SortedSlots(slots.all());
  }
  const first: number[] = [];
  slots.each((slot) => first.push(slot) < 3);
  assert.deepEqual(first, kept.slice(0, 3));
});

Deno.test("Heap gives the smallest first", () => {
  const random = generator(2);
  const heap = new Heap<number>((a, b) => a < b);
  const kept: number[] = [];
  for (let i = 0; i < 2000; i++) {
    const number = Math.floor(random() * 100);
    heap.push(number);
    kept.push(number);
    kept.sort((a, b) => a - b);
    assert.equal(heap.first, kept[0]);
    if (random() < 0.5) assert.equal(heap.pop(), kept.shift());
    assert.equal(heap.size, kept.length);
  }
});
