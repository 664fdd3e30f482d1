/**
 * Every accumulator under random rows added and taken out, groups merged, saved and restored, against a plain computation
 * over the rows that are left. `SEED=5,6,7` tries other seeds.
 */
import { deepEqual } from "node:assert/strict";
import type { Value } from "../../../schema/types.ts";
import { valueKey } from "../../../schema/values/value_key.ts";
import { callOf, generator, type Group, insertOnlyGroups, retractableGroups } from "./test_aggregate.ts";

type Row = readonly Value[];
type Random = () => number;

interface Subject {
  readonly call: string;
  /** What binds the call's types. */
  readonly rows: string;
  /** A random row of arguments. */
  readonly row: (random: Random) => Row;
  /** Instead of {@link row} where rows may be taken out again. */
  readonly farRow?: (random: Random) => Row;
  /** What rows in the order of arrival give. */
  readonly expected: (rows: readonly Row[]) => Value;
}

/** Rows of one group, by arrival. */
type Model = { readonly row: Row; readonly sequence: number }[];

const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!; // not empty
const firsts = (rows: readonly Row[]) => rows.map((row) => row[0] ?? null);
const orNull = (rows: readonly Row[], least: number, value: () => Value) => rows.length < least ? null : value();

const TEXTS = ["a", "b", "", "é", "a,b"];
const text = (random: Random): Row => [pick(random, [...TEXTS, null])];
const boolean = (random: Random): Row => [random() < 0.7];
const int = (random: Random): Row => [Math.floor(random() * 16) - 8];
const bigint = (random: Random): Row => [BigInt.asIntN(64, BigInt(Math.floor(random() * 2 ** 53)) * 2047n)];
const unsigned = (random: Random): Row => [BigInt.asUintN(64, BigInt(Math.floor(random() * 2 ** 53)) * 2049n)];
const small = (random: Random): Row => [BigInt(Math.floor(random() * 20) - 10)];
/** Doubles that are exact in billionths. */
const DOUBLES = [1, 2.5, -3, 0.125, 2 ** -9, 100];
const double = (random: Random): Row => [pick(random, DOUBLES)];
const pair = (random: Random): Row => [pick(random, DOUBLES), pick(random, DOUBLES)];
/** What a careless sum never gets rid of. */
const far = (random: Random): Row => [pick(random, [...DOUBLES, 1e15, -1e15])];
const farPair = (random: Random): Row => [...far(random), ...far(random)];
const weighted = (random: Random): Row => [...small(random), pick(random, [0.1, 0.25, 1, 3])];

const total = (values: readonly bigint[]) => values.reduce((sum, value) => sum + value, 0n);

/** A column in billionths, of which all values are multiples. */
function billionths(rows: readonly Row[], column: number): bigint[] {
  return rows.map((row) => {
    const value = Number(row[column]);
    return Number.isInteger(value) ? BigInt(value) * 1_000_000_000n : BigInt(Math.round(value * 1e9));
  });
}

const mean = (rows: readonly Row[], column: number) => Number(total(billionths(rows, column))) / 1e9 / rows.length;

/** Σ (a − mean a)(b − mean b) over two columns. */
function distances(rows: readonly Row[], a: number, b: number): number {
  const [left, right] = [billionths(rows, a), billionths(rows, b)];
  const products = left.map((value, i) => value * right[i]!); // as long as left
  return Number(BigInt(rows.length) * total(products) - total(left) * total(right)) / 1e18 / rows.length;
}

function correlation(rows: readonly Row[]): number {
  const [yy, xx] = [distances(rows, 0, 0), distances(rows, 1, 1)];
  return yy === 0 || xx === 0 ? 0 : distances(rows, 0, 1) / Math.sqrt(yy) / Math.sqrt(xx);
}

function bits(rows: readonly Row[], fold: (a: bigint, b: bigint) => bigint, asRow: Value): Value {
  const folded = firsts(rows).map((value) => BigInt(value as bigint)).reduce(fold);
  return typeof asRow === "bigint" ? folded : Number(folded);
}

function sorted(rows: readonly Row[]): number[] {
  return firsts(rows).map(Number).sort((a, b) => a - b);
}

function interpolated(values: readonly number[], share: number): number {
  const place = share * (values.length - 1);
  const [below, above] = [values[Math.floor(place)]!, values[Math.ceil(place)]!]; // within the list
  return below + (above - below) * (place - Math.floor(place));
}

/** Counted in twentieths, which all weights are multiples of. */
function weightedMiddle(rows: readonly Row[]): Value {
  const units = rows.toSorted((a, b) => Number(a[0]) - Number(b[0]))
    .flatMap((row) => new Array<number>(Math.round(Number(row[1]) * 20)).fill(Number(row[0])));
  return interpolated(units, 0.5);
}

