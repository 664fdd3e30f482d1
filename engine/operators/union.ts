import type { Batch } from "../../schema/batch.ts";
import type { Receiver } from "../operator.ts";

/** UNION ALL: rows of all inputs as they come; the watermark is the smallest of those that have not ended. */
export class Union {
  readonly #next: Receiver;
  readonly #inputs: UnionInput[] = [];
  #watermark = MIN_WATERMARK;
  #ended = false;

  constructor(next: Receiver) {
    this.#next = next;
  }

  /** A receiver for one more input; all are asked for before rows come. */
  input(): Receiver {
    const input = new UnionInput(this.#next, () => this.#changed());
    this.#inputs.push(input);
    return input;
  }

  #changed(): void {
    if (this.#ended) return;
    const open = this.#inputs.filter((input) => !input.ended);
    if (open.length === 0) {
      this.#ended = true;
      return this.#next.end();
    }
    const watermark = open.reduce((low, input) => input.watermark < low ? input.watermark : low, open[0]!.watermark);
    if (watermark <= this.#watermark) return;
    this.#watermark = watermark;
    this.#next.advance(watermark);
  }
}

const MIN_WATERMARK = -(2n ** 63n);

class UnionInput implements Receiver {
  watermark = MIN_WATERMARK;
  ended = false;
  readonly #next: Receiver;
  readonly #changed: () => void;

  constructor(next: Receiver, changed: () => void) {
    this.#next = next;
    this.#changed = changed;
  }

  process(batch: Batch): void {
    this.#next.process(batch);
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
