/** What goes wrong outside of a query's text, and what a person is told. */
import assert from "node:assert/strict";
import { API } from "../connectors/kafka/protocol/api.ts";
import { batchOf, TestClient } from "../connectors/embedded/test_client.ts";
import { type Cluster, programArgs, rowsOf, run, type RunOptions, startCluster, temporaryFolder } from "./program.ts";
import { Term } from "./terminal/term.ts";

/** What the issue allows a wrong address or login to take, start of the program included. */
const ANSWER_MS = 15_000;

async function sql(text: string, options: RunOptions = {}) {
  return await run(["-e", text], options);
}

function table(name: string, cluster: Cluster, options = "", columns = "n BIGINT"): string {
  return `CREATE TABLE ${name} (${columns}) WITH (connector = 'kafka', bootstrap_servers = '${cluster.bootstrap}', topic = '${name}', format = 'json'${
    options === "" ? "" : `, ${options}`
  });`;
}

const EARLIEST = "'source.offset' = 'earliest'";
const TO_THE_END = `${EARLIEST}, 'source.until' = 'latest'`;

/** A connection that cannot work says so in TEST CONNECTION and in a SELECT alike. */
async function refused(options: string, said: RegExp, hint: RegExp): Promise<void> {
  const connection = `CREATE CONNECTION c WITH (connector = 'kafka', ${options});`;
  const select =
    `CREATE TABLE x (n BIGINT) WITH (connection_profile = 'c', topic = 'x', format = 'json'); SELECT n FROM x`;
  const began = performance.now();
  const [tested, selected] = await Promise.all([
    sql(`${connection} TEST CONNECTION c`),
    sql(`${connection} ${select}`),
  ]);
  assert.ok(performance.now() - began < ANSWER_MS);
  const [step] = rowsOf(tested.stdout);
  assert.deepEqual([tested.code, step?.["ok"]], [3, false]);
  for (const text of [String(step?.["step"]), selected.stderr]) {
    assert.match(text, said);
    assert.match(text, hint);
  }
  assert.deepEqual([selected.code, selected.stdout], [3, ""]);
  assert.match(selected.stderr, /\nError: [^\n]+\nHint: [^\n]+\n$/, "one sentence and a cure, and no stack trace");
}

function login(password: string, mechanism = "PLAIN"): string {
  return `'auth.type' = 'sasl', 'auth.mechanism' = '${mechanism}', 'auth.username' = 'ann', 'auth.password' = '${password}'`;
}

Deno.test("An option that does not exist is named, with the nearest one, and nothing is made", async () => {
  const { code, stdout, stderr } = await sql("CREATE TABLE t WITH (connector = 'impulse', event_rat = 5); SELECT 1");
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /event_rat[^]*\^+[^]*event_rate/);
});

