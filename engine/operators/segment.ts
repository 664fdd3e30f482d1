import { RowError, type Segment } from "../codegen/segment.ts";
import type { Batch } from "../../schema/batch.ts";
import { DataError } from "../../schema/errors.ts";
import type { Receiver } from "../operator.ts";

/** Filters and projections: one generated loop. */
export class SegmentOperator implements Receiver {
  readonly #segment: Segment;
  readonly #next: Receiver;

  constructor(segment: Segment, next: Receiver) {
    this.#segment = segment;
    this.#next = next;
  }

  process(batch: Batch): void {
    const output = this.#run(batch);
    if (output.length > 0) this.#next.process(output);
  }

  #run(batch: Batch): Batch {
    try {
      return this.#segment.run(batch);
    } catch (error) {
      throw error instanceof RowError ? located(error, batch) : error;
    }
  }

  advance(watermark: bigint): void {
    this.#next.advance(watermark);
  }

  end(): void {
    this.#next.end();
  }
}

/** The failure with the record it happened on. */
export function located(error: RowError, batch: Batch): DataError {
  const place = batch.origin?.(error.row);
  const where = place ? ` (topic ${place.topic}, partition ${place.partition}, offset ${place.offset})` : "";
  return new DataError(`${error.message}${where}`, {
    code: "evaluation",
    place,
    cause: error,
    hint: "Guard it with TRY_CAST, CASE or NULLIF, or leave the record out in WHERE.",
  });
}
