// deno-lint-ignore-file no-control-regex
/** The program in a terminal, as a person sees it. */
import assert from "node:assert/strict";
import { programArgs, startCluster, temporaryFolder } from "../program.ts";
import { ended, inShell, leave, openShell, PROMPT, say, signalShell } from "./shell_term.ts";
import { Term } from "./term.ts";

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
  "The shell shows live rows over a status line, and Ctrl-C gives the prompt back",
  inShell(async (term) => {
    await say(term, TICKS, "Created table t");
    term.send("SELECT counter FROM t;\r");
    await term.waitFor(/job 1 · [1-9][\d,]* rows · .*\n [1-9]\S*\/s in · \S+\/s out · .* · Ctrl-C stops\nsql> ?$/);
    term.send("\x03");
    const took = await term.waitFor(/stopped reading t: [\d,]+ rows in \d+\.\d s\n(?:.*\n)*sql>/);
    assert.ok(took < 1_000, `${took} ms`);
    assert.ok(!term.text().includes("Ctrl-C stops"), "the status line is still there");
    await say(term, "SELECT 1 AS alive;", "alive");
  }),
);

Deno.test("The shell answers Ctrl-C while the broker is frozen, and can be left", async () => {
  await using folder = await temporaryFolder();
  await using cluster = await startCluster();
  await using term = await openShell(folder.path);
  const options =
    `WITH (connector = 'kafka', bootstrap_servers = '${cluster.bootstrap}', topic = 'x', format = 'json',`;
  await say(
    term,
    `CREATE TABLE x (counter BIGINT) ${options} 'topic.create' = 'true', 'source.offset' = 'earliest');`,
    "Created table x",
  );
  await say(term, TICKS, "Created table t");
  await say(term, "INSERT INTO x SELECT counter FROM t;", "job 1 runs");
  term.send("SELECT counter FROM x;\r");
  await term.waitFor(/[1-9]\S*\/s in/);
  cluster.kill("SIGSTOP");
  try {
    term.send("\x03");
    const took = await term.waitFor(/stopped reading x(?:.*\n)*sql>/);
    assert.ok(took < 1_000, `${took} ms`);
    await say(term, "SELECT 1 AS alive;", "alive");
    term.send("SELECT counter FROM x;\r");
    await term.waitFor(/\? keys\n.*Ctrl-C stops/);
    term.send("\x03");
    const again = await term.waitFor(
      /stopped reading.*\n(?:.*\n)*.*alive(?:.*\n)*.*stopped (?:reading|waiting)(?:.*\n)*sql>/,
    );
    assert.ok(again < 1_000, `${again} ms`);
    term.send("\x04");
    await term.waitFor("1 job runs here. Stop and leave? y/N");
    const asked = performance.now();
    term.send("y\r");
    assert.equal(await term.exit, 0);
    assert.ok(performance.now() - asked < 8_000);
    assert.match(term.text(), /Job 1 did not end in time.*: the last rows it wrote may not have been acknowledged/);
    await term.clean();
  } finally {
    cluster.kill("SIGCONT");
  }
});

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
  "The shell runs an INSERT as a job, tells its end above a half-typed line, and asks before it leaves jobs",
  inShell(async (term) => {
    await say(term, TICKS, "Created table t");
    await say(
      term,
      "CREATE TABLE gone (counter BIGINT UNSIGNED) WITH (connector = 'blackhole');",
      "Created table gone",
    );
    await say(
      term,
      "INSERT INTO gone SELECT counter FROM t LIMIT 3;",
      /3 rows written|job 1 has ended: 3 rows written/,
    );
    await say(
      term,
      `CREATE TABLE tight (counter BIGINT UNSIGNED) WITH (connector = 'single_file', path = '/dev/full', format = 'json');`,
      "Created table tight",
    );
    await say(term, "INSERT INTO tight SELECT counter FROM t;", /job \d runs; \\dj shows it/);
    term.send("SELECT half");
    await term.waitFor(/job \d failed:\nError: Cannot write to file '\/dev\/full': no space left[^]*sql> SELECT half$/);
    term.send("\x15");
    await say(term, "INSERT INTO gone SELECT counter FROM t;", /job \d runs/);
    await say(term, "\\dj", /running/);
    term.send("\x04");
    await term.waitFor("1 job runs here. Stop and leave? y/N");
    term.send("n\r");
    await term.waitFor(/y\/N n\n(?:.*\n)*sql> ?$/);
    const job = /job (\d) runs(?![^]*job \d runs)/.exec(term.text())?.[1];
    await say(term, `\\stop ${job}`, /written|Stopped/);
  }, { permissions: ["-A"] }), // Deno lets nobody else write to a device
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
  "The shell says why a live SELECT is silent",
  inShell(async (term) => {
    await say(
      term,
      "CREATE TABLE q (n BIGINT) WITH (connection_profile = 'local', topic = 'q', format = 'json');",
      "Created table q",
    );
    await say(term, "INSERT INTO q VALUES (1), (2);", "2 rows written");
    term.send("SELECT n FROM q;\r");
    await term.waitFor(/; 2 records lie before\. 'source\.offset' = 'earliest' in the WITH of q reads them/);
    term.send("\x03");
    await term.waitFor(/stopped reading q: 0 rows/);
  }, { cols: 200 }),
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

