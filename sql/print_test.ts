import assert from "node:assert/strict";
import { parseStatement } from "./parse.ts";
import { outputName, printStatement } from "./print.ts";

const NAMES = [
  ["a", "a"],
  ["t.Price", "price"],
  ['t."Price"', "Price"],
  ["(s).f", "f"],
  ["COUNT(*)", "count(*)"],
  ["t.a + 1", "a + 1"],
  ["Sum(t.a) FILTER (WHERE b IS NOT NULL)", "sum(a) filter (where b is not null)"],
  ["(t.a+b)*2", "(a + b) * 2"],
  ["CAST(a AS BIGINT)", "cast(a as bigint)"],
  ["'It' || x", "'It' || x"],
  ["CASE WHEN a THEN 1 END", "case when a then 1 end"],
  ["extract(HOUR FROM t.ts)", "extract(hour from ts)"],
] as const;

for (const [text, expected] of NAMES) {
  Deno.test(`outputName of ${text} is ${expected}`, () => {
    const { statement } = parseStatement(`SELECT ${text}`);
    assert.ok(statement.kind === "query" && statement.body.kind === "select");
    const [item] = statement.body.items;
    assert.ok(item?.kind === "expression");
    assert.equal(outputName(item.expression), expected);
  });
}

Deno.test("printStatement lays out a table so that it can be read and compared", () => {
  const text = "create table t (id bigint not null, watermark for ts) with ('connector' = 'kafka', 'X-y' = 1)";
  assert.equal(
    printStatement(parseStatement(text).statement),
    "CREATE TABLE t (\n  id BIGINT NOT NULL,\n  WATERMARK FOR ts\n) WITH (\n  connector = 'kafka',\n  'X-y' = 1\n)",
  );
});
