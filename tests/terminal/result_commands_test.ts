/** Commands that show, keep, draw or repeat results, as a person sees them. */
import assert from "node:assert/strict";
import { inShell, PROMPT, say } from "./shell_term.ts";

const MANY = "CREATE TABLE many WITH (connector = 'impulse', event_rate = 1000000, message_count = 5000);";
const TICKS = "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 50);";
const TOPIC =
  "CREATE TABLE t (n INT, w TEXT) WITH (connection_profile = 'local', topic = 't', format = 'json', 'sink.key_field' = 'w');";

const FROM_T = "FROM t /*+ OPTIONS('source.offset' = 'earliest', 'source.until' = 'latest') */";

Deno.test(
  "\\last shows the last result again in the format of now, and table _ queries it",
  inShell(async (term) => {
    await say(term, "\\last", "Error: There is no last result");
    await say(term, "SELECT 1 FROM _;", "Error: table _ not found");
    await say(term, "VALUES (1, 'ann'), (2, 'bob'), (3, 'cy');", "3 rows");
    await say(term, "\\format csv", "Results are shown as csv");
    await say(term, "\\last", /column1,column2\n1,ann\n2,bob\n3,cy\n3 rows/);
    await say(term, "SELECT column2 AS who FROM _ WHERE column1 > 1;", /who\nbob\ncy\n2 rows/);
    await say(term, "SELECT count(*) AS n FROM _;", /n\n2\n/);
    await say(term, "SHOW SETTINGS;", "updating_ttl");
    await say(term, "SELECT name FROM _ WHERE name LIKE 'up%' ORDER BY name;", /update_interval\nupdating_ttl\n/);
  }),
);

Deno.test(
  "\\chart draws bars and lines of the last result, and says why it cannot",
  inShell(async (term) => {
    await say(term, "SELECT * FROM (VALUES ('kettle', 120), ('tent', 60), ('lamp', 0)) AS s (product, n);", "3 rows");
    await say(term, "\\chart", /n by product\n kettle │█+ 120\n tent {3}│█+▌? 60\n lamp {3}│ 0\n/);
    await say(term, "\\chart product", "Error: The column 'product' is not numeric");
    await say(term, "\\chart m", /no column 'm'\n[^]*Did you mean 'n'\?/);
    await say(
      term,
      "CREATE TABLE few WITH (connector = 'impulse', event_rate = 1000000, message_count = 40);",
      "Created",
    );
    await say(term, "SELECT counter AS x, counter * counter AS y FROM few ORDER BY x;", "40 rows");
    await say(term, "\\chart", /y by x\n +1,521 ┤⠀+.*\n[^]*└─+\n +0 +20 +39\n/);
    await say(term, "\\chart bars", /y by x\n +0 +│ 0\n[^]*39 +│█+ 1,521/);
  }, { rows: 60 }),
);

Deno.test(
  "\\format shows results in every format, and says when a name is wrong",
  inShell(async (term) => {
    const one = "SELECT 1 AS a, 'x|y' AS b;";
    for (
      const [format, shown] of [
        ["ndjson", '{"a":1,"b":"x|y"}\n1 row'],
        ["json", '[\n{"a":1,"b":"x|y"}\n]\n1 row'],
        ["csv", "a,b\n1,x|y\n1 row"],
        ["tsv", /a +b\n1 +x\|y\n1 row/],
        ["markdown", "| --: | ---- |\n|   1 | x\\|y |\n1 row"],
        ["vertical", /-\[ 1 \]-+\na │ 1\nb │ x\|y\n1 row/],
        ["table", " a │ b\n───┼────\n 1 │ x|y\n1 row"],
      ] as const
    ) {
      await say(term, `\\format ${format}`, `Results are shown as ${format}`);
      await say(term, one, shown);
    }
    await say(term, "\\format cvs", /Unknown format 'cvs'\nHint: Did you mean 'csv'/);
  }, { rows: 70 }),
);

