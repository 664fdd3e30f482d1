import type { Batch } from "../../schema/batch.ts";
import type { Schema } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";
import { comparatorOf } from "../../sql/functions/value_order.ts";
import type { SortKey } from "../../sql/plan.ts";
import type { Receiver, Stateful } from "../operator.ts";
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
  readonly #keys;

  constructor(options: SortOptions, next: Receiver) {
    this.#options = options;
    this.#keys = options.keys.map((key) => ({ ...key, compare: comparatorOf(key.type) }));
    this.#rows = rowCollection(options.schema);
    this.#next = next;
  }

  process(batch: Batch): void {
    this.#rows.apply(batch);
  }

  advance(): void {}

  end(): void {
    const { limit, offset, schema } = this.#options;
    const rows = Array.from(this.#rows, (row) => row.values).sort((a, b) => this.#compare(a, b));
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

  #compare(a: readonly Value[], b: readonly Value[]): number {
    for (const { index, descending, nullsFirst, compare } of this.#keys) {
      const [x = null, y = null] = [a[index], b[index]];
      if (x === null || y === null) {
        if (x === y) continue;
        return (x === null) === nullsFirst ? -1 : 1;
      }
      const order = compare(x, y);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  }
}
