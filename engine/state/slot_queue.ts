/**
 * Slots in the order of a time: which rows leave first. Slots whose times come in order wait in a line; a binary heap over
 * typed arrays holds the others.
 */
import type { SnapshotReader, SnapshotWriter } from "./snapshot.ts";

const LEFT = -1;
/** A bound in a typed array stays out of the heap (`speed.md` §5). */
const LIMIT = new BigInt64Array(1);

export class SlotQueue {
  /** By slot, while it is in the queue. */
  times = new BigInt64Array(0);
  #heap = new Int32Array(0);
  /** By slot: where it lies in the heap, or ~ where it lies in the line. */
  #places = new Int32Array(0);
  #size = 0;
  /** A ring of slots in the order of their times; {@link LEFT} where one was removed. Neither of its ends is such a gap. */
  #line = new Int32Array(0);
  #first = 0;
  /** Places of the line that are taken, gaps among them. */
  #length = 0;
  #gaps = 0;

  get size(): number {
    return this.#size + this.#length - this.#gaps;
  }

  get byteLength(): number {
    return this.times.byteLength + this.#heap.byteLength + this.#line.byteLength + this.#places.byteLength;
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
    const line = new Int32Array(capacity);
    for (let i = 0; i < this.#length; i++) {
      const slot = line[i] = this.#line[this.#inLine(i)]!; // i < length
      if (slot !== LEFT) this.#places[slot] = ~i;
    }
    this.#line = line;
    this.#first = 0;
  }

  /** Place in the ring of the i-th of the line. */
  #inLine(i: number): number {
    const place = this.#first + i;
    return place < this.#line.length ? place : place - this.#line.length;
  }

  /** The slot is not in the queue. */
  push(slot: number, time: bigint): void {
    this.times[slot] = time;
    const { times } = this;
    const length = this.#length;
    const isNext = length === 0 || times[slot]! >= times[this.#line[this.#inLine(length - 1)]!]!; // the end is no gap
    if (!isNext || length === this.#line.length) return this.#up(this.#size++, slot);
    const place = this.#inLine(length);
    this.#line[place] = slot;
    this.#places[slot] = ~place;
    this.#length++;
  }

  /** The same for `slots[0 … n)` and their times. */
  pushRows(slots: Int32Array, times: BigInt64Array, n: number): void {
    const [own, line, places, { length }] = [this.times, this.#line, this.#places, this.#line];
    let place = this.#length === 0 ? LEFT : this.#inLine(this.#length - 1);
    let last = place === LEFT ? LEFT : line[place]!; // the end is no gap
    if (place === LEFT) place = this.#first - 1;
    const room = Math.min(n, length - this.#length);
    let k = 0;
    for (; k < room; k++) {
      const slot = slots[k]!; // k < n
      own[slot] = times[k]!; // k < n
      if (last !== LEFT && own[slot]! < own[last]!) break;
      if (++place === length) place = 0;
      line[place] = slot;
      places[slot] = ~place;
      last = slot;
    }
    this.#length += k;
    for (; k < n; k++) this.push(slots[k]!, times[k]!); // k < n
  }

  /** The slot's time becomes a later one; an earlier one is none of it. */
  delay(slot: number, time: bigint): void {
    if (time <= this.times[slot]!) return; // it is in the queue
    this.remove(slot);
    this.push(slot, time);
  }

  remove(slot: number): void {
    const place = this.#places[slot]!; // it is in the queue
    if (place < 0) return this.#leaveLine(~place);
    const last = this.#heap[--this.#size]!; // not empty
    if (last === slot) return;
    if (place > 0 && this.#isBefore(last, this.#heap[(place - 1) >> 1]!)) this.#up(place, last);
    else this.#down(place, last);
  }

  #leaveLine(place: number): void {
    this.#line[place] = LEFT;
    this.#gaps++;
    while (this.#length > 0 && this.#line[this.#first] === LEFT) {
      this.#first = this.#inLine(1);
      this.#length--;
      this.#gaps--;
    }
    while (this.#length > 0 && this.#line[this.#inLine(this.#length - 1)] === LEFT) {
      this.#length--;
      this.#gaps--;
    }
  }

  /** Takes slots whose times are before `limit` out, in order, as many as `into` holds; how many. */
  takeBefore(limit: bigint, into: Int32Array): number {
    const { times } = this;
    LIMIT[0] = limit;
    if (this.#size === 0) return this.#takeFromLine(into);
    let count = 0;
    while (count < into.length && this.size > 0) {
      const [waiting, other] = [this.#line[this.#first]!, this.#heap[0]!]; // not both are empty
      const isOther = this.#length === 0 || (this.#size > 0 && times[other]! < times[waiting]!);
      const slot = isOther ? other : waiting;
      if (times[slot]! >= LIMIT[0]!) break; // one slot
      this.remove(slot);
      into[count++] = slot;
    }
    return count;
  }

  /** The same where no slot is in the heap. */
  #takeFromLine(into: Int32Array): number {
    const [{ times }, line] = [this, this.#line];
    let [first, length, count] = [this.#first, this.#length, 0];
    for (; length > 0; length--) {
      const slot = line[first]!; // within the line
      if (slot === LEFT) this.#gaps--;
      else if (count === into.length || times[slot]! >= LIMIT[0]!) break; // one slot
      else into[count++] = slot;
      if (++first === line.length) first = 0;
    }
    this.#first = first;
    this.#length = length;
    return count;
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

  /** The line as it lies in its ring: what has not moved has not changed since the last snapshot. `used`: slots are below it. */
  snapshot(out: SnapshotWriter, name: string, used: number): void {
    out.array(`${name}.heap`, this.#heap.subarray(0, this.#size));
    out.array(`${name}.line`, this.#line.subarray(0, this.#first + this.#length)); // all of it where it goes round
    out.array(`${name}.taken`, Int32Array.of(this.#first, this.#length));
    out.array(`${name}.times`, this.times.subarray(0, used));
  }

  /** After {@link reserve}. */
  restore(from: SnapshotReader, name: string): void {
    const heap = from.int32(`${name}.heap`);
    const times = from.int64(`${name}.times`);
    this.times.set(times);
    this.#size = heap.length;
    heap.forEach((slot, place) => {
      this.#heap[place] = slot;
      this.#places[slot] = place;
    });
    const line = from.int32(`${name}.line`);
    const [first = 0, length = 0] = from.int32(`${name}.taken`);
    this.#first = this.#length = this.#gaps = 0;
    for (let i = 0; i < length; i++) {
      const slot = line[(first + i) % line.length]!; // within the ring
      if (slot !== LEFT) this.push(slot, times[slot]!); // below used
    }
  }
}
