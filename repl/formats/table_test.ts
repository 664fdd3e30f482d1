import assert from "node:assert/strict";
import { BIGINT, INT, TEXT } from "../../schema/types.ts";
import { styledWidth } from "../terminal/width.ts";
import { batchesOf } from "../view/info.ts";
import { resultWriter } from "./mod.ts";
import { fieldsOf, written } from "./test_result.ts";

const lines = (text: string) => text.split("\n").slice(0, -1);
const PEOPLE = { types: { user: TEXT, orders: BIGINT }, rows: [["ann", 41n], ["bob", 7n]] } as const;

Deno.test("table aligns texts left and numbers right", () => {
  assert.deepEqual(lines(written("table", PEOPLE)), [
    " user │ orders",
    "──────┼───────",
    " ann  │     41",
    " bob  │      7",
  ]);
});

Deno.test("table without rows is its header", () => {
  assert.deepEqual(lines(written("table", { ...PEOPLE, rows: [] })), [" user │ orders", "──────┼───────"]);
});

Deno.test("table shows NULL as NULL, dim on a terminal", () => {
  const result = { types: { a: TEXT, b: INT }, rows: [[null, null]] };
  assert.equal(lines(written("table", result))[2], " NULL │ NULL");
  assert.equal(
    lines(written("table", result, { color: true }))[2],
    " \x1b[2mNULL\x1b[22m │ \x1b[2mNULL\x1b[22m",
  );
});

Deno.test("table counts wide characters as two columns", () => {
  const result = { types: { city: TEXT, n: INT }, rows: [["東京", 1], ["Oslo", 2], ["e\u0301a", 3]] };
  assert.deepEqual(lines(written("table", result)), [
    " city │ n",
    "──────┼──",
    " 東京 │ 1",
    " Oslo │ 2",
    " e\u0301a   │ 3",
  ]);
});

Deno.test("table shows what would disturb the terminal escaped", () => {
  const [, , row] = lines(
    written("table", { types: { a: TEXT }, rows: [["x\x1b[2J\n\u200b\u202e"]] }, { color: true }),
  );
  assert.equal(row, " x\\u{1b}[2J\\u{a}\\u{200b}\\u{202e}");
  assert.match(written("table", { types: { "a\x07": TEXT }, rows: [] }), /a\\u\{7\}/);
});

Deno.test("table puts the cursor behind a cell whose width terminals disagree about, on a terminal only", () => {
  const result = { types: { a: TEXT, b: TEXT }, rows: [["👍🏽", "x"], ["plain", "y"]] };
  const [, , emoji, plain] = lines(written("table", result, { color: true, width: 80 }));
  // " plain" is six columns: the separator's blank stands in the seventh.
  assert.equal(emoji, " 👍🏽   \x1b[7G │ x");
  assert.equal(plain, " plain │ y");
  assert.ok(!written("table", result).includes("\x1b"));
});

Deno.test("table never cuts when no width is given", () => {
  const long = "x".repeat(5000);
  const [, , row] = lines(written("table", { types: { a: TEXT, b: TEXT }, rows: [[long, long]] }));
  assert.equal(row, ` ${long} │ ${long}`);
});

Deno.test("table keeps to the given width: the widest columns give way", () => {
  const rows = [["short", "x".repeat(200), 12]];
  const all = lines(written("table", { types: { a: TEXT, b: TEXT, c: INT }, rows }, { width: 40 }));
  for (const line of all) assert.ok(styledWidth(line) <= 40, line);
  assert.match(all[2] ?? "", /^ short │ x{20,}… │ 12$/);
  assert.ok(!all.join("").includes("\x1b"));
});

Deno.test("table with more columns than the terminal can show cuts its lines", () => {
  const types = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`column_${i}`, INT]));
  const all = lines(written("table", { types, rows: [Array.from({ length: 50 }, (_, i) => i)] }, { width: 60 }));
  for (const line of all) assert.equal(styledWidth(line), 60);
  assert.ok(all.every((line) => line.endsWith("…")));
});

Deno.test("table writes its header once, and later rows only widen columns", () => {
  const fields = fieldsOf({ a: TEXT, b: INT });
  let text = "";
  const writer = resultWriter("table", fields, (bytes) => text += new TextDecoder().decode(bytes), {
    color: false,
    width: undefined,
  });
  const write = (rows: [string, number][]) => {
    for (const batch of batchesOf({ fields, rows })) writer.write(batch);
    writer.flush();
  };
  write([["x", 1]]);
  write([["longer", 2]]);
  write([["y", 3]]);
  writer.end();
  assert.deepEqual(lines(text), [" a │ b", "───┼──", " x │ 1", " longer │ 2", " y      │ 3"]);
  assert.equal(writer.rows, 3);
});

Deno.test("table keeps a short column short when a later cell would push others out of the width", () => {
  const fields = fieldsOf({ a: TEXT, b: INT });
  let text = "";
  const writer = resultWriter("table", fields, (bytes) => text += new TextDecoder().decode(bytes), {
    color: false,
    width: 20,
  });
  for (const rows of [[["x", 1]], [["y".repeat(50), 2]]]) {
    for (const batch of batchesOf({ fields, rows })) writer.write(batch);
    writer.flush();
  }
  assert.equal(lines(text).at(-1), ` ${"y".repeat(14)}… │ 2`);
});
