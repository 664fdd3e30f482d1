import type { Batch } from "../../schema/batch.ts";
import type { Receiver } from "../operator.ts";

/** One computation, several readers: a table, view or memory table that a pipeline reads more than once. */
export class Tee implements Receiver {
  readonly #targets: Receiver[] = [];

  add(target: Receiver): void {
    this.#targets.push(target);
  }

  process(batch: Batch): void {
    for (const target of this.#targets) target.process(batch);
  }

  advance(watermark: bigint): void {
    for (const target of this.#targets) target.advance(watermark);
  }

  end(): void {
    for (const target of this.#targets) target.end();
  }
}
