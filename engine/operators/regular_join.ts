import { type Batch, type Change, DELETE, INSERT, UPDATE_BEFORE } from "../../schema/batch.ts";
import { BATCH_ROWS } from "../../schema/column.ts";
import type { Receiver, Stateful, TwoInputs } from "../operator.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";
import { tooManyRows } from "./join_error.ts";
import { JoinInputs } from "./join_inputs.ts";
import { type JoinLayout, joinLayout, type JoinPlan } from "./join_layout.ts";
import { JoinOutput, PADDED, type Side } from "./join_output.ts";
import { JoinPairs } from "./join_pairs.ts";
import { type JoinSide, JoinState, sideCode } from "./join_side.ts";

const NANOS_PER_MS = 1_000_000n;

/**
 * A join without end: each row meets the rows of the other side that came before it. What is given may be retracted:
 * rows of an outer side stand alone, padded with NULL, as long as no row matches them. Rows leave, without a word, when the
 * watermark is the ttl behind their event time.
 */
export class RegularJoin implements TwoInputs, Stateful {
  readonly left: RegularInput;
  readonly right: RegularInput;
  readonly #state: JoinState;
  readonly #inputs = new JoinInputs();
  readonly #next: Receiver;
  /** Nanoseconds; 0: rows stay. */
  readonly #ttl: bigint;

  constructor(plan: JoinPlan, ttl: number, next: Receiver) {
    const layout = joinLayout(plan);
    const [left, right] = [sideCode(layout, layout.left), sideCode(layout, layout.right)];
    const leaves = (time: number | undefined) => ttl > 0 && time !== undefined;
    this.#state = new JoinState(layout, left, right, {
      left: leaves(layout.left.time),
      right: leaves(layout.right.time),
    });
    this.#ttl = BigInt(Math.round(ttl)) * NANOS_PER_MS;
    this.#next = next;
    const output = new JoinOutput(layout, plan.schema.updating, next);
    const input = (side: Side) =>
      new RegularInput(side, plan, layout, this.#state, output, {
        advance: (watermark) => this.#advance(side, watermark),
        end: () => this.#end(side),
      });
    this.left = input("left");
    this.right = input("right");
  }

  #advance(side: Side, watermark: bigint): void {
    this.#inputs.advance(side, watermark);
    this.#moved();
  }

  #end(side: Side): void {
    if (this.#inputs.ended) return;
    this.#inputs.end(side);
    if (this.#inputs.ended) this.#next.end();
    else this.#moved();
  }

  #moved(): void {
    const watermark = this.#inputs.smallest;
    if (!this.#inputs.give(watermark)) return;
    if (this.#ttl > 0n) this.#expire(watermark - this.#ttl);
    this.#next.advance(watermark);
  }

  #expire(limit: bigint): void {
    for (const side of [this.#state.left, this.#state.right]) {
      const { queue } = side;
      if (queue === undefined) continue;
      for (let slot = queue.takeBefore(limit); slot >= 0; slot = queue.takeBefore(limit)) {
        this.#state.remove(side, slot);
      }
    }
  }

  snapshot(out: SnapshotWriter): void {
    this.#inputs.snapshot(out);
    this.#state.snapshot(out, "state");
  }

  restore(from: SnapshotReader): void {
    this.#inputs.restore(from);
    this.#state.restore(from, "state");
  }

  stateSize(): number {
    return this.#state.byteLength;
  }
}

/** One side of a {@link RegularJoin}: its rows against what is kept of the other. */
class RegularInput implements Receiver {
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
    if (!this.#isSwept) this.#state.sweep(this.#keys, batch.length);
    this.#isSwept = true;
    this.#batch = undefined;
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
    const slot = own.add(columns, row, key, matches);
    if (own.queue === undefined) return;
    const time = columns[own.code.layout.time!]; // who leaves has one
    if (time?.kind === "int64") own.queue.push(slot, time.values[row]!); // a row of the batch
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
      if (this.#side === "right" && (after === 0 || before === 0)) this.#emit(PADDED, slot, after > 0 === this.#semi);
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
