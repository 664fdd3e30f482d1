/**
 * Files of state: four letters that say of which kind, a 4-byte little-endian length, that many bytes of JSON, then blocks, each
 * padded to 8 bytes, and a CRC-32 (zlib's) of all before it.
 */
import { crc32 } from "node:zlib";
import { ConnectorError } from "../../schema/errors.ts";
import type { StateArray } from "./snapshot_memory.ts";

/** `SLS1`: a whole snapshot. `SLC1`: what has changed since another. */
export type FileKind = "SLS1" | "SLC1";

/** Bytes at once. */
const PIECE = 4 << 20;
const KIND_LENGTH = 4;
/** Of kind and length. */
const PREFIX = 8;
const CHECKSUM_LENGTH = 4;

/** Piece after piece, none of which takes long; the last one is the checksum alone. */
export function* sealed(
  kind: FileKind,
  header: unknown,
  blocks: Iterable<StateArray>,
): Generator<Uint8Array, void, undefined> {
  let checksum = 0;
  for (const piece of joined(partsOf(kind, header, blocks))) {
    checksum = crc32(piece, checksum);
    yield piece;
  }
  const end = new Uint8Array(CHECKSUM_LENGTH);
  new DataView(end.buffer).setUint32(0, checksum, true);
  yield end;
}

/** Of a file that {@link sealed} made, or of its last piece. */
export function checksumOf(file: Uint8Array): number {
  return viewOf(file).getUint32(file.length - CHECKSUM_LENGTH, true);
}

export interface Unsealed {
  readonly name: string;
  readonly kind: FileKind;
  readonly checksum: number;
  /** What {@link sealed} was given, as JSON has it. */
  readonly header: unknown;
  readonly blocks: BlockReader;
}

/** `name`: of the file, for errors. Throws a `ConnectorError` (`snapshot`) when the bytes are no such file, or were damaged. */
export function unsealed(file: Uint8Array, name = "a snapshot"): Unsealed {
  const size = file.length - CHECKSUM_LENGTH;
  const kind = text.decode(file.subarray(0, KIND_LENGTH));
  if (size < PREFIX || (kind !== "SLS1" && kind !== "SLC1")) throw damaged(name, "it is no snapshot");
  const checksum = checksumOf(file);
  if (checksum !== crc32(file.subarray(0, size))) throw damaged(name, "its checksum is wrong");
  const end = PREFIX + viewOf(file).getUint32(KIND_LENGTH, true);
  const header: unknown = JSON.parse(text.decode(file.subarray(PREFIX, end)));
  return { name, kind, checksum, header, blocks: new BlockReader(file, padded(end)) };
}

export class BlockReader {
  readonly #file: Uint8Array;
  #at: number;

  constructor(file: Uint8Array, at: number) {
    this.#file = file;
    this.#at = at;
  }

  /** A copy of the next block, which has so many bytes. */
  next(byteLength: number): Uint8Array<ArrayBuffer> {
    const block = this.#file.slice(this.#at, this.#at + byteLength);
    this.#at += padded(byteLength);
    return block;
  }
}

export function damaged(name: string, why: string): ConnectorError {
  return new ConnectorError(`Cannot read ${name}: ${why}`, {
    code: "snapshot",
    hint: "An earlier checkpoint may be whole; else start afresh.",
  });
}

const text = new TextDecoder();

function viewOf(file: Uint8Array): DataView {
  return new DataView(file.buffer, file.byteOffset, file.byteLength);
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

/** All but the checksum. */
function* partsOf(kind: FileKind, header: unknown, blocks: Iterable<StateArray>): Generator<Uint8Array> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(padded(PREFIX + json.length));
  new TextEncoder().encodeInto(kind, start);
  viewOf(start).setUint32(KIND_LENGTH, json.length, true);
  start.set(json, PREFIX);
  yield start;
  for (const { buffer, byteOffset, byteLength } of blocks) {
    yield new Uint8Array(buffer, byteOffset, byteLength);
    yield new Uint8Array(padded(byteLength) - byteLength);
  }
}

/** The same bytes: large parts in views of a piece each, small ones together. */
function* joined(parts: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let small: Uint8Array[] = [];
  let size = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE) {
      const piece = part.subarray(at, at + PIECE);
      small.push(piece);
      size += piece.length;
      if (size < PIECE / 2) continue;
      yield small.length === 1 ? piece : together(small);
      small = [];
      size = 0;
    }
  }
  yield together(small);
}

export function together(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
