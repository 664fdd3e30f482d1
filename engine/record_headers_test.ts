import assert from "node:assert/strict";
import type { Records } from "../schema/records.ts";
import { headersJson } from "./record_headers.ts";

/** A record of these headers, between bytes of others. */
function headers(...bytes: number[]): Records {
  const data = Uint8Array.from([
    ...new TextEncoder().encode("before"),
    ...bytes,
    ...new TextEncoder().encode("behind"),
  ]);
  const one = (value: number) => Float64Array.of(value);
  return {
    topic: "t",
    partition: 0,
    count: 1,
    data,
    headersStart: Int32Array.of(6),
    headersEnd: Int32Array.of(6 + bytes.length),
    valueStart: Int32Array.of(0),
    valueEnd: Int32Array.of(0),
    offset: one(0),
    timestamp: one(0),
  } as unknown as Records;
}

Deno.test("headersJson gives names and texts, the last of a name", () => {
  assert.equal(headersJson(headers(0), 0), "{}");
  assert.equal(headersJson(headers(4, 2, 97, 2, 120, 2, 97, 1), 0), '{"a":null}');
  assert.equal(headersJson(headers(4, 2, 97, 2, 120, 2, 98, 4, 121, 122), 0), '{"a":"x","b":"yz"}');
});

Deno.test("headersJson reads no further than its record, whatever numbers it holds", () => {
  const many = [0xfe, 0xff, 0xff, 0xff, 0x0f];
  const began = performance.now();
  assert.equal(headersJson(headers(...many), 0), "{}");
  assert.equal(headersJson(headers(...many, 2, 97, 2, 120), 0), '{"a":"x"}');
  assert.equal(headersJson(headers(2, ...many), 0), '{"":""}');
  assert.equal(headersJson(headers(2, 2, 97, ...many), 0), '{"a":""}');
  assert.equal(headersJson(headers(2, 1, 9), 0), '{"":null}');
  assert.ok(performance.now() - began < 5_000);
});
