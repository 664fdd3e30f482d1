/** Secrets stay where they were typed, files are their owner's, and nobody but this machine reaches the embedded cluster. */
import assert from "node:assert/strict";
import { type Cluster, environment, programArgs, run, start, startCluster, temporaryFolder } from "./program.ts";
import { filesIn, leaksIn, placesOf, type Planted } from "./security_support.ts";
import { Term } from "./terminal/term.ts";

/** Typed in a statement; named by a template; and given to those who refuse them. */
const LITERAL = { login: "litLogin7Qx", registry: "litRegistry8Wz", wrong: "litWrong9Ev" };
const TEMPLATE = { login: "envLogin4Rt", registry: "envRegistry5Yu", wrong: "envWrong6Io" };
const TYPED = "typedAtThePrompt3Pk";

const SECRETS: readonly Planted[] = [
  ...Object.entries(LITERAL).map(([name, value]) => ({ name: `literal ${name}`, value })),
  ...Object.entries(TEMPLATE).map(([name, value]) => ({ name: `template ${name}`, value })),
  { name: "typed", value: TYPED },
];
const ENV = { LOGIN: TEMPLATE.login, REGISTRY: TEMPLATE.registry, WRONG: TEMPLATE.wrong };

interface World extends AsyncDisposable {
  readonly folder: string;
  /** Its login and its registry's are literals. */
  readonly plain: Cluster;
  /** Its are templates. */
  readonly cloud: Cluster;
}

async function world(): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder()).path;
  const plain = stack.use(
    await startCluster("--sasl", `ann:${LITERAL.login}`, "--registry-login", `ann:${LITERAL.registry}`),
  );
  const cloud = stack.use(
    await startCluster("--sasl", `KEY:${TEMPLATE.login}`, "--registry-login", `KEY:${TEMPLATE.registry}`),
  );
  const moved = stack.move();
  return { folder, plain, cloud, [Symbol.asyncDispose]: () => moved.disposeAsync() };
}

/** Connections of both connectors with secrets of both kinds, and tables on them, one with the secret in its own options. */
function definitions({ plain, cloud }: World): string {
  const login = (password: string) =>
    `auth.type = 'sasl', auth.protocol = 'SASL_PLAINTEXT', auth.mechanism = 'SCRAM-SHA-256', auth.username = 'ann', auth.password = '${password}'`;
  const registry = (secret: string) =>
    `schema_registry.endpoint = '${plain.registry}', schema_registry.api_key = 'ann', schema_registry.api_secret = '${secret}'`;
  const servers = `connector = 'kafka', bootstrap_servers = '${plain.bootstrap}'`;
  const confluent =
    `connector = 'confluent', bootstrap_servers = '${cloud.bootstrap}', auth.protocol = 'SASL_PLAINTEXT', key = 'KEY'`;
  const cloudRegistry = `schema_registry.endpoint = '${cloud.registry}', schema_registry.api_key = 'KEY'`;
  const avro = "format = 'avro', 'avro.confluent_schema_registry' = 'true', topic.create = 'true'";
  return `
CREATE CONNECTION plain WITH (${servers}, ${login(LITERAL.login)}, ${registry(LITERAL.registry)});
CREATE CONNECTION cloud WITH (${confluent}, secret = '{{LOGIN}}', ${cloudRegistry}, schema_registry.api_secret = '{{REGISTRY}}');
CREATE CONNECTION wrong_login WITH (${servers}, ${login(LITERAL.wrong)});
CREATE CONNECTION wrong_registry WITH (${servers}, ${login(LITERAL.login)}, ${registry(LITERAL.wrong)});
CREATE CONNECTION wrong_cloud WITH (${confluent}, secret = '{{WRONG}}', ${cloudRegistry}, schema_registry.api_secret = '{{WRONG}}');
CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 200);
CREATE TABLE a (n BIGINT) WITH (connection_profile = 'plain', topic = 'a', ${avro}, sink.commit_mode = 'exactly_once');
CREATE TABLE b (n BIGINT) WITH (connection_profile = 'cloud', topic = 'b', ${avro});
CREATE TABLE own (n BIGINT) WITH (${servers}, ${
    login(LITERAL.login)
  }, topic = 'own', format = 'json', topic.create = 'true');
CREATE TABLE refused (n BIGINT) WITH (connection_profile = 'wrong_login', topic = 'a', format = 'json');
CREATE TABLE unread (n BIGINT) WITH (connection_profile = 'wrong_registry', topic = 'c', ${avro});
`;
}

