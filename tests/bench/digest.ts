/** What a query writes, as a number that a peer's output is compared with. */
import type { RowEncoder } from "../../schema/formats/format.ts";
import { FORMATS } from "../../schema/formats/mod.ts";

/** Takes messages one by one; each lies at `bytes[start, end)`. */
export interface Digest {
  add(bytes: Uint8Array, start: number, end: number): void;
}

/** The product's formats; every message that is written is added to the digest. */
export function digesting(digest: Digest) {
  return FORMATS.map((format) => ({
    ...format,
    encoder(...given: Parameters<typeof format.encoder>): RowEncoder {
      const encoder = format.encoder(...given);
      return {
        bind: (batch) => encoder.bind(batch),
        encode(row, out) {
          const start = out.position;
          const written = encoder.encode(row, out);
          digest.add(out.bytes, start, out.position);
          return written;
        },
      };
    },
  }));
}
