/** Windows of several panes: how panes become the groups of a window. */
import type { Batch } from "../../../schema/batch.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { grown } from "./arrays.ts";
import type { AggregateCode } from "./code.ts";
import { Groups, type GroupsPool } from "./groups.ts";

export interface Pane {
  readonly start: bigint;
  readonly groups: Groups;
}

/** Groups `slots[0, count)`, in the order in which their keys came. */
export interface WindowGroups {
  readonly groups: Groups;
  readonly slots: Int32Array;
  readonly count: number;
}

export interface PaneMerger {
  /** The groups of all panes that start in `[start, end)`; `panes` are sorted. Windows are asked for in their order. */
  window(panes: readonly Pane[], start: bigint, end: bigint): WindowGroups;
  /** Rows that were taken into a pane: it may have been merged before. */
  added(pane: Pane, batch: Batch, from: number, to: number, sequence: number): void;
  /** No window holds the pane any more. */
  leave(pane: Pane): void;
  snapshot(out: SnapshotWriter): void;
  restore(from: SnapshotReader): void;
  readonly byteLength: number;
}

/** One table over which the window slides: panes are added in front and taken out behind. */
export class RunningMerger implements PaneMerger {
  readonly #groups: Groups;
  readonly #rows: number | undefined;
  /** Panes that start before this are in the table. */
  #merged = -(2n ** 63n);
  /** When the key of a slot came, counted from 1; 0: the slot is free. Slots of keys that left are used again. */
  #arrival = new Float64Array(0);
  #arrivals = 0;
  /** Slots in the order in which their keys came, and when that was: keys that left since have another number or none. */
  #order = new Int32Array(0);
  #numbers = new Float64Array(0);
  #count = 0;
  #slots = new Int32Array(0);

  constructor(code: AggregateCode) {
    this.#groups = new Groups(code);
    this.#rows = code.layout.rows;
  }

  get byteLength(): number {
    return this.#groups.byteLength + this.#arrival.byteLength + this.#order.byteLength + this.#numbers.byteLength;
  }

  window(panes: readonly Pane[], _start: bigint, end: bigint): WindowGroups {
    for (const { start, groups } of panes) {
      if (start >= end) break;
      if (start < this.#merged) continue;
      this.#slots = grown(this.#slots, groups.used);
      this.#groups.merge(groups, this.#slots);
      this.#number(this.#slots, 0, groups.used);
    }
    this.#merged = end;
    return this.#ordered();
  }

  /** Keys that are new come last. */
  #number(slots: Int32Array, from: number, to: number): void {
    const arrival = this.#arrival = grown(this.#arrival, Math.max(1, this.#groups.table.keys.capacity));
    const length = this.#count + to - from;
    if (this.#order.length < length) {
      this.#order = grown(this.#order, 2 * length);
      this.#numbers = grown(this.#numbers, 2 * length);
    }
    for (let i = from; i < to; i++) {
      const slot = slots[i]!; // i < to
      if (arrival[slot] !== 0) continue;
      arrival[slot] = ++this.#arrivals;
      this.#order[this.#count] = slot;
      this.#numbers[this.#count++] = this.#arrivals;
    }
  }

