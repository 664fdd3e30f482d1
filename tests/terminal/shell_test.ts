// deno-lint-ignore-file no-control-regex
/** The program in a terminal, as a person sees it. */
import assert from "node:assert/strict";
import { temporaryFolder } from "../program.ts";
import { ended, inShell, leave, openShell, say } from "./shell_term.ts";

const TICKS = "CREATE TABLE t WITH (connector = 'impulse', event_rate = 100);";

Deno.test(
  "The shell greets, runs statements of one and of several lines, and goes on after an error",
  inShell(async (term) => {
    assert.match(term.text(), /^Sluice \d+\.\d+\.\d+ · catalog in .*\nType \\help start/);
    await say(term, "SELECT 1 AS one;", / one\n─+\n {3}1\n1 row/);
    term.send("SELECT 'two\r");
    await term.waitFor("\n...>");
    term.send("lines' AS x;\r");
    await term.waitFor(/two.*lines\n1 row/);
    await say(term, "SELECT a b c FROM t;", /Error: Expected .*\n +1 \| SELECT a b c FROM t;\n +\| {12}\^\nHint: /);
    await say(term, "SELEC 1;", "Hint: Did you mean SELECT?");
    await say(term, "SELECT nope;", "Error: 'nope' not found");
    await say(term, "SELECT 2 AS still_here;", "still_here");
  }),
);

Deno.test(
  "The shell pauses a job, resumes it, and starts it again from its last checkpoint",
  inShell(async (term) => {
    await say(term, TICKS, "Created table t");
    await say(term, "CREATE TABLE nowhere (n BIGINT UNSIGNED) WITH (connector = 'blackhole');", "Created table");
    await say(term, "INSERT INTO nowhere SELECT counter FROM t;", "job 1 runs");
    await say(term, "\\pause 1", "Paused job 1");
    await say(term, "\\dj", /1 │ shell_nowhere_\w+ +│ paused/);
    await say(term, "\\resume 1", "Resumed job 1");
    await say(term, "\\dj", /1 │ shell_nowhere_\w+ +│ running/);
    await say(term, "RESTART JOB 1;", "Restarted job 1 from its last checkpoint");
    await say(term, "\\stop 1", "Stopped job 1");
  }, { cols: 200 }),
);

