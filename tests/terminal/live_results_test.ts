// deno-lint-ignore-file no-control-regex
/** Results that go on while statements are typed, in a terminal, as a person sees them. */
import assert from "node:assert/strict";
import { temporaryFolder } from "../program.ts";
import { ended, inShell, leave, openShell, PROMPT, signalShell } from "./shell_term.ts";
import { Term, type TermOptions } from "./term.ts";

const SIZE = { cols: 120, rows: 30 };
/** The line of a view with the keys that help: the view has them. */
const FOCUSED = /Ctrl-C stops/;

/** A test on a shell, which is left from the prompt, wherever the keys go in the end. */
function inView(test: (term: Term, dir: string) => Promise<void>, options: TermOptions = {}): () => Promise<void> {
  return inShell(async (term, dir) => {
    await test(term, dir);
    await term.waitFor(() => term.cursorShown || FOCUSED.test(term.text())); // not between two frames
    if (!term.cursorShown) term.send("b");
  }, { ...SIZE, ...options });
}

/** Runs statements that answer at once. */
async function run(term: Term, statement: string, answer: string | RegExp): Promise<void> {
  term.send(`${statement}\r`);
  await term.waitFor(answer);
}

/** So many rows a second, counted from 0. */
async function ticks(term: Term, rate = 50): Promise<void> {
  await run(term, `CREATE TABLE t WITH (connector = 'impulse', event_rate = ${rate});`, "Created table t");
}

/** A view on rows that come, with the keys. */
async function watch(term: Term, query = "SELECT counter FROM t;"): Promise<void> {
  term.send(`${query}\r`);
  await term.waitFor((term) =>
    FOCUSED.test(term.text()) && /job \d+ · [1-9]/.test(term.text()) && PROMPT.test(term.text())
  );
}

/** Rows that a job has shown, by its line. */
function rowsOf(term: Term, job: number): number {
  return Number(new RegExp(`job ${job} · ([\\d,]+) rows?`).exec(term.text())?.[1]?.replaceAll(",", "") ?? -1);
}

async function grows(term: Term, job: number): Promise<void> {
  const before = rowsOf(term, job);
  await term.waitFor((term) => rowsOf(term, job) > before);
}

Deno.test(
  "A live SELECT opens a view with the keys over the prompt, and Ctrl-C leaves its last rows and says that reading stopped",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    assert.ok(!term.cursorShown, "keys go to the view");
    assert.match(term.text(), /sql> SELECT counter FROM t;\n +counter.*\n(?: +\d+\n)+ job 1 · .*\n .*\/s in.*\nsql>/);
    await grows(term, 1);
    term.send("\x03");
    await term.waitFor(/ counter\n─+\n(?: +\d+\n)+ .*\/s in.*\nstopped reading t: [\d,]+ rows in \d+\.\d s\nsql> ?$/);
    assert.ok(term.cursorShown);
    assert.doesNotMatch(term.text(), FOCUSED);
  }),
);

Deno.test(
  "A docked view goes on while statements are typed and run below it",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    term.send("b");
    await term.waitFor((term) => !FOCUSED.test(term.text()) && PROMPT.test(term.text()));
    assert.ok(term.cursorShown);
    await grows(term, 1);
    term.send("SELECT 6 * 7 AS answer;");
    await term.waitFor(/sql> SELECT 6 \* 7 AS answer;$/);
    await grows(term, 1);
    assert.match(term.text(), /sql> SELECT 6 \* 7 AS answer;$/, "the half-typed line stays");
    term.send("\r");
    await term.waitFor(/ answer\n─+\n +42\n1 row\n(?:.*\n)* job 1 · /);
    await grows(term, 1);
  }),
);

