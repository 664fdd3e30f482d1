import assert from "node:assert/strict";
import { startCluster } from "../../connectors/embedded/cluster.ts";
import { processEnvironment } from "../../engine/environment.ts";
import type { SluiceError } from "../../schema/errors.ts";
import type { Dialog } from "./dialog.ts";
import { describeConnection, type Described } from "./wizard.ts";
import { openTestSession } from "../../tests/open_session.ts";

const PASSWORD = "corect h'rse";
const SASL = { user: "ann", password: PASSWORD };

interface Answered {
  readonly described: Described | undefined;
  /** What was said, line by line: questions as they were put, `ok …`, `failed …`. */
  readonly lines: readonly string[];
  readonly hidden: readonly string[];
}

/** The wizard with a person who gives these answers, and then is gone. */
async function answered(answers: readonly string[], { hides = true, taken = [] as string[] } = {}): Promise<Answered> {
  const environment = processEnvironment(undefined, () => {});
  await using session = await openTestSession({
    environment,
  });
  const lines: string[] = [];
  const hidden: string[] = [];
  const left = [...answers];
  const dialog: Dialog = {
    hides,
    ask(question, options) {
      lines.push(question);
      const answer = left.shift();
      if (options?.hidden && answer !== undefined) hidden.push(answer);
      return Promise.resolve(answer);
    },
    say: (text) => void lines.push(text),
    passed: (text) => void lines.push(`ok ${text}`),
    failed: (error: SluiceError) => void lines.push(`failed ${error.message}`),
  };
  const described = await describeConnection({ dialog, world: session.world, taken, wait: (work) => work });
  await environment.close();
  assert.deepEqual(left, [], `nobody asked for these answers; it said:\n${lines.join("\n")}`);
  return { described, lines, hidden };
}

function said(lines: readonly string[], pattern: RegExp): void {
  assert.ok(lines.some((line) => pattern.test(line)), `${pattern} in:\n${lines.join("\n")}`);
}

Deno.test("the wizard describes a cluster without login, and takes each step aloud", async () => {
  await using cluster = await startCluster({ memory: true });
  const { described, lines } = await answered(["", cluster.bootstrap, "n", "1", cluster.registry, "", "near"]);
  assert.equal(
    described?.statement,
    `CREATE OR REPLACE CONNECTION near WITH (\n  connector = 'kafka',\n  bootstrap_servers = '${cluster.bootstrap}',\n` +
      `  'schema_registry.endpoint' = '${cluster.registry}'\n);`,
  );
  assert.deepEqual(described?.templates, []);
  said(lines, /^ok port: 127\.0\.0\.1:\d+ answers$/);
  said(lines, /^ok login: Kafka answers; no login$/);
  said(lines, /^ok metadata: cluster \S+: 1 broker, \d+ topics?$/);
  said(lines, /^ok registry: http:\/\/127\.0\.0\.1:\d+: 0 subjects$/);
});

Deno.test("the wizard asks again for an address that nobody answers at, and for one that is none", async () => {
  await using cluster = await startCluster({ memory: true });
  const answers = [
    "kafka",
    "127.0.0.1:1",
    "nonsense",
    "no-such-host.invalid:9092",
    cluster.bootstrap,
    "no",
    "none",
    "",
    "a",
  ];
  const { lines, described } = await answered(answers);
  said(lines, /^failed Cannot connect to 127\.0\.0\.1:1: nothing listens on port 1$/);
  said(lines, /^failed invalid value for 'bootstrap_servers': expected host:port/);
  said(lines, /^failed Cannot connect to no-such-host\.invalid:9092: the host .* cannot be found$/);
  assert.ok(described !== undefined);
});

Deno.test("the wizard asks again for a wrong password, and keeps the right one out of the statement", async () => {
  await using cluster = await startCluster({ memory: true, sasl: SASL });
  const answers = ["1", cluster.bootstrap, "n", "PLAIN", "ann", "wrong", "", "", PASSWORD, "", "shop", "y"];
  const { described, lines, hidden } = await answered(answers);
  said(lines, /^failed Login at .* with PLAIN failed: .*Invalid username or password/);
  said(lines, /^ok login: ann is logged in \(PLAIN\)$/);
  assert.deepEqual(hidden, ["wrong", PASSWORD]);
  assert.ok(!lines.join("\n").includes("h'rse"), "the secret was said");
  assert.match(described?.statement ?? "", /'auth\.password' = '\{\{SHOP_SECRET\}\}'/);
  assert.deepEqual(described?.templates, [{ name: "SHOP_SECRET", value: PASSWORD }]);
});

