/** A row as it was at one instant that is looked at. */
import type { Value } from "../../../schema/types.ts";
import type { ChangeRing } from "./change_ring.ts";
import type { StandingRow } from "./standing_row.ts";
import type { ValueOf } from "./view_order.ts";
import type { ShownRow } from "./view_rows.ts";

export interface PicturedRow {
  readonly row: StandingRow;
  /** A change that has its values: of the same one, rows are the same. */
  readonly number: number;
  /** When it came to be what it is, in milliseconds; undefined: that was dropped. */
  readonly at: number | undefined;
  /** Its own copy of its values, once that change was dropped. */
  values: readonly Value[] | undefined;
}

/** The rows of an instant that was marked. */
export interface MarkedRows {
  /** They are as they were before this change. */
  readonly number: number;
  /** In the order in which they came. */
  readonly rows: readonly PicturedRow[];
}

export function picturedValue({ number, values }: PicturedRow, ring: ChangeRing): ValueOf {
  return values === undefined ? (column) => ring.value(number, column) : (column) => values[column] ?? null;
}

/** Undefined: nobody looked at it any more when its change was dropped. */
export function picturedValues({ number, values }: PicturedRow, ring: ChangeRing): readonly Value[] | undefined {
  return values ?? (number >= ring.first ? ring.values(number) : undefined);
}

/** When a row came that has its values from that change; undefined: it was dropped. */
export function cameAt(number: number, ring: ChangeRing): number | undefined {
  return number >= ring.first ? ring.timeOf(number) : undefined;
}

export function shownRow(pictured: PicturedRow, ring: ChangeRing): ShownRow {
  return {
    identity: pictured.row,
    values: picturedValues(pictured, ring),
    at: pictured.at,
  };
}
