import type { Batch } from "../../../schema/batch.ts";
import { BATCH_ROWS } from "../../../schema/column.ts";
import { InternalError } from "../../../schema/errors.ts";
import type { JoinWhen } from "../../../sql/plan.ts";
import type { Receiver, Stateful, TwoInputs } from "../../operator.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { END_OF_TIME, JoinInputs } from "./inputs.ts";
import { JoinIndex } from "./row_index.ts";
import { type JoinLayout, joinLayout, type JoinPlan } from "./layout.ts";
import { JoinOutput, PADDED, type Side } from "./output.ts";
import { JoinPairs } from "./pairs.ts";
import { rowsThatStay, stayingOf } from "./last_times.ts";
import { type JoinSide, sideCode } from "./side.ts";
import { JoinState } from "./state.ts";

type Interval = JoinWhen & { readonly kind: "interval" };

/**
 * A join whose rows are near each other in event time: right − left is between two bounds. A row leaves when the other
 * side's watermark is beyond the last row that it could meet; a row of an outer side without a match is given then. Rows
 * that come late meet those that are still there. Nothing is retracted.
 */
export class IntervalJoin implements TwoInputs, Stateful {
  readonly left: IntervalInput;
  readonly right: IntervalInput;
  readonly #when: Interval;
  readonly #layout: JoinLayout;
  readonly #state: JoinState;
  readonly #index: JoinIndex;
  readonly #inputs = new JoinInputs();
  readonly #output: JoinOutput;
  readonly #next: Receiver;
  readonly #leaving = new Int32Array(BATCH_ROWS);