/** Everything that shows something of a definition. */
const SHOWN = `
SHOW CONNECTIONS; SHOW TABLES; SHOW FUNCTIONS; SHOW SETTINGS; SHOW TOPICS FROM plain; SHOW TOPICS FROM cloud;
DESCRIBE a; DESCRIBE b; DESCRIBE own; SHOW CREATE TABLE a; SHOW CREATE TABLE b; SHOW CREATE TABLE own;
EXPLAIN INSERT INTO a SELECT counter::BIGINT FROM ticks; EXPLAIN SELECT * FROM own; EXPLAIN SELECT * FROM b;
TEST CONNECTION plain; TEST CONNECTION cloud;
`;

/** Each of them fails, and says why. */
const REFUSED = `
TEST CONNECTION wrong_login; TEST CONNECTION wrong_registry; TEST CONNECTION wrong_cloud; TEST TABLE refused; TEST TABLE own;
SELECT * FROM refused;
INSERT INTO unread SELECT counter::BIGINT FROM ticks LIMIT 3;
CREATE TABLE broken WITH (connector = 'kafka', auth.password = '${LITERAL.wrong}' topic = 'x');
CREATE CONNECTION broken WITH (connector = 'kafka', auth.pasword = '${LITERAL.wrong}', bootstrap_servers = 'x:1');
CREATE CONNECTION broken WITH (connector = 'confluent', secret = '${LITERAL.wrong}');
SHOW TOPICS FROM wrong_cloud;
`;

const INSERTS = `
SET checkpoint_interval = INTERVAL '200 milliseconds';
INSERT INTO a SELECT counter::BIGINT FROM ticks;
INSERT INTO b SELECT counter::BIGINT FROM ticks;
INSERT INTO own SELECT counter::BIGINT FROM ticks;
`;

function assertNoLeak(places: Readonly<Record<string, string>>, secrets = SECRETS): void {
  assert.deepEqual(leaksIn(places, secrets), []);
}

Deno.test("leaksIn finds a secret as it is, in a URL and in base64 at any place", () => {
  const secrets = [{ name: "s", value: "litLogin7Qx" }];
  for (
    const text of [
      "x litLogin7Qx",
      btoa("ann:litLogin7Qx"),
      btoa("an:litLogin7Qx;"),
      btoa("a:litLogin7Qx"),
      btoa("litLogin7Qx"),
    ]
  ) {
    assert.deepEqual(leaksIn({ text }, secrets), [{ secret: "s", place: "text" }], text);
  }
  assert.deepEqual(leaksIn({ text: btoa("another text") }, secrets), []);
});

