/** The rows of an updating result that stand, each where it came first; and those that stood when a change came. */
import { type Batch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../schema/batch.ts";
import type { Value } from "../../../schema/types.ts";
import { type Column } from "../../../schema/column.ts";
import { sameCells } from "../../../schema/row_text.ts";
import type { ChangeRing } from "./change_ring.ts";
import { arranged } from "./arranged.ts";
import { eachInTurns } from "./in_turns.ts";
import { ChangeHistory } from "./change_history.ts";
import { type Identity, identityReader } from "./row_identity.ts";
import { firstRows } from "./first_rows.ts";
import { cameAt, type MarkedRows, type PicturedRow, picturedValue, shownRow } from "./pictured_row.ts";
import { StandingRow } from "./standing_row.ts";
import type { ViewOrder } from "./view_order.ts";
import type { Picture, RowTest, ShownRow, ViewRows } from "./view_rows.ts";

export class TableRows implements ViewRows {
  readonly #ring: ChangeRing;
  readonly #key: readonly number[] | undefined;
  readonly #identity: (batch: Batch, row: number) => Identity;
  /** By identity, in the order in which they came: one, unless there is no key. */
  readonly #standing = new Map<Identity, StandingRow | StandingRow[]>();
  #size = 0;
  #came = 0;
  #test: RowTest | undefined;
  #matching = 0;
  readonly #history: ChangeHistory;

  /** `key`: positions of the fields that identify a row; undefined: the whole row does. */
  constructor(ring: ChangeRing, key: readonly number[] | undefined) {
    this.#ring = ring;
    this.#key = key;
    this.#identity = identityReader(ring.fields, key);
    this.#history = new ChangeHistory(ring);
  }

  get total(): number {
    return this.#size;
  }

  get matching(): number {
    return this.#test === undefined ? this.#size : this.#matching;
  }

  take(batch: Batch, first: number): void {
    for (let row = 0; row < batch.length; row++) {
      const number = first + row;
      switch (batch.changes?.[row] ?? INSERT) {
        case DELETE:
          this.#leave(this.#identity(batch, row), number);
          break;
        case UPDATE_BEFORE:
          if (this.#replacesItself(batch, row)) this.#replace(this.#identity(batch, row++), number);
          else this.#leave(this.#identity(batch, row), number);
          break;
        default:
          this.#enter(this.#identity(batch, row), number);
      }
    }
    this.#history.forget();
  }

  drop(from: number, to: number): void {
    this.#history.drop(from, to);
  }

  filter(test: RowTest | undefined): void {
    this.#test = test;
    this.#matching = 0;
    if (test === undefined) return;
    const rows = [...this.#rows()];
    void eachInTurns(rows.length, (index) => {
      const row = rows[index]!; // below their number
      if (row.stands) this.#passes(row, test);
    }, () => this.#test !== test);
  }

  live(room: number, order: ViewOrder | undefined): readonly ShownRow[] {
    const passing = this.#passing();
    const rows = order === undefined
      ? firstOf(passing, room)
      : firstRows(passing, room, order.compare, (row) => row.sortValue(this.#ring, order));
    const ring = this.#ring;
    return rows.map((row) => {
      const { number } = row;
      return shownRow({ row, number, at: cameAt(number, ring), values: row.values(ring) }, ring);
    });
  }

  asOf(number: number, order: ViewOrder | undefined): Promise<Picture> {
    const [test, ring] = [this.#test, this.#ring];
    return arranged(this.standBefore(number), {
      order,
      isSeen: (pictured) => test?.(picturedValue(pictured, ring)) !== false,
      valueOf: (pictured) => picturedValue(pictured, ring),
      identity: ({ row }) => row,
      shown: (pictured) => shownRow(pictured, ring),
    });
  }

  /** All rows as they were before change `number`, in the order in which they came, as {@link asOf} keeps them. */
  standBefore(number: number): readonly PicturedRow[] {
    return this.#history.before(number, this.earliest, this.#rows());
  }

  /** The rows that the picture is made of that is looked at stay reachable until {@link unmark}; undefined: there is none. */
  mark(): MarkedRows | undefined {
    return this.#history.mark();
  }

  unmark(): void {
    this.#history.unmark();
  }

  /** The first change before which the rows are known as they stood. */
  get earliest(): number {
    const { first, end } = this.#ring;
    return first < end && this.#ring.change(first) === UPDATE_AFTER ? first + 1 : first;
  }

  release(): void {
    this.#history.release();
  }

  /** Of the rows that stand. */
  *values(): Generator<readonly Value[]> {
    for (const row of [...this.#rows()]) yield row.values(this.#ring);
  }

  *#rows(): Generator<StandingRow> {
    for (const rows of this.#standing.values()) {
      if (rows instanceof StandingRow) yield rows;
      else yield* rows;
    }
  }

  *#passing(): Generator<StandingRow> {
    const test = this.#test;
    for (const row of this.#rows()) {
      if (test === undefined || row.known(test) === true) yield row;
    }
  }

  /** A row changes and keeps its identity: both versions of it come together. */
  #replacesItself(batch: Batch, row: number): boolean {
    if (batch.changes?.[row + 1] !== UPDATE_AFTER || this.#key === undefined) return false;
    return this.#key.every((index) => sameCells(batch.columns[index] as Column, row, row + 1)); // positions of fields
  }

  #replace(identity: Identity, number: number): void {
    const row = this.#standing.get(identity);
    if (!(row instanceof StandingRow)) return this.#enter(identity, number + 1);
    this.#history.note(number, row);
    this.#become(row, number + 1);
  }

  #become(row: StandingRow, number: number): void {
    this.#history.note(number, row);
    if (this.#test !== undefined && row.known(this.#test) === true) this.#matching--;
    row.become(number);
    if (this.#test !== undefined) this.#passes(row, this.#test);
  }

  #enter(identity: Identity, number: number): void {
    const before = this.#standing.get(identity);
    if (this.#key !== undefined && before instanceof StandingRow) return this.#become(before, number);
    const row = new StandingRow(this.#came++, number);
    if (before === undefined) this.#standing.set(identity, row);
    else if (before instanceof StandingRow) this.#standing.set(identity, [before, row]);
    else before.push(row);
    this.#size++;
    this.#history.note(number, row);
    if (this.#test !== undefined) this.#passes(row, this.#test);
  }

  #leave(identity: Identity, number: number): void {
    const before = this.#standing.get(identity);
    if (before === undefined) return;
    const row = before instanceof StandingRow ? before : before.shift()!; // lists are not empty
    if (before instanceof StandingRow || before.length === 0) this.#standing.delete(identity);
    this.#size--;
    if (this.#test !== undefined && row.known(this.#test) === true) this.#matching--;
    row.stands = false;
    this.#history.note(number, row);
  }

  /** Those that stand and pass are counted when they are looked at first. */
  #passes(row: StandingRow, test: RowTest): void {
    if (row.known(test) === undefined && row.passes(this.#ring, test)) this.#matching++;
  }
}

function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  if (count <= 0) return first;
  for (const item of items) {
    if (first.push(item) >= count) break;
  }
  return first;
}
