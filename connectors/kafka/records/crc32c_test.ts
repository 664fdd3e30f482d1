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

Deno.test("crc32c of long ranges equals the bitwise definition, whatever is left behind the folded words", () => {
  let state = 1;
  const bytes = Uint8Array.from({ length: 300_000 }, () => (state = Math.imul(state, 1103515245) + 12345) >>> 16);
  const lengths = [
    4095,
    4096,
    4097,
    4111,
    5000,
    131_071,
    131_072,
    131_073,
    135_167,
    135_168,
    140_003,
    262_144,
    280_001,
  ];
  for (const [i, length] of lengths.entries()) {
    const start = i * 7;
    assert.equal(
      crc32c(bytes, start, start + length),
      bitwise(bytes.subarray(start, start + length)),
      `${length} bytes`,
    );
  }
});

Deno.test("crc32c notices every changed bit of a folded range", () => {
  const bytes = new Uint8Array(4099).fill(90);
  const whole = crc32c(bytes, 0, bytes.length);
  for (let bit = 0; bit < bytes.length * 8; bit += 61) {
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    assert.notEqual(crc32c(bytes, 0, bytes.length), whole);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
  }
});
