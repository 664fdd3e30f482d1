import assert from "node:assert/strict";
import { StandingRows } from "../../../engine/standing_rows.ts";
import { fieldOf } from "../../../schema/field.ts";
import { BIGINT, INT, TEXT } from "../../../schema/types.ts";
import type { LiveResult } from "./live_result.ts";
import {
  type ChangedRow,
  changesOf,
  changesOfRows,
  Clock,
  FIELDS,
  pictured,
  randomOf,
  resultOf,
  type Row,
  valuesOf,
} from "../test_view.ts";
import { orderByColumn, orderByKeys } from "./view_order.ts";
import type { ViewRows } from "./view_rows.ts";
import type { TableRows } from "./table_rows.ts";

function tableOf(result: LiveResult): TableRows {
  assert.ok(result.table);
  return result.table;
}

function live(rows: ViewRows): readonly (Row | undefined)[] {
  return valuesOf(rows.live(Infinity, undefined));
}

Deno.test("TableRows shows what stands after each change, in the order in which rows came, also when the ring is small", () => {
  for (const key of [[0], "whole row"] as const) {
    const result = resultOf({ key, rows: 40 });
    const oracle = new StandingRows({ fields: FIELDS, ...(key !== "whole row" && { key }) });
    const plain = key === "whole row";
    for (const changes of changesOfRows(2000, 12, randomOf(7))) {
      const batch = changesOf(
        FIELDS,
        changes.map(([op, ...values]) => {
          return [plain ? ({ "-U": "-D", "+U": "+I" } as const)[op as "-U"] ?? op : op, ...values];
        }),
      );
      result.receive(batch);
      oracle.apply(batch);
    }
    const stand = [...oracle].map(({ values }) => values);
    assert.deepEqual(live(tableOf(result)), stand);
    assert.equal(tableOf(result).total, stand.length);
    assert.deepEqual([...result.kept("", true).rows], stand);
  }
});

Deno.test("TableRows tells the table as it was before any change that is kept", async () => {
  const result = resultOf({ key: [0], rows: 300 });
  const table = tableOf(result);
  const states = new Map<number, readonly Row[]>();
  const oracle = new StandingRows({ fields: FIELDS, key: [0] });
  for (const changes of changesOfRows(1000, 25, randomOf(3))) {
    states.set(result.ring.end, [...oracle].map(({ values }) => values));
    const batch = changesOf(FIELDS, changes);
    result.receive(batch);
    oracle.apply(batch);
  }
  assert.ok(result.ring.first > 500, "changes were dropped");
  let looked = 0;
  for (const [number, state] of states) {
    if (number < table.earliest) continue;
    assert.deepEqual(pictured(await table.asOf(number, undefined)), state, `before change ${number}`);
    looked++;
  }
  assert.ok(looked > 100);
});

Deno.test("TableRows says when a row came to be what it was, and not when that ended", async () => {
  const clock = new Clock();
  const result = resultOf({ key: [0], clock, rows: 6 });
  const table = tableOf(result);
  const start = clock.at;
  const times = async (number: number) => {
    const picture = await table.asOf(number, undefined);
    return Array.from({ length: picture.length }, (_, i) => {
      const { at } = picture.row(i);
      return at && at - start;
    });
  };
  result.receive(changesOf(FIELDS, [["+I", 1n, "a"], ["+I", 2n, "x"]]));
  clock.at += 10;
  result.receive(changesOf(FIELDS, [["-U", 1n, "a"], ["+U", 1n, "b"]]));
  const number = result.ring.end;
  clock.at += 10;
  result.receive(changesOf(FIELDS, [["-U", 1n, "b"], ["+U", 1n, "c"]]));
  assert.deepEqual(await times(number), [10, 0]);
  assert.deepEqual(await times(result.ring.end), [20, 0]);
  clock.at += 10;
  result.receive(changesOf(FIELDS, [["-D", 2n, "x"]]));
  assert.deepEqual(await times(number + 2), [20, 0]);
  result.receive(changesOf(FIELDS, [["+I", 3n, "y"], ["+I", 4n, "z"]]));
  assert.deepEqual(await times(number + 2), [20, 0], "as it was known when the picture was taken");
  assert.deepEqual(await times(number + 3), [20], "it is known of what stands");
});

