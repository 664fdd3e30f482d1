import type { Batch } from "../../schema/batch.ts";
import type { Schema } from "../../schema/field.ts";
import type { Receiver, Stateful } from "../operator.ts";
import { batchesOfRows, StandingRows } from "../standing_rows.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";

/** The result of a bounded updating query: the rows that are left at its end, in the order in which they came. */
export class FinalRows implements Receiver, Stateful {
  readonly #rows: StandingRows;
  readonly #schema: Schema;
  readonly #next: Receiver;

  constructor(schema: Schema, next: Receiver) {
    this.#rows = new StandingRows(schema);
    this.#schema = schema;
    this.#next = next;
  }

  process(batch: Batch): void {
    this.#rows.apply(batch);
  }

  advance(): void {}

  end(): void {
    const values = Array.from(this.#rows, (row) => row.values);
    this.#rows.clear();
    for (const batch of batchesOfRows(values, this.#schema.fields)) this.#next.process(batch);
    this.#next.end();
  }

  snapshot(out: SnapshotWriter): void {
    out.values("rows", this.#rows.save());
  }

  restore(from: SnapshotReader): void {
    this.#rows.load(from.values("rows"));
  }

  stateSize(): number {
    return this.#rows.size * this.#schema.fields.length * 16;
  }
}
