/** Statements that are far too large, wide or deep: each gives rows or an `SqlError`, and soon. */
import assert from "node:assert/strict";
import { Session } from "../../mod.ts";
import { SqlError } from "../../schema/errors.ts";
import { Choices } from "../oracle/choices.ts";
import { spentMillis } from "./clock.ts";
import { Streams } from "../oracle/streams.ts";

/**
 * Of CPU time. What is refused is refused in 30 ms at most, and a megabyte of literals takes 100 ms to 200 ms on an idle computer
 * of 2026; the rest is for slower ones, and for caches that are shared with other tests.
 */
const LIMIT_MS = { diagnostic: 500, rows: 1500 };
const MEGABYTE = 1_000_000;
const WIDTH = 1000;
const DEPTH = 500;

const ROWS = ['{"a":1,"b":"x"}', '{"a":2,"b":"y"}', '{"a":2,"b":null}'];
const COLUMNS = Array.from({ length: WIDTH }, (_, i) => `c${i}`);
const WIDE_ROW = `{${COLUMNS.map((name, i) => `"${name}":${i}`).join(",")}}`;
const DEFINITIONS = `
  CREATE TABLE t (a BIGINT, b TEXT) WITH (connector = 'stream', format = 'json');
  CREATE TABLE wide (${
  COLUMNS.map((name) => `${name} BIGINT`).join(", ")
}) WITH (connector = 'stream', format = 'json');
`;

/** `text` as often as it takes to a megabyte. */
function megabyteOf(text: string): string {
  return text.repeat(Math.ceil(MEGABYTE / text.length));
}

function listOf(count: number, item: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => item(i)).join(", ");
}

/** `before` … `inner` … `after`, as deep. */
function nested(before: string, inner: string, after: string, depth = DEPTH): string {
  return before.repeat(depth) + inner + after.repeat(depth);
}

const ANSWERED: Readonly<Record<string, string>> = {
  "a literal of a megabyte": `SELECT length('${megabyteOf("x")}') AS n`,
  "a comment of a megabyte": `SELECT 1 AS n /* ${megabyteOf("x ")} */`,
  "blanks of a megabyte": `SELECT ${megabyteOf(" \n")} 1 AS n`,
  "a thousand columns": "SELECT * FROM wide",
  "a thousand expressions": `SELECT ${listOf(WIDTH, (i) => `c${i} * 2 + ${i}`)} FROM wide`,
  "a thousand conditions": `SELECT c1 FROM wide WHERE ${
    COLUMNS.map((name, i) => `${name} = ${i}`).slice(0, 900).join(" AND ")
  }`,
  "a thousand literals": `SELECT a FROM t WHERE a IN (${listOf(WIDTH, String)})`,
  "a thousand tuples": `SELECT * FROM (VALUES ${listOf(WIDTH, (i) => `(${i}, 'x${i}')`)}) AS v (n, s)`,
  "a thousand keys": `SELECT ${COLUMNS.join(", ")} FROM wide GROUP BY ${COLUMNS.join(", ")}`,
  "a thousand distinct columns": "SELECT DISTINCT * FROM wide",
  "a thousand aggregates": `SELECT ${listOf(WIDTH, (i) => `sum(c${i})`)} FROM wide`,
  "a hundred aggregates of everything": `SELECT a, ${
    listOf(100, (i) => `count(DISTINCT a + ${i}) FILTER (WHERE a > ${i})`)
  } FROM t GROUP BY a`,
  "a join of a thousand columns": `SELECT x.c1, y.* FROM wide AS x JOIN wide AS y ON x.c0 = y.c0`,
  "a join by a hundred columns": `SELECT x.c1 FROM wide AS x JOIN wide AS y ON ${
    COLUMNS.slice(0, 100).map((name) => `x.${name} = y.${name}`).join(" AND ")
  }`,
  "a hundred CTEs": `WITH ${
    listOf(100, (i) => `q${i} AS (SELECT a FROM ${i === 0 ? "t" : `q${i - 1}`} WHERE a < ${i + 2})`)
  } SELECT a FROM q99`,
  "a megabyte of literals": `SELECT a FROM t WHERE a IN (${listOf(MEGABYTE / 8, String)})`,
  "a megabyte of literals and a NULL": `SELECT a FROM t WHERE a IN (${listOf(MEGABYTE / 8, String)}, NULL)`,
  "a megabyte of numbers that are no integers": `SELECT a FROM t WHERE a IN (${listOf(MEGABYTE / 8, (i) => `${i}.5`)})`,
  "a megabyte of rows": `VALUES ${listOf(MEGABYTE / 8, (i) => `(${i})`)}`,
  "a megabyte of texts": `SELECT a FROM t WHERE b IN (${listOf(MEGABYTE / 10, (i) => `'x${i}'`)})`,
  "a megabyte of wide rows": `VALUES ${listOf(MEGABYTE / 40, (i) => `(${i}, 'it''s ${i}', -1.5, NULL, TRUE)`)}`,
  "a CASE of many branches": `SELECT CASE a ${
    Array.from({ length: 400 }, (_, i) => `WHEN ${i} THEN 'n${i}'`).join(" ")
  } END AS c FROM t`,
};

