import { type Batch, type Change, DELETE, INSERT, UPDATE_BEFORE } from "../../../schema/batch.ts";
import { BATCH_ROWS } from "../../../schema/column.ts";
import type { Receiver } from "../../operator.ts";
import { tooManyRows } from "./error.ts";
import type { JoinLayout, JoinPlan } from "./layout.ts";
import { type JoinOutput, PADDED, type Side } from "./output.ts";
import { JoinPairs } from "./pairs.ts";
import type { JoinSide } from "./side.ts";
import type { JoinState } from "./state.ts";

/** One side of a regular join: its rows against what is kept of the other. */
export class RegularInput implements Receiver {
  readonly advance: (watermark: bigint) => void;
  readonly end: () => void;
  readonly #side: Side;
  readonly #own: JoinSide;
  readonly #other: JoinSide;
  readonly #state: JoinState;
  readonly #output: JoinOutput;
  readonly #pairs: JoinPairs;
  readonly #keys = new Int32Array(BATCH_ROWS);
  /** The row of the own side is given once, when it has a match (semi) or none (anti). */
  readonly #semi: boolean | undefined;
  readonly #atMostOne: string | undefined;
  /** A semi or anti join of rows that stay: a row of the left with a match has nothing more to say. */
  readonly #endsWithMatch: boolean;
  /** Of such a join's right side, where keys are all that counts: one row of each is enough. */
  readonly #oneOfKey: boolean;
  /** Nothing is ever retracted: a pair is a row. */
  readonly #isPlain: boolean;

  /** The batch, and the row of it whose matches are being met. */
  #batch: Batch | undefined;
  #row = -1;
  #change: Change = INSERT;
  #matches = 0;
  /** Of a row that is retracted. */
  #kept = -1;
  #isKnown = true;
  #isSwept = true;
  /** Rows of the other side that are not needed any more when the batch is done. */
  readonly #leaving: number[] = [];

  constructor(
    side: Side,
    plan: JoinPlan,
    layout: JoinLayout,
    state: JoinState,
    output: JoinOutput,
    progress: Pick<Receiver, "advance" | "end">,
  ) {
    this.#side = side;
    this.#own = state[side];
    this.#other = side === "left" ? state.right : state.left;
    this.#state = state;
    this.#output = output;
    this.#semi = plan.type === "semi" ? true : plan.type === "anti" ? false : undefined;
    this.#atMostOne = plan.atMostOne;
    const isUpdating = layout.left.isUpdating || layout.right.isUpdating;
    this.#endsWithMatch = this.#semi !== undefined && !isUpdating;
    this.#oneOfKey = this.#endsWithMatch && side === "right" && plan.condition === undefined;
    this.#isPlain = plan.type === "inner" && !plan.schema.updating;
    const visit = this.#isPlain
      ? (left: number, right: number) => output.insert(left, right)
      : side === "left"
      ? (left: number, right: number) => this.#meet(left, right)
      : (left: number, right: number) => this.#meet(right, left);
    this.#pairs = new JoinPairs(layout, plan.condition, visit);
    this.advance = progress.advance;
    this.end = progress.end;
  }

  process(batch: Batch): void {
    this.#batch = batch;
    this.#row = -1;
    this.#state.probe(this.#own, batch.columns, 0, batch.length, this.#keys);
    this.#output.from(this.#state, this.#side, batch);
    this.#pairs.from(this.#state, this.#side, batch);
    this.#match(batch.length);
    this.#pairs.flush();
    if (this.#isPlain) this.#keepAll(batch);
    else this.#finishUpTo(batch.length);
    this.#output.flush();
    this.#leave();
    if (!this.#isSwept) this.#state.sweep(this.#keys, batch.length);
    this.#isSwept = true;
    this.#batch = undefined;
  }

  #leave(): void {
    for (const slot of this.#leaving) {
      this.#other.queue?.remove(slot);
      this.#other.remove(slot);
      this.#isSwept = false; // its key is that of a row of the batch
    }
    this.#leaving.length = 0;
  }

  /** All pairs of equal keys, row by row. */
  #match(rows: number): void {
    const [keys, { head, next }, pairs] = [this.#keys, this.#other, this.#pairs];
    const isLeft = this.#side === "left";
    for (let row = 0; row < rows; row++) {
      const key = keys[row]!; // row < rows
      if (key < 0) continue;
      for (let slot = head[key]!; slot >= 0; slot = next[slot]!) { // a key of the table, then slots
        if (isLeft) pairs.add(row, slot);
        else pairs.add(slot, row);
      }
    }
  }

  #keepAll({ columns, length }: Batch): void {
    for (let row = 0; row < length; row++) {
      const key = this.#keys[row]!; // row < length
      if (key >= 0) this.#keep(columns, row, key, 0);
    }
  }

