/** A row of an updating result from when it comes until it leaves. */
import type { Value } from "../../../schema/types.ts";
import type { ChangeRing } from "./change_ring.ts";
import type { RowTest } from "./view_rows.ts";
import type { ValueOf, ViewOrder } from "./view_order.ts";

/** What was found out of a row as it is, so that it is not asked again. */
interface Looked {
  test: RowTest | undefined;
  passes: boolean;
  order: ViewOrder | undefined;
  sortValue: Value;
}

/** It changes in place: a million changes a second make no million objects. */
export class StandingRow {
  /** Rows that came earlier have smaller ones. */
  readonly order: number;
  /** The change that made it what it is. */
  number: number;
  stands = true;
  /** Its own copy of its values, once that change was dropped. */
  #values: readonly Value[] | undefined = undefined;
  #looked: Looked | undefined = undefined;

  constructor(order: number, number: number) {
    this.order = order;
    this.number = number;
  }

  /** Another change makes it something else. */
  become(number: number): void {
    this.number = number;
    this.#values = undefined;
    this.#looked = undefined;
  }

  values(ring: ChangeRing): readonly Value[] {
    return this.#values ?? ring.values(this.number);
  }

  /** Its change is about to be dropped. */
  keep(ring: ChangeRing): void {
    this.#values ??= ring.values(this.number);
  }

  /** What a test found, without asking it again; undefined: it was not asked. */
  known(test: RowTest): boolean | undefined {
    return this.#looked?.test === test ? this.#looked.passes : undefined;
  }

  passes(ring: ChangeRing, test: RowTest): boolean {
    const looked = this.#look();
    if (looked.test === test) return looked.passes;
    looked.test = test;
    return looked.passes = test(this.#valueOf(ring));
  }

  sortValue(ring: ChangeRing, order: ViewOrder): Value {
    const looked = this.#look();
    if (looked.order === order) return looked.sortValue;
    looked.order = order;
    return looked.sortValue = order.key(this.#valueOf(ring));
  }

  #look(): Looked {
    return this.#looked ??= { test: undefined, passes: false, order: undefined, sortValue: null };
  }

  #valueOf(ring: ChangeRing): ValueOf {
    const values = this.#values;
    return values === undefined ? (column) => ring.value(this.number, column) : (column) => values[column] ?? null;
  }
}
