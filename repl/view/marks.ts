/** Which cells of a live table have changed lately. */
import type { ShownRow } from "./rows/view_rows.ts";

/** A cell that has changed stays marked so long, in milliseconds. */
const MARKED_MS = 1000;

/** What a row looked like, and until when each of its cells is marked. */
interface Seen {
  cells: readonly string[];
  readonly until: number[];
}

export class Marks {
  readonly #seen = new WeakMap<object, Seen>();
  /** When the last mark goes. */
  #last = 0;

  /** To be asked for each row that is painted: the cells of it that are marked. Rows that are new have none. */
  of(identity: ShownRow["identity"], cells: readonly string[], now: number): (column: number) => boolean {
    if (typeof identity === "number") return NONE;
    const seen = this.#seen.get(identity);
    if (seen === undefined) {
      this.#seen.set(identity, { cells, until: cells.map(() => 0) });
      return NONE;
    }
    cells.forEach((cell, i) => {
      if (cell !== seen.cells[i]) this.#last = seen.until[i] = now + MARKED_MS;
    });
    seen.cells = cells;
    return (column) => (seen.until[column] ?? 0) > now;
  }

  /** There are marks that will go: the picture changes although no row comes. */
  pending(now: number): boolean {
    return this.#last > now;
  }
}

const NONE = () => false;
