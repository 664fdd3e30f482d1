import assert from "node:assert/strict";
import { ReadMarks, type ReadRanges } from "./read_marks.ts";

/** A job that has read partition 0 of one table so far. */
class Reading {
  position = 0;
  readonly read = (): ReadRanges => new Map([["t", new Map([[0, { from: 0, until: this.position }]])]]);
}

function until(ranges: ReadRanges): number | undefined {
  return ranges.get("t")?.get(0)?.until;
}

Deno.test("ReadMarks says how far was read with a row, and before the batch with which it came", async () => {
  const reading = new Reading();
  const marks = new ReadMarks(reading.read);
  for (const at of [10, 20]) {
    marks.note(at);
    reading.position += 5; // the position follows the rows that were handed on
    await Promise.resolve();
  }
  const { ranges, before, isOfRow } = marks.of(10);
  assert.deepEqual([until(before), until(ranges), isOfRow], [0, 5, true]);
  assert.deepEqual([until(marks.of(20).before), until(marks.of(20).ranges)], [5, 10]);
});

Deno.test("ReadMarks takes batches of one instant together", async () => {
  const reading = new Reading();
  const marks = new ReadMarks(reading.read);
  for (let batch = 0; batch < 3; batch++) {
    marks.note(10);
    reading.position += 5;
    await Promise.resolve();
  }
  assert.deepEqual([until(marks.of(10).before), until(marks.of(10).ranges)], [0, 15]);
});

Deno.test("ReadMarks says of a row whose mark is gone what has been read by now", async () => {
  const reading = new Reading();
  const marks = new ReadMarks(reading.read, 2);
  for (let at = 1; at <= 6; at++) {
    marks.note(at);
    reading.position++;
    await Promise.resolve();
  }
  for (const at of [1, undefined]) assert.deepEqual([until(marks.of(at).ranges), marks.of(at).isOfRow], [6, false]);
  assert.deepEqual([until(marks.of(6).ranges), marks.of(6).isOfRow], [6, true]);
});

Deno.test("ReadMarks says what had been read some time before a row, or less", async () => {
  const reading = new Reading();
  const marks = new ReadMarks(reading.read);
  for (const at of [100, 150, 300]) {
    marks.note(at);
    reading.position++;
    await Promise.resolve();
  }
  const { earlier } = marks.of(300);
  assert.deepEqual([0, 100, 150, 199, 200, 201].map((ms) => until(earlier(ms))), [3, 2, 2, 1, 1, undefined]);
});
