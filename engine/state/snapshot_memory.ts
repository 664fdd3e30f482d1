/**
 * Memory of one snapshot for the next but one: copying to where something has lain takes a seventh of the time that memory takes
 * which the system has to find first, and the copy is what sources stand still for. The one between stays as it is: what the next
 * one has that it had not is all that has to be written.
 */

import type { Turn } from "../turn.ts";

/** What a snapshot is made of. */
export type StateArray = Uint8Array | Int32Array | Float64Array | BigInt64Array;

/** Less than this is found fast enough. */
const SMALLEST = 64 * 1024;
/** Room for state that has grown by the next time, as a share. */
const HEADROOM = 1 / 4;
/** Bytes that the system is asked for in one go. */
const TOUCHED = 1 << 20;
/** So many snapshots use the same memory in turn. */
const SETS = 2;

export class SnapshotMemory {
  #free: ArrayBuffer[] = [];
  #last: ArrayBuffer[] = [];
  #used: ArrayBuffer[] = [];
  /** Something new was found since the last {@link release}. */
  #grew = false;
  /** Snapshots in a row for which nothing new was found. */
  #steady = 0;

  /** The next snapshot is likely to find its memory: there is nothing to {@link prepare}. */
  get isSteady(): boolean {
    return this.#steady >= SETS;
  }

  /** Finds memory for copies of so many bytes each before they are taken; others have their turns. */
  async prepare(sizes: readonly number[], turn: Turn): Promise<void> {
    const free = [...this.#free];
    for (const size of sizes.toSorted((a, b) => b - a)) {
      if (size < SMALLEST || takeFrom(free, size) !== undefined) continue;
      const buffer = this.#find(size);
      this.#free.push(buffer);
      for (let from = 0; from < buffer.byteLength; from += TOUCHED) {
        new Uint8Array(buffer, from, Math.min(TOUCHED, buffer.byteLength - from)).fill(0);
        if (turn.isOver()) await turn.next();
      }
    }
  }

  /** A copy, good until {@link release} was called twice. */
  copy<T extends StateArray>(array: T): T {
    if (array.byteLength < SMALLEST) return array.slice() as T;
    const buffer = takeFrom(this.#free, array.byteLength) ?? this.#find(array.byteLength);
    this.#used.push(buffer);
    const kind = array.constructor as new (buffer: ArrayBuffer, at: number, length: number) => T;
    const copy = new kind(buffer, 0, array.length);
    copy.set(array as never);
    return copy;
  }

  /**
   * The snapshot was written. The copies before it are not needed any more: the next ones may lie in their place. What none of
   * the last ones was taken for is given back.
   */
  release(): void {
    this.#free = this.#last;
    this.#last = this.#used;
    this.#used = [];
    this.#steady = this.#grew ? 0 : this.#steady + 1;
    this.#grew = false;
  }

  #find(length: number): ArrayBuffer {
    this.#grew = true;
    return new ArrayBuffer(Math.ceil(length * (1 + HEADROOM) / 8) * 8);
  }
}

/** The smallest that will do. */
function takeFrom(free: ArrayBuffer[], length: number): ArrayBuffer | undefined {
  let best = -1;
  for (const [i, { byteLength }] of free.entries()) {
    if (byteLength < length || byteLength > 4 * length) continue;
    if (best < 0 || byteLength < free[best]!.byteLength) best = i; // i and best are below its length
  }
  return best < 0 ? undefined : free.splice(best, 1)[0];
}