Deno.test("A wrong host or port is told from the other", async () => {
  await refused(
    "bootstrap_servers = 'no-such-host.invalid:9092'",
    /the host "no-such-host\.invalid" cannot be found/,
    /Check the host name/,
  );
  const port = freePort();
  await refused(
    `bootstrap_servers = '127.0.0.1:${port}'`,
    new RegExp(`nothing listens on port ${port}`),
    /Check the port/,
  );
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("TLS to a port without it is told from a wrong port", async () => {
  await using plain = await startCluster();
  await refused(
    `bootstrap_servers = '${plain.bootstrap}', 'auth.protocol' = 'SSL'`,
    /TLS to .* failed: .*(without TLS|does not speak TLS)/,
    /auth\.protocol = 'PLAINTEXT'/,
  );
});

Deno.test("Plaintext to a TLS port, a missing authority and a wrong password are told apart", async () => {
  await using tls = await startCluster("--tls", "--sasl", "ann:right");
  const servers = `bootstrap_servers = '${tls.bootstrap}'`;
  await refused(servers, /the broker wants TLS on port/, /Use auth\.protocol = 'SSL'/);
  const encrypted = `${servers}, 'auth.protocol' = 'SASL_SSL'`;
  await refused(`${encrypted}, ${login("right")}`, /no trusted authority has signed/, /tls\.ca/);
  await refused(
    `${encrypted}, 'tls.ca' = '${tls.ca}', ${login("wr0ng-s3cret")}`,
    /^(?![^]*wr0ng-s3cret)[^]*Login at .* with PLAIN failed/,
    /Check auth\.username and auth\.password/,
  );
  const fine = await sql(
    `CREATE CONNECTION c WITH (connector = 'kafka', ${encrypted}, 'tls.ca' = '${tls.ca}', ${
      login("right")
    }); TEST CONNECTION c`,
  );
  assert.equal(fine.code, 0, fine.stderr);
});

Deno.test("A login that is missing, or wrong with SCRAM, is named", async () => {
  await using sasl = await startCluster("--sasl", "ann:right");
  const servers = `bootstrap_servers = '${sasl.bootstrap}'`;
  await refused(servers, /it wants a login/, /auth\.type = 'sasl'/);
  await refused(
    `${servers}, 'auth.protocol' = 'SASL_PLAINTEXT', ${login("wrong", "SCRAM-SHA-512")}`,
    /Login at .* with SCRAM-SHA-512 failed/,
    /Check auth\.username/,
  );
});

Deno.test("An environment variable that is missing is named", async () => {
  const { code, stderr } = await sql(
    "CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = '{{NO_SUCH_VARIABLE}}'); TEST CONNECTION c",
  );
  assert.equal(code, 1);
  assert.match(
    stderr,
    /Environment variable NO_SUCH_VARIABLE not found[^]*bootstrap_servers[^]*export NO_SUCH_VARIABLE=/,
  );
});

Deno.test("A topic that is missing is named, with the nearest ones and how to create it", async () => {
  await using cluster = await startCluster("--no-auto-create");
  using client = await TestClient.connect(cluster.bootstrap);
  await client.createTopic("orders");
  const { code, stderr } = await sql(`${table("ordres", cluster)} SELECT n FROM ordres`);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /The topic "ordres" does not exist\nHint: Did you mean "orders"\? To create it, .*'topic\.create' = 'true'/,
  );
  const tested = await sql(`${table("ordres", cluster)} TEST TABLE ordres`);
  assert.match(tested.stdout + tested.stderr, /Topic 'ordres' does not exist/);
});

Deno.test("A record that cannot be decoded stops a query, is dropped and counted, or goes to the dead letters", async () => {
  await using cluster = await startCluster();
  using client = await TestClient.connect(cluster.bootstrap);
  await client.createTopic("bad");
  await client.produce("bad", batchOf(['{"n":1}', '{"n":"one"}', '{"n":3}']));
  const failed = await sql(`${table("bad", cluster, TO_THE_END)} SELECT n FROM bad`);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /topic bad, partition 0, offset 1: .*\bn\b/);
  assert.match(failed.stderr, /"one"/, "the first bytes");
  assert.match(failed.stderr, /Hint: bad_data = 'drop'/);

  const dropped = await sql(`${table("bad", cluster, `${TO_THE_END}, bad_data = 'drop'`)} SELECT n FROM bad`);
  assert.deepEqual([dropped.code, dropped.stdout], [0, '{"n":1}\n{"n":3}\n']);
  assert.match(dropped.stderr, /1 record could not be decoded/);

  const options = `${TO_THE_END}, bad_data = 'dead_letter', bad_data.topic = 'bad_letters', topic.create = 'true'`;
  const sent = await sql(`${table("bad", cluster, options)} SELECT n FROM bad`);
  assert.deepEqual([sent.code, sent.stdout], [0, '{"n":1}\n{"n":3}\n'], sent.stderr);
  const letters = await sql(
    `CREATE TABLE bad_letters (value TEXT, h JSON METADATA FROM 'headers') WITH (connector = 'kafka', bootstrap_servers = '${cluster.bootstrap}', topic = 'bad_letters', format = 'raw_string', ${TO_THE_END});
     SELECT value AS v, h->>'sluice.topic' AS topic, h->>'sluice.offset' AS at FROM bad_letters`,
  );
  assert.equal(letters.stdout, '{"v":"{\\"n\\":\\"one\\"}","topic":"bad","at":"1"}\n', letters.stderr);
});

