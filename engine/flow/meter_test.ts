import assert from "node:assert/strict";
import { type Batch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { columnFor, setValue } from "../../schema/column.ts";
import { fieldOf } from "../../schema/field.ts";
import { INT, TEXT, type Value } from "../../schema/types.ts";
import type { Receiver } from "../operator.ts";
import { Edge, Stopwatch } from "./meter.ts";
import { Sample } from "./sample.ts";

const FIELDS = [fieldOf("id", INT), fieldOf("name", TEXT)];

function batch(rows: readonly (readonly Value[])[], changes?: readonly number[]): Batch {
  const columns = FIELDS.map((field) => columnFor(field));
  rows.forEach((row, k) => row.forEach((value, i) => setValue(columns[i]!, k, value))); // a value per field
  return { length: rows.length, columns, ...(changes && { changes: Uint8Array.from(changes) }) };
}

const NOWHERE: Receiver = { process: () => {}, advance: () => {}, end: () => {} };

/** A clock that goes when somebody works. */
class Work {
  now = 0;
  readonly watch = new Stopwatch(() => this.now);

  for(milliseconds: number): void {
    this.now += milliseconds;
  }
}

Deno.test("Edge counts rows, and gives each part the time that it spends itself", () => {
  const [first, second, last] = [{ milliseconds: 0 }, { milliseconds: 0 }, { milliseconds: 0 }];
  const work = new Work();
  const out = new Edge(second, last, { ...NOWHERE, process: () => work.for(7) }, work.watch);
  const edge = new Edge(first, second, {
    ...NOWHERE,
    process(batch) {
      work.for(5);
      out.process(batch);
      work.for(4);
    },
    advance: () => work.for(1),
  }, work.watch);
  edge.process(batch([[1, "a"], [2, "b"]]));
  work.for(100);
  edge.advance(5n);
  assert.deepEqual([edge.rows, out.rows], [2, 2]);
  assert.deepEqual([first, second, last].map(({ milliseconds }) => milliseconds), [0, 10, 7]);
});

Deno.test("Stopwatch times some of many batches, and has them stand for the others", () => {
  const [outer, inner] = [{ milliseconds: 0 }, { milliseconds: 0 }];
  const work = new Work();
  const batches = 64 + 17 * 100;
  for (let i = 0; i < batches; i++) {
    const before = work.watch.enter(outer);
    work.for(2);
    const within = work.watch.enter(inner);
    work.for(6);
    work.watch.back(within);
    work.watch.back(before);
  }
  assert.ok(Math.abs(outer.milliseconds - 2 * batches) <= 2 * 17, `${outer.milliseconds} ms`);
  assert.equal(inner.milliseconds, 3 * outer.milliseconds);
});

Deno.test("Sample keeps wanted columns of a batch, once a second, while they are a riddle", () => {
  let isRiddle = true;
  let now = 0;
  const sample = new Sample(FIELDS, new Set([1]), () => isRiddle, () => now);
  sample.look(batch([[1, "a"], [2, null]]));
  assert.deepEqual(sample.rows, [[null, "a"], [null, null]]);
  now = 999;
  sample.look(batch([[3, "c"]]));
  assert.equal(sample.rows.length, 2, "too early");
  now = 1000;
  sample.look(batch([[3, "c"], [4, "d"], [4, "e"], [5, "f"]], [INSERT, UPDATE_BEFORE, UPDATE_AFTER, DELETE]));
  assert.deepEqual(sample.rows, [[null, "c"], [null, "e"]], "rows that are taken back are none");
  isRiddle = false;
  now = 5000;
  sample.look(batch([[9, "z"]]));
  assert.equal(sample.rows.length, 2);
});
