import assert from "node:assert/strict";
import { rowsOf, run, shellPipeline, start, startCluster, temporaryFolder } from "./program.ts";

const ENDLESS = "CREATE TABLE t WITH (connector = 'impulse', event_rate = 100);";
const SLOW = "CREATE TABLE t WITH (connector = 'impulse', event_rate = 2, message_count = 1000);";

async function sql(text: string, ...flags: string[]) {
  return await run([...flags, "-e", text]);
}

/** Runs the program in a new folder. */
async function inFolder(use: (path: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await use(folder.path);
}

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

Deno.test("sluice exits with 1 at the first failed statement, and nothing runs of a text with a syntax error", async () => {
  const failed = await sql("SELECT 1;\nSELECT nope;\nSELECT 2");
  assert.equal(failed.code, 1);
  assert.equal(failed.stdout, '{"1":1}\n');
  assert.equal(failed.stderr, "Error: 'nope' not found\n  2 | SELECT nope;\n    |        ^^^^\n");
  const syntax = await sql("SELECT 1; SELEC 2");
  assert.deepEqual([syntax.code, syntax.stdout], [1, ""]);
  assert.match(syntax.stderr, /Unknown statement "SELEC"[^]*\^{5}\nHint: Did you mean SELECT\?/);
});

Deno.test("sluice --continue goes on after a failed statement, and the exit code still tells", async () => {
  const { code, stdout, stderr } = await sql("SELECT 1; SELECT nope; SELECT 2", "--continue");
  assert.deepEqual([code, stdout], [1, '{"1":1}\n{"2":2}\n']);
  assert.match(stderr, /'nope' not found/);
});

Deno.test("sluice --check binds everything and runs nothing", async () => {
  const fine = await sql(`${ENDLESS} SELECT counter FROM t`, "--check");
  assert.deepEqual([fine.code, fine.stdout], [0, ""]);
  const wrong = await sql(`${ENDLESS} SELECT cuonter FROM t`, "--check");
  assert.deepEqual([wrong.code, wrong.stdout], [1, ""]);
  assert.match(wrong.stderr, /'cuonter' not found/);
});

Deno.test("sluice exits with 2 when it is used wrongly, and names what was meant", async () => {
  const wrong: readonly (readonly [args: string[], said: RegExp])[] = [
    [["--limt", "3"], /Unknown flag "--limt"\nHint: Did you mean --limit\?/],
    [["--format", "xml", "-e", "SELECT 1"], /"xml" is not a format\nHint: Use one of: table, ndjson/],
    [["--timeout", "soon", "-e", "SELECT 1"], /--timeout/],
    [["missing.sql"], /Cannot read "missing\.sql": there is no such file/],
  ];
  for (const [args, said] of wrong) {
    const { code, stdout, stderr } = await run(args);
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, said);
  }
});

Deno.test("sluice --version and --help answer on stdout", async () => {
  assert.match((await run(["--version"])).stdout, /^Sluice \d+\.\d+\.\d+/i);
  const { code, stdout } = await run(["--help"]);
  assert.equal(code, 0);
  for (const flag of ["--execute", "--format", "--timeout", "--continue"]) assert.ok(stdout.includes(flag), flag);
});

