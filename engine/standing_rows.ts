/** The rows of an updating relation as they stand after its changes so far. */
import { Buffer } from "node:buffer";
import { type Batch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../schema/batch.ts";
import { BATCH_ROWS, type Column, columnFor, setValue, valueAt } from "../schema/column.ts";
import { type Field, identityOf, type Schema } from "../schema/field.ts";
import { RowText } from "../schema/row_text.ts";
import type { Value } from "../schema/types.ts";

export interface StandingRow {
  /** One per field. */
  values: readonly Value[];
}

/** Rows in the order in which they came. */
export interface RowCollection extends Iterable<StandingRow> {
  apply(batch: Batch): void;
  /** What {@link load} takes. */
  save(): Value[];
  load(saved: readonly Value[]): void;
  clear(): void;
  readonly size: number;
}

export function rowCollection(schema: Schema): RowCollection {
  return schema.updating ? new StandingRows(schema) : new AppendedRows(schema.fields);
}

/** Of an append-only relation: all that came. */
class AppendedRows implements RowCollection {
  readonly #fields: readonly Field[];
  readonly #rows: StandingRow[] = [];

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
  }

  get size(): number {
    return this.#rows.length;
  }

  [Symbol.iterator](): Iterator<StandingRow> {
    return this.#rows[Symbol.iterator]();
  }

  save(): Value[] {
    return this.#rows.map((row) => row.values);
  }

  load(saved: readonly Value[]): void {
    for (const values of saved) this.#rows.push({ values: values as readonly Value[] });
  }

  clear(): void {
    this.#rows.length = 0;
  }

  apply(batch: Batch): void {
    for (let row = 0; row < batch.length; row++) this.#rows.push({ values: rowValues(batch, this.#fields, row) });
  }
}

/** The values of one row, taken out of its batch for good. */
export function rowValues(batch: Batch, fields: readonly Field[], row: number): readonly Value[] {
  return fields.map((field, i) => keptValue(batch.columns[i]!, field, row, batch.length)); // one per field
}

/** A text of its own: a part of the batch's text would keep all of it alive. */
function keptValue(column: Column, { type }: Field, row: number, rows: number): Value {
  if (column.kind !== "bytes" || type.kind === "bytea" || column.valid?.[row] === 0) {
    return valueAt(column, type, row, rows);
  }
  const { data, starts, ends } = column;
  const start = starts[row]!; // row < length, as below
  return Buffer.from(data.buffer, data.byteOffset + start, ends[row]! - start).toString("utf8");
}

/**
 * A row is found by its key, or as a whole where there is none; equal rows without a key stand as often as they came. A
 * row that changes keeps its place. One that goes and was never seen leaves nothing.
 */
export class StandingRows implements RowCollection {
  readonly #fields: readonly Field[];
  readonly #identity: RowText;
  /** Rows of one identity, the oldest first: one, unless there is no key. In the order in which they came. */
  readonly #rows = new Map<string, StandingRow[]>();
  readonly #keyed: boolean;
  #size = 0;

  constructor(schema: Omit<Schema, "updating">) {
    this.#fields = schema.fields;
    this.#identity = new RowText(schema.fields, identityOf(schema));
    this.#keyed = schema.key !== undefined;
  }

  get size(): number {
    return this.#size;
  }

  *[Symbol.iterator](): Generator<StandingRow> {
    for (const rows of this.#rows.values()) yield* rows;
  }

  save(): Value[] {
    return [...this.#rows].flatMap(([identity, rows]) => rows.map((row): Value => [identity, row.values]));
  }

  load(saved: readonly Value[]): void {
    for (const pair of saved) {
      const [identity, values] = pair as readonly [string, readonly Value[]];
      this.#put(identity, values);
    }
  }

  clear(): void {
    this.#rows.clear();
    this.#size = 0;
  }

  apply(batch: Batch): void {
    for (let row = 0; row < batch.length; row++) {
      switch (batch.changes?.[row] ?? INSERT) {
        case DELETE:
          this.#remove(this.#identity.of(batch, row));
          break;
        case UPDATE_BEFORE: {
          // What stands is replaced in its place, unless the row gets another key.
          const next = batch.changes?.[row + 1] === UPDATE_AFTER ? this.#identity.of(batch, row + 1) : undefined;
          const before = this.#identity.of(batch, row);
          if (before !== next) this.#remove(before);
          break;
        }
        default:
          this.#put(this.#identity.of(batch, row), rowValues(batch, this.#fields, row));
      }
    }
  }

  #put(identity: string, values: readonly Value[]): void {
    const rows = this.#rows.get(identity);
    if (this.#keyed && rows?.[0] !== undefined) {
      rows[0].values = values;
      return;
    }
    if (rows === undefined) this.#rows.set(identity, [{ values }]);
    else rows.push({ values });
    this.#size++;
  }

  #remove(identity: string): void {
    const rows = this.#rows.get(identity);
    if (rows === undefined) return;
    rows.pop();
    this.#size--;
    if (rows.length === 0) this.#rows.delete(identity);
  }
}

/** Rows that were kept, as batches; each is valid until the next one is asked for. */
export function* batchesOfRows(rows: Iterable<readonly Value[]>, fields: readonly Field[]): Generator<Batch> {
  const columns = fields.map((field) => columnFor(field));
  let length = 0;
  for (const values of rows) {
    columns.forEach((column, i) => setValue(column, length, values[i] ?? null));
    if (++length < BATCH_ROWS) continue;
    yield { length, columns };
    length = 0;
  }
  if (length > 0) yield { length, columns };
}
