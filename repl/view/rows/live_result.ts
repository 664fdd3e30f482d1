/** What came of a query that runs: its newest rows, and the rows that stand. Takes rows at full speed; who paints looks at it. */
import type { RowReceiver } from "../../../engine/session.ts";
import { type Batch, UPDATE_BEFORE } from "../../../schema/batch.ts";
import type { Field } from "../../../schema/field.ts";
import type { Value } from "../../../schema/types.ts";
import { ChangeRing, type RingLimits } from "./change_ring.ts";
import type { KeptResult } from "../kept_result.ts";
import { type NamedText, namedValues } from "../row_text.ts";
import { TableRows } from "./table_rows.ts";
import { TailRows } from "./tail_rows.ts";
import type { ViewRows } from "./view_rows.ts";

export interface LiveResultOptions {
  /** Of the rows that come; the first {@link shown} are the result's own, others say where a row comes from. */
  readonly fields: readonly Field[];
  readonly shown: number;
  /** Rows are retracted: {@link table} is there. */
  readonly updating: boolean;
  /** Positions of the fields that identify a row which is retracted; undefined: the whole row does. */
  readonly key: readonly number[] | undefined;
  readonly limits: RingLimits;
  /** Milliseconds of any clock. */
  now(): number;
}

export class LiveResult implements RowReceiver {
  readonly fields: readonly Field[];
  readonly key: readonly number[] | undefined;
  readonly ring: ChangeRing;
  readonly changes: TailRows;
  readonly table: TableRows | undefined;
  /** Nobody looks any more: what still comes is not taken. */
  closed = false;
  /** When the first and the newest row came. */
  firstAt: number | undefined;
  lastAt: number | undefined;
  readonly #options: LiveResultOptions;
  #received = 0;

  constructor(options: LiveResultOptions) {
    const { fields, shown, key, updating, limits } = options;
    this.#options = options;
    this.fields = fields.slice(0, shown);
    this.key = key;
    this.ring = new ChangeRing(fields, limits);
    this.changes = new TailRows(this.ring, updating);
    this.table = updating ? new TableRows(this.ring, key) : undefined;
    this.ring.onDrop = (from, to) => {
      this.changes.drop(from, to);
      this.table?.drop(from, to);
    };
  }

  /** Rows that came; the two versions of one that changes are one. */
  get received(): number {
    return this.#received;
  }

  /** As a person wants it first: the rows that stand, or those that came. */
  get rows(): ViewRows {
    return this.table ?? this.changes;
  }

  receive(batch: Batch): void {
    if (this.closed || batch.length === 0) return;
    this.lastAt = this.#options.now();
    this.firstAt ??= this.lastAt;
    const first = this.ring.end;
    this.ring.append(batch, this.lastAt);
    this.changes.take(batch, first);
    this.table?.take(batch, first);
    this.#received += rowsOf(batch);
  }

  /** Where a row comes from, as far as that came with it. */
  origin(values: readonly Value[]): readonly NamedText[] {
    const { fields, shown } = this.#options;
    return namedValues(fields.slice(shown), values.slice(shown));
  }

  /** `complete`: the query has ended by itself. */
  kept(text: string, complete: boolean): KeptResult {
    const { ring, table, fields } = this;
    const dropped = table === undefined ? ring.first : 0;
    return {
      text,
      fields,
      rows: { [Symbol.iterator]: () => table === undefined ? ringRows(ring, fields.length) : table.values() },
      get size() {
        return table?.total ?? ring.size;
      },
      complete: complete && dropped === 0,
      dropped,
    };
  }
}

function* ringRows(ring: ChangeRing, width: number): Generator<readonly Value[]> {
  const { end } = ring;
  for (let row = ring.first; row < end; row++) {
    if (row >= ring.first) yield ring.values(row).slice(0, width); // else it was dropped between two rows
  }
}

function rowsOf({ length, changes }: Batch): number {
  if (changes === undefined) return length;
  let rows = 0;
  for (let row = 0; row < length; row++) if (changes[row] !== UPDATE_BEFORE) rows++;
  return rows;
}
