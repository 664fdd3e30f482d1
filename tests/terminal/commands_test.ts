/** The meta commands in a terminal, as a person sees them: help, the catalog, scripts, the editor, jobs and variables. */
import assert from "node:assert/strict";
import { inShell, leave, openShell, PROMPT, say } from "./shell_term.ts";
import { temporaryFolder } from "../program.ts";

const TICKS = "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 50);";
const TOPIC =
  "CREATE TABLE t (n INT, w TEXT) WITH (connection_profile = 'local', topic = 't', format = 'json', 'sink.key_field' = 'w');";

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
