/** What a producer was given and brokers have not acknowledged: how much it is, and who waits for less. */
import type { SealedBatch } from "./produce_partition.ts";
import { abortable } from "./retry.ts";

interface Waiter {
  isOver(): boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Records are counted by *marks*, numbers that grow with {@link divide}: what was written before a moment can be waited
 * for while more is written.
 */
export class ProduceBacklog {
  /** Records acknowledged so far. */
  acknowledged = 0;
  /** Of what is written now. */
  mark = 0;
  /** By marks that are over. */
  readonly #older = new Map<number, number>();
  /** Of the present mark. */
  #newest = 0;
  #records = 0;
  #bytes = 0;
  #waiters: Waiter[] = [];

  /** Records written and not acknowledged. */
  get records(): number {
    return this.#records;
  }

  /** What they take, before compression. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Somebody waits for acknowledgements. */
  get awaited(): boolean {
    return this.#waiters.length > 0;
  }

  /** A record of so many bytes was written. */
  add(bytes: number): void {
    this.#records++;
    this.#newest++;
    this.#bytes += bytes;
  }

  /** What is written from now on has a new mark; answers the last one of what was written before. */
  divide(): number {
    if (this.#newest > 0) this.#older.set(this.mark, this.#newest);
    this.#newest = 0;
    return this.mark++;
  }

  acknowledge(batch: SealedBatch): void {
    this.acknowledged += batch.count;
    this.forget(batch);
  }

  /** They will not be acknowledged. */
  forget({ mark, count, bytes }: Pick<SealedBatch, "mark" | "count" | "bytes">): void {
    this.#records -= count;
    this.#bytes -= bytes;
    if (mark === this.mark) {
      this.#newest -= count;
    } else {
      const left = (this.#older.get(mark) ?? 0) - count;
      if (left > 0) this.#older.set(mark, left);
      else this.#older.delete(mark);
    }
    this.#wake();
  }

  /** Resolves when all records up to a mark that is over are acknowledged. */
  acknowledgedUpTo(mark: number, signal?: AbortSignal): Promise<void> {
    return this.#until(() => this.#older.keys().every((older) => older > mark), signal);
  }

  /** Resolves when it holds so many bytes or less. */
  shrunkTo(bytes: number): Promise<void> {
    return this.#until(() => this.#bytes <= bytes);
  }

  /** Nothing will be acknowledged any more. */
  fail(error: unknown): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }

  #until(isOver: () => boolean, signal?: AbortSignal): Promise<void> {
    if (isOver()) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiters.push({ isOver, resolve, reject });
    return abortable(promise, signal);
  }

  #wake(): void {
    if (this.#waiters.length === 0) return;
    const over = this.#waiters.filter((waiter) => waiter.isOver());
    if (over.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !over.includes(waiter));
    for (const waiter of over) waiter.resolve();
  }
}
