import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { startCluster } from "../embedded/cluster.ts";
import { KafkaCluster } from "./cluster.ts";
import { type KafkaConfig, parseAddress } from "./config.ts";
import { Connection } from "./connection.ts";
import { FakeCluster } from "./fake_cluster.ts";
import { API } from "./protocol/api.ts";

const LOGIN = { username: "ann", password: "correct horse" } as const;

/** A server that treats every connection alike. */
function listen(serve: (socket: Deno.TcpConn) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const sockets: Deno.TcpConn[] = [];
  const accepting = (async () => {
    for await (const socket of listener) {
      sockets.push(socket);
      await serve(socket).catch(() => {});
    }
  })();
  return {
    bootstrap: `127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const socket of sockets) closeQuietly(socket);
    },
  };
}

function closeQuietly(socket: Deno.TcpConn): void {
  try {
    socket.close();
  } catch {
    // closed by the server function
  }
}

const speak = (text: string) => async (socket: Deno.TcpConn) => {
  await socket.read(new Uint8Array(512));
  await socket.write(new TextEncoder().encode(text));
};
const hangUp = async (socket: Deno.TcpConn) => {
  await socket.read(new Uint8Array(512));
  socket.close();
};
const silence = () => Promise.resolve();

async function failure(config: KafkaConfig): Promise<ConnectorError> {
  try {
    await using _ = await KafkaCluster.connect(config);
  } catch (error) {
    assert.ok(error instanceof ConnectorError, String(error));
    assert.ok(!JSON.stringify([error.message, error.diagnostic]).includes("horse"), "a secret in an error");
    return error;
  }
  throw new Error("it connected");
}

async function assertFailure(config: KafkaConfig, code: string, message: RegExp): Promise<void> {
  const error = await failure(config);
  assert.match(error.message, message);
  assert.equal(error.diagnostic.code, code, error.message);
  assert.ok(error.diagnostic.hint, "a cure");
}

Deno.test("KafkaCluster.connect tells a host that cannot be found from a port where nothing listens", async () => {
  await assertFailure(
    { bootstrap: ["no-such-host.invalid:9092"] },
    "unreachable",
    /^Cannot connect to no-such-host\.invalid:9092: the host "no-such-host\.invalid" cannot be found$/,
  );
  await assertFailure(
    { bootstrap: ["127.0.0.1:1"] },
    "unreachable",
    /^Cannot connect to 127\.0\.0\.1:1: nothing listens on port 1$/,
  );
});

Deno.test("KafkaCluster.connect says when something other than Kafka answers, with and without TLS", async () => {
  await using web = listen(speak("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await assertFailure({ bootstrap: [web.bootstrap] }, "unreachable", /an HTTP server answers on port/);
  await assertFailure({ bootstrap: [web.bootstrap], tls: {} }, "tls", /what answers on the port does not speak TLS$/);
  await using mute = listen(silence);
  const connectTimeoutMs = 100;
  await assertFailure(
    { bootstrap: [mute.bootstrap], connectTimeoutMs },
    "unreachable",
    /what listens on port \d+ does not answer as Kafka$/,
  );
  await assert.rejects(
    Connection.open(parseAddress(mute.bootstrap), { bootstrap: [], tls: {}, connectTimeoutMs }),
    /does not answer the TLS handshake$/,
  );
});

Deno.test("KafkaCluster.connect takes a hang-up for the wrong side of TLS, both ways", async () => {
  await using closing = listen(hangUp);
  await assertFailure(
    { bootstrap: [closing.bootstrap] },
    "tls",
    /closed at the first request, as a port that wants TLS does$/,
  );
  await assertFailure({ bootstrap: [closing.bootstrap], tls: {} }, "tls", /closed the connection during the handshake/);
  await using alerting = listen(speak("\x15\x03\x03\x00\x02\x02\x50"));
  await assertFailure({ bootstrap: [alerting.bootstrap] }, "tls", /in plaintext: the broker wants TLS on port \d+$/);
});

Deno.test("KafkaCluster.connect uses another broker when one is down, and reports all when all are", async () => {
  await using fake = new FakeCluster();
  await using cluster = await KafkaCluster.connect({ bootstrap: ["127.0.0.1:1", ...fake.bootstrap] });
  assert.equal(cluster.describe().clusterId, "fake");
  const error = await failure({ bootstrap: ["127.0.0.1:1", "127.0.0.1:2"] });
  assert.equal(error.message, "Cannot connect to 127.0.0.1:1: nothing listens on port 1");
  assert.deepEqual(error.diagnostic.notes, ["Cannot connect to 127.0.0.1:2: nothing listens on port 2"]);
});

Deno.test("KafkaCluster.connect asks again when the broker goes behind its first answer", async () => {
  await using fake = new FakeCluster();
  let asked = 0;
  fake.fault = (_, api) => api === "Metadata" && ++asked === 1 ? "lose" : undefined;
  await using cluster = await KafkaCluster.connect({ bootstrap: fake.bootstrap });
  assert.equal(cluster.describe().clusterId, "fake");
  assert.equal(asked, 2);
});

Deno.test("KafkaCluster.connect gives up at once when its signal aborts", async () => {
  await using mute = listen(silence);
  const started = performance.now();
  const connecting = KafkaCluster.connect({ bootstrap: [mute.bootstrap] }, { signal: AbortSignal.timeout(20) });
  await assert.rejects(connecting, { name: "TimeoutError" });
  assert.ok(performance.now() - started < 2000);
});

Deno.test("Connection logs in over TLS with every mechanism of kafkajs, and names what is wrong when it cannot", async (t) => {
  await using server = await startCluster({
    memory: true,
    tls: true,
    sasl: { user: LOGIN.username, password: LOGIN.password },
  });
  const bootstrap = [server.bootstrap];
  assert.ok(server.ca);
  const tls = { caCerts: [await Deno.readTextFile(server.ca)] };
  for (const mechanism of ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const) {
    await t.step(mechanism, async () => {
      await using cluster = await KafkaCluster.connect({ bootstrap, tls, sasl: { mechanism, ...LOGIN } });
      assert.equal(cluster.describe().mechanism, mechanism);
      assert.equal(cluster.describe().brokers.length, 1);
      const sasl = { mechanism, ...LOGIN, password: "wrong horse" };
      await assertFailure({ bootstrap, tls, sasl }, "auth", new RegExp(`^Login at .* with ${mechanism} failed: `));
    });
  }
  await t.step("a certificate of an unknown authority", async () => {
    const sasl = { mechanism: "PLAIN", ...LOGIN } as const;
    await assertFailure(
      { bootstrap, tls: {}, sasl },
      "tls",
      /no trusted authority has signed the broker's certificate$/,
    );
  });
  await t.step("no login where one is wanted", async () => {
    await assertFailure({ bootstrap, tls }, "auth", /it wants a login$/);
  });
});

Deno.test("Connection says that a broker offers no login", async () => {
  await using fake = new FakeCluster();
  await assertFailure(
    { bootstrap: fake.bootstrap, sasl: { mechanism: "PLAIN", ...LOGIN } },
    "auth",
    /^Login at .* failed: the broker offers no login on port \d+$/,
  );
});

Deno.test("Connection answers pipelined requests in order, and rejects all of them when it is lost", async () => {
  await using fake = new FakeCluster();
  fake.create("orders", [1]);
  await using connection = await Connection.open(parseAddress(fake.bootstrap[0] ?? ""), { bootstrap: [] });
  const ask = (name: string) => connection.request(API.Metadata, { topics: [{ name }] });
  const names = (await Promise.all(["orders", "b", "c"].map(ask))).map(({ topics }) => topics[0]?.name);
  assert.deepEqual(names, ["orders", "b", "c"]);
  fake.fault = (_broker, api) => api === "Metadata" ? "lose" : undefined;
  const results = await Promise.allSettled([ask("a"), ask("b")]);
  for (const result of results) {
    assert.equal(result.status, "rejected");
    assert.match(String(result.reason), /Lost the connection to 127\.0\.0\.1:\d+: the broker closed the connection$/);
  }
  assert.equal(connection.alive, false);
  await assert.rejects(ask("c"), /Lost the connection/);
});

Deno.test("Connection is given up when an answer does not come in time", async () => {
  await using fake = new FakeCluster();
  fake.create("orders", [1]);
  await using connection = await Connection.open(parseAddress(fake.bootstrap[0] ?? ""), { bootstrap: [] });
  const waiting = connection.request(API.Fetch, {
    maxWaitMs: 10_000,
    minBytes: 1,
    maxBytes: 1000,
    isolationLevel: 0,
    topics: [{ name: "orders", partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }] }],
  }, { timeoutMs: 20 });
  await assert.rejects(waiting, /Lost the connection to .*: no answer came in time$/);
  fake.changed();
});

Deno.test("Connection.version names the request that a broker is too old or too new for", async () => {
  await using fake = new FakeCluster();
  await using connection = await Connection.open(parseAddress(fake.bootstrap[0] ?? ""), { bootstrap: [] });
  assert.throws(
    () => connection.version(API.EndTxn),
    /^ConnectorError: Cannot use the broker 127\.0\.0\.1:\d+: it does not know the request EndTxn$/,
  );
  assert.throws(
    () => connection.version({ ...API.Fetch, min: 14, max: 16 }),
    /it speaks Fetch in versions 4 to 12, Sluice in versions 14 to 16$/,
  );
});

Deno.test("parseAddress takes hosts, IPv6 in brackets, listener prefixes, and 9092 for want of a port", () => {
  assert.deepEqual(parseAddress("broker.example.org:9094"), { host: "broker.example.org", port: 9094 });
  assert.deepEqual(parseAddress("[::1]:9093"), { host: "::1", port: 9093 });
  assert.deepEqual(parseAddress(" SASL_SSL://b-1:9098 "), { host: "b-1", port: 9098 });
  assert.deepEqual(parseAddress("localhost"), { host: "localhost", port: 9092 });
});
