import type { Batch } from "../../schema/batch.ts";
import { BATCH_ROWS, columnFor, type Int64Column } from "../../schema/column.ts";
import type { LateDropping, OpenWindows, Receiver, Stateful, Windowed } from "../operator.ts";
import { compileCopyOut, type CopyOut, lendBytes } from "../state/copy.ts";
import { Heap } from "../state/heap.ts";
import { compileProbe, KeyTable, type Probe } from "../state/key_table.ts";
import { RowBag } from "../state/row_bag.ts";
import type { SnapshotReader, SnapshotWriter } from "../state/snapshot.ts";
import type { AssignWindow } from "./assign_window.ts";
import { timesOf } from "./times.ts";

/** An open session of one key. */
interface Session {
  readonly key: number;
  first: bigint;
  last: bigint;
  /** Slots, in order of arrival. */
  rows: number[];
  /** Counts up with every session: those that close together come in the order in which they began. */
  readonly number: number;
  /** It was closed, or became part of another. */
  gone: boolean;
}

/** A session and where it ended when the entry was made: stale when it has grown since. */
interface Closing {
  readonly session: Session;
  readonly last: bigint;
}

/**
 * `SESSION(TABLE t, …)`: rows are held until the watermark is more than the gap past the last row of their session. Whether
 * a session is closed is judged by the watermark before each row, so it does not depend on how rows are batched. The
 * watermark that is handed on is one nanosecond behind: the rows of a session are never late.
 */
