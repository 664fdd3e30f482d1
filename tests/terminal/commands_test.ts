/** The meta commands in a terminal, as a person sees them. */
import assert from "node:assert/strict";
import { inShell, leave, openShell, PROMPT, say } from "./shell_term.ts";
import { temporaryFolder } from "../program.ts";

const MANY = "CREATE TABLE many WITH (connector = 'impulse', event_rate = 1000000, message_count = 5000);";
const TICKS = "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 50);";
const TOPIC =
  "CREATE TABLE t (n INT, w TEXT) WITH (connection_profile = 'local', topic = 't', format = 'json', 'sink.key_field' = 'w');";
const FROM_T = "FROM t /*+ OPTIONS('source.offset' = 'earliest', 'source.until' = 'latest') */";

Deno.test(
  "\\? lists the commands, \\help and \\h explain a statement, an option, a code, and say what may have been meant",
  inShell(async (term) => {
    await say(term, "\\?", /\\connect \[NAME\] [^]*\\watch \[DURATION\][^]*Statements end with ;/);
    await say(term, "\\h CREATE TABLE", /\nCREATE TABLE\n[^]*WATERMARK FOR column[^]*CREATE TABLE ticks WITH/);
    await say(term, "\\help source.until", /source\.until = latest[^]*In: tables of kafka/);
    await say(term, "\\help unreachable", "Error code unreachable");
    await say(term, "\\help \\watch", /\\watch \[DURATION\][^]*Ctrl-C or q stops it/);
    await say(term, "\\help keys", /Ctrl-W +delete back to a blank/);
    await say(term, "\\h insrt", /No help on 'insrt'\. Did you mean insert/);
    await say(term, "\\help start off", "The tour is over");
    await say(term, "\\chrt", "Unknown command \\chrt. Did you mean \\chart?");
  }, { rows: 60 }),
);

Deno.test(
  "\\h shows statements that can be run as they stand",
  inShell(async (term) => {
    await say(term, "\\h values", /VALUES \(1, 'one'\), \(2, 'two'\);/);
    await say(term, "VALUES (1, 'one'), (2, 'two');", /1 │ one\n +2 │ two\n2 rows/);
  }),
);

