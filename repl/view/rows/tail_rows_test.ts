import assert from "node:assert/strict";
import { BIGINT } from "../../../schema/types.ts";
import { batchOf, changesOf, FIELDS, pictured, resultOf, type Row, valuesOf } from "../test_view.ts";
import { orderByColumn } from "./view_order.ts";

function rowsFrom(from: number, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => [BigInt(from + i), `row ${from + i}`]);
}

Deno.test("TailRows shows the newest rows, the newest last", () => {
  const result = resultOf({ rows: 100 });
  for (let i = 0; i < 30; i++) result.receive(batchOf(FIELDS, rowsFrom(i * 10, 10)));
  assert.deepEqual(valuesOf(result.changes.live(3)), rowsFrom(297, 3));
  assert.deepEqual([result.changes.total, result.received], [100, 300]);
  const kept = result.kept("SELECT 1", true);
  assert.deepEqual([...kept.rows], rowsFrom(200, 100));
  assert.deepEqual([kept.size, kept.dropped, kept.complete], [100, 200, false]);
});

Deno.test("TailRows' picture ends where it was taken, and says which of its rows were dropped", async () => {
  const result = resultOf({ rows: 100 });
  result.receive(batchOf(FIELDS, rowsFrom(0, 80)));
  const picture = await result.changes.asOf(result.ring.end, undefined);
  result.receive(batchOf(FIELDS, rowsFrom(80, 50)));
  assert.equal(picture.length, 80);
  assert.deepEqual(pictured(picture), [...Array.from({ length: 30 }, () => undefined), ...rowsFrom(30, 50)]);
  assert.equal(picture.find(79), 79);
});

Deno.test("TailRows filters what is kept and what comes, and counts it while rows are dropped", async () => {
  const result = resultOf({ rows: 100 });
  result.receive(batchOf(FIELDS, rowsFrom(0, 90)));
  result.changes.filter((value) => Number(value(0)) % 10 === 0);
  assert.equal(result.changes.matching, 9);
  for (let i = 0; i < 40; i++) result.receive(batchOf(FIELDS, rowsFrom(90 + i * 5, 5)));
  const passing = rowsFrom(190, 100).filter(([id]) => Number(id) % 10 === 0);
  assert.deepEqual(valuesOf(result.changes.live(Infinity)), passing);
  assert.equal(result.changes.matching, passing.length);
  assert.deepEqual(pictured(await result.changes.asOf(result.ring.end, undefined)), passing);
  result.changes.filter(undefined);
  assert.equal(result.changes.matching, 100);
});

Deno.test("TailRows sorts a picture of many rows in turns", async () => {
  const result = resultOf({ rows: 20_000 });
  const rows = Array.from({ length: 10_000 }, (_, i): Row => [BigInt((i * 7919) % 10_007), null]);
  for (let at = 0; at < rows.length; at += 1000) result.receive(batchOf(FIELDS, rows.slice(at, at + 1000)));
  const picture = await result.changes.asOf(result.ring.end, orderByColumn(0, BIGINT, true));
  const sorted = [...rows].sort((a, b) => Number(b[0]) - Number(a[0]));
  assert.deepEqual(pictured(picture), sorted);
});

Deno.test("TailRows of an updating result says what happened to each row", () => {
  const result = resultOf({ key: [0] });
  result.receive(changesOf(FIELDS, [["+I", 1n, "a"], ["-U", 1n, "a"], ["+U", 1n, "b"], ["-D", 1n, "b"]]));
  assert.deepEqual(result.changes.live(9).map(({ change }) => change), [0, 2, 3, 1]);
  assert.equal(result.received, 3, "the two versions of a row that changes are one");
});