Deno.test("TableRows keeps a picture that is looked at, whatever comes and goes meanwhile", async () => {
  const result = resultOf({ key: [0], rows: 50 });
  const table = tableOf(result);
  const changes = changesOfRows(3000, 20, randomOf(11));
  for (const rows of changes.slice(0, 500)) result.receive(changesOf(FIELDS, rows));
  const before = live(table);
  const picture = await table.asOf(result.ring.end, undefined);
  for (const rows of changes.slice(500)) result.receive(changesOf(FIELDS, rows));
  assert.deepEqual(pictured(picture), before);
  assert.notDeepEqual(live(table), before);
});

Deno.test("TableRows gives the picture that is looked at again, also when changes since then were dropped", async () => {
  const result = resultOf({ key: [0], rows: 50 });
  const table = tableOf(result);
  const changes = changesOfRows(3000, 20, randomOf(13));
  for (const rows of changes.slice(0, 500)) result.receive(changesOf(FIELDS, rows));
  const [number, before] = [result.ring.end, live(table)];
  await table.asOf(number, undefined);
  for (const rows of changes.slice(500)) result.receive(changesOf(FIELDS, rows));
  assert.ok(table.earliest > number);
  assert.deepEqual(pictured(await table.asOf(number, undefined)), before);
});

Deno.test("TableRows gives a row that changes the same identity, and one that comes again another", () => {
  const result = resultOf({ key: [0] });
  const identity = () => tableOf(result).live(1, undefined)[0]?.identity;
  result.receive(changesOf(FIELDS, [["+I", 1n, "a"]]));
  const first = identity();
  result.receive(changesOf(FIELDS, [["-U", 1n, "a"], ["+U", 1n, "b"]]));
  assert.equal(identity(), first);
  result.receive(changesOf(FIELDS, [["-D", 1n, "b"], ["+I", 1n, "c"]]));
  assert.notEqual(identity(), first);
});

Deno.test("TableRows filters what stands and what comes, and counts both", async () => {
  const result = resultOf({ key: [0], rows: 64 });
  const table = tableOf(result);
  const random = randomOf(5);
  const changes = changesOfRows(1500, 30, random);
  for (const rows of changes.slice(0, 700)) result.receive(changesOf(FIELDS, rows));
  const test = (value: (column: number) => unknown) => Number(value(0)) % 3 === 0;
  table.filter(test);
  for (const rows of changes.slice(700)) result.receive(changesOf(FIELDS, rows));
  await Promise.resolve();
  const passing = [...result.kept("", true).rows].filter((row) => Number(row[0]) % 3 === 0);
  assert.deepEqual(live(table), passing);
  assert.equal(table.matching, passing.length);
  assert.ok(passing.length > 0 && passing.length < table.total);
  assert.deepEqual(pictured(await table.asOf(result.ring.end, undefined)), passing);
});

Deno.test("TableRows shows the first rows of an order, NULL last, and the whole order when it is frozen", async () => {
  const result = resultOf({ key: [0] });
  const names = ["m", null, "a", "z", null, "b"];
  result.receive(changesOf(FIELDS, names.map((name, i): ChangedRow => ["+I", BigInt(i), name])));
  const [up, down] = [orderByColumn(1, TEXT, false), orderByColumn(1, TEXT, true)];
  const shown = (rows: readonly (Row | undefined)[]) => rows.map((row) => row?.[1]);
  assert.deepEqual(shown(valuesOf(tableOf(result).live(3, up))), ["a", "b", "m"]);
  assert.deepEqual(shown(valuesOf(tableOf(result).live(9, down))), ["z", "m", "b", "a", null, null]);
  const picture = await tableOf(result).asOf(result.ring.end, down);
  assert.deepEqual(shown(pictured(picture)), ["z", "m", "b", "a", null, null]);
});

Deno.test("TableRows keeps the order of a live ORDER BY", () => {
  const fields = [fieldOf("id", BIGINT), fieldOf("n", INT)];
  const result = resultOf({ fields, key: [0] });
  result.receive(changesOf(fields, [["+I", 1n, 5], ["+I", 2n, 9], ["+I", 3n, 5]]));
  const order = orderByKeys([
    { index: 1, type: INT, descending: true, nullsFirst: false },
    { index: 0, type: BIGINT, descending: true, nullsFirst: false },
  ]);
  assert.deepEqual(valuesOf(tableOf(result).live(9, order)), [[2n, 9], [3n, 5], [1n, 5]]);
});