Deno.test(
  "A backslash in a view begins a command, and \\fg gives the view the keys again",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    term.send("\\jobs\r");
    await term.waitFor(/sql> \\jobs\n.*\n─+.*\n +1 │ .*running/);
    await term.waitFor(PROMPT);
    term.send("\\fg 1\r");
    await term.waitFor(FOCUSED);
    term.send("\\fg 7\r");
    await term.waitFor("There is no job 7");
    term.send("\\fg\r");
    await term.waitFor(FOCUSED);
    term.send("\\bg\r");
    await term.waitFor((term) => !FOCUSED.test(term.text()) && /job 1 ·/.test(term.text()) && PROMPT.test(term.text()));
  }),
);

Deno.test(
  "F6 and Ctrl-X o change between prompt and view, and what is typed stays",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    for (const key of ["\x1b[17~", "\x18o"]) {
      term.send(key);
      await term.waitFor((term) => !FOCUSED.test(term.text()) && term.cursorShown);
      term.send("SELECT x");
      await term.waitFor(/sql> SELECT x$/);
      term.send(key);
      await term.waitFor((term) => FOCUSED.test(term.text()) && !term.cursorShown);
      await term.waitFor(/sql> SELECT x$/);
      term.send(key);
      await term.waitFor((term) => !FOCUSED.test(term.text()));
      term.send("\x15");
      await term.waitFor(PROMPT);
      term.send(key);
      await term.waitFor(FOCUSED);
    }
  }),
);

Deno.test(
  "At most three queries have panes, the others are jobs; Tab goes from view to view",
  inView(async (term) => {
    await ticks(term);
    for (let job = 1; job <= 4; job++) {
      await watch(term, `SELECT counter + ${job}000 AS c${job} FROM t;`);
      if (job === 2) {
        term.send("\t");
        await term.waitFor(/ c1\b[^]*job 1 · [^]*Ctrl-C stops/);
        term.send("\t");
        await term.waitFor(/ c2\b[^]*job 2 · [^]*Ctrl-C stops/);
      }
      term.send("b");
      await term.waitFor((term) => !FOCUSED.test(term.text()));
    }
    await term.waitFor((term) => !/job 1 ·/.test(term.text()) && [2, 3, 4].every((job) => rowsOf(term, job) > 0));
    await run(term, "\\jobs", / 1 │ [^]* 4 │ /);
    await run(term, "\\stop 3", "stopped reading t");
    await term.waitFor((term) => [1, 2, 4].every((job) => rowsOf(term, job) > 0));
  }, { rows: 40 }),
);

Deno.test(
  "Space pauses a view: it stands still and counts what comes; Space again is live",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    term.send(" ");
    await term.waitFor(/paused, \+[\d,]+ since/);
    const rows = () => term.screen().filter((line) => /^ +\d+$/.test(line)).join();
    const before = rows();
    await term.waitFor(/paused, \+[1-9]\d since/);
    assert.equal(rows(), before);
    term.send(" ");
    await term.waitFor((term) => !/paused/.test(term.text()) && rows() !== before);
  }),
);

Deno.test(
  "A view scrolls back to its first row, and End is live",
  inView(async (term) => {
    await ticks(term, 200);
    await watch(term);
    await term.waitFor((term) => rowsOf(term, 1) > 60);
    term.send("\x1b[H");
    await term.waitFor(/ counter.*\n +0\n +1\n +2\n[^]*1–\d+ of [\d,]+ rows · paused/);
    term.send("\x1b[6~");
    await term.waitFor((term) => !/\n +0\n/.test(term.text()));
    term.send("\x1b[A\x1b[5~\x1b[5~");
    await term.waitFor(/ counter.*\n +0\n +1\n/);
    const selected = term.screen().findIndex((line) => /^ +0$/.test(line));
    assert.ok(term.cell(2, selected).inverse, "the selected row is marked");
    term.send("\x1b[F");
    await term.waitFor((term) => !/paused/.test(term.text()));
    await grows(term, 1);
  }),
);

