/** The rows of a query as they stand after all its changes: a multiset, whose changes must fit what stands. */
import assert from "node:assert/strict";
import type { RowReceiver } from "../../engine/session.ts";
import { type Batch, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { valueAt } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import type { SqlType, Value } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";

export class Settled implements RowReceiver {
  readonly fields: readonly Field[];
  readonly #counts = new Map<string, number>();
  /** Changes other than inserts. */
  retractions = 0;

  constructor(fields: readonly Field[]) {
    this.fields = fields;
  }

  receive(batch: Batch): void {
    for (let row = 0; row < batch.length; row++) {
      const change = batch.changes?.[row] ?? INSERT;
      const text = rowText(this.fields.map(({ type }, i) => valueAt(batch.columns[i]!, type, row, batch.length)), this);
      const isNew = change === INSERT || change === UPDATE_AFTER;
      if (change === UPDATE_BEFORE) assert.equal(batch.changes?.[row + 1], UPDATE_AFTER, "−U without its +U");
      if (change === UPDATE_AFTER) assert.equal(batch.changes?.[row - 1], UPDATE_BEFORE, "+U without its −U");
      if (change !== INSERT) this.retractions++;
      this.#add(text, isNew ? 1 : -1);
    }
  }

  #add(text: string, by: number): void {
    const count = (this.#counts.get(text) ?? 0) + by;
    assert.ok(count >= 0, `A row is taken back that does not stand: ${text}`);
    if (count === 0) this.#counts.delete(text);
    else this.#counts.set(text, count);
  }

  /** One line per row, sorted. */
  lines(): string[] {
    return [...this.#counts].flatMap(([text, count]) => Array<string>(count).fill(text)).sort();
  }
}

/** One row, such that two are the same text exactly when they are the same row. */
export function rowText(values: readonly Value[], { fields }: { readonly fields: readonly Field[] }): string {
  return values.map((value, i) => cellText(value, fields[i]!.type)).join(" | "); // one value per field
}

function cellText(value: Value, type: SqlType): string {
  if (value === null) return "NULL";
  if (type.kind === "text") return JSON.stringify(value);
  return valueToText(value === 0 ? 0 : value, type); // -0 and 0 are one value
}
