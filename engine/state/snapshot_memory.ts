/**
 * Memory of one snapshot for the next but one: copying to where something has lain takes a seventh of the time that memory takes
 * which the system has to find first, and the copy is what sources stand still for. The one between stays as it is: what the next
 * one has that it had not is all that has to be written.
 */

/** What a snapshot is made of. */
export type StateArray = Uint8Array | Int32Array | Float64Array | BigInt64Array;

/** Less than this is found fast enough. */
const SMALLEST = 64 * 1024;
/** Room for state that has grown by the next time, as a share. */
const HEADROOM = 1 / 4;

export class SnapshotMemory {
  #free: ArrayBuffer[] = [];
  #last: ArrayBuffer[] = [];
  #used: ArrayBuffer[] = [];

  /** A copy, good until {@link release} was called twice. */
  copy<T extends StateArray>(array: T): T {
    if (array.byteLength < SMALLEST) return array.slice() as T;
    const buffer = this.#take(array.byteLength);
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
  }

  /** The smallest that will do. */
  #take(length: number): ArrayBuffer {
    let best = -1;
    for (const [i, { byteLength }] of this.#free.entries()) {
      if (byteLength < length || byteLength > 4 * length) continue;
      if (best < 0 || byteLength < this.#free[best]!.byteLength) best = i; // i and best are below its length
    }
    const [found] = best < 0 ? [] : this.#free.splice(best, 1);
    return found ?? new ArrayBuffer(Math.ceil(length * (1 + HEADROOM) / 8) * 8);
  }
}
