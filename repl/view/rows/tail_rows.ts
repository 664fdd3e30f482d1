/** Rows as they came, the newest last: an append-only result, or the changes of an updating one. */
import type { Batch } from "../../../schema/batch.ts";
import type { ChangeRing } from "./change_ring.ts";
import { eachInTurns, sortedInTurns } from "./in_turns.ts";
import type { ViewOrder } from "./view_order.ts";
import type { Picture, RowTest, ShownRow, ViewRows } from "./view_rows.ts";

const PASSES = 1;
const FAILS = 2;

export class TailRows implements ViewRows {
  readonly #ring: ChangeRing;
  readonly #withChanges: boolean;
  #test: RowTest | undefined;
  /** What is known of rows, by their number modulo its length, a power of two: 0 nothing. */
  #known = new Uint8Array(0);
  #matching = 0;

  /** `withChanges`: rows say what happened. */
  constructor(ring: ChangeRing, withChanges: boolean) {
    this.#ring = ring;
    this.#withChanges = withChanges;
  }

  get total(): number {
    return this.#ring.size;
  }

  get matching(): number {
    return this.#test === undefined ? this.#ring.size : this.#matching;
  }

  take(batch: Batch, first: number): void {
    if (this.#test === undefined) return;
    this.#makePlaces();
    for (let row = Math.max(first, this.#ring.first); row < first + batch.length; row++) this.#look(row, this.#test);
  }

  drop(from: number, to: number): void {
    if (this.#test === undefined) return;
    for (let row = from; row < to; row++) {
      const place = row & (this.#known.length - 1);
      if (this.#known[place] === PASSES) this.#matching--;
      this.#known[place] = 0;
    }
  }

  filter(test: RowTest | undefined): void {
    this.#test = test;
    this.#matching = 0;
    this.#known = new Uint8Array(0);
    if (test === undefined) return;
    this.#makePlaces();
    const { end, size } = this.#ring;
    const look = (index: number) => {
      const row = end - 1 - index;
      if (row >= this.#ring.first) this.#look(row, test);
    };
    void eachInTurns(size, look, () => this.#test !== test);
  }

  live(room: number): readonly ShownRow[] {
    const rows: ShownRow[] = [];
    for (let row = this.#ring.end - 1; row >= this.#ring.first && rows.length < room; row--) {
      if (this.#passes(row)) rows.push(this.#shown(row));
    }
    return rows.reverse();
  }

  async asOf(number: number, order: ViewOrder | undefined): Promise<Picture> {
    const begin = this.#ring.first;
    const total = Math.max(0, Math.min(number, this.#ring.end) - begin);
    const numbers: number[] = [];
    await eachInTurns(total, (index) => {
      if (this.#mayPass(begin + index)) numbers.push(begin + index);
    }, () => false);
    const rows = order === undefined ? numbers : await this.#sorted(numbers, order);
    return {
      length: rows.length,
      total,
      row: (index) => this.#shown(rows[index] ?? -1),
      find: (identity) => rows.indexOf(identity as number),
    };
  }

  /** Rows are dropped whoever looks at them. */
  release(): void {}

  async #sorted(numbers: readonly number[], order: ViewOrder): Promise<readonly number[]> {
    const keyed = numbers.filter((row) => row >= this.#ring.first)
      .map((row) => ({ row, key: order.key((column) => this.#ring.value(row, column)) }));
    const sorted = await sortedInTurns(keyed, (a, b) => order.compare(a.key, b.key));
    return sorted.map(({ row }) => row);
  }

  #shown(row: number): ShownRow {
    if (row < this.#ring.first) return { identity: row, values: undefined, at: undefined };
    return {
      identity: row,
      values: this.#ring.values(row),
      at: this.#ring.timeOf(row),
      change: this.#withChanges ? this.#ring.change(row) : undefined,
    };
  }

  #passes(row: number): boolean {
    return this.#test === undefined || this.#known[row & (this.#known.length - 1)] === PASSES;
  }

  /** Looks at the row if nobody has. */
  #mayPass(row: number): boolean {
    if (this.#test !== undefined && row >= this.#ring.first) this.#look(row, this.#test);
    return this.#passes(row);
  }

  #look(row: number, test: RowTest): void {
    const place = row & (this.#known.length - 1);
    if (this.#known[place] !== 0) return;
    const passes = test((column) => this.#ring.value(row, column));
    this.#known[place] = passes ? PASSES : FAILS;
    if (passes) this.#matching++;
  }

  #makePlaces(): void {
    let places = Math.max(64, this.#known.length);
    while (places < this.#ring.size) places *= 2;
    if (places === this.#known.length) return;
    const known = new Uint8Array(places);
    for (let row = this.#ring.first; row < this.#ring.end && this.#known.length > 0; row++) {
      known[row & (places - 1)] = this.#known[row & (this.#known.length - 1)] ?? 0;
    }
    this.#known = known;
  }
}
