import { type Batch, INSERT } from "../../schema/batch.ts";
import { BATCH_ROWS, BytesColumn, type Column } from "../../schema/column.ts";
import { type Field, fieldOf, type Schema } from "../../schema/field.ts";
import { TEXT } from "../../schema/types.ts";
import type { Receiver } from "../operator.ts";

/** How the kinds of `Batch.changes` are written, in the order of their numbers; all are two bytes. */
const NAMES = new TextEncoder().encode("+I-D-U+U");

/** What happened to a row. */
export const OP_FIELD: Field = fieldOf("_op", TEXT, false);

/** The columns of a changelog: `_op`, then the relation's own. */
export function changelogFields({ fields }: Pick<Schema, "fields">): readonly Field[] {
  return [OP_FIELD, ...fields];
}

/** A changelog as rows that are never retracted: each says first what happened. */
export class ChangeNames implements Receiver {
  readonly #next: Receiver;
  readonly #names = new BytesColumn(new Int32Array(BATCH_ROWS), new Int32Array(BATCH_ROWS), undefined, NAMES);

  constructor(next: Receiver) {
    this.#next = next;
  }

  process(batch: Batch): void {
    const { starts, ends } = this.#names;
    for (let row = 0; row < batch.length; row++) {
      const at = 2 * (batch.changes?.[row] ?? INSERT);
      starts[row] = at;
      ends[row] = at + 2;
    }
    this.#names.refill(NAMES, true);
    const columns: readonly Column[] = [this.#names, ...batch.columns];
    this.#next.process({ length: batch.length, columns, partition: batch.partition, origin: batch.origin });
  }

  advance(watermark: bigint): void {
    this.#next.advance(watermark);
  }

  end(): void {
    this.#next.end();
  }
}
