import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import type { ConnectionOptions, Environment } from "../connector.ts";
import { certificateIn } from "../embedded/tls.ts";
import { registryOf } from "./registry.ts";

const never = new AbortController().signal;

/** A session of its own, which ends with the scope. */
function session(): Environment & AsyncDisposable {
  const closing: (() => Promise<void>)[] = [];
  return {
    dir: undefined,
    env: () => undefined,
    now: () => 0,
    stdout() {},
    onClose: (close) => void closing.push(close),
    async [Symbol.asyncDispose]() {
      for (const close of closing) await close();
    },
  };
}

function connection(values: Readonly<Record<string, unknown>>, name = "c"): ConnectionOptions {
  return { name, connector: "kafka", values: { bootstrap_servers: ["127.0.0.1:1"], ...values } };
}

interface SecureServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly ca: string;
  readonly logins: (string | null)[];
}

/** Answers every question with an empty list, over TLS with a certificate of its own authority. */
async function secureServer(): Promise<SecureServer> {
  const folder = await Deno.makeTempDir();
  const { ca, cert, key } = await certificateIn(folder);
  const logins: (string | null)[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, cert, key, onListen() {} }, (request) => {
    logins.push(request.headers.get("authorization"));
    return Response.json([]);
  });
  return {
    endpoint: `https://127.0.0.1:${server.addr.port}`,
    ca,
    logins,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("registryOf trusts tls.ca and logs in with key and secret", async () => {
  await using server = await secureServer();
  await using environment = session();
  const registry = await registryOf(
    connection({
      "auth.protocol": "SSL",
      "tls.ca": server.ca,
      "schema_registry.endpoint": server.endpoint,
      "schema_registry.api_key": "key",
      "schema_registry.api_secret": "secret",
    }),
    environment,
  );
  assert.deepEqual(await registry?.subjects(never), []);
  assert.deepEqual(server.logins, [`Basic ${btoa("key:secret")}`]);
});

Deno.test("registryOf says that nobody it trusts has signed the registry's certificate", async () => {
  await using server = await secureServer();
  await using environment = session();
  const registry = await registryOf(connection({ "schema_registry.endpoint": server.endpoint }), environment);
  await assert.rejects(async () => await registry?.subjects(never), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.match(error.message, /no trusted authority has signed its certificate$/);
    assert.deepEqual([error.diagnostic.code, error.retryable], ["tls", false]);
    return true;
  });
  assert.deepEqual(server.logins, [], "nothing was sent");
});

Deno.test("registryOf has one client for a registry in a session", async () => {
  await using environment = session();
  const given = connection({ "schema_registry.endpoint": "http://127.0.0.1:1" });
  assert.equal(await registryOf(given, environment), await registryOf(given, environment));
  assert.equal(await registryOf(connection({}), environment), undefined);
});

Deno.test("registryOf gives the connection local the embedded registry", async () => {
  await using environment = session();
  const registry = await registryOf(connection({}, "local"), environment);
  assert.ok(registry);
  const schema = { type: "AVRO", text: '"string"', references: [] } as const;
  const id = await registry.register("s", schema, never);
  assert.equal((await registry.schema(id, never))?.text, '"string"');
});
