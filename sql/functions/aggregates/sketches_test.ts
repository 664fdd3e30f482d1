/** What is approximate stays within what is promised, of any order of arrival, and small. */
import { deepEqual, ok } from "node:assert/strict";
import type { Value } from "../../../schema/types.ts";
import { callOf, generator, type Group, insertOnlyGroups } from "./test_aggregate.ts";

const COUNT = 30_000;
const SHARES = [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1];

const random = generator(11);
const numbers = (value: (i: number) => number) => Array.from({ length: COUNT }, (_, i) => value(i));

const INPUTS: Readonly<Record<string, readonly number[]>> = {
  "random": numbers(() => random()),
  "ascending": numbers((i) => i),
  "descending": numbers((i) => -i),
  "from both ends": numbers((i) => i % 2 === 0 ? i : -i),
  "two far clusters": numbers((i) => i < COUNT / 2 ? random() : 1e9 + random()),
  "long-tailed": numbers(() => Math.exp(20 * random())),
  "many equal": numbers((i) => i % 3 === 0 ? random() : 0.5),
  "two steps": numbers((i) => i < COUNT * 0.48 ? i / 1e9 : 1 + i / 1e9),
};

/** How far the value's rank is from the wanted one, as a share. */
function rankError(sorted: readonly number[], value: number, share: number): number {
  const below = sorted.filter((one) => one < value).length / sorted.length;
  const upTo = sorted.filter((one) => one <= value).length / sorted.length;
  return Math.max(0, below - share, share - upTo);
}

function filled(create: () => Group, rows: readonly (readonly Value[])[]): Group {
  const group = create();
  for (const [i, row] of rows.entries()) group.add(row, i);
  return group;
}

function groupsFor(call: string, rows: string): () => Group {
  return insertOnlyGroups(callOf(call, rows).accumulator);
}

function percentile(share: number): () => Group {
  return groupsFor(`approx_percentile_cont(${share}) WITHIN GROUP (ORDER BY x)`, "(1.5)");
}

for (const [name, values] of Object.entries(INPUTS)) {
  Deno.test(`approx_percentile_cont is within 1 % of rank over ${name} values`, () => {
    const sorted = values.toSorted((a, b) => a - b);
    const rows = values.map((value) => [value]);
    const wrong = SHARES.flatMap((share) => {
      const create = percentile(share);
      const whole = filled(create, rows).result();
      const merged = create();
      for (let from = 0; from < COUNT; from += 3000) merged.merge(filled(create, rows.slice(from, from + 3000)));
      const errors = [whole, merged.copy().result()].map((value) => rankError(sorted, Number(value), share));
      return errors.every((error) => error <= 0.01) ? [] : [{ share, errors }];
    });
    deepEqual(wrong, []);
  });
}

Deno.test("approx_percentile_cont is exact as long as 1,000 values differ", () => {
  const create = groupsFor("approx_percentile_cont(0.9) WITHIN GROUP (ORDER BY x)", "(1)");
  const rows = Array.from({ length: 5000 }, (_, i) => [BigInt(i * 7 % 1000)]);
  deepEqual(filled(create, rows.slice(0, 1000)).result(), 899n);
  deepEqual(filled(create, rows).result(), 899n);
});

Deno.test("approx_percentile_cont_with_weight is within 1 % of weight, also of heavy values", () => {
  const create = groupsFor("approx_percentile_cont_with_weight(y, 0.75) WITHIN GROUP (ORDER BY x)", "(1.5, 1.5)");
  const light = Array.from({ length: 3000 }, (_, i) => [i, 1]);
  deepEqual(filled(create, [...light, [5000, 1e6], [6000, 1]]).result(), 5000);
  const growing = Array.from({ length: 20_000 }, (_, i) => [i, i]); // √0.75 of the way holds 75 % of the weight
  const got = Number(filled(create, growing).result()) / 20_000;
  ok(Math.abs(got * got - 0.75) < 0.01, String(got));
});