  /** The slots of keys that are there. */
  #ordered(): WindowGroups {
    const [arrival, order, numbers] = [this.#arrival, this.#order, this.#numbers];
    let count = 0;
    for (let i = 0; i < this.#count; i++) {
      const slot = order[i]!; // i < count
      if (arrival[slot] !== numbers[i]) continue; // it left
      order[count] = slot;
      numbers[count++] = numbers[i]!;
    }
    this.#count = count;
    return { groups: this.#groups, slots: order, count };
  }

  added({ start }: Pane, { columns, changes }: Batch, from: number, to: number, sequence: number): void {
    if (start >= this.#merged) return;
    const slots = this.#groups.add(columns, changes, from, to, sequence);
    this.#number(slots, from, to);
  }

  leave({ start, groups }: Pane): void {
    if (start >= this.#merged) return;
    this.#slots = grown(this.#slots, groups.used);
    this.#groups.unmerge(groups, this.#slots);
    const counts = this.#rows === undefined ? undefined : this.#groups.states.arrays[this.#rows];
    if (counts === undefined) return;
    for (let i = 0; i < groups.used; i++) if (counts[this.#slots[i]!] === 0) this.#arrival[this.#slots[i]!] = 0; // a slot
  }

  snapshot(out: SnapshotWriter): void {
    this.#groups.snapshot(out, "running");
    out.array("running.merged", BigInt64Array.of(this.#merged));
    out.array("running.arrival", this.#arrival.subarray(0, this.#groups.used));
    out.array("running.arrivals", Float64Array.of(this.#arrivals));
    const { slots, count } = this.#ordered();
    out.array("running.order", slots.subarray(0, count));
  }

  restore(from: SnapshotReader): void {
    this.#groups.restore(from, "running");
    this.#merged = from.int64("running.merged")[0]!; // one value
    this.#arrival = grown(from.float64("running.arrival"), Math.max(1, this.#groups.table.keys.capacity));
    this.#arrivals = from.float64("running.arrivals")[0]!;
    this.#order = from.int32("running.order");
    this.#count = this.#order.length;
    this.#numbers = Float64Array.from(this.#order, (slot) => this.#arrival[slot]!); // a slot that is taken
  }
}

/**
 * For states that cannot be taken out again: panes are merged by twos, these by twos, and so on, each when a window first
 * needs it. A window is made of a few of them, however many panes it has.
 */
export class TreeMerger implements PaneMerger {
  readonly #pool: GroupsPool;
  readonly #pane: bigint;
  readonly #window: Groups;
  /** By level, at least 1, and index: panes `[index << level, (index + 1) << level)`. */
  readonly #nodes: Map<bigint, Groups>[] = [];
  #slots = new Int32Array(0);

  /** `pane`: width of a pane. */
  constructor(code: AggregateCode, pool: GroupsPool, pane: bigint) {
    this.#pool = pool;
    this.#pane = pane;
    this.#window = new Groups(code);
  }

  get byteLength(): number {
    const nodes = this.#nodes.flatMap((level) => [...level?.values() ?? []]);
    return nodes.reduce((sum, node) => sum + node.byteLength, this.#window.byteLength);
  }

  window(panes: readonly Pane[], start: bigint, end: bigint): WindowGroups {
    const groups = this.#window;
    groups.clear();
    const last = end / this.#pane;
    for (let at = start / this.#pane; at < last;) {
      let level = 0n;
      while ((at & (1n << level)) === 0n && at + (2n << level) <= last) level++;
      const node = this.#node(panes, Number(level), at >> level);
      if (node !== undefined) this.#merge(groups, node);
      at += 1n << level;
    }
    return { groups, slots: firstSlots(groups.used), count: groups.used };
  }

  #merge(into: Groups, from: Groups): void {
    this.#slots = grown(this.#slots, from.used);
    into.merge(from, this.#slots);
  }

  /** Undefined: no pane is there. */
  #node(panes: readonly Pane[], level: number, index: bigint): Groups | undefined {
    const known = level === 0 ? undefined : this.#nodes[level]?.get(index);
    if (known !== undefined) return known;
    const start = (index << BigInt(level)) * this.#pane;
    const first = panes[firstPane(panes, start)];
    if (first === undefined || first.start >= start + (this.#pane << BigInt(level))) return undefined;
    if (level === 0) return first.groups;
    const halves = [2n * index, 2n * index + 1n].map((half) => this.#node(panes, level - 1, half));
    const node = this.#pool.take();
    for (const half of halves) if (half !== undefined) this.#merge(node, half);
    (this.#nodes[level] ??= new Map()).set(index, node);
    return node;
  }

  /** Nodes over the pane are made anew. */
  added(pane: Pane): void {
    this.#forget(pane);
  }

  leave(pane: Pane): void {
    this.#forget(pane);
  }

  #forget({ start }: Pane): void {
    const index = start / this.#pane;
    for (let level = 1; level < this.#nodes.length; level++) {
      const node = this.#nodes[level]?.get(index >> BigInt(level));
      if (node === undefined) continue;
      this.#pool.give(node);
      this.#nodes[level]?.delete(index >> BigInt(level));
    }
  }

  /** Everything is made of the panes. */
  snapshot(): void {}
  restore(): void {}
}

/** Index of the first pane that starts at `start` or later. */
export function firstPane(panes: readonly Pane[], start: bigint): number {
  let [low, high] = [0, panes.length];
  if (high > 0 && panes[high - 1]!.start < start) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (panes[middle]!.start >= start) high = middle; // middle < length
    else low = middle + 1;
  }
  return low;
}

let SLOTS = new Int32Array(0);

/** Slots 0, 1, 2, … */
export function firstSlots(count: number): Int32Array {
  if (SLOTS.length < count) SLOTS = Int32Array.from({ length: Math.max(1024, count, SLOTS.length * 2) }, (_, i) => i);
  return SLOTS;
}
