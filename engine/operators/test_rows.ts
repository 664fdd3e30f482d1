/** For tests of operators: random rows, and receivers that keep what comes. */
import assert from "node:assert/strict";
import { type Batch, type Change, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { valueAt } from "../../schema/column.ts";
import type { Field, Schema } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import { batchOf } from "../codegen/test_oracle.ts";
import type { Receiver, Stateful } from "../operator.ts";
import { Snapshot } from "../state/snapshot.ts";
import { valueKey } from "../state/value_codec.ts";

export type Row = readonly Value[];
export type Changed = readonly [Change, Row];

/** A node that an operator's plan may have below it. */
export function inputOf(schema: Schema): LogicalPlan {
  return { kind: "values", rows: [], schema };
}

/** The same numbers for the same seed, from 0 to below 1. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

export function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!; // not empty
}

export function changedBatch(fields: readonly Field[], rows: readonly Changed[]): Batch {
  const batch = batchOf(fields, rows.map(([, row]) => row));
  const changes = rows.every(([change]) => change === INSERT) ? undefined : Uint8Array.from(rows, ([change]) => change);
  return { ...batch, changes };
}

/** Rows cut into pieces of about `size`; an old and its new version stay together. */
export function cut(rows: readonly Changed[], size: number): Changed[][] {
  const pieces: Changed[][] = [[]];
  for (const row of rows) {
    const last = pieces.at(-1)!; // there is one
    if (last.length >= size && row[0] !== UPDATE_AFTER) pieces.push([row]);
    else last.push(row);
  }
  return pieces;
}

/** Keeps all rows in order, and checks that old and new versions come in pairs. */
export class Received implements Receiver {
  readonly rows: Changed[] = [];
  readonly events: string[] = [];
  readonly #fields: readonly Field[];

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
  }

  process(batch: Batch): void {
    assert.ok(batch.length > 0 && batch.length <= 1024);
    for (let row = 0; row < batch.length; row++) {
      const change = (batch.changes?.[row] ?? INSERT) as Change;
      if (change === UPDATE_BEFORE) assert.equal(batch.changes?.[row + 1], UPDATE_AFTER);
      if (change === UPDATE_AFTER) assert.equal(batch.changes?.[row - 1], UPDATE_BEFORE);
      this.rows.push([change, this.#fields.map(({ type }, i) => valueAt(batch.columns[i]!, type, row, batch.length))]);
    }
  }

  advance(watermark: bigint): void {
    this.events.push(`advance ${watermark}`);
  }

  end(): void {
    this.events.push("end");
  }

  /** The rows that are left when all changes are carried out; none is taken away that is not there. */
  table(): string[] {
    return settled(this.rows).map(valueKey).sort();
  }
}

export function settled(rows: readonly Changed[]): Row[] {
  const left: Row[] = [];
  for (const [change, row] of rows) {
    if (change === INSERT || change === UPDATE_AFTER) {
      left.push(row);
      continue;
    }
    const key = valueKey(row);
    const at = left.findIndex((one) => valueKey(one) === key);
    assert.ok(at >= 0, `${key} was not there`);
    left.splice(at, 1);
  }
  return left;
}

/** Inserts, and where `updating` also deletes and updates of rows that are there. */
export function randomChanges(count: number, updating: boolean, row: () => Row, random: () => number): Changed[] {
  const [changes, left]: [Changed[], Row[]] = [[], []];
  while (changes.length < count) {
    const kind = updating && left.length > 0 ? random() : 0;
    if (kind < 0.6) {
      const fresh = row();
      left.push(fresh);
      changes.push([INSERT, fresh]);
      continue;
    }
    const old = pick(left, random);
    const key = valueKey(old);
    left.splice(left.findIndex((one) => valueKey(one) === key), 1);
    if (kind < 0.8) changes.push([DELETE, old]);
    else {
      const fresh = row();
      left.push(fresh);
      changes.push([UPDATE_BEFORE, old], [UPDATE_AFTER, fresh]);
    }
  }
  return changes;
}

/** A second operator with the state of the first, through bytes. */
export function revived<T extends Stateful>(operator: T, build: () => T): T {
  operator.settle?.();
  const snapshot = new Snapshot();
  operator.snapshot(snapshot);
  const fresh = build();
  fresh.restore(Snapshot.decode(snapshot.encode()));
  return fresh;
}