export class SessionRows implements Receiver, Stateful, LateDropping, Windowed {
  worstLateness: bigint | undefined;
  readonly #gap: bigint;
  readonly #time: number;
  readonly #rowWatermark: number | undefined;
  readonly #width: number;
  readonly #next: Receiver;
  readonly #keys: KeyTable;
  readonly #probe: Probe;
  readonly #rows: RowBag;
  readonly #copyOut: CopyOut;
  readonly #slots = new Int32Array(BATCH_ROWS);
  /** By slot of the key; keys without an open session are not kept. */
  readonly #sessions = new Map<number, Session[]>();
  readonly #closing = new Heap<Closing>((a, b) =>
    a.last < b.last || (a.last === b.last && a.session.number < b.session.number)
  );
  readonly #columns;
  #length = 0;
  #number = 0;
  #late = 0;

  constructor(plan: AssignWindow, gap: bigint, next: Receiver) {
    const { fields, rowWatermark } = plan.input.schema;
    this.#gap = gap;
    this.#time = plan.time;
    this.#rowWatermark = rowWatermark;
    this.#width = fields.length;
    this.#next = next;
    const keys = plan.partition.map((index) => fields[index]!); // positions of the input
    this.#keys = new KeyTable(keys);
    this.#probe = compileProbe({ keys, inputs: fields, positions: plan.partition, insert: true });
    this.#rows = new RowBag(fields);
    this.#copyOut = compileCopyOut(fields, plan.schema.fields);
    this.#columns = plan.schema.fields.map((field) => columnFor(field));
  }

  windows(): OpenWindows {
    const first = this.#closing.first;
    const count = this.#sessions.values().reduce((sum, { length }) => sum + length, 0);
    return { count, nextClose: first && first.last + this.#gap + 1n };
  }

  get lateRows(): number {
    return this.#late;
  }

  process(batch: Batch): void {
    const times = timesOf(batch, this.#time);
    const watermarks = this.#rowWatermark === undefined ? undefined : timesOf(batch, this.#rowWatermark);
    for (let row = 0; row < batch.length; row++) {
      const watermark = watermarks?.[row];
      if (watermark !== undefined) this.#close(watermark);
      this.#keys.reserve(1);
      this.#probe(this.#keys, batch.columns, row, row + 1, this.#slots);
      this.#add(batch, row, this.#slots[row]!, times[row]!, watermark); // row < length
    }
    this.#flush();
  }

  #add(batch: Batch, row: number, key: number, time: bigint, watermark: bigint | undefined): void {
    let open = this.#sessions.get(key);
    if (open === undefined) this.#sessions.set(key, open = []);
    const near = open.filter(({ first, last }) => time >= first - this.#gap && time <= last + this.#gap);
    if (near.length === 0 && watermark !== undefined && time + this.#gap < watermark) {
      this.#late++;
      const lateness = watermark - (time + this.#gap);
      if (this.worstLateness === undefined || lateness > this.worstLateness) this.worstLateness = lateness;
      if (open.length === 0) this.#forget(key);
      return;
    }
    const session = near.length > 0 ? this.#merged(near) : this.#begin(key, time, open);
    session.rows.push(this.#rows.add(batch.columns, row));
    if (time < session.first) session.first = time;
    if (time > session.last || session.rows.length === 1 || near.length > 1) {
      if (time > session.last) session.last = time;
      this.#closing.push({ session, last: session.last });
    }
  }

  #begin(key: number, time: bigint, open: Session[]): Session {
    const session: Session = { key, first: time, last: time, rows: [], number: this.#number++, gone: false };
    open.push(session);
    return session;
  }

  /** Sessions that a row between them makes one: into the first of them. */
  #merged([session, ...others]: readonly Session[]): Session {
    if (session === undefined || others.length === 0) return session!; // at least one
    for (const other of others) {
      if (other.first < session.first) session.first = other.first;
      if (other.last > session.last) session.last = other.last;
      session.rows.push(...other.rows);
      this.#remove(other);
    }
    session.rows.sort((a, b) => this.#rows.arrival(a, b));
    return session;
  }

  #remove(session: Session): void {
    session.gone = true;
    const open = this.#sessions.get(session.key)!; // it was open
    open.splice(open.indexOf(session), 1);
  }

  #forget(key: number): void {
    this.#sessions.delete(key);
    this.#keys.remove(key);
  }

  /** Gives the rows of all sessions that ended more than the gap before `watermark`. */
  #close(watermark: bigint): void {
    for (let next = this.#closing.first; next !== undefined; next = this.#closing.first) {
      if (next.last + this.#gap >= watermark) return;
      this.#closing.pop();
      if (!next.session.gone && next.session.last === next.last) this.#give(next.session);
    }
  }

  #give(session: Session): void {
    const end = session.last + this.#gap;
    const [start, ends, time] = this.#columns.slice(this.#width) as Int64Column[]; // TIMESTAMP
    const before = this.#rowWatermark === undefined ? undefined : this.#columns[this.#rowWatermark] as Int64Column;
    for (const slot of session.rows) {
      if (this.#length === BATCH_ROWS) this.#flush();
      const k = this.#length++;
      this.#copyOut(this.#rows.rows, slot, this.#columns, k);
      start!.values[k] = session.first; // a window has three columns
      ends!.values[k] = end;
      time!.values[k] = end - 1n;
      if (before !== undefined && before.values[k]! >= end) before.values[k] = end - 1n; // k < length
    }
    this.#flush();
    for (const slot of session.rows) this.#rows.release(slot);
    this.#remove(session);
    if (this.#sessions.get(session.key)!.length === 0) this.#forget(session.key); // it was open
  }

  #flush(): void {
    if (this.#length === 0) return;
    lendBytes(this.#rows.rows, this.#columns);
    this.#next.process({ length: this.#length, columns: this.#columns });
    this.#length = 0;
  }

  advance(watermark: bigint): void {
    this.#close(watermark);
    this.#next.advance(watermark - 1n);
  }

  end(): void {
    this.#close(LAST);
    this.#next.end();
  }

  snapshot(out: SnapshotWriter): void {
    this.#keys.snapshot(out, "keys");
    this.#rows.snapshot(out, "rows");
    const open = [...this.#sessions.values()].flat();
    out.array("bounds", BigInt64Array.from(open.flatMap(({ first, last }) => [first, last])));
    out.array("sessions", Float64Array.from(open.flatMap(({ key, number, rows }) => [key, number, rows.length])));
    out.array("slots", Int32Array.from(open.flatMap(({ rows }) => rows)));
    out.array("counts", Float64Array.of(this.#number, this.#late));
  }

  restore(from: SnapshotReader): void {
    this.#keys.restore(from, "keys");
    this.#rows.restore(from, "rows");
    const [bounds, sessions, slots] = [from.int64("bounds"), from.float64("sessions"), from.int32("slots")];
    let at = 0;
    for (let i = 0; 3 * i < sessions.length; i++) {
      const [key = 0, number = 0, count = 0] = sessions.subarray(3 * i);
      const [first = 0n, last = 0n] = bounds.subarray(2 * i);
      const session = { key, first, last, rows: [...slots.subarray(at, at += count)], number, gone: false };
      const open = this.#sessions.get(key);
      if (open === undefined) this.#sessions.set(key, [session]);
      else open.push(session);
      this.#closing.push({ session, last });
    }
    [this.#number = 0, this.#late = 0] = from.float64("counts");
  }

  stateSize(): number {
    return this.#keys.byteLength + this.#rows.byteLength;
  }
}

/** Past every session. */
const LAST = 2n ** 63n;
