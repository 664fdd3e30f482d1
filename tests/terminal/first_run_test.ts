/** What a newcomer sees: the first prompt, the demo, and `\help start` from its first step to its last. */
import assert from "node:assert/strict";
import { programArgs, temporaryFolder } from "../program.ts";
import { ask, inShell, leave, leaveJobs, PROMPT, say, startShell } from "./shell_term.ts";
import { Term } from "./term.ts";

const HELLO = /sql> CREATE TABLE IF NOT EXISTS hello /;
const AFTER_PROMPT = "sql> ".length;

/** What is proposed at the prompt, with what is above it, fits; the cursor stands before it. */
async function proposed(term: Term, statement: RegExp): Promise<void> {
  await term.waitFor(() => {
    const [x, y] = term.cursor();
    const { dim, color } = term.cell(x, y);
    return x === AFTER_PROMPT && (dim || color === BRIGHT_BLACK) && statement.test(term.screen().join("\n"));
  });
}

const BRIGHT_BLACK = 8;

/** Takes the statement that is proposed with a key, when it stands there. */
async function take(term: Term, statement: RegExp, key = "\r"): Promise<void> {
  await proposed(term, statement);
  term.send(key);
  await term.waitFor(() => term.cursor()[0] !== AFTER_PROMPT);
}

async function takeAndRun(term: Term, statement: RegExp): Promise<void> {
  await take(term, statement);
  term.send("\r");
}

async function stopWhen(term: Term, shown: RegExp): Promise<void> {
  await term.waitFor(shown);
  term.send("\x03");
}

Deno.test("The first shell greets in two lines and proposes a statement, which → takes and Enter runs; the second does not", async () => {
  await using folder = await temporaryFolder();
  const options = { env: { SLUICE_HISTORY: `${folder.path}/history` } };
  {
    await using term = await startShell(folder.path, options);
    await proposed(term, HELLO);
    const [first = "", second, third = ""] = term.screen();
    assert.match(first, /^Sluice \d+\.\d+\.\d+ · catalog in .*\/data$/);
    assert.equal(second, "Type \\help start for a tour, or press → to try this:");
    assert.match(third, /^sql> CREATE TABLE/);
    term.send("x");
    await term.waitFor(/sql> x$/);
    term.send("\x7f");
    await take(term, HELLO, "\x1b[C");
    assert.match(term.text(), /sql> CREATE TABLE [^]*\.\.\.> SELECT \* FROM hello;$/);
    term.send("\r");
    await stopWhen(term, / word\b.*\n Hello\n streams\n[^]*Ctrl-C stops/);
    await term.waitFor(/stopped reading hello: 2 rows[^]*sql> ?$/);
    await leave(term);
  }
  await using term = await startShell(folder.path, options);
  await term.waitFor(PROMPT);
  assert.match(term.text(), /\nType \\help start for a tour, \\\? for commands, \\q to leave\.\n/);
  await leave(term);
});

Deno.test("An empty Enter at the first prompt runs nothing and takes nothing", async () => {
  await using folder = await temporaryFolder();
  await using term = await startShell(folder.path, { env: { SLUICE_HISTORY: `${folder.path}/history` } });
  await proposed(term, HELLO);
  term.send("\r");
  await proposed(term, /sql>\nsql> CREATE TABLE/);
  await say(term, "SHOW TABLES;", /\n/);
  assert.doesNotMatch(term.text(), /Created table/);
  await leave(term);
});

Deno.test("Who sees no colours is proposed nothing that only colour tells from typed text", async () => {
  for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
    await using folder = await temporaryFolder();
    await using term = await startShell(folder.path, { env: { SLUICE_HISTORY: `${folder.path}/history`, ...env } });
    await term.waitFor(PROMPT);
    assert.match(term.text(), /Type \\help start for a tour, \\\?/);
    term.send("\\help start\r");
    await term.waitFor(/\[1\/6\][^]*\nSELECT order_id, .* FROM tour_orders;\n[^]*sql> ?$/);
    term.send("\x04");
    assert.equal(await term.exit, 0);
  }
});

