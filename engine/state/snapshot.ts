/**
 * Operator state as bytes: named columns of numbers, and plain values for what is rare. Writing copies (that is the only
 * pause of a job), encoding may happen later: as a sealed file whose header is `[name, kind, byte length][]`, with a block for
 * each column.
 */
import { InternalError } from "../../schema/errors.ts";
import type { Value } from "../../schema/types.ts";
import type { Turn } from "../turn.ts";
import { damaged, sealed, together, type Unsealed, unsealed } from "./sealed_file.ts";
import { SnapshotMemory, type StateArray } from "./snapshot_memory.ts";
import { decodeValues, encodeValues, encodingValues } from "./value_codec.ts";

export type { StateArray } from "./snapshot_memory.ts";

const KINDS = { u1: Uint8Array, i4: Int32Array, f8: Float64Array, i8: BigInt64Array } as const;
export type ColumnKind = keyof typeof KINDS;

export interface SnapshotWriter {
  /** A copy is taken: the array may change afterwards. Names are unique within an operator. */
  array(name: string, array: StateArray): void;
  values(name: string, values: readonly Value[]): void;
  /** As {@link values} for an array that nobody changes any more, nor what is in it: encoded when the snapshot is written. */
  lastingValues(name: string, values: readonly Value[]): void;
}

export interface SnapshotReader {
  bytes(name: string): Uint8Array<ArrayBuffer>;
  int32(name: string): Int32Array<ArrayBuffer>;
  float64(name: string): Float64Array<ArrayBuffer>;
  int64(name: string): BigInt64Array<ArrayBuffer>;
  values(name: string): Value[];
}

/** What was frozen of one pipeline or operator. */
export class Snapshot implements SnapshotWriter, SnapshotReader {
  readonly #arrays: Map<string, StateArray>;
  /** Not encoded yet. */
  readonly #lasting = new Map<string, readonly Value[]>();

  readonly #memory: SnapshotMemory;

  /** What is written lies in `memory`, as long as that promises. */
  constructor(memory: SnapshotMemory = new SnapshotMemory(), arrays: Map<string, StateArray> = new Map()) {
    this.#memory = memory;
    this.#arrays = arrays;
  }

  array(name: string, array: StateArray): void {
    if (this.#arrays.has(name)) throw new InternalError(`State '${name}' is written twice`);
    this.#arrays.set(name, this.#memory.copy(array));
  }

  values(name: string): Value[];
  values(name: string, values: readonly Value[]): void;
  values(name: string, values?: readonly Value[]): Value[] | void {
    if (values === undefined) return this.#lasting.get(name)?.slice() ?? decodeValues(this.bytes(name));
    this.array(name, encodeValues(values));
  }

  lastingValues(name: string, values: readonly Value[]): void {
    this.#lasting.set(name, values);
  }

  /** Encodes what is left to be, so that {@link pieces} has nothing long to do; others have their turns. */
  async settle(turn: Turn): Promise<void> {
    for (const [name, values] of this.#lasting) {
      const encoding = encodingValues(values);
      let { done, value } = encoding.next();
      for (; !done; { done, value } = encoding.next()) if (turn.isOver()) await turn.next();
      if (value !== undefined) this.#arrays.set(name, value);
      this.#lasting.delete(name);
    }
  }

  has(name: string): boolean {
    return this.#arrays.has(name) || this.#lasting.has(name);
  }

  bytes(name: string): Uint8Array<ArrayBuffer> {
    return this.#typed(name, "u1") as Uint8Array<ArrayBuffer>;
  }

  int32(name: string): Int32Array<ArrayBuffer> {
    return this.#typed(name, "i4") as Int32Array<ArrayBuffer>;
  }

  float64(name: string): Float64Array<ArrayBuffer> {
    return this.#typed(name, "f8") as Float64Array<ArrayBuffer>;
  }

  int64(name: string): BigInt64Array<ArrayBuffer> {
    return this.#typed(name, "i8") as BigInt64Array<ArrayBuffer>;
  }

  #typed(name: string, kind: ColumnKind): StateArray {
    const array = this.#arrays.get(name);
    if (array instanceof KINDS[kind]) return array;
    throw new InternalError(`The snapshot has no state '${name}' of kind ${kind}`);
  }

  /** A view in which every name has a prefix: one operator among several. */
  part(prefix: string): SnapshotWriter & SnapshotReader {
    const of = (name: string) => `${prefix}/${name}`;
    const values =
      ((name: string, given?: readonly Value[]) =>
        given === undefined ? this.values(of(name)) : this.values(of(name), given)) as Snapshot["values"];
    return {
      array: (name, array) => this.array(of(name), array),
      values,
      lastingValues: (name, given) => this.lastingValues(of(name), given),
      bytes: (name) => this.bytes(of(name)),
      int32: (name) => this.int32(of(name)),
      float64: (name) => this.float64(of(name)),
      int64: (name) => this.int64(of(name)),
    };
  }

  /** Everything, by name: views, good as long as the snapshot. What {@link settle} has left is encoded now. */
  columns(): ReadonlyMap<string, StateArray> {
    for (const [name, values] of this.#lasting) this.#arrays.set(name, encodeValues(values));
    this.#lasting.clear();
    return this.#arrays;
  }

  /** The whole of {@link pieces}. */
  encode(): Uint8Array<ArrayBuffer> {
    return together([...this.pieces()]);
  }

  /** Piece after piece, none of which takes long: large state is no reason to keep the thread for long. */
  pieces(): Generator<Uint8Array, void, undefined> {
    const columns = this.columns();
    const header = Array.from(columns, ([name, array]): ColumnEntry => [name, kindOf(array), array.byteLength]);
    return sealed("SLS1", header, columns.values());
  }

  /** Throws `ConnectorError` when the bytes are no whole snapshot or were damaged. */
  static decode(bytes: Uint8Array): Snapshot {
    return Snapshot.read(unsealed(bytes));
  }

  static read({ name, kind, header, blocks }: Unsealed): Snapshot {
    if (kind !== "SLS1") throw damaged(name, "it is not a whole one");
    const entries = header as ColumnEntry[]; // written by pieces(): the checksum is right
    return Snapshot.of(
      new Map(entries.map(([name, kind, byteLength]) => [name, arrayOf(kind, blocks.next(byteLength))])),
    );
  }

  /** Of columns that nobody changes any more. */
  static of(columns: Map<string, StateArray>): Snapshot {
    return new Snapshot(new SnapshotMemory(), columns);
  }
}

/** Name, kind, length in bytes. */
type ColumnEntry = readonly [string, ColumnKind, number];

export function kindOf(array: StateArray): ColumnKind {
  if (array instanceof Uint8Array) return "u1";
  if (array instanceof Int32Array) return "i4";
  return array instanceof Float64Array ? "f8" : "i8";
}

/** The column whose bytes these are: all of their buffer. */
export function arrayOf(kind: ColumnKind, bytes: Uint8Array<ArrayBuffer>): StateArray {
  return new KINDS[kind](bytes.buffer);
}