const ANY: Readonly<Record<string, string>> = {
  "a megabyte of columns": `SELECT ${listOf(MEGABYTE / 8, () => "a + 1")} FROM t`,
  "a megabyte of additions": `SELECT ${megabyteOf("a + ")} a FROM t`,
  "a megabyte of conditions": `SELECT a FROM t WHERE ${megabyteOf("a = 1 OR ")} a = 2`,
  "a megabyte of unions": `${megabyteOf("SELECT a FROM t UNION ALL ")} SELECT a FROM t`,
  "a megabyte of joins": `SELECT 1 FROM t ${megabyteOf("JOIN t USING (a) ")}`,
  "a megabyte of parentheses": `SELECT ${megabyteOf("(")}`,
  "a megabyte of brackets": `SELECT ${megabyteOf("[")}`,
  "a megabyte of minus signs": `SELECT ${megabyteOf("- ")} 1`,
  "a megabyte of NOT": `SELECT ${megabyteOf("NOT ")} TRUE`,
  "a megabyte of keywords": megabyteOf("SELECT FROM WHERE "),
  "a megabyte of casts": `SELECT a ${megabyteOf("::BIGINT")} FROM t`,
  "a megabyte of fields": `SELECT t${megabyteOf(".a")} FROM t`,
  "a megabyte of subscripts": `SELECT a${megabyteOf("[1]")} FROM t`,
  "a name of a megabyte": `SELECT ${megabyteOf("x")} FROM t`,
  "a quoted name of a megabyte": `SELECT 1 AS "${megabyteOf("x")}"`,
  "a number of a megabyte": `SELECT ${megabyteOf("9")}`,
  "a literal of a megabyte without an end": `SELECT '${megabyteOf("x")}`,
  "comments of a megabyte without an end": `SELECT ${megabyteOf("/* ")}`,
  "a megabyte of quotes": `SELECT ${megabyteOf("'")}`,
  "a megabyte of bytes that are no SQL": megabyteOf("\u0000\u00ff\ud83d\ude00"),
  "a pattern of a megabyte": `SELECT regexp_like(b, '${megabyteOf("(a*)*")}') FROM t`,
  "a LIKE of a megabyte": `SELECT b LIKE '${megabyteOf("%_")}' FROM t`,
};

/** Every kind of nesting, by where it may stand. */
const NESTINGS: Readonly<Record<string, string>> = {
  parentheses: nested("(", "a", ")"),
  additions: nested("(1 + ", "a", ")"),
  calls: nested("abs(", "a", ")"),
  coalesces: nested("coalesce(NULL, ", "a", ")"),
  CASEs: nested("CASE WHEN a = 1 THEN a ELSE ", "a", " END"),
  casts: nested("CAST(", "a", " AS BIGINT)"),
  "minus signs": nested("-(", "a", ")"),
  structs: nested("struct(", "a", ")"),
  arrays: nested("[", "a", "]"),
};

for (const [name, text] of Object.entries(ANSWERED)) {
  Deno.test(`hostile statements: ${name} gives rows`, async () => {
    const { kind, error } = await outcome(text);
    assert.equal(kind, "rows", String(error));
  });
}

for (const [name, text] of Object.entries(ANY)) {
  Deno.test(`hostile statements: ${name} gives rows or a diagnostic`, async () => void await outcome(text));
}

for (const [name, expression] of Object.entries(NESTINGS)) {
  Deno.test(`hostile statements: ${DEPTH} nested ${name} give rows or a diagnostic wherever they stand`, async () => {
    await outcome(`SELECT ${expression} AS x FROM t`);
    await outcome(`SELECT a FROM t WHERE ${expression} IS NOT NULL`);
    await outcome(`SELECT count(*) FROM t GROUP BY ${expression}`);
    await outcome(`SELECT max(${expression}) FROM t`);
    await outcome(
      `SELECT x.a FROM t AS x JOIN t AS y ON x.a = y.a AND (${expression.replaceAll("a =", "x.a =")}) IS NULL`,
    );
  });
}

Deno.test(`hostile statements: ${DEPTH} nested queries give rows or a diagnostic`, async () => {
  await outcome(nested("SELECT a FROM (", "SELECT a FROM t", ") AS q"));
  await outcome(nested("SELECT a FROM t WHERE a IN (", "SELECT a FROM t", ")"));
  await outcome(nested("SELECT a FROM t WHERE EXISTS (", "SELECT a FROM t", ")"));
  await outcome(nested("SELECT (", "SELECT 1", ")"));
  await outcome(nested("SELECT count(*) AS a FROM (", "SELECT a FROM t", ") AS q"));
  await outcome(nested("(", "SELECT a FROM t", ")"));
  await outcome(nested("WITH q AS (", "SELECT a FROM t", ") SELECT a FROM q"));
});

interface Outcome {
  readonly kind: "rows" | "diagnostic";
  readonly error?: SqlError;
}

/** The median of three runs stays within the limit. */
async function outcome(text: string): Promise<Outcome> {
  const times: number[] = [];
  let last: Outcome | undefined;
  while (times.length < 3) {
    const streams = new Streams(new Map([["t", ROWS], ["wide", [WIDE_ROW]]]), Choices.of([]), () => Promise.resolve());
    await using session = await Session.open({ memory: true, connectors: [streams.connector()] });
    await session.execute(DEFINITIONS);
    const before = spentMillis();
    last = await session.execute(text).then((): Outcome => ({ kind: "rows" }), (error): Outcome => {
      if (error instanceof SqlError) return { kind: "diagnostic", error };
      throw error;
    });
    times.push(spentMillis() - before);
    if (times.length === 1 && times[0]! < LIMIT_MS[last.kind]) break; // there is one
  }
  const median = times.toSorted((a, b) => a - b)[times.length >> 1]!;
  assert.ok(median < LIMIT_MS[last!.kind], `took ${median.toFixed(0)} ms: ${text.slice(0, 60)}`);
  return last!; // there was at least one
}
