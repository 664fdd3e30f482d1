import { Buffer } from "node:buffer";
import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { lz4Compress, lz4Decompress } from "./lz4.ts";
import { snappyCompress, snappyDecompress } from "./snappy.ts";

/** Compression of a record batch, in the order of the codec number in its attributes (KIP-110 for zstd). */
export const CODECS = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
export type CodecName = (typeof CODECS)[number];

/** A batch that unpacks to more is taken for corrupt: brokers take packed ones of 1 MB unless told otherwise, and a bomb must not fill the memory. */
const LARGEST_BATCH = 1 << 28;

/** Unpacks the records of a batch. Throws whatever the codec throws when the bytes are not of its format. */
export function decompress(codec: CodecName, bytes: Uint8Array): Uint8Array {
  switch (codec) {
    case "none":
      return bytes;
    case "gzip":
      return gunzipSync(bytes, { maxOutputLength: LARGEST_BATCH });
    case "snappy":
      return snappyDecompress(bytes, LARGEST_BATCH);
    case "lz4":
      return lz4Decompress(bytes, LARGEST_BATCH);
    case "zstd":
      return zstdDecompressSync(bytes, { maxOutputLength: LARGEST_BATCH });
    default:
      return codec satisfies never;
  }
}

/** Packs the records of a batch. `level` is gzip's 1–9 (default 1) or zstd's 1–22 (default 3). */
export function compress(codec: CodecName, bytes: Uint8Array, level?: number): Uint8Array {
  switch (codec) {
    case "none":
      return bytes;
    case "gzip":
      return gzipSync(bytes, { level: level ?? 1 });
    case "snappy":
      return snappyCompress(bytes);
    case "lz4":
      return lz4Compress(bytes);
    case "zstd":
      return zstdCompressSync(
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        { params: { [constants.ZSTD_c_compressionLevel]: level ?? 3 } },
      );
    default:
      return codec satisfies never;
  }
}
