import type { Batch } from "../../schema/batch.ts";
import { BATCH_ROWS, columnFor, setValue, valueAt } from "../../schema/column.ts";
import type { Schema } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";
import { comparatorOf } from "../../sql/functions/value_order.ts";
import type { SortKey } from "../../sql/plan.ts";
import type { Receiver, Stateful } from "../operator.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";

interface SortOptions {
  readonly keys: readonly SortKey[];
  readonly limit: number | undefined;
  readonly offset: number;
  readonly schema: Schema;
}

/** ORDER BY over a bounded input: keeps all rows, gives them sorted at the end. Equal rows stay in order of arrival. */
export class SortOperator implements Receiver, Stateful {
  readonly #options: SortOptions;
  readonly #next: Receiver;
  #rows: Value[][] = [];

  readonly #keys;

  constructor(options: SortOptions, next: Receiver) {
    this.#options = options;
    this.#keys = options.keys.map((key) => ({ ...key, compare: comparatorOf(key.type) }));
    this.#next = next;
  }

  process(batch: Batch): void {
    const { fields } = this.#options.schema;
    for (let row = 0; row < batch.length; row++) {
      this.#rows.push(fields.map((field, i) => valueAt(batch.columns[i]!, field.type, row, batch.length)));
    }
  }

  advance(): void {}

  end(): void {
    const { limit, offset } = this.#options;
    this.#rows.sort((a, b) => this.#compare(a, b));
    const rows = this.#rows.slice(offset, limit === undefined ? undefined : offset + limit);
    this.#rows = [];
    for (let from = 0; from < rows.length; from += BATCH_ROWS) this.#emit(rows.slice(from, from + BATCH_ROWS));
    this.#next.end();
  }

  snapshot(out: SnapshotWriter): void {
    out.values("rows", this.#rows);
  }

  restore(from: SnapshotReader): void {
    this.#rows = from.values("rows") as Value[][];
  }

  stateSize(): number {
    return this.#rows.length * this.#options.schema.fields.length * 16;
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

  #emit(rows: readonly Value[][]): void {
    const columns = this.#options.schema.fields.map((field) => columnFor(field));
    rows.forEach((row, index) => columns.forEach((column, i) => setValue(column, index, row[i] ?? null)));
    this.#next.process({ length: rows.length, columns });
  }
}
