/** Changes of kept rows as batches: pairs stay together, texts are lent by the store. */
import { BATCH_ROWS, type Column, columnFor } from "../../schema/column.ts";
import { type Change, UPDATE_BEFORE } from "../../schema/batch.ts";
import type { Field } from "../../schema/field.ts";
import type { Receiver } from "../operator.ts";
import { compileCopyOut, type CopyOut, lendBytes } from "../state/copy.ts";
import type { RowStore } from "../state/row_store.ts";

export class ChangelogOutput {
  /** Columns behind those of the store are the caller's to fill, at what {@link add} returns. */
  readonly columns: readonly Column[];
  readonly #store: RowStore;
  readonly #copyOut: CopyOut;
  readonly #changes: Uint8Array | undefined;
  readonly #next: Receiver;
  #length = 0;

  /** `outputs` begin with the fields of the store. Without `updating` there are only inserts. */
  constructor(store: RowStore, outputs: readonly Field[], updating: boolean, next: Receiver) {
    this.#store = store;
    this.#copyOut = compileCopyOut(store.fields, outputs);
    this.columns = outputs.map((field) => columnFor(field));
    this.#changes = updating ? new Uint8Array(BATCH_ROWS) : undefined;
    this.#next = next;
  }

  /** Adds the row at `slot`, which must stay until {@link flush}; its position. */
  add(slot: number, change: Change): number {
    const room = change === UPDATE_BEFORE ? 2 : 1;
    if (this.#length + room > BATCH_ROWS) this.flush();
    const k = this.#length++;
    this.#copyOut(this.#store, slot, this.columns, k);
    if (this.#changes !== undefined) this.#changes[k] = change;
    return k;
  }

  flush(): void {
    if (this.#length === 0) return;
    lendBytes(this.#store, this.columns);
    this.#next.process({ length: this.#length, columns: this.columns, changes: this.#changes });
    this.#length = 0;
  }
}