const FOLDS: readonly (readonly [string, (a: bigint, b: bigint) => bigint])[] = [
  ["bit_and", (a, b) => a & b],
  ["bit_or", (a, b) => a | b],
  ["bit_xor", (a, b) => a ^ b],
];

const moments = (call: string, least: number, expected: (rows: readonly Row[]) => number): Subject => ({
  call,
  rows: "(1.5, 2.5)",
  row: pair,
  farRow: farPair,
  expected: (rows) => orNull(rows, least, () => expected(rows)),
});

const SUBJECTS: readonly Subject[] = [
  { call: "array_agg(x)", rows: "('a')", row: text, expected: (rows) => orNull(rows, 1, () => firsts(rows)) },
  {
    call: "string_agg(x, '+')",
    rows: "('a')",
    row: text,
    expected: (rows) => {
      const texts = firsts(rows).filter((value) => value !== null);
      return texts.length === 0 ? null : texts.join("+");
    },
  },
  { call: "first_value(x)", rows: "('a')", row: text, expected: (rows) => firsts(rows)[0] ?? null },
  { call: "last_value(x)", rows: "('a')", row: text, expected: (rows) => firsts(rows).at(-1) ?? null },
  { call: "nth_value(x, 3)", rows: "('a')", row: text, expected: (rows) => firsts(rows)[2] ?? null },
  { call: "nth_value(x, -2)", rows: "('a')", row: text, expected: (rows) => firsts(rows).at(-2) ?? null },
  {
    call: "bool_and(x)",
    rows: "(TRUE)",
    row: boolean,
    expected: (rows) => orNull(rows, 1, () => firsts(rows).every((value) => value === true)),
  },
  {
    call: "bool_or(x)",
    rows: "(TRUE)",
    row: boolean,
    expected: (rows) => orNull(rows, 1, () => firsts(rows).some((value) => value === true)),
  },
  ...([
    ["CAST('1' AS INT)", int],
    ["CAST('1' AS BIGINT)", bigint],
    ["CAST('1' AS BIGINT UNSIGNED)", unsigned],
  ] as const).flatMap(([value, row]): Subject[] =>
    FOLDS.map(([name, fold]) => ({
      call: `${name}(x)`,
      rows: `(${value})`,
      row,
      expected: (rows) => orNull(rows, 1, () => bits(rows, fold, rows[0]?.[0] ?? null)),
    }))
  ),
  ...([
    ["var(x)", 2, (rows) => distances(rows, 0, 0) / (rows.length - 1)],
    ["var_pop(x)", 1, (rows) => distances(rows, 0, 0) / rows.length],
    ["stddev(x)", 2, (rows) => Math.sqrt(distances(rows, 0, 0) / (rows.length - 1))],
    ["stddev_pop(x)", 1, (rows) => Math.sqrt(distances(rows, 0, 0) / rows.length)],
  ] as readonly [string, number, (rows: readonly Row[]) => number][]).map(([call, least, expected]): Subject => ({
    call,
    rows: "(1.5)",
    row: double,
    farRow: far,
    expected: (rows) => orNull(rows, least, () => expected(rows)),
  })),
  moments("covar(x, y)", 2, (rows) => distances(rows, 0, 1) / (rows.length - 1)),
  moments("covar_pop(x, y)", 1, (rows) => distances(rows, 0, 1) / rows.length),
  moments("corr(x, y)", 2, correlation),
  moments("regr_avgx(x, y)", 1, (rows) => mean(rows, 1)),
  moments("regr_avgy(x, y)", 1, (rows) => mean(rows, 0)),
  moments("regr_sxx(x, y)", 1, (rows) => distances(rows, 1, 1)),
  moments("regr_syy(x, y)", 1, (rows) => distances(rows, 0, 0)),
  moments("regr_sxy(x, y)", 1, (rows) => distances(rows, 0, 1)),
  { call: "regr_count(x, y)", rows: "(1.5, 2.5)", row: pair, expected: (rows) => BigInt(rows.length) },
  ...([
    ["regr_slope(x, y)", (rows) => distances(rows, 0, 1) / distances(rows, 1, 1)],
    [
      "regr_intercept(x, y)",
      (rows) => mean(rows, 0) - distances(rows, 0, 1) / distances(rows, 1, 1) * mean(rows, 1),
    ],
    ["regr_r2(x, y)", (rows) => distances(rows, 0, 0) === 0 ? null : correlation(rows) ** 2],
  ] as readonly [string, (rows: readonly Row[]) => number | null][]).map(([call, expected]): Subject => ({
    call,
    rows: "(1.5, 2.5)",
    row: pair,
    expected: (rows) => rows.length < 2 || distances(rows, 1, 1) === 0 ? null : expected(rows),
  })),
  {
    call: "median(x)",
    rows: "(1.5)",
    row: double,
    expected: (rows) => orNull(rows, 1, () => interpolated(sorted(rows), 0.5)),
  },
  {
    call: "median(x)",
    rows: "(1)",
    row: small,
    expected: (rows) => orNull(rows, 1, () => BigInt(Math.trunc(interpolated(sorted(rows), 0.5)))),
  },
  {
    call: "median(x)",
    rows: "(CAST('1' AS INT))",
    row: int,
    expected: (rows) => orNull(rows, 1, () => Math.trunc(interpolated(sorted(rows), 0.5))),
  },
  {
    call: "approx_percentile_cont(0.9) WITHIN GROUP (ORDER BY x)",
    rows: "(1.5)",
    row: double,
    expected: (rows) => orNull(rows, 1, () => interpolated(sorted(rows), 0.9)),
  },
  {
    call: "approx_percentile_cont_with_weight(y, 0.5) WITHIN GROUP (ORDER BY x)",
    rows: "(1, 1.5)",
    row: weighted,
    expected: (rows) => orNull(rows, 1, () => BigInt(Math.trunc(Number(weightedMiddle(rows))))),
  },
  {
    call: "approx_distinct(x)",
    rows: "('a')",
    row: (random) => [pick(random, TEXTS)],
    expected: (rows) => BigInt(new Set(firsts(rows)).size),
  },
];

