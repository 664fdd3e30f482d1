import { type Batch, DELETE, INSERT, UPDATE_BEFORE } from "../../schema/batch.ts";
import { Int64Column, setValue } from "../../schema/column.ts";
import { DataError } from "../../schema/errors.ts";
import { identityOf } from "../../schema/field.ts";
import type { Value } from "../../schema/types.ts";
import { EvaluationError } from "../../sql/functions/function.ts";
import type { WindowCompute } from "../../sql/functions/windows.ts";
import { closingWindow, type LogicalPlan, type SortKey, type WindowCall } from "../../sql/plan.ts";
import type { LateDropping, OpenWindows, Receiver, Stateful, Windowed } from "../operator.ts";
import { compileOrder } from "../state/order.ts";
import { RowBag } from "../state/row_bag.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";
import type { SlotOrder } from "../state/sorted_slots.ts";
import { ChangelogOutput } from "./changelog_output.ts";
import { aggregateFrames } from "./frame_aggregate.ts";
import { CallRows, framesOf, type Peers, peersOf } from "./over_partition.ts";

export type OverPlan = LogicalPlan & { kind: "over" };

export function overOperator(plan: OverPlan, next: Receiver): Receiver & Stateful & LateDropping {
  return new Over(plan, next);
}

/** A call and what computes it; its arguments are positions in the input. */
interface Computed {
  readonly call: WindowCall;
  readonly args: readonly number[];
  readonly compute: WindowCompute;
}

/**
 * Functions over the rows of partitions. Rows are held until all of their partition are there: of windowed rows, where the
 * window is among PARTITION BY, when the watermark passes its end; else at the end of the input. Partitions come in the
 * order of their values, the rows of each in the order of OVER.
 */
class Over implements Receiver, Stateful, LateDropping, Windowed {
  worstLateness: bigint | undefined;
  readonly #plan: OverPlan;
  readonly #next: Receiver;
  readonly #bag: RowBag;
  readonly #peers: SlotOrder;
  readonly #partitions: SlotOrder;
  readonly #calls: readonly Computed[];
  readonly #out: ChangelogOutput;
  /** Position of the window's end, where partitions close with it. */
  readonly #end: number | undefined;
  /** End of a window → slots of its rows, in order of arrival. */
  readonly #windows = new Map<bigint, number[]>();
  #watermark = -(2n ** 63n);
  #late = 0;

  constructor(plan: OverPlan, next: Receiver) {
    this.#plan = plan;
    this.#next = next;
    const { fields, updating } = plan.input.schema;
    this.#bag = new RowBag(fields, updating ? identityOf(plan.input.schema) : undefined);
    const { columns } = this.#bag.rows;
    const byKeys = compileOrder(plan.keys, fields);
    this.#peers = (a, b) => byKeys(columns, a, columns, b);
    const byPartition = compileOrder(plan.partition.map((index) => ascending(plan, index)), fields);
    this.#partitions = (a, b) => byPartition(columns, a, columns, b);
    this.#calls = plan.calls.map(computed);
    this.#out = new ChangelogOutput(this.#bag.rows, plan.schema.fields, false, next);
    this.#end = closingWindow(plan.input.schema, plan.partition)?.end;
  }

  windows(): OpenWindows {
    const ends = [...this.#windows.keys()];
    return { count: ends.length, nextClose: ends.length === 0 ? undefined : ends.reduce((a, b) => a < b ? a : b) };
  }

  get lateRows(): number {
    return this.#late;
  }

  process(batch: Batch): void {
    const ends = this.#end === undefined ? undefined : batch.columns[this.#end];
    for (let row = 0; row < batch.length; row++) {
      const change = batch.changes?.[row] ?? INSERT;
      if (change === DELETE || change === UPDATE_BEFORE) this.#remove(batch, row);
      else if (ends instanceof Int64Column) this.#addToWindow(batch, row, ends.values[row]!); // row < length
      else this.#bag.add(batch.columns, row);
    }
  }

  #addToWindow(batch: Batch, row: number, end: bigint): void {
    if (end <= this.#watermark) {
      this.#late++;
      const lateness = this.#watermark - end;
      if (this.worstLateness === undefined || lateness > this.worstLateness) this.worstLateness = lateness;
      return;
    }
    const slot = this.#bag.add(batch.columns, row);
    const rows = this.#windows.get(end);
    if (rows === undefined) this.#windows.set(end, [slot]);
    else rows.push(slot);
  }

