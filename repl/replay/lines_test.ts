import assert from "node:assert/strict";
import { SqlError } from "../../schema/errors.ts";
import { fieldOf } from "../../schema/field.ts";
import { INT, TEXT } from "../../schema/types.ts";
import { PLAIN_THEME } from "../editor/highlight.ts";
import type { Verdict } from "./compare.ts";
import { replayedLines, tallyOf, tallyText } from "./lines.ts";
import type { Replayed } from "./replayer.ts";
import type { Row } from "./rows.ts";

const FIELDS = [fieldOf("n", INT), fieldOf("w", TEXT)];
const LOOK = { theme: PLAIN_THEME, width: 80 };

function ran(verdict: Verdict | undefined, isInsert = false): Replayed {
  return { kind: "ran", rows: 1204, isInsert, fields: FIELDS, verdict };
}

function rows(count: number, from = 0): Row[] {
  return Array.from({ length: count }, (_, i) => [String(from + i), "x"]);
}

Deno.test("replayedLines say what was run and what came in one line, with the statement shortened to fit", () => {
  const line = (replayed: Replayed, text = "SELECT n,\n  w FROM t") => replayedLines(text, replayed, LOOK).join("\n");
  assert.equal(line(ran({ kind: "same", rows: 1204, counted: false })), "SELECT n, w FROM t  same: 1,204 rows");
  assert.equal(
    line(ran({ kind: "same", rows: 1, counted: true }, true), "INSERT INTO t SELECT 1"),
    "INSERT INTO t SELECT 1  same: 1 row, counted only, not written again",
  );
  assert.equal(line(ran(undefined)), "SELECT n, w FROM t  1,204 rows");
  const long = line(ran({ kind: "same", rows: 2, counted: false }), `SELECT '${"x".repeat(200)}'`);
  assert.match(long, /^SELECT 'x+… {2}same: 2 rows$/);
  assert.equal(long.length, 80);
  assert.match(line({ kind: "failed", error: new SqlError("No way") }), /failed\nError: No way$/);
});

Deno.test("replayedLines show twenty rows of a difference, and say how many more there are", () => {
  const difference = { missing: rows(15), added: rows(17, 100) };
  const lines = replayedLines("SELECT 1", ran({ kind: "differs", then: 20, now: 22, difference }), LOOK);
  assert.equal(lines[0], "SELECT 1  differs: 15 rows missing, 17 new");
  assert.deepEqual([lines[1], lines[3], lines[18]], ["   │   n │ w", " - │   0 │ x", " + │ 100 │ x"]);
  assert.deepEqual([lines.length, lines.at(-1)], [24, "… 12 more"]);
});

Deno.test("replayedLines say when there are no rows to show, and show columns that the statement no longer has", () => {
  const [line = ""] = replayedLines(
    "SELECT 1",
    ran({ kind: "differs", then: 5000, now: 5001, difference: undefined }),
    LOOK,
  );
  assert.match(line, /differs: 5,000 rows then, 5,001 rows now; the rows of then were not kept$/);
  const order = ran({ kind: "differs", then: 2, now: 2, difference: { missing: [], added: [] } });
  assert.match(replayedLines("SELECT 1", order, LOOK).join(), /the same rows in another order/);
  const wider = ran({ kind: "differs", then: 1, now: 0, difference: { missing: [["1", "x", null]], added: [] } });
  assert.deepEqual(replayedLines("SELECT 1", wider, LOOK).slice(1), [
    "   │ n │ w │ ?",
    "───┼───┼───┼─────",
    " - │ 1 │ x │ NULL",
  ]);
});

Deno.test("tallyText counts what became of the statements", () => {
  const all: Replayed[] = [
    ran({ kind: "same", rows: 1, counted: false }),
    ran({ kind: "unknown", now: 1, then: 1, why: "it was stopped" }),
    { kind: "failed", error: new SqlError("No way") },
    { kind: "skipped", why: "a replay has no jobs" },
    { kind: "done", message: "Created table t" },
  ];
  assert.equal(tallyText(tallyOf(all)), "5 statements: 1 the same, 1 failed, 1 not compared, 1 skipped");
  assert.equal(tallyText(tallyOf([ran(undefined)])), "1 statement");
});
