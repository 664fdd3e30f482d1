import assert from "node:assert/strict";
import { ByteWriter } from "./byte_writer.ts";

Deno.test("ByteWriter.append copies ranges of every length out of any bytes, behind what is there", () => {
  const one = Uint8Array.from({ length: 700 }, (_, i) => i * 7 + 3);
  const other = Uint8Array.from({ length: 900 }, (_, i) => i * 11 + 5).subarray(150);
  const writer = new ByteWriter(0);
  const expected: number[] = [];
  for (let length = 0; length <= 300; length++) {
    for (const source of length % 3 === 0 ? [one, other] : [one]) {
      const start = length % 5;
      writer.append(source, start, start + length);
      expected.push(...source.subarray(start, start + length));
    }
  }
  writer.append(one.subarray(600));
  expected.push(...one.subarray(600));
  assert.deepEqual(writer.written(), Uint8Array.from(expected));
});
