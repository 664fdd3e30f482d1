/** Output batches of an aggregate: keys out of a table, windows, results. */
import type { Batch } from "../../../schema/batch.ts";
import { BATCH_ROWS, type Column, columnFor, type Int64Column } from "../../../schema/column.ts";
import type { Schema } from "../../../schema/field.ts";
import { storageOf } from "../../../schema/types.ts";
import type { Receiver } from "../../operator.ts";
import { compileCopyOut, type CopyOut, lendBytes } from "../../state/copy.ts";
import type { RowStore } from "../../state/row_store.ts";
import type { AggregateCode } from "./code.ts";
import type { Groups } from "./groups.ts";
import type { States } from "./states.ts";

/** One object that is refilled. */
export class OutputBatch implements Batch {
  length = 0;
  readonly columns: readonly Column[];
  readonly changes: Uint8Array | undefined;

  constructor(schema: Schema) {
    this.columns = schema.fields.map((field) => columnFor(field));
    this.changes = schema.updating ? new Uint8Array(BATCH_ROWS) : undefined;
  }

  /** Texts of computed columns lie in their arenas. */
  begin(): void {
    this.length = 0;
    for (const column of this.columns) if (column.kind === "bytes") column.arena.clear();
  }

  end(): void {
    for (const column of this.columns) if (column.kind === "bytes") column.refill(column.arena.bytes, false);
  }
}

/** Rows of windows: keys, start, end, event time (end − 1 ns), results. */
export class WindowRows {
  readonly #code: AggregateCode;
  readonly #next: Receiver;
  readonly #batch: OutputBatch;
  readonly #copyKeys: CopyOut;
  readonly #lends: boolean;
  readonly #times: readonly BigInt64Array[];

  constructor(code: AggregateCode, schema: Schema, next: Receiver) {
    this.#code = code;
    this.#next = next;
    this.#batch = new OutputBatch(schema);
    this.#copyKeys = compileCopyOut(code.keys, schema.fields);
    this.#lends = code.keys.some(({ type }) => storageOf(type) === "bytes");
    const first = code.keys.length;
    this.#times = [0, 1, 2].map((i) => (this.#batch.columns[first + i] as Int64Column).values); // TIMESTAMP NOT NULL
  }

  /** A row for each of `slots[0, count)`, which are slots of keys and of states alike. */
  window({ table, states }: Groups, slots: Int32Array, count: number, start: bigint, end: bigint): void {
    this.rows(table.keys, slots, states, slots, count, start, end);
    if (this.#lends) this.flush(table.keys); // the next window's texts lie elsewhere
  }

  /** A row for each of `slots[0, count)`; its keys are at the same place of `keySlots`. To be flushed with `keys`. */
  rows(
    keys: RowStore,
    keySlots: Int32Array,
    states: States,
    slots: Int32Array,
    count: number,
    start: bigint,
    end: bigint,
  ): void {
    for (let from = 0; from < count;) {
      if (this.#batch.length === BATCH_ROWS) this.flush(keys);
      if (this.#batch.length === 0) this.#batch.begin();
      const k = this.#batch.length;
      const to = Math.min(count, from + BATCH_ROWS - k);
      this.#copy(keys, keySlots, from, to, k);
      this.#code.results(states, slots, from, to, this.#batch.columns, k);
      const [starts, ends, times] = this.#times;
      starts!.fill(start, k, k + to - from); // three columns
      ends!.fill(end, k, k + to - from);
      times!.fill(end - 1n, k, k + to - from);
      this.#batch.length = k + to - from;
      from = to;
    }
  }

  #copy(keys: RowStore, slots: Int32Array, from: number, to: number, k: number): void {
    if (this.#code.keys.length === 0) return;
    const { columns } = this.#batch;
    for (let i = from; i < to; i++) this.#copyKeys(keys, slots[i]!, columns, k + i - from); // i < to
  }

  /** Hands on what is there. `keys`: where the texts of the keys lie. */
  flush(keys?: RowStore): void {
    if (this.#batch.length === 0) return;
    this.#batch.end();
    if (keys !== undefined && this.#lends) lendBytes(keys, this.#batch.columns);
    this.#next.process(this.#batch);
    this.#batch.length = 0;
  }
}
