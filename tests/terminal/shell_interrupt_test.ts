/** Queries and jobs that go on, and what Ctrl-C, Ctrl-D and a signal do to them, as a person sees it. */
import assert from "node:assert/strict";
import { startCluster, temporaryFolder } from "../program.ts";
import { ended, inShell, openShell, PROMPT, say, signalShell } from "./shell_term.ts";
import type { Term } from "./term.ts";

const TICKS = "CREATE TABLE t WITH (connector = 'impulse', event_rate = 100);";

const CHANGES = `CREATE TABLE changes (value TEXT)
  WITH (connector = 'kafka', connection_profile = 'local', topic = 'rows', format = 'raw_string', type = 'sink');
CREATE TABLE rows (id INT PRIMARY KEY, n INT)
  WITH (connector = 'kafka', connection_profile = 'local', topic = 'rows', format = 'debezium_json', type = 'source',
  source.offset = 'earliest');
CREATE TABLE some WITH (connector = 'impulse', event_rate = 10000, message_count = 30);
CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 20);`;

/** The bold characters below the header of the table. */
function boldCells(term: Term): string[] {
  const lines = term.text().split("\n");
  const header = lines.findIndex((line) => line.startsWith(" id │ n "));
  const row = lines.findIndex((line, i) => i > header && /^ +2 │/.test(line));
  const cells = Array.from({ length: 24 }, (_, column) => term.cell(column, row));
  return cells.filter((cell) => cell.bold).map((cell) => cell.text);
}

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

Deno.test("The shell leaves the terminal clean at SIGTERM, also while rows flow", async () => {
  await using folder = await temporaryFolder();
  await using term = await openShell(folder.path);
  await say(term, TICKS, "Created table t");
  term.send("SELECT counter FROM t;\r");
  await term.waitFor("Ctrl-C stops");
  await signalShell(folder.path, "SIGTERM");
  await ended(term);
});

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