Deno.test(
  "\\df explains a function with examples, lists those of a pattern, and pages all of them",
  inShell(async (term) => {
    await say(term, "\\df split_part", /split_part\(text, text, integer\)[^]*SELECT split_part\([^]*→/i);
    await say(term, "\\df json_get_*", /json_get_int[^]*json_get_str/);
    await say(term, "\\df splt_part", "Did you mean split_part");
    term.send("\\df\r");
    await term.waitFor(/lines 1–37 of \d+ · Space b/);
    term.send("q");
    await term.waitFor(PROMPT);
  }),
);

Deno.test(
  "\\d, \\dt and \\dc show what there is; a name that is not there says what may have been meant",
  inShell(async (term) => {
    await say(term, TOPIC, "Created table t");
    await say(term, "CREATE VIEW seen AS SELECT n FROM t;", "Created view seen");
    await say(term, "\\d", /t +│ kafka[^]*seen/);
    await say(term, "\\dt", / t +│ kafka +│ local +│ t +│ json/);
    await say(term, "\\d+ t", /CREATE TABLE t[^]*connection_profile = 'local'/);
    await say(term, "\\d+", "\\d+ needs a name");
    await say(term, "\\d sen", /Error: [^]*seen/);
    await say(term, "\\dc", /local +│ kafka +│ embedded/);
  }),
);

Deno.test(
  "\\peek shows the newest records as they lie, and table _ is a query over them",
  inShell(async (term) => {
    await say(term, TOPIC, "Created table t");
    await say(term, "INSERT INTO t VALUES (1, 'ann'), (2, 'bob'), (3, NULL);", "3 rows written");
    await say(
      term,
      "\\peek t",
      / partition │ offset │ timestamp +│ key +│ headers │ schema_id │ value[^]*2 │ 20.* │ NULL │ NULL +│ +NULL │ \{"n":3,"w":null\}[^]*0 │ 20.* │ ann +│[^]*3 records, the newest first/,
    );
    await say(term, "\\peek t 1", /\{"n":3,"w":null\}\n1 record, the newest first/);
    await say(term, "SELECT key, value FROM _;", /NULL │ \{"n":3/);
    await say(term, "\\peek tt", /Error: .*tt/);
    await say(term, "\\peek", "\\peek needs a topic");
    await say(term, "\\peek t 0", "a number of records from 1 to 10,000");
  }),
);

Deno.test(
  "\\peek knows the id of a schema, shows bytes that are no text in hexadecimal, and says that a topic is empty",
  inShell(async (term) => {
    const options =
      "connection_profile = 'local', topic = 'a', format = 'avro', 'avro.confluent_schema_registry' = 'true'";
    await say(term, `CREATE TABLE a (n INT NOT NULL) WITH (${options});`, "Created table a");
    await say(term, "INSERT INTO a VALUES (1);", "1 row written");
    await say(term, "\\peek a", /schema_id │ value\n.*\n.*│ +1 │ \\u\{2\}/);
    await say(
      term,
      "CREATE TABLE b (value BYTEA) WITH (connection_profile = 'local', topic = 'b', format = 'raw_bytes');",
      "Created table b",
    );
    await say(term, "INSERT INTO b VALUES (X'ff00fe');", "1 row written");
    await say(term, "\\peek b", /│ \\xff00fe\n/);
    await say(
      term,
      "CREATE TABLE e (n INT) WITH (connection_profile = 'local', topic = 'e', format = 'json');",
      "Created",
    );
    await say(term, "SELECT n FROM e /*+ OPTIONS('source.until' = 'latest') */;", "0 rows");
    await say(term, "\\peek e", "The topic e has no records");
  }),
);

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
  "\\i runs a script up to its first error, which points into it",
  inShell(async (term, dir) => {
    await Deno.writeTextFile(`${dir}/good.sql`, "SELECT 11 AS a;\nSELECT 22 AS b;");
    await Deno.writeTextFile(`${dir}/bad.sql`, "SELECT 33 AS c;\nSELECT nope;\nSELECT 44 AS never;");
    await say(term, `\\i ${dir}/good.sql`, /11\n1 row\n +b[^]*22/);
    await say(term, `\\i '${dir}/bad.sql'`, /33[^]*Error: 'nope' not found\n +2 \| SELECT nope;/);
    assert.ok(!term.text().includes("never"));
    await say(term, "\\i", "\\i needs a file");
    await say(term, "\\i nothing.sql", 'Cannot read "nothing.sql": there is no such file');
  }),
);

Deno.test("\\e edits the last statement or one of the history in the person's editor, and needs the right to", async () => {
  await using folder = await temporaryFolder();
  const editor = `${folder.path}/editor`;
  await Deno.writeTextFile(editor, "#!/bin/sh\nsed -i 's/one/two/' \"$1\"\n", { mode: 0o755 });
  const env = { EDITOR: editor, SLUICE_HISTORY: `${folder.path}/history.ndjson` };
  {
    await using term = await openShell(folder.path, { env, permissions: ["-P", `--allow-run=${editor}`] });
    await say(term, "SELECT 'one' AS w;", "one\n1 row");
    term.send("\\e\r");
    await term.waitFor(/sql> SELECT 'two' AS w;$/);
    term.send("\r");
    await term.waitFor(/ two\n1 row\nsql> ?$/);
    await say(term, "\\history", / *1 {2}SELECT 'one' AS w;\n *2 {2}\\e\n *3 {2}SELECT 'two' AS w;/);
    term.send("\\e 1\r");
    await term.waitFor(/sql> \\e 1\nsql> SELECT 'two' AS w;$/);
    term.send("\x15");
    await say(term, "\\e 99", "There is no statement 99 in the history");
    await say(term, "\\history TWO", /3 {2}SELECT 'two' AS w;/);
    await say(term, "\\history nothing like it", "No statement has 'nothing like it' in it");
    await leave(term);
  }
  await using term = await openShell(folder.path, { env });
  await say(term, "\\e", /Error: Cannot start .*: start Sluice with --allow-run=/);
  await leave(term);
});

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
  "\\jobs shows how jobs are doing, \\stop at which offsets one has ended",
  inShell(async (term) => {
    await say(term, TICKS, "Created table ticks");
    await say(term, TOPIC, "Created table t");
    await say(term, "\\jobs", /job │ state │ statement │ rows\/s │ lag │ last checkpoint │ age │ last error/);
    await say(term, "\\stop", "\\stop needs the number of a job; none runs");
    await say(term, "INSERT INTO t SELECT counter::INT, 'x' FROM ticks;", "job 1 runs");
    await say(term, "\\jobs", / 1 │ running │ INSERT INTO t SELECT.* │ +\d+ │ +\S+ │ .* │ \d+ s/);
    await say(term, "\\stop one", "\\stop needs the number of a job: \\stop 1");
    await say(term, "\\stop 1", /Stopped job 1\nticks was read up to offset 0:[1-9]\d*/);
    await say(term, "\\stop 7", "job 7 not found");
    await say(term, "\\pause 1", /job 1 has ended/);
  }),
);

Deno.test(
  "\\set and \\unset keep variables that stand in statements",
  inShell(async (term) => {
    await say(term, "\\set who 'ann''s'", PROMPT);
    await say(term, "\\set who ann", PROMPT);
    await say(term, "SELECT :who AS me;", /\n ann\n1 row/);
    await say(term, "\\set", "who = ann");
    await say(term, "\\unset whoo", "whoo is not set. Did you mean who?");
    await say(term, "\\set 1x y", "\\set takes a name of letters");
  }),
);

Deno.test(
  "Several commands in one paste run one after the other",
  inShell(async (term) => {
    term.paste("\\set a 5\n\\set b 6\nSELECT :a::INT * :b::INT AS product;");
    await term.waitFor(/AS product;$/);
    term.send("\r");
    await term.waitFor(/product\n─+\n +30\n1 row\nsql> ?$/);
  }),
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
