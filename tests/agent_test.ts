/** The program when a coding agent drives it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Ended, programArgs, run, temporaryFolder } from "./program.ts";
import { Term } from "./terminal/term.ts";

const AGENT = { SLUICE_AGENT: "1" };
const ENDLESS = "CREATE TABLE t WITH (connector = 'impulse', event_rate = 1000);";
const FEW = "CREATE TABLE few WITH (connector = 'impulse', event_rate = 100000, message_count = 500);";

async function asked(sql: string, ...flags: string[]): Promise<Ended> {
  return await run([...flags, "-e", sql], { env: AGENT });
}

/** The JSON objects on standard error, in order. */
function errorsOf({ stderr }: Ended): Record<string, unknown>[] {
  return stderr.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line).error);
}

function rowsIn(markdown: string): number {
  return markdown.trimEnd().split("\n").length - 2;
}

Deno.test("an agent gets compact Markdown with types, whatever is asked", async () => {
  const { code, stdout, stderr } = await asked(
    `${FEW} SELECT 1 AS a, 'x|y' AS b; SHOW TABLES; DESCRIBE few; EXPLAIN SELECT 1`,
  );
  assert.equal(code, 0, stderr);
  const [select, tables, described, plan] = stdout.split("\n\n");
  assert.equal(select, "|a BIGINT|b TEXT|\n|--:|---|\n|1|x\\|y|");
  assert.match(tables ?? "", /^\|name TEXT\|connector TEXT\|.*\|\n\|---\|.*\n\|few\|impulse\|/);
  assert.match(described ?? "", /\|counter\|BIGINT UNSIGNED/);
  assert.match(plan ?? "", /Values/);
});

Deno.test("an agent is told in one JSON object per error where it is, what would help and what was expected", async () => {
  const sql = "SELECT nope;\nSELECT 1 +;\nSELEC 1;\nSELECT * FROM few WHERE;\nDROP TABLE gone;";
  const ended = await asked(sql, "--continue");
  assert.equal(ended.code, 1);
  const errors = errorsOf(ended);
  for (const error of errors) {
    assert.deepEqual(Object.keys(error).slice(0, 6), ["code", "message", "line", "column", "hint", "expected"]);
  }
  const places = errors.map(({ line, column }) => `${line}:${column}`).sort();
  assert.deepEqual(places, ["1:8", "2:11", "3:1", "4:24", "5:12"]);
  const at = (line: number) => errors.find((error) => error["line"] === line) ?? assert.fail(`nothing on line ${line}`);
  assert.deepEqual([at(1)["code"], at(1)["message"]], ["not_found", "'nope' not found"]);
  assert.match(String(at(3)["hint"]), /SELECT/);
  assert.ok((at(2)["expected"] as unknown[]).length > 0);
});

Deno.test("an agent's wrong usage and missing connection are JSON too, with their exit codes", async () => {
  const usage = await run(["--formt"], { env: AGENT });
  assert.equal(usage.code, 2);
  assert.deepEqual(errorsOf(usage).map(({ code, hint }) => [code, hint]), [["usage", "Did you mean --format?"]]);
  const away = await asked(
    "CREATE TABLE k (n BIGINT) WITH (connector = 'kafka', bootstrap_servers = '127.0.0.1:9', topic = 'k', format = 'json'); SELECT n FROM k",
  );
  assert.equal(away.code, 3);
  assert.deepEqual(errorsOf(away).map(({ code }) => code), ["unreachable"]);
});

Deno.test("an agent's query without an end stops after 100 rows, and says so with their count and hash; one with an end does not", async () => {
  const { code, stdout, stderr } = await asked(`${ENDLESS} SELECT counter FROM t`, "--quiet");
  assert.deepEqual([code, rowsIn(stdout)], [0, 100]);
  const hash = createHash("sha256").update(stdout).digest("hex").slice(0, 16);
  assert.equal(
    stderr,
    "Stopped after 100 rows, the limit for agents of what has no end: --limit and --timeout give others. " +
      `100 rows shown, sha256 ${hash}\n`,
  );
  const whole = await asked(`${FEW} SELECT counter FROM few`, "--quiet");
  assert.deepEqual([whole.code, rowsIn(whole.stdout), whole.stderr], [0, 500, ""]);
  const more = await asked(`${ENDLESS} SELECT counter FROM t`, "--quiet", "--limit", "150");
  assert.deepEqual([more.code, rowsIn(more.stdout), more.stderr], [0, 150, ""]);
});

Deno.test("an agent's file is cut off as loudly, and in the format of its suffix", async () => {
  await using folder = await temporaryFolder();
  const file = `${folder.path}/rows.csv`;
  const { stdout, stderr } = await asked(`${ENDLESS} SELECT counter FROM t`, "--output", file, "--quiet");
  assert.equal(stdout, "");
  assert.match(stderr, /^Stopped after 100 rows, .* 100 rows shown\n$/);
  assert.equal((await Deno.readTextFile(file)).split("\n").length, 1 + 100 + 1);
});

Deno.test("an agent's silent query ends after 10 s, and the reason is told", async () => {
  const table = "CREATE TABLE q (n BIGINT) WITH (connection_profile = 'local', topic = 'q', format = 'json');";
  const began = performance.now();
  const { code, stdout, stderr } = await asked(`${table} SELECT n FROM q`);
  assert.ok(performance.now() - began > 9_500);
  assert.deepEqual([code, stdout], [0, "|n BIGINT|\n|--:|\n"]);
  assert.match(stderr, /Stopped after 10 s, .* 0 rows shown, sha256 [0-9a-f]{16}\n[^]*\bq\b.* is empty/);
  const given = await asked(`${table} SELECT n FROM q`, "--timeout", "1s");
  assert.equal(given.code, 0);
  assert.doesNotMatch(given.stderr, /Stopped after/);
});

Deno.test("SLUICE_AGENT=0 says that a person looks, whatever else is set", async () => {
  const { stdout } = await run(["-e", "SELECT 1 AS a"], { env: { AI_AGENT: "x", SLUICE_AGENT: "0" } });
  assert.equal(stdout, '{"a":1}\n');
});

Deno.test("an agent on a terminal gets no editor, no colour and no question", async () => {
  await using folder = await temporaryFolder();
  const options = { env: { ...AGENT, SLUICE_HISTORY: "" }, cols: 100 };
  await using term = await Term.start(Deno.execPath(), programArgs(["--dir", folder.path]), options);
  await term.waitFor("Reading statements from standard input, up to Ctrl-D");
  term.send("CREATE TABLE q (n BIGINT) WITH (connection_profile = 'local', topic = 'q', format = 'json');\r");
  term.send("INSERT INTO q VALUES (7); SELECT 1 AS a, nope;\r\x04");
  assert.equal(await term.exit, 1);
  assert.match(term.text(), /\{"error":\{"code":"not_found"/);
  assert.ok(!term.written.includes("\x1b"), "a control code was written");
});
