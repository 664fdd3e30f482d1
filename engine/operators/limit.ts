import type { Batch } from "../../schema/batch.ts";
import type { Receiver, Stateful } from "../operator.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";
import { slice } from "./slice.ts";

/** LIMIT n OFFSET m: ends its output after n rows. */
export class LimitOperator implements Receiver, Stateful {
  readonly #next: Receiver;
  #skip: number;
  #left: number;
  #ended = false;

  constructor(limit: number | undefined, offset: number, next: Receiver) {
    this.#skip = offset;
    this.#left = limit ?? Infinity;
    this.#next = next;
  }

  process(batch: Batch): void {
    if (this.#ended) return;
    const from = Math.min(this.#skip, batch.length);
    const to = Math.min(batch.length, from + this.#left);
    this.#skip -= from;
    this.#left -= to - from;
    if (to > from) this.#next.process(from === 0 && to === batch.length ? batch : slice(batch, from, to));
    if (this.#left === 0) this.end();
  }

  advance(watermark: bigint): void {
    if (!this.#ended) this.#next.advance(watermark);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#next.end();
  }

  snapshot(out: SnapshotWriter): void {
    out.array("counts", Float64Array.of(this.#skip, this.#left, this.#ended ? 1 : 0));
  }

  restore(from: SnapshotReader): void {
    const [skip = 0, left = 0, ended] = from.float64("counts");
    this.#skip = skip;
    this.#left = left;
    this.#ended = ended === 1;
  }

  stateSize(): number {
    return 0;
  }
}
