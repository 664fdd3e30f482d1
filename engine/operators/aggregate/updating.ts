/** GROUP BY without a window, and DISTINCT: what has changed is told now and then. */
import { type Batch, type Change, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../schema/batch.ts";
import { BATCH_ROWS, type Int64Column } from "../../../schema/column.ts";
import { InternalError } from "../../../schema/errors.ts";
import type { Schema } from "../../../schema/field.ts";
import type { UpdatePolicy } from "../../../sql/plan.ts";
import { RowError } from "../../codegen/segment.ts";
import type { Receiver, Stateful, Ticking } from "../../operator.ts";
import { compileCopyOut, type CopyOut, lendBytes } from "../../state/copy.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { located } from "../segment.ts";
import { grown } from "./arrays.ts";
import type { AggregateCode } from "./code.ts";
import { Groups } from "./groups.ts";
import { OutputBatch } from "./output.ts";
import { PreImages } from "./pre_images.ts";
import { TouchTimes } from "./touched.ts";

/** What is known of a group besides its state. */
const CHANGED = 1;
const SHOWN = 2;
const EXPIRED = 4;

/** Changes that are handed on at once by the clock: they take about half of a turn. */
const PART = 4 * BATCH_ROWS;

export interface UpdatingSetup {
  readonly code: AggregateCode;
  readonly schema: Schema;
  readonly updates: UpdatePolicy;
  /** One row although no row came. */
  readonly always: boolean;
  readonly next: Receiver;
  now(): number;
}

export class UpdatingAggregate implements Receiver, Stateful, Ticking {
  readonly #setup: UpdatingSetup;
  readonly #groups: Groups;
  readonly #keyed: boolean;
  readonly #output: OutputBatch;
  /** Results before a change, on their way to {@link #before}. */
  readonly #scratch: OutputBatch;
  readonly #before: PreImages;
  readonly #copyKeys: CopyOut;
  readonly #touched: TouchTimes | undefined;
  #flags = new Uint8Array(0);
  /** Groups that changed since the last emission, and where their rows before the change are kept, or −1. */
  #changed = new Int32Array(0);
  #images = new Int32Array(0);
  #changes = 0;
  /** Of these, how many were handed on already: above 0, an emission is under way. */
  #told = 0;
  /** Changes that come during an emission belong to it, up to so many: what was told takes memory until all is. */
  #patience = 0;
  /** Slots of groups that change for the first time in a batch. */
  readonly #shown = new Int32Array(BATCH_ROWS);
  readonly #single = new Int32Array(1);
  #sequence = 0;
  #lastEmission: number;
  /** What there is stays. */
  #ended = false;

  constructor(setup: UpdatingSetup) {
    const { code, schema, updates } = setup;
    this.#setup = setup;
    this.#groups = new Groups(code);
    this.#keyed = code.keys.length > 0;
    this.#output = new OutputBatch(schema);
    this.#scratch = new OutputBatch(schema);
    this.#before = new PreImages(schema, code.keys.length, schema.fields.length - code.shape.calls.length);
    this.#copyKeys = compileCopyOut(code.keys, schema.fields);
    this.#lastEmission = setup.now();
    this.#touched = updates.ttl > 0 ? new TouchTimes(updates.ttl, this.#lastEmission) : undefined;
  }

  process(batch: Batch): void {
    const { columns, changes, length } = batch;
    const slots = this.#groups.find(columns, 0, length);
    this.#flags = grown(this.#flags, this.#groups.table.keys.capacity);
    this.#mark(slots, length);
    try {
      this.#groups.states.update(columns, changes, slots, 0, length, this.#sequence);
    } catch (error) {
      throw error instanceof RowError ? located(error, batch) : error;
    }
    this.#touched?.touch(slots, length, this.#flags.length, this.#setup.now());
    this.#sequence += length;
  }

  /** The groups are about to change: their rows are kept, where they have one. What was to be forgotten stays. */
  #mark(slots: Int32Array, rows: number): void {
    const flags = this.#flags;
    if (this.#changed.length < this.#changes + rows) this.#grow(rows);
    const first = this.#changes;
    let shown = 0;
    for (let row = 0; row < rows; row++) {
      const slot = slots[row]!; // row < rows
      const known = flags[slot]!;
      if ((known & CHANGED) !== 0) {
        if ((known & EXPIRED) !== 0) flags[slot] = known & ~EXPIRED;
        continue;
      }
      flags[slot] = known | CHANGED;
      this.#images[this.#changes] = -1;
      this.#changed[this.#changes++] = slot;
      if ((known & SHOWN) !== 0) this.#shown[shown++] = slot;
    }
    if (shown > 0) this.#keep(first, shown);
  }

  #grow(rows: number): void {
    const length = Math.max(BATCH_ROWS, this.#changes + rows, this.#changed.length * 2);
    this.#changed = grown(this.#changed, length);
    this.#images = grown(this.#images, length);
  }

  /** Keeps the rows of the first `count` slots of {@link #shown}, which are among the changed ones from `first` on. */
  #keep(first: number, count: number): void {
    const { columns } = this.#scratch;
    this.#scratch.begin();
    this.#results(this.#shown, 0, count, this.#scratch, 0);
    this.#scratch.end();
    let at = first;
    for (let k = 0; k < count; k++) {
      while (this.#changed[at] !== this.#shown[k]) at++;
      this.#images[at++] = this.#before.keep(columns, k);
    }
  }

  /** Event time and results of `slots[from, to)` into the rows from `k` on. */
  #results(slots: Int32Array, from: number, to: number, batch: OutputBatch, k: number): void {
    const { code } = this.#setup;
    const { states } = this.#groups;
    code.results(states, slots, from, to, batch.columns, k);
    if (code.layout.latest === undefined) return;
    const times = (batch.columns[code.keys.length] as Int64Column).values; // TIMESTAMP NOT NULL
    const latest = states.arrays[code.layout.latest] as BigInt64Array;
    for (let i = from; i < to; i++) times[k + i - from] = latest[slots[i]!]!; // i < to
  }

  advance(watermark: bigint): void {
    this.#setup.next.advance(watermark);
  }

  tick(now: number): boolean {
    if (this.#told === 0) {
      if (now - this.#lastEmission < this.#setup.updates.interval) return false;
      this.#lastEmission = now;
      this.#expire(now);
    }
    const isLast = this.#changes - this.#told <= PART || this.#told > this.#patience;
    this.#tell(isLast ? this.#changes : this.#told + PART);
    return this.#told > 0;
  }

  settle(): boolean {
    return this.#emit(this.#setup.now());
  }

  settlePart(): boolean {
    if (this.#changes - this.#told <= BATCH_ROWS) return false;
    this.#tell(this.#told + BATCH_ROWS);
    return true;
  }

  end(): void {
    if (this.#setup.always && this.#groups.table.size === 0) {
      this.#groups.find([], 0, 0);
      this.#setTime(0);
      this.#flags = grown(this.#flags, this.#groups.table.keys.capacity);
      this.#mark(new Int32Array(1), 1);
    }
    this.#emit(this.#setup.now());
    this.#ended = true;
    this.#setup.next.end();
  }

  /** A group that no row took part in is of now: a join would forget it at once if it had no time. */
  #setTime(slot: number): void {
    const { latest } = this.#setup.code.layout;
    if (latest === undefined) return;
    (this.#groups.states.arrays[latest] as BigInt64Array)[slot] = BigInt(this.#setup.now()) * 1_000_000n;
  }

  // -------------------------------------------------------------------------------------------------------------------

  /** True when rows were handed on. */
  #emit(now: number): boolean {
    this.#expire(now);
    return this.#tell(this.#changes);
  }

  /** Hands the first `end` changes on; true when there were rows. */
  #tell(end: number): boolean {
    if (this.#told === end) return false;
    if (this.#told === 0) this.#patience = 2 * this.#changes;
    const gone: number[] = [];
    let emitted = false;
    this.#output.begin();
    for (; this.#told < end; this.#told++) {
      const slot = this.#changed[this.#told]!; // told < changes
      if (this.#output.length > BATCH_ROWS - 2) emitted = this.#flush() || emitted;
      const isGone = this.#isGone(slot);
      this.#change(slot, this.#images[this.#told]!, isGone);
      if (isGone) gone.push(slot);
      else this.#flags[slot] = SHOWN;
    }
    emitted = this.#flush() || emitted;
    for (const slot of gone) this.#remove(slot);
    if (this.#told === this.#changes) this.#forget();
    return emitted;
  }

  /** Groups that were not touched for the ttl change into nothing. */
  #expire(now: number): void {
    if (this.#ended) return;
    const old: number[] = [];
    const flags = this.#flags;
    this.#touched?.expired(now, this.#groups.used, (slot) => flags[slot] !== 0, (slot) => old.push(slot));
    for (let from = 0; from < old.length; from += BATCH_ROWS) {
      const slots = Int32Array.from(old.slice(from, from + BATCH_ROWS));
      this.#mark(slots, slots.length);
      for (const slot of slots) this.#flags[slot]! |= EXPIRED; // a slot
    }
  }

  #isGone(slot: number): boolean {
    if ((this.#flags[slot]! & EXPIRED) !== 0) return true;
    const { rows } = this.#setup.code.layout;
    return this.#keyed && rows !== undefined && !(this.#groups.states.arrays[rows]![slot]! > 0);
  }

  /** The net change of one group, as none, one or two rows. */
  #change(slot: number, image: number, isGone: boolean): void {
    const k = this.#output.length;
    const changes = this.#output.changes!; // the schema is updating
    if (image < 0) {
      if (!isGone) this.#append(slot, INSERT);
      return;
    }
    if (this.#keyed) this.#copyKeys(this.#groups.table.keys, slot, this.#output.columns, k);
    this.#before.give(image, this.#output.columns, k);
    changes[k] = isGone ? DELETE : UPDATE_BEFORE;
    this.#output.length = k + 1;
    if (isGone) return;
    this.#append(slot, UPDATE_AFTER);
    if (this.#before.same(this.#output.columns, k)) this.#output.length = k;
  }

  /** The group's row as it is now. */
  #append(slot: number, change: Change): void {
    const k = this.#output.length++;
    this.#single[0] = slot;
    if (this.#keyed) this.#copyKeys(this.#groups.table.keys, slot, this.#output.columns, k);
    this.#results(this.#single, 0, 1, this.#output, k);
    this.#output.changes![k] = change; // the schema is updating
  }

  #flush(): boolean {
    if (this.#output.length === 0) return false;
    this.#output.end();
    if (this.#keyed) lendBytes(this.#groups.table.keys, this.#output.columns);
    this.#setup.next.process(this.#output);
    this.#output.begin();
    return true;
  }

  #remove(slot: number): void {
    this.#flags[slot] = 0;
    this.#groups.remove(slot);
  }

  #forget(): void {
    this.#changes = this.#told = 0;
    this.#before.clear();
    if (this.#changed.length <= MANY_CHANGES) return;
    this.#changed = this.#images = new Int32Array(0);
    this.#before.release();
  }

  stateSize(): number {
    const own = this.#flags.byteLength + this.#changed.byteLength + this.#images.byteLength;
    return own + this.#groups.byteLength + this.#before.byteLength + (this.#touched?.byteLength ?? 0);
  }

  snapshot(out: SnapshotWriter): void {
    if (this.#changes > 0) throw new InternalError("A snapshot needs an aggregate that has told all its changes");
    this.#groups.snapshot(out, "groups");
    out.array("flags", this.#flags.subarray(0, this.#groups.used));
    out.array("rows", Float64Array.of(this.#sequence, this.#lastEmission, this.#ended ? 1 : 0));
    this.#touched?.snapshot(out, this.#groups.used);
  }

  restore(from: SnapshotReader): void {
    this.#groups.restore(from, "groups");
    this.#flags = grown(from.bytes("flags"), this.#groups.table.keys.capacity);
    const [sequence = 0, lastEmission = 0, ended] = from.float64("rows");
    [this.#sequence, this.#lastEmission, this.#ended] = [sequence, lastEmission, ended === 1];
    this.#touched?.restore(from);
  }
}

/** Beyond this, memory of changed groups is given back after an emission. */
const MANY_CHANGES = 65_536;