Deno.test(
  "\\o sends results of every kind to a file in the format of its suffix, whole, until \\o",
  inShell(async (term, dir) => {
    await say(term, MANY, "Created table many");
    const lines = async (file: string) => (await Deno.readTextFile(`${dir}/${file}`)).trimEnd().split("\n");
    await say(term, `\\o ${dir}/out.csv`, "as csv; \\o ends that");
    await say(term, "SELECT counter, repeat('x', 300) AS x FROM many;", "5,000 rows");
    await say(term, "\\o", "out.csv has 1 result with 5,000 rows");
    const csv = await lines("out.csv");
    assert.equal(csv.length, 5001);
    assert.equal(csv.at(-1), `4999,${"x".repeat(300)}`);
    await say(term, `\\o '${dir}/out.json'`, "as json");
    await say(term, "SELECT 1 AS a;", "1 row");
    await say(term, "SHOW CONNECTIONS;", PROMPT);
    await say(term, `\\o ${dir}/out.md`, "out.json has 2 results with 2 rows");
    assert.deepEqual(JSON.parse((await lines("out.json")).join("\n")).length, 2);
    await say(term, "SELECT 1 AS a;", "1 row");
    await say(term, "\\o", "out.md has 1 result");
    assert.deepEqual(await lines("out.md"), ["| a |".replace(" a ", "   a "), "| --: |", "|   1 |"]);
    await say(term, "\\o", "Results go to the screen");
    await say(term, "SELECT 2 AS back;", "back");
  }),
);

Deno.test(
  "\\o takes the rows of a live query, and a file that cannot be written is an error",
  inShell(async (term, dir) => {
    await say(term, TICKS, "Created table ticks");
    await say(term, `\\o ${dir}/live.ndjson`, "as ndjson");
    term.send("SELECT counter FROM ticks;\r");
    await term.waitFor(/[1-9]\d*\/s in/);
    term.send("\x03");
    await term.waitFor(/stopped reading ticks: \d+ rows/);
    await say(term, "\\o", /live\.ndjson has 1 result with \d+ rows/);
    const first = (await Deno.readTextFile(`${dir}/live.ndjson`)).split("\n")[0];
    assert.deepEqual(JSON.parse(first ?? ""), { counter: 0 });
    await say(term, `\\o ${dir}/no/such/folder.csv`, "as csv");
    await say(term, "SELECT 1;", /Error: Cannot write to ".*folder\.csv": no such file/);
    await say(term, "\\o", "0 results");
  }),
);

Deno.test(
  "\\timing says when the first row came, how long it took, how many rows and bytes",
  inShell(async (term) => {
    await say(term, TOPIC, "Created table t");
    await say(term, "INSERT INTO t VALUES (1, 'ann'), (2, 'bob');", "2 rows written");
    await say(term, "\\timing", "Timing is on");
    await say(term, `SELECT n ${FROM_T};`, /Time: \d+ ms · first row \d+ ms · 2 rows · \d+ bytes read/);
    await say(term, "SHOW TABLES;", /Time: \d+ ms\n/);
    await say(term, "\\timing of", "\\timing takes on or off");
    await say(term, "\\timing off", "Timing is off");
  }),
);

Deno.test(
  "\\watch repeats a query that ends and marks what has changed; a live one is refused",
  inShell(async (term) => {
    await say(term, "\\watch", "There is no query to repeat");
    await say(term, TICKS, "Created table ticks");
    await say(
      term,
      "CREATE TABLE s (counter BIGINT UNSIGNED) WITH (connection_profile = 'local', topic = 's', format = 'json');",
      "Created",
    );
    await say(term, "INSERT INTO s SELECT counter FROM ticks;", "job 1 runs");
    await say(
      term,
      "SELECT 'all' AS k, count(*) AS n FROM s /*+ OPTIONS('source.offset' = 'earliest', 'source.until' = 'latest') */;",
      "1 row",
    );
    term.send("\\watch 200ms\r");
    const count = () => Number(/\n all │ +(\d+)\n?$/.exec(term.text())?.[1]);
    await term.waitFor(/every 200 ms, \d\d:\d\d:\d\d, run 2 · Ctrl-C stops/);
    const before = count();
    await term.waitFor(() => count() > before);
    const row = term.screen().findLastIndex((line) => line.startsWith(" all"));
    const bold = () => Array.from({ length: 20 }, (_, x) => term.cell(x, row)).filter((cell) => cell.bold);
    await term.waitFor(() => /^\d+$/.test(bold().map((cell) => cell.text).join("")));
    term.send("q");
    await term.waitFor(/watched \d+ runs\nsql> ?$/);
    await say(term, "\\stop 1", /Stopped job 1\nticks was read up to offset 0:\d+/);
    await say(term, "\\watch soon", "Cannot read the duration 'soon'");
    term.send("SELECT counter FROM ticks;\r");
    await term.waitFor(/[1-9]\d*\/s in/);
    term.send("\x03");
    await term.waitFor(/stopped reading ticks/);
    await term.waitFor(PROMPT);
    await say(term, "\\watch", /Error: This query has no end: it is live already/);
  }),
);

