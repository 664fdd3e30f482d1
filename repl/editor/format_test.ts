import assert from "node:assert/strict";
import { lex } from "../../sql/lexer.ts";
import { parseScript } from "../../sql/parse.ts";
import { printStatement } from "../../sql/print.ts";
import { formatted } from "./format.ts";
import { laidOut } from "./format_layout.ts";

function textOf(statement: string): string {
  const edited = formatted(statement);
  assert.ok("text" in edited, statement);
  return edited.text;
}

const CASES: readonly (readonly [statement: string, laidOut: string])[] = [
  ["select a,b from t", "SELECT a, b FROM t"],
  ["select 1;select 2;", "SELECT 1;\nSELECT 2;"],
  [
    "select customer, count(*) as number_of_orders, sum(price) as total from orders where price > 1 group by customer order by total",
    `SELECT customer, count(*) AS number_of_orders, sum(price) AS total
FROM orders
WHERE price > 1
GROUP BY customer
ORDER BY total`,
  ],
  [
    "select customer, count(*) as number_of_orders, sum(price) as total, avg(price) as average_price, max(price) as highest from orders",
    `SELECT
  customer,
  count(*) AS number_of_orders,
  sum(price) AS total,
  avg(price) AS average_price,
  max(price) AS highest
FROM orders`,
  ],
  [
    "select o.id from orders o left join customers c on o.customer = c.name where o.price between 1 and 2 and o.price is distinct from 3 or c.city = 'a long name of a city'",
    `SELECT o.id
FROM orders AS o
LEFT JOIN customers AS c ON o.customer = c.name
WHERE o.price BETWEEN 1 AND 2
  AND o.price IS DISTINCT FROM 3
  OR c.city = 'a long name of a city'`,
  ],
  [
    "insert into order_totals select s.customer, s.total from (select customer, sum(price) as total from orders where price > 100 group by customer, tumble(interval '1 minute')) s",
    `INSERT INTO order_totals
SELECT s.customer, s.total
FROM (
  SELECT customer, sum(price) AS total
  FROM orders
  WHERE price > 100
  GROUP BY customer, tumble(INTERVAL '1 minute')
) AS s`,
  ],
  [
    "create table t (a int not null, b text) with (connector = 'datagen', rows_per_second = 10, seed = 123456)",
    `CREATE TABLE t (
  a INT NOT NULL,
  b TEXT
) WITH (
  connector = 'datagen',
  rows_per_second = 10,
  seed = 123456
)`,
  ],
];

Deno.test("formatted lays statements out", () => {
  for (const [statement, expected] of CASES) assert.equal(textOf(statement), expected);
});

Deno.test("formatted refuses what it would lose, and what it cannot read", () => {
  assert.deepEqual(formatted("SELECT 1 -- one"), {
    failure: "Cannot format a statement with comments: they would be lost",
  });
  assert.match(JSON.stringify(formatted("SELECT a b c")), /Cannot format: Expected/);
  assert.deepEqual(formatted(""), { text: "" });
});

Deno.test("laidOut changes nothing but blanks, and nothing the second time", () => {
  const folder = new URL("../../tests/cases/parse/", import.meta.url);
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.endsWith(".sql")) continue;
    for (const { statement } of parseScript(Deno.readTextFileSync(new URL(name, folder))).statements) {
      const printed = printStatement(statement);
      const out = laidOut(printed);
      assert.deepEqual(lex(out).map(({ image }) => image), lex(printed).map(({ image }) => image), printed);
      assert.equal(laidOut(out), out);
    }
  }
});
