import assert from "node:assert/strict";
import { UPDATE_AFTER } from "../../../schema/batch.ts";
import { fieldOf } from "../../../schema/field.ts";
import { arrayType, BIGINT, BOOLEAN, DOUBLE, INT, TEXT } from "../../../schema/types.ts";
import { ChangeRing } from "./change_ring.ts";
import { batchOf, changesOf, FIELDS, type Row } from "../test_view.ts";

function kept(ring: ChangeRing): Row[] {
  return Array.from({ length: ring.size }, (_, i) => ring.values(ring.first + i));
}

Deno.test("ChangeRing keeps copies of rows of every type, with what happened and when", () => {
  const fields = [
    fieldOf("a", BIGINT),
    fieldOf("b", TEXT),
    fieldOf("c", BOOLEAN),
    fieldOf("d", DOUBLE),
    fieldOf("e", INT),
    fieldOf("f", arrayType(INT)),
  ];
  const ring = new ChangeRing(fields, { rows: 10, bytes: Infinity });
  const rows: Row[] = [[1n, "x", true, 1.5, 7, [1, 2]], [null, null, null, null, null, null]];
  ring.append(batchOf(fields, rows), 100);
  ring.append(changesOf(fields, [["+U", 2n, "漢", false, -0.5, -1, []]]), 200);
  assert.deepEqual(kept(ring), [...rows, [2n, "漢", false, -0.5, -1, []]]);
  assert.deepEqual([ring.timeOf(0), ring.timeOf(1), ring.timeOf(2)], [100, 100, 200]);
  assert.equal(ring.change(2), UPDATE_AFTER);
});

Deno.test("ChangeRing drops the oldest rows, tells before it does, and counts on", () => {
  const ring = new ChangeRing(FIELDS, { rows: 100, bytes: Infinity });
  const dropped: Row[] = [];
  ring.onDrop = (from, to) => {
    for (let row = from; row < to; row++) dropped.push(ring.values(row));
  };
  const rows = Array.from({ length: 1000 }, (_, i): Row => [BigInt(i), `row ${i}`]);
  for (let from = 0; from < rows.length; from += 7) ring.append(batchOf(FIELDS, rows.slice(from, from + 7)), from);
  assert.deepEqual([ring.first, ring.end, ring.size], [900, 1000, 100]);
  assert.deepEqual(kept(ring), rows.slice(900));
  assert.deepEqual(dropped, rows.slice(0, 900));
});

Deno.test("ChangeRing keeps the newest batch, however small its limits are", () => {
  const rows = Array.from({ length: 50 }, (_, i): Row => [BigInt(i), "x".repeat(100)]);
  const ring = new ChangeRing(FIELDS, { rows: 10, bytes: 1000 });
  ring.append(batchOf(FIELDS, rows), 0);
  assert.deepEqual(kept(ring), rows);
  ring.append(batchOf(FIELDS, rows.slice(0, 3)), 0);
  assert.deepEqual(kept(ring).slice(-3), rows.slice(0, 3));
  assert.ok(ring.size <= 10);
});

Deno.test("ChangeRing holds to its bytes, by the texts that are kept", () => {
  const ring = new ChangeRing(FIELDS, { rows: 1e6, bytes: 100_000 });
  for (let i = 0; i < 2000; i++) ring.append(batchOf(FIELDS, [[BigInt(i), "x".repeat(960)]]), i);
  assert.ok(ring.size > 70 && ring.size <= 101, `${ring.size} rows of 1,000 bytes`);
  assert.deepEqual(ring.values(1999), [1999n, "x".repeat(960)]);
});
