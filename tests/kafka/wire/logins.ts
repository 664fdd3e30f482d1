/** TLS and logins: what works, and what each mistake is told. */
import assert from "node:assert/strict";
import { ConnectorError } from "../../../schema/errors.ts";
import { NEEDS_KCAT } from "../other_clients.ts";
import { newTopic, writeTopic } from "../records.ts";
import { connection, secureOptions, Shell, table } from "../sql.ts";
import { readTarget } from "../target.ts";
import { run } from "../command.ts";

const { kind, bootstrap, secure, stranger } = readTarget();

const SASL = secureOptions("PLAIN");

/** Writes a row over a connection and reads it back. */
async function roundTrip(options: Record<string, string>, topic: string): Promise<void> {
  await using shell = await Shell.open();
  const tables = connection("c", options) +
    table("t", topic, "n INT", { "source.offset": "earliest", "source.until": "latest", "topic.create": "true" });
  await shell.run(`${tables} INSERT INTO t SELECT 42 AS n`);
  assert.deepEqual(await shell.run("SELECT * FROM t"), [{ n: 42 }]);
}

for (const mechanism of ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]) {
  Deno.test(`A connection logs in with ${mechanism} over TLS that a CA file verifies`, async () => {
    await roundTrip({ ...SASL, "auth.mechanism": mechanism }, `login-${mechanism}-${Date.now()}`);
  });
}

Deno.test("A connection of the confluent connector logs in with key and secret", async () => {
  const options = { connector: "confluent", bootstrap_servers: secure.bootstrap, "tls.ca": secure.ca };
  await roundTrip({ ...options, key: secure.user, secret: secure.password }, `login-confluent-${Date.now()}`);
});

Deno.test({
  name: "kcat reads over TLS what was written over TLS (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const topic = `login-kcat-${Date.now()}`;
    await roundTrip(SASL, topic);
    const settings = {
      "security.protocol": "SASL_SSL",
      "ssl.ca.location": secure.ca,
      "sasl.mechanisms": "PLAIN",
      "sasl.username": secure.user,
      "sasl.password": secure.password,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-X", `${name}=${value}`]);
    const seen = await run("kcat", [
      "-b",
      secure.bootstrap,
      "-C",
      "-e",
      "-q",
      "-t",
      topic,
      "-o",
      "beginning",
      ...flags,
    ]);
    assert.equal(seen, '{"n":42}\n');
  },
});

/** Listens on a port of its own and never says a word. */
function mute(): { readonly address: string; [Symbol.asyncDispose](): Promise<void> } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open: Deno.Conn[] = [];
  const done = (async () => {
    for await (const conn of listener) open.push(conn);
  })();
  const { port } = listener.addr as Deno.NetAddr;
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const conn of open) conn.close();
      await done;
    },
  };
}

function closedPort(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
}

interface Mistake {
  readonly what: string;
  readonly options: Record<string, string>;
  readonly code: "auth" | "tls" | "unreachable";
  readonly message: RegExp;
  readonly hint: RegExp;
}

const PLAIN = { connector: "kafka", bootstrap_servers: bootstrap };

