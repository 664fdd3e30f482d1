import assert from "node:assert/strict";
import { pairedRows, type RowRules } from "./paired_rows.ts";

interface TestRow {
  readonly place: number;
  readonly key: string;
  readonly value: number;
}

const RULES: RowRules<TestRow> = {
  key: ({ key }) => key,
  order: ({ place }) => place,
  differ: (a, b) => a.value !== b.value,
};

function row(key: string, place: number, value: number): TestRow {
  return { place, key, value };
}

async function paired(earlier: readonly TestRow[], later: readonly TestRow[]): Promise<string[]> {
  const pairs = await pairedRows(earlier, later, RULES);
  return pairs.map(({ earlier, later, kind = "same" }) =>
    `${(later ?? earlier)?.key} ${earlier?.value ?? ""}>${later?.value ?? ""} ${kind}`
  );
}

Deno.test("pairedRows finds rows that came, went, changed or stayed", async () => {
  const later = [row("a", 1, 10), row("b", 2, 21), row("d", 4, 40)];
  assert.deepEqual(await paired([row("a", 1, 10), row("b", 2, 20), row("c", 3, 30)], later), [
    "a 10>10 same",
    "b 20>21 changed",
    "c 30> gone",
    "d >40 new",
  ]);
});

Deno.test("pairedRows takes a row that left and came again by its key for the same, at its new place", async () => {
  assert.deepEqual(await paired([row("a", 1, 10), row("b", 2, 20)], [row("c", 3, 1), row("a", 4, 11)]), [
    "b 20> gone",
    "c >1 new",
    "a 10>11 changed",
  ]);
});

Deno.test("pairedRows pairs each of several rows with the same key once", async () => {
  const [first, second, third] = [row("a", 1, 1), row("a", 2, 1), row("a", 3, 1)];
  assert.deepEqual(await paired([first, second, third], [row("a", 4, 1), row("a", 5, 1)]), [
    "a 1> gone",
    "a 1>1 same",
    "a 1>1 same",
  ]);
});

Deno.test("pairedRows puts a row that has gone where it stood, before and behind all others", async () => {
  const middle = row("m", 5, 1);
  const earlier = [row("a", 1, 1), middle, row("z", 9, 1)];
  assert.deepEqual(await paired(earlier, [middle]), ["a 1> gone", "m 1>1 same", "z 1> gone"]);
  assert.deepEqual(await paired([], []), []);
});

Deno.test("pairedRows lets keys through while it works on many rows", async () => {
  const earlier = Array.from({ length: 100_000 }, (_, i) => row(`k${i}`, i, i));
  const later = earlier.map((one, i) => i % 3 === 0 ? row(one.key, 100_000 + i, i + 1) : one)
    .sort((a, b) => a.place - b.place);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const pairs = await pairedRows(earlier, later, RULES);
  clearInterval(timer);
  assert.equal(pairs.filter(({ kind }) => kind === "changed").length, 33_334);
  assert.ok(turns > 0);
});
