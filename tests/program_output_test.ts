/** The rows that the program writes, as another process reads them. */
import assert from "node:assert/strict";
import { inFolder, rowsOf, run, shellPipeline, sql } from "./program.ts";

const ENDLESS = "CREATE TABLE t WITH (connector = 'impulse', event_rate = 100);";
const SLOW = "CREATE TABLE t WITH (connector = 'impulse', event_rate = 2, message_count = 1000);";

Deno.test("sluice writes each format to a pipe as it is told, NDJSON when it is not", async () => {
  const query = "SELECT 1 AS a, 'x,y' AS b, 9223372036854775807 AS c, NULL AS d";
  const expected: readonly (readonly [format: string, text: string])[] = [
    ["ndjson", '{"a":1,"b":"x,y","c":9223372036854775807,"d":null}\n'],
    ["json", '[\n{"a":1,"b":"x,y","c":9223372036854775807,"d":null}\n]\n'],
    ["csv", 'a,b,c,d\n1,"x,y",9223372036854775807,\n'],
    ["tsv", "a\tb\tc\td\n1\tx,y\t9223372036854775807\t\\N\n"],
    [
      "markdown",
      "|   a | b   |                   c | d    |\n| --: | --- | ------------------: | ---- |\n|   1 | x,y | 9223372036854775807 | NULL |\n",
    ],
  ];
  for (const [format, text] of expected) {
    assert.deepEqual(await sql(query, "--format", format), { code: 0, stdout: text, stderr: "" });
  }
  assert.equal((await sql(query)).stdout, expected[0]?.[1]);
  assert.match((await sql(query, "--format", "table")).stdout, /^ a │ b {3}│ +c │ d\n───┼/);
  assert.match((await sql(query, "--format", "vertical")).stdout, /^-\[ 1 \]-+\na │ 1\nb │ x,y\n/);
});

Deno.test("sluice keeps rows on stdout and everything else on stderr", async () => {
  const text = `${ENDLESS} SELECT counter FROM t LIMIT 2`;
  assert.deepEqual(await sql(text), {
    code: 0,
    stdout: '{"counter":0}\n{"counter":1}\n',
    stderr: "Created table t\n",
  });
  assert.equal((await sql(text, "--quiet")).stderr, "");
});

Deno.test("sluice --output writes to a file, in the format of its suffix", () =>
  inFolder(async (dir) => {
    const { code, stdout } = await run(["--output", `${dir}/rows.csv`, "-e", "SELECT 1 AS a, 'é' AS b"]);
    assert.deepEqual([code, stdout], [0, ""]);
    assert.equal(await Deno.readTextFile(`${dir}/rows.csv`), "a,b\n1,é\n");
    const refused = await run(["--output", `${dir}/none/rows.csv`, "-e", "SELECT 1"]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /Cannot write to ".*none\/rows\.csv": no such file or directory/i);
  }));

Deno.test("sluice --limit ends each query, cleanly", async () => {
  const { code, stdout } = await sql(`${ENDLESS} SELECT counter FROM t`, "--limit", "3");
  assert.deepEqual([code, rowsOf(stdout).length], [0, 3]);
});

Deno.test("sluice --limit is for each query of a pipeline, and none is cut off for another", async () => {
  const { code, stdout } = await sql(
    `${ENDLESS} SELECT counter FROM t; SELECT counter FROM t WHERE counter % 10 = 9`,
    "--limit",
    "3",
  );
  assert.equal(code, 0);
  const of = (query: number) => rowsOf(stdout).filter((row) => row["_query"] === query).map((row) => row["counter"]);
  assert.deepEqual([of(2), of(3)], [[0, 1, 2], [9, 19, 29]]);
});

Deno.test("sluice --timeout ends an unbounded statement with 0 and one that had to finish with 1", async () => {
  const unbounded = await sql(`${ENDLESS} SELECT counter FROM t WHERE counter < 2`, "--timeout", "1s");
  assert.deepEqual([unbounded.code, unbounded.stdout], [0, '{"counter":0}\n{"counter":1}\n']);
  const bounded = await sql(`${SLOW} SELECT counter FROM t`, "--timeout", "400ms");
  assert.equal(bounded.code, 1);
  assert.match(bounded.stderr, /The time given with --timeout was over before the statement was/);
});

Deno.test("sluice ends quietly when nobody reads its rows any more", async () => {
  const { code, stdout, stderr } = await shellPipeline(
    `sluice -e "${ENDLESS} SELECT counter FROM t" | head -1; exit \${PIPESTATUS[0]}`,
  );
  assert.deepEqual([code, stdout, stderr], [0, '{"counter":0}\n', "Created table t\n"]);
});

Deno.test("sluice prints the rows that are left of an updating SELECT, or its changes with _op, in each format", () =>
  inFolder(async (path) => {
    const changes = [
      '{"after":{"id":1,"n":5},"op":"c"}',
      '{"after":{"id":2,"n":7},"op":"c"}',
      '{"before":{"id":1,"n":5},"after":{"id":1,"n":6},"op":"u"}',
      '{"before":{"id":2,"n":7},"op":"d"}',
    ];
    await Deno.writeTextFile(`${path}/changes.json`, changes.map((line) => `${line}\n`).join(""));
    const table = `CREATE TABLE t (id INT PRIMARY KEY, n INT)
      WITH (connector = 'single_file', path = '${path}/changes.json', format = 'debezium_json', type = 'source');`;
    const final = await sql(`${table} SELECT * FROM t;`);
    assert.deepEqual([final.code, final.stdout], [0, '{"id":1,"n":6}\n']);
    assert.equal((await sql(`${table} SELECT * FROM t;`, "--format", "csv")).stdout, "id,n\n1,6\n");
    const changelog = `${table} SET result_mode = 'changelog'; SELECT * FROM t;`;
    const { stdout } = await sql(changelog);
    const [first] = stdout.split("\n");
    assert.equal(first, '{"_op":"+I","id":1,"n":5}');
    assert.deepEqual(rowsOf(stdout).map((row) => row["_op"]), ["+I", "+I", "-U", "+U", "-D"]);
    assert.match(
      (await sql(changelog, "--format", "csv")).stdout,
      /^_op,id,n\n\+I,1,5\n\+I,2,7\n-U,1,5\n\+U,1,6\n-D,2,7\n$/,
    );
    assert.ok((await sql(changelog, "--format", "table")).stdout.startsWith(" _op │ id │ n\n"));
    const out = `CREATE TABLE out (id INT, n INT)
      WITH (connector = 'single_file', path = '${path}/out.json', format = 'debezium_json', type = 'sink');`;
    assert.equal((await sql(`${table} ${out} INSERT INTO out SELECT id, n FROM t WHERE n < 7;`)).code, 0);
    assert.deepEqual((await Deno.readTextFile(`${path}/out.json`)).trim().split("\n"), [
      '{"before":null,"after":{"id":1,"n":5},"op":"c"}',
      '{"before":{"id":1,"n":5},"after":{"id":1,"n":6},"op":"u"}',
    ]);
  }));
