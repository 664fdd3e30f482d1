/** Windows of windows: each row says where its window starts and ends. */
import type { Batch } from "../../../schema/batch.ts";
import type { Int64Column } from "../../../schema/column.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { type Groups, GroupsPool } from "./groups.ts";
import { firstMarked, runOfEquals } from "./runs.ts";
import { firstSlots } from "./sliding.ts";
import { NEVER, WindowedAggregate, type WindowedSetup } from "./windows.ts";

interface OpenWindow {
  readonly start: bigint;
  readonly end: bigint;
  readonly groups: Groups;
}

export class InputWindows extends WindowedAggregate {
  readonly #columns: { readonly start: number; readonly end: number };
  readonly #pool: GroupsPool;
  /** By end and start; in the order in which they came. */
  readonly #open = new Map<bigint, Map<bigint, OpenWindow>>();
  #nextEnd = NEVER;
  readonly #limit = new BigInt64Array(1);
  /** How far behind its end a window closes: a session takes rows in that are at its end. */
  readonly #delay: bigint;

  /** Positions of where the row's window starts and ends. */
  constructor(
    setup: WindowedSetup,
    columns: { readonly start: number; readonly end: number },
    ofSessions: boolean,
  ) {
    super(setup);
    this.#columns = columns;
    this.#delay = ofSessions ? 1n : 0n;
    this.#pool = new GroupsPool(setup.code);
  }

  protected get nextClose(): bigint {
    return this.#nextEnd === NEVER ? NEVER : this.#nextEnd + this.#delay;
  }

  protected get openWindows(): number {
    return this.#all().length;
  }

  #isClosed(end: bigint): boolean {
    return end + this.#delay <= this.watermark;
  }

  protected take(batch: Batch, from: number, marks: BigInt64Array | undefined): number {
    const starts = batch.columns[this.#columns.start] as Int64Column; // TIMESTAMP NOT NULL
    const ends = batch.columns[this.#columns.end] as Int64Column;
    const window = this.#window(starts.values[from]!, ends.values[from]!); // from < length
    this.#limit[0] = this.nextClose;
    const limit = marks === undefined ? batch.length : firstMarked(marks, from, batch.length, this.#limit);
    const to = runOfEquals(starts.halves, ends.halves, from, limit);
    if (window === undefined) this.dropLate(to - from, ends.values[from]! + this.#delay);
    else window.groups.add(batch.columns, batch.changes, from, to, this.sequence);
    return to;
  }

  /** Undefined: it is closed. */
  #window(start: bigint, end: bigint): OpenWindow | undefined {
    if (this.#isClosed(end)) return undefined;
    let alike = this.#open.get(end);
    if (alike === undefined) this.#open.set(end, alike = new Map());
    let window = alike.get(start);
    if (window === undefined) alike.set(start, window = { start, end, groups: this.#pool.take() });
    if (end < this.#nextEnd) this.#nextEnd = end;
    return window;
  }

  protected close(): void {
    const ends = [...this.#open.keys()].filter((end) => this.#isClosed(end)).sort((a, b) => a < b ? -1 : 1);
    for (const end of ends) {
      for (const { start, groups } of this.#open.get(end)?.values() ?? []) {
        this.output.window(groups, firstSlots(groups.used), groups.used, start, end);
        this.#pool.give(groups);
      }
      this.#open.delete(end);
    }
    this.#nextEnd = NEVER;
    for (const end of this.#open.keys()) if (end < this.#nextEnd) this.#nextEnd = end;
  }

  #all(): OpenWindow[] {
    return [...this.#open.values()].flatMap((alike) => [...alike.values()]);
  }

  stateSize(): number {
    return this.#all().reduce((sum, { groups }) => sum + groups.byteLength, 0);
  }

  override snapshot(out: SnapshotWriter): void {
    super.snapshot(out);
    const all = this.#all();
    out.array("starts", BigInt64Array.from(all, ({ start }) => start));
    out.array("ends", BigInt64Array.from(all, ({ end }) => end));
    for (const { start, end, groups } of all) groups.snapshot(out, `window ${start} ${end}`);
  }

  override restore(from: SnapshotReader): void {
    super.restore(from);
    const ends = from.int64("ends");
    from.int64("starts").forEach((start, i) => {
      const end = ends[i]!; // one for each
      this.#window(start, end)?.groups.restore(from, `window ${start} ${end}`);
    });
  }
}
