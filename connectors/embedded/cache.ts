/** Something whose bytes can be dropped from memory and read again. */
export interface Cached {
  readonly size: number;
  data: Uint8Array | undefined;
}

/** What a blob of a few bytes costs beside them. */
const OVERHEAD = 200;

/** Keeps the bytes of the newest batches in memory, oldest out first, within a number of bytes. */
export class TailCache {
  readonly #limit: number;
  #queue: Cached[] = [];
  #head = 0;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(item: Cached, data: Uint8Array): void {
    item.data = data;
    this.#queue.push(item);
    this.#bytes += item.size + OVERHEAD;
    while (this.#bytes > this.#limit && this.#head < this.#queue.length) this.#evict();
    if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  #evict(): void {
    const oldest = this.#queue[this.#head++];
    if (!oldest) return;
    oldest.data = undefined;
    this.#bytes -= oldest.size + OVERHEAD;
  }
}
