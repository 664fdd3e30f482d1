/** When groups were last touched by the wall clock, in four bytes each. */
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { grown } from "./arrays.ts";

/** The finest step is this part of the ttl, a millisecond at least. */
const STEPS = 100_000;
const LARGEST = 2 ** 30;

export class TouchTimes {
  readonly #ttl: number;
  readonly #step: number;
  /** Milliseconds since the epoch. */
  #base: number;
  /** Steps since the base, by slot. */
  #times = new Int32Array(0);
  /** No group is older than the ttl before this. */
  #next: number;

  /** Milliseconds; `ttl` is not 0. */
  constructor(ttl: number, now: number) {
    this.#ttl = ttl;
    this.#step = Math.max(1, Math.floor(ttl / STEPS));
    this.#base = now;
    this.#next = now + ttl;
  }

  get byteLength(): number {
    return this.#times.byteLength;
  }

  touch(slots: Int32Array, rows: number, capacity: number, now: number): void {
    const times = this.#times = grown(this.#times, capacity);
    const time = this.#steps(now);
    for (let row = 0; row < rows; row++) times[slots[row]!] = time; // row < rows
  }

  #steps(now: number): number {
    const steps = Math.ceil((now - this.#base) / this.#step);
    if (steps < LARGEST) return steps;
    this.#base += LARGEST * this.#step;
    for (let slot = 0; slot < this.#times.length; slot++) this.#times[slot]! -= LARGEST; // slot < length
    return steps - LARGEST;
  }

  /** Calls with every slot below `used` for which `isTaken` and that was not touched for the ttl. */
  expired(now: number, used: number, isTaken: (slot: number) => boolean, visit: (slot: number) => void): void {
    if (now < this.#next) return;
    const limit = Math.floor((now - this.#ttl - this.#base) / this.#step);
    let oldest = this.#steps(now);
    for (let slot = 0; slot < used; slot++) {
      const time = this.#times[slot]!; // slot < used
      if (time > limit && time >= oldest) continue;
      if (!isTaken(slot)) continue;
      if (time <= limit) visit(slot);
      else oldest = time;
    }
    this.#next = this.#base + oldest * this.#step + this.#ttl;
  }

  snapshot(out: SnapshotWriter, used: number): void {
    out.array("touched", this.#times.subarray(0, used));
    out.array("touched.base", Float64Array.of(this.#base));
  }

  restore(from: SnapshotReader): void {
    this.#times = from.int32("touched");
    this.#base = from.float64("touched.base")[0]!; // one value
    this.#next = this.#base;
  }
}