Deno.test(
  "A filter takes a condition in SQL or a text, over what is kept and what comes",
  inView(async (term) => {
    await ticks(term, 200);
    await watch(term, "SELECT counter, CASE WHEN counter % 2 = 0 THEN 'even' ELSE 'odd' END AS kind FROM t;");
    term.send("/counter % 10 = 3 AND kind = 'odd'");
    await term.waitFor(/ filter: counter % 10 = 3 AND kind = 'odd'/);
    term.send("\r");
    await term.waitFor(
      /\n +\d*3 │ odd\n +\d*3 │ odd\n(?:.*\n)* job 1 · [\d,]+ of [\d,]+ rows · filter counter % 10 = 3 AND kind = 'odd'/,
    );
    assert.doesNotMatch(term.text(), /│ even/);
    term.send("/" + "\x7f".repeat(40) + "even\r");
    await term.waitFor(/│ even\n(?:.*\n)* job 1 · [\d,]+ of [\d,]+ rows · filter "even"/);
    assert.doesNotMatch(term.text(), /│ odd/);
    term.send("/" + "\x7f".repeat(10) + "nope > 1\r");
    await term.waitFor(/no condition: 'nope' not found/);
    term.send("/" + "\x7f".repeat(10) + "\r");
    await term.waitFor(/│ odd\n/);
  }),
);

/** An updating result: counts that grow, of five groups. */
const GROUPS = "SELECT counter % 5 AS g, count(*) AS n FROM t GROUP BY counter % 5;";

Deno.test(
  "A live table is sorted, its columns are hidden and shown",
  inView(async (term) => {
    await ticks(term, 20);
    await watch(term, GROUPS);
    await term.waitFor(/job 1 · 5 rows/);
    const groups = () => term.screen().flatMap((line) => /^ +(\d) │ +\d+$/.exec(line)?.[1] ?? []).join("");
    term.send("S");
    await term.waitFor(() => groups() === "43210");
    term.send("s");
    await term.waitFor(() => groups() === "01234");
    term.send("\x1b[C");
    term.send("h");
    await term.waitFor(/ g\S*\s.*\n +0\n +1\n +2\n +3\n +4\n job 1 · 5 rows · .*1 hidden/);
    term.send("H");
    await term.waitFor(/ +0 │ +\d+\n/);
  }),
);

Deno.test(
  "m shows the changes of a live table, and the table again",
  inView(async (term) => {
    await ticks(term, 20);
    await watch(term, GROUPS);
    term.send("m");
    await term.waitFor(/ -U │ +(\d) │ +\d+\n \+U │ +\1 │ +\d+\n[^]*rows · changes/);
    term.send("m");
    await term.waitFor(/\n +\d │ +\d+\n(?:.*\n)* job 1 · 5 rows/);
  }),
);

Deno.test(
  "A paused table goes back in time and says which instant it shows",
  inView(async (term) => {
    await ticks(term, 20);
    await watch(term, GROUPS);
    const count = () => Number(/^ +0 │ +(\d+)$/m.exec(term.text())?.[1]);
    await term.waitFor(() => count() > 15);
    term.send("p");
    await term.waitFor(/paused/);
    const now = count();
    term.send("\x1b[D\x1b[D");
    await term.waitFor(/as of \d\d:\d\d:\d\d, \d+ s ago · paused/);
    await term.waitFor(() => count() <= now - 4);
    term.send("\x1b[C\x1b[C\x1b[C");
    await term.waitFor(/this is when you paused/);
    await term.waitFor(() => count() === now);
    for (let i = 0; i < 30; i++) term.send("\x1b[D");
    await term.waitFor(/the oldest change that is kept came at \d\d:\d\d:\d\d/);
  }),
);

const ORDERS = `CREATE TABLE orders (id BIGINT NOT NULL, customer TEXT, note TEXT)
  WITH (connection_profile = 'local', topic = 'orders', format = 'json', 'source.offset' = 'earliest', 'sink.key_field' = 'customer');`;

async function orders(term: Term, dir: string): Promise<void> {
  await Deno.writeTextFile(`${dir}/orders.sql`, ORDERS);
  await run(term, `\\i ${dir}/orders.sql`, "Created table orders");
  await run(
    term,
    "INSERT INTO orders VALUES (1, 'ann', '漢字 👍🏽'), (2, 'bob', NULL), (3, 'o''neil', 'x');",
    "3 rows written",
  );
}

