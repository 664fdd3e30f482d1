/** Where rows come from, in a terminal: Enter on an aggregate or a join, and `r` for the record as it lies. */
import { TestClient } from "../../connectors/embedded/test_client.ts";
import { API } from "../../connectors/kafka/protocol/api.ts";
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

/** Back from what stands in place of the rows, which is so deep, and from the view. */
async function toPrompt(term: Term, depth = 0): Promise<void> {
  for (let left = depth; left > 0; left--) {
    term.send("q");
    await term.waitFor(left > 1 ? /r its record/ : /paused/);
  }
  term.send("q");
  await term.waitFor((term) => !FOCUSED.test(term.text()) && PROMPT.test(term.text()));
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

Deno.test(
  "Enter on a row of a join says which record of each side made it, and r reads both",
  inShell(async (term, dir) => {
    await tables(term, dir);
    await watch(term, "SELECT id, customer, city FROM orders JOIN customers ON customer = name WHERE price > 5;", 2);
    term.send("s\x1b[H\r");
    await term.waitFor(
      / id +│ 2\n customer │ bob\n city +│ Oslo\n\n came at +│ .*\n made of +│ orders, partition 0, offset 1, .*\n made of +│ customers, partition 0, offset 1, /,
    );
    term.send("r");
    await term.waitFor(/ topic +│ orders\n[^]*"price": 7\n[^]*\n\n topic +│ customers\n[^]*"city": "Oslo"/);
    await toPrompt(term, 2);
  }),
);

Deno.test(
  "r on a row that is one record reads that record, and says so when it is gone",
  inShell(async (term, dir) => {
    await tables(term, dir);
    await say(term, "\\conninfo", /broker \d+ +[\d.]+:\d+/);
    const address = /broker \d+ +([\d.]+:\d+)/.exec(term.text())?.[1] ?? "";
    await watch(term, "SELECT upper(customer) AS who FROM orders;", 3);
    term.send("r");
    await term.waitFor(/ offset +│ 0\n[^]* value +│ \{\n +│ +"id": 1,/);
    term.send("\x1b");
    await term.waitFor(/ ANN\n/);
    await deleteBefore(address, "orders", 2);
    term.send("r");
    await term.waitFor(
      / not read │ The record at offset 0 of partition 0 of "orders" is gone\n +│ Retention or compaction has removed it/,
    );
    await toPrompt(term, 1);
  }),
);

Deno.test(
  "A row that does not show its group says what to select, and r says it too",
  inShell(async (term, dir) => {
    await tables(term, dir);
    await watch(term, "SELECT sum(price) AS total FROM orders GROUP BY customer;", 2);
    for (const key of ["\r", "r"]) {
      term.send(key);
      await term.waitFor(/ came from │ not known: select "customer" to see where the row comes from/);
    }
    await toPrompt(term, 2);
  }),
);

Deno.test(
  "Enter on a record whose message names a schema says its subject too",
  inShell(async (term, dir) => {
    await Deno.writeTextFile(
      `${dir}/payments.sql`,
      `CREATE TABLE payments (id BIGINT) WITH (connection_profile = 'local', topic = 'payments', format = 'avro',
         'avro.confluent_schema_registry' = 'true', 'source.offset' = 'earliest');
       INSERT INTO payments VALUES (1);`,
    );
    await say(term, `\\i ${dir}/payments.sql`, /1 row written/);
    await watch(term, "SELECT id FROM payments;", 1);
    term.send("\r");
    await term.waitFor(/ schema id │ 1\n subject +│ payments-value\n came at/);
    await toPrompt(term, 1);
  }),
);

/** As retention would. */
async function deleteBefore(address: string, topic: string, offset: number): Promise<void> {
  using client = await TestClient.connect(address);
  const topics = [{ name: topic, partitions: [{ partition: 0, offset }] }];
  await client.call(API.DeleteRecords, 2, { topics, timeoutMs: 1000 });
}
