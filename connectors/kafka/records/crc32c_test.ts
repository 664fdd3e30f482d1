import assert from "node:assert/strict";
import { crc32c } from "./crc32c.ts";

const text = (value: string) => new TextEncoder().encode(value);

function bitwise(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

Deno.test("crc32c gives the check values of RFC 3720", () => {
  assert.equal(crc32c(text("123456789"), 0, 9), 0xe3069283);
  assert.equal(crc32c(new Uint8Array(32), 0, 32), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(255), 0, 32), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i), 0, 32), 0x46dd794e);
  assert.equal(crc32c(new Uint8Array(0), 0, 0), 0);
});

Deno.test("crc32c of any range equals the bitwise definition", () => {
  const bytes = Uint8Array.from({ length: 97 }, (_, i) => (i * 167 + 13) & 255);
  for (let start = 0; start < 20; start++) {
    for (let end = start; end <= bytes.length; end++) {
      assert.equal(crc32c(bytes, start, end), bitwise(bytes.subarray(start, end)));
    }
  }
});

Deno.test("crc32c respects the offset of a view into a larger buffer", () => {
  const bytes = new Uint8Array([9, 9, 9, ...text("123456789"), 9]).subarray(3, 12);
  assert.equal(crc32c(bytes, 0, 9), 0xe3069283);
});
