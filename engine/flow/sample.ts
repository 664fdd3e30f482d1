/** Rows of a batch now and then, kept for whoever asks why they lead to nothing. */
import { type Batch, DELETE, UPDATE_BEFORE } from "../../schema/batch.ts";
import { valueAt } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";
import { elapsed } from "../turn.ts";

/** At most once in so many milliseconds. */
const EVERY_MS = 1000;

export class Sample {
  /** Of the last batch that was looked at: one value for each field of the input, NULL for those that nobody asked for. */
  rows: readonly (readonly Value[])[] = [];
  readonly #fields: readonly Field[];
  readonly #positions: ReadonlySet<number>;
  readonly #isWanted: () => boolean;
  readonly #now: () => number;
  #next = -Infinity;

  /**
   * `isWanted`: asked before a batch is looked at; false where what goes on is no riddle. `now`: milliseconds of any clock.
   */
  constructor(
    fields: readonly Field[],
    positions: ReadonlySet<number>,
    isWanted: () => boolean,
    now: () => number = elapsed,
  ) {
    this.#fields = fields;
    this.#positions = positions;
    this.#isWanted = isWanted;
    this.#now = now;
  }

  look(batch: Batch): void {
    if (!this.#isWanted()) return;
    const now = this.#now();
    if (now < this.#next) return;
    this.#next = now + EVERY_MS;
    const rows: Value[][] = [];
    for (let row = 0; row < batch.length; row++) {
      const change = batch.changes?.[row];
      if (change === DELETE || change === UPDATE_BEFORE) continue;
      rows.push(this.#fields.map((field, i) => this.#valueOf(batch, field, i, row)));
    }
    this.rows = rows;
  }

  #valueOf({ columns, length }: Batch, field: Field, position: number, row: number): Value {
    const column = columns[position];
    return column === undefined || !this.#positions.has(position) ? null : valueAt(column, field.type, row, length);
  }
}
