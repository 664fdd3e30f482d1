/** Which row came, changed or left with each change that is kept: changes can be taken back, the newest first. */
import { INSERT, UPDATE_AFTER } from "../../../schema/batch.ts";
import type { ChangeRing } from "./change_ring.ts";
import { cameAt, type MarkedRows, type PicturedRow } from "./pictured_row.ts";
import type { StandingRow } from "./standing_row.ts";

/** Places of changes that were dropped are given back when there are so many. */
const MANY = 1024;

/** What stood at an instant, as it is looked at. */
class Stand implements MarkedRows {
  readonly number: number;
  readonly rows: readonly PicturedRow[];
  /** Made when the first change is dropped, which may be never. */
  #byChange: Map<number, PicturedRow> | undefined;

  constructor(number: number, rows: readonly PicturedRow[]) {
    this.number = number;
    this.rows = rows;
  }

  /** The row that has its values from change `number`. */
  rowOf(number: number): PicturedRow | undefined {
    if (this.#byChange === undefined) {
      this.#byChange = new Map();
      for (const row of this.rows) this.#byChange.set(row.number, row);
    }
    return this.#byChange.get(number);
  }
}

export class ChangeHistory {
  readonly #ring: ChangeRing;
  /** Of change `#base + i`; undefined: it changed nothing. */
  #rows: (StandingRow | undefined)[] = [];
  #base = 0;
  /** What the picture shows that is looked at, and what it is compared with. */
  #looked: Stand | undefined;
  #marked: Stand | undefined;

  constructor(ring: ChangeRing) {
    this.#ring = ring;
  }

  /** Changes are noted in their order. */
  note(number: number, row: StandingRow): void {
    if (this.#rows.length === 0) this.#base = this.#ring.first;
    while (this.#rows.length < number - this.#base) this.#rows.push(undefined);
    this.#rows[number - this.#base] = row;
  }

  /** Changes `[from, to)` will be gone: rows that stand, or are in the picture, keep their values. */
  drop(from: number, to: number): void {
    for (let number = from; number < to; number++) {
      const row = this.#rows[number - this.#base];
      if (row?.number === number && row.stands) row.keep(this.#ring);
      const [looked, marked] = [this.#looked?.rowOf(number), this.#marked?.rowOf(number)];
      if (looked === undefined && marked === undefined) continue;
      const values = this.#ring.values(number);
      if (looked !== undefined) looked.values ??= values;
      if (marked !== undefined) marked.values ??= values;
    }
  }

  /** To be called now and then. */
  forget(): void {
    const gone = this.#ring.first - this.#base;
    if (gone < MANY || gone * 2 < this.#rows.length) return;
    this.#rows = this.#rows.slice(gone);
    this.#base = this.#ring.first;
  }

  /**
   * What stood before change `number`, in the order of rows: of those that stand now, and those that left since. It is looked
   * at until the next one is. Where changes since then were dropped, the `earliest` that is known.
   */
  before(number: number, earliest: number, standing: Iterable<StandingRow>): readonly PicturedRow[] {
    const known = [this.#looked, this.#marked].find((stand) => stand?.number === number);
    this.#looked = known ?? this.#standBefore(number, Math.max(number, earliest), standing);
    return this.#looked.rows;
  }

  /** What is looked at stays reachable, whatever is looked at then, until {@link unmark}; undefined: nothing is. */
  mark(): MarkedRows | undefined {
    return this.#marked = this.#looked;
  }

  unmark(): void {
    this.#marked = undefined;
  }

  /** Nobody looks at the picture any more. */
  release(): void {
    this.#looked = undefined;
  }

  #standBefore(asked: number, number: number, standing: Iterable<StandingRow>): Stand {
    const ring = this.#ring;
    const undone = this.#undone(number);
    const came = this.#cameBefore(number, undone);
    const rows: PicturedRow[] = [];
    for (const row of standing) {
      if (undone.has(row)) continue;
      const { number: at } = row;
      rows.push({ row, number: at, at: cameAt(at, ring), values: at < ring.first ? row.values(ring) : undefined });
    }
    for (const [row, at] of undone) {
      if (at !== undefined) rows.push({ row, number: at, at: came.get(row), values: undefined });
    }
    return new Stand(asked, rows.sort((a, b) => a.row.order - b.row.order));
  }

  /** Rows that were something else before change `number`: the change that has their values, undefined where they did not stand. */
  #undone(number: number): Map<StandingRow, number | undefined> {
    const ring = this.#ring;
    const rows = new Map<StandingRow, number | undefined>();
    for (let at = ring.end - 1; at >= number; at--) {
      const row = this.#rows[at - this.#base];
      if (row === undefined) continue;
      const change = ring.change(at);
      rows.set(row, change === INSERT || change === UPDATE_AFTER ? undefined : at);
    }
    return rows;
  }

  /** When rows that were undone had come to be what they were before change `number`, as far as that is kept. */
  #cameBefore(number: number, undone: ReadonlyMap<StandingRow, number | undefined>): Map<StandingRow, number> {
    const ring = this.#ring;
    const times = new Map<StandingRow, number>();
    const left = new Set<StandingRow>();
    for (const [row, at] of undone) if (at !== undefined) left.add(row);
    for (let at = number - 1; at >= ring.first && left.size > 0; at--) {
      const row = this.#rows[at - this.#base];
      if (row !== undefined && left.delete(row)) times.set(row, ring.timeOf(at));
    }
    return times;
  }
}
