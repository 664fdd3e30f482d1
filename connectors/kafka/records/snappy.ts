import { compress, uncompress } from "snappyjs";

/**
 * Snappy as Kafka uses it: librdkafka and Go clients write one raw block; Java writes xerial framing
 * (org.xerial.snappy.SnappyOutputStream): a magic, two versions, then blocks each behind a big-endian length.
 */
const XERIAL_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00] as const;
const XERIAL_HEADER = 16;

export function snappyDecompress(bytes: Uint8Array, limit: number): Uint8Array {
  // snappyjs answers in the type it was given; a Node Buffer would be a Buffer.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!XERIAL_MAGIC.every((byte, at) => plain[at] === byte)) return uncompress(plain, limit);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const blocks: Uint8Array[] = [];
  let total = 0;
  for (let at = XERIAL_HEADER; at < plain.length;) {
    const length = view.getInt32(at);
    at += 4;
    if (length < 0 || at + length > plain.length) throw new Error("Snappy block is longer than its batch");
    const block = uncompress(plain.subarray(at, at + length), limit - total);
    blocks.push(block);
    total += block.length;
    at += length;
  }
  const only = blocks[0];
  if (blocks.length === 1 && only) return only;
  const whole = new Uint8Array(total + 8);
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole.subarray(0, total);
}

/** Xerial framing in blocks of 32 KB, as Java's producer writes it: every client reads that. */
export function snappyCompress(bytes: Uint8Array): Uint8Array {
  const blockSize = 32 * 1024;
  const blocks: Uint8Array[] = [];
  let total = XERIAL_HEADER;
  for (let at = 0; at < bytes.length; at += blockSize) {
    const block = compress(new Uint8Array(bytes.buffer, bytes.byteOffset + at, Math.min(blockSize, bytes.length - at)));
    blocks.push(block);
    total += 4 + block.length;
  }
  const framed = new Uint8Array(total);
  const view = new DataView(framed.buffer);
  framed.set(XERIAL_MAGIC);
  view.setInt32(8, 1);
  view.setInt32(12, 1);
  let at = XERIAL_HEADER;
  for (const block of blocks) {
    view.setInt32(at, block.length);
    framed.set(block, at + 4);
    at += 4 + block.length;
  }
  return framed;
}
