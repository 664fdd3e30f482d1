/** Joined rows: pairs of a left and a right row, where they lie, put into batches. */
import { type Batch, type Change, INSERT } from "../../../schema/batch.ts";
import { BATCH_ROWS, type Column, columnFor } from "../../../schema/column.ts";
import type { Field } from "../../../schema/field.ts";
import type { Receiver } from "../../operator.ts";
import { compileGather, type Gather } from "../../state/gather.ts";
import type { StoreColumn } from "../../state/row_store.ts";
import type { JoinLayout, SideLayout } from "./layout.ts";
import type { JoinState } from "./state.ts";

/** No row: its columns are NULL. */
export const PADDED = -1;

/** Where the rows of one side lie: in a batch of it, or in what is kept of it. */
export interface Rows {
  readonly columns: readonly (Column | StoreColumn)[];
  readonly gather: Gather;
  readonly times: BigInt64Array | undefined;
}

export type Side = "left" | "right";

/** Generated code that takes rows of both sides out of batches and out of the state. */
export class PairGather {
  readonly #layout: JoinLayout;
  readonly #ofBatch: Readonly<Record<Side, Gather>>;
  readonly #ofState: Readonly<Record<Side, Gather>>;

  /** `wanted`: the columns of the joined row that are to be filled; `fields`: how nullable they are. */
  constructor(layout: JoinLayout, fields: readonly Field[], wanted: (position: number) => boolean) {
    const compiled = (side: SideLayout, stored: boolean) =>
      compileGather(side.kept.flatMap((position, index) => {
        const to = side.at + position;
        const field = side.inputs[position]!; // a position of the input
        if (!wanted(to)) return [];
        return [{ field, from: stored ? index : position, to, nullable: fields[to]?.nullable === true }];
      }));
    this.#layout = layout;
    this.#ofBatch = { left: compiled(layout.left, false), right: compiled(layout.right, false) };
    this.#ofState = { left: compiled(layout.left, true), right: compiled(layout.right, true) };
  }

  ofBatch(side: Side, { columns }: Batch): Rows {
    return { columns, gather: this.#ofBatch[side], times: timesIn(columns, this.#layout[side].time) };
  }

  ofState(side: Side, state: JoinState): Rows {
    const { columns } = state[side].rows;
    const { time, kept } = this.#layout[side];
    const stored = time === undefined ? undefined : kept.indexOf(time);
    return { columns, gather: this.#ofState[side], times: timesIn(columns, stored) };
  }
}

function timesIn(columns: readonly (Column | StoreColumn)[], index: number | undefined): BigInt64Array | undefined {
  const column = index === undefined ? undefined : columns[index];
  return column?.kind === "int64" ? column.values as BigInt64Array : undefined;
}

/** Collects joined rows and hands them on, at most {@link BATCH_ROWS} at a time. */
export class JoinOutput {
  readonly #layout: JoinLayout;
  readonly #next: Receiver;
  readonly #gather: PairGather;
  readonly #columns: readonly Column[];
  readonly #left = new Int32Array(BATCH_ROWS);
  readonly #right = new Int32Array(BATCH_ROWS);
  readonly #changes: Uint8Array | undefined;
  #size = 0;
  #leftRows: Rows | undefined;
  #rightRows: Rows | undefined;

  constructor(layout: JoinLayout, updating: boolean, next: Receiver) {
    const { outputs, right } = layout;
    this.#layout = layout;
    this.#next = next;
    this.#gather = new PairGather(layout, outputs, (position) => right.isGiven || position < right.at);
    this.#columns = outputs.map((field) => columnFor(field));
    this.#changes = updating ? new Uint8Array(BATCH_ROWS) : undefined;
  }

  /** Rows that are added from now on lie in the state; those of `side` in the batch. */
  from(state: JoinState, side?: Side, batch?: Batch): void {
    const of = (one: Side) =>
      one === side && batch !== undefined ? this.#gather.ofBatch(one, batch) : this.#gather.ofState(one, state);
    this.#leftRows = of("left");
    this.#rightRows = of("right");
  }

  add(left: number, right: number, change: Change): void {
    const at = this.#size++;
    this.#left[at] = left;
    this.#right[at] = right;
    if (this.#changes !== undefined) this.#changes[at] = change;
    if (this.#size === BATCH_ROWS) this.flush();
  }

  insert(left: number, right: number): void {
    this.add(left, right, INSERT);
  }

  /** Hands on what was added. To be called before the rows that it lies in change. */
  flush(): void {
    const [left, right, length] = [this.#leftRows, this.#rightRows, this.#size];
    if (length === 0 || left === undefined || right === undefined) return;
    this.#size = 0;
    left.gather(left.columns, this.#left, length, this.#columns);
    if (this.#layout.right.isGiven) right.gather(right.columns, this.#right, length, this.#columns);
    if (this.#layout.laterTime !== undefined) this.#times(left.times, right.times, length, this.#layout.laterTime);
    const batch: Batch = { length, columns: this.#columns, changes: this.#changes };
    this.#next.process(batch);
  }

  #times(left: BigInt64Array | undefined, right: BigInt64Array | undefined, length: number, at: number): void {
    const column = this.#columns[at];
    if (column?.kind !== "int64" || left === undefined || right === undefined) return;
    const { values } = column;
    const [leftRefs, rightRefs] = [this.#left, this.#right];
    for (let k = 0; k < length; k++) {
      const [l, r] = [leftRefs[k]!, rightRefs[k]!]; // k < length
      if (l < 0) values[k] = right[r]!; // one of both is there
      else if (r < 0) values[k] = left[l]!;
      else values[k] = left[l]! > right[r]! ? left[l]! : right[r]!;
    }
  }
}