Deno.test("sluice runs several files and -e as one script, in their order", () =>
  inFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/a.sql`, "CREATE VIEW v AS SELECT 1 AS n -- no semicolon");
    await Deno.writeTextFile(`${dir}/b.sql`, "SELECT n + 1 AS n FROM v;");
    const { code, stdout, stderr } = await run([
      `${dir}/a.sql`,
      "-e",
      "SELECT n FROM v",
      `${dir}/b.sql`,
      "-e",
      "SELECT 9 AS n",
    ]);
    assert.deepEqual([code, stdout], [0, '{"n":1}\n{"n":2}\n{"n":9}\n'], stderr);
  }));

Deno.test("sluice reads a script from stdin, also as -", async () => {
  const stdin = "SELECT 5 AS n;\nSELECT 6 AS n";
  for (const args of [[], ["-"]]) {
    assert.deepEqual(await run(args, { stdin }), { code: 0, stdout: '{"n":5}\n{"n":6}\n', stderr: "" });
  }
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

Deno.test("sluice --var gives values that cannot leave their place", async () => {
  const { code, stdout } = await run([
    "--var",
    "v=it's -- not a comment",
    "--var",
    "name=of column",
    "-e",
    'SELECT :v AS v, 1 AS :"name"',
  ]);
  assert.deepEqual([code, stdout], [0, `{"v":"it's -- not a comment","of column":1}\n`]);
});

Deno.test("sluice ends quietly when nobody reads its rows any more", async () => {
  const { code, stdout, stderr } = await shellPipeline(
    `sluice -e "${ENDLESS} SELECT counter FROM t" | head -1; exit \${PIPESTATUS[0]}`,
  );
  assert.deepEqual([code, stdout, stderr], [0, '{"counter":0}\n', "Created table t\n"]);
});

Deno.test("sluice exits with 130 when a signal cuts a SELECT short", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await using program = start(["-e", `${ENDLESS} SELECT counter FROM t`]);
    await program.until(({ stdout }) => stdout.split("\n").length > 3);
    program.kill(signal);
    const { code, stdout } = await program.ended();
    assert.equal(code, 130);
    assert.ok(stdout.endsWith("}\n"), "a row was cut");
  }
});

Deno.test("sluice stops jobs cleanly at SIGTERM: what was read is written, exit 0", () =>
  inFolder(async (dir) => {
    const insert =
      `SET checkpoint_interval = INTERVAL '100 milliseconds'; ${ENDLESS} CREATE TABLE out (counter BIGINT UNSIGNED) WITH (connector = 'single_file', path = '${dir}/out.json', format = 'json');
    INSERT INTO out SELECT counter FROM t`;
    await using program = start(["-e", insert]);
    await program.until(() => fileSize(`${dir}/out.json`) > 0);
    program.kill("SIGTERM");
    const { code, stderr } = await program.ended();
    assert.equal(code, 0, stderr);
    const rows = rowsOf(await Deno.readTextFile(`${dir}/out.json`));
    assert.deepEqual(rows.map((row) => row["counter"]), rows.map((_, i) => i));
    assert.match(stderr, new RegExp(`${rows.length} rows? written`));
  }));

function fileSize(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}

Deno.test("sluice ends at once, with 130, at a second signal", async () => {
  await using cluster = await startCluster();
  const script = `${ENDLESS} CREATE TABLE out (counter BIGINT UNSIGNED) WITH (connector = 'kafka',
    bootstrap_servers = '${cluster.bootstrap}', topic = 'out', format = 'json', 'topic.create' = true);
    INSERT INTO out SELECT counter FROM t; SELECT counter FROM t`;
  await using program = start(["-e", script]);
  await program.until(({ stdout }) => stdout.includes('"counter":5}'));
  cluster.kill("SIGSTOP");
  program.kill("SIGINT");
  await program.until(({ stderr }) => stderr.includes("A second signal ends at once"));
  program.kill("SIGINT");
  assert.equal((await program.ended()).code, 130);
  cluster.kill("SIGCONT");
});

Deno.test("sluice --demo prints a dozen rows as NDJSON and exits with 0 when there is no terminal", async () => {
  const { code, stdout, stderr } = await run(["--demo"]);
  assert.equal(code, 0, stderr);
  const rows = rowsOf(stdout);
  assert.equal(rows.length, 12);
  assert.deepEqual(Object.keys(rows[0] ?? {}), ["order_id", "customer", "city", "product", "total", "ordered_at"]);
  assert.match(stderr, /An embedded Kafka cluster runs at 127\.0\.0\.1:\d+/);
});

Deno.test("sluice says which permission is missing, and asks nothing", () =>
  inFolder(async (dir) => {
    const none = await run(["-e", "SELECT 1"], { permissions: [] });
    assert.equal(none.code, 2);
    assert.match(none.stderr, /^Error: Deno has granted Sluice nothing[^]*Hint: Start it with -P/);
    const noRead = await run(["-e", "SELECT 1"], { permissions: ["--allow-env", "--allow-net"] });
    assert.equal(noRead.code, 2);
    assert.match(noRead.stderr, /^Error: Deno has not granted Sluice to read its own files[^]*--allow-read=/);
    const noNet = await run([
      "-e",
      `CREATE TABLE k (v TEXT) WITH (connector = 'kafka', bootstrap_servers = '127.0.0.1:9', topic = 'k', format = 'json'); SELECT * FROM k`,
    ], { permissions: ["--allow-read", "--allow-write", "--allow-env", "--allow-sys"] });
    assert.equal(noNet.code, 1);
    assert.match(noNet.stderr, /may not use the network[^]*--allow-net=127\.0\.0\.1:9/);
    const noWrite = await run(["--output", `${dir}/x.csv`, "-e", "SELECT 1"], {
      permissions: ["--allow-read", "--allow-env", "--allow-net", "--allow-sys"],
    });
    assert.equal(noWrite.code, 1);
    assert.match(noWrite.stderr, /Cannot write to[^]*--allow-write/);
  }));

Deno.test("deno task cluster prints where it listens when it is ready", async () => {
  await using cluster = await startCluster();
  assert.match(cluster.bootstrap, /^127\.0\.0\.1:\d+$/);
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: cluster.port });
  conn.close();
  cluster.kill("SIGTERM");
  assert.equal((await cluster.status).code, 0);
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

Deno.test("sluice creates a table FROM TOPIC as it is proposed, and says on stderr what that is", async () => {
  await using cluster = await startCluster("--sasl", "ann:right");
  const login = "auth.type = 'sasl', auth.protocol = 'SASL_PLAINTEXT', auth.mechanism = 'PLAIN', auth.username = 'ann'";
  const kafka = `connector = 'kafka', bootstrap_servers = '${cluster.bootstrap}', ${login}, auth.password = 'right'`;
  const written = await sql(`CREATE TABLE t (id BIGINT, note TEXT) WITH (${kafka}, topic = 'orders', format = 'json',
    topic.create = true); INSERT INTO t VALUES (1, 'a'), (2, NULL)`);
  assert.equal(written.code, 0, written.stderr);
  const bounds = "source.offset = 'earliest', source.until = 'latest'";
  const text = `CREATE TABLE o FROM TOPIC 'orders' WITH (${kafka}, ${bounds}); SELECT id, note FROM o`;
  const { code, stdout, stderr } = await sql(text);
  assert.deepEqual([code, stdout], [0, '{"id":1,"note":"a"}\n{"id":2,"note":null}\n'], stderr);
  assert.match(
    stderr,
    /^-- From the newest 2 records [^]*\nCREATE TABLE o \([^]*1 of 2 records[^]*\);\nCreated table o\n$/,
  );
  assert.ok(stderr.includes("auth.password = '***'") && !stderr.includes("right"), "secrets are masked");
  assert.equal((await sql(text, "--quiet")).stderr, "");
});

Deno.test("sluice --replay compares what a script gives with what it gave, and exits with 1 where it differs", () =>
  inFolder(async (path) => {
    const file = `${path}/day.sql`;
    const replayed = async (rows: readonly string[], ...flags: string[]) => {
      const comments = rows.map((row) => `-- row ["${row}"]\n`).join("");
      await Deno.writeTextFile(file, `-- 2026-01-31T10:00:00Z, 2 rows\n${comments}VALUES (1), (2);\nSELECT 3;\n`);
      return await run(["--dir", `${path}/data`, "--replay", file, ...flags]);
    };
    const same = await replayed(["2", "1"]);
    assert.deepEqual(same, {
      code: 0,
      stdout: "VALUES (1), (2)  same: 2 rows\nSELECT 3  not compared: nothing says what came of it; 1 row now\n",
      stderr: "2 statements: 1 the same, 1 not compared\n",
    });
    const other = await replayed(["1", "7"]);
    assert.equal(other.code, 1);
    assert.match(other.stdout, /differs: 1 row missing, 1 new\n[^]* - │ +7\n \+ │ +2\nSELECT 3/);
    assert.match(other.stderr, /^Error: .*day\.sql" does not give what it gave: 2 statements: 1 differs/);
    assert.match((await replayed(["1"], "--limit", "3")).stderr, /--replay and --limit do not go together/);
    assert.equal((await run(["--replay", `${path}/none.sql`])).code, 2);
    await Deno.writeTextFile(file, "-- t: offsets 0:9-1\nSELECT 1;");
    const broken = await run(["--dir", `${path}/data`, "--replay", file]);
    assert.deepEqual([broken.code, broken.stdout], [1, ""]);
    assert.match(broken.stderr, /comment in line 1: "0:9-1" are no offsets/);
  }));
