import type { Batch } from "../../../schema/batch.ts";
import { BATCH_ROWS } from "../../../schema/column.ts";
import { InternalError } from "../../../schema/errors.ts";
import type { RelationWindow } from "../../../schema/field.ts";
import type { JoinKey } from "../../../sql/plan.ts";
import type { LateDropping, OpenWindows, Receiver, Stateful, TwoInputs, Windowed } from "../../operator.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { JoinInputs, NO_WATERMARK } from "./inputs.ts";
import { type JoinLayout, joinLayout, type JoinPlan } from "./layout.ts";
import { JoinOutput, type Side } from "./output.ts";
import { type SideCode, sideCode } from "./side.ts";
import { JoinState } from "./state.ts";
import { StateJoin } from "./state_join.ts";

/** The one window of a join that is computed when both inputs have ended. */
const WHOLE = 2n ** 63n - 1n;

/**
 * A join of rows of equal windows, all at once when the watermark passes the window's end; or of all rows when both inputs
 * have ended. Nothing is retracted.
 */
export class WindowedJoin implements TwoInputs, Stateful, LateDropping, Windowed {
  readonly left: Receiver;
  readonly right: Receiver;
  lateRows = 0;
  worstLateness: bigint | undefined;
  readonly #layout: JoinLayout;
  readonly #code: Readonly<Record<Side, SideCode>>;
  readonly #join: StateJoin;
  readonly #next: Receiver;
  readonly #inputs = new JoinInputs();
  /** By the window's end, nanoseconds. */
  readonly #windows = new Map<bigint, JoinState>();
  /** States without rows, to be used again. */
  readonly #spare: JoinState[] = [];
  readonly #keys = new Int32Array(BATCH_ROWS);

  constructor(plan: JoinPlan, next: Receiver) {
    const { left, right, when } = plan;
    const windows = when.kind === "windowed" ? [left.schema.window, right.schema.window] as const : undefined;
    const layout = joinLayout(plan, windows ? plan.keys.filter((key) => !isOfWindow(key, ...windows)) : plan.keys);
    this.#layout = layout;
    this.#code = { left: sideCode(layout, layout.left), right: sideCode(layout, layout.right) };
    this.#join = new StateJoin(plan, layout, new JoinOutput(layout, false, next));
    this.#next = next;
    this.left = this.#input("left", windows?.[0]?.ends[0]);
    this.right = this.#input("right", windows?.[1]?.ends[0]);
  }

  #input(side: Side, end: number | undefined): Receiver {
    return {
      process: (batch) => this.#process(side, batch, end),
      advance: (watermark) => {
        this.#inputs.advance(side, watermark);
        this.#moved();
      },
      end: () => this.#end(side),
    };
  }

  /** `end`: position of the window's end; undefined: all rows are of one window. */
  #process(side: Side, batch: Batch, end: number | undefined): void {
    if (end === undefined) return this.#keep(side, batch, 0, batch.length, WHOLE);
    const column = batch.columns[end];
    if (column?.kind !== "int64") throw new InternalError("A windowed join needs windows");
    const ends = column.values;
    for (let from = 0; from < batch.length;) {
      const window = ends[from]!; // from < length
      let to = from + 1;
      while (to < batch.length && ends[to] === window) to++;
      if (window <= this.#inputs.given) this.#dropLate(to - from, window);
      else this.#keep(side, batch, from, to, window);
      from = to;
    }
  }

  #dropLate(rows: number, window: bigint): void {
    this.lateRows += rows;
    const lateness = this.#inputs.given - window;
    if (this.worstLateness === undefined || lateness > this.worstLateness) this.worstLateness = lateness;
  }

  kept(): { readonly left: number; readonly right: number } {
    const states = [...this.#windows.values()];
    return {
      left: states.reduce((sum, { left }) => sum + left.rows.size, 0),
      right: states.reduce((sum, { right }) => sum + right.rows.size, 0),
    };
  }

  windows(): OpenWindows {
    const ends = [...this.#windows.keys()].filter((end) => end !== WHOLE);
    return { count: ends.length, nextClose: ends.length === 0 ? undefined : ends.reduce((a, b) => a < b ? a : b) };
  }

  #keep(side: Side, { columns }: Batch, from: number, to: number, window: bigint): void {
    const state = this.#state(window);
    const rows = state[side];
    state.probe(rows, columns, from, to, this.#keys);
    for (let row = from; row < to; row++) rows.add(columns, row, this.#keys[row]!, 0); // row < to
  }

  #state(window: bigint): JoinState {
    let state = this.#windows.get(window);
    if (state !== undefined) return state;
    state = this.#spare.pop() ?? this.#newState();
    this.#windows.set(window, state);
    return state;
  }

  #newState(): JoinState {
    return new JoinState(this.#layout, this.#code.left, this.#code.right, { left: false, right: false });
  }

  #end(side: Side): void {
    if (this.#inputs.ended) return;
    this.#inputs.end(side);
    this.#moved();
    if (!this.#inputs.ended) return;
    this.#close(WHOLE);
    this.#next.end();
  }

  #moved(): void {
    const watermark = this.#inputs.smallest;
    if (!this.#inputs.give(watermark)) return;
    if (watermark > NO_WATERMARK && watermark < WHOLE) this.#close(watermark);
    this.#next.advance(watermark);
  }

  /** Joins the windows that end at or before `watermark`, the earliest first. */
  #close(watermark: bigint): void {
    const ends = [...this.#windows.keys()].filter((end) => end <= watermark);
    for (const end of ends.sort((a, b) => a < b ? -1 : 1)) {
      const state = this.#windows.get(end)!; // one of the keys
      this.#join.run(state);
      this.#windows.delete(end);
      state.clear();
      if (this.#spare.length < SPARE_STATES) this.#spare.push(state);
    }
  }

  snapshot(out: SnapshotWriter): void {
    this.#inputs.snapshot(out);
    const windows = [...this.#windows];
    out.array("windows", BigInt64Array.from(windows, ([end]) => end));
    out.array("late", Float64Array.of(this.lateRows));
    for (const [end, state] of windows) state.snapshot(out, `window ${end}`);
  }

  restore(from: SnapshotReader): void {
    this.#inputs.restore(from);
    this.lateRows = from.float64("late")[0] ?? 0;
    this.#windows.clear();
    from.int64("windows").forEach((end) => {
      const state = this.#newState();
      state.restore(from, `window ${end}`);
      this.#windows.set(end, state);
    });
  }

  stateSize(): number {
    return [...this.#windows.values()].reduce((sum, state) => sum + state.byteLength, 0);
  }
}

const SPARE_STATES = 4;

/** The key says only that both rows are of the same window. */
function isOfWindow(
  { left, right }: JoinKey,
  ofLeft: RelationWindow | undefined,
  ofRight: RelationWindow | undefined,
): boolean {
  if (ofLeft === undefined || ofRight === undefined) return false;
  return (ofLeft.starts.includes(left) && ofRight.starts.includes(right)) ||
    (ofLeft.ends.includes(left) && ofRight.ends.includes(right));
}
