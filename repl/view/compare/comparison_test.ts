import assert from "node:assert/strict";
import { StandingRows } from "../../../engine/standing_rows.ts";
import { BIGINT, TEXT } from "../../../schema/types.ts";
import type { LiveResult } from "../rows/live_result.ts";
import type { TableRows } from "../rows/table_rows.ts";
import { orderByColumn } from "../rows/view_order.ts";
import type { Picture, RowTest } from "../rows/view_rows.ts";
import { type ChangedRow, changesOf, changesOfRows, FIELDS, randomOf, resultOf, type Row } from "../test_view.ts";
import { type ComparedLook, Comparison } from "./comparison.ts";

function tableOf({ table }: LiveResult): TableRows {
  assert.ok(table);
  return table;
}

/** Marks the table as it stands. */
async function markOf(result: LiveResult): Promise<Comparison> {
  await tableOf(result).asOf(result.ring.end, undefined);
  const comparison = Comparison.of(result, 1000);
  assert.ok(comparison);
  return comparison;
}

function look(result: LiveResult, more: Partial<ComparedLook> = {}): ComparedLook {
  return { change: result.ring.end, time: 2000, order: undefined, test: undefined, columns: [0, 1], ...more };
}

type Compared = readonly [kind: string, before: Row | undefined, values: Row | undefined];

function comparedRows(picture: Picture): Compared[] {
  return Array.from({ length: picture.length }, (_, index) => {
    const { values, difference } = picture.row(index);
    return [difference?.kind ?? "same", difference?.before, values];
  });
}

Deno.test("Comparison shows rows that are new, gone and changed, each in its place, and counts them", async () => {
  const result = resultOf({ key: [0] });
  result.receive(changesOf(FIELDS, [["+I", 1n, "a"], ["+I", 2n, "b"], ["+I", 3n, "c"], ["+I", 4n, "d"]]));
  const comparison = await markOf(result);
  result.receive(changesOf(FIELDS, [["-D", 2n, "b"], ["-U", 3n, "c"], ["+U", 3n, "C"], ["+I", 5n, "e"]]));
  const picture = await comparison.picture(look(result));
  assert.deepEqual(comparedRows(picture), [
    ["same", undefined, [1n, "a"]],
    ["gone", undefined, [2n, "b"]],
    ["changed", [3n, "c"], [3n, "C"]],
    ["same", undefined, [4n, "d"]],
    ["new", undefined, [5n, "e"]],
  ]);
  assert.deepEqual(picture.differences, { from: 1000, to: 2000, changed: 1, new: 1, gone: 1, only: false });
  comparison.onlyDifferences = true;
  const only = await comparison.picture(look(result));
  assert.deepEqual(comparedRows(only).map(([kind]) => kind), ["gone", "changed", "new"]);
  assert.equal(only.total, 5);
});

Deno.test("Comparison goes from the earlier instant to the later one, whichever was marked", async () => {
  const result = resultOf({ key: [0] });
  result.receive(changesOf(FIELDS, [["+I", 1n, "a"]]));
  const change = result.ring.end;
  result.receive(changesOf(FIELDS, [["-U", 1n, "a"], ["+U", 1n, "b"]]));
  const comparison = await markOf(result);
  const picture = await comparison.picture(look(result, { change, time: 500 }));
  assert.deepEqual(comparedRows(picture), [["changed", [1n, "a"], [1n, "b"]]]);
  assert.deepEqual([picture.differences?.from, picture.differences?.to], [500, 1000]);
});

Deno.test("Comparison takes a row that became something and that again for the same, and one that left and came again", async () => {
  const result = resultOf({ key: [0] });
  result.receive(changesOf(FIELDS, [["+I", 1n, "a"], ["+I", 2n, "b"]]));
  const comparison = await markOf(result);
  result.receive(changesOf(FIELDS, [["-U", 1n, "a"], ["+U", 1n, "x"], ["-U", 1n, "x"], ["+U", 1n, "a"]]));
  result.receive(changesOf(FIELDS, [["-D", 2n, "b"], ["+I", 2n, "B"]]));
  assert.deepEqual(comparedRows(await comparison.picture(look(result))), [
    ["same", undefined, [1n, "a"]],
    ["changed", [2n, "b"], [2n, "B"]],
  ]);
});

Deno.test("Comparison does not count columns that are hidden", async () => {
  const result = resultOf({ key: [0] });
  result.receive(changesOf(FIELDS, [["+I", 1n, "a"]]));
  const comparison = await markOf(result);
  result.receive(changesOf(FIELDS, [["-U", 1n, "a"], ["+U", 1n, "b"]]));
  const picture = await comparison.picture(look(result, { columns: [0] }));
  assert.equal(picture.differences?.changed, 0);
});

