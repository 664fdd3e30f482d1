import assert from "node:assert/strict";
import { type Came, compared, differenceOf } from "./compare.ts";
import type { SavedRun } from "./format.ts";
import { hashOf, type Row, SAVED_LIMITS, savedRows, settledRows } from "./rows.ts";

const ROWS: readonly Row[] = [["2", "b"], ["1", "a"], ["1", "a"], ["3", null]];

async function saved(rows: readonly Row[], order: readonly number[] = []): Promise<SavedRun> {
  const settled = settledRows(rows, order);
  return { at: 0, rows: rows.length, hash: await hashOf(settled), readings: [], kept: savedRows(settled) };
}

function came(kept: readonly Row[], more: Partial<Came> = {}): Came {
  return { rows: kept.length, kept, order: [], unsettled: undefined, ...more };
}

Deno.test("compared finds rows the same in any order, and those that are missing or new as often as they are", async () => {
  const then = await saved(ROWS);
  assert.deepEqual(await compared(then, came(ROWS.toReversed())), { kind: "same", rows: 4, counted: false });
  assert.deepEqual(await compared(then, came([["1", "a"], ["2", "b"], ["3", "NULL"], ["4", "d"]])), {
    kind: "differs",
    then: 4,
    now: 4,
    difference: { missing: [["1", "a"], ["3", null]], added: [["3", "NULL"], ["4", "d"]] },
  });
});

Deno.test("compared minds the order of a query that sorts, but not that of rows which are equal there", async () => {
  const sorted: readonly Row[] = [["1", "a"], ["1", "b"], ["2", "c"]];
  const then = await saved(sorted, [0]);
  const order = [0];
  assert.equal((await compared(then, came([["1", "b"], ["1", "a"], ["2", "c"]], { order }))).kind, "same");
  const verdict = await compared(then, came(sorted.toReversed(), { order }));
  assert.deepEqual(verdict, { kind: "differs", then: 3, now: 3, difference: { missing: [], added: [] } });
});

Deno.test("compared counts what was not kept, and says so", async () => {
  const then: SavedRun = { at: 0, rows: 4, readings: [] };
  assert.deepEqual(await compared(then, came(ROWS)), { kind: "same", rows: 4, counted: true });
  assert.deepEqual(await compared(then, came([], { kept: undefined, rows: 3 })), {
    kind: "differs",
    then: 4,
    now: 3,
    difference: undefined,
  });
  const { kept: _, ...hashed } = await saved(ROWS);
  assert.equal((await compared(hashed, came(ROWS))).kind, "same");
  const verdict = await compared(hashed, came([...ROWS.slice(1), ["5", "e"]]));
  assert.deepEqual(verdict, { kind: "differs", then: 4, now: 4, difference: undefined });
});

Deno.test("compared compares rows without a hash, as somebody has written them", async () => {
  const then: SavedRun = { at: undefined, readings: [], kept: ROWS };
  assert.equal((await compared(then, came(ROWS.toReversed()))).kind, "same");
  assert.equal((await compared(then, came(ROWS.slice(1)))).kind, "differs");
});

Deno.test("compared compares nothing that was cut short or of which nothing is known, and blames nobody for chance", async () => {
  const whys = async (then: SavedRun | undefined, now: Came) => {
    const verdict = await compared(then, now);
    return verdict.kind === "unknown" ? verdict.why : verdict.kind;
  };
  assert.equal(await whys(undefined, came(ROWS)), "nothing says what came of it");
  assert.equal(await whys({ at: 0, readings: [] }, came(ROWS)), "nothing says what came of it");
  assert.equal(await whys({ ...await saved(ROWS), cut: "stopped" }, came(ROWS)), "it was stopped");
  const unsettled = "random() gives other values each time";
  assert.equal(await whys(await saved(ROWS), came(ROWS.slice(1), { unsettled })), unsettled);
  assert.equal(await whys(await saved(ROWS), came(ROWS, { unsettled })), "same");
});

Deno.test("compared hides secrets in what is different", async () => {
  const row = (secret: string): Row => [`'auth.password' = '${secret}'`];
  const verdict = await compared(await saved([row("quince")]), came([row("medlar")]));
  assert.deepEqual(verdict, { kind: "differs", then: 1, now: 1, difference: { missing: [], added: [] } });
  const other = await compared(await saved([row("quince")]), came([row("medlar"), row("medlar")]));
  assert.ok(!/quince|medlar/.test(JSON.stringify(other)));
});

Deno.test("savedRows keeps neither more rows nor more bytes than the limits say", () => {
  const many = (rows: number, cell: string): Row[] => Array.from({ length: rows }, () => [cell]);
  assert.equal(savedRows(many(SAVED_LIMITS.rows, "x"))?.length, SAVED_LIMITS.rows);
  assert.equal(savedRows(many(SAVED_LIMITS.rows + 1, "x")), undefined);
  assert.equal(savedRows(many(2, "x".repeat(SAVED_LIMITS.bytes / 2))), undefined);
});

Deno.test("differenceOf tells rows apart that look alike when they are joined", () => {
  assert.deepEqual(differenceOf([["a,b", "c"]], [["a", "b,c"]]), { missing: [["a,b", "c"]], added: [["a", "b,c"]] });
});
