/**
 * Operator state as bytes: named columns of numbers, and plain values for what is rare. Writing copies (that is the only
 * pause of a job), encoding may happen later.
 *
 * Layout: "SLS1", a 4-byte little-endian length, that many bytes of JSON (`[name, kind, byte length][]`), then the columns,
 * each padded to 8 bytes, and a CRC-32 (zlib's) of all before it.
 */
import { crc32 } from "node:zlib";
import { ConnectorError, InternalError } from "../../schema/errors.ts";
import type { Value } from "../../schema/types.ts";
import type { Turn } from "../turn.ts";
import { SnapshotMemory, type StateArray } from "./snapshot_memory.ts";
import { decodeValues, encodeValues, encodingValues } from "./value_codec.ts";

export type { StateArray } from "./snapshot_memory.ts";

const KINDS = { u1: Uint8Array, i4: Int32Array, f8: Float64Array, i8: BigInt64Array } as const;
type Kind = keyof typeof KINDS;

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

  /** What is written lies in `memory`, until that is released. */
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

  #typed(name: string, kind: Kind): StateArray {
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

  /** The whole of {@link pieces}. */
  encode(): Uint8Array<ArrayBuffer> {
    const pieces = [...this.pieces()];
    return together(pieces, pieces.reduce((sum, { length }) => sum + length, 0));
  }

  /** Piece after piece, none of which takes long: large state is no reason to keep the thread for long. */
  *pieces(): Generator<Uint8Array, void, undefined> {
    let checksum = 0;
    for (const piece of joined(this.#parts())) {
      checksum = crc32(piece, checksum);
      yield piece;
    }
    const end = new Uint8Array(4);
    new DataView(end.buffer).setUint32(0, checksum, true);
    yield end;
  }

  /** All but the checksum. */
  *#parts(): Generator<Uint8Array, void, undefined> {
    for (const [name, values] of this.#lasting) this.#arrays.set(name, encodeValues(values));
    this.#lasting.clear();
    const entries = [...this.#arrays];
    const header = new TextEncoder().encode(
      JSON.stringify(entries.map(([name, array]) => [name, kindOf(array), array.byteLength])),
    );
    const start = new Uint8Array(padded(8 + header.length));
    start.set(MAGIC);
    new DataView(start.buffer).setUint32(4, header.length, true);
    start.set(header, 8);
    yield start;
    for (const [, array] of entries) {
      yield new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      yield new Uint8Array(padded(array.byteLength) - array.byteLength);
    }
  }

  /** Throws `ConnectorError` when the bytes are no snapshot or were damaged. */
  static decode(bytes: Uint8Array): Snapshot {
    const size = bytes.length - 4;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (size < 8 || MAGIC.some((byte, i) => bytes[i] !== byte)) throw damaged("it is no snapshot");
    if (view.getUint32(size, true) !== crc32(bytes.subarray(0, size))) throw damaged("its checksum is wrong");
    const length = view.getUint32(4, true);
    const entries: [string, Kind, number][] = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    const arrays = new Map<string, StateArray>();
    let at = padded(8 + length);
    for (const [name, kind, byteLength] of entries) {
      const copy = bytes.slice(at, at + byteLength);
      arrays.set(name, kind === "u1" ? copy : new KINDS[kind](copy.buffer));
      at += padded(byteLength);
    }
    return new Snapshot(new SnapshotMemory(), arrays);
  }
}

/** Bytes at once. */
const PIECE = 4 << 20;
const MAGIC = new TextEncoder().encode("SLS1");

function damaged(why: string): ConnectorError {
  return new ConnectorError(`Cannot read a snapshot: ${why}`, {
    code: "snapshot",
    hint: "An earlier checkpoint may be whole; else start afresh.",
  });
}

function padded(length: number): number {
  return (length + 7) & ~7;
}

/** The same bytes: large arrays in views of a piece each, small ones together. */
function* joined(parts: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let small: Uint8Array[] = [];
  let size = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE) {
      const piece = part.subarray(at, at + PIECE);
      small.push(piece);
      size += piece.length;
      if (size < PIECE / 2) continue;
      yield small.length === 1 ? piece : together(small, size);
      small = [];
      size = 0;
    }
  }
  yield together(small, size);
}

function together(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

function kindOf(array: StateArray): Kind {
  if (array instanceof Uint8Array) return "u1";
  if (array instanceof Int32Array) return "i4";
  return array instanceof Float64Array ? "f8" : "i8";
}
