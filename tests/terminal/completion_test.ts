/** Completion, hints and mistakes in the shell itself, as a person sees them. */
import assert from "node:assert/strict";
import { temporaryFolder } from "../program.ts";
import { inShell, say, type ShellOptions } from "./shell_term.ts";
import type { Term } from "./term.ts";

const RED = 1;
const ORDERS = "CREATE TABLE orders (id BIGINT, customer TEXT, price DOUBLE) WITH (connector = 'datagen');";

/** Runs a scenario in a shell whose catalog has a table. */
function withOrders(
  scenario: (term: Term, folder: string) => Promise<void>,
  options: ShellOptions = {},
): () => Promise<void> {
  return inShell(async (term, folder) => {
    await say(term, ORDERS, "Created table orders");
    await scenario(term, folder);
    term.send("\x03");
    await term.waitFor(/sql>$/);
  }, { cols: 110, rows: 30, ...options });
}

Deno.test(
  "The shell completes columns of a FROM that stands behind the cursor",
  withOrders(async (term) => {
    term.send("SELECT o.\x1b[D\x1b[C FROM orders o\x01\x1bf\x1bf");
    await term.waitFor((term) => term.cursor()[0] === 13);
    term.send("\x06cu\t");
    await term.waitFor(/sql> SELECT o\.customer FROM orders o$/);
    assert.equal(term.cursor()[0], 22);
  }),
);

