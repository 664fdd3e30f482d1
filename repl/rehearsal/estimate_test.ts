import assert from "node:assert/strict";
import { bytesText, estimateText } from "./estimate.ts";

const some = { columns: [], shown: [] };

Deno.test("estimateText says rate and volume of an INSERT without an end, and what they rest on", () => {
  const trial = { rowsRead: 80, milliseconds: 2000, through: false };
  assert.equal(
    estimateText({ ...some, rows: 66, bytes: 66 * 84 }, trial),
    "about 33 rows/s, 84 bytes each: 2.8 kB/s, 10 MB an hour (66 of 80 rows read in 2.0 s)",
  );
  assert.equal(
    estimateText({ ...some, rows: 3, bytes: undefined }, { ...trial, rowsRead: 3 }),
    "about 1.5 rows/s (3 rows in 2.0 s)",
  );
});

Deno.test("estimateText counts an INSERT that has come to its end in full", () => {
  const trial = { rowsRead: 1, milliseconds: 12, through: true };
  assert.equal(estimateText({ ...some, rows: 1, bytes: 20 }, trial), "1 row, 20 bytes, and no more");
  assert.equal(estimateText({ ...some, rows: 0, bytes: undefined }, trial), "none of 1 rows read, and no more");
});

Deno.test("estimateText invents no rate where no row came", () => {
  const trial = { rowsRead: 0, milliseconds: 2000, through: false };
  assert.equal(estimateText({ ...some, rows: 0, bytes: 0 }, trial), "no rows within 2.0 s; it may still come");
  assert.equal(
    estimateText({ ...some, rows: 0, bytes: 0 }, { ...trial, rowsRead: 1200 }),
    "none of 1,200 rows read within 2.0 s; it may still come",
  );
});

Deno.test("bytesText has two digits at least, and the unit that fits", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 bytes"],
    [999, "999 bytes"],
    [999.6, "1.0 kB"],
    [9_940, "9.9 kB"],
    [12_300, "12 kB"],
    [999_600, "1.0 MB"],
    [5e15, "5,000 TB"],
  ];
  for (const [bytes, text] of cases) assert.equal(bytesText(bytes), text);
});
