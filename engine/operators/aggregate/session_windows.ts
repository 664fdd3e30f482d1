/** session: rows of a key that are at most a gap apart. */
import type { Batch } from "../../../schema/batch.ts";
import type { Int64Column } from "../../../schema/column.ts";
import { KeyTable } from "../../state/key_table.ts";
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import { firstMarked } from "./runs.ts";
import { Sessions } from "./sessions.ts";
import { States } from "./states.ts";
import { ALWAYS, WindowedAggregate, type WindowedSetup } from "./windows.ts";

/** Rows of one batch whose sessions are known, but which are not in the states yet. */
interface Pending {
  from: number;
}

/** A session is [first, last + gap), and closes when the watermark passes its end. */
export class SessionWindows extends WindowedAggregate {
  readonly #time: number;
  readonly #gap: bigint;
  readonly #keys: KeyTable;
  readonly #states: States;
  readonly #sessions: Sessions;
  readonly #keySlots = new Int32Array(1024);
  readonly #slots = new Int32Array(1024);
  readonly #limit = new BigInt64Array(1);
  readonly #pending: Pending = { from: 0 };
  /** Slots of one session that is emitted. */
  readonly #emitted = { key: new Int32Array(1), state: new Int32Array(1) };

  constructor(setup: WindowedSetup, gap: bigint, time: number) {
    super(setup);
    this.#time = time;
    this.#gap = gap;
    this.#keys = new KeyTable(setup.code.keys);
    this.#states = new States(setup.code);
    this.#sessions = new Sessions(gap);
  }

  protected get nextClose(): bigint {
    return this.#sessions.nextClose;
  }

  protected get openWindows(): number {
    return this.#sessions.size;
  }

  protected take(batch: Batch, from: number, marks: BigInt64Array | undefined): number {
    this.#limit[0] = this.nextClose;
    let to = marks === undefined ? batch.length : firstMarked(marks, from, batch.length, this.#limit);
    this.#find(batch, from, to);
    this.#pending.from = from;
    const times = (batch.columns[this.#time] as Int64Column).values; // TIMESTAMP NOT NULL
    for (let row = from; row < to; row++) {
      const slot = this.#near(batch, times, row) ?? this.#open(times, row, marks);
      if (slot === undefined) {
        this.#update(batch, row);
        this.#pending.from = row + 1;
        this.dropLate(1, times[row]! + this.#gap, marks?.[row]); // row < to
        continue;
      }
      this.#slots[row] = slot;
      if (marks === undefined || this.nextClose >= this.#limit[0]!) continue;
      this.#limit[0] = this.nextClose;
      to = firstMarked(marks, row, to, this.#limit);
    }
    this.#update(batch, to);
    this.#dropUnused(from, to);
    return to;
  }

  #find({ columns }: Batch, from: number, to: number): void {
    this.#keys.reserve(to - from);
    if (this.code.keys.length > 0) this.code.probe(this.#keys, columns, from, to, this.#keySlots);
    else if (this.#keys.size === 0) this.#keySlots.fill(this.#keys.add(0, 0));
    this.#sessions.reserveKeys(this.#keys.keys.capacity);
  }

  /** The session that the row belongs to; it may make several one. */
  #near(batch: Batch, times: BigInt64Array, row: number): number | undefined {
    const { first, last, next, heads } = this.#sessions;
    let found: number | undefined;
    for (let entry = heads[this.#keySlots[row]!]!; entry !== 0;) { // reserved
      const slot = entry - 1;
      entry = next[slot]!; // a slot that is taken
      const isNear = BigInt.asIntN(64, times[row]! - last[slot]!) <= this.#gap &&
        BigInt.asIntN(64, first[slot]! - times[row]!) <= this.#gap;
      if (isNear) found = found === undefined ? slot : this.#join(batch, row, found, slot);
    }
    if (found === undefined) return undefined;
    if (times[row]! > last[found]!) last[found] = times[row]!;
    if (times[row]! < first[found]!) first[found] = times[row]!;
    return found;
  }

  /** The session that began earlier takes in the other. */
  #join(batch: Batch, row: number, a: number, b: number): number {
    this.#update(batch, row);
    this.#pending.from = row;
    const { arrival } = this.#sessions;
    const [kept, gone] = arrival[a]! <= arrival[b]! ? [a, b] : [b, a]; // slots that are taken
    this.#states.join(kept, gone);
    this.#sessions.join(kept, gone);
    return kept;
  }

  /** A new session; undefined: it is closed before it begins. */
  #open(times: BigInt64Array, row: number, marks: BigInt64Array | undefined): number | undefined {
    const time = times[row]!; // row < length
    const watermark = marks === undefined ? this.watermark : marks[row]!;
    if (watermark !== ALWAYS && time + this.#gap < watermark) return undefined;
    const slot = this.#sessions.open(this.#keySlots[row]!, time, this.sequence + row);
    this.#states.ensure(this.#sessions.capacity);
    return slot;
  }

  /** Rows up to `to` go into the states of their sessions. */
  #update({ columns, changes }: Batch, to: number): void {
    const { from } = this.#pending;
    if (from < to) this.#states.update(columns, changes, this.#slots, from, to, this.sequence);
    this.#pending.from = to;
  }

  /** Keys that were looked up for late rows only. */
  #dropUnused(from: number, to: number): void {
    if (this.lateRows === 0) return;
    const { heads } = this.#sessions;
    for (let row = from; row < to; row++) {
      const key = this.#keySlots[row]!; // row < to
      if (heads[key] !== 0) continue;
      this.#keys.remove(key);
      heads[key] = UNUSED;
    }
    for (let row = from; row < to; row++) if (heads[this.#keySlots[row]!] === UNUSED) heads[this.#keySlots[row]!] = 0;
  }

  protected close(): void {
    const closing = this.#sessions.closing(this.watermark);
    const { first, last, keys } = this.#sessions;
    const { key, state } = this.#emitted;
    for (const slot of closing) {
      key[0] = keys[slot]!; // a slot that is taken
      state[0] = slot;
      this.output.rows(this.#keys.keys, key, this.#states, state, 1, first[slot]!, last[slot]! + this.#gap);
    }
    this.output.flush(this.#keys.keys);
    for (const slot of closing) {
      const key = keys[slot]!;
      this.#states.reset(slot);
      if (this.#sessions.release(slot)) this.#keys.remove(key);
    }
  }

  stateSize(): number {
    return this.#keys.byteLength + this.#states.byteLength + this.#sessions.byteLength;
  }

  override snapshot(out: SnapshotWriter): void {
    super.snapshot(out);
    this.#keys.snapshot(out, "keyTable");
    this.#sessions.snapshot(out);
    this.#states.snapshot(out, "states", this.#sessions.used);
  }

  override restore(from: SnapshotReader): void {
    super.restore(from);
    this.#keys.restore(from, "keyTable");
    this.#sessions.restore(from);
    this.#states.restore(from, "states", this.#sessions.capacity);
  }
}

const UNUSED = -1;