Deno.test(
  "The shell's meta commands",
  inShell(async (term, dir) => {
    const script = `${dir}/script.sql`;
    await Deno.writeTextFile(script, `${TICKS}\nCREATE VIEW v AS SELECT counter FROM t;\nSELECT 77 AS from_script;`);
    await say(term, "\\?", /\\conninfo/);
    await say(term, "\\help abs", /abs\(/i);
    await say(term, "\\help start off", /The tour is over/);
    await say(term, `\\i ${script}`, "from_script");
    await say(term, "\\i none.sql", 'Cannot read "none.sql": there is no such file');
    await say(term, "\\d", /\bt\b[^]*\bv\b/);
    await say(term, "\\d t", /counter/);
    await say(term, "\\d+ t", /CREATE TABLE t[^]*impulse/);
    await say(term, "\\dt", /impulse/);
    await say(term, "\\dc", /local/);
    await say(term, "\\dj", / id │ pipeline │ state .*\n─+/);
    await say(term, "\\jobs", / job │ state │ statement .*\n─+/);
    await say(term, "\\df upper", /upper\(/i);
    await say(term, "\\set who it's", /^\n/);
    await say(term, "\\set", /who = it's/);
    await say(term, "SELECT :who AS me;", /\n it's\n/);
    await say(term, "\\unset who", /^\n/);
    await say(term, "\\set who", /who is not set/);
    await say(term, "\\timing on", /Timing is on/);
    await say(term, "SELECT 3;", /Time: \d+ ms · first row \d+ ms · 1 row · 0 bytes read/);
    await say(term, "\\timing off", /Timing is off/);
    await say(term, "\\stop 9", /Error: .*9/);
    await say(term, "\\conninfo", /127\.0\.0\.1:\d+/);
    await say(term, "\\tming", /Unknown command \\tming\. Did you mean \\timing\?/);
    term.send("\\q\r");
    await ended(term);
  }),
);

Deno.test(
  "The shell's \\x puts one column on a line: always, never, or when a row is wider than the screen",
  inShell(async (term) => {
    await say(term, "\\x on", "One column per line is on");
    await say(term, "SELECT 1 AS a, 2 AS b;", /-\[ 1 \]-+\n ?a │ 1\n ?b │ 2/);
    await say(term, "\\x auto", "One column per line is auto");
    await say(term, "SELECT 3 AS c, 4 AS d;", / c │ d\n─+┼─+\n 3 │ 4/);
    await say(term, "SELECT repeat('x', 120) AS e, repeat('y', 120) AS f;", /-\[ 1 \]-+\n ?e │ x+(?:\n.*)?\n ?f │ y/);
    await say(term, "\\x off", "One column per line is off");
  }),
);

Deno.test(
  "The shell runs nothing of a pasted script until Enter",
  inShell(async (term) => {
    term.paste("SELECT 1 AS first_one;\nSELECT 2 AS second_one;\n");
    await term.waitFor("SELECT 2 AS second_one;");
    assert.doesNotMatch(term.text(), /─/);
    term.send("\r");
    await term.waitFor((term) => /first_one\n─/.test(term.text()) && /second_one\n─/.test(term.text()));
    await term.waitFor(/sql> ?$/);
  }),
);

Deno.test("The shell finds history and catalog of an earlier session, and keeps both to their owner", async () => {
  await using folder = await temporaryFolder();
  const env = { SLUICE_HISTORY: `${folder.path}/history.ndjson` };
  {
    await using term = await openShell(folder.path, { env });
    await say(term, TICKS, "Created table t");
    await say(term, "SELECT 'kept' AS word;", "kept\n1 row");
    await leave(term);
  }
  await using term = await openShell(folder.path, { env });
  await say(term, "\\d t", "counter");
  term.send("\x1b[A\x1b[A");
  await term.waitFor(/sql> SELECT 'kept' AS word;$/);
  term.send("\x15");
  await leave(term);
  for (const file of [`${folder.path}/data/catalog.sql`, env.SLUICE_HISTORY]) {
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600, file); // Linux and macOS have modes
  }
});

Deno.test("The shell uses no colour with NO_COLOR, and no control code at all with TERM=dumb", async () => {
  await using folder = await temporaryFolder();
  {
    await using term = await openShell(folder.path, { env: { NO_COLOR: "1" } });
    await say(term, "SELECT 'x' AS a, nope;", "Error: 'nope' not found");
    assert.doesNotMatch(term.written, /\x1b\[[0-9;]*[1-9][0-9;]*m/);
    await leave(term);
  }
  await using term = await openShell(folder.path, { env: { TERM: "dumb" } });
  term.send("SELECT 1 AS a,\r");
  await term.waitFor("...>");
  term.send("2 AS b;\r");
  await term.waitFor(/1 │ 2\n1 row/);
  const changes = ['{"after":{"id":1,"n":5},"op":"c"}', '{"before":{"id":1,"n":5},"after":{"id":1,"n":6},"op":"u"}'];
  await Deno.writeTextFile(`${folder.path}/changes.json`, changes.join("\n"));
  term.send("CREATE TABLE t (id INT PRIMARY KEY, n INT) WITH (connector = 'single_file', type = 'source',\r");
  term.send(`path = '${folder.path}/changes.json', format = 'debezium_json');\r`);
  await term.waitFor("Created table t");
  term.send("SELECT * FROM t;\r");
  await term.waitFor(/ id │ n\n─+┼─+\n +1 │ 6\n1 row/);
  term.send("\x04");
  assert.equal(await term.exit, 0);
  assert.doesNotMatch(term.written, /\x1b/);
});

Deno.test(
  "The shell asks before it creates a table FROM TOPIC: yes, no, or a statement that was changed",
  inShell(async (term) => {
    const options = "WITH (connection_profile = 'local', topic = 'orders', format = 'json')";
    await say(term, `CREATE TABLE orders (id BIGINT, note TEXT) ${options};`, "Created table orders");
    await say(term, "INSERT INTO orders VALUES (1, 'a'), (2, NULL);", "2 rows written");
    const propose = async (name: string) => {
      term.send(`CREATE TABLE ${name} FROM TOPIC 'orders';\r`);
      await term.waitFor(
        new RegExp(`CREATE TABLE ${name} \\(\n[^]*note TEXT +-- 1 of 2 records\n[^]*create\\? \\[Y/n/e\\] ?$`),
      );
    };
    await propose("a");
    term.send("what\r");
    await term.waitFor(/y creates the table[^]*create\? \[Y\/n\/e\] ?$/);
    term.send("\r");
    await term.waitFor(/Created table a\nsql> ?$/);
    await propose("b");
    term.send("n\r");
    await term.waitFor(/Nothing was created\nsql> ?$/);
    await propose("c");
    term.send("\x03"); // Ctrl-C is an answer too
    await term.waitFor(/create\? \[Y\/n\/e\] ?\nNothing was created\nsql> ?$/);
    await propose("d");
    term.send("e\r");
    await term.waitFor(/sql> -- From the newest 2 records[^]*\);$/);
    term.send("\x1b<\x1b[B\x1b[B\x1b[B\x05 more BIGINT,\x1b>\r");
    await term.waitFor(/Created table d\nsql> ?$/);
    await say(term, "\\d d", "more");
  }),
);
