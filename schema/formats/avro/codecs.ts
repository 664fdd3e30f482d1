/** The codecs of object container files. */
import { Buffer } from "node:buffer";
import { crc32, inflateRawSync, zstdDecompressSync } from "node:zlib";
import { uncompress } from "snappyjs";
import { BadValue } from "../json_cursor.ts";

/** A block that claims to unpack to more is bad data. */
const LARGEST_BLOCK = 1 << 28;

/** Unpacks the data of a block. Throws {@link BadValue}. */
export function unpackBlock(codec: string, bytes: Uint8Array): Uint8Array {
  try {
    switch (codec) {
      case "null":
        return bytes;
      case "deflate":
        return inflateRawSync(bytes, { maxOutputLength: LARGEST_BLOCK });
      case "zstandard":
        return zstdDecompressSync(bytes, { maxOutputLength: LARGEST_BLOCK });
      case "snappy":
        return unpackSnappy(bytes);
    }
  } catch (error) {
    if (error instanceof BadValue) throw error;
    throw new BadValue(`a block is no ${codec}: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new BadValue(`the codec '${codec}' is not known; use null, deflate, snappy or zstandard`);
}

/** Raw snappy, and behind it the CRC-32 of the unpacked bytes, big-endian. */
function unpackSnappy(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 4) throw new BadValue("a block is too short for its checksum");
  // snappyjs answers in the type it was given; a Node Buffer would be a Buffer.
  const packed = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length - 4);
  const unpacked = uncompress(packed, LARGEST_BLOCK);
  const sum = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0);
  if (crc32(Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.length)) !== sum) {
    throw new BadValue("the checksum of a block does not match");
  }
  return unpacked;
}
