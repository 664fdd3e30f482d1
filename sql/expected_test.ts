import assert from "node:assert/strict";
import { expected, expectedAfter, type Slot } from "./expected.ts";
import { lex } from "./lexer.ts";
import type { Token } from "./token.ts";
import { parseScript } from "./parse.ts";

function slots(text: string): Set<Slot> {
  return new Set(expected(text).tokens.flatMap(({ slots }) => slots.slice(-1)));
}

function words(text: string): string[] {
  return expected(text).tokens.flatMap(({ keyword }) => keyword ?? []);
}

const CASES: readonly (readonly [string, Slot])[] = [
  ["SELECT ", "columnName"],
  ["SELECT a FROM ", "tableName"],
  ["SELECT a.", "fieldName"],
  ["SELECT a FROM t WHERE x = ", "columnName"],
  ["SELECT CAST(a AS ", "typeName"],
  ["CREATE TABLE t (a ", "typeName"],
  ["CREATE TABLE t (a INT) WITH (", "optionKey"],
  ["CREATE TABLE t (a INT) WITH (a = 1, 'b' = 2, ", "optionKey"],
  ["INSERT INTO ", "tableName"],
  ["INSERT INTO t (a, ", "columnName"],
  ["SHOW TOPICS FROM ", "connectionName"],
  ["TEST CONNECTION ", "connectionName"],
  ["DROP FUNCTION ", "functionName"],
  ["SET ", "optionKey"],
  ["SELECT 1; DESCRIBE ", "tableName"],
  ["SELECT a FROM t JOIN u ON t.a = ", "columnName"],
];

for (const [text, slot] of CASES) {
  Deno.test(`expected after ${text}is ${slot}`, () => assert.ok(slots(text).has(slot)));
}

Deno.test("expected gives the words of the syntax in the order of the grammar", () => {
  assert.deepEqual(words("SELECT a FROM t GROUP "), ["BY"]);
  assert.deepEqual(words("SHOW ").slice(0, 4), ["CREATE", "TOPICS", "CONNECTIONS", "TABLES"]);
  assert.ok(words("").includes("SELECT"));
});

Deno.test("expected knows where a statement may end, and where it is wrong", () => {
  assert.equal(expected("SELECT a").complete, true);
  assert.equal(expected("SELECT a FROM").complete, false);
  assert.equal(expected("SELECT a b c d").furthest, 3);
});

Deno.test("expected knows which keywords always follow", () => {
  const then = (text: string) =>
    Object.fromEntries(
      expected(text).tokens.flatMap(({ keyword, then }) =>
        keyword && then.length > 0 ? [[keyword, then.join(" ")]] : []
      ),
    );
  assert.deepEqual(then("SELECT a FROM t "), { CROSS: "JOIN", GROUP: "BY", ORDER: "BY" });
  assert.deepEqual(then("CREATE TABLE "), { IF: "NOT EXISTS" });
  assert.deepEqual(then("DROP TABLE "), { IF: "EXISTS" });
  assert.deepEqual(then("CREATE TABLE t "), { FROM: "TOPIC" });
  assert.deepEqual(then("SHOW "), { CREATE: "TABLE" });
});

Deno.test("expectedAfter accepts whatever the parser accepts, and survives everything else", () => {
  const seeds = [
    "SELECT a, b AS x, count(*) FROM t o LEFT JOIN s ON o.id = s.id WHERE a BETWEEN 1 AND 2 AND b NOT IN ('x', 'y') GROUP BY a, b HAVING count(*) > 3 ORDER BY a DESC LIMIT 5",
    "CREATE TABLE t (a BIGINT NOT NULL, b DECIMAL(10, 2), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'kafka')",
    "INSERT INTO r SELECT CASE WHEN a > 1 THEN 'x' ELSE CAST(b AS INT) END FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE)",
    "EXPLAIN SELECT * FROM (SELECT a FROM t UNION ALL (SELECT b FROM s)) q WHERE (a, b) IN (SELECT 1, 2) AND x[1:2] = ANY(y) AND z::int >> 2 IS NULL",
  ].map((text) => text.split(" "));
  const pool = seeds.flat();
  let state = 42;
  const random = (n: number) => (state = (state * 1103515245 + 12345) & 0x7fffffff) % n;
  let accepted = 0;
  for (let round = 0; round < 2000; round++) {
    const words = [...seeds[random(seeds.length)] ?? []];
    for (let times = random(3); times >= 0; times--) {
      words.splice(random(words.length), random(2), ...random(2) ? [pool[random(pool.length)] ?? ""] : []);
    }
    const text = words.join(" ");
    const { statements, errors } = parseScript(text);
    const tokens: readonly Token[] = lex(text);
    if (errors.length === 0 && statements.length > 0) {
      accepted++;
      assert.equal(expectedAfter(tokens).complete, true, text);
    } else assert.ok(errors[0]?.diagnostic.span, text);
  }
  assert.ok(accepted > 100, `${accepted}`);
});

Deno.test("expected does not fail over a text that nests without end", () => {
  assert.equal(expected(`SELECT ${"(".repeat(20_000)}`).complete, false);
});
