/** The program as a process: what it is given, what it answers, how it ends. */
import assert from "node:assert/strict";
import { inFolder, rowsOf, run, sql, start, startCluster } from "./program.ts";

const ENDLESS = "CREATE TABLE t WITH (connector = 'impulse', event_rate = 100);";

function fileSize(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}

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