Deno.test(
  "Enter shows one row in full, and which record it came from",
  inView(async (term, dir) => {
    await orders(term, dir);
    await watch(term, "SELECT id, upper(customer) AS who FROM orders WHERE id > 1;");
    await term.waitFor(/job 2 · 2 rows/);
    term.send("\x1b[H\r");
    await term.waitFor(
      / id +│ 2\n who │ BOB\n\n topic +│ orders\n partition │ 0\n offset +│ 1\n timestamp │ 2\d\d\d-.*\n key +│ bob\n headers +│ \{\}\n came at/,
    );
    term.send("\x1b");
    await term.waitFor(/ 2 │ BOB\n +3 │ O'NEIL\n/);
  }),
);

Deno.test(
  "y and Y copy a row through the terminal, w writes the rows to a file",
  inView(async (term, dir) => {
    await orders(term, dir);
    await watch(term, "SELECT id, customer, note FROM orders;");
    await term.waitFor(/job 2 · 3 rows/);
    term.send("\x1b[Hy");
    await term.waitFor("copied as JSON");
    term.send("\x1b[B\x1b[BY");
    await term.waitFor("copied as condition");
    const copied = [...term.written.matchAll(/\x1b\]52;c;([^\x07]*)\x07/g)].map(([, text]) =>
      new TextDecoder().decode(Uint8Array.fromBase64(text ?? ""))
    );
    assert.deepEqual(copied, [
      '{"id":1,"customer":"ann","note":"漢字 👍🏽"}',
      "id = 3 AND customer = 'o''neil' AND note = 'x'",
    ]);
    term.send(`w${dir}/out.csv\r`);
    await term.waitFor("3 rows written to");
    assert.equal(await Deno.readTextFile(`${dir}/out.csv`), "id,customer,note\n1,ann,漢字 👍🏽\n2,bob,\n3,o'neil,x\n");
    term.send("w/nowhere/at/all.json\r");
    await term.waitFor(/Cannot write to "\/nowhere\/at\/all\.json": .*\n/);
  }),
);

Deno.test(
  "Wide characters and emoji keep the columns of a view in their place",
  inView(async (term, dir) => {
    await orders(term, dir);
    await watch(term, "SELECT note, id FROM orders;");
    await term.waitFor(/job 2 · 3 rows/);
    const lines = term.screen();
    const rows = [
      lines.findLastIndex((line) => line.includes("漢字")),
      lines.findLastIndex((line) => / x +│/.test(line)),
    ];
    const edges = rows.map((y) => Array.from({ length: 30 }, (_, x) => term.cell(x, y).text).indexOf("│"));
    assert.ok(edges[0] !== -1 && edges[0] === edges[1], `${edges}`);
  }),
);

Deno.test(
  "? lists the keys of a view, and Esc brings the rows back",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    term.send("?");
    await term.waitFor(/ {2}Space p +pause[^]* {2}q Esc Ctrl-C +stop reading and leave/);
    term.send("\x1b");
    await term.waitFor((term) => FOCUSED.test(term.text()) && /\n +\d+\n/.test(term.text()));
  }, { rows: 40 }),
);

Deno.test(
  "Ctrl-C at the prompt stops nothing that is docked, and says what would",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    term.send("b");
    await term.waitFor((term) => !FOCUSED.test(term.text()));
    term.send("\x03");
    await term.waitFor("\\stop 1 stops SELECT counter FROM t");
    await grows(term, 1);
    await run(term, "\\stop 1", /stopped reading t: [\d,]+ rows[^]*sql> ?$/);
    await term.waitFor((term) => !/job 1 ·/.test(term.text()));
  }),
);