Deno.test(
  "\\save writes what succeeded as a script with offsets, rows and a hash, and \\i runs it again",
  inShell(async (term, dir) => {
    await say(term, "\\save x.sql", "No statement has succeeded yet");
    await say(term, TOPIC.replace("TABLE t", "TABLE IF NOT EXISTS t"), "Created table t");
    await say(term, "INSERT INTO t VALUES (1, 'ann'), (2, 'bob');", "2 rows written");
    await say(term, "SELECT nope FROM t;", "Error: ");
    await say(term, `SELECT n ${FROM_T};`, "2 rows");
    await say(term, "\\save", "\\save needs a file");
    await say(term, `\\save ${dir}/no/where.sql`, /Cannot write ".*where\.sql": there is no such file/);
    await say(term, `\\save ${dir}/today.sql`, "today.sql has 3 statements");
    const script = await Deno.readTextFile(`${dir}/today.sql`);
    assert.match(
      script,
      /INSERT INTO t VALUES[^]*-- 20\S+Z, 2 rows, sha256 [0-9a-f]{64}\n-- t: offsets 0:0-2, id \S+\n-- row \["1"\]\n-- row \["2"\]\nSELECT n FROM t/,
    );
    assert.ok(!script.includes("nope"));
    await say(term, `\\i ${dir}/today.sql`, /2 rows written[^]*4 rows/);
  }),
);

Deno.test(
  "\\replay runs what was saved over the same offsets: the same after more has come, and what differs is shown",
  inShell(async (term, dir) => {
    const path = `${dir}/day.sql`;
    await say(term, TOPIC, "Created table t");
    await say(term, "INSERT INTO t VALUES (1, 'ann'), (2, 'bob');", "2 rows written");
    await say(term, `SELECT n, w ${FROM_T};`, "2 rows");
    await say(term, "SELECT n + 1 AS next FROM _;", "2 rows");
    await say(term, "SELECT now() AS at;", "1 row");
    term.send("SELECT n FROM t /*+ OPTIONS('source.offset' = 'earliest') */;\r");
    await term.waitFor(/'earliest'\) \*\/;\n[^]*\n +1\n +2\n/);
    term.send("q");
    await term.waitFor(/stopped reading t[^]*sql> ?$/);
    await say(term, `\\save ${path}`, "day.sql has 6 statements");
    await say(term, "INSERT INTO t VALUES (3, 'cid');", "1 row written");
    await say(
      term,
      `\\replay ${path} --check`,
      /Created table t, for this replay only[^]*same: 2 rows, counted only, not written again[^]*same: 2 rows[^]*same: 2 rows[^]*same: 1 row[^]*not compared: it was stopped; 2 rows now[^]*6 statements: 4 the same, 1 not compared/,
    );
    await say(term, `\\replay ${path}`, /1 │ ann\n +2 │ bob\n[^]*next[^]*6 statements\n/);
    await say(term, `SELECT count(*) AS n ${FROM_T};`, / 3\n/);
    await Deno.writeTextFile(
      path,
      (await Deno.readTextFile(path)).replace("SELECT n, w FROM t", "SELECT n, upper(w) FROM t"),
    );
    await say(
      term,
      `\\replay ${path} --check`,
      /differs: 2 rows missing, 2 new\n[^]* - │ 1 │ ann[^]* \+ │ 2 │ BOB[^]*Error: .*day\.sql" does not give what it gave: 6 statements: 3 the same, 1 differs, 1 not compared/,
    );
    await say(term, "\\replay", "\\replay needs a file");
    await say(term, `\\replay ${dir}/none.sql`, /Cannot read ".*none\.sql": there is no such file/);
  }, { rows: 60 }),
);

Deno.test(
  "\\replay runs a script that was not saved, and Ctrl-C stops it",
  inShell(async (term, dir) => {
    await say(term, "CREATE TABLE slow WITH (connector = 'impulse', event_rate = 1, message_count = 1000);", "Created");
    await Deno.writeTextFile(`${dir}/hand.sql`, "SELECT 1 AS one; SELECT counter FROM slow; SELECT 2 AS two;");
    term.send(`\\replay ${dir}/hand.sql --check\r`);
    await term.waitFor(/nothing to compare with[^]*SELECT 1 AS one {2}not compared[^]*replaying 2 of 3/);
    term.send("\x03");
    await term.waitFor(/SELECT counter FROM slow {2}stopped\nstopped: 1 more [^]*sql> ?$/);
  }),
);