  #keep(columns: Batch["columns"], row: number, key: number, matches: number): void {
    const own = this.#own;
    const known = this.#oneOfKey ? own.head[key]! : -1; // a key of the table
    const slot = known >= 0 ? known : own.add(columns, row, key, matches);
    const time = own.queue && columns[own.code.layout.time!]; // who leaves has one
    if (own.queue === undefined || time?.kind !== "int64") return;
    if (known < 0) own.queue.push(slot, time.values[row]!); // a row of the batch
    else own.queue.delay(slot, time.values[row]!);
  }

  // -------------------------------------------------------------------------------------------------------------------
  // Where something may be retracted: row by row, in their order

  #finishUpTo(row: number): void {
    if (this.#row < 0) this.#begin(0);
    while (this.#row < row) {
      this.#finish();
      this.#begin(this.#row + 1);
    }
  }

  #begin(row: number): void {
    this.#row = row;
    this.#matches = 0;
    const batch = this.#batch;
    if (batch === undefined || row >= batch.length) return;
    const change = batch.changes === undefined ? INSERT : batch.changes[row];
    this.#change = change === DELETE || change === UPDATE_BEFORE ? DELETE : INSERT;
    const key = this.#keys[row]!; // row < length
    this.#kept = this.#change === DELETE && key >= 0 ? this.#own.find(batch.columns, row, key) : -1;
    this.#isKnown = this.#change === INSERT || key < 0 || this.#kept >= 0; // else it left before
  }

  /** A row of the batch and a kept one match. */
  #meet(row: number, slot: number): void {
    this.#finishUpTo(row);
    if (!this.#isKnown) return;
    this.#matches++;
    const before = this.#other.matches[slot]!; // a slot that is taken
    const after = this.#change === INSERT ? before + 1 : before - 1;
    this.#other.matches[slot] = after;
    if (this.#atMostOne !== undefined && (this.#side === "left" ? this.#matches : after) > 1) {
      throw tooManyRows(this.#atMostOne);
    }
    if (this.#semi !== undefined) {
      if (this.#side === "left" || (after > 0 && before > 0)) return;
      this.#emit(PADDED, slot, after > 0 === this.#semi);
      if (this.#endsWithMatch) this.#leaving.push(slot);
      return;
    }
    const isOuter = this.#other.code.layout.isOuter;
    if (isOuter && before === 0) this.#emit(PADDED, slot, false);
    this.#emit(row, slot, this.#change === INSERT);
    if (isOuter && after === 0) this.#emit(PADDED, slot, true);
  }

  /** All matches of the row are known. */
  #finish(): void {
    const [batch, row, isInsert] = [this.#batch, this.#row, this.#change === INSERT];
    if (batch === undefined || !this.#isKnown) return void (this.#isSwept = false);
    const key = this.#keys[row]!; // row < length
    const matches = this.#kept >= 0 ? this.#own.matches[this.#kept]! : this.#matches; // a slot that is taken
    const isAlone = matches === 0;
    if (this.#semi === undefined ? isAlone && this.#own.code.layout.isOuter : this.#isChosen(!isAlone)) {
      this.#emit(row, PADDED, isInsert);
    }
    if (key < 0) return;
    if (isInsert && this.#endsWithMatch && this.#side === "left" && !isAlone) return void (this.#isSwept = false);
    if (isInsert) return this.#keep(batch.columns, row, key, this.#matches);
    this.#own.queue?.remove(this.#kept);
    this.#own.remove(this.#kept);
    this.#isSwept = false;
  }

  #isChosen(hasMatch: boolean): boolean {
    return this.#side === "left" && hasMatch === this.#semi;
  }

  #emit(own: number, other: number, isInsert: boolean): void {
    const change = isInsert ? INSERT : DELETE;
    if (this.#side === "left") this.#output.add(own, other, change);
    else this.#output.add(other, own, change);
  }
}
