/** tumble and hop: windows of event time. */
import type { Batch } from "../../../schema/batch.ts";
import type { Int64Column } from "../../../schema/column.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { GroupsPool } from "./groups.ts";
import { PaneGrid, type SlidingSpec } from "./panes.ts";
import { firstMarked, runOfTimes } from "./runs.ts";
import { firstPane, firstSlots, type Pane, type PaneMerger, RunningMerger, TreeMerger } from "./sliding.ts";
import { ALWAYS, NEVER, WindowedAggregate, type WindowedSetup } from "./windows.ts";

/** Each pane has a table of its own; a window is its pane, or the merger puts it together. */
export class EventTimeWindows extends WindowedAggregate {
  readonly #grid: PaneGrid;
  readonly #time: number;
  readonly #pool: GroupsPool;
  readonly #merger: PaneMerger | undefined;
  /** Ascending. */
  readonly #panes: Pane[] = [];
  /** End of the earliest window with a pane that is not closed, or {@link NEVER}. */
  #nextEnd = NEVER;
  /** Windows that end here or before are closed. */
  #closed = ALWAYS;
  /** Of the pane, and the same memory as halves. */
  readonly #bounds = new BigInt64Array(2);
  readonly #boundHalves = new Int32Array(this.#bounds.buffer);
  readonly #limit = new BigInt64Array(1);

  /** `time`: position of the event time. */
  constructor(setup: WindowedSetup, spec: SlidingSpec, time: number) {
    super(setup);
    this.#grid = new PaneGrid(spec);
    this.#time = time;
    this.#pool = new GroupsPool(setup.code);
    if (this.#grid.isTumble) return;
    this.#merger = setup.code.unmerge === undefined
      ? new TreeMerger(setup.code, this.#pool, this.#grid.pane)
      : new RunningMerger(setup.code);
  }

  protected get nextClose(): bigint {
    return this.#nextEnd;
  }

  protected get openWindows(): number {
    const [first, last] = [this.#panes[0], this.#panes.at(-1)];
    if (first === undefined || last === undefined) return 0;
    const { isTumble, slide, width } = this.#grid;
    return isTumble ? this.#panes.length : Number((last.start - (this.#nextEnd - width)) / slide) + 1;
  }

  protected take(batch: Batch, from: number, marks: BigInt64Array | undefined): number {
    const { values, halves } = batch.columns[this.#time] as Int64Column; // TIMESTAMP NOT NULL
    const start = this.#grid.paneOf(values[from]!); // from < length
    const pane = this.#pane(start);
    this.#bounds[0] = start;
    this.#bounds[1] = start + this.#grid.pane;
    this.#limit[0] = this.#nextEnd;
    const limit = marks === undefined ? batch.length : firstMarked(marks, from, batch.length, this.#limit);
    const to = runOfTimes(halves, from, limit, this.#boundHalves);
    if (pane !== undefined) {
      pane.groups.add(batch.columns, batch.changes, from, to, this.sequence);
      this.#merger?.added(pane, batch, from, to, this.sequence);
    } else if (this.#grid.isCovered(start)) this.dropLate(to - from, start + this.#grid.width);
    return to;
  }

  /** Undefined: no open window holds it. */
  #pane(start: bigint): Pane | undefined {
    const last = this.#panes.at(-1);
    if (last?.start === start) return last;
    const at = firstPane(this.#panes, start);
    const known = this.#panes[at];
    if (known?.start === start) return known;
    const closed = this.watermark > this.#closed ? this.watermark : this.#closed;
    const end = this.#grid.firstEnd(start, closed);
    if (end === undefined) return undefined;
    const pane = { start, groups: this.#pool.take() };
    this.#panes.splice(at, 0, pane);
    if (end < this.#nextEnd) this.#nextEnd = end;
    return pane;
  }

  protected close(): void {
    while (this.#nextEnd <= this.watermark && this.#nextEnd !== NEVER) {
      const end = this.#nextEnd;
      this.#emit(end - this.#grid.width, end);
      this.#closed = end;
      this.#leave();
    }
  }

  #emit(start: bigint, end: bigint): void {
    if (this.#merger !== undefined) {
      const { groups, slots, count } = this.#merger.window(this.#panes, start, end);
      return this.output.window(groups, slots, count, start, end);
    }
    const { groups } = this.#panes[0]!; // the earliest window is the first pane
    this.output.window(groups, firstSlots(groups.used), groups.used, start, end);
  }

  /** Panes that no open window holds are given back. */
  #leave(): void {
    this.#nextEnd = NEVER;
    let gone = 0;
    for (const pane of this.#panes) {
      const end = this.#grid.firstEnd(pane.start, this.#closed);
      if (end !== undefined) {
        this.#nextEnd = end;
        break;
      }
      this.#merger?.leave(pane);
      this.#pool.give(pane.groups);
      gone++;
    }
    this.#panes.splice(0, gone);
  }

  stateSize(): number {
    return this.#panes.reduce((sum, pane) => sum + pane.groups.byteLength, this.#merger?.byteLength ?? 0);
  }

  override snapshot(out: SnapshotWriter): void {
    super.snapshot(out);
    out.array("panes", BigInt64Array.from(this.#panes, (pane) => pane.start));
    out.array("ends", BigInt64Array.of(this.#nextEnd, this.#closed));
    for (const { start, groups } of this.#panes) groups.snapshot(out, `pane ${start}`);
    this.#merger?.snapshot(out);
  }

  override restore(from: SnapshotReader): void {
    super.restore(from);
    from.int64("panes").forEach((start) => {
      const groups = this.#pool.take();
      groups.restore(from, `pane ${start}`);
      this.#panes.push({ start, groups });
    });
    [this.#nextEnd = NEVER, this.#closed = ALWAYS] = from.int64("ends");
    this.#merger?.restore(from);
  }
}
