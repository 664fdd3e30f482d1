import { type Batch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { identityOf, type Schema } from "../../schema/field.ts";
import { RowText } from "../../schema/row_text.ts";
import type { Value } from "../../schema/types.ts";
import type { Receiver, Stateful } from "../operator.ts";
import { ChangeWriter } from "../change_writer.ts";
import { rowValues } from "../standing_rows.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";

interface Kept {
  readonly identity: string;
  values: readonly Value[];
}

interface LiveLimitOptions {
  readonly limit: number | undefined;
  readonly offset: number;
  readonly schema: Schema;
}

/**
 * LIMIT n OFFSET m of an updating relation without end: a live set of at most n rows. The rows that came first are in
 * it; where one goes, the oldest of those that wait takes its place.
 */
export class LiveLimit implements Receiver, Stateful {
  readonly #options: LiveLimitOptions;
  readonly #identity: RowText;
  readonly #next: Receiver;
  readonly #out: ChangeWriter;
  /** In the order in which they came: before the set, in it, behind it. */
  readonly #skipped = new Set<Kept>();
  readonly #shown = new Set<Kept>();
  readonly #waiting = new Set<Kept>();
  readonly #byIdentity = new Map<string, Kept[]>();

  constructor(options: LiveLimitOptions, next: Receiver) {
    const { fields } = options.schema;
    this.#options = options;
    this.#identity = new RowText(fields, identityOf(options.schema));
    this.#next = next;
    this.#out = new ChangeWriter(fields, next);
  }

  process(batch: Batch): void {
    for (let row = 0; row < batch.length; row++) {
      const identity = this.#identity.of(batch, row);
      switch (batch.changes?.[row] ?? INSERT) {
        case INSERT:
          this.#add(identity, this.#valuesOf(batch, row));
          break;
        case UPDATE_BEFORE:
          if (batch.changes?.[row + 1] === UPDATE_AFTER && this.#identity.of(batch, row + 1) === identity) {
            this.#update(identity, this.#valuesOf(batch, ++row));
          } else this.#remove(identity);
          break;
        case UPDATE_AFTER:
          this.#add(identity, this.#valuesOf(batch, row));
          break;
        default:
          this.#remove(identity);
      }
    }
    this.#out.flush();
  }

  #valuesOf(batch: Batch, row: number): readonly Value[] {
    return rowValues(batch, this.#options.schema.fields, row);
  }

  #add(identity: string, values: readonly Value[]): void {
    const kept: Kept = { identity, values };
    const same = this.#byIdentity.get(identity);
    if (same !== undefined && this.#options.schema.key !== undefined) return this.#update(identity, values);
    if (same === undefined) this.#byIdentity.set(identity, [kept]);
    else same.push(kept);
    const { offset, limit = Infinity } = this.#options;
    if (this.#skipped.size < offset) this.#skipped.add(kept);
    else if (this.#shown.size < limit) this.#show(kept);
    else this.#waiting.add(kept);
  }

  #update(identity: string, values: readonly Value[]): void {
    const kept = this.#byIdentity.get(identity)?.[0];
    if (kept === undefined) return this.#add(identity, values);
    if (this.#shown.has(kept)) this.#out.pair(kept.values, values);
    kept.values = values;
  }

  #remove(identity: string): void {
    const same = this.#byIdentity.get(identity);
    const kept = same?.pop();
    if (same === undefined || kept === undefined) return;
    if (same.length === 0) this.#byIdentity.delete(identity);
    if (this.#waiting.delete(kept)) return;
    if (this.#skipped.delete(kept)) {
      const [first] = this.#shown;
      if (first === undefined) return;
      this.#hide(first);
      this.#skipped.add(first);
    } else this.#hide(kept);
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    this.#show(next);
  }

  #show(kept: Kept): void {
    this.#shown.add(kept);
    this.#out.row(INSERT, kept.values);
  }

  #hide(kept: Kept): void {
    this.#shown.delete(kept);
    this.#out.row(DELETE, kept.values);
  }

  advance(watermark: bigint): void {
    this.#next.advance(watermark);
  }

  end(): void {
    this.#next.end();
  }

  snapshot(out: SnapshotWriter): void {
    for (const [name, rows] of this.#sets()) {
      out.values(name, Array.from(rows, ({ identity, values }): Value => [identity, values]));
    }
  }

  restore(from: SnapshotReader): void {
    for (const [name, rows] of this.#sets()) {
      for (const pair of from.values(name)) {
        const [identity, values] = pair as readonly [string, readonly Value[]];
        const kept: Kept = { identity, values };
        rows.add(kept);
        this.#byIdentity.set(identity, [...this.#byIdentity.get(identity) ?? [], kept]);
      }
    }
  }

  #sets(): readonly (readonly [string, Set<Kept>])[] {
    return [["skipped", this.#skipped], ["shown", this.#shown], ["waiting", this.#waiting]];
  }

  stateSize(): number {
    return this.#sets().reduce((sum, [, rows]) => sum + rows.size, 0) * this.#options.schema.fields.length * 16;
  }
}
