/** Open sessions of all keys, by slot. */
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { grown } from "./arrays.ts";
import { SessionQueue } from "./session_queue.ts";
import { ALWAYS, NEVER } from "./windows.ts";

const FREE = -1;

export class Sessions {
  /** Times of the first and the last row, nanoseconds. */
  first = new BigInt64Array(0);
  last = new BigInt64Array(0);
  /** Slot of the key, or {@link FREE}. */
  keys = new Int32Array(0);
  /** The next session of the same key + 1, or 0. */
  next = new Int32Array(0);
  /** The first session of a key + 1, or 0. */
  heads = new Int32Array(0);
  /** Number of the row that began it. */
  arrival = new Float64Array(0);
  /** The end under which it is in the queue. */
  #queued = new BigInt64Array(0);
  readonly #queue = new SessionQueue();
  readonly #free: number[] = [];
  readonly #gap: bigint;
  used = 0;

  constructor(gap: bigint) {
    this.#gap = gap;
  }

  get size(): number {
    return this.used - this.#free.length;
  }

  get capacity(): number {
    return this.last.length;
  }

  get byteLength(): number {
    return this.capacity * 40 + this.heads.byteLength + this.#queue.byteLength;
  }

  /** No session closes while the watermark is below this; {@link NEVER}: there is none. */
  get nextClose(): bigint {
    return this.#queue.size === 0 ? NEVER : this.#queue.end + 1n;
  }

  reserveKeys(capacity: number): void {
    this.heads = grown(this.heads, capacity);
  }

  #reserve(): void {
    const capacity = Math.max(16, this.capacity * 2);
    this.first = grown(this.first, capacity);
    this.last = grown(this.last, capacity);
    this.keys = grown(this.keys, capacity);
    this.next = grown(this.next, capacity);
    this.arrival = grown(this.arrival, capacity);
    this.#queued = grown(this.#queued, capacity);
  }

  /** Begins a session of one row at `time`. */
  open(key: number, time: bigint, arrival: number): number {
    const slot = this.#free.pop() ?? this.used++;
    if (slot >= this.capacity) this.#reserve();
    this.first[slot] = this.last[slot] = time;
    this.keys[slot] = key;
    this.next[slot] = this.heads[key]!; // reserved
    this.heads[key] = slot + 1;
    this.arrival[slot] = arrival;
    this.#enqueue(slot);
    return slot;
  }

  #enqueue(slot: number): void {
    const end = this.last[slot]! + this.#gap; // a slot that is taken
    this.#queued[slot] = end;
    this.#queue.push(end, slot);
  }

  /** Session `slot` takes in the bounds of `other`, which leaves. */
  join(slot: number, other: number): void {
    if (this.first[other]! < this.first[slot]!) this.first[slot] = this.first[other]!; // slots that are taken
    if (this.last[other]! > this.last[slot]!) this.last[slot] = this.last[other]!;
    if (this.arrival[other]! < this.arrival[slot]!) this.arrival[slot] = this.arrival[other]!;
    this.release(other);
  }

  /** The session leaves; true when its key has no other. */
  release(slot: number): boolean {
    const key = this.keys[slot]!; // a slot that is taken
    const after = this.next[slot]!;
    if (this.heads[key] === slot + 1) this.heads[key] = after;
    else {
      let before = this.heads[key]! - 1;
      while (this.next[before] !== slot + 1) before = this.next[before]! - 1;
      this.next[before] = after;
    }
    this.keys[slot] = FREE;
    this.#queued[slot] = ALWAYS;
    this.#free.push(slot);
    return this.heads[key] === 0;
  }

  /** Sessions that end before `watermark`: by end, then by arrival. They are still there. */
  closing(watermark: bigint): number[] {
    const slots: number[] = [];
    while (this.#queue.size > 0 && this.#queue.end < watermark) {
      const { end } = this.#queue;
      const slot = this.#queue.pop();
      if (this.#queued[slot] !== end) continue; // it left, or is queued once more
      if (this.last[slot]! + this.#gap > end) this.#enqueue(slot); // it went on
      else {
        this.#queued[slot] = ALWAYS;
        slots.push(slot);
      }
    }
    const { last, arrival } = this;
    return slots.sort((a, b) => last[a]! < last[b]! ? -1 : last[a]! > last[b]! ? 1 : arrival[a]! - arrival[b]!);
  }

  snapshot(out: SnapshotWriter): void {
    out.array("first", this.first.subarray(0, this.used));
    out.array("last", this.last.subarray(0, this.used));
    out.array("keys", this.keys.subarray(0, this.used));
    out.array("next", this.next.subarray(0, this.used));
    out.array("arrival", this.arrival.subarray(0, this.used));
    out.array("heads", this.heads);
    out.array("free", Int32Array.from(this.#free));
  }

  restore(from: SnapshotReader): void {
    this.first = from.int64("first");
    this.last = from.int64("last");
    this.keys = from.int32("keys");
    this.next = from.int32("next");
    this.arrival = from.float64("arrival");
    this.heads = from.int32("heads");
    this.#free.push(...from.int32("free"));
    this.used = this.last.length;
    this.#queued = new BigInt64Array(this.used).fill(ALWAYS);
    for (let slot = 0; slot < this.used; slot++) if (this.keys[slot] !== FREE) this.#enqueue(slot);
  }
}
