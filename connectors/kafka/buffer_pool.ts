import { TAIL } from "./records/record_columns.ts";

/** How many idle buffers are kept: one being worked on and one ahead, per leader. */
const KEPT = 3;

/**
 * Large buffers that come round again, so that a fast reader does not allocate (and zero, and collect) megabytes for each
 * response. A buffer is longer than was asked for by at least {@link TAIL}.
 */
export class BufferPool {
  readonly #free: Uint8Array<ArrayBuffer>[] = [];

  take(size: number): Uint8Array<ArrayBuffer> {
    const needed = size + TAIL;
    const at = this.#free.findIndex((buffer) => buffer.length >= needed && buffer.length <= needed * 8);
    const found = at < 0 ? undefined : this.#free.splice(at, 1)[0];
    return found ?? new Uint8Array(needed < 65536 ? needed : 1 << Math.ceil(Math.log2(needed)));
  }

  /** The caller promises that nobody looks at the buffer any more. */
  give(buffer: Uint8Array<ArrayBuffer>): void {
    if (buffer.length < 65536) return;
    if (this.#free.length === KEPT) this.#free.shift();
    this.#free.push(buffer);
  }
}
