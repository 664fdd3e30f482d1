// deno-lint-ignore-file no-control-regex
/** Results that go on while statements are typed, in a terminal, as a person sees them. */
import assert from "node:assert/strict";
import { temporaryFolder } from "../program.ts";
import { ended, leave, openShell, PROMPT, signalShell } from "./shell_term.ts";
import { Term } from "./term.ts";
import { dock, FOCUSED, GROUPS, grows, inView, rowsOf, run, SIZE, ticks, watch } from "./view_term.ts";

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
      await dock(term);
    }
    await term.waitFor((term) => !/job 1 ·/.test(term.text()) && [2, 3, 4].every((job) => rowsOf(term, job) > 0));
    await run(term, "\\jobs", / 1 │ [^]* 4 │ /);
    await run(term, "\\stop 3", "stopped reading t");
    await term.waitFor((term) => [1, 2, 4].every((job) => rowsOf(term, job) > 0));
  }, { rows: 40 }),
);

Deno.test(
  "Ctrl-C at the prompt stops nothing that is docked, and says what would",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    await dock(term);
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
    await dock(term);
    await watch(term);
    await dock(term);
    await term.waitFor((term) => rowsOf(term, 1) > 0 && rowsOf(term, 2) > 0);
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
    await dock(term);
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
    await dock(term);
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

Deno.test("A shell that is left with views open asks nothing and leaves their last rows", async () => {
  await using folder = await temporaryFolder();
  await using term = await openShell(folder.path, SIZE);
  await ticks(term);
  await watch(term);
  await dock(term);
  await leave(term);
  assert.match(term.text(), / counter\n─+\n(?: +\d+\n)+[^]*stopped reading t: [\d,]+ rows?/);
});

for (const signal of ["SIGTERM", "SIGHUP"] as const) {
  Deno.test(`The terminal is clean after ${signal} while one view has the keys and another is docked`, async () => {
    await using folder = await temporaryFolder();
    await using term = await openShell(folder.path, SIZE);
    await ticks(term);
    await watch(term);
    await dock(term);
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