Deno.test("Offsets that no longer exist are an error that names the range", async () => {
  await using cluster = await startCluster();
  using client = await TestClient.connect(cluster.bootstrap);
  await client.createTopic("cut");
  await client.produce("cut", batchOf(["1", "2", "3", "4", "5"].map((n) => `{"n":${n}}`)));
  await client.call(API.DeleteRecords, 2, {
    topics: [{ name: "cut", partitions: [{ partition: 0, offset: 3 }] }],
    timeoutMs: 1000,
  });
  const { code, stdout, stderr } = await sql(`${table("cut", cluster, "'source.offset' = '0:1'")} SELECT n FROM cut`);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /Error: [^\n]*\b1\b[^\n]*\b3\b[^\n]*\b5\b[^]*Hint: .*source\.(offset|out_of_range)/);
});

Deno.test("A cluster that is killed in mid-query: the status line says so, and no row is missing or doubled", async () => {
  await using folder = await temporaryFolder();
  const data = ["--data", `${folder.path}/cluster`];
  let cluster = await startCluster(...data);
  try {
    await produceNumbers(cluster, 0, 20, true);
    await using term = await Term.start(Deno.execPath(), programArgs(["--dir", `${folder.path}/data`]), {
      cols: 200,
      rows: 60,
      env: { SLUICE_HISTORY: "" },
    });
    await term.waitFor("sql>");
    term.send(`${table("numbers", cluster, EARLIEST)}\r`);
    await term.waitFor("Created table numbers");
    term.send("SELECT n FROM numbers;\r");
    await term.waitFor(/\n +19\n/);
    cluster.kill("SIGKILL");
    await cluster.status;
    await term.waitFor(/reconnecting since \d\d:\d\d:\d\d · .*127\.0\.0\.1/);
    const port = String(cluster.port);
    await cluster[Symbol.asyncDispose]();
    cluster = await startCluster(...data, "--port", port);
    await produceNumbers(cluster, 20, 40, false);
    await term.waitFor(/\n +39\n/);
    await term.waitFor(/\/s in/);
    term.send("\x03");
    await term.waitFor("stopped reading numbers: 40 rows");
    const shown = term.scrollback().flatMap((line) => /^ +\d+$/.test(line) ? [Number(line)] : []);
    assert.deepEqual(shown, Array.from({ length: 40 }, (_, n) => n));
  } finally {
    await cluster[Symbol.asyncDispose]();
  }
});

async function produceNumbers(cluster: Cluster, from: number, to: number, create: boolean): Promise<void> {
  using client = await TestClient.connect(cluster.bootstrap);
  if (create) await client.createTopic("numbers");
  const values = Array.from({ length: to - from }, (_, i) => `{"n":${from + i}}`);
  assert.equal((await client.produce("numbers", batchOf(values))).errorCode, 0);
}

/** Runs lines in a shell and gives what was on its screen. */
async function shellScreen(
  command: string,
  args: readonly string[],
  lines: readonly (readonly [string, string | RegExp])[],
) {
  await using term = await Term.start(command, args, { cols: 200, rows: 60, env: { SLUICE_HISTORY: "" } });
  await term.waitFor("sql>");
  for (const [line, answer] of lines) {
    term.send(`${line}\r`);
    await term.waitFor(answer);
    await term.waitFor(/sql> ?$/);
  }
  term.send("\x04");
  assert.equal(await term.exit, 0);
  await term.clean();
  return term.text();
}

Deno.test("A catalog folder that cannot be written is said, and nothing is defined", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  await shellScreen(Deno.execPath(), programArgs(["--dir", `${folder.path}/file`]), [
    ["CREATE VIEW v AS SELECT 1 AS a;", /Error: Cannot (save|read) the catalog .*file\/catalog\.sql/],
    ["SELECT a FROM v;", /Error: .*v.*not found/],
  ]);
});

const UNSHARE = new Deno.Command("unshare", {
  args: ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"],
  stdout: "null",
  stderr: "null",
});

