import assert from "node:assert/strict";
import { type Batch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { columnFor, setValue } from "../../schema/column.ts";
import { fieldOf } from "../../schema/field.ts";
import { INT, TEXT, type Value } from "../../schema/types.ts";
import type { Receiver } from "../operator.ts";
import { elapsed } from "../turn.ts";
import { Edge, Stopwatch } from "./meter.ts";
import { Sample } from "./sample.ts";

const FIELDS = [fieldOf("id", INT), fieldOf("name", TEXT)];

function batch(rows: readonly (readonly Value[])[], changes?: readonly number[]): Batch {
  const columns = FIELDS.map((field) => columnFor(field));
  rows.forEach((row, k) => row.forEach((value, i) => setValue(columns[i]!, k, value))); // a value per field
  return { length: rows.length, columns, ...(changes && { changes: Uint8Array.from(changes) }) };
}

function work(milliseconds: number): void {
  for (const end = elapsed() + milliseconds; elapsed() < end;);
}

const NOWHERE: Receiver = { process: () => {}, advance: () => {}, end: () => {} };

Deno.test("Edge counts rows, and gives each part the time that it spends itself", () => {
  const [first, second, last] = [{ milliseconds: 0 }, { milliseconds: 0 }, { milliseconds: 0 }];
  const watch = new Stopwatch();
  const out = new Edge(second, last, NOWHERE, watch);
  const slow: Receiver = {
    ...NOWHERE,
    process(batch) {
      work(5);
      out.process(batch);
      work(5);
    },
    advance: () => work(5),
  };
  const edge = new Edge(first, second, slow, watch);
  edge.process(batch([[1, "a"], [2, "b"]]));
  edge.advance(5n);
  assert.deepEqual([edge.rows, out.rows], [2, 2]);
  assert.ok(second.milliseconds >= 15, `${second.milliseconds} ms`);
  assert.ok(last.milliseconds < 5, `${last.milliseconds} ms`);
  assert.equal(first.milliseconds, 0);
});

Deno.test("Sample keeps wanted columns of a batch, once a second, while they are a riddle", () => {
  let isRiddle = true;
  const sample = new Sample(FIELDS, new Set([1]), () => isRiddle);
  sample.look(batch([[1, "a"], [2, null]]), 0);
  assert.deepEqual(sample.rows, [[null, "a"], [null, null]]);
  sample.look(batch([[3, "c"]]), 999);
  assert.equal(sample.rows.length, 2, "too early");
  sample.look(batch([[3, "c"], [4, "d"], [4, "e"], [5, "f"]], [INSERT, UPDATE_BEFORE, UPDATE_AFTER, DELETE]), 1000);
  assert.deepEqual(sample.rows, [[null, "c"], [null, "e"]], "rows that are taken back are none");
  isRiddle = false;
  sample.look(batch([[9, "z"]]), 5000);
  assert.equal(sample.rows.length, 2);
});
