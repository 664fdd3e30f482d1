import assert from "node:assert/strict";
import { SqlError } from "../../schema/errors.ts";
import { parseScript } from "../../sql/parse.ts";
import { commentLines, type SavedRun, savedRun } from "./format.ts";

const AT = Date.UTC(2026, 0, 31, 10, 0, 1);

const RUN: SavedRun & { at: number } = {
  at: AT,
  rows: 2,
  late: 3,
  hash: "ab".repeat(32),
  readings: [
    {
      table: "orders",
      reading: { ranges: [{ partition: 0, from: 17, to: 42 }, { partition: 3, from: 0, to: 0 }], identity: "6Zk3" },
    },
    { table: "a: offsets 0:1", reading: { ranges: [], identity: undefined } },
  ],
  kept: [["1", null], ["2", "x"]],
};

Deno.test("commentLines are what savedRun reads", () => {
  assert.deepEqual(savedRun(commentLines(RUN), 0), RUN);
  const stopped = { at: AT, rows: 12, late: undefined, cut: "stopped", readings: [] } as const;
  assert.deepEqual(savedRun(commentLines(stopped), 0), { at: AT, rows: 12, cut: "stopped", readings: [] });
  const empty = { at: AT, rows: 0, hash: "cd".repeat(32), readings: [] };
  assert.deepEqual(savedRun(commentLines(empty), 0), { ...empty, kept: [] });
});

Deno.test("commentLines stay comments of one line whatever is in the values", () => {
  const cells = [
    "a\nDROP TABLE t;\r\n",
    "*/ DROP TABLE t; /*",
    "\u2028\u0085\u202e\u001b[31m",
    "\ud800",
    "'\"\\",
    ";",
    null,
  ];
  const lines = commentLines({ ...RUN, kept: [cells] });
  const script = `/*\n*/${lines.join("\n")}\nSELECT 1;`;
  assert.deepEqual(parseScript(script).statements.map(({ text }) => text), ["SELECT 1"]);
  assert.deepEqual(parseScript(`/*\n${lines.join("\n")}\n*/ SELECT 1;`).errors, []);
  assert.ok(
    lines.every((line) => /^-- [ -~]*$/.test(line)),
    "no character that a terminal or an editor takes for more",
  );
  assert.deepEqual(savedRun(lines, 0)?.kept, [cells]);
});

Deno.test("savedRun passes over other comments, and takes the last of several for the statement", () => {
  const lines = [
    "-- 2026-01-31T10:00:05.000Z, a session of Sluice: what succeeded, in its order, and what came of it.",
    "",
    "-- what follows is odd: see the offsets of yesterday, row by row",
    ...commentLines({ ...RUN, rows: 9 }),
    "  -- 2026-02-01T00:00:00.000Z, 1 row\r",
    "/* 2026 */",
  ];
  assert.deepEqual(savedRun(lines, 0), { at: Date.UTC(2026, 1, 1), rows: 1, readings: [] });
  assert.equal(savedRun(["", "-- by hand"], 0), undefined);
  assert.deepEqual(savedRun(["-- t: offsets 0:1-2"], 0), {
    at: undefined,
    readings: [{ table: "t", reading: { ranges: [{ partition: 0, from: 1, to: 2 }], identity: undefined } }],
  });
});

Deno.test("savedRun names the line of a comment that it cannot read", () => {
  const broken: readonly (readonly [string, RegExp])[] = [
    ["-- 2026-13-31T10:00:05.000Z, 2 rows", /line 8: "2026-13-31T10:00:05.000Z" is no time/],
    ["-- 2026-01-31T10:00:05.000Z, two rows", /line 8: "two rows" is neither/],
    ["-- 2026-01-31T10:00:05.000Z, sha256 12", /line 8: "sha256 12"/],
    ["-- t: offsets 0:5-2", /line 8: "0:5-2" are no offsets/],
    ["-- t: offsets 0:1-2, 1:?-3", /line 8: "1:\?-3" are no offsets/],
    ["-- row [1]", /line 8: a row is an array of texts/],
    ['-- row ["1"', /line 8: "\["1"" is no JSON/],
  ];
  for (const [line, message] of broken) {
    assert.throws(() => savedRun(["-- fine", line], 6), (error: unknown) => {
      assert.ok(error instanceof SqlError && error.diagnostic.code === "bad_script");
      assert.match(error.message, message);
      return true;
    });
  }
});
