/** `\connect` in a terminal: the questions, the steps aloud, and a secret that nobody ever sees. */
import assert from "node:assert/strict";
import { startCluster, temporaryFolder } from "../program.ts";
import { ended, openShell, PROMPT, say } from "./shell_term.ts";
import type { Term } from "./term.ts";

const SECRET = "Quay-7-marmalade";

/** Waits for a question at the end of the screen and answers it. */
async function answer(term: Term, question: RegExp, text: string): Promise<void> {
  await term.waitFor((term) => question.test(term.text().split("\n").at(-1) ?? ""));
  term.send(`${text}\r`);
}

/** Every file below a folder. */
async function* files(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* files(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}

async function assertNowhere(secret: string, term: Term, folder: string): Promise<void> {
  assert.ok(!term.written.includes(secret), "the secret was written to the terminal");
  assert.ok(!term.scrollback().join("\n").includes(secret), "the secret is on the screen");
  for await (const file of files(folder)) {
    assert.ok(!(await Deno.readTextFile(file)).includes(secret), `the secret is in ${file}`);
  }
}

Deno.test("\\connect asks, tests each step aloud, explains what fails, saves, and the secret is nowhere", async () => {
  await using folder = await temporaryFolder();
  await using cluster = await startCluster("--sasl", `ann:${SECRET}`, "--registry-login", `reg:${SECRET}`);
  const env = { SLUICE_HISTORY: `${folder.path}/history.ndjson` };
  {
    await using term = await openShell(folder.path, { env });
    term.send("\\connect\r");
    await answer(term, /^Kind of cluster \[1\]: ?$/, "");
    await answer(term, /^Address, host:port: ?$/, "127.0.0.1:1");
    await term.waitFor(/failed {2}Cannot connect to 127\.0\.0\.1:1: nothing listens on port 1\n.*Check the port/);
    await answer(term, /^Address, host:port \[127\.0\.0\.1:1\]: ?$/, cluster.bootstrap);
    await term.waitFor(/ok {2}port: 127\.0\.0\.1:\d+ answers/);
    await answer(term, /^Encrypted, with TLS\? \[y\/N\] ?$/, "");
    await answer(term, /^Login \[1\]: ?$/, "SCRAM-SHA-256");
    await answer(term, /^User name: ?$/, "ann");
    await answer(term, /^Password \(not shown\): ?$/, "not-the-one");
    await term.waitFor(/failed {2}Login at .* failed/);
    await answer(term, /^Login \[3\]: ?$/, "");
    await answer(term, /^User name \[ann\]: ?$/, "");
    await answer(term, /^Password \(not shown\): ?$/, SECRET);
    await term.waitFor(/ok {2}login: ann is logged in \(SCRAM-SHA-256\)\n.*ok {2}metadata: cluster .*: 1 broker/);
    await answer(term, /^Schema registry.*: ?$/, "http://127.0.0.1:1");
    await answer(term, /^User of the registry.*: ?$/, "");
    await term.waitFor(/failed {2}.*registry/);
    await answer(term, /^Schema registry.*: ?$/, cluster.registry);
    await answer(term, /^User of the registry.*: ?$/, "reg");
    await answer(term, /^Secret of the registry \(not shown\): ?$/, SECRET);
    await term.waitFor(/ok {2}registry: http:.* as reg: 0 subjects/);
    await answer(term, /^Name of the connection \[my_cluster\]: ?$/, "prod");
    await answer(term, /^Save the secrets as \{\{PROD_SECRET\}\} and \{\{PROD_REGISTRY_SECRET\}\}.*\[Y\/n\] ?$/, "");
    await term.waitFor(/'auth\.password' = '\{\{PROD_SECRET\}\}'/);
    await answer(term, /^save\? \[Y\/n\] ?$/, "");
    await term.waitFor(/Saved the connection prod[^]*export PROD_SECRET=…\n.*export PROD_REGISTRY_SECRET=…\nsql> ?$/);
    await say(
      term,
      "\\conninfo",
      /connection +prod\n[^]*login +SCRAM-SHA-256 as ann[^]*registry +http:.* as reg, 0 subjects/,
    );
    await say(term, "SHOW TOPICS;", /topic │ partitions/);
    await say(
      term,
      "CREATE TABLE o (n INT) WITH (topic = 'o', format = 'json', 'topic.create' = 'true');",
      "Created",
    );
    await say(term, "INSERT INTO o VALUES (7);", "1 row written");
    await say(term, "\\peek o", /\{"n":7\}\n1 record/);
    await say(term, "\\dc", /prod +│ kafka +│ 127/);
    term.send("\\q\r");
    await ended(term);
    await assertNowhere(SECRET, term, folder.path);
  }
  assert.equal((await Deno.stat(`${folder.path}/data/catalog.sql`)).mode! & 0o777, 0o600); // Linux and macOS have modes
  const secrets = { PROD_SECRET: SECRET, PROD_REGISTRY_SECRET: SECRET };
  await using term = await openShell(folder.path, { env: { ...env, ...secrets } });
  await say(
    term,
    "\\connect prod",
    /ok {2}port: [^]*ok {2}login: ann[^]*ok {2}metadata[^]*ok {2}registry[^]*use prod from now on/,
  );
  await say(term, "\\peek o", /\{"n":7\}/);
  await say(term, "\\connect local", /ok {2}login: Kafka answers; no login[^]*use local from now on/);
  await say(term, "\\connect prd", /connection profile 'prd' not found\nHint: Did you mean 'prod'\?/);
  term.send("\\q\r");
  assert.equal(await term.exit, 0);
  await assertNowhere(SECRET, term, folder.path);
});

Deno.test("\\connect finds out that a certificate's authority is missing, and takes its file", async () => {
  await using folder = await temporaryFolder();
  await using data = await temporaryFolder();
  await using cluster = await startCluster("--tls", "--data", data.path);
  await using term = await openShell(folder.path);
  term.send("\\connect\r");
  await answer(term, /^Kind of cluster/, "1");
  await answer(term, /^Address/, cluster.bootstrap);
  await answer(term, /^Encrypted/, "y");
  await term.waitFor(/failed {2}TLS to .* failed: no trusted authority has signed the broker's certificate/);
  await answer(term, /^PEM file/, cluster.ca ?? "");
  await term.waitFor(/ok {2}TLS: the certificate of 127\.0\.0\.1 is good/);
  await answer(term, /^Login/, "none");
  await term.waitFor(/ok {2}metadata: cluster/);
  await answer(term, /^Schema registry/, "");
  await answer(term, /^Name of the connection/, "safe");
  await answer(term, /^save\? \[Y\/n\] ?$/, "");
  await term.waitFor(/Saved the connection safe/);
  await say(term, "TEST CONNECTION safe;", "Successfully connected to Kafka");
  term.send("\\q\r");
  await ended(term);
});

Deno.test("\\connect saves nothing after Ctrl-C, wherever that comes, and the shell goes on", async () => {
  await using folder = await temporaryFolder();
  await using cluster = await startCluster();
  await using term = await openShell(folder.path);
  const steps: readonly (readonly [RegExp, string])[] = [
    [/^Kind of cluster/, "1"],
    [/^Address/, cluster.bootstrap],
    [/^Encrypted/, "n"],
    [/^Login/, "1"],
    [/^Schema registry/, ""],
    [/^Name of the connection/, "never"],
    [/^save\?/, "n"],
  ];
  for (const count of [0, 2, 6]) {
    term.send("\\connect\r");
    for (const [question, text] of steps.slice(0, count)) await answer(term, question, text);
    const next = steps[count]?.[0] ?? /^/;
    await term.waitFor((term) => next.test(term.text().split("\n").at(-1) ?? ""));
    term.send("\x03");
    await term.waitFor(/Nothing was saved\nsql> ?$/);
    term.send("\x0c");
    await term.waitFor(PROMPT);
  }
  term.send("\\connect\r");
  for (const [question, text] of steps) await answer(term, question, text);
  await term.waitFor(/Nothing was saved\nsql> ?$/);
  await say(term, "\\dc", /^(?![^]*never)[^]*local/);
  term.send("\\q\r");
  await ended(term);
});

Deno.test("\\connect on a dumb terminal asks for the name of an environment variable instead of a secret", async () => {
  await using folder = await temporaryFolder();
  await using cluster = await startCluster("--sasl", `ann:${SECRET}`);
  await using term = await openShell(folder.path, { env: { TERM: "dumb", KAFKA_SECRET: SECRET } });
  term.send("\\connect\r");
  await answer(term, /^Kind of cluster/, "1");
  await answer(term, /^Address/, cluster.bootstrap);
  await answer(term, /^Encrypted/, "n");
  await answer(term, /^Login/, "PLAIN");
  await answer(term, /^User name/, "ann");
  await answer(term, /^Password \(this terminal shows what is typed/, "{{KAFKA_SECRET}}");
  await term.waitFor("login: ann is logged in (PLAIN)");
  await answer(term, /^Schema registry/, "");
  await answer(term, /^Name of the connection/, "dumb");
  await answer(term, /^save\?/, "y");
  await term.waitFor("Saved the connection dumb");
  term.send("\x04");
  assert.equal(await term.exit, 0);
  await assertNowhere(SECRET, term, folder.path);
});
