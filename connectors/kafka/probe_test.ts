import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { startCluster } from "../embedded/cluster.ts";
import { CONNECT_STAGES, type ConnectStage, type Environment } from "../connector.ts";
import { probe } from "./probe.ts";

const closing: (() => Promise<void>)[] = [];
const ENVIRONMENT: Environment = {
  dir: undefined,
  env: () => undefined,
  now: () => 0,
  stdout: () => {},
  onClose: (close) => void closing.push(close),
};

/** What each step says, up to the first that fails. */
async function steps(values: Readonly<Record<string, unknown>>): Promise<string[]> {
  const connection = { name: "c", connector: "kafka", values };
  const said: string[] = [];
  for (const stage of CONNECT_STAGES) {
    try {
      const found = await probe(stage, connection, ENVIRONMENT, AbortSignal.timeout(20_000));
      if (found !== undefined) said.push(`${stage}: ${found}`);
    } catch (error) {
      assert.ok(error instanceof ConnectorError, String(error));
      return [...said, `${stage} failed: ${error.message}`];
    }
  }
  return said;
}

function stagesOf(said: readonly string[]): string[] {
  return said.map((text) => text.split(/:| failed/)[0] as ConnectStage);
}

Deno.test("probe finds a plain cluster by name, port, login and metadata", async () => {
  await using cluster = await startCluster({ memory: true });
  const port = cluster.bootstrap.split(":")[1];
  const said = await steps({ bootstrap_servers: [`localhost:${port}`] });
  assert.deepEqual(stagesOf(said), ["dns", "tcp", "login", "metadata"]);
  assert.match(said[0] ?? "", /^dns: localhost is .*127\.0\.0\.1/);
  assert.match(said[3] ?? "", /^metadata: cluster \S+: 1 broker, 0 topics$/);
});

Deno.test("probe takes any of several brokers that answers", async () => {
  await using cluster = await startCluster({ memory: true });
  const said = await steps({ bootstrap_servers: ["127.0.0.1:1", cluster.bootstrap] });
  assert.deepEqual(stagesOf(said), ["tcp", "login", "metadata"]);
});

Deno.test("probe says which step fails: name, port, TLS, login, registry", async () => {
  await using cluster = await startCluster({ memory: true, tls: true, sasl: { user: "ann", password: "right" } });
  const tls = { bootstrap_servers: [cluster.bootstrap], "auth.protocol": "SASL_SSL", "auth.type": "sasl" };
  const login = { "auth.mechanism": "PLAIN", "auth.username": "ann", "tls.ca": cluster.ca };
  const last = async (values: Readonly<Record<string, unknown>>) => (await steps(values)).at(-1) ?? "";
  assert.match(await last({ bootstrap_servers: ["no-such-host.invalid:9092"] }), /^dns failed: .*cannot be found$/);
  assert.match(await last({ bootstrap_servers: ["127.0.0.1:1"] }), /^tcp failed: .*nothing listens on port 1$/);
  assert.match(
    await last({ ...tls, ...login, "tls.ca": undefined, "auth.password": "right" }),
    /^tls failed: .*no trusted authority/,
  );
  assert.match(await last({ ...tls, ...login, "auth.password": "wrong" }), /^login failed: .*Authentication failed/);
  const registry = { "schema_registry.endpoint": "http://127.0.0.1:1" };
  assert.match(await last({ ...tls, ...login, "auth.password": "right", ...registry }), /^registry failed: /);
  const good = await steps({
    ...tls,
    ...login,
    "auth.password": "right",
    "schema_registry.endpoint": cluster.registry,
  });
  assert.deepEqual(stagesOf(good), ["tcp", "tls", "login", "metadata", "registry"]);
  for (const close of closing.splice(0)) await close();
});

Deno.test("probe gives up when it is told to, whatever the broker does", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const values = { bootstrap_servers: [`127.0.0.1:${listener.addr.port}`], "auth.protocol": "SSL" };
  const stop = new AbortController();
  const probing = probe("tls", { name: "c", connector: "kafka", values }, ENVIRONMENT, stop.signal);
  using _socket = await accepted;
  stop.abort();
  await assert.rejects(probing);
});