/** Floats may differ by `tolerance`, relative to the larger one or to 1. */
function agree(got: Value, want: Value, tolerance: number): boolean {
  if (typeof got !== "number" || typeof want !== "number") return valueKey(got) === valueKey(want);
  return Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(got), Math.abs(want));
}

class Run {
  readonly #subject: Subject;
  readonly #random: Random;
  readonly #create: () => Group;
  readonly #retracts: boolean;
  readonly #groups: { group: Group; model: Model }[];
  #sequence = 0;

  constructor(subject: Subject, seed: number, retracts: boolean) {
    const { accumulator } = callOf(subject.call, subject.rows);
    this.#subject = subject;
    this.#random = generator(seed);
    this.#retracts = retracts;
    this.#create = (retracts ? retractableGroups : insertOnlyGroups)(accumulator);
    this.#groups = Array.from({ length: 3 }, () => ({ group: this.#create(), model: [] }));
  }

  step(): void {
    const one = pick(this.#random, this.#groups);
    const chance = this.#random();
    if (chance < (this.#retracts ? 0.35 : 0.06)) this.#remove(one);
    else if (chance < 0.9) this.#add(one);
    else if (chance < 0.95) one.group = one.group.copy();
    else this.#merge(one, pick(this.#random, this.#groups));
    this.#check(one);
  }

  #add({ group, model }: { group: Group; model: Model }): void {
    const { row: near, farRow = near } = this.#subject;
    const row = (this.#retracts ? farRow : near)(this.#random);
    const sequence = this.#sequence++;
    group.add(row, sequence);
    model.push({ row, sequence });
  }

  /** Or starts anew where nothing can be taken out. */
  #remove(one: { group: Group; model: Model }): void {
    if (!this.#retracts || one.model.length > 40) {
      one.group = this.#create();
      one.model = [];
      return;
    }
    if (one.model.length === 0) return;
    const { row } = pick(this.#random, one.model);
    one.group.remove(row);
    one.model.splice(one.model.findIndex((other) => valueKey(other.row) === valueKey(row)), 1);
  }

  /** As panes into a window: both stay. */
  #merge(into: { group: Group; model: Model }, other: { group: Group; model: Model }): void {
    const merged = this.#create();
    merged.merge(into.group);
    if (other !== into) merged.merge(other.group);
    into.group = merged;
    if (other === into) return;
    into.model = [...into.model, ...other.model].sort((a, b) => a.sequence - b.sequence);
    this.#check(other);
  }

  #check({ group, model }: { group: Group; model: Model }): void {
    const want = this.#subject.expected(model.map(({ row }) => row));
    const got = group.result();
    if (agree(got, want, 1e-12)) return;
    deepEqual({ got, rows: model }, { got: want, rows: model });
  }
}

const SEEDS = (Deno.env.get("SEED") ?? "1,2").split(",").map(Number);

for (const [mode, retracts] of [["take rows out again", true], ["only add rows", false]] as const) {
  Deno.test(`accumulators that ${mode} give what a plain computation gives`, () => {
    for (const seed of SEEDS) {
      for (const subject of SUBJECTS) {
        const run = new Run(subject, seed, retracts);
        try {
          for (let step = 0; step < 300; step++) run.step();
        } catch (error) {
          throw new Error(`${subject.call} of ${subject.rows} with seed ${seed}`, { cause: error });
        }
      }
    }
  });
}
