import { type Batch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { setValue } from "../../schema/column.ts";
import type { Value } from "../../schema/types.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { Receiver } from "../operator.ts";
import { GatheredBatch } from "./gather.ts";

export function unnestOperator(plan: LogicalPlan & { kind: "unnest" }, next: Receiver): Receiver {
  return new Unnest(plan, next);
}

/** A row for each element of an array. An update becomes its rows gone and its rows new: they may be of any number. */
class Unnest implements Receiver {
  readonly #array: number;
  readonly #element: number;
  readonly #out: GatheredBatch;
  readonly #next: Receiver;

  constructor(plan: LogicalPlan & { kind: "unnest" }, next: Receiver) {
    this.#array = plan.array;
    this.#element = plan.input.schema.fields.length;
    this.#out = new GatheredBatch(plan.input.schema.fields, plan.schema.fields, next);
    this.#next = next;
  }

  process(batch: Batch): void {
    const array = batch.columns[this.#array];
    const element = this.#out.columns[this.#element];
    if (array?.kind !== "any") return; // arrays are; without the column nobody can ask for its elements
    this.#out.begin(batch);
    for (let row = 0; row < batch.length; row++) {
      if (array.valid !== undefined && array.valid[row] === 0) continue;
      const elements = array.values[row] as readonly Value[]; // an array that is not NULL
      for (const value of elements) {
        const k = this.#out.add(row);
        this.#out.change = CHANGES[batch.changes?.[row] ?? INSERT]!; // one of the four
        if (element !== undefined) setValue(element, k, value);
      }
    }
    this.#out.finish();
  }

  advance(watermark: bigint): void {
    this.#next.advance(watermark);
  }

  end(): void {
    this.#next.end();
  }
}

const CHANGES: readonly number[] = [];
Object.assign(CHANGES, { [INSERT]: INSERT, [DELETE]: DELETE, [UPDATE_BEFORE]: DELETE, [UPDATE_AFTER]: INSERT });
