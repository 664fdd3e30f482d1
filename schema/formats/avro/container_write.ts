/** Object container files of one datum each: what a message is without a registry and without `avro.raw_datums`. */
import type { Batch } from "../../batch.ts";
import { ByteWriter } from "../../byte_writer.ts";
import type { RowEncoder } from "../format.ts";
import { appendBytes, appendLong } from "./encode_write.ts";

/** `Obj` and the version of the layout. */
const MAGIC = Uint8Array.of(79, 98, 106, 1);
const MARKER_BYTES = 16;
const UTF8 = new TextEncoder();

/**
 * A file per row, its block not compressed. `datums` writes the rows with the schema `text`, which is written as it stands
 * into every file.
 */
export class ContainerEncoder implements RowEncoder {
  readonly #datums: RowEncoder;
  /** All that stands before the block. */
  readonly #head: Uint8Array;
  readonly #marker: Uint8Array;
  readonly #datum = new ByteWriter();

  constructor(datums: RowEncoder, text: string) {
    this.#datums = datums;
    this.#marker = markerOf(UTF8.encode(text));
    this.#head = headOf(text, this.#marker);
  }

  bind(batch: Batch): void {
    this.#datums.bind(batch);
  }

  encode(row: number, out: ByteWriter): boolean {
    const datum = this.#datum;
    datum.clear();
    if (!this.#datums.encode(row, datum)) return false;
    out.append(this.#head);
    appendLong(out, 1);
    appendLong(out, datum.position);
    out.append(datum.bytes, 0, datum.position);
    out.append(this.#marker);
    return true;
  }
}

function headOf(text: string, marker: Uint8Array): Uint8Array {
  const out = new ByteWriter();
  out.append(MAGIC);
  const metadata = { "avro.schema": text, "avro.codec": "null" };
  appendLong(out, Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    appendBytes(out, UTF8.encode(key));
    appendBytes(out, UTF8.encode(value));
  }
  appendLong(out, 0);
  out.append(marker);
  return out.written().slice();
}

/**
 * What stands behind each block, so that readers can tell a broken file and find the next block. Most writers take chance;
 * ours comes from the schema, so that the same rows are the same bytes.
 */
function markerOf(schema: Uint8Array): Uint8Array {
  const marker = new Uint8Array(MARKER_BYTES);
  const view = new DataView(marker.buffer);
  for (let word = 0; word < MARKER_BYTES / 4; word++) {
    let hash = 0x811c9dc5 ^ word; // FNV-1a, from another beginning for each word
    for (const byte of schema) hash = Math.imul(hash ^ byte, 0x01000193);
    view.setUint32(4 * word, hash >>> 0);
  }
  return marker;
}
