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
import { decodeValues, encodeValues } from "./value_codec.ts";

export type StateArray = Uint8Array | Int32Array | Float64Array | BigInt64Array;

const KINDS = { u1: Uint8Array, i4: Int32Array, f8: Float64Array, i8: BigInt64Array } as const;
type Kind = keyof typeof KINDS;

export interface SnapshotWriter {
  /** A copy is taken: the array may change afterwards. Names are unique within an operator. */
  array(name: string, array: StateArray): void;
  values(name: string, values: readonly Value[]): void;
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

  constructor(arrays: Map<string, StateArray> = new Map()) {
    this.#arrays = arrays;
  }

  array(name: string, array: StateArray): void {
    if (this.#arrays.has(name)) throw new InternalError(`State '${name}' is written twice`);
    this.#arrays.set(name, array.slice());
  }

  values(name: string): Value[];
  values(name: string, values: readonly Value[]): void;
  values(name: string, values?: readonly Value[]): Value[] | void {
    if (values === undefined) return decodeValues(this.bytes(name));
    this.array(name, encodeValues(values));
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
      bytes: (name) => this.bytes(of(name)),
      int32: (name) => this.int32(of(name)),
      float64: (name) => this.float64(of(name)),
      int64: (name) => this.int64(of(name)),
    };
  }

  encode(): Uint8Array<ArrayBuffer> {
    const entries = [...this.#arrays];
    const header = new TextEncoder().encode(
      JSON.stringify(entries.map(([name, array]) => [name, kindOf(array), array.byteLength])),
    );
    const size = entries.reduce((sum, [, array]) => sum + padded(array.byteLength), padded(8 + header.length));
    const out = new Uint8Array(size + 4);
    out.set(MAGIC);
    const view = new DataView(out.buffer);
    view.setUint32(4, header.length, true);
    out.set(header, 8);
    let at = padded(8 + header.length);
    for (const [, array] of entries) {
      out.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
      at += padded(array.byteLength);
    }
    view.setUint32(size, crc32(out.subarray(0, size)), true);
    return out;
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
    return new Snapshot(arrays);
  }
}

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

function kindOf(array: StateArray): Kind {
  if (array instanceof Uint8Array) return "u1";
  if (array instanceof Int32Array) return "i4";
  return array instanceof Float64Array ? "f8" : "i8";
}
