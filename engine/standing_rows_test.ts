import assert from "node:assert/strict";
import { type Change, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../schema/batch.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { INT, TEXT, TIMESTAMP, type Value } from "../schema/types.ts";
import { batchOf } from "./codegen/test_oracle.ts";
import { batchesOfRows, StandingRows } from "./standing_rows.ts";

const FIELDS: readonly Field[] = [fieldOf("id", INT), fieldOf("name", TEXT)];
type Row = readonly [Change, ...Value[]];

function standing(rows: readonly Row[], schema: ConstructorParameters<typeof StandingRows>[0]): unknown[] {
  const all = new StandingRows(schema);
  const batch = batchOf(schema.fields, rows.map(([, ...values]) => values));
  all.apply({ ...batch, changes: Uint8Array.from(rows, ([change]) => change) });
  const values = Array.from(all, (row) => row.values);
  assert.equal(all.size, values.length);
  return values;
}

Deno.test("StandingRows with a key replaces rows in their place", () => {
  const rows: Row[] = [
    [INSERT, 1, "a"],
    [INSERT, 2, "b"],
    [INSERT, 3, "c"],
    [UPDATE_BEFORE, 1, "a"],
    [UPDATE_AFTER, 1, "A"],
    [DELETE, 2, "whatever it was"],
    [INSERT, 2, "b again"],
    [DELETE, 99, "never seen"],
    [UPDATE_BEFORE, 98, "never seen"],
    [UPDATE_AFTER, 98, "z"],
    [UPDATE_BEFORE, 3, "c"],
    [UPDATE_AFTER, 4, "moved"],
    [INSERT, null, "no id"],
  ];
  assert.deepEqual(standing(rows, { fields: FIELDS, key: [0] }), [
    [1, "A"],
    [2, "b again"],
    [98, "z"],
    [4, "moved"],
    [null, "no id"],
  ]);
});

Deno.test("StandingRows without a key keeps equal rows as often as they came, whatever their event time", () => {
  const fields: readonly Field[] = [FIELDS[1]!, { ...fieldOf("_event_time", TIMESTAMP), hidden: true }]; // two fields
  const rows: Row[] = [
    [INSERT, "a", 1n],
    [INSERT, "b", 2n],
    [INSERT, "a", 3n],
    [DELETE, "a", 4n],
    [DELETE, "b", 5n],
    [DELETE, "b", 6n],
    [INSERT, "a,", 7n],
  ];
  assert.deepEqual(standing(rows, { fields, eventTime: 1 }), [["a", 1n], ["a,", 7n]]);
});

Deno.test("batchesOfRows gives all rows in batches", () => {
  const rows = Array.from({ length: 2050 }, (_, i): Value[] => [i, `row ${i}`]);
  const seen: unknown[] = [];
  for (const batch of batchesOfRows(rows, FIELDS)) {
    const [id, name] = batch.columns;
    for (let row = 0; row < batch.length; row++) {
      seen.push([id?.kind === "int32" && id.values[row], name?.kind === "bytes" && name.text(row, batch.length)]);
    }
  }
  assert.deepEqual(seen, rows);
});
