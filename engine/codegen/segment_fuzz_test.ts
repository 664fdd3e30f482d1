/**
 * Random expressions over columns of every type, nullable and not: generated loops against `evaluate`. Expressions
 * are made from smaller ones that agreed, so the first that differs is a small one. `SEED=5,6,7` tries other seeds.
 */
import assert from "node:assert/strict";
import { SqlError } from "../../schema/errors.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INT,
  INT_UNSIGNED,
  INTERVAL,
  JSON_TYPE,
  REAL,
  SMALLINT,
  type SqlType,
  structType,
  TEXT,
  TIME,
  TIMESTAMP,
  timestampType,
  TINYINT,
  typeName,
  type Value,
} from "../../schema/types.ts";
import { type Expr, mapChildren } from "../../sql/expr.ts";
import { FUNCTIONS } from "../../sql/functions/mod.ts";
import { bindText, checkAgreement, type Row, scopeFor } from "./test_oracle.ts";

const SEEDS = (Deno.env.get("SEED") ?? "1,2").split(",").map(Number);
const EXPRESSIONS = 120;
const ROWS = 12;
const LONGEST = 160;

const STRUCT = structType([
  { name: "x", type: BIGINT, nullable: true },
  { name: "y", type: TEXT, nullable: true },
]);

/** Each column's type and values that may hurt. */
const COLUMNS: readonly (readonly [string, SqlType, readonly Value[]])[] = [
  ["b", BOOLEAN, [true, false]],
  ["i8", TINYINT, [0, 1, -1, 127, -128]],
  ["i16", SMALLINT, [0, 7, -32768, 32767]],
  ["i32", INT, [0, 3, -3, 2147483647, -2147483648]],
  ["i64", BIGINT, [0n, 1n, -7n, 42n, 9223372036854775807n, -9223372036854775808n]],
  ["u32", INT_UNSIGNED, [0n, 5n, 4294967295n]],
  ["u64", BIGINT_UNSIGNED, [0n, 5n, 18446744073709551615n]],
  ["r", REAL, [0, -0, 1.5, Math.fround(0.1), NaN, Infinity]],
  ["d", DOUBLE, [0, -0, 1.5, 0.1, -2.7, 1e20, NaN, -Infinity]],
  ["dec", decimalType(10, 2), [0n, 150n, -1n, 9999999999n]],
  ["wide", decimalType(30, 4), [0n, 15000n, 10n ** 30n - 1n]],
  ["s", TEXT, ["", "a", "Abc", "12", "-1.5", "é😀", "a%b_c", "2026-01-31", "true", "a.*", '{"a":1}']],
  ["bin", BYTEA, [new Uint8Array(), Uint8Array.of(0, 255), Uint8Array.of(97)]],
  ["j", JSON_TYPE, ["null", "1", '{"a":{"b":[1,2]},"n":5}', "[1,null,true]", '"text"']],
  ["ts", TIMESTAMP, [0n, -1n, 1769853600123456789n]],
  ["ms", timestampType(3), [0n, -1n, 1769853600123n]],
  ["day", DATE, [0, -1, 20484]],
  ["at", TIME, [0n, 36000250000000n, 86399999999999n]],
  ["iv", INTERVAL, [{ months: 0, days: 0, nanos: 0n }, { months: 1, days: -2, nanos: 3_500_000_000n }]],
  ["st", STRUCT, [[1n, "x"], [null, null], [-5n, ""]]],
  ["nums", arrayType(BIGINT), [[], [1n, null, 3n], [2n]]],
  ["words", arrayType(TEXT), [[], ["a", null], ["b", "a"]]],
];

/** Each column twice: `i64` is nullable, `i64n` is NOT NULL. */
const FIELDS: readonly Field[] = COLUMNS.flatMap(([name, type]) => [
  fieldOf(name, type, true),
  fieldOf(`${name}n`, type, false),
]);
const SCOPE = scopeFor(FIELDS);

const LITERALS = [
  "0",
  "2",
  "-1",
  "1.5",
  "'a'",
  "'12'",
  "''",
  "NULL",
  "TRUE",
  "DECIMAL '1.25'",
  "INTERVAL '1 month 1 day'",
  "TIMESTAMP '2026-01-31 10:00:00'",
  "DATE '2024-02-29'",
];

const BINARY = "+ - * / % || & | # << >> = <> < <= > >= AND OR -> ->> ? @> LIKE ILIKE ~".split(" ");

const TYPES = COLUMNS.map(([, type]) => typeName(type)).filter((name) => !name.startsWith("STRUCT"));

/** `$` stands for a smaller expression. */
const SHAPES = [
  ...BINARY.map((operator) => `($ ${operator} $)`),
  "($ IS DISTINCT FROM $)",
  "($ IS NOT DISTINCT FROM $)",
  "(NOT $)",
  "(- $)",
  "($ IS NULL)",
  "($ IS NOT NULL)",
  "($ IS TRUE)",
  "($ IS NOT FALSE)",
  "($ BETWEEN $ AND $)",
  "($ IN ($, $))",
  "($ IN (1, 2, 3, 42, -7))",
  "($ NOT IN ('a', 'b', 'Abc', '12', ''))",
  "($).x",
  "($)[1]",
  "($)[$]",
  "extract(hour FROM $)",
];

/** What decides which parts are computed; `@` stands for a BOOLEAN. */
const BRANCHES = [
  "(@ AND @)",
  "(@ OR @)",
  "(@ AND @ OR @)",
  "CASE WHEN @ THEN $ ELSE $ END",
  "CASE WHEN @ THEN $ WHEN @ THEN $ END",
  "CASE WHEN @ THEN $ WHEN @ THEN $ ELSE $ END",
  "CASE $ WHEN $ THEN $ WHEN $ THEN $ ELSE $ END",
  "coalesce($, $)",
  "coalesce($, $, $)",
  "nullif($, $)",
];

