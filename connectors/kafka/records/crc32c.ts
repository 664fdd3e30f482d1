/** CRC-32C (Castagnoli), the checksum of Kafka's record batches (magic 2): folded while long, then by slicing-by-16. */
import { fold, FOLD_BYTES, FOLD_LEAST } from "./crc32c_fold.ts";

const POLYNOMIAL = 0x82f63b78;

/** Sixteen tables of 256 words in one array: `TABLES[256 * k + b]` is the CRC of byte `b` followed by `k` zero bytes. */
const TABLES = buildTables();

function buildTables(): Int32Array {
  const tables = new Int32Array(16 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at++) {
    const previous = tables[at - 256] ?? 0;
    tables[at] = (previous >>> 8) ^ (tables[previous & 255] ?? 0);
  }
  return tables;
}

/** The checksum of `bytes[start, end)` as an unsigned 32-bit number. The caller guarantees `0 ≤ start ≤ end ≤ bytes.length`. */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  let crc = -1;
  let at = start;
  while (end - at >= FOLD_LEAST) {
    const next = Math.min(end, at + FOLD_BYTES);
    const folded = fold(bytes, at, next, crc);
    crc = sliced(folded.bytes, folded.start, folded.end, 0);
    at = next;
  }
  return ~sliced(bytes, at, end, crc) >>> 0;
}

/**
 * Carries a CRC on over `bytes[start, end)`.
 * Hot: every `!` below reads a table of 4,096 words at an index below 4,096, or a byte before `end`.
 */
function sliced(bytes: Uint8Array, start: number, end: number, crc: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const t = TABLES;
  let at = start;
  for (const last = end - 16; at <= last; at += 16) {
    const a = crc ^ view.getInt32(at, true);
    const b = view.getInt32(at + 4, true);
    const c = view.getInt32(at + 8, true);
    const d = view.getInt32(at + 12, true);
    crc = t[3840 + (a & 255)]! ^ t[3584 + ((a >>> 8) & 255)]! ^ t[3328 + ((a >>> 16) & 255)]! ^ t[3072 + (a >>> 24)]! ^
      t[2816 + (b & 255)]! ^ t[2560 + ((b >>> 8) & 255)]! ^ t[2304 + ((b >>> 16) & 255)]! ^ t[2048 + (b >>> 24)]! ^
      t[1792 + (c & 255)]! ^ t[1536 + ((c >>> 8) & 255)]! ^ t[1280 + ((c >>> 16) & 255)]! ^ t[1024 + (c >>> 24)]! ^
      t[768 + (d & 255)]! ^ t[512 + ((d >>> 8) & 255)]! ^ t[256 + ((d >>> 16) & 255)]! ^ t[d >>> 24]!;
  }
  for (; at < end; at++) crc = t[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return crc;
}