Deno.test("approx_percentile_cont has infinities and NaN at their places", () => {
  const rows = Array.from(
    { length: 4000 },
    (_, i) => [i < 1000 ? -Infinity : i < 2000 ? NaN : i < 3000 ? Infinity : i],
  );
  const results = [0.1, 0.6, 0.9].map((share) => filled(percentile(share), rows).result());
  deepEqual(results, [-Infinity, Infinity, NaN]);
  const exact = [0, 0.5, 1].map((share) => filled(percentile(share), [[NaN], [1], [-Infinity]]).result());
  deepEqual(exact, [-Infinity, 1, NaN]);
});

Deno.test("approx_percentile_cont keeps BIGINT within its range", () => {
  const create = groupsFor("approx_percentile_cont(1) WITHIN GROUP (ORDER BY x)", "(1)");
  const greatest = 2n ** 63n - 1n;
  deepEqual(filled(create, Array.from({ length: 1001 }, (_, i) => [greatest - BigInt(i)])).result(), greatest);
});

const DISTINCT_OF: Readonly<Record<string, readonly [rows: string, value: (i: number) => Value]>> = {
  "integers": ["(1)", (i) => BigInt(i)],
  "far integers": ["(1)", (i) => BigInt(i) << 40n],
  "doubles": ["(1.5)", (i) => i / 3],
  "texts": ["('a')", (i) => `user-${i}`],
  "wide decimals": ["(CAST('1' AS DECIMAL(38, 0)))", (i) => 10n ** 30n + BigInt(i)],
  "arrays": ["(make_array(1))", (i) => [BigInt(i), null]],
};

for (const [name, [rows, value]] of Object.entries(DISTINCT_OF)) {
  Deno.test(`approx_distinct is exact up to 1,000 and within 2 % above of ${name}`, () => {
    const create = groupsFor("approx_distinct(x)", rows);
    const group = create();
    const wrong: unknown[] = [];
    for (let i = 0; i < 100_000; i++) {
      group.add([value(i)], 2 * i);
      group.add([value(i >> 1)], 2 * i + 1);
      if (i + 1 <= 1000 ? (i + 1) % 100 !== 0 : (i + 1) % 9900 !== 0) continue;
      const got = Number(group.result());
      if (Math.abs(got - (i + 1)) > (i < 1000 ? 0 : 0.02 * (i + 1))) wrong.push({ count: i + 1, got });
    }
    deepEqual(wrong, []);
  });
}

Deno.test("approx_distinct counts what groups share once", () => {
  const create = groupsFor("approx_distinct(x)", "(1)");
  const part = (from: number, to: number) =>
    filled(create, Array.from({ length: to - from }, (_, i) => [BigInt(from + i)]));
  const small = part(0, 600);
  small.merge(part(300, 1000));
  deepEqual(small.result(), 1000n);
  small.merge(part(999, 1010));
  ok(Math.abs(Number(small.copy().result()) - 1010) <= 20);
  const large = part(5000, 30_000);
  large.merge(small);
  large.merge(part(0, 10_000));
  ok(Math.abs(Number(large.result()) - 30_000) <= 600);
});

/** Counts the plain values in what a group saves, bytes as one each. */
function sizeOf(value: Value): number {
  if (value instanceof Uint8Array) return value.length / 8;
  return Array.isArray(value) ? value.reduce<number>((sum, one) => sum + sizeOf(one), 0) : 1;
}

Deno.test("approximate groups and single positions stay small over rows that are only added", () => {
  const calls = [
    ["approx_distinct(x)", "(1.5)", 8192],
    ["approx_median(x)", "(1.5)", 4000],
    ["approx_percentile_cont_with_weight(x, 0.5) WITHIN GROUP (ORDER BY x)", "(1.5)", 4000],
    ["first_value(x)", "(1.5)", 2],
    ["nth_value(x, -3)", "(1.5)", 6],
  ] as const;
  const sizes = calls.map(([call, rows, most]) => {
    const { accumulator } = callOf(call, rows);
    if (accumulator.kind !== "objects") throw new TypeError(`${call} is no object`);
    const state = (accumulator.insertOnly ?? accumulator).create();
    for (let i = 0; i < COUNT; i++) state.add([i + 0.5, i + 0.5], i);
    return [call, sizeOf(state.save()) <= most];
  });
  deepEqual(sizes, calls.map(([call]) => [call, true]));
});
