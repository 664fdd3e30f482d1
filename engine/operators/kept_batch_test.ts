import assert from "node:assert/strict";
import type { Batch } from "../../schema/batch.ts";
import { BytesColumn, Int64Column, valueAt } from "../../schema/column.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { arrayType, BIGINT, BOOLEAN, BYTEA, DOUBLE, INT, TEXT } from "../../schema/types.ts";
import { batchOf } from "../codegen/test_oracle.ts";
import { keep, pickRows } from "./kept_batch.ts";

const FIELDS = [BOOLEAN, INT, BIGINT, DOUBLE, TEXT, BYTEA, arrayType(INT)].map((type, i) => fieldOf(`c${i}`, type));
const ROWS = [
  [true, 1, 10n, 0.5, "aé", new Uint8Array([1]), [1]],
  [null, null, null, null, null, null, null],
  [false, 3, 30n, 1.5, "", new Uint8Array(0), []],
];

function rowsOf(batch: Batch, fields: readonly Field[]) {
  return Array.from(
    { length: batch.length },
    (_, row) => fields.map(({ type }, i) => valueAt(batch.columns[i]!, type, row, batch.length)),
  ); // one column per field
}

Deno.test("keep gives rows that do not change with the batch they came in", () => {
  const batch = {
    ...batchOf(FIELDS, ROWS),
    partition: 4,
    changes: new Uint8Array([0, 1, 2]),
    origin: (row: number) => ({ topic: "t", partition: 4, offset: offset + row }),
  };
  let offset = 100;
  const kept = keep(batch, [6, 5, 4, 3, 2, 1, 0]);
  offset = 500;
  batch.changes.fill(3);
  for (const column of batch.columns) {
    if (column instanceof BytesColumn) column.data.fill(0xff);
    else if (column instanceof Int64Column) column.values.fill(7n);
    else column.values.fill(7);
    column.valid?.fill(1);
  }
  assert.deepEqual(rowsOf(kept, FIELDS.toReversed()), ROWS.map((row) => row.toReversed()));
  assert.deepEqual([kept.partition, kept.changes], [4, new Uint8Array([0, 1, 2])]);
  assert.deepEqual(kept.origin?.(2), { topic: "t", partition: 4, offset: 102 });
});

Deno.test("pickRows gives some rows in the order asked for, with their places", () => {
  const origin = (row: number) => ({ topic: "t", partition: 0, offset: row });
  const batch = { ...batchOf(FIELDS, ROWS), changes: new Uint8Array([0, 1, 2]), origin };
  const picked = pickRows(batch, Int32Array.of(2, 0));
  assert.deepEqual(rowsOf(picked, FIELDS), [ROWS[2], ROWS[0]]);
  assert.deepEqual(picked.changes, new Uint8Array([2, 0]));
  assert.equal(picked.origin?.(0)?.offset, 2);
});
