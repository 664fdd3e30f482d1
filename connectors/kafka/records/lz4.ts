/**
 * The LZ4 frame format (lz4_Frame_format.md 1.6) as far as Kafka's clients write it. Checksums inside the frame are
 * skipped: the CRC-32C of the record batch covers the compressed bytes.
 * Hot: every `!` reads at an index that the surrounding bounds check has proven to be inside the array.
 */

const MAGIC = 0x184d2204;
const SKIPPABLE = 0x184d2a50;
const BLOCK_SIZE = 64 * 1024;
const STORED = 0x80000000;

/** Bits of the frame descriptor's FLG byte. */
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const CONTENT_CHECKSUM = 0x04;
const DICTIONARY_ID = 0x01;

/** Magic, FLG (version 1, independent blocks), BD (64 KB), and (xxHash32 of the two >> 8) & 255: what Java writes. */
const FRAME_HEADER = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82] as const;

/** The content of one or more concatenated frames, with linked or independent blocks. */
export function lz4Decompress(bytes: Uint8Array, limit: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const output = new Output(Math.max(BLOCK_SIZE, bytes.length * 4), limit);
  let at = 0;
  while (at + 4 <= bytes.length) {
    const magic = view.getUint32(at, true);
    at += 4;
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      at += 4 + view.getUint32(at, true);
      continue;
    }
    if (magic !== MAGIC) throw new Error("LZ4 frame has no magic number");
    const flags = view.getUint8(at);
    if (flags >>> 6 !== 1) throw new Error(`LZ4 frame has unknown version ${flags >>> 6}`);
    if (flags & DICTIONARY_ID) throw new Error("LZ4 frame needs a dictionary");
    at += 2 + (flags & CONTENT_SIZE ? 8 : 0) + 1;
    for (;;) {
      const size = view.getUint32(at, true);
      at += 4;
      if (size === 0) break;
      const length = size & ~STORED;
      if (at + length > bytes.length) throw new Error("LZ4 block is longer than its frame");
      if (size & STORED) output.append(bytes, at, length);
      else output.unpack(bytes, at, at + length);
      at += length + (flags & BLOCK_CHECKSUM ? 4 : 0);
    }
    if (flags & CONTENT_CHECKSUM) at += 4;
  }
  return output.bytes.subarray(0, output.length);
}

/** What is unpacked so far: one array for all blocks, so that linked blocks find their history in it. */
class Output {
  bytes: Uint8Array;
  length = 0;
  readonly #limit: number;

  constructor(capacity: number, limit: number) {
    this.bytes = new Uint8Array(capacity);
    this.#limit = limit;
  }

  append(source: Uint8Array, at: number, count: number): void {
    this.#ensure(count);
    this.bytes.set(source.subarray(at, at + count), this.length);
    this.length += count;
  }

  /** Unpacks the block `source[at, end)`: token, literals, offset, match, … */
  unpack(source: Uint8Array, at: number, end: number): void {
    this.#ensure(BLOCK_SIZE);
    let to = this.bytes;
    let length = this.length;
    while (at < end) {
      const token = source[at++]!;
      let literals = token >>> 4;
      if (literals === 15) {
        let more = 255;
        while (more === 255 && at < end) literals += more = source[at++]!;
      }
      if (at + literals > end) throw new Error("LZ4 literals run past their block");
      if (length + literals > to.length) {
        this.length = length;
        this.#ensure(literals);
        to = this.bytes;
      }
      if (literals > 48) {
        to.set(source.subarray(at, at + literals), length);
        length += literals;
        at += literals;
      } else {
        for (const stop = at + literals; at < stop;) to[length++] = source[at++]!;
      }
      if (at >= end) break; // the last sequence has no match
      const distance = source[at]! | (source[at + 1] ?? 0) << 8;
      at += 2;
      let match = (token & 15) + 4;
      if (match === 19) {
        let more = 255;
        while (more === 255 && at < end) match += more = source[at++]!;
      }
      if (distance === 0 || distance > length) throw new Error("LZ4 match points before the start");
      if (length + match > to.length) {
        this.length = length;
        this.#ensure(match);
        to = this.bytes;
      }
      let from = length - distance;
      if (match > 48 && distance >= match) {
        to.copyWithin(length, from, from + match);
        length += match;
      } else {
        for (const stop = length + match; length < stop;) to[length++] = to[from++]!;
      }
    }
    this.length = length;
  }