Deno.test(
  "The shell's menu shows types, signatures and what they mean, and what is taken runs",
  withOrders(async (term) => {
    term.send("SELECT cus\x00");
    await term.waitFor(/\n customer {2}TEXT {2}of orders$/);
    term.send("\x1b");
    await term.waitFor(/SELECT cus$/);
    term.send("\x15SELECT sub\t\t");
    await term.waitFor(/\n substring\n substr .*substr\(text, integer\[, integer\]\) +Part of a text/);
    term.send("\t\t\r");
    await term.waitFor(/sql> SELECT substr\(\n/);
    term.send("'abc', 2) AS rest;");
    await term.waitFor(/sql> SELECT substr\('abc', 2\) AS rest;$/);
    term.send("\r");
    await term.waitFor(/rest\n─+\n bc/);
  }),
);

Deno.test(
  "The shell completes keys and values of WITH, what is required first",
  withOrders(async (term) => {
    term.send("CREATE TABLE x (a INT) WITH (connector = 'k\t");
    await term.waitFor(/connector = 'kafka'$/m);
    term.send(", \t");
    await term.waitFor(/\n format +required .*\n topic +required .*\n bootstrap_servers +required/);
    term.send("\t\r");
    await term.waitFor(/'kafka', format =$/m);
    term.send("'av\t");
    await term.waitFor(/format = 'avro'$/m);
  }),
);

Deno.test(
  "The shell asks the cluster for topics behind an open menu, while keys go on",
  withOrders(async (term) => {
    await say(
      term,
      "CREATE TABLE m (n BIGINT) WITH (connection_profile = 'local', topic = 'made', format = 'json');",
      /Created table m/,
    );
    await say(term, "INSERT INTO m SELECT 1;", /1 row written/);
    term.send("CREATE TABLE c FROM TOPIC '\t");
    await term.waitFor(/TOPIC '\n/);
    term.send("ma");
    await term.waitFor(/TOPIC 'ma\n {2}asking the cluster…$|TOPIC 'ma\n made +1 partition$/);
    await term.waitFor(/TOPIC 'ma\n made +1 partition$/);
    term.send("\t\r");
    await term.waitFor(/TOPIC 'made'$/);
  }, { cols: 140 }),
);

Deno.test(
  "The shell underlines the first mistake and says it below, until the text changes; F2 switches that off",
  withOrders(async (term) => {
    term.send("SELECT nope FROM orders");
    await term.waitFor(/sql> SELECT nope FROM orders\n'nope' not found\. Columns of orders: id, customer, price\.$/);
    const y = term.cursor()[1];
    const { color, underline } = term.cell(12, y);
    assert.deepEqual([color, underline, term.cell(12, y + 1).dim], [RED, true, true]);
    assert.equal(term.cell(17, y).underline, false);
    term.send(" ");
    await term.waitFor((term) => !term.cell(12, y).underline);
    await term.waitFor((term) => term.cell(12, y).underline);
    term.send("\x1bOQ");
    await term.waitFor(/Errors while typing are off \(F2\)\nsql> SELECT nope FROM orders$/);
    term.send("\x1bOQ");
    await term.waitFor(/Errors while typing are on \(F2\)\nsql> SELECT nope FROM orders\n'nope' not found/);
  }, { env: { SLUICE_TYPING_ERRORS: "1" } }),
);

Deno.test(
  "The shell says nothing of what is still being typed",
  withOrders(async (term) => {
    term.send("SELECT nope");
    await term.waitFor(/sql> SELECT nope$/);
    term.send(", nope FROM orders");
    await term.waitFor(/\n'nope' not found/);
    term.send("\x15SELECT 'open");
    await term.waitFor(/sql> SELECT 'open$/);
  }, { env: { SLUICE_TYPING_ERRORS: "1" } }),
);

Deno.test(
  "The shell shows how the function around the cursor is called, the active argument bold",
  withOrders(async (term) => {
    term.send("SELECT substr(customer, ");
    await term.waitFor(/\nsubstr\(text, integer\[, integer\]\) {2}Part of a text/);
    const y = term.cursor()[1] + 1;
    assert.deepEqual([7, 13].map((x) => [term.cell(x, y).dim, term.cell(x, y).bold]), [[true, false], [false, true]]);
    term.send("1)");
    await term.waitFor(/sql> SELECT substr\(customer, 1\)$/);
  }),
);

Deno.test(
  "The shell shows help on the word under the cursor at F1, above the line that is typed",
  withOrders(async (term) => {
    term.send("SELECT substr\x1bOP");
    await term.waitFor(/substr\(text, integer\[, integer\]\)\n(?:.*\n)*sql> SELECT substr$/);
    assert.equal(term.cursor()[0], 18);
  }),
);

Deno.test(
  "The shell lays a statement out at Ctrl-X Ctrl-F",
  withOrders(async (term) => {
    const wide = Array.from({ length: 4 }, (_, n) => `price as a_long_name_for_it_${n}`).join(",");
    term.send(`select ${wide} from orders;`);
    await term.waitFor((term) => term.text().endsWith("from orders;"));
    term.send("\x18\x06");
    await term.waitFor(/sql> SELECT\n\.\.\.> {3}price AS a_long_name_for_it_0,\n(?:.*\n)*\.\.\.> FROM orders;$/);
    term.send("\x1f -- said");
    await term.waitFor(/-- said$/);
    term.send("\x18\x06");
    await term.waitFor("Cannot format a statement with comments");
  }),
);

Deno.test(
  "The shell says which permission an external editor needs",
  withOrders(async (term) => {
    term.send("SELECT 1\x18\x05");
    await term.waitFor(/Cannot start my_editor: start Sluice with --allow-run=my_editor.*\nsql> SELECT 1$/);
  }, { env: { VISUAL: "my_editor --wait" } }),
);

Deno.test("The shell takes what an external editor has saved", async () => {
  await using tools = await temporaryFolder();
  const editor = `${tools.path}/editor.sh`;
  await Deno.writeTextFile(editor, `#!/bin/sh\necho "editing $(cat "$1")"\nprintf 'SELECT 2\\nAS two;\\n' > "$1"\n`, {
    mode: 0o755,
  });
  await withOrders(async (term) => {
    term.send("SELECT 1\x18\x05");
    await term.waitFor(/editing SELECT 1\n(?:.*\n)*sql> SELECT 2\n\.\.\.> AS two;$/);
    term.send("\r");
    await term.waitFor(/two\n─+\n {3}2/);
  }, { permissions: ["-P", `--allow-run=${editor}`], env: { EDITOR: editor } })();
});

Deno.test(
  "The shell completes commands, their words, and files",
  withOrders(async (term, folder) => {
    await Deno.writeTextFile(`${folder}/report.sql`, "SELECT 42 AS from_a_file;");
    term.send("\\timi\t");
    await term.waitFor(/sql> \\timing$/);
    term.send(" of\t");
    await term.waitFor(/sql> \\timing off$/);
    term.send(`\x15\\i ${folder}/rep\t`);
    await term.waitFor((term) => term.text().endsWith(`${folder}/report.sql`));
    term.send("\r");
    await term.waitFor(/from_a_file\n─+\n +42/);
    term.send("\\d o\t");
    await term.waitFor(/sql> \\d orders$/);
  }),
);

Deno.test(
  "The shell offers columns as parameters of a function, and its arguments with their types in its code",
  withOrders(async (term) => {
    term.send("CREATE FUNCTION f(pr\t, cus\t");
    await term.waitFor(/CREATE FUNCTION f\(price DOUBLE, customer TEXT/);
    term.send(") RETURNS TEXT LANGUAGE typescript AS $$ return cus\t.tr\t");
    await term.waitFor(
      /return customer\.tr\s*im\(\)\nf\(price: number \| null, customer: string \| null\): string \| null/,
    );
    term.send(" + \x00");
    await term.waitFor(/\n price {5}number \| null {2}DOUBLE\n customer {2}string \| null {2}TEXT/);
    term.send("\x1b");
    await term.waitFor((term) => !/number \| null {2}DOUBLE/.test(term.text()));
  }),
);
