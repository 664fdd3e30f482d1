import assert from "node:assert/strict";
import { expectedAfter } from "../../sql/expected.ts";
import { lex } from "../../sql/lexer.ts";
import { splitTokens } from "../../sql/split.ts";
import type { Token } from "../../sql/token.ts";
import { withoutMiddles } from "./shorten.ts";

const COLUMNS = Array.from({ length: 60 }, (_, n) => `coalesce(a_${n}, b, ${n}) AS c_${n}`).join(", ");
const CONDITIONS = Array.from({ length: 60 }, (_, n) => `a BETWEEN ${n} AND b AND c = ${n}`).join(" OR ");

function following(tokens: readonly Token[]): string[] {
  return expectedAfter(tokens).tokens.map(({ type, then, slots }) => `${type.name} ${then} ${slots}`).sort();
}

Deno.test("withoutMiddles keeps long statements short", () => {
  assert.ok(withoutMiddles(lex(`SELECT ${COLUMNS}`)).length < 100);
  assert.ok(withoutMiddles(lex(`SELECT a FROM t WHERE ${CONDITIONS}`)).length < 100);
  assert.ok(withoutMiddles(lex(`SELECT a FROM (SELECT ${COLUMNS} FROM t) WHERE ${CONDITIONS}`)).length < 200);
});

Deno.test("withoutMiddles changes nothing of what may follow", () => {
  const statements = [
    `SELECT ${COLUMNS} FROM t WHERE ${CONDITIONS} GROUP BY a, b ORDER BY c`,
    `SELECT f(${COLUMNS.replaceAll(/ AS c_\d+/g, "")}) OVER (PARTITION BY a) FROM t`,
    `CREATE TABLE t (${COLUMNS.replaceAll(/coalesce\(.*?\) AS (c_\d+)/g, "$1 INT NOT NULL")}) WITH (a = 1)`,
    `INSERT INTO t VALUES ${Array.from({ length: 50 }, () => "(1, 2)").join(", ")}`,
  ];
  for (const statement of statements) {
    const tokens = lex(statement);
    for (let end = 0; end <= tokens.length; end += end < 100 || end > tokens.length - 60 ? 1 : 37) {
      const beginning = tokens.slice(0, end);
      assert.deepEqual(
        following(withoutMiddles(beginning)),
        following(beginning),
        `${end} of ${statement.slice(0, 40)}`,
      );
    }
  }
});

Deno.test("withoutMiddles leaves every statement of the case files what it is", () => {
  const folder = new URL("../../tests/cases/parse/", import.meta.url);
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.endsWith(".sql")) continue;
    const text = Deno.readTextFileSync(new URL(name, folder));
    for (const { tokens } of splitTokens(text, lex(text))) {
      assert.deepEqual(following(withoutMiddles(tokens)), following(tokens), text);
    }
  }
});