async function canMount(): Promise<boolean> {
  try {
    return Deno.build.os === "linux" && (await UNSHARE.output()).success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "A full disk is said, and the catalog stays as it was",
  ignore: !await canMount(),
  async fn() {
    await using folder = await temporaryFolder();
    const disk = `${folder.path}/disk`;
    await Deno.mkdir(disk);
    const script =
      `mount -t tmpfs -o size=64k none '${disk}' && "$@"; code=$?; cat '${disk}/catalog.sql'; ls '${disk}' | wc -l; exit $code`;
    const fill = `${folder.path}/fill.sql`;
    await Deno.writeTextFile(
      fill,
      `CREATE TABLE filling (n BIGINT) WITH (connector = 'single_file', path = '${disk}/out.json', format = 'json');
       CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 1000000);
       INSERT INTO filling SELECT counter FROM ticks;`,
    );
    const text = await shellScreen("unshare", [
      "-rm",
      "sh",
      "-c",
      script,
      "sh",
      Deno.execPath(),
      ...programArgs(["--dir", disk, "--var", "rehearse=off"]),
    ], [
      ["CREATE VIEW kept AS SELECT 1 AS a;", "Created view kept"],
      [`\\i ${fill}`, /job 1 failed:\nError: Cannot write to file '.*out\.json': no space left on the device/],
      [
        "CREATE VIEW lost AS SELECT 2 AS a;",
        /Error: Cannot save the catalog .*: .*[Nn]o space left[^]*Nothing was changed/,
      ],
      ["SELECT a FROM kept;", / a\n/],
    ]);
    const [, after = ""] = text.split(/\nsql> ?\n/).slice(-2);
    assert.match(after, /CREATE TABLE ticks[^]*CREATE VIEW kept/i);
    assert.doesNotMatch(after, /lost/);
    assert.match(after, /\n3$/, "catalog, output and jobs, and no unfinished file");
  },
});

Deno.test("A secret is in the catalog as it was typed, and nowhere else", async () => {
  const secret = "pl4nted-s3cret";
  await using folder = await temporaryFolder();
  const history = `${folder.path}/history.ndjson`;
  const definition =
    `CREATE CONNECTION c WITH (connector = 'confluent', bootstrap_servers = '127.0.0.1:1', key = 'KEY', secret = '${secret}', 'auth.protocol' = 'SASL_PLAINTEXT');`;
  await Deno.writeTextFile(`${folder.path}/c.sql`, definition);
  await using term = await Term.start(Deno.execPath(), programArgs(["--dir", `${folder.path}/data`]), {
    cols: 200,
    rows: 60,
    env: { SLUICE_HISTORY: history },
  });
  await term.waitFor("sql>");
  const lines: readonly (readonly [string, RegExp])[] = [
    [`\\i ${folder.path}/c.sql`, /Created connection c/],
    ["CREATE TABLE t (n BIGINT) WITH (connection_profile = 'c', topic = 't', format = 'json');", /Created table t/],
    ["\\d+ t", /CREATE TABLE t/],
    ["SHOW CONNECTIONS;", /confluent/],
    ["\\conninfo c", /Error: Cannot connect/],
    ["TEST CONNECTION c;", /failed .*nothing listens/],
    ["SELECT n FROM t;", /Error: Cannot connect[^]*Error: Cannot connect/],
    [`\\i ${folder.path}/c.sql`, /Error: .*c.*(exists|taken)/i],
  ];
  const prompts = () => term.scrollback().filter((row) => row.startsWith("sql>")).length;
  const typed = async (line: string, answer: RegExp) => {
    const before = prompts();
    term.send(`${line}\r`);
    await term.waitFor(() => prompts() > before && answer.test(term.scrollback().join("\n")));
  };
  for (const [line, answer] of lines) await typed(line, answer);
  assert.ok(!term.scrollback().join("\n").includes(secret), "on the screen");
  await typed(definition.replace(" c ", " d "), /Created connection d/);
  await typed(definition.replace("WITH (", "WITH (("), /Error: Expected/);
  term.send("\x04");
  assert.equal(await term.exit, 0);
  assert.ok(!(await Deno.readTextFile(history)).includes(secret), "in the history");
  const catalog = await Deno.readTextFile(`${folder.path}/data/catalog.sql`);
  assert.ok(catalog.includes(secret));
  assert.equal((await Deno.stat(`${folder.path}/data/catalog.sql`)).mode! & 0o777, 0o600); // Linux and macOS have modes
  const script = await sql(`${definition} SHOW CONNECTIONS; TEST CONNECTION c`);
  assert.ok(!(script.stdout + script.stderr).includes(secret), "in a script's output");
});
