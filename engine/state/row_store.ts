/**
 * Rows that an operator keeps, by slot, in growing columns: keys of groups, sides of a join. What is kept is copied out of
 * the batch it came in. Slots of rows that left are used again.
 */
import type { BytesColumn } from "../../schema/column.ts";
import { ConnectorError, InternalError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import { type SqlType, storageOf, type Value } from "../../schema/types.ts";
import { ByteSegments } from "./byte_segments.ts";
import type { SnapshotReader, SnapshotWriter } from "./snapshot.ts";

type NumberArray = Uint8Array | Int32Array | BigInt64Array | Float64Array;

/** `valid` (1 = value, 0 = NULL) is there exactly when the field is nullable. Arrays are replaced when they grow. */
export class NumberStore<T extends NumberArray = NumberArray> {
  readonly kind: "bool" | "int32" | "int64" | "float64";
  values: T;
  /** Of int64: the same memory as 32-bit halves, low word first. */
  halves: Int32Array;
  valid: Uint8Array | undefined;

  constructor(kind: NumberStore["kind"], values: T, nullable: boolean) {
    this.kind = kind;
    this.values = values;
    this.halves = halvesOf(values);
    this.valid = nullable ? new Uint8Array(values.length) : undefined;
  }

  grow(capacity: number): void {
    this.values = grown(this.values, capacity);
    this.halves = halvesOf(this.values);
    if (this.valid !== undefined) this.valid = grown(this.valid, capacity);
  }
}

/** TEXT, BYTEA, JSON: row `slot` is `data[starts[slot], ends[slot])`. */
export class BytesStore {
  readonly kind = "bytes";
  starts: Int32Array;
  ends: Int32Array;
  valid: Uint8Array | undefined;
  #arena = new ByteSegments(tooLarge);

  constructor(capacity: number, nullable: boolean) {
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.valid = nullable ? new Uint8Array(capacity) : undefined;
  }

  get data(): Uint8Array<ArrayBuffer> {
    return this.#arena.bytes;
  }

  get byteLength(): number {
    return this.#arena.bytes.length;
  }

  grow(capacity: number): void {
    this.starts = grown(this.starts, capacity);
    this.ends = grown(this.ends, capacity);
    if (this.valid !== undefined) this.valid = grown(this.valid, capacity);
  }

  set(slot: number, source: Uint8Array, start: number, end: number): void {
    const at = this.#arena.append(source, start, end);
    this.starts[slot] = at;
    this.ends[slot] = at + end - start;
  }

  /** The same for rows `rows[0 … n)` of a column and `slots[0 … n)`; but not whether they are NULL. */
  setRows(column: BytesColumn, rows: Int32Array, slots: Int32Array, n: number): void {
    this.#arena.appendRows(column, rows, slots, n, this.starts, this.ends);
  }

  /** Forgets the bytes of rows that leave; below `used` slots may hold rows. */
  drop(slots: Int32Array, n: number, used: number): void {
    this.#arena.drop(slots, n, this.starts, this.ends);
    if (this.#arena.isSparse) this.#compact(used);
  }

  #compact(used: number): void {
    const live = new ByteSegments(tooLarge);
    const { bytes } = this.#arena;
    for (let slot = 0; slot < used; slot++) {
      const [start, end] = [this.starts[slot]!, this.ends[slot]!]; // slot < used
      this.starts[slot] = live.append(bytes, start, end);
      this.ends[slot] = this.starts[slot]! + end - start;
    }
    this.#arena = live;
  }

  clear(): void {
    this.#arena.clear();
  }

  /** Replaces everything by what a snapshot has of it. */
  load(data: Uint8Array, starts: Int32Array, ends: Int32Array): void {
    this.clear();
    starts.forEach((start, slot) => this.set(slot, data, start, ends[slot]!)); // one for each
  }

  written(): Uint8Array<ArrayBuffer> {
    return this.#arena.written();
  }
}

/** STRUCT, arrays and other plain values. */
export class AnyStore {
  readonly kind = "any";
  readonly values: Value[] = [];
  valid: Uint8Array | undefined;

  constructor(capacity: number, nullable: boolean) {
    this.valid = nullable ? new Uint8Array(capacity) : undefined;
  }

  grow(capacity: number): void {
    if (this.valid !== undefined) this.valid = grown(this.valid, capacity);
  }
}

export type StoreColumn = NumberStore | BytesStore | AnyStore;

const FIRST_CAPACITY = 16;
/** A row that leaves alone. */
const ONE = new Int32Array(1);

function tooLarge(): ConnectorError {
  return new ConnectorError("The state of the query holds more than 2 GB of text in one column", {
    code: "state_size",
    hint: "Shorten windows or updating_ttl, or keep fewer columns.",
  });
}

function halvesOf(values: NumberArray): Int32Array {
  return values instanceof BigInt64Array
    ? new Int32Array(values.buffer, values.byteOffset, values.length * 2)
    : NO_HALVES;
}

const NO_HALVES = new Int32Array(0);

function grown<T extends NumberArray>(array: T, capacity: number): T {
  const larger = new (array.constructor as new (length: number) => T)(capacity);
  larger.set(array as never);
  return larger;
}

export class RowStore {
  readonly fields: readonly Field[];
  readonly columns: readonly StoreColumn[];
  #capacity = 0;
  /** One behind the highest slot that was ever used. */
  #used = 0;
  readonly #free: number[] = [];

  constructor(fields: readonly Field[]) {
    this.fields = fields;
    this.columns = fields.map(storeOf);
  }

  /** Rows that are kept. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  /** Slots are below this; arrays beside the store need as many places. */
  get capacity(): number {
    return this.#capacity;
  }

  get used(): number {
    return this.#used;
  }

  /** Makes room for `rows` more, so that arrays stay the same while these are added. True when it had to grow. */
  reserve(rows: number): boolean {
    const needed = this.size + rows;
    if (needed <= this.#capacity) return false;
    this.#capacity = Math.max(FIRST_CAPACITY, needed, this.#capacity * 2);
    for (const column of this.columns) column.grow(this.#capacity);
    return true;
  }

  /** A slot for a row that the caller fills. */
  take(): number {
    const slot = this.#free.pop();
    if (slot !== undefined) return slot;
    if (this.#used === this.#capacity) this.reserve(1);
    return this.#used++;
  }

  /** The row leaves. */
  release(slot: number): void {
    ONE[0] = slot;
    this.releaseRows(ONE, 1);
  }

  /** Slots for so many rows that the caller fills; room was reserved. */
  takeRows(slots: Int32Array, n: number): void {
    const free = this.#free;
    for (let k = 0; k < n; k++) slots[k] = free.length > 0 ? free.pop()! : this.#used++; // not empty
  }

  /** The rows leave. */
  releaseRows(slots: Int32Array, n: number): void {
    for (const column of this.columns) {
      if (column.kind === "bytes") column.drop(slots, n, this.#used);
      if (column.kind !== "any") continue;
      for (let k = 0; k < n; k++) column.values[slots[k]!] = null; // k < n
    }
    const free = this.#free;
    for (let k = 0; k < n; k++) free.push(slots[k]!); // k < n
  }

  /** Calls with every slot below {@link used} that holds no row. */
  forEachFree(visit: (slot: number) => void): void {
    for (const slot of this.#free) visit(slot);
  }

  /** All rows leave; memory is kept for the next ones. */
  clear(): void {
    this.#used = 0;
    this.#free.length = 0;
    for (const column of this.columns) {
      if (column.kind === "bytes") column.clear();
      else if (column.kind === "any") column.values.length = 0;
    }
  }

  /** One value, for what is not hot. */
  value(column: number, slot: number): Value {
    const [store, field] = [this.columns[column], this.fields[column]];
    if (store === undefined || field === undefined) throw new InternalError(`No column ${column} is kept`);
    return storedValue(store, field.type, slot);
  }

  /** Bytes of memory that the columns take. */
  get byteLength(): number {
    return this.columns.reduce((sum, column) => sum + sizeOf(column), 0);
  }

  snapshot(out: SnapshotWriter, name: string): void {
    out.array(`${name}.rows`, Int32Array.of(this.#used));
    out.array(`${name}.free`, Int32Array.from(this.#free));
    this.columns.forEach((column, i) => {
      const of = `${name}.${i}`;
      if (column.valid !== undefined) out.array(`${of}.valid`, column.valid.subarray(0, this.#used));
      if (column.kind === "any") out.lastingValues(of, column.values.slice(0, this.#used));
      else if (column.kind === "bytes") {
        out.array(of, column.written());
        out.array(`${of}.starts`, column.starts.subarray(0, this.#used));
        out.array(`${of}.ends`, column.ends.subarray(0, this.#used));
      } else out.array(of, column.values.subarray(0, this.#used));
    });
  }

  restore(from: SnapshotReader, name: string): void {
    this.clear();
    const [rows = 0] = from.int32(`${name}.rows`);
    this.reserve(rows);
    this.#used = rows;
    this.#free.push(...from.int32(`${name}.free`));
    this.columns.forEach((column, i) => {
      const of = `${name}.${i}`;
      column.valid?.set(from.bytes(`${of}.valid`));
      restoreColumn(column, from, of);
    });
  }
}

function restoreColumn(column: StoreColumn, from: SnapshotReader, name: string): void {
  if (column.kind === "any") return void column.values.push(...from.values(name));
  if (column.kind === "bytes") {
    return column.load(from.bytes(name), from.int32(`${name}.starts`), from.int32(`${name}.ends`));
  }
  const { values } = column;
  if (values instanceof BigInt64Array) values.set(from.int64(name));
  else if (values instanceof Float64Array) values.set(from.float64(name));
  else if (values instanceof Int32Array) values.set(from.int32(name));
  else values.set(from.bytes(name));
}

function storeOf({ type, nullable }: Field): StoreColumn {
  const storage = storageOf(type);
  switch (storage) {
    case "bool":
      return new NumberStore(storage, new Uint8Array(0), nullable);
    case "int32":
      return new NumberStore(storage, new Int32Array(0), nullable);
    case "int64":
      return new NumberStore(storage, new BigInt64Array(0), nullable);
    case "float64":
      return new NumberStore(storage, new Float64Array(0), nullable);
    case "bytes":
      return new BytesStore(0, nullable);
    case "any":
      return new AnyStore(0, nullable);
  }
}

function storedValue(store: StoreColumn, type: SqlType, slot: number): Value {
  if (store.valid !== undefined && store.valid[slot] === 0) return null;
  if (store.kind === "bool") return store.values[slot] !== 0;
  if (store.kind !== "bytes") return store.values[slot] ?? null;
  const bytes = store.data.slice(store.starts[slot], store.ends[slot]);
  return type.kind === "bytea" ? bytes : DECODER.decode(bytes);
}

const DECODER = new TextDecoder();

function sizeOf(column: StoreColumn): number {
  const valid = column.valid?.byteLength ?? 0;
  if (column.kind === "any") return valid + column.values.length * 64; // a guess: values are of any kind
  if (column.kind === "bytes") return valid + column.starts.byteLength * 2 + column.byteLength;
  return valid + column.values.byteLength;
}