  constructor(plan: JoinPlan, when: Interval, next: Receiver) {
    if (plan.type === "semi" || plan.type === "anti") throw new InternalError(`No interval join is ${plan.type}`);
    const layout = joinLayout(plan);
    const [left, right] = [sideCode(layout, layout.left), sideCode(layout, layout.right)];
    this.#when = when;
    this.#layout = layout;
    this.#state = new JoinState(layout, left, right, { left: true, right: true });
    this.#index = new JoinIndex(layout, this.#state);
    this.#output = new JoinOutput(layout, false, next);
    this.#next = next;
    const input = (side: Side, other: Side) =>
      new IntervalInput(side, plan, when, layout, this.#state, this.#index, this.#output, {
        watermark: () => this.#inputs.watermark(other),
        advance: (watermark) => this.#advance(side, watermark),
        end: () => this.#end(side),
      });
    this.left = input("left", "right");
    this.right = input("right", "left");
  }

  #advance(side: Side, watermark: bigint): void {
    this.#inputs.advance(side, watermark);
    this.#moved(side);
  }

  #end(side: Side): void {
    if (this.#inputs.ended) return;
    this.#inputs.end(side);
    this.#moved(side);
    if (this.#inputs.ended) this.#next.end();
  }

  /** Rows of the other side that can meet no more rows leave. */
  #moved(side: Side): void {
    this.#release(side === "left" ? this.#state.right : this.#state.left, this.#inputs.watermark(side));
    const watermark = this.#handedOn();
    if (this.#inputs.give(watermark)) this.#next.advance(watermark);
  }

  /** The smaller watermark; outer rows that still wait for a match may be older than it. */
  #handedOn(): bigint {
    const { lower, upper } = this.#when;
    const left = this.#inputs.watermark("left");
    const right = this.#inputs.watermark("right");
    const waiting = [
      ...(this.#layout.left.isOuter && upper > 0n && right < END_OF_TIME ? [right - upper] : []),
      ...(this.#layout.right.isOuter && lower < 0n && left < END_OF_TIME ? [left + lower] : []),
    ];
    return waiting.reduce((low, one) => one < low ? one : low, this.#inputs.smallest);
  }

  #release(rows: JoinSide, watermark: bigint): void {
    const [leaving, { queue }] = [this.#leaving, rows];
    if (queue === undefined) return;
    this.#output.from(this.#state);
    while (queue.size > 0) {
      const count = queue.takeBefore(watermark, leaving);
      if (rows.code.layout.isOuter) this.#giveLonely(rows, count);
      this.#state.removeAll(rows, leaving, count);
      if (count < leaving.length) return;
    }
  }

  #giveLonely(rows: JoinSide, count: number): void {
    for (let i = 0; i < count; i++) {
      const slot = this.#leaving[i]!; // i < count
      if (rows.matches[slot]! > 0) continue; // a slot that is taken
      if (rows === this.#state.left) this.#output.insert(slot, PADDED);
      else this.#output.insert(PADDED, slot);
    }
    this.#output.flush();
  }

  kept(): { readonly left: number; readonly right: number } {
    return { left: this.#state.left.rows.size, right: this.#state.right.rows.size };
  }

  snapshot(out: SnapshotWriter): void {
    this.#inputs.snapshot(out);
    this.#state.snapshot(out, "state");
    this.#index.snapshot(out);
  }

  restore(from: SnapshotReader): void {
    this.#inputs.restore(from);
    this.#state.restore(from, "state");
    this.#index.restore(from);
  }

  stateSize(): number {
    return this.#state.byteLength;
  }
}

interface Progress extends Pick<Receiver, "advance" | "end"> {
  /** Of the other side. */
  watermark(): bigint;
}

/** One side of an {@link IntervalJoin}. */
class IntervalInput implements Receiver {
  readonly advance: (watermark: bigint) => void;
  readonly end: () => void;
  readonly #watermark: () => bigint;
  readonly #side: Side;
  readonly #time: number;
  /** Rows of the other side from here on, relative to the own row's time, … */
  readonly #from: bigint;
  /** … up to here. */
  readonly #to: bigint;
  readonly #own: JoinSide;
  readonly #other: JoinSide;
  readonly #state: JoinState;
  readonly #index: JoinIndex;
  readonly #output: JoinOutput;
  readonly #pairs: JoinPairs;
  readonly #keys = new Int32Array(BATCH_ROWS);
  readonly #matches = new Int32Array(BATCH_ROWS);
  readonly #slots = new Int32Array(BATCH_ROWS);
  readonly #staying = stayingOf(BATCH_ROWS);

  constructor(
    side: Side,
    plan: JoinPlan,
    when: Interval,
    layout: JoinLayout,
    state: JoinState,
    index: JoinIndex,
    output: JoinOutput,
    progress: Progress,
  ) {
    const isLeft = side === "left";
    this.#side = side;
    this.#time = isLeft ? when.leftTime : when.rightTime;
    this.#from = isLeft ? when.lower : -when.upper;
    this.#to = isLeft ? when.upper : -when.lower;
    this.#own = state[side];
    this.#other = isLeft ? state.right : state.left;
    this.#state = state;
    this.#index = index;
    this.#output = output;
    this.#pairs = new JoinPairs(layout, plan.condition, (left, right) => {
      const [row, slot] = isLeft ? [left, right] : [right, left];
      this.#matches[row]!++; // a row of the batch
      this.#other.matches[slot]!++; // a slot that is taken
      output.insert(left, right);
    });
    this.#watermark = progress.watermark;
    this.advance = progress.advance;
    this.end = progress.end;
  }

  process(batch: Batch): void {
    const time = batch.columns[this.#time];
    if (time?.kind !== "int64") throw new InternalError("An interval join needs event times");
    this.#matches.fill(0, 0, batch.length);
    this.#index.probe(this.#side, batch.columns, batch.length, this.#keys);
    this.#output.from(this.#state, this.#side, batch);
    this.#pairs.from(this.#state, this.#side, batch);
    this.#match(time.values, batch);
    this.#pairs.flush();
    const isWhole = this.#keep(batch, time.halves);
    this.#output.flush();
    if (!isWhole) this.#state.sweep(this.#keys, batch.length);
  }

  /**
   * A row is queued by the last time of the other side that it can meet, so that tells how far two rows are apart. Rows that
   * the watermark before a late row was beyond have left for it, also where they leave after its batch.
   */
  #match(times: BigInt64Array, { columns, length }: Batch): void {
    const [keys, { head, next, queue }, pairs] = [this.#keys, this.#other, this.#pairs];
    const { rowWatermark } = this.#own.code.layout;
    const before = rowWatermark === undefined ? undefined : columns[rowWatermark];
    const watermarks = before?.kind === "int64" ? before.values : times;
    const isLeft = this.#side === "left";
    const lasts = queue!.times; // rows leave by time
    const span = this.#to - this.#from;
    for (let row = 0; row < length; row++) {
      const key = keys[row]!; // row < length
      if (key < 0) continue;
      const last = times[row]! + span; // row < length
      const first = times[row]! > watermarks[row]! ? times[row]! : watermarks[row]!; // row < length
      for (let slot = head[key]!; slot >= 0; slot = next[slot]!) { // a key of the table, then slots
        if (lasts[slot]! < first || lasts[slot]! > last) continue;
        if (isLeft) pairs.add(row, slot);
        else pairs.add(slot, row);
      }
    }
  }

  /** Keeps rows that may meet more; outer ones that met none and never will are given. True when all were kept. */
  #keep({ columns, length }: Batch, times: Int32Array): boolean {
    const [own, keys, staying, slots] = [this.#own, this.#keys, this.#staying, this.#slots];
    const { rows, lasts } = staying;
    const count = rowsThatStay(times, keys, length, this.#to, this.#watermark(), staying);
    own.addRows(columns, rows, count, keys, own.code.layout.isOuter ? this.#matches : undefined, slots);
    own.queue?.pushRows(slots, lasts, count);
    if (count === length) return true;
    if (own.code.layout.isOuter) this.#giveLonely(length, count);
    return false;
  }

  /** Rows of the batch that were not kept, and have met none. */
  #giveLonely(length: number, count: number): void {
    const { rows } = this.#staying;
    let k = 0;
    for (let row = 0; row < length; row++) {
      if (k < count && rows[k] === row) k++;
      else if (this.#matches[row]! > 0) continue; // row < length
      else if (this.#side === "left") this.#output.insert(row, PADDED);
      else this.#output.insert(PADDED, row);
    }
  }
}
