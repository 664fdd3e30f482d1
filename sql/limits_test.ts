import assert from "node:assert/strict";
import { lex } from "./lexer.ts";
import { LimitCounter, MAX_COLUMNS, MAX_DEPTH, MAX_NESTING } from "./limits.ts";
import { parseScript } from "./parse.ts";

const TOO_DEEP = /^Statement is too deep/;

function repeated(count: number, part: string | ((i: number) => string), between = ""): string {
  return Array.from({ length: count }, (_, i) => typeof part === "string" ? part : part(i)).join(between);
}

function messages(text: string): string[] {
  return parseScript(text).errors.map(({ message }) => message);
}

/** The tokens that are read of a text. */
function readOf(text: string): number {
  return lex(text, { limits: new LimitCounter() }).length;
}

/** What a statement may have `n` of, and how many tokens each of them has at most. */
const CHAINS: Readonly<Record<string, (n: number) => string>> = {
  "OR": (n) => `SELECT 1 FROM t WHERE ${repeated(n, "a = 1 OR ")} b`,
  "AND": (n) => `SELECT 1 FROM t WHERE ${repeated(n, "a = 1 AND ")} b`,
  "NOT": (n) => `SELECT ${repeated(n, "NOT ")} b`,
  "IS": (n) => `SELECT a ${repeated(n, " IS NOT NULL")}`,
  "comparisons": (n) => `SELECT ${repeated(n, "a = ")} a`,
  "LIKE": (n) => `SELECT a ${repeated(n, " LIKE b")}`,
  "||": (n) => `SELECT ${repeated(n, "a || ")} a`,
  "additions": (n) => `SELECT ${repeated(n, "a + ")} a`,
  "products": (n) => `SELECT ${repeated(n, "a * ")} a`,
  "signs": (n) => `SELECT ${repeated(n, "- ")} a`,
  "casts": (n) => `SELECT a${repeated(n, "::INT")}`,
  "subscripts": (n) => `SELECT a${repeated(n, "[1]")}`,
  "UNION": (n) => `${repeated(n, "SELECT 1 UNION ALL ")} SELECT 1`,
  "INTERSECT": (n) => `${repeated(n, "SELECT 1 INTERSECT ")} SELECT 1`,
  "JOIN": (n) => `SELECT 1 FROM t ${repeated(n, " JOIN t ON a = b")}`,
};

for (const [name, chain] of Object.entries(CHAINS)) {
  Deno.test(`LimitCounter ends a chain of ${name} where the tree would be too deep, and not before`, () => {
    assert.deepEqual(messages(chain(MAX_DEPTH - 20)), []);
    const [message, ...others] = messages(chain(MAX_DEPTH + 1));
    assert.match(message ?? "", TOO_DEEP);
    assert.deepEqual(others, []);
    const read = readOf(chain(MAX_DEPTH + 50));
    assert.equal(readOf(chain(100_000)), read);
  });
}

const WIDE: Readonly<Record<string, string>> = {
  "an OR of ANDs": `SELECT 1 FROM t WHERE ${repeated(900, repeated(4, "a = -1", " AND "), " OR ")}`,
  "BETWEENs": `SELECT 1 FROM t WHERE ${repeated(900, "a BETWEEN f(1) AND -2", " AND ")}`,
  "negative numbers": `SELECT ${repeated(900, "-1", " + ")}, ${repeated(900, "-1", " * ")}`,
  "shifts": `SELECT ${repeated(900, "a", " >> ")}`,
  "two chains": `SELECT ${repeated(900, "a", " + ")} FROM t WHERE ${repeated(900, "a", " + ")} > 1 ORDER BY ${
    repeated(900, "a", " + ")
  }`,
  "names that are words": `SELECT ${repeated(3000, "t.union", ", ")}, ${repeated(1000, (i) => `a AS or${i}`, ", ")}`,
  "columns with operators": `SELECT ${repeated(4000, "-a.b + c::INT * d[1] || 'x'", ", ")} FROM t`,
  "a CASE": `SELECT CASE ${repeated(3000, "WHEN a = 1 OR b = 2 THEN c + d", " ")} END`,
  "tables": `SELECT 1 FROM ${repeated(3000, "t JOIN u ON a = b", ", ")}`,
  "rows behind a SELECT": `SELECT 1, 2 UNION ALL VALUES ${repeated(5000, "(1, 2)", ", ")}`,
  "the most columns": `SELECT ${repeated(MAX_COLUMNS, "a", ", ")} FROM t`,
  "brackets side by side": `SELECT 1 IN (${repeated(3000, "(a)", ", ")})`,
};

for (const [name, text] of Object.entries(WIDE)) {
  Deno.test(`LimitCounter lets ${name} through`, () => {
    assert.equal(readOf(text), lex(text).length);
    assert.deepEqual(messages(text), []);
  });
}

Deno.test("LimitCounter ends a select list and brackets at their limits", () => {
  assert.match(
    messages(`SELECT ${repeated(MAX_COLUMNS + 1, "a", ", ")}`)[0] ?? "",
    /^Query is too wide: more than 4096/,
  );
  assert.match(messages(`SELECT ${"(".repeat(MAX_NESTING + 1)}`)[0] ?? "", /^Statement is nested too deeply$/);
  for (const open of ["a, ", "(", "[", "f(", "((SELECT "]) {
    assert.ok(readOf(`SELECT ${repeated(100_000, open)}`) < 20_000, open);
  }
});

Deno.test("parseScript tells the first error of each statement, also behind one that is too large", () => {
  const tooDeep = `SELECT ${repeated(2000, "a + ")} ';' /* ; ' */ -- ; '\n "x;" $$;'$$ E'\\';' a$$ b`;
  const unreadable = `SELECT ${repeated(2000, "\u0000 ';' ")}`;
  const text = `${tooDeep}; SELECT FROM x; ${unreadable}; SELECT 1; DROP x y`;
  const { statements, errors } = parseScript(text);
  assert.deepEqual(statements.map((one) => one.text), ["SELECT 1"]);
  assert.deepEqual(errors.map(({ diagnostic: { span } }) => text.slice(span?.start, span?.end)), [
    ...["+", "FROM", "\u0000", "x"],
  ]);
  assert.ok(readOf(unreadable) < 2000);
});

Deno.test("parseScript tells a syntax error that stands before a limit", () => {
  assert.match(messages(`SELECT a b c, ${repeated(2000, "a + ")} a`)[0] ?? "", /^Expected "," or FROM after "b"/);
});
