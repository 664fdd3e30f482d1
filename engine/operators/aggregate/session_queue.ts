/** Which session ends next: a binary heap of ends and slots. An entry may be out of date, its reader finds out. */
import { grown } from "./arrays.ts";

export class SessionQueue {
  #ends = new BigInt64Array(16);
  #slots = new Int32Array(16);
  size = 0;

  get byteLength(): number {
    return this.#ends.byteLength + this.#slots.byteLength;
  }

  /** Of the first entry; there is one. */
  get end(): bigint {
    return this.#ends[0]!;
  }

  push(end: bigint, slot: number): void {
    if (this.size === this.#ends.length) {
      this.#ends = grown(this.#ends, this.size * 2);
      this.#slots = grown(this.#slots, this.size * 2);
    }
    const [ends, slots] = [this.#ends, this.#slots];
    let at = this.size++;
    ends[at] = end;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (ends[at]! >= ends[parent]!) break; // parent < at < size
      [ends[at], ends[parent]] = [ends[parent]!, ends[at]!];
      slots[at] = slots[parent]!;
      at = parent;
    }
    slots[at] = slot;
  }

  /** Takes the first entry out: its slot. */
  pop(): number {
    const [ends, slots] = [this.#ends, this.#slots];
    const first = slots[0]!;
    const last = --this.size;
    const [end, slot] = [ends[last]!, slots[last]!];
    let at = 0;
    for (let child = 1; child < last; child = 2 * at + 1) {
      if (child + 1 < last && ends[child + 1]! < ends[child]!) child++; // child < last
      if (end <= ends[child]!) break;
      ends[at] = ends[child]!;
      slots[at] = slots[child]!;
      at = child;
    }
    ends[at] = end;
    slots[at] = slot;
    return first;
  }

  clear(): void {
    this.size = 0;
  }
}
