import type { Batch } from "../../schema/batch.ts";
import { columnFor, type Int64Column } from "../../schema/column.ts";
import { TIMESTAMP } from "../../schema/types.ts";
import type { Receiver, Stateful } from "../operator.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";

/**
 * UNION ALL: rows of all inputs as they come; the watermark is the smallest of those that have not ended. So is what a row
 * says of the watermark before it, in the column at `rowWatermark`.
 */
export class Union implements Stateful {
  readonly #next: Receiver;
  readonly #rowWatermark: number | undefined;
  readonly #inputs: UnionInput[] = [];
  #watermark = MIN_WATERMARK;
  ended = false;

  constructor(next: Receiver, rowWatermark?: number) {
    this.#next = next;
    this.#rowWatermark = rowWatermark;
  }

  /** A receiver for one more input; all are asked for before rows come. */
  input(): Receiver {
    const input: UnionInput = new UnionInput(
      (batch) => this.#next.process(this.#lowered(batch, input)),
      () => this.#changed(),
    );
    this.#inputs.push(input);
    return input;
  }

  snapshot(out: SnapshotWriter): void {
    out.array("watermark", BigInt64Array.of(this.#watermark));
    out.array("watermarks", BigInt64Array.from(this.#inputs, (input) => input.watermark));
    out.array("ended", Uint8Array.from([this, ...this.#inputs], (one) => one.ended ? 1 : 0));
  }

  restore(from: SnapshotReader): void {
    const watermarks = from.int64("watermarks");
    const [ended, ...inputs] = from.bytes("ended");
    this.#watermark = from.int64("watermark")[0] ?? MIN_WATERMARK;
    this.ended = ended === 1;
    this.#inputs.forEach((input, i) => {
      input.watermark = watermarks[i] ?? MIN_WATERMARK;
      input.ended = inputs[i] === 1;
    });
  }

  stateSize(): number {
    return this.#inputs.length * 8;
  }

  #lowered(batch: Batch, from: UnionInput): Batch {
    const index = this.#rowWatermark;
    const column = index === undefined ? undefined : batch.columns[index];
    if (index === undefined || column?.kind !== "int64") return batch;
    const others = this.#inputs.filter((input) => input !== from && !input.ended).map((input) => input.watermark);
    const limit = others.reduce((low, watermark) => watermark < low ? watermark : low, MAX_WATERMARK);
    const { values } = from.lowered;
    for (let row = 0; row < batch.length; row++) {
      const own = column.values[row]!; // row < length
      const lowest = own < limit ? own : limit;
      values[row] = lowest > this.#watermark ? lowest : this.#watermark;
    }
    return { ...fieldsOf(batch), columns: batch.columns.with(index, from.lowered) };
  }

  #changed(): void {
    if (this.ended) return;
    const open = this.#inputs.filter((input) => !input.ended);
    if (open.length === 0) {
      this.ended = true;
      return this.#next.end();
    }
    const watermark = open.reduce((low, input) => input.watermark < low ? input.watermark : low, open[0]!.watermark);
    if (watermark <= this.#watermark) return;
    this.#watermark = watermark;
    this.#next.advance(watermark);
  }
}

const MIN_WATERMARK = -(2n ** 63n);
const MAX_WATERMARK = 2n ** 63n - 1n;

/** Batches are objects with getters: what they hold now. */
function fieldsOf({ length, columns, changes, partition, origin }: Batch): Batch {
  return { length, columns, changes, partition, origin };
}

class UnionInput implements Receiver {
  watermark = MIN_WATERMARK;
  ended = false;
  readonly lowered = columnFor({ type: TIMESTAMP, nullable: false }) as Int64Column;
  readonly #next: (batch: Batch) => void;
  readonly #changed: () => void;

  constructor(next: (batch: Batch) => void, changed: () => void) {
    this.#next = next;
    this.#changed = changed;
  }

  process(batch: Batch): void {
    this.#next(batch);
  }

  advance(watermark: bigint): void {
    this.watermark = watermark;
    this.#changed();
  }

  end(): void {
    this.ended = true;
    this.#changed();
  }
}