  /** Leaves eight bytes to spare behind the content, which scanners may read. */
  #ensure(count: number): void {
    const needed = this.length + count + 8;
    if (needed <= this.bytes.length) return;
    if (needed > this.#limit) throw new Error(`LZ4 content is larger than ${this.#limit} bytes`);
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

const HASH_BITS = 14;
/** Positions by the hash of the four bytes there; kept between calls, so an entry may be stale and is always checked. */
const positions = new Int32Array(1 << HASH_BITS);

/** One frame of independent 64 KB blocks; a block that would grow is stored. */
export function lz4Compress(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil(bytes.length / BLOCK_SIZE);
  const packed = new Uint8Array(FRAME_HEADER.length + bytes.length + Math.ceil(bytes.length / 255) + blocks * 32 + 16);
  const view = new DataView(packed.buffer);
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  packed.set(FRAME_HEADER);
  positions.fill(-1);
  let to = FRAME_HEADER.length;
  for (let start = 0; start < bytes.length; start += BLOCK_SIZE) {
    const end = Math.min(start + BLOCK_SIZE, bytes.length);
    const written = packBlock(bytes, source, start, end, packed, to + 4);
    if (written < end - start) {
      view.setUint32(to, written, true);
      to += 4 + written;
    } else {
      view.setUint32(to, (end - start | STORED) >>> 0, true);
      packed.set(bytes.subarray(start, end), to + 4);
      to += 4 + end - start;
    }
  }
  view.setUint32(to, 0, true);
  return packed.subarray(0, to + 4);
}

/** Greedy search with growing steps where nothing matches. A match ends five bytes, and starts twelve, before the end. */
function packBlock(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  packed: Uint8Array,
  to: number,
): number {
  const first = to;
  const matchLimit = end - 5;
  const searchLimit = end - 12;
  let anchor = start;
  let at = start;
  let misses = 0;
  while (at < searchLimit) {
    const word = view.getInt32(at, true);
    const slot = Math.imul(word, -1640531535) >>> (32 - HASH_BITS);
    const candidate = positions[slot]!;
    positions[slot] = at;
    if (candidate < start || at - candidate > 65535 || view.getInt32(candidate, true) !== word) {
      at += 1 + (misses++ >>> 6);
      continue;
    }
    misses = 0;
    let match = 4;
    while (at + match < matchLimit && bytes[at + match] === bytes[candidate + match]) match++;
    to = putSequence(bytes, anchor, at, packed, to, match - 4);
    packed[to++] = (at - candidate) & 255;
    packed[to++] = (at - candidate) >>> 8;
    to = putLength(packed, to, match - 4);
    at += match;
    anchor = at;
  }
  return putSequence(bytes, anchor, end, packed, to, 0) - first;
}

/** The token and the literals `bytes[from, until)`. */
function putSequence(
  bytes: Uint8Array,
  from: number,
  until: number,
  packed: Uint8Array,
  to: number,
  match: number,
): number {
  const literals = until - from;
  packed[to++] = Math.min(literals, 15) << 4 | Math.min(match, 15);
  to = putLength(packed, to, literals);
  if (literals > 48) packed.set(bytes.subarray(from, until), to);
  else for (let i = 0; i < literals; i++) packed[to + i] = bytes[from + i]!;
  return to + literals;
}

/** What of a length does not fit into the token's four bits. */
function putLength(packed: Uint8Array, to: number, length: number): number {
  if (length < 15) return to;
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) packed[to++] = 255;
  packed[to++] = rest;
  return to;
}