Deno.test(
  "\\stop of a docked query leaves its last rows and its health above the line that is being typed, and no job",
  inView(async (term) => {
    await ticks(term);
    await watch(term, "SELECT counter + 1000 AS other FROM t;");
    term.send("b");
    await term.waitFor((term) => !FOCUSED.test(term.text()));
    await watch(term);
    term.send("b");
    await term.waitFor((term) => !FOCUSED.test(term.text()) && rowsOf(term, 1) > 0 && rowsOf(term, 2) > 0);
    term.send("\\stop 2\r");
    await term.waitFor(() => /\\stop\b[^\n]*\x1b\]133;C/.test(term.written)); // entered: what follows is typed, not pasted
    term.send("SELECT half");
    await term.waitFor((term) => !/job 2 ·/.test(term.text()) && /sql> SELECT half$/.test(term.text()));
    await grows(term, 1);
    assert.match(
      term.scrollback().join("\n"),
      /sql> \\stop 2\n counter\n─+\n(?: +\d+\n)+ .*\/s in.*\nstopped reading t: [\d,]+ rows? in .*\nStopped job 2\n(?:.*\n)* job 1 · [^]*sql> SELECT half$/,
    );
    assert.equal(term.cursor()[0], "sql> SELECT half".length);
    term.send("\x15");
    await term.waitFor(PROMPT);
    await run(term, "\\jobs", /\n .*state.*\n─+.*\n +1 │ .*\n(?:.*\n)*sql> ?$/);
    assert.doesNotMatch(term.text(), /\n +2 │ /);
  }, { rows: 50 }),
);

Deno.test(
  "\\pause of a docked query is said in its view, and \\resume goes on",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    term.send("b");
    await term.waitFor((term) => !FOCUSED.test(term.text()));
    await run(term, "\\pause 1", /Paused job 1\n(?:.*\n)* job 1 · .*\n paused by you · .*\nsql> ?$/);
    await term.waitFor(/\n paused by you · 0\/s in · .*\nsql> ?$/);
    await run(term, "\\why 1", /Paused by you .* ago[^]*\\resume 1 goes on/);
    const before = rowsOf(term, 1);
    await run(term, "\\resume 1", /Resumed job 1\n(?:.*\n)*sql> ?$/);
    await term.waitFor((term) => rowsOf(term, 1) > before && !/paused by you ·/.test(term.text()));
  }),
);

Deno.test(
  "A query that fails while a line is typed says so once, with a bell, over its last rows",
  inView(async (term) => {
    await ticks(term, 10);
    await watch(term, "SELECT counter, 100 / (30 - counter::BIGINT) AS x FROM t;");
    term.send("b");
    await term.waitFor((term) => !FOCUSED.test(term.text()));
    term.send("SELECT half");
    await term.waitFor(/ 29 │ +100\n(?:.*\n)*job 1 failed:\nError: .*[^]*sql> SELECT half$/);
    const said = term.written.replaceAll(/\x1b\][^\x07]*\x07/g, ""); // what a terminal is told ends with one too
    assert.equal(said.split("\x07").length, 2, "one bell");
    assert.doesNotMatch(term.text(), /job 1 ·/, "its pane is gone");
    term.send("\x15");
    await run(term, "\\jobs", / 1 │ .*failed/);
  }),
);

Deno.test(
  "A query that cannot begin is an error of its statement, and leaves no view",
  inView(async (term) => {
    await run(
      term,
      "CREATE TABLE away (n BIGINT) WITH (connector = 'single_file', type = 'source', path = '/nowhere/x.json', format = 'json');",
      "Created table away",
    );
    await run(term, "SELECT n FROM away;", /Error: .*\/nowhere\/x\.json[^]*sql> ?$/);
    await ticks(term);
    await run(term, "SELECT nope FROM t;", "'nope' not found");
    assert.doesNotMatch(term.text(), / · \? keys/);
  }),
);

