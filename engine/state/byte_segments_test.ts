import assert from "node:assert/strict";
import { BytesColumn } from "../../schema/column.ts";
import { ByteSegments, SEGMENT } from "./byte_segments.ts";

const SLOTS = 300;

function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

const newSegments = () =>
  new ByteSegments(() => {
    throw new Error("Too large");
  });

/** Most values are short, some are longer than a segment. */
function randomLength(random: () => number): number {
  const kind = random();
  if (kind < 0.1) return 0;
  if (kind < 0.97) return Math.floor(random() * 60);
  return Math.floor(random() * (kind < 0.99 ? 1000 : 3 * SEGMENT));
}

function randomValue(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

/** Rows of a batch, whose values lie close together: the last one ends with the bytes. */
function columnOf(values: readonly (Uint8Array | undefined)[]): BytesColumn {
  const [starts, ends] = [new Int32Array(values.length), new Int32Array(values.length)];
  const data = new Uint8Array(values.reduce((sum, value) => sum + (value?.length ?? 0), 0));
  let at = 0;
  values.forEach((value, i) => {
    starts[i] = at;
    if (value !== undefined) data.set(value, at);
    at += value?.length ?? 0;
    ends[i] = value === undefined ? at + 5 : at; // where NULL ends is anything
  });
  return new BytesColumn(starts, ends, Uint8Array.from(values, (value) => value === undefined ? 0 : 1), data);
}

Deno.test("ByteSegments keeps values whole while others come and leave, and while it grows", () => {
  const random = generator(7);
  const segments = newSegments();
  const [begins, stops] = [new Int32Array(SLOTS), new Int32Array(SLOTS)];
  const values = new Map<number, Uint8Array>();
  for (let round = 0; round < 1500; round++) {
    const free = Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => !values.has(slot));
    const coming = free.filter(() => random() < 0.1);
    if (round % 3 === 0) {
      for (const slot of coming) {
        const value = randomValue(random, randomLength(random));
        begins[slot] = segments.append(value, 0, value.length);
        stops[slot] = begins[slot]! + value.length;
        values.set(slot, value);
      }
    } else {
      const rows = coming.map(() => random() < 0.1 ? undefined : randomValue(random, randomLength(random)));
      const order = Int32Array.from(coming, (_, i) => coming.length - 1 - i);
      segments.appendRows(columnOf(rows), order, Int32Array.from(coming), coming.length, begins, stops);
      coming.forEach((slot, i) => values.set(slot, rows[order[i]!] ?? new Uint8Array(0)));
    }
    const leaving = [...values.keys()].filter(() => random() < 0.08);
    segments.drop(Int32Array.from(leaving), leaving.length, begins, stops);
    for (const slot of leaving) values.delete(slot);
    const written = segments.written();
    for (const [slot, value] of values) {
      assert.deepEqual(written.subarray(begins[slot], stops[slot]), value, `round ${round}, slot ${slot}`);
    }
  }
});

Deno.test("ByteSegments fills segments again whose values left, in the order in which they came or nearly", () => {
  const random = generator(3);
  const segments = newSegments();
  const count = 5000;
  const [begins, stops] = [new Int32Array(count), new Int32Array(count)];
  const value = randomValue(random, 50);
  let memory: Uint8Array | undefined;
  for (let i = 0; i < 40 * count; i++) {
    const slot = i % count;
    const neighbour = slot ^ 1;
    if (i >= count && slot % 2 === 0) segments.drop(Int32Array.of(neighbour, slot), 2, begins, stops);
    begins[slot] = segments.append(value, 0, value.length);
    stops[slot] = begins[slot]! + value.length;
    assert.equal(segments.isSparse, false);
    if (i === 2 * count) memory = segments.bytes;
  }
  assert.equal(segments.bytes, memory);
  assert.ok(segments.bytes.length <= 3 * count * value.length);
});

Deno.test("ByteSegments is sparse when few values are left in many segments", () => {
  const segments = newSegments();
  const value = new Uint8Array(SEGMENT / 8);
  const [begins, stops] = [new Int32Array(160), new Int32Array(160)];
  for (let slot = 0; slot < 160; slot++) {
    begins[slot] = segments.append(value, 0, value.length);
    stops[slot] = begins[slot]! + value.length;
  }
  const leaving = Int32Array.from(begins.keys()).filter((slot) => slot % 4 !== 0);
  segments.drop(leaving, leaving.length / 3, begins, stops);
  assert.equal(segments.isSparse, false);
  segments.drop(leaving, leaving.length, begins, stops);
  assert.equal(segments.isSparse, true);
});

Deno.test("ByteSegments takes little memory for little, and no more when it is cleared and filled again", () => {
  const segments = newSegments();
  const value = new Uint8Array(30);
  for (let round = 0; round < 100; round++) {
    segments.clear();
    segments.append(value, 0, value.length);
  }
  assert.ok(segments.bytes.length <= 128);
});
