import type { Batch } from "../../schema/batch.ts";
import type { Schema } from "../../schema/field.ts";
import type { SortKey } from "../../sql/plan.ts";
import type { Receiver, Stateful } from "../operator.ts";
import { type RowOrder, rowOrder } from "../row_order.ts";
import { batchesOfRows, type RowCollection, rowCollection } from "../standing_rows.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";

interface SortOptions {
  readonly keys: readonly SortKey[];
  readonly limit: number | undefined;
  readonly offset: number;
  /** Of the input. */
  readonly schema: Schema;
}

/**
 * ORDER BY over a bounded input: keeps all rows, gives those that are left sorted at the end. Equal rows stay in order
 * of arrival. Without keys it is the LIMIT of an updating input.
 */
export class SortOperator implements Receiver, Stateful {
  readonly #options: SortOptions;
  readonly #next: Receiver;
  readonly #rows: RowCollection;
  readonly #order: RowOrder;

  constructor(options: SortOptions, next: Receiver) {
    this.#options = options;
    this.#order = rowOrder(options.keys);
    this.#rows = rowCollection(options.schema);
    this.#next = next;
  }

  process(batch: Batch): void {
    this.#rows.apply(batch);
  }

  advance(): void {}

  end(): void {
    const { limit, offset, schema } = this.#options;
    const rows = Array.from(this.#rows, (row) => row.values).sort(this.#order);
    const shown = rows.slice(offset, limit === undefined ? undefined : offset + limit);
    this.#rows.clear();
    for (const batch of batchesOfRows(shown, schema.fields)) this.#next.process(batch);
    this.#next.end();
  }

  snapshot(out: SnapshotWriter): void {
    out.values("rows", this.#rows.save());
  }

  restore(from: SnapshotReader): void {
    this.#rows.load(from.values("rows"));
  }

  stateSize(): number {
    return this.#rows.size * this.#options.schema.fields.length * 16;
  }
}