  #remove(batch: Batch, row: number): void {
    const slot = this.#bag.find(batch.columns, row);
    if (slot === undefined) return;
    this.#bag.forget(slot);
    this.#bag.release(slot);
  }

  advance(watermark: bigint): void {
    if (this.#end === undefined) return; // rows come at the end: none of them is late
    this.#watermark = watermark;
    const closed = [...this.#windows.keys()].filter((end) => end <= watermark).sort((a, b) => a < b ? -1 : 1);
    for (const end of closed) this.#closeWindow(end);
    this.#next.advance(watermark);
  }

  #closeWindow(end: bigint): void {
    const slots = this.#windows.get(end)!; // a key of the map
    this.#windows.delete(end);
    this.#give(slots);
    for (const slot of slots) {
      this.#bag.forget(slot);
      this.#bag.release(slot);
    }
  }

  end(): void {
    const open = [...this.#windows.keys()].sort((a, b) => a < b ? -1 : 1);
    if (this.#end === undefined) this.#give(this.#bag.all());
    else for (const end of open) this.#closeWindow(end);
    this.#next.end();
  }

  #give(slots: number[]): void {
    slots.sort((a, b) => this.#partitions(a, b) || this.#peers(a, b) || this.#bag.arrival(a, b));
    let to = 0;
    for (let from = 0; from < slots.length; from = to) {
      while (to < slots.length && this.#partitions(slots[from]!, slots[to]!) === 0) to++; // both within
      this.#givePartition(slots.slice(from, to));
    }
    this.#out.flush();
  }

  #givePartition(slots: readonly number[]): void {
    const peers = peersOf(slots, this.#peers);
    const values = this.#calls.map((one) => this.#valuesOf(one, slots, peers));
    const width = this.#plan.input.schema.fields.length;
    slots.forEach((slot, row) => {
      const k = this.#out.add(slot, INSERT);
      values.forEach((column, i) => setValue(this.#out.columns[width + i]!, k, column[row] ?? null)); // one per call
    });
  }

  #valuesOf({ call, args, compute }: Computed, slots: readonly number[], peers: Peers): Value[] {
    const { rows } = this.#bag;
    const [key] = this.#plan.keys;
    const keyed = call.frame.unit === "range" && key !== undefined
      ? slots.map((slot) => rows.value(key.index, slot))
      : [];
    const frames = framesOf(call.frame, peers, keyed, key);
    try {
      return compute(new CallRows(rows, slots, args, peers, frames));
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      throw new DataError(`${error.message} in ${call.text}`, { code: "evaluation", cause: error });
    }
  }

  snapshot(out: SnapshotWriter): void {
    this.#bag.snapshot(out, "rows");
    const windows = [...this.#windows];
    out.array("ends", BigInt64Array.from(windows.map(([end]) => end)));
    out.array("sizes", Int32Array.from(windows.map(([, slots]) => slots.length)));
    out.array("slots", Int32Array.from(windows.flatMap(([, slots]) => slots)));
    out.array("watermark", BigInt64Array.of(this.#watermark));
    out.array("late", Float64Array.of(this.#late));
  }

  restore(from: SnapshotReader): void {
    this.#bag.restore(from, "rows");
    const [ends, sizes, slots] = [from.int64("ends"), from.int32("sizes"), from.int32("slots")];
    let at = 0;
    ends.forEach((end, i) => this.#windows.set(end, [...slots.subarray(at, at += sizes[i]!)])); // one per end
    this.#watermark = from.int64("watermark")[0]!; // one was written
    this.#late = from.float64("late")[0]!;
  }

  stateSize(): number {
    return this.#bag.byteLength;
  }
}

function ascending({ input }: OverPlan, index: number): SortKey {
  const { type } = input.schema.fields[index]!; // a position of the input
  return { index, type, descending: false, nullsFirst: false };
}

function computed(call: WindowCall): Computed {
  if (call.kind === "function") return { call, args: call.args, compute: call.compute };
  const filter = call.call.filter === undefined ? [] : [call.call.filter];
  return { call, args: [...call.call.args, ...filter], compute: aggregateFrames(call.call) };
}
