/** Batches that no producer writes, with checksums that are right: read within their bytes, or refused as corrupt. */
import assert from "node:assert/strict";
import { ConnectorError } from "../../../schema/errors.ts";
import * as HEADER from "../protocol/batch_header.ts";
import { BatchReader } from "./batch_reader.ts";
import { BatchWriter } from "./batch_writer.ts";
import { type CodecName, CODECS } from "./codecs.ts";
import { crc32c } from "./crc32c.ts";
import { readHeaders, writeHeaders } from "./headers.ts";

const RECORDS = 6;

function chance(seed: number): () => number {
  let state = seed;
  return () => (state = Math.imul(state, 1664525) + 1013904223 >>> 0) / 2 ** 32;
}

function batch(codec: CodecName): Uint8Array<ArrayBuffer> {
  const writer = new BatchWriter(0, 16);
  for (let i = 0; i < RECORDS; i++) {
    writer.begin(1000 + i, new TextEncoder().encode(`key ${i}`));
    writer.bytes.append(new TextEncoder().encode(`{"n":${i}}`));
    writer.end(writeHeaders([["h", new Uint8Array([1, 2, 3])]]));
  }
  return writer.seal({ codec }).slice();
}

/** Some bytes behind the checksum are others, and the checksum is theirs. */
function damaged(whole: Uint8Array, seed: number): Uint8Array<ArrayBuffer> {
  const next = chance(seed);
  const bytes = whole.slice();
  for (let changes = 1 + Math.floor(next() * 3); changes > 0; changes--) {
    const at = HEADER.ATTRIBUTES + Math.floor(next() * (bytes.length - HEADER.ATTRIBUTES));
    bytes[at] = [0, 1, 0x7f, 0x80, 0xff, Math.floor(next() * 256)][Math.floor(next() * 6)]!; // six of them
  }
  new DataView(bytes.buffer).setUint32(HEADER.CRC, crc32c(bytes, HEADER.ATTRIBUTES, bytes.length));
  return bytes;
}

/** Reads all of it, and looks where everything lies; false: it is refused. */
function reads(bytes: Uint8Array<ArrayBuffer>): boolean {
  const reader = new BatchReader("orders", 3, { keys: true, headers: true });
  reader.load({ bytes, start: 0, end: bytes.length, from: 0 });
  try {
    for (let records = reader.next(); records; records = reader.next()) {
      const { count, data, valueStart, valueEnd, keyStart, keyEnd, headersStart, headersEnd } = records;
      assert.ok(count <= bytes.length * 1000, `${count} records`);
      for (let i = 0; i < count; i++) {
        for (const [start, end] of [[valueStart, valueEnd], [keyStart, keyEnd], [headersStart, headersEnd]]) {
          const [from = -1, to = -1] = [start?.[i], end?.[i]];
          assert.ok((from === -1 && to === -1) || (0 <= from && from <= to && to <= data.length), `${from} to ${to}`);
        }
        assert.ok(readHeaders(data, headersStart?.[i] ?? 0, headersEnd?.[i] ?? 0).length <= data.length);
      }
    }
    return true;
  } catch (error) {
    if (error instanceof ConnectorError && error.diagnostic.code === "corrupt") return false;
    throw error;
  }
}

Deno.test("BatchReader reads damaged batches within their bytes or refuses them, with every codec", () => {
  for (const codec of CODECS) {
    const whole = batch(codec);
    assert.ok(reads(whole));
    let read = 0;
    let refused = 0;
    for (let seed = 1; seed <= 1500; seed++) {
      try {
        if (reads(damaged(whole, seed))) read++;
        else refused++;
      } catch (cause) {
        throw new Error(`${codec}, seed ${seed}`, { cause });
      }
    }
    assert.ok(read > 50 && refused > 50, `${codec}: ${read} read, ${refused} refused: both ways were taken`);
  }
});