Deno.test("a script shows no secret: not in rows, errors, log, metrics, checkpoints", async () => {
  await using all = await world();
  const options = { cwd: all.folder, env: ENV };
  await Deno.writeTextFile(`${all.folder}/p.sql`, definitions(all) + SHOWN + INSERTS);
  let metrics = "";
  await using running = start(["--log", "json", "--metrics", "127.0.0.1:0", "p.sql"], options);
  const manifest = `${all.folder}/.sluice/jobs/p/MANIFEST`;
  const address = /Metrics at (http:\S+)\/metrics/;
  await running.until(({ stderr }) => address.test(stderr) && existsSync(manifest), 30_000);
  const [, base = ""] = address.exec(running.stderr) ?? [];
  for (const page of ["metrics", "healthz", "readyz"]) metrics += await (await fetch(`${base}/${page}`)).text();
  assert.match(metrics, /sluice_rows_written|rows/);
  running.kill("SIGTERM");
  const { code, stdout, stderr } = await running.ended();
  assert.equal(code, 0, stderr);
  assert.ok(stdout.includes("own"), "tables were shown");
  const files = (await filesIn(`${all.folder}/.sluice`)).filter(({ path }) => !path.endsWith("/"));
  assert.ok(files.some(({ path }) => path.startsWith("jobs/p/snap-")), "a snapshot was searched");
  assertNoLeak({ stdout, stderr, metrics, ...placesOf(files) });
  for (const flags of [[], ["--log", "json"], ["--format", "table"]]) {
    const refused = `${definitions(all)}${REFUSED}`;
    const ended = await run([...flags, "--continue", "--timeout", "20s", "-e", refused], options);
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(ended.stderr + ended.stdout, /Login at .* failed/);
    assertNoLeak({ stdout: ended.stdout, stderr: ended.stderr });
  }
  const agent = await run(["-e", `${definitions(all)} SELECT * FROM refused`], {
    ...options,
    env: { ...ENV, SLUICE_AGENT: "1" },
  });
  assert.match(agent.stderr, /"error"/);
  assertNoLeak({ stdout: agent.stdout, stderr: agent.stderr });
});

Deno.test("a shell shows no secret and saves none but the literals of its catalog, in files of its owner's", async () => {
  await using all = await world();
  const { folder } = all;
  for (const [name, text] of Object.entries({ definitions: definitions(all), shown: SHOWN, refused: REFUSED })) {
    await Deno.writeTextFile(`${folder}/${name}.sql`, text);
  }
  const history = `${folder}/home/history.ndjson`;
  const env = { ...environment(ENV), SLUICE_HISTORY: history, ...ENV };
  const term = await Term.start(Deno.execPath(), programArgs(["--dir", `${folder}/data`]), {
    cols: 240,
    rows: 50,
    env,
  });
  try {
    await say(term, "\\set pager off", /sql>/);
    await say(term, `\\i ${folder}/definitions.sql`, /Created table unread/);
    await say(term, `\\i ${folder}/shown.sql`, /./);
    for (
      const line of ["\\dc", "\\d+ a", "\\d+ own", "\\conninfo plain", "\\conninfo cloud", "\\conninfo wrong_login"]
    ) {
      await say(term, line, /./);
    }
    for (const line of REFUSED.split(";").map((one) => one.trim()).filter((one) => !one.includes(LITERAL.wrong))) {
      if (line !== "") await say(term, `${line.replaceAll("\n", " ")};`, /failed|Error/);
    }
    for (const [job, table] of ["a", "own"].entries()) {
      term.send(`INSERT INTO ${table} SELECT counter::BIGINT FROM ticks;\r`);
      await term.waitFor(/write\? \[y\/N\] ?$/); // what the rehearsal has shown is looked at too
      term.send("y\r");
      await term.waitFor(new RegExp(`job ${job + 1} runs[^]*\\nsql> ?$`));
    }
    await say(term, "\\dj", /shell_own_/);
    await say(term, "DESCRIBE JOB 1;", /statement/);
    assertNoLeak({ screen: term.scrollback().join("\n"), written: term.written });
    // What is typed is on the screen, and nowhere else.
    const typed =
      `CREATE CONNECTION typed WITH (connector = 'kafka', bootstrap_servers = 'x:1', auth.password = '${TYPED}' 1);`;
    await say(term, typed, /Error/);
    term.send("\x04");
    await term.waitFor("Stop and leave? y/N");
    term.send("y\r");
    assert.equal(await term.exit, 0);
  } finally {
    await term[Symbol.asyncDispose]();
  }
  const files = await filesIn(folder);
  const own = (path: string) => path.startsWith("data/") || path.startsWith("home/");
  const places = placesOf(files.filter(({ path }) => own(path)));
  for (
    const wanted of [
      /^data\/catalog\.sql$/,
      /^data\/jobs\/shell_a_\w+\/MANIFEST$/,
      /^data\/jobs\/.*\/snap-/,
      /\.job$/,
      /^home\/history\.ndjson$/,
    ]
  ) {
    assert.ok(Object.keys(places).some((path) => wanted.test(path)), `${wanted} was searched: ${Object.keys(places)}`);
  }
  const { "data/catalog.sql": catalog = "", ...others } = places;
  assertNoLeak(others);
  assertNoLeak({ catalog }, SECRETS.filter(({ name }) => !name.startsWith("literal")));
  assert.ok(catalog.includes(LITERAL.login), "the catalog holds what was typed");
  assert.ok((places["home/history.ndjson"] ?? "").includes("auth.password"), "the history holds the statement");
  const open = files.filter(({ path, mode }) => own(path) && mode !== (path.endsWith("/") ? 0o700 : 0o600));
  assert.deepEqual(open.map(({ path, mode }) => `${path} ${mode.toString(8)}`), []);
});

