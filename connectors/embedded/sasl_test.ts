import assert from "node:assert/strict";
import { API } from "../kafka/protocol/api.ts";
import { ERROR } from "../kafka/protocol/error_codes.ts";
import { Credentials, Login } from "./sasl.ts";
import { serveCluster } from "./serve.ts";
import { TestClient } from "./test_client.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const credentials = new Credentials("ann", "secret");

function login(mechanism: string): Login {
  const login = new Login(credentials);
  assert.equal(login.begin(mechanism), true);
  return login;
}

Deno.test("Login lets everybody in when there are no credentials", () => {
  const open = new Login(undefined);
  assert.equal(open.isAuthenticated, true);
  assert.equal(open.begin("PLAIN"), false);
});

Deno.test("Login by PLAIN checks user and password", () => {
  for (
    const [token, kind] of [
      ["\0ann\0secret", "done"],
      ["ann\0ann\0secret", "done"],
      ["\0ann\0wrong", "failed"],
      ["\0bob\0secret", "failed"],
      ["\0ann", "failed"],
      ["", "failed"],
    ] as const
  ) {
    const attempt = login("PLAIN");
    assert.equal(attempt.step(encode(token))?.kind, kind);
    assert.equal(attempt.isAuthenticated, kind === "done");
  }
});

Deno.test("Login by SCRAM refuses tokens that are none, and a proof without a secret", () => {
  assert.equal(login("SCRAM-SHA-256").step(encode("hello"))?.kind, "failed");
  const attempt = login("SCRAM-SHA-512");
  const first = attempt.step(encode("n,,n=ann,r=abc"));
  assert.ok(first?.kind === "continue");
  const [, nonce] = /^r=(abc[^,]+),s=[^,]+,i=4096$/.exec(new TextDecoder().decode(first.token)) ?? [];
  assert.ok(nonce);
  const proof = new Uint8Array(64).toBase64();
  assert.equal(attempt.step(encode(`c=biws,r=${nonce},p=${proof}`))?.kind, "failed");
  assert.equal(attempt.isAuthenticated, false);
});

Deno.test("Login takes no token without a handshake, and no second one after a failure", () => {
  const fresh = new Login(credentials);
  assert.equal(fresh.step(encode("\0ann\0secret")), undefined);
  assert.equal(fresh.begin("GSSAPI"), false);
  const attempt = login("PLAIN");
  attempt.step(encode("x"));
  assert.equal(attempt.step(encode("\0ann\0secret")), undefined);
});

Deno.test("SaslHandshake names the mechanisms and lets version 0 send bare tokens", async () => {
  await using cluster = await serveCluster({ memory: true, sasl: { user: "ann", password: "secret" } });
  using client = await TestClient.connect(cluster.bootstrap);
  const mechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];
  const refused = await client.call(API.SaslHandshake, 1, { mechanism: "GSSAPI" });
  assert.deepEqual(refused, { errorCode: ERROR.UNSUPPORTED_SASL_MECHANISM, mechanisms });
  const taken = await client.call(API.SaslHandshake, 0, { mechanism: "PLAIN" });
  assert.deepEqual(taken, { errorCode: ERROR.NONE, mechanisms });
  const token = encode("\0ann\0secret");
  await client.send(new Uint8Array([0, 0, 0, token.length, ...token]));
  assert.equal((await client.receive())?.length, 0);
  assert.equal((await client.call(API.Metadata, 1, { topics: null })).brokers.length, 1);
});

Deno.test("SaslAuthenticate says what is wrong and closes the connection", async () => {
  await using cluster = await serveCluster({ memory: true, sasl: { user: "ann", password: "secret" } });
  using client = await TestClient.connect(cluster.bootstrap);
  await client.call(API.SaslHandshake, 1, { mechanism: "PLAIN" });
  const answer = await client.call(API.SaslAuthenticate, 2, { authBytes: encode("\0ann\0wrong") });
  assert.equal(answer.errorCode, ERROR.SASL_AUTHENTICATION_FAILED);
  assert.match(answer.errorMessage ?? "", /Invalid username or password/);
  assert.equal(await client.receive(), undefined);
});

Deno.test("Server closes the connection of a client that asks for data before it has logged in", async () => {
  await using cluster = await serveCluster({ memory: true, sasl: { user: "ann", password: "secret" } });
  using client = await TestClient.connect(cluster.bootstrap);
  await assert.rejects(client.call(API.Metadata, 1, { topics: null }), /closed the connection/);
});