/** One of the four: host, port, TLS, login. */
function mistakes(otherCa: string, muteAddress: string): Mistake[] {
  const { "tls.ca": _, ...noCa } = SASL;
  return [
    ...["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"].map((mechanism): Mistake => ({
      what: `a wrong password for ${mechanism}`,
      options: { ...SASL, "auth.mechanism": mechanism, "auth.password": "wrong" },
      code: "auth",
      message: new RegExp(`Login at .* with ${mechanism} failed`),
      hint: /auth\.password/,
    })),
    {
      what: "an unknown user",
      options: { ...SASL, "auth.mechanism": "SCRAM-SHA-512", "auth.username": "nobody" },
      code: "auth",
      message: /Login at .* failed/,
      hint: /auth\.username/,
    },
    {
      what: "a wrong secret of the confluent connector",
      options: {
        "connector": "confluent",
        "bootstrap_servers": secure.bootstrap,
        "tls.ca": secure.ca,
        "key": secure.user,
        "secret": "wrong",
      },
      code: "auth",
      message: /Login at .* failed/,
      hint: /key and secret/,
    },
    {
      what: "a CA that has not signed the broker's certificate",
      options: { ...SASL, "tls.ca": otherCa },
      code: "tls",
      message: /no trusted authority has signed/,
      hint: /tls\.ca/,
    },
    {
      what: "no CA",
      options: noCa,
      code: "tls",
      message: /no trusted authority has signed/,
      hint: /tls\.ca/,
    },
    {
      what: "plaintext to a port that wants TLS",
      options: { ...PLAIN, bootstrap_servers: secure.bootstrap },
      code: "tls",
      message: /TLS/,
      hint: /auth\.protocol = 'SSL' or 'SASL_SSL'/,
    },
    {
      what: "a login in plaintext to a port that wants TLS",
      options: { ...noCa, "auth.protocol": "SASL_PLAINTEXT" },
      code: "tls",
      message: /TLS/,
      hint: /auth\.protocol = 'SSL' or 'SASL_SSL'/,
    },
    {
      what: "TLS to a plaintext port",
      options: { ...SASL, bootstrap_servers: bootstrap },
      code: "tls",
      message: /TLS to .* failed/,
      hint: /auth\.protocol = 'PLAINTEXT' or 'SASL_PLAINTEXT'/,
    },
    {
      what: "no login where one is wanted",
      options: {
        "connector": "kafka",
        "bootstrap_servers": secure.bootstrap,
        "auth.protocol": "SSL",
        "tls.ca": secure.ca,
      },
      code: "auth",
      message: /wants a login/,
      hint: /auth\.type = 'sasl'/,
    },
    {
      what: "a login where none is offered",
      options: { ...noCa, "bootstrap_servers": bootstrap, "auth.protocol": "SASL_PLAINTEXT" },
      code: "auth",
      message: /Login at .* failed/,
      hint: /auth\.type = 'none'/,
    },
    {
      what: "a port on which nothing listens",
      options: { ...PLAIN, bootstrap_servers: closedPort() },
      code: "unreachable",
      message: /nothing listens on port/,
      hint: /port in bootstrap_servers/,
    },
    {
      what: "a port on which something mute listens",
      options: { ...PLAIN, bootstrap_servers: muteAddress },
      code: "unreachable",
      message: /does not answer as Kafka/,
      hint: /port in bootstrap_servers/,
    },
    {
      what: "TLS to a port on which something mute listens",
      options: { ...SASL, bootstrap_servers: muteAddress },
      code: "tls",
      message: /does not answer the TLS handshake/,
      hint: /Check the port/,
    },
    {
      what: "a host that does not exist",
      options: { ...PLAIN, bootstrap_servers: "no-such-host.invalid:9092" },
      code: "unreachable",
      message: /the host "no-such-host\.invalid" cannot be found/,
      hint: /host name in bootstrap_servers/,
    },
  ];
}

const LIMIT_MS = 15_000;

interface Attempt extends Mistake {
  readonly error: unknown;
  readonly took: number;
}

async function attempt(mistake: Mistake): Promise<Attempt> {
  await using shell = await Shell.open();
  const began = performance.now();
  const statements = connection("c", mistake.options) + table("t", "any", "n INT") + "SELECT * FROM t LIMIT 1";
  const error = await shell.run(statements).then(() => undefined, (error) => error);
  return { ...mistake, error, took: performance.now() - began };
}

Deno.test("A query says which of host, port, TLS and login is wrong, within 15 s", async (t) => {
  await using silent = mute();
  await using folder = await temporaryFolder();
  const otherCa = `${folder.path}/other.pem`;
  await makeAuthority(otherCa);
  const attempts = await Promise.all(mistakes(otherCa, silent.address).map(attempt));
  for (const { what, code, message, hint, error, took } of attempts) {
    await t.step(what, () => {
      assert(error instanceof ConnectorError, String(error));
      const { diagnostic } = error;
      assert.equal(diagnostic.code, code, error.message);
      assert.match(error.message, message);
      assert.match(diagnostic.hint ?? "", hint);
      assert(!JSON.stringify(diagnostic).includes(secure.password), "the password is not told");
      assert(took < LIMIT_MS, `it took ${Math.round(took)} ms`);
    });
  }
});

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function makeAuthority(path: string): Promise<void> {
  await run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", "/CN=somebody else", "-keyout", "/dev/null", "-out", path],
  ]);
}

Deno.test("A query names the topics that are nearest to one that does not exist", async () => {
  const topic = await newTopic("neighbour");
  await writeTopic(topic, [{ value: '{"n":1}' }]);
  await using shell = await Shell.open();
  await assert.rejects(
    shell.run(connection("c", PLAIN) + table("t", `${topic}x`, "n INT") + "SELECT * FROM t LIMIT 1"),
    (error) => {
      assert(error instanceof ConnectorError);
      assert.equal(error.diagnostic.code, "not_found");
      assert(error.diagnostic.hint?.includes(`"${topic}"`), error.diagnostic.hint);
      return true;
    },
  );
});

if (kind === "kafka" && stranger) {
  const { user, password } = stranger;

  Deno.test("A query names the user and the right that is missing", async () => {
    const topic = await newTopic("forbidden");
    const options = { ...SASL, "auth.username": user, "auth.password": password };
    const define = connection("c", options) + table("t", topic, "n INT");
    for (const statement of ["SELECT * FROM t LIMIT 1", "INSERT INTO t SELECT 1 AS n"]) {
      await using shell = await Shell.open();
      await assert.rejects(shell.run(define + statement), (error) => {
        assert(error instanceof ConnectorError);
        assert.equal(error.diagnostic.code, "authorization", error.message);
        assert(error.message.includes(`the user "${user}" lacks the right`), error.message);
        return true;
      });
    }
  });
}