Deno.test(
  "A view is laid out anew in a terminal of another size, paused or live, and keeps its place",
  inView(async (term) => {
    await ticks(term, 200);
    await watch(
      term,
      "SELECT counter, counter * 1000000 AS big, repeat('x', 30) AS pad, repeat('y', 30) AS more FROM t;",
    );
    await term.waitFor((term) => rowsOf(term, 1) > 60);
    await term.resize(40, 10);
    await term.waitFor((term) => term.screen().length === 10 && /job 1 · .*\n.*\nsql> ?$/.test(term.text()));
    await grows(term, 1);
    term.send("\x1b[H");
    await term.waitFor(/ 0 │/);
    await term.resize(150, 50);
    await term.waitFor(/ 0 │ +0 │ x+ │ y+\n[^]* 30 │ .*\n[^]*paused/);
    assert.equal(term.text().match(/\n +0 │ +0 │/g)?.length, 1, "it is painted in place");
    term.send("\x1b[F");
    await grows(term, 1);
  }),
);

for (const [cols, rows] of [[40, 10], [250, 80]] as const) {
  Deno.test(
    `Views work on a screen of ${cols}×${rows}`,
    inView(async (term) => {
      await ticks(term);
      await watch(term, "SELECT counter, subtask_index FROM t;");
      await grows(term, 1);
      term.send("b");
      await term.waitFor((term) => !FOCUSED.test(term.text()) && term.cursorShown);
      term.send("SELECT 5;\r");
      await term.waitFor((term) => /\n +5\n/.test(term.scrollback().join("\n")) && PROMPT.test(term.text()));
      term.send("\x1b[17~");
      await term.waitFor(FOCUSED);
      term.send("q");
      await term.waitFor(/stopped reading t/);
    }, { cols, rows }),
  );
}

Deno.test(
  "A view keeps as many rows as is set, and says how many it has dropped",
  inView(async (term) => {
    await ticks(term, 500);
    await run(term, "\\set view_rows 100", /view_rows 100\nsql> ?$/);
    await watch(term);
    await term.waitFor(/job 1 · 100 rows · oldest [\d,]+ dropped/);
    term.send("\x1b[H");
    await term.waitFor(/of 100 rows · paused/);
    await term.waitFor(/\(dropped: newer rows took its place\)/);
  }),
);

Deno.test(
  "A view has no colour with NO_COLOR",
  inView(async (term) => {
    await ticks(term);
    await watch(term, GROUPS);
    term.send("p");
    await term.waitFor(/paused/);
    assert.doesNotMatch(term.written, /\x1b\[[0-9;]*[1-9][0-9;]*m/);
  }, { env: { NO_COLOR: "1" } }),
);

Deno.test("A shell that is left with views open asks nothing and leaves their last rows", async () => {
  await using folder = await temporaryFolder();
  await using term = await openShell(folder.path, SIZE);
  await ticks(term);
  await watch(term);
  term.send("b");
  await term.waitFor((term) => !FOCUSED.test(term.text()));
  await leave(term);
  assert.match(term.text(), / counter\n─+\n(?: +\d+\n)+[^]*stopped reading t: [\d,]+ rows?/);
});

for (const signal of ["SIGTERM", "SIGHUP"] as const) {
  Deno.test(`The terminal is clean after ${signal} while one view has the keys and another is docked`, async () => {
    await using folder = await temporaryFolder();
    await using term = await openShell(folder.path, SIZE);
    await ticks(term);
    await watch(term);
    term.send("b");
    await term.waitFor((term) => !FOCUSED.test(term.text()));
    await watch(term, GROUPS);
    await signalShell(folder.path, signal);
    await ended(term);
  });
}

Deno.test("The terminal is clean after a crash while a view has the keys", async () => {
  const program = new URL("./panes_program.ts", import.meta.url).pathname;
  await using term = await Term.start(Deno.execPath(), ["run", "-q", "-A", "--cached-only", program]);
  await term.waitFor(/a pane with the keys\nsql> ?$/);
  assert.ok(!term.cursorShown);
  term.send("x");
  assert.equal(await term.exit, 1);
  await term.clean();
  assert.match(term.text(), /Error: this is our bug\n.*a view has failed/);
});
