/** Which row came, changed or left with each change that is kept: changes can be taken back, the newest first. */
import { INSERT, UPDATE_AFTER } from "../../../schema/batch.ts";
import type { ChangeRing } from "./change_ring.ts";
import type { PicturedRow, StandingRow } from "./standing_row.ts";

/** Places of changes that were dropped are given back when there are so many. */
const MANY = 1024;

export class ChangeHistory {
  readonly #ring: ChangeRing;
  /** Of change `#base + i`; undefined: it changed nothing. */
  #rows: (StandingRow | undefined)[] = [];
  #base = 0;
  /** What the picture shows that is looked at, by the change that has the values. */
  #pictured = new Map<number, PicturedRow>();

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
      const pictured = this.#pictured.size === 0 ? undefined : this.#pictured.get(number);
      if (pictured !== undefined) pictured.values = this.#ring.values(number);
    }
  }

  /** To be called now and then. */
  forget(): void {
    const gone = this.#ring.first - this.#base;
    if (gone < MANY || gone * 2 < this.#rows.length) return;
    this.#rows = this.#rows.slice(gone);
    this.#base = this.#ring.first;
  }

  /** What stood before change `number`, in the order of rows: of those that stand now, and those that left since. It is looked at until the next one is. */
  before(number: number, standing: Iterable<StandingRow>): readonly PicturedRow[] {
    const ring = this.#ring;
    const stood = new Map<StandingRow, number>();
    for (const row of standing) stood.set(row, row.number);
    for (let at = ring.end - 1; at >= number; at--) {
      const row = this.#rows[at - this.#base];
      if (row === undefined) continue;
      const change = ring.change(at);
      if (change === INSERT || change === UPDATE_AFTER) stood.delete(row);
      else stood.set(row, at);
    }
    const rows = [...stood].map(([row, at]): PicturedRow => {
      return { row, number: at, values: at < ring.first ? row.values(ring) : undefined };
    });
    this.release();
    for (const row of rows) if (row.values === undefined) this.#pictured.set(row.number, row);
    return rows.sort((a, b) => a.row.order - b.row.order);
  }

  /** Nobody looks at the picture any more. */
  release(): void {
    this.#pictured = new Map();
  }
}