Deno.test("The demo shows live orders with rows/s and lag; Ctrl-C brings the prompt; it can be left", async () => {
  await using term = await Term.start(Deno.execPath(), programArgs(["--demo"]), {
    cols: 200,
    rows: 40,
    env: { SLUICE_HISTORY: "" },
  });
  await term.waitFor("An embedded Kafka cluster runs at 127.0.0.1:");
  await term.waitFor(/sql> SELECT order_id[^]*order_id .*│ customer[^]*\d+ │/);
  await term.waitFor(/[1-9]\S*\/s in · .*lag \d+/);
  term.send("\x03");
  await term.waitFor(/stopped reading orders: [\d,]+ rows(?:.*\n)*sql> ?$/);
  await say(term, "SELECT count_ FROM (SELECT 1 AS count_) x;", /count_/);
  await say(term, "\\d orders", /customer/);
  term.send("\\q\r");
  await term.waitFor("Stop and leave? y/N");
  term.send("y\r");
  await ended(term);
});

Deno.test("The shell leaves the terminal clean at SIGTERM, also while rows flow", async () => {
  await using folder = await temporaryFolder();
  await using term = await openShell(folder.path);
  await say(term, TICKS, "Created table t");
  term.send("SELECT counter FROM t;\r");
  await term.waitFor("Ctrl-C stops");
  await signalShell(folder.path, "SIGTERM");
  await ended(term);
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

const CHANGES = `CREATE TABLE changes (value TEXT)
  WITH (connector = 'kafka', connection_profile = 'local', topic = 'rows', format = 'raw_string', type = 'sink');
CREATE TABLE rows (id INT PRIMARY KEY, n INT)
  WITH (connector = 'kafka', connection_profile = 'local', topic = 'rows', format = 'debezium_json', type = 'source',
  source.offset = 'earliest');
CREATE TABLE some WITH (connector = 'impulse', event_rate = 10000, message_count = 30);
CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 20);`;

Deno.test(
  "The shell shows an updating SELECT as a table in place, and leaves its last state in the scrollback",
  inShell(async (term, dir) => {
    await Deno.writeTextFile(`${dir}/changes.sql`, CHANGES);
    await say(term, `\\i ${dir}/changes.sql`, "Created table ticks");
    const created = `'{"after":{"id":' || counter || ',"n":0},"op":"c"}'`;
    await say(term, `INSERT INTO changes SELECT ${created} FROM some;`, "30 rows written");
    const changed = `'{"before":{"id":2,"n":' || counter || '},"after":{"id":2,"n":' || counter + 1 || '},"op":"u"}'`;
    await say(term, `INSERT INTO changes SELECT ${changed} FROM ticks;`, "job 2 runs");
    term.send("SELECT id, n FROM rows;\r");
    await term.waitFor(/ id │ +n .*\n +0 │ +0\n +1 │ +0\n +2 │ +[1-9]\d*\n +3 │ +0\n/);
    await term.waitFor(/\n job 3 · 1–\d+ of 30 rows · .*\n.* · Ctrl-C stops/);
    const count = () => Number(/\n +2 │ +(\d+)\n/.exec(term.text())?.[1]);
    const before = count();
    await term.waitFor(() => count() > before);
    const headers = () => term.text().match(/ id │ +n /g)?.length;
    assert.equal(headers(), 1, "the table is painted in place");
    await term.waitFor(() => boldCells(term).length > 0);
    assert.match(boldCells(term).join(""), /^\d+$/);
    await term.resize(150, 30);
    await term.waitFor(() => /\n +22 │ +0\n/.test(term.text()) && headers() === 1); // painted in place
    term.send("\x03");
    await term.waitFor(
      /\n +2 │ +\d+\n(?:.*\n)*… \d+ more rows\n.*\nstopped reading rows: 30 rows in \d+\.\d s\n(?:.*\n)*sql>/,
    );
    assert.ok(!term.text().includes("Ctrl-C stops"), "the status line is still there");
    await say(term, "\\stop 2", "Stopped job 2");
    await term.waitFor(PROMPT);
  }, { rows: 24, cols: 150 }),
);

/** The bold characters below the header of the table. */
function boldCells(term: Term): string[] {
  const lines = term.text().split("\n");
  const header = lines.findIndex((line) => line.startsWith(" id │ n "));
  const row = lines.findIndex((line, i) => i > header && /^ +2 │/.test(line));
  const cells = Array.from({ length: 24 }, (_, column) => term.cell(column, row));
  return cells.filter((cell) => cell.bold).map((cell) => cell.text);
}

Deno.test(
  "The shell answers keys while a user function loops, ends it, and goes on",
  inShell(async (term) => {
    await say(term, TICKS, "Created table t");
    const define = "CREATE FUNCTION f(n BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ for (;;) {} $$";
    await say(term, `${define} WITH (timeout = '1 second');`, "Created function f");
    await say(term, `CREATE OR REPLACE ${define.slice("CREATE ".length).replace("f(n", "g(n")};`, "Created function g");
    await say(term, "SELECT f(counter::BIGINT) FROM t;", "Error: Function f did not return within 1 second");
    term.send("SELECT g(counter::BIGINT) FROM t;\r");
    await term.waitFor("Ctrl-C stops");
    term.send("\x03");
    const took = await term.waitFor(/stopped reading t: .*\n(?:.*\n)*sql>/);
    assert.ok(took < 1_000, `${took} ms`);
    await say(term, "SELECT 1 AS alive;", "alive");
  }),
);

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
