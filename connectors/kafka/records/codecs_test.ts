import assert from "node:assert/strict";
import { compress as snappyRaw } from "snappyjs";
import { CODECS, compress, decompress } from "./codecs.ts";

const LIMIT = 1 << 30;

/** Deterministic bytes: `noise` of every 256 are random, the rest repeats. */
function sample(length: number, noise: number): Uint8Array {
  let state = 42;
  return Uint8Array.from({ length }, (_, i) => {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    return (state >>> 8 & 255) < noise ? state >>> 16 & 255 : i % 61;
  });
}

Deno.test("compress and decompress give the same bytes for every codec, size and entropy", () => {
  for (const codec of CODECS) {
    for (const length of [0, 1, 12, 13, 64, 1000, 65535, 65536, 65537, 300_000]) {
      for (const noise of [0, 8, 128, 256]) {
        const bytes = sample(length, noise);
        if (length === 0 && codec === "snappy") continue; // a batch is never empty
        const back = decompress(codec, compress(codec, bytes));
        assert.equal(back.length, length, `${codec} ${length} ${noise}`);
        assert.ok(equal(back, bytes), `${codec} ${length} ${noise}`);
      }
    }
  }
});

Deno.test("compress makes repetitive bytes smaller with every codec", () => {
  const bytes = sample(100_000, 0);
  for (const codec of CODECS.filter((name) => name !== "none")) {
    assert.ok(compress(codec, bytes).length < 20_000, codec);
  }
});

Deno.test("decompress reads snappy without framing, as librdkafka writes it", () => {
  const bytes = sample(5000, 30);
  assert.deepEqual(decompress("snappy", snappyRaw(bytes)), bytes);
});

Deno.test("decompress reads an lz4 frame of linked blocks with content size and checksums", () => {
  // Block 1 is "abcdefgh" as literals; block 2 copies 8 bytes from it, then has 5 literals; block 3 is stored.
  const frame = Uint8Array.from([
    ...[0x04, 0x22, 0x4d, 0x18, 0x40 | 0x10 | 0x08 | 0x04, 0x40, 24, 0, 0, 0, 0, 0, 0, 0, 0xaa],
    ...[9, 0, 0, 0, 0x80, ...text("abcdefgh"), 1, 2, 3, 4],
    ...[9, 0, 0, 0, 0x04, 8, 0, 0x50, ...text("12345"), 1, 2, 3, 4],
    ...[3, 0, 0, 0x80, ...text("xyz"), 1, 2, 3, 4],
    ...[0, 0, 0, 0, 9, 9, 9, 9],
  ]);
  assert.equal(new TextDecoder().decode(decompress("lz4", frame)), "abcdefghabcdefgh12345xyz");
});

Deno.test("decompress joins several lz4 frames and passes over skippable ones", () => {
  const skippable = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
  const one = compress("lz4", Uint8Array.from(text("hello ")));
  const two = compress("lz4", Uint8Array.from(text("world")));
  const joined = Uint8Array.from([...one, ...skippable, ...two]);
  assert.equal(new TextDecoder().decode(decompress("lz4", joined)), "hello world");
});

Deno.test("decompress throws on damaged bytes instead of reading on", () => {
  const bytes = sample(2000, 40);
  for (const codec of CODECS.filter((name) => name !== "none")) {
    assert.throws(() => decompress(codec, compress(codec, bytes).fill(0, 0, 9)), codec);
  }
  assert.throws(() => decompress("lz4", Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8])), /no magic number/);
  const backwards = Uint8Array.from([...LZ4_HEADER, 4, 0, 0, 0, 0x10, 65, 9, 0, 0, 0, 0, 0]);
  assert.throws(() => decompress("lz4", backwards), /before the start/);
});

const LZ4_HEADER = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];

function text(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, at) => byte === other[at]);
}

Deno.test("decompress refuses content beyond its limit", async () => {
  const { lz4Compress, lz4Decompress } = await import("./lz4.ts");
  const packed = lz4Compress(new Uint8Array(1_000_000));
  assert.equal(lz4Decompress(packed, LIMIT).length, 1_000_000);
  assert.throws(() => lz4Decompress(packed, 500_000), /larger than 500000/);
});
