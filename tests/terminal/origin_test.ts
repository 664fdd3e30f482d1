/** Where rows come from, in a terminal: Enter on an aggregate or a join, and `r` for the record as it lies. */
import { inShell, PROMPT, say } from "./shell_term.ts";
import type { Term } from "./term.ts";

const FOCUSED = /Ctrl-C stops/;

/** Tables on the embedded cluster, read from their beginning and without an end. */
async function tables(term: Term, dir: string): Promise<void> {
  const options = "connection_profile = 'local', format = 'json', 'source.offset' = 'earliest'";
  await Deno.writeTextFile(
    `${dir}/tables.sql`,
    `CREATE TABLE orders (id BIGINT NOT NULL, customer TEXT, price INT)
       WITH (${options}, topic = 'orders', 'sink.key_field' = 'customer');
     CREATE TABLE customers (name TEXT, city TEXT) WITH (${options}, topic = 'customers');
     INSERT INTO orders VALUES (1, 'ann', 5), (2, 'bob', 7), (3, 'ann', 9);
     INSERT INTO customers VALUES ('ann', 'Rome'), ('bob', 'Oslo');`,
  );
  await say(term, `\\i ${dir}/tables.sql`, /3 rows written[^]*2 rows written/);
}

/** A view on the query with so many rows; its first row is selected. */
async function watch(term: Term, query: string, rows: number): Promise<void> {
  term.send(`${query}\r`);
  await term.waitFor((term) => FOCUSED.test(term.text()) && new RegExp(`job \\d+ · ${rows} rows?`).test(term.text()));
  term.send("\x1b[H");
  await term.waitFor(/paused/);
}

async function toPrompt(term: Term): Promise<void> {
  term.send("q");
  await term.waitFor(PROMPT);
}

Deno.test(
  "Enter on a row of an aggregate says which record changed it last, and r reads that record as it lies",
  inShell(async (term, dir) => {
    await tables(term, dir);
    await watch(term, "SELECT customer, sum(price) AS total FROM orders GROUP BY customer;", 2);
    term.send("\r");
    await term.waitFor(
      / customer │ ann\n total +│ 14\n\n came at +│ .*\n last changed by │ orders, partition 0, offset 2, 2\d\d\d-/,
    );
    term.send("r");
    await term.waitFor(
      / topic +│ orders\n partition │ 0\n offset +│ 2\n timestamp │ 2.*\n key +│ ann\n headers +│ \{\}\n value +│ \{\n +│ +"id": 3,\n +│ +"customer": "ann",\n +│ +"price": 9\n +│ \}/,
    );
    term.send("\x1b");
    await term.waitFor(/ last changed by │ orders/);
    term.send("\x1b");
    await term.waitFor(/ ann +│ +14\n/);
    await toPrompt(term);
  }),
);
