/** The rows of a result, kept for who pages, charts or queries them. */
import { keep } from "../../engine/operators/kept_batch.ts";
import type { Batch } from "../../schema/batch.ts";
import { valueAt } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";
import type { KeptResult } from "../view/kept_result.ts";

export interface KeptLimits {
  readonly rows: number;
  /** Roughly. */
  readonly bytes: number;
}

export const KEPT_LIMITS: KeptLimits = { rows: 100_000, bytes: 64 * 1024 * 1024 };

/** Keeps the first rows, until it is {@link full}. */
export class KeptRows implements KeptResult {
  /** Rows that came when it was full. */
  dropped = 0;
  /** The query has ended by itself. */
  ended = false;
  readonly #batches: Batch[] = [];
  /** Number of the first row of each batch. */
  readonly #starts: number[] = [];
  readonly #positions: readonly number[];
  #size = 0;
  #bytes = 0;

  /** `fields` of the batches, all visible. */
  constructor(readonly text: string, readonly fields: readonly Field[], readonly limits: KeptLimits = KEPT_LIMITS) {
    this.#positions = fields.map((_, index) => index);
  }

  get size(): number {
    return this.#size;
  }

  get full(): boolean {
    return this.#size >= this.limits.rows || this.#bytes >= this.limits.bytes;
  }

  get complete(): boolean {
    return this.ended && this.dropped === 0;
  }

  /** Copies the batch, if there is room for any of it: a last one may go over the limit by its own length. */
  append(batch: Batch): void {
    if (this.full) this.dropped += batch.length;
    if (batch.length === 0 || this.full) return;
    const kept = keep({ ...batch, origin: undefined }, this.#positions);
    this.#batches.push(kept);
    this.#starts.push(this.#size);
    this.#size += kept.length;
    this.#bytes += bytesOf(kept);
  }

  /** The batch that holds row `index`, which is below {@link size}, and the row's place in it. */
  at(index: number): { readonly batch: Batch; readonly row: number } {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const batch = this.#batches[low] ?? { length: 0, columns: [] };
    return { batch, row: index - (this.#starts[low] ?? 0) };
  }

  get batches(): readonly Batch[] {
    return this.#batches;
  }

  get rows(): Iterable<readonly Value[]> {
    return { [Symbol.iterator]: () => this.#each() };
  }

  *#each(): Generator<readonly Value[]> {
    for (const batch of this.#batches) {
      for (let row = 0; row < batch.length; row++) {
        yield this.fields.map(({ type }, i) => valueAt(batch.columns[i]!, type, row, batch.length)); // one per field
      }
    }
  }
}

function bytesOf(batch: Batch): number {
  let bytes = 0;
  for (const column of batch.columns) {
    bytes += column.kind === "bytes" ? column.data.length + 8 * batch.length : 8 * batch.length;
  }
  return bytes;
}
