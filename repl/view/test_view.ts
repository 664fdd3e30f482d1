/** What tests of views share: changes as rows, results that were fed with them. */
import { type Batch, type Change, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { BIGINT, TEXT, type Value } from "../../schema/types.ts";
import { batchesOf } from "./info.ts";
import { LiveResult } from "./rows/live_result.ts";
import type { Picture, ShownRow } from "./rows/view_rows.ts";

export const FIELDS = [fieldOf("id", BIGINT), fieldOf("name", TEXT)];

export type Row = readonly Value[];
export type ChangedRow = readonly ["+I" | "-D" | "-U" | "+U", ...Row];

const CHANGES: Readonly<Record<ChangedRow[0], Change>> = {
  "+I": INSERT,
  "-D": DELETE,
  "-U": UPDATE_BEFORE,
  "+U": UPDATE_AFTER,
};

/** At most 1,024 rows as one batch. */
export function batchOf(fields: readonly Field[], rows: readonly Row[]): Batch {
  const [batch] = batchesOf({ fields, rows });
  return batch ?? { length: 0, columns: [] };
}

export function changesOf(fields: readonly Field[], rows: readonly ChangedRow[]): Batch {
  const batch = batchOf(fields, rows.map(([, ...values]) => values));
  return { ...batch, changes: Uint8Array.from(rows, ([change]) => CHANGES[change]) };
}

/** A clock that stands still until it is set. */
export class Clock {
  at = Date.UTC(2026, 0, 1, 10);
  readonly now = () => this.at;
}

export interface TestResultOptions {
  readonly fields?: readonly Field[];
  readonly shown?: number;
  /** Absent: rows are never taken back. */
  readonly key?: readonly number[] | "whole row";
  readonly rows?: number;
  readonly bytes?: number;
  readonly clock?: Clock;
}

export function resultOf(options: TestResultOptions = {}): LiveResult {
  const { fields = FIELDS, shown = fields.length, key, rows = 1000, bytes = Infinity, clock = new Clock() } = options;
  return new LiveResult({
    fields,
    shown,
    updating: key !== undefined,
    key: key === "whole row" ? undefined : key,
    limits: { rows, bytes },
    now: clock.now,
  });
}

export function valuesOf(rows: readonly ShownRow[]): readonly (Row | undefined)[] {
  return rows.map(({ values }) => values);
}

export function pictured(picture: Picture): readonly (Row | undefined)[] {
  return valuesOf(Array.from({ length: picture.length }, (_, index) => picture.row(index)));
}

/** Random numbers that are the same each time. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

/** A changelog of keyed rows, as an engine writes it: rows come, change, leave and come again. */
export function changesOfRows(count: number, keys: number, random: (below: number) => number): ChangedRow[][] {
  const standing = new Map<number, string>();
  return Array.from({ length: count }, (_, i): ChangedRow[] => {
    const key = random(keys);
    const [id, name, before] = [BigInt(key), `v${i}`, standing.get(key)];
    if (before === undefined) {
      standing.set(key, name);
      return [["+I", id, name]];
    }
    if (random(3) === 0) {
      standing.delete(key);
      return [["-D", id, before]];
    }
    standing.set(key, name);
    return [["-U", id, before], ["+U", id, name]];
  });
}
