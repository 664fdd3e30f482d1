/** What speaks on a broker's port may be anything: it ends in an error of ours, soon, and takes little memory. */
import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { KafkaCluster } from "./cluster.ts";
import { API } from "./protocol/api.ts";
import { encodeResponse } from "./protocol/frames.ts";
import { chance, framed, headed, type Hostile, hostile, writeAll } from "./test_hostile.ts";

/** The error of the first contact. */
async function failure({ bootstrap }: Hostile, requestTimeoutMs = 2_000): Promise<ConnectorError> {
  try {
    const config = { bootstrap: [bootstrap], connectTimeoutMs: 2_000, requestTimeoutMs };
    await using cluster = await KafkaCluster.connect(config);
    await cluster.refresh("orders");
    await cluster.coordinator("group", "g");
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error("It did not fail");
}

Deno.test("a broker whose answers are random bytes ends in an error of ours", async () => {
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= 60; seed++) {
    const next = chance(seed);
    await using broker = hostile({
      answer: () =>
        Uint8Array.from(
          { length: Math.floor(next() * 300) },
          () => next() < 0.6 ? Math.floor(next() * 3) : Math.floor(next() * 256),
        ),
    });
    const { diagnostic: { code = "" } } = await failure(broker).catch((cause) => {
      throw new Error(`seed ${seed}`, { cause });
    });
    seen.set(code, (seen.get(code) ?? 0) + 1);
  }
  assert.ok((seen.get("protocol") ?? 0) > 10, JSON.stringify([...seen]));
});

Deno.test("a broker that announces 2 GB, nothing, or less than that is refused at once", async () => {
  for (const length of [0x7fffffff, 0, -2_147_483_648, 100 << 20]) {
    await using broker = hostile({
      raw: (socket, id) => writeAll(socket, headed(length, id, new Uint8Array(100))),
    });
    const began = performance.now();
    const before = Deno.memoryUsage().external;
    const { message, diagnostic } = await failure(broker, 60_000);
    assert.match(
      message,
      /^Cannot read what 127\.0\.0\.1:\d+ answers: an answer (to Metadata )?would have -?\d+ bytes/,
    );
    assert.equal(diagnostic.code, "protocol");
    assert.ok(Deno.memoryUsage().external - before < 16 << 20);
    assert.ok(performance.now() - began < 30_000, "it did not wait for the bytes");
  }
});

Deno.test("a broker that drips is given up after the time of a request", async () => {
  const stopping = new AbortController();
  await using broker = hostile({
    async raw(socket, id) {
      await writeAll(socket, headed(50 << 20, id, new Uint8Array(1)));
      while (!stopping.signal.aborted) {
        await writeAll(socket, new Uint8Array(1));
        await new Promise((resolve) => setTimeout(resolve, 5)); // the drip itself
      }
    },
  });
  const { message } = await failure(broker, 200);
  stopping.abort();
  assert.match(message, /no answer came in time$/);
});

Deno.test("a broker that answers what was never asked is refused", async () => {
  await using broker = hostile({ raw: (socket, id) => writeAll(socket, framed(id + 1, new Uint8Array(20))) });
  const { message } = await failure(broker, 60_000);
  assert.match(message, /an answer came to request \d+, which was never sent$/);
});

const PASSWORD = "pl4nted-s3cret";

/** The error of a login to a broker that takes part in it so far. */
async function loginFailure(mechanism: "PLAIN" | "SCRAM-SHA-256", answerLogin: (version: number) => Uint8Array) {
  await using broker = hostile({
    answer: (apiKey, version) =>
      apiKey === API.SaslHandshake.key
        ? bodyOf(encodeResponse(API.SaslHandshake, version, 0, { errorCode: 0, mechanisms: [mechanism] }))
        : answerLogin(version),
  });
  const sasl = { mechanism, username: "ann", password: PASSWORD };
  try {
    await using _ = await KafkaCluster.connect({ bootstrap: [broker.bootstrap], sasl });
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error("It did not fail");
}

/** What stands behind length and correlation id. */
function bodyOf(frame: Uint8Array): Uint8Array {
  return frame.subarray(8);
}

Deno.test("a broker that repeats the password, or paints with control codes, is not quoted as it is", async () => {
  const errorMessage = `no \x1b]0;owned\x07 ${PASSWORD} ${"x".repeat(10_000)}`;
  const { message } = await loginFailure(
    "PLAIN",
    (version) =>
      bodyOf(
        encodeResponse(API.SaslAuthenticate, version, 0, { errorCode: 58, errorMessage, authBytes: new Uint8Array() }),
      ),
  );
  assert.match(message, /^Login at 127\.0\.0\.1:\d+ with PLAIN failed: no +\]0;owned +\*\*\* x+…$/);
  assert.ok(message.length < 400);
});

Deno.test("a broker that asks for two billion rounds of hashing gets none", async () => {
  const authBytes = new TextEncoder().encode("r=abc,s=c2FsdA==,i=2147483647");
  const began = performance.now();
  const { message } = await loginFailure(
    "SCRAM-SHA-256",
    (version) =>
      bodyOf(encodeResponse(API.SaslAuthenticate, version, 0, { errorCode: 0, errorMessage: null, authBytes })),
  );
  assert.match(message, /with SCRAM-SHA-256 failed: the broker asks for 2147483647 rounds of hashing$/);
  assert.ok(performance.now() - began < 10_000);
});
