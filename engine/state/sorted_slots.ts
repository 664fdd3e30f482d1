/** Negative when the row at slot `a` is before that at `b`; never zero for two slots. */
export type SlotOrder = (a: number, b: number) => number;

const CHUNK = 256;

/** Slots in an order that the caller gives, always the same: a list of short lists, so that a change moves little. */
export class SortedSlots {
  /** None is empty. */
  readonly #chunks: number[][] = [];
  #size = 0;

  /** `slots` are in order. */
  constructor(slots: ArrayLike<number> = []) {
    for (let i = 0; i < slots.length; i += CHUNK / 2) {
      this.#chunks.push(Array.from({ length: Math.min(CHUNK / 2, slots.length - i) }, (_, k) => slots[i + k]!)); // within
    }
    this.#size = slots.length;
  }

  get size(): number {
    return this.#size;
  }

  get last(): number | undefined {
    return this.#chunks.at(-1)?.at(-1);
  }

  insert(slot: number, order: SlotOrder): void {
    this.#size++;
    const at = this.#chunkOf(slot, order);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      const last = this.#chunks.at(-1);
      if (last === undefined || last.length >= CHUNK) this.#chunks.push([slot]);
      else last.push(slot);
      return;
    }
    chunk.splice(placeIn(chunk, slot, order), 0, slot);
    if (chunk.length > CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK / 2));
  }

  remove(slot: number, order: SlotOrder): void {
    const at = this.#chunkOf(slot, order);
    const chunk = this.#chunks[at];
    const place = chunk === undefined ? -1 : placeIn(chunk, slot, order);
    if (chunk === undefined || chunk[place] !== slot) return;
    this.#size--;
    chunk.splice(place, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  /** Takes the last one out. */
  pop(): number | undefined {
    const chunk = this.#chunks.at(-1);
    const slot = chunk?.pop();
    if (chunk?.length === 0) this.#chunks.pop();
    if (slot !== undefined) this.#size--;
    return slot;
  }

  /** Calls with slots in order, until `visit` says false. */
  each(visit: (slot: number) => boolean): void {
    for (const chunk of this.#chunks) {
      for (const slot of chunk) if (!visit(slot)) return;
    }
  }

  /** All, in order. */
  all(): number[] {
    return this.#chunks.flat();
  }

  /** The first chunk whose last slot is not before `slot`. */
  #chunkOf(slot: number, order: SlotOrder): number {
    let [low, high] = [0, this.#chunks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (order(this.#chunks[middle]!.at(-1)!, slot) < 0) low = middle + 1; // no chunk is empty
      else high = middle;
    }
    return low;
  }
}

/** The first place whose slot is not before `slot`. */
function placeIn(chunk: readonly number[], slot: number, order: SlotOrder): number {
  let [low, high] = [0, chunk.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order(chunk[middle]!, slot) < 0) low = middle + 1; // middle < length
    else high = middle;
  }
  return low;
}