/** Types a line when the prompt stands; waits for its answer and the next prompt. */
async function say(term: Term, line: string, answer: RegExp): Promise<void> {
  const prompt = /(^|\n)sql> ?$/;
  await term.waitFor(prompt);
  const prompts = () => term.scrollback().filter((row) => row.startsWith("sql>")).length;
  term.send(line);
  await term.waitFor((term) => term.text().replaceAll(/\n */g, "").endsWith(line.slice(-20)));
  const before = prompts();
  term.send("\r");
  await term.waitFor(() => prompts() > before && prompt.test(term.text()) && answer.test(below(term, line)));
}

function below(term: Term, line: string): string {
  const text = term.text();
  const at = text.lastIndexOf(line.slice(0, 40));
  return at < 0 ? text : text.slice(at + line.length);
}

function existsSync(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

Deno.test("a broker whose certificate nobody trusted has signed is refused, and no option changes that", async () => {
  await using folder = await temporaryFolder();
  await using cluster = await startCluster("--tls");
  const { bootstrap, ca } = cluster;
  assert.ok(ca);
  const connection = (more: string) =>
    `CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = '${bootstrap}', auth.protocol = 'SSL'${more}); TEST CONNECTION c`;
  const options = { cwd: folder.path };
  const trusted = await run(["-e", connection(`, tls.ca = '${ca}'`)], options);
  assert.equal(trusted.code, 0, trusted.stderr);
  const refused = await run(["-e", connection("")], options);
  assert.notEqual(refused.code, 0);
  assert.match(refused.stdout + refused.stderr, /no trusted authority has signed the broker's certificate/);
  for (
    const option of ["tls.verify = 'false'", "ssl.endpoint.identification.algorithm = ''", "tls.insecure = 'true'"]
  ) {
    const { code, stderr } = await run(["-e", connection(`, ${option}`)], options);
    assert.equal(code, 1);
    assert.match(stderr, /unknown option|nknown/, stderr);
  }
});

Deno.test("no source of the product turns the verification of certificates off", async () => {
  const off = /unsafely\w+|rejectUnauthorized|NODE_TLS_REJECT/;
  const root = new URL("../", import.meta.url).pathname;
  let searched = 0;
  for (const layer of ["connectors", "engine", "repl", "schema", "sql"]) {
    for (const { path, text } of await filesIn(`${root}${layer}`)) {
      if (!path.endsWith(".ts") || path.endsWith("_test.ts")) continue;
      searched++;
      assert.doesNotMatch(text, off, `${layer}/${path}`);
    }
  }
  assert.ok(searched > 200);
});

Deno.test("the embedded cluster and its registry listen on loopback, and on no other address of this machine", async () => {
  await using cluster = await startCluster();
  const ports = [cluster.port, Number(new URL(cluster.registry).port)];
  const others = Deno.networkInterfaces().filter(({ family, address }) => family === "IPv4" && address !== "127.0.0.1");
  for (const port of ports) {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    for (const hostname of ["127.0.0.2", ...others.map(({ address }) => address)]) {
      await assert.rejects(Deno.connect({ hostname, port }), Deno.errors.ConnectionRefused, `${hostname}:${port}`);
    }
  }
});
