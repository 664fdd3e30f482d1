import assert from "node:assert/strict";
import { containerSchema } from "./avro_container.ts";

const MAGIC = [79, 98, 106, 1];

/** Zigzag length and the bytes of a text of less than 64 characters. */
function text(value: string): number[] {
  return [value.length * 2, ...new TextEncoder().encode(value)];
}

Deno.test("containerSchema finds the schema among the metadata, in blocks with and without their size", () => {
  const entries = [...text("avro.codec"), ...text("null"), ...text("avro.schema"), ...text('"long"')];
  assert.equal(containerSchema(Uint8Array.of(...MAGIC, 4, ...entries, 0)), '"long"');
  assert.equal(containerSchema(Uint8Array.of(...MAGIC, 3, entries.length * 2, ...entries, 0)), '"long"');
});

Deno.test("containerSchema gives nothing for a header that is broken or has no schema", () => {
  assert.equal(containerSchema(Uint8Array.of(...MAGIC, 0)), undefined);
  assert.equal(containerSchema(Uint8Array.of(...MAGIC)), undefined);
  assert.equal(containerSchema(Uint8Array.of(...MAGIC, 2, ...text("avro.schema"), 100, 34)), undefined);
  assert.equal(containerSchema(Uint8Array.of(...MAGIC, ...new Array(9).fill(255), 1)), undefined);
});
