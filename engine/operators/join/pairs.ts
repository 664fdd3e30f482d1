/** Pairs of rows with equal keys, and which of them the rest of the condition lets pass. */
import type { Batch } from "../../../schema/batch.ts";
import { BATCH_ROWS, type Column, columnFor } from "../../../schema/column.ts";
import { columnsOf, type Expr } from "../../../sql/expr.ts";
import { RowError, Segment } from "../../codegen/segment.ts";
import type { JoinLayout } from "./layout.ts";
import { PairGather, type Rows, type Side } from "./output.ts";
import type { JoinState } from "./state.ts";
import { located } from "../segment.ts";

/** Sees the pairs that pass, in the order in which they were added. */
export type Visit = (left: number, right: number) => void;

export class JoinPairs {
  /** Undefined: every pair passes. */
  readonly #condition: PairCondition | undefined;
  readonly #left = new Int32Array(BATCH_ROWS);
  readonly #right = new Int32Array(BATCH_ROWS);
  readonly #visit: Visit;
  #size = 0;

  constructor(layout: JoinLayout, condition: Expr | undefined, visit: Visit) {
    this.#condition = condition && new PairCondition(layout, condition);
    this.#visit = visit;
  }

  /** Rows of pairs that are added from now on lie in the state; those of `side` in the batch. */
  from(state: JoinState, side?: Side, batch?: Batch): void {
    this.#condition?.from(state, side, batch);
  }

  add(left: number, right: number): void {
    const at = this.#size++;
    this.#left[at] = left;
    this.#right[at] = right;
    if (this.#size === BATCH_ROWS) this.flush();
  }

  flush(): void {
    const size = this.#size;
    if (size === 0) return;
    this.#size = 0;
    const [left, right, visit] = [this.#left, this.#right, this.#visit];
    if (this.#condition === undefined) {
      for (let i = 0; i < size; i++) visit(left[i]!, right[i]!); // i < size
      return;
    }
    const passing = this.#condition.passing;
    const count = this.#condition.run(left, right, size);
    for (let i = 0; i < count; i++) visit(left[passing[i]!]!, right[passing[i]!]!); // i < count ≤ size
  }
}

/** The condition over pairs, in one generated loop. */
class PairCondition {
  readonly #gather: PairGather;
  /** Of the joined row; only those that the condition reads are filled. */
  readonly #columns: readonly Column[];
  readonly #segment: Segment;
  #leftRows: Rows | undefined;
  #rightRows: Rows | undefined;
  #side: Side | undefined;
  #batch: Batch | undefined;

  constructor(layout: JoinLayout, condition: Expr) {
    const fields = [...layout.left.inputs, ...layout.right.inputs];
    const used = columnsOf(condition);
    this.#gather = new PairGather(layout, fields, (position) => used.has(position));
    this.#columns = fields.map((field, index) => columnFor(field, used.has(index) ? BATCH_ROWS : 0));
    this.#segment = new Segment({ inputs: fields, predicates: [condition], outputs: [], fields: [] });
  }

  /** Which pairs passed the last {@link run}. */
  get passing(): Int32Array {
    return this.#segment.output.rowOf!; // it filters
  }

  from(state: JoinState, side: Side | undefined, batch: Batch | undefined): void {
    const of = (one: Side) =>
      one === side && batch !== undefined ? this.#gather.ofBatch(one, batch) : this.#gather.ofState(one, state);
    this.#leftRows = of("left");
    this.#rightRows = of("right");
    this.#side = side;
    this.#batch = batch;
  }

  /** How many of the pairs pass. */
  run(left: Int32Array, right: Int32Array, length: number): number {
    this.#leftRows?.gather(this.#leftRows.columns, left, length, this.#columns);
    this.#rightRows?.gather(this.#rightRows.columns, right, length, this.#columns);
    try {
      return this.#segment.run({ length, columns: this.#columns }).length;
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      const [rows, batch] = [this.#side === "left" ? left : right, this.#batch];
      const origin = (row: number) => batch?.origin?.(rows[row]!); // a pair
      throw located(error, { length, columns: [], origin });
    }
  }
}
