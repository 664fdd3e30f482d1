/** Rows with their changes to batches. */
import { type Change, UPDATE_AFTER, UPDATE_BEFORE } from "../schema/batch.ts";
import { BATCH_ROWS, type Column, columnFor, setValue } from "../schema/column.ts";
import type { Field } from "../schema/field.ts";
import type { Value } from "../schema/types.ts";
import type { Receiver } from "./operator.ts";

/** Collects rows, gives a batch whenever one is full, and never splits a pair. */
export class ChangeWriter {
  readonly #columns: readonly Column[];
  readonly #changes = new Uint8Array(BATCH_ROWS);
  readonly #next: Receiver;
  #length = 0;

  constructor(fields: readonly Field[], next: Receiver) {
    this.#columns = fields.map((field) => columnFor(field));
    this.#next = next;
  }

  row(change: Change, values: readonly Value[]): void {
    this.#columns.forEach((column, i) => setValue(column, this.#length, values[i] ?? null));
    this.#changes[this.#length++] = change;
    if (this.#length === BATCH_ROWS) this.flush();
  }

  /** The old and the new version of a row. */
  pair(before: readonly Value[], after: readonly Value[]): void {
    if (this.#length > BATCH_ROWS - 2) this.flush();
    this.row(UPDATE_BEFORE, before);
    this.row(UPDATE_AFTER, after);
  }

  /** What has been collected is handed on. */
  flush(): void {
    const length = this.#length;
    if (length === 0) return;
    this.#length = 0;
    this.#next.process({ length, columns: this.#columns, changes: this.#changes });
  }
}
