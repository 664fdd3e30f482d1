import { type Batch, type Change, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { BATCH_ROWS } from "../../schema/column.ts";
import { identityOf } from "../../schema/field.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { Receiver, Stateful, Ticking } from "../operator.ts";
import { compileProbe, KeyTable, type Probe } from "../state/key_table.ts";
import { compileEquality, compileOrder, type RowOrder } from "../state/order.ts";
import { RowBag } from "../state/row_bag.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";
import { type SlotOrder, SortedSlots } from "../state/sorted_slots.ts";
import { ChangelogOutput } from "./changelog_output.ts";
import { KeepFirst } from "./keep_first.ts";
import { cutOff, NOTHING_SHOWN, type Shown, shownRows } from "./ranked_rows.ts";

export type TopNPlan = LogicalPlan & { kind: "topN" };

export function topNOperator(
  plan: TopNPlan,
  next: Receiver,
  now: () => number,
): Receiver & Stateful & Ticking {
  return plan.schema.updating ? new TopN(plan, next, now) : new KeepFirst(plan, next, now);
}

/** The rows of one partition: all where rows may be retracted, else those within the ranks. */
interface Partition {
  readonly rows: SortedSlots;
  /** What is shown, as far as it was told; undefined: nothing has happened since. */
  before: Shown | undefined;
}

/**
 * The first rows of each partition, as changes. What happened to a partition is told every `updates.interval`, before a
 * checkpoint and at the end, as the difference between what is shown and what was told before.
 */
class TopN implements Receiver, Stateful, Ticking {
  readonly #plan: TopNPlan;
  readonly #next: Receiver;
  readonly #now: () => number;
  readonly #retracts: boolean;
  readonly #keys: KeyTable;
  readonly #probe: Probe;
  readonly #bag: RowBag;
  readonly #byKeys: RowOrder;
  readonly #equal: RowOrder;
  readonly #order: SlotOrder;
  readonly #peers: SlotOrder;
  readonly #out: ChangelogOutput;
  readonly #slots = new Int32Array(BATCH_ROWS);
  /** By slot of the key. */
  readonly #partitions = new Map<number, Partition>();
  /** Slots of the keys of partitions whose changes were not told yet. */
  readonly #touched: number[] = [];
  /** Slots of rows that left since: they may still have to be retracted. */
  readonly #left: number[] = [];
  /** When changes were told last. */
  #told: number;
  /** When a partition was touched last, the longest ago first. */
  readonly #ages = new Map<number, number>();

  constructor(plan: TopNPlan, next: Receiver, now: () => number) {
    this.#plan = plan;
    this.#next = next;
    this.#now = now;
    this.#told = now();
    const { key: _, ...rows } = plan.input.schema;
    const { fields, updating } = rows;
    this.#retracts = updating;
    const keys = plan.partition.map((index) => fields[index]!); // positions of the input
    this.#keys = new KeyTable(keys);
    this.#probe = compileProbe({ keys, inputs: fields, positions: plan.partition, insert: true });
    this.#bag = new RowBag(fields, updating ? identityOf(plan.input.schema) : undefined);
    this.#byKeys = compileOrder(plan.keys, fields);
    this.#equal = compileEquality(fields, identityOf(rows));
    const { columns } = this.#bag.rows;
    this.#peers = (a, b) => this.#byKeys(columns, a, columns, b);
    this.#order = (a, b) => this.#peers(a, b) || this.#bag.arrival(a, b);
    this.#out = new ChangelogOutput(this.#bag.rows, plan.schema.fields, true, next);
  }

  process(batch: Batch): void {
    this.#keys.reserve(batch.length);
    this.#probe(this.#keys, batch.columns, 0, batch.length, this.#slots);
    for (let row = 0; row < batch.length; row++) {
      const key = this.#slots[row]!; // row < length
      const change = batch.changes?.[row] ?? INSERT;
      const gone = change === DELETE || change === UPDATE_BEFORE;
      if (gone) this.#remove(batch, row, this.#partition(key));
      else this.#add(batch, row, this.#partition(key));
    }
    const now = this.#now();
    for (const key of new Set(this.#slots.subarray(0, batch.length))) this.#touch(key, now);
    if (this.#plan.updates.interval === 0) this.#tell();
  }

  #partition(key: number): Partition {
    let partition = this.#partitions.get(key);
    if (partition === undefined) {
      partition = { rows: new SortedSlots(), before: undefined };
      this.#partitions.set(key, partition);
    }
    if (partition.before === undefined) {
      partition.before = this.#shown(partition);
      this.#touched.push(key);
    }
    return partition;
  }

  #shown({ rows }: Partition): Shown {
    return rows.size === 0 ? NOTHING_SHOWN : shownRows(rows, this.#plan, this.#peers);
  }

  #add(batch: Batch, row: number, { rows }: Partition): void {
    const { last } = rows;
    const full = !this.#retracts && last !== undefined && rows.size >= this.#plan.to;
    if (full && this.#isBeyond(batch, row, last)) return;
    rows.insert(this.#bag.add(batch.columns, row), this.#order);
    if (!this.#retracts) cutOff(rows, this.#plan, this.#peers, (slot) => void this.#left.push(slot));
  }

  /** A row behind the last of as many as are wanted; ties go by arrival, or have the rank of the last. */
  #isBeyond(batch: Batch, row: number, last: number): boolean {
    const order = this.#byKeys(batch.columns, row, this.#bag.rows.columns, last);
    if (this.#plan.rank === "row_number") return order >= 0;
    return this.#plan.rank === "rank" && order > 0;
  }

  #remove(batch: Batch, row: number, { rows }: Partition): void {
    const slot = this.#bag.find(batch.columns, row);
    if (slot === undefined) return;
    rows.remove(slot, this.#order);
    this.#bag.forget(slot);
    this.#left.push(slot);
  }

  // -------------------------------------------------------------------------------------------------------------------
  // What has changed

  #tell(): void {
    for (const key of this.#touched) {
      const partition = this.#partitions.get(key)!; // touched
      const after = this.#shown(partition);
      this.#difference(partition.before!, after); // touched
      partition.before = undefined;
      if (partition.rows.size === 0) this.#drop(key);
    }
    this.#out.flush();
    this.#touched.length = 0;
    for (const slot of this.#left) this.#bag.release(slot);
    this.#left.length = 0;
  }

  #difference(before: Shown, after: Shown): void {
    const { rank, ranked, from, to } = this.#plan;
    if (rank === "row_number" && (ranked || from === to)) this.#byPlace(before, after);
    else this.#byRow(before, after);
  }

  /** A rank is a row's identity: what stands there now instead of what stood there. */
  #byPlace(before: Shown, after: Shown): void {
    const { from } = this.#plan;
    for (let i = 0; i < Math.max(before.slots.length, after.slots.length); i++) {
      const [old, fresh] = [before.slots[i], after.slots[i]];
      if (old === undefined) this.#give(fresh!, from + i, INSERT); // one of them is there
      else if (fresh === undefined) this.#give(old, from + i, DELETE);
      else if (!this.#same(old, fresh)) {
        this.#give(old, from + i, UPDATE_BEFORE);
        this.#give(fresh, from + i, UPDATE_AFTER);
      }
    }
  }

  #same(a: number, b: number): boolean {
    const { columns } = this.#bag.rows;
    return a === b || this.#equal(columns, a, columns, b) === 0;
  }

  /** The row itself, with its rank where that is shown, is the identity. */
  #byRow(before: Shown, after: Shown): void {
    const stays = (from: Shown, to: Shown) => {
      const ranks = new Map(to.slots.map((slot, i) => [slot, to.ranks[i]]));
      return from.slots.flatMap((slot, i) => {
        const rank = from.ranks[i]!; // one per slot
        const same = ranks.has(slot) && (!this.#plan.ranked || ranks.get(slot) === rank);
        return same ? [] : [{ slot, rank }];
      });
    };
    const fresh = stays(after, before);
    for (const { slot, rank } of stays(before, after)) {
      const twin = fresh.findIndex((one) => this.#same(one.slot, slot) && (!this.#plan.ranked || one.rank === rank));
      if (twin >= 0) fresh.splice(twin, 1);
      else this.#give(slot, rank, DELETE);
    }
    for (const { slot, rank } of fresh) this.#give(slot, rank, INSERT);
  }

  #give(slot: number, rank: number, change: Change): void {
    const k = this.#out.add(slot, change);
    const column = this.#plan.ranked ? this.#out.columns.at(-1) : undefined;
    if (column?.kind === "any") column.values[k] = BigInt(rank);
  }

  // -------------------------------------------------------------------------------------------------------------------
  // What is forgotten

  #touch(key: number, now: number): void {
    if (this.#plan.updates.ttl === 0 || this.#plan.partition.length === 0) return;
    this.#ages.delete(key);
    this.#ages.set(key, now);
  }

  #drop(key: number): void {
    this.#partitions.delete(key);
    this.#ages.delete(key);
    this.#keys.remove(key);
  }

  tick(now: number): void {
    const forgot = this.#forget(now);
    if (!forgot && now - this.#told < this.#plan.updates.interval) return;
    this.#told = now;
    this.#tell();
  }

  /** True when there was something to forget. */
  #forget(now: number): boolean {
    let forgot = false;
    for (const [key, touched] of this.#ages) {
      if (now - touched < this.#plan.updates.ttl) break;
      forgot = true;
      const { rows } = this.#partition(key);
      for (let slot = rows.pop(); slot !== undefined; slot = rows.pop()) {
        this.#bag.forget(slot);
        this.#left.push(slot);
      }
    }
    return forgot;
  }

  settle(): boolean {
    const waits = this.#touched.length > 0;
    if (waits) this.#tell();
    return waits;
  }

  advance(watermark: bigint): void {
    this.#next.advance(watermark);
  }

  end(): void {
    this.#tell();
    this.#ages.clear(); // what there is stays
    this.#next.end();
  }

  snapshot(out: SnapshotWriter): void {
    this.#keys.snapshot(out, "keys");
    this.#bag.snapshot(out, "rows");
    const partitions = [...this.#partitions].map(([key, { rows }]) => [key, rows.all()] as const);
    out.array("partitions", Int32Array.from(partitions.flatMap(([key, slots]) => [key, slots.length])));
    out.array("slots", Int32Array.from(partitions.flatMap(([, slots]) => slots)));
    out.array("ages", Float64Array.from([...this.#ages].flat()));
  }

  restore(from: SnapshotReader): void {
    this.#keys.restore(from, "keys");
    this.#bag.restore(from, "rows");
    const [partitions, slots, ages] = [from.int32("partitions"), from.int32("slots"), from.float64("ages")];
    let at = 0;
    for (let i = 0; i < partitions.length; i += 2) {
      const rows = new SortedSlots(slots.subarray(at, at += partitions[i + 1]!)); // key and size
      this.#partitions.set(partitions[i]!, { rows, before: undefined });
    }
    for (let i = 0; i < ages.length; i += 2) this.#ages.set(ages[i]!, ages[i + 1]!); // key and time
  }

  stateSize(): number {
    return this.#keys.byteLength + this.#bag.byteLength;
  }
}