Deno.test("The demo greets in four lines, runs a query, and its tour leads through six steps on its topics", async () => {
  await using term = await Term.start(Deno.execPath(), programArgs(["--demo"]), {
    cols: 130,
    rows: 50,
    env: { SLUICE_HISTORY: "" },
  });
  await term.waitFor(/sql> SELECT order_id[^]*order_id [^│]*│ customer[^]*\d+ │/);
  const greeting = term.scrollback().findIndex((line) => line.startsWith("sql> "));
  assert.equal(greeting, 4, "lines before the query");
  await stopWhen(term, /[1-9]\d*\/s in/);
  await term.waitFor(/stopped reading orders: .*\n(?:.*\n)*sql> ?$/);
  await walk(term, { orders: "orders", payments: "payments", target: "big_orders" });
  await term.waitFor(/That was the tour[^]*sql> ?$/);
  assert.doesNotMatch(term.text(), /goes away/);
  await say(term, "\\jobs", / \d+ │ running │ INSERT INTO big_orders /);
  await leaveJobs(term);
});

Deno.test(
  "The tour makes tables of its own where the demo's are not, and takes them away in the end",
  inShell(async (term) => {
    await walk(term, { orders: "tour_orders", payments: "tour_payments", target: "tour_big_orders" });
    await takeAndRun(term, /goes away with the dim line below:\nsql> DROP TABLE IF EXISTS tour_orders;/);
    await term.waitFor(/Dropped table tour_big_orders\nsql> ?$/);
    await leaveJobs(term);
  }, { rows: 50, cols: 130, rehearses: true }),
);

/** `\help start`, to its end. */
async function walk(
  term: Term,
  { orders, payments, target }: Readonly<Record<"orders" | "payments" | "target", string>>,
): Promise<void> {
  await ask(term, "\\help start", "[1/6] A query");
  await takeAndRun(term, new RegExp(`sql> SELECT .* FROM ${orders};`));
  await stopWhen(term, /order_id [^│]*│ customer[^]*\n +\d+ │[^]*Ctrl-C stops/);
  await takeAndRun(term, /\[2\/6\] A filter[^]*sql> SELECT /);
  await term.waitFor(/\n8 rows\n/);
  await takeAndRun(term, /\[3\/6\] A window[^]*sql> SELECT city/);
  await term.waitFor(/city +│ orders │ +total\n[^]*\n12 rows\n/);
  await takeAndRun(term, /\[4\/6\] A join[^]*sql> SELECT o\.order_id/);
  await term.waitFor(new RegExp(`JOIN ${payments} [^]*order_id │ customer │ method\\n[^]*\\n8 rows\\n`));
  await takeAndRun(term, new RegExp(`\\[5/6\\] A pipeline[^]*sql> CREATE TABLE IF NOT EXISTS ${target} `));
  await term.waitFor(new RegExp(`Target +${target}: topic '${target}'[^]*write\\? \\[y/N\\] ?$`));
  term.send("y\r");
  await takeAndRun(term, /job \d runs[^]*\[6\/6\] Why is there nothing[^]*WHERE quantity > 100;/);
  await stopWhen(term, /\[6\/6\][^]*\\why/);
  await term.waitFor(/That was the tour/);
}

Deno.test(
  "The tour stays at its step until what it is about has run; it takes changes, other statements, a step's number, and off",
  inShell(async (term) => {
    await ask(term, "\\help start 2", "[2/6] A filter");
    await proposed(term, /sql> SELECT order_id, /);
    await ask(term, "SELECT nope FROM tour_orders WHERE 1 = 1;", "'nope' not found");
    await ask(term, "SHOW TABLES;", "tour_payments");
    await proposed(term, /sql> SELECT order_id, /);
    assert.doesNotMatch(term.text(), /\[3\/6\]/);
    await ask(term, "SELECT city FROM tour_orders WHERE quantity = 1 LIMIT 1;", "[3/6] A window");
    await ask(term, "\\help start 9", "\\help start takes a step from 1 to 6, or off");
    await say(term, "\\help start off", "The tour is over");
  }),
);

Deno.test("A flag that only a script can obey is refused instead of the shell", async () => {
  for (const [flag, ...value] of [["--check"], ["--timeout", "1s"], ["--output", "rows.csv"]] as const) {
    await using folder = await temporaryFolder();
    await using term = await startShell(folder.path, { flags: [flag, ...value] });
    assert.equal(await term.exit, 2);
    assert.match(term.text(), new RegExp(`^Error: ${flag} is for scripts: `));
    await term.clean();
  }
});
