/** Results and lists that are larger than the screen, as a person sees them. */
import assert from "node:assert/strict";
import { inShell, leave, openShell, PROMPT, say } from "./shell_term.ts";
import { temporaryFolder } from "../program.ts";

const MANY = "CREATE TABLE many WITH (connector = 'impulse', event_rate = 1000000, message_count = 5000);";

Deno.test(
  "A result taller than the screen is paged: by page, by search, sideways, and what was seen stays",
  inShell(async (term) => {
    await say(term, MANY, "Created table many");
    term.send("SELECT counter, repeat('x', 60) AS x, repeat('y', 60) AS y, 'last' AS z FROM many;\r");
    await term.waitFor(/counter │ x[^]*\n +0 │ x+[^]*rows 1–15 of 5,000 · Space b ← → \/ q, \? for help/);
    term.send(" ");
    await term.waitFor(/rows 15–29 of 5,000/);
    term.send("G");
    await term.waitFor(/\n +4999 │[^]*rows 4,986–5,000 of 5,000/);
    term.send("g");
    await term.waitFor(/rows 1–15 of/);
    term.send("/4321\r");
    await term.waitFor(/\n +4321 │/);
    term.send("n");
    await term.waitFor(/"4321" does not come again/);
    term.send("\x1b[C\x1b[C\x1b[C");
    await term.waitFor(/z\n─+\n last\n/);
    await term.resize(100, 12);
    await term.waitFor(/from column 4 of 4/);
    term.send("q");
    await term.waitFor(/5,000 rows\nsql> ?$/);
    assert.ok(!term.text().includes("? for help"), "the pager's last line is still there");
    await say(term, "SELECT 1 AS alive;", "alive");
  }, { cols: 100, rows: 20 }),
);

Deno.test(
  "A pager over rows that still come grows, and leaving it stops the query",
  inShell(async (term) => {
    await say(
      term,
      "CREATE TABLE slow WITH (connector = 'impulse', event_rate = 200, message_count = 1000000);",
      "Created table slow",
    );
    term.send("SELECT counter FROM slow;\r");
    const soFar = () => Number(/of ([\d,]+) so far/.exec(term.text())?.[1]?.replace(",", ""));
    await term.waitFor(() => soFar() > 100);
    const before = soFar();
    await term.waitFor(() => soFar() > before + 50);
    term.send("q");
    await term.waitFor(/stopped reading slow: [\d,]+ rows in [\d.]+ s\nsql> ?$/);
    await say(
      term,
      "SELECT count(*) AS n FROM _;",
      /_ has [\d,]+ rows, those that had come when the query was stopped[^]*1 row/,
    );
  }, { rows: 20 }),
);

Deno.test(
  "\\set pager off prints all rows, and a result that fits is never paged",
  inShell(async (term) => {
    await say(
      term,
      "CREATE TABLE some WITH (connector = 'impulse', event_rate = 1000000, message_count = 100);",
      "Created",
    );
    await say(term, "\\set pager off", PROMPT);
    await say(term, "SELECT counter FROM some;", /\n +99\n100 rows/);
    assert.equal(term.scrollback().filter((line) => /^ +\d+$/.test(line)).length, 100);
    await say(term, "SHOW FUNCTIONS;", /grouping/);
    await say(term, "\\unset pager", PROMPT);
    await say(term, "SELECT counter FROM some LIMIT 5;", /\n +4\n5 rows/);
    await say(term, "\\unset pagr", /pagr is not set/);
  }, { rows: 20 }),
);

Deno.test(
  "A table says what it had no room for, and \\x shows all of it",
  inShell(async (term) => {
    const columns = Array.from({ length: 9 }, (_, i) => `'${"abcdefghij".repeat(2)}' AS c${i}`).join(", ");
    await say(
      term,
      `SELECT ${columns};`,
      /columns? do(es)? not fit, \d+ values are shortened: \\x shows one column per line/,
    );
    await say(term, "SELECT 1 AS fits;", /\n +1\n1 row/);
    await say(term, "\\x", "One column per line is on");
    await say(term, `SELECT ${columns};`, /c0 │ (abcdefghij){2}\n[^]*c8 │ (abcdefghij){2}\n1 row/);
    await say(term, "\\x auto", "One column per line is auto");
    await say(term, `SELECT ${columns};`, /c8 │ (abcdefghij){2}\n1 row/);
    await say(term, "\\x maybe", "\\x takes on, off or auto");
  }, { cols: 80, rows: 50 }),
);

Deno.test(
  "On a screen of 40×10 a list is paged within it, and the terminal is left clean",
  inShell(async (term) => {
    term.send("\\df\r");
    await term.waitFor(/lines 1–7 of/);
    assert.ok(term.screen().every((line) => [...line].length <= 40));
    term.send(" ");
    await term.waitFor(/lines 7–13 of/);
    term.send("\x03");
    await term.waitFor(PROMPT);
  }, { cols: 40, rows: 10 }),
);

Deno.test("Commands work without colour, and on a dumb terminal without a pager", async () => {
  await using folder = await temporaryFolder();
  {
    await using term = await openShell(folder.path, { env: { NO_COLOR: "1" } });
    await say(term, "VALUES ('a', 1), ('b', 2);", "2 rows");
    await say(term, "\\chart", /a │█+▌? 1/);
    await say(term, "\\h insert", /\nINSERT\n/);
    // deno-lint-ignore no-control-regex -- styles are what must not be there
    assert.doesNotMatch(term.written, /\x1b\[[0-9;]*[1-9][0-9;]*m/);
    await leave(term);
  }
  await using term = await openShell(folder.path, { env: { TERM: "dumb" }, rows: 20 });
  term.send(`${MANY}\r`);
  await term.waitFor("Created table many");
  term.send("SELECT counter FROM many LIMIT 60;\r");
  await term.waitFor(/\n +59\n60 rows/);
  term.send("SELECT count(*) AS n, min(counter) AS least FROM _;\r");
  await term.waitFor(/60 │ +0\n/);
  term.send("\\chart\r");
  await term.waitFor(/least by n/);
  term.send("\x04");
  assert.equal(await term.exit, 0);
  assert.ok(!term.written.includes("\x1b"));
});