Deno.test("Comparison sorts by what rows are, and by what those were that have gone", async () => {
  const result = resultOf({ key: [0] });
  result.receive(changesOf(FIELDS, [["+I", 1n, "a"], ["+I", 2n, "b"], ["+I", 3n, "c"]]));
  const comparison = await markOf(result);
  result.receive(changesOf(FIELDS, [["-U", 1n, "a"], ["+U", 1n, "z"], ["-D", 2n, "b"]]));
  const picture = await comparison.picture(look(result, { order: orderByColumn(1, TEXT, true) }));
  assert.deepEqual(comparedRows(picture).map(([kind, , row]) => `${kind} ${row?.[1]}`), [
    "changed z",
    "same c",
    "gone b",
  ]);
  const identity = picture.row(2).identity;
  assert.equal(picture.find(identity), 2);
});

/** Rows that are there at two instants, as one would compare them by hand. */
function plainly(earlier: readonly Row[], later: readonly Row[], keyOf: (row: Row) => string): Compared[] {
  const rest = Map.groupBy(earlier, keyOf);
  const compared = later.map((row): Compared => {
    const before = rest.get(keyOf(row))?.pop();
    if (before === undefined) return ["new", undefined, row];
    return before[1] === row[1] ? ["same", undefined, row] : ["changed", before, row];
  });
  return [...compared, ...[...rest.values()].flat().map((row): Compared => ["gone", undefined, row])];
}

function inAnyOrder(rows: readonly Compared[]): string[] {
  return rows.map((row) => JSON.stringify(row, (_, value) => typeof value === "bigint" ? `${value}` : value)).sort();
}

for (const key of [[0], "whole row"] as const) {
  Deno.test(`Comparison is what a plain computation gives, whatever came and was dropped, by ${key}`, async () => {
    const random = randomOf(key === "whole row" ? 21 : 7);
    const result = resultOf({ key, rows: 150 });
    const standing = new StandingRows(key === "whole row" ? { fields: FIELDS } : { fields: FIELDS, key });
    const keyOf = (row: Row) => key === "whole row" ? row.join() : String(row[0]);
    const states = new Map<number, readonly Row[]>();
    const steps = changesOfRows(6000, 25, random);
    const test: RowTest = (value) => Number(String(value(1)).slice(1)) % 2 === 0;
    const kinds = new Set<string>();
    while (steps.length > 0) {
      feed(steps.splice(0, random(300)));
      const marked = result.ring.end;
      const comparison = await markOf(result);
      feed(steps.splice(0, random(300)));
      const known = [...states.keys()].filter((number) => number >= tableOf(result).earliest);
      const change = known[random(known.length)] ?? result.ring.end;
      const filtered = random(2) === 0;
      comparison.onlyDifferences = random(2) === 0;
      const order = random(2) === 0 ? orderByColumn(0, BIGINT, false) : undefined;
      const picture = await comparison.picture(look(result, { change, order, test: filtered ? test : undefined }));
      feed(steps.splice(0, random(300)));
      const [from, to] = [Math.min(marked, change), Math.max(marked, change)];
      const expected = plainly(states.get(from) ?? [], states.get(to) ?? [], keyOf)
        .filter(([, ...rows]) => !filtered || rows.some((row) => row !== undefined && test((at) => row[at] ?? null)));
      const shown = expected.filter(([kind]) => kind !== "same" || !comparison.onlyDifferences);
      assert.deepEqual(inAnyOrder(comparedRows(picture)), inAnyOrder(shown));
      const count = (kind: string) => expected.filter(([one]) => one === kind).length;
      const { differences } = picture;
      assert.deepEqual(
        [differences?.changed, differences?.new, differences?.gone],
        ["changed", "new", "gone"].map(count),
      );
      for (const [kind] of shown) kinds.add(kind);
      comparison.end();
      tableOf(result).release();
    }
    assert.deepEqual(
      [...kinds].sort(),
      key === "whole row" ? ["gone", "new", "same"] : ["changed", "gone", "new", "same"],
    );

    function feed(changes: readonly (readonly ChangedRow[])[]): void {
      for (const rows of changes) {
        const plain = { "-U": "-D", "+U": "+I", "+I": "+I", "-D": "-D" } as const;
        const batch = changesOf(FIELDS, key === "whole row" ? rows.map(([op, ...row]) => [plain[op], ...row]) : rows);
        result.receive(batch);
        standing.apply(batch);
        states.set(result.ring.end, [...standing].map(({ values }) => values));
      }
    }
  });
}