Deno.test("the wizard writes the secret out when it is told to, quoted", async () => {
  await using cluster = await startCluster({ memory: true, sasl: SASL });
  const answers = ["1", cluster.bootstrap, "n", "scram-sha-512", "ann", PASSWORD, "", "shop", "n"];
  const { described } = await answered(answers);
  assert.match(described?.statement ?? "", /'auth\.password' = 'corect h''rse'/);
  assert.match(described?.statement ?? "", /'auth\.protocol' = 'SASL_PLAINTEXT'/);
});

Deno.test("the wizard asks for the authority that signed a certificate", async () => {
  await using cluster = await startCluster({ memory: true, tls: true });
  assert.ok(cluster.ca !== undefined);
  const answers = [
    "1",
    cluster.bootstrap.replace("127.0.0.1", "localhost"),
    "y",
    "",
    "y",
    "none.pem",
    "y",
    cluster.ca,
    "none",
    "",
    "safe",
  ];
  const { described, lines } = await answered(answers);
  said(lines, /^failed TLS to localhost:\d+ failed: no trusted authority/);
  said(lines, /^failed Cannot read the certificates in none\.pem/);
  said(lines, /^ok TLS: the certificate of localhost is good$/);
  said(lines, /^ok name: localhost is /);
  assert.match(described?.statement ?? "", /'auth\.protocol' = 'SSL',\n {2}'tls\.ca' = /);
});

Deno.test("the wizard tells a registry that does not answer from one that refuses the login", async () => {
  await using cluster = await startCluster({ memory: true, registryLogin: { user: "reg", password: "secret word" } });
  const nobody = "http://127.0.0.1:1";
  const answers = [
    "1",
    cluster.bootstrap,
    "n",
    "1",
    nobody,
    "",
    cluster.registry,
    "reg",
    "bad",
    cluster.registry,
    "reg",
    "secret word",
    "r",
    "y",
  ];
  const { described, lines } = await answered(answers);
  assert.equal(lines.filter((line) => /^failed .*registry/i.test(line)).length, 2, lines.join("\n"));
  said(lines, /^ok registry: .* as reg: 0 subjects$/);
  assert.match(described?.statement ?? "", /'schema_registry\.api_secret' = '\{\{R_REGISTRY_SECRET\}\}'/);
  assert.ok(!lines.join("\n").includes("secret word"));
});

Deno.test("the wizard describes Confluent's kind of cluster by key and secret", async () => {
  await using cluster = await startCluster({ memory: true, sasl: { user: "KEY", password: "topsecret" } });
  const answers = ["confluent", cluster.bootstrap, "n", "KEY", "topsecret", "", "Cloud", "cloud", "y"];
  const { described, lines } = await answered(answers);
  said(lines, /^failed 'Cloud' is no plain name$/);
  assert.match(
    described?.statement ?? "",
    /connector = 'confluent',[^]*key = 'KEY',\n {2}secret = '\{\{CLOUD_SECRET\}\}'/,
  );
});

Deno.test("the wizard takes only a template where nothing can be hidden", async () => {
  await using cluster = await startCluster({ memory: true, sasl: SASL });
  Deno.env.set("WIZARD_TEST_SECRET", PASSWORD);
  try {
    const answers = ["1", cluster.bootstrap, "n", "PLAIN", "ann", "plain text", "{{WIZARD_TEST_SECRET}}", "", "shop"];
    const { described, lines, hidden } = await answered(answers, { hides: false });
    assert.deepEqual(hidden, []);
    said(lines, /a secret must not stand on the screen/);
    assert.match(described?.statement ?? "", /'auth\.password' = '\{\{WIZARD_TEST_SECRET\}\}'/);
  } finally {
    Deno.env.delete("WIZARD_TEST_SECRET");
  }
});

Deno.test("the wizard leaves whenever the person does, and asks before it replaces", async () => {
  await using cluster = await startCluster({ memory: true });
  assert.equal((await answered([])).described, undefined);
  assert.equal((await answered(["1"])).described, undefined);
  assert.equal((await answered(["1", cluster.bootstrap])).described, undefined);
  const full = ["1", cluster.bootstrap, "n", "1", "", "prod"];
  assert.equal((await answered([...full, "n"], { taken: ["prod"] })).described, undefined);
  assert.equal((await answered([...full, "y"], { taken: ["prod"] })).described?.name, "prod");
});
