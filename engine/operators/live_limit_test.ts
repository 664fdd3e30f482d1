import assert from "node:assert/strict";
import { type Change, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { valueAt } from "../../schema/column.ts";
import { fieldOf, type Schema } from "../../schema/field.ts";
import { INT } from "../../schema/types.ts";
import { batchOf } from "../codegen/test_oracle.ts";
import { LiveLimit } from "./live_limit.ts";

const SCHEMA: Schema = { fields: [fieldOf("id", INT, false), fieldOf("n", INT)], key: [0], updating: true };
const SIGNS = ["+I", "-D", "-U", "+U"];

/** What a limit gives for some changes, batch by batch: `+I 1=5`. */
function limited(limit: number | undefined, offset: number, batches: (readonly [Change, number, number])[][]) {
  const given: string[][] = [];
  const { fields } = SCHEMA;
  const operator = new LiveLimit({ limit, offset, schema: SCHEMA }, {
    process: (batch) =>
      void given.push(Array.from({ length: batch.length }, (_, row) => {
        const [id, n] = fields.map(({ type }, i) => valueAt(batch.columns[i]!, type, row, batch.length)); // one per field
        return `${SIGNS[batch.changes?.[row] ?? 0]} ${id}=${n}`;
      })),
    advance: () => {},
    end: () => {},
  });
  for (const rows of batches) {
    const batch = batchOf(fields, rows.map(([, ...values]) => values));
    operator.process({ ...batch, changes: Uint8Array.from(rows, ([change]) => change) });
  }
  return given;
}

Deno.test("LiveLimit shows the first rows, and lets the oldest that waits take the place of one that goes", () => {
  const given = limited(2, 0, [
    [[INSERT, 1, 0], [INSERT, 2, 0], [INSERT, 3, 0], [INSERT, 4, 0]],
    [[UPDATE_BEFORE, 3, 0], [UPDATE_AFTER, 3, 9]],
    [[UPDATE_BEFORE, 1, 0], [UPDATE_AFTER, 1, 5]],
    [[DELETE, 1, 5]],
    [[DELETE, 4, 0], [DELETE, 9, 0]],
    [[DELETE, 2, 0]],
    [[INSERT, 5, 1]],
  ]);
  assert.deepEqual(given, [
    ["+I 1=0", "+I 2=0"],
    ["-U 1=0", "+U 1=5"],
    ["-D 1=5", "+I 3=9"],
    ["-D 2=0"],
    ["+I 5=1"],
  ]);
});

Deno.test("LiveLimit with an offset moves the set along when a row before it goes", () => {
  const given = limited(1, 1, [
    [[INSERT, 1, 0], [INSERT, 2, 0], [INSERT, 3, 0]],
    [[UPDATE_BEFORE, 1, 0], [UPDATE_AFTER, 1, 1]],
    [[DELETE, 1, 1]],
    [[DELETE, 3, 0]],
  ]);
  assert.deepEqual(given, [["+I 2=0"], ["-D 2=0", "+I 3=0"], ["-D 3=0"]]);
});
