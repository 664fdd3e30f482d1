import assert from "node:assert/strict";
import { type Batch, type Change, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../batch.ts";
import { ByteWriter } from "../byte_writer.ts";
import { columnFor, setValue } from "../column.ts";
import { type Field, fieldOf } from "../field.ts";
import { DOUBLE, TEXT, type Value } from "../types.ts";
import { DebeziumEncoder } from "./debezium_encode.ts";
import { PLAIN_STYLE } from "./json_style.ts";

const FIELDS: readonly Field[] = [fieldOf("k", TEXT), fieldOf("v", DOUBLE)];
type Row = readonly [change: Change, ...values: Value[]];

function batchOf(rows: readonly Row[], more: Partial<Batch> = {}): Batch {
  const columns = FIELDS.map((field) => columnFor(field));
  rows.forEach(([, ...values], row) => columns.forEach((column, i) => setValue(column, row, values[i] ?? null)));
  return { length: rows.length, columns, changes: Uint8Array.from(rows, ([change]) => change), ...more };
}

/** Messages as `op before after`, each row as its values. */
function messages(batch: Batch, key: readonly number[] | undefined): string[] {
  const encoder = new DebeziumEncoder(FIELDS, PLAIN_STYLE, key);
  const out = new ByteWriter();
  encoder.bind(batch);
  const texts: string[] = [];
  for (let row = 0; row < batch.length; row++) {
    if (!encoder.speaks(row)) continue;
    out.clear();
    encoder.encode(row, out);
    const message = JSON.parse(new TextDecoder().decode(out.written()));
    assert.deepEqual(Object.keys(message), ["before", "after", "op"]);
    const text = (row: Record<string, unknown> | null) => row === null ? "-" : Object.values(row).join("=");
    texts.push(`${message.op} ${text(message.before)} ${text(message.after)}`);
  }
  return texts;
}

Deno.test("DebeziumEncoder merges the changes of a batch by key", () => {
  const rows: Row[] = [
    [INSERT, "new", 1],
    [UPDATE_BEFORE, "changed", 1],
    [UPDATE_AFTER, "changed", 2],
    [DELETE, "gone", 1],
    [INSERT, "passing", 1],
    [DELETE, "passing", 1],
    [DELETE, "replaced", 1],
    [INSERT, "replaced", 2],
    [INSERT, "early", 2],
    [DELETE, "early", 1],
    [UPDATE_BEFORE, "changed", 2],
    [UPDATE_AFTER, "changed", 3],
    [UPDATE_BEFORE, "back", 1],
    [UPDATE_AFTER, "back", 2],
    [UPDATE_BEFORE, "back", 2],
    [UPDATE_AFTER, "back", 1],
    [UPDATE_BEFORE, "same", NaN],
    [UPDATE_AFTER, "same", NaN],
    [DELETE, null, null],
    [INSERT, null, 1],
  ];
  assert.deepEqual(messages(batchOf(rows), [0]), [
    "c - new=1",
    "d gone=1 -",
    "u replaced=1 replaced=2",
    "u early=1 early=2",
    "u changed=1 changed=3",
    "u = =1",
  ]);
});

Deno.test("DebeziumEncoder without a key cancels equal rows, and tells each of several that are left", () => {
  const rows: Row[] = [
    [INSERT, "a", 1],
    [INSERT, "a", 1],
    [DELETE, "b", 1],
    [INSERT, "b", 1],
    [DELETE, "c", 1],
    [INSERT, "c", 2],
  ];
  assert.deepEqual(messages(batchOf(rows), undefined), ["c - a=1", "c - a=1", "d c=1 -", "c - c=2"]);
});

Deno.test("DebeziumEncoder tells every change of records that a source has read", () => {
  const rows: Row[] = [
    [INSERT, "a", 1],
    [UPDATE_BEFORE, "a", 1],
    [UPDATE_AFTER, "a", 2],
    [UPDATE_BEFORE, "a", 2],
    [UPDATE_AFTER, "a", 2],
    [DELETE, "a", 2],
    [INSERT, "a", 3],
    [DELETE, "a", 3],
    [INSERT, "b", 3],
  ];
  const offsets = [0, 1, 1, 2, 2, 3, 4, 5, 5];
  const origin = (row: number) => ({ topic: "t", partition: 0, offset: offsets[row] ?? -1 });
  const told = ["c - a=1", "u a=1 a=2", "d a=2 -", "c - a=3", "d a=3 -", "c - b=3"];
  assert.deepEqual(messages(batchOf(rows, { partition: 0, origin }), [0]), told);
  const apart: Row[] = [[DELETE, "a", 1], [INSERT, "a", 2]];
  assert.deepEqual(messages(batchOf(apart, { partition: 0, origin: () => origin(0) }), [0]), ["u a=1 a=2"]);
  assert.deepEqual(messages(batchOf(apart, { partition: 0, origin }), [0]), ["d a=1 -", "c - a=2"]);
});

Deno.test("DebeziumEncoder of append-only rows writes c only", () => {
  const { changes: _, ...batch } = batchOf([[INSERT, "a", 1], [INSERT, "a", 1]]);
  assert.deepEqual(messages(batch, [0]), ["c - a=1", "c - a=1"]);
});