const CASTS = TYPES.flatMap((type) => [`CAST($ AS ${type})`, `TRY_CAST($ AS ${type})`]);

/** Not called with random numbers: their results may be as long as the numbers say. */
const LONG = new Set([
  "repeat",
  "lpad",
  "rpad",
  "range",
  "generate_series",
  "array_repeat",
  "array_resize",
  "factorial",
]);

const CALLS = FUNCTIONS.filter((fn) => !fn.volatile && !LONG.has(fn.name)).flatMap((fn) =>
  [...new Set(fn.overloads.map((overload) => overload.args.length))]
    .map((arity) => `${fn.name}(${Array(arity).fill("$").join(", ")})`)
);

/** A linear congruential generator: good enough to choose, the same everywhere. */
class Choice {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) >>> 0;
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor(this.#state / 2 ** 32 * limit);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T; // there is one
  }
}

interface Known {
  readonly text: string;
  readonly expr: Expr;
}

function randomRows(choice: Choice): Row[] {
  return Array.from(
    { length: ROWS },
    () => COLUMNS.flatMap(([, , values]) => [choice.below(4) === 0 ? null : choice.of(values), choice.of(values)]),
  );
}

function known(text: string): Known | undefined {
  try {
    return { text, expr: bindText(text, SCOPE) };
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

function next(choice: Choice, pool: readonly Known[]): Known {
  while (true) {
    const shape = choice.of(choice.of([SHAPES, BRANCHES, CASTS, CALLS]));
    const text = filled(shape, choice, pool, () => choice.below(6) === 0 ? choice.of(LITERALS) : choice.of(pool).text);
    if (text.length > LONGEST) continue;
    const made = known(text);
    if (made !== undefined && made.expr.type.kind !== "null") return made;
  }
}

function filled(shape: string, choice: Choice, pool: readonly Known[], part: () => string): string {
  const conditions = pool.filter(({ expr }) => expr.type.kind === "boolean");
  return shape.replaceAll(
    /[@$]/g,
    (place) => place === "@" && conditions.length > 0 ? choice.of(conditions).text : part(),
  );
}

function agree(
  seed: number,
  what: string,
  predicates: readonly Expr[],
  outputs: readonly Expr[],
  rows: readonly Row[],
) {
  try {
    checkAgreement(FIELDS, predicates, outputs, rows);
  } catch (error) {
    assert.fail(`SEED=${seed}: ${what}: ${error instanceof Error ? error.stack : error}`);
  }
}

for (const seed of SEEDS) {
  Deno.test(`Segment agrees with evaluate on random expressions, seed ${seed}`, () => {
    const choice = new Choice(seed);
    const rows = randomRows(choice);
    const columns = FIELDS.flatMap((field) => known(field.name) ?? []);
    const pool = [...columns];
    while (pool.length < columns.length + EXPRESSIONS) {
      const made = next(choice, pool);
      agree(seed, made.text, [], [made.expr], rows);
      pool.push(made);
    }
    const predicates = pool.filter(({ expr }) => expr.type.kind === "boolean");
    for (let i = 0; i < 40; i++) {
      const chosen = [choice.of(predicates), choice.of(predicates)];
      const outputs = [choice.of(pool), choice.of(columns), choice.of(columns), choice.of(pool)];
      const what = `${outputs.map(({ text }) => text)} WHERE ${chosen.map(({ text }) => text).join(" AND ")}`;
      agree(seed, what, chosen.map(({ expr }) => expr), outputs.map(({ expr }) => expr), rows);
    }
  });

  Deno.test(`Segment agrees with evaluate on expressions that share their parts, seed ${seed}`, () => {
    const choice = new Choice(seed + 1000);
    const rows = randomRows(choice);
    const pool = FIELDS.flatMap((field) => known(field.name) ?? []);
    for (let i = 0; i < 60; i++) pool.push(next(choice, pool));
    for (let i = 0; i < 60; i++) {
      const inner = Array.from({ length: 6 }, () => choice.of(pool));
      const fields = inner.map(({ expr }, at) => fieldOf(`p${at}`, expr.type, expr.nullable));
      const outer = outerExpressions(choice, fields);
      const exprs = outer.map(({ expr }) => substituted(expr, inner.map((one) => one.expr)));
      const what = `${outer.map(({ text }) => text)} OVER ${inner.map(({ text }) => text)}`;
      const predicate = exprs.find((expr) => expr.type.kind === "boolean");
      agree(seed, what, predicate && i % 2 === 0 ? [predicate] : [], exprs, rows);
    }
  });
}

/** Expressions over a projection's columns, each of which they may read several times. */
function outerExpressions(choice: Choice, fields: readonly Field[]): readonly Known[] {
  const scope = scopeFor(fields);
  const found: Known[] = [];
  for (let tries = 0; found.length < 4 && tries < 200; tries++) {
    const text = filled(choice.of(choice.of([SHAPES, BRANCHES])), choice, found, () => choice.of(fields).name);
    try {
      found.push({ text, expr: bindText(text, scope) });
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
    }
  }
  return found;
}

/** As neighbouring projections are fused: a node that is read twice stays one node. */
function substituted(expr: Expr, inner: readonly Expr[]): Expr {
  if (expr.kind === "column") return inner[expr.index]!; // a position of the projection
  return mapChildren(expr, (child) => substituted(child, inner));
}
