/**
 * Aggregates over rows as DataFusion 48 gave them (`tests/cases/aggregates/golden.json`), and where we differ on purpose
 * (`aggregate_deviations.json`, whose last column is DataFusion's).
 */
import { deepEqual } from "node:assert/strict";
import { SqlError } from "../../../schema/errors.ts";
import { sameText, valueOf } from "./test_aggregate.ts";

function read<T>(file: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(`../../../tests/cases/values/${file}.json`, import.meta.url)));
}

type Case = readonly [call: string, rows: string, value: string, type: string];

function wrongOf(cases: readonly Case[]): unknown[] {
  return cases.flatMap(([call, rows, value, type]) => {
    const [got, gotType] = valueOf(call, rows);
    return sameText(got, value, type) && gotType === type ? [] : [{ call, rows, value, type, got, gotType }];
  });
}

Deno.test("AGGREGATE_FUNCTIONS give the values and types that DataFusion gives", () => {
  const groups = read<{ rows: string; calls: [string, string, string][] }[]>("aggregates");
  const cases = groups.flatMap(({ rows, calls }) =>
    calls.map(([call, value, type]): Case => [call, rows, value, type])
  );
  deepEqual(cases.length > 1000, true);
  deepEqual(wrongOf(cases), []);
});

Deno.test("AGGREGATE_FUNCTIONS differ from DataFusion where they are meant to", () => {
  const deviations = read<[...Case, string][]>("aggregate_deviations");
  deepEqual(wrongOf(deviations.map(([call, rows, value, type]) => [call, rows, value, type])), []);
  const needless = deviations.filter(([, , value, type, theirs]) => theirs === `${value} ${type}`);
  deepEqual(needless, []);
});

Deno.test("approx_percentile_cont is another call when it descends", () => {
  const share = (order: string) => `approx_percentile_cont(0.25) WITHIN GROUP (ORDER BY x${order})`;
  deepEqual(valueOf(`${share("")} + 10 * ${share(" DESC")}`, "(1.0), (2.0)")[0], "18.75");
});

function failureOf(call: string, rows: string): string {
  try {
    valueOf(call, rows);
  } catch (error) {
    if (error instanceof SqlError) return error.message;
    throw error;
  }
  return "no error";
}

Deno.test("AGGREGATE_FUNCTIONS refuse arguments that they cannot take", () => {
  const failures = [
    ["string_agg(x, x)", "('a')"],
    ["nth_value(x, 0)", "('a')"],
    ["nth_value(x, y)", "(1, 2)"],
    ["median(x)", "('a')"],
    ["bit_and(x)", "(1.5)"],
    ["bool_and(x)", "(1)"],
    ["approx_percentile_cont(1.5) WITHIN GROUP (ORDER BY x)", "(1)"],
    ["approx_percentile_cont(x) WITHIN GROUP (ORDER BY x)", "(1)"],
    ["approx_percentile_cont(0.5)", "(1)"],
    ["median(x) WITHIN GROUP (ORDER BY x)", "(1)"],
  ].map(([call = "", rows = ""]) => failureOf(call, rows));
  deepEqual(failures, [
    "The separator of string_agg must be constant",
    "The position of nth_value must be a constant integer other than 0",
    "The position of nth_value must be a constant integer other than 0",
    "Function median does not take (TEXT): it takes median(number)",
    "Function bit_and does not take (DOUBLE): it takes bit_and(integer)",
    "Function bool_and does not take (BIGINT): it takes bool_and(boolean)",
    "The percentile of approx_percentile_cont must be a constant from 0 to 1",
    "The percentile of approx_percentile_cont must be a constant from 0 to 1",
    "Function approx_percentile_cont does not take (DOUBLE): it takes approx_percentile_cont(number) WITHIN GROUP (ORDER BY number)",
    "median takes no WITHIN GROUP",
  ]);
});
