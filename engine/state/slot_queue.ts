/** Slots in the order of a time: which rows leave first. A binary heap over typed arrays. */
import type { SnapshotReader, SnapshotWriter } from "./snapshot.ts";

export class SlotQueue {
  /** By slot, while it is in the queue. */
  times = new BigInt64Array(0);
  #heap = new Int32Array(0);
  /** By slot: where it lies in the heap. */
  #places = new Int32Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get byteLength(): number {
    return this.times.byteLength + this.#heap.byteLength + this.#places.byteLength;
  }

  /** Slots are below `capacity` from now on. */
  reserve(capacity: number): void {
    if (capacity <= this.times.length) return;
    const [times, heap, places] = [this.times, this.#heap, this.#places];
    this.times = new BigInt64Array(capacity);
    this.#heap = new Int32Array(capacity);
    this.#places = new Int32Array(capacity);
    this.times.set(times);
    this.#heap.set(heap);
    this.#places.set(places);
  }

  /** The slot is not in the queue. */
  push(slot: number, time: bigint): void {
    this.times[slot] = time;
    this.#up(this.#size++, slot);
  }

  /** The slot's time becomes a later one; an earlier one is none of it. */
  delay(slot: number, time: bigint): void {
    if (time <= this.times[slot]!) return; // it is in the queue
    this.times[slot] = time;
    this.#down(this.#places[slot]!, slot);
  }

  remove(slot: number): void {
    const place = this.#places[slot]!; // it is in the queue
    const last = this.#heap[--this.#size]!; // not empty
    if (last === slot) return;
    if (place > 0 && this.#isBefore(last, this.#heap[(place - 1) >> 1]!)) this.#up(place, last);
    else this.#down(place, last);
  }

  /** The slot of the earliest time if that is before `limit`, taken out; else −1. */
  takeBefore(limit: bigint): number {
    if (this.#size === 0) return -1;
    const slot = this.#heap[0]!; // not empty
    if (this.times[slot]! >= limit) return -1;
    this.remove(slot);
    return slot;
  }

  #up(from: number, slot: number): void {
    const [heap, places] = [this.#heap, this.#places];
    let place = from;
    while (place > 0) {
      const above = heap[(place - 1) >> 1]!; // within the heap
      if (!this.#isBefore(slot, above)) break;
      heap[place] = above;
      places[above] = place;
      place = (place - 1) >> 1;
    }
    heap[place] = slot;
    places[slot] = place;
  }

  #down(from: number, slot: number): void {
    const [heap, places] = [this.#heap, this.#places];
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.#size) break;
      if (below + 1 < this.#size && this.#isBefore(heap[below + 1]!, heap[below]!)) below++;
      const next = heap[below]!; // within the heap
      if (!this.#isBefore(next, slot)) break;
      heap[place] = next;
      places[next] = place;
      place = below;
    }
    heap[place] = slot;
    places[slot] = place;
  }

  #isBefore(a: number, b: number): boolean {
    return this.times[a]! < this.times[b]!; // slots
  }

  snapshot(out: SnapshotWriter, name: string): void {
    const heap = this.#heap.subarray(0, this.#size);
    out.array(`${name}.heap`, heap);
    out.array(`${name}.times`, BigInt64Array.from(heap, (slot) => this.times[slot]!)); // slots
  }

  /** After {@link reserve}. */
  restore(from: SnapshotReader, name: string): void {
    const heap = from.int32(`${name}.heap`);
    const times = from.int64(`${name}.times`);
    this.#size = heap.length;
    heap.forEach((slot, place) => {
      this.#heap[place] = slot;
      this.#places[slot] = place;
      this.times[slot] = times[place]!; // one for each
    });
  }
}
