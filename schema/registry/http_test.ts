import assert from "node:assert/strict";
import { ConnectorError } from "../errors.ts";
import { connectionTestError } from "./errors.ts";
import { type HttpOptions, RegistryHttp, type Request, timer } from "./http.ts";
import { fakeRegistry, refusal, refusedConnection } from "./test_registry.ts";

const never = new AbortController().signal;
const SUBJECTS: Request = { method: "GET", path: "/subjects", signal: never };

/** A server on loopback that counts its requests. */
function serve(handler: (request: globalThis.Request, nth: number) => Response | Promise<Response>) {
  const counted = { requests: 0 };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    counted.requests++;
    return handler(request, counted.requests);
  });
  const options: HttpOptions = { endpoint: `http://127.0.0.1:${server.addr.port}`, fetch, wait: async () => {} };
  return { counted, options, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function failureOf(options: HttpOptions, request: Request = SUBJECTS): Promise<ConnectorError> {
  try {
    await new RegistryHttp(options).request(request);
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error("It did not fail");
}

Deno.test("RegistryHttp sends login and media type, and keeps the endpoint's path", async () => {
  const seen: string[] = [];
  await using server = serve((request) => {
    seen.push(new URL(request.url).pathname, request.headers.get("authorization") ?? "");
    seen.push(request.headers.get("accept") ?? "");
    return Response.json(["a"]);
  });
  const { options } = server;
  const http = new RegistryHttp({ ...options, endpoint: `${options.endpoint}/apis/v7`, username: "k", password: "ü:" });
  assert.deepEqual(await http.request(SUBJECTS), { kind: "ok", body: ["a"] });
  const login = `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode("k:ü:")))}`;
  assert.deepEqual(seen.slice(0, 2), ["/apis/v7/subjects", login]);
  assert.match(seen[2] ?? "", /^application\/vnd\.schemaregistry\.v1\+json/);
});

Deno.test("RegistryHttp asks a busy registry again, with growing waits, as often as it may", async () => {
  const { options, calls, waits } = fakeRegistry(() => refusal(503, 50301, "later"));
  const error = await failureOf(options);
  assert.equal(error.message, "schema registry returned error 503: later");
  assert.deepEqual([calls.length, error.retryable], [5, true]);
  assert.deepEqual(waits, [100, 200, 400, 800]);
});

Deno.test("RegistryHttp tells of each try that failed, and goes on when the registry is back", async () => {
  const told: string[] = [];
  const { options, calls } = fakeRegistry((_, nth) => nth < 3 ? refusedConnection() : { json: [] });
  const onRetry = (error: ConnectorError) => told.push(error.message);
  assert.equal((await new RegistryHttp(options).request({ ...SUBJECTS, onRetry })).kind, "ok");
  assert.equal(calls.length, 3);
  assert.equal(told.length, 2);
  assert.match(told[0] ?? "", /^cannot reach the schema registry at .*: nothing listens on its port$/);
});

Deno.test("RegistryHttp waits as long as a registry asks for, within reason", async () => {
  const asked = ["2", "86400", "Fri, 31 Dec 2027 23:59:59 GMT", "-1"];
  const { options, waits } = fakeRegistry((_, nth) =>
    nth > asked.length
      ? { json: [] }
      : new Response("", { status: 429, headers: { "retry-after": asked[nth - 1] ?? "" } })
  );
  await new RegistryHttp(options).request(SUBJECTS);
  assert.deepEqual(waits, [2_000, 30_000, 400, 800]);
});

Deno.test("RegistryHttp stops waiting when it is told to", async () => {
  const controller = new AbortController();
  const { options, calls } = fakeRegistry(() => {
    controller.abort(new Error("stopped"));
    return refusal(500, 500, "");
  });
  await assert.rejects(
    new RegistryHttp(options).request({ ...SUBJECTS, signal: controller.signal }),
    /^Error: stopped$/,
  );
  assert.equal(calls.length, 1);
});

Deno.test("RegistryHttp stops a request that is under way when it is told to", async () => {
  const arrived = Promise.withResolvers<void>();
  const held = Promise.withResolvers<Response>();
  await using server = serve(() => {
    arrived.resolve();
    return held.promise;
  });
  const controller = new AbortController();
  const asking = new RegistryHttp(server.options).request({ ...SUBJECTS, signal: controller.signal });
  await arrived.promise;
  controller.abort(new Error("stopped"));
  await assert.rejects(asking, /^Error: stopped$/);
  held.resolve(new Response());
});

Deno.test("RegistryHttp gives up a registry that says nothing, or ever only a little", async () => {
  const held = Promise.withResolvers<Response>();
  await using silent = serve(() => held.promise);
  const error = await failureOf({ ...silent.options, timeoutMs: 20, tries: 2 });
  assert.match(error.message, /no answer within 0.02 seconds$/);
  assert.deepEqual([silent.counted.requests, error.retryable], [2, true]);
  held.resolve(new Response());

  let drops = 0;
  await using slow = serve(() => {
    let drip: ReturnType<typeof setInterval>;
    const body = new ReadableStream({
      start(controller) {
        drip = setInterval(() => {
          controller.enqueue(new TextEncoder().encode(" "));
          drops++;
        }, 5);
      },
      cancel: () => clearInterval(drip),
    });
    return new Response(body);
  });
  assert.match((await failureOf({ ...slow.options, timeoutMs: 200, tries: 1 })).message, /no answer within/);
  assert.ok(drops > 1, "it was dripping");
});

Deno.test("RegistryHttp reads no more of an answer than a registry would send", async () => {
  let sent = 0;
  await using endless = serve(() => {
    const body = new ReadableStream({
      pull(controller) {
        sent += 1 << 20;
        controller.enqueue(new Uint8Array(1 << 20).fill(32));
      },
    });
    return new Response(body);
  });
  assert.match((await failureOf({ ...endless.options, tries: 1 })).message, /more than 16 MB/);
  assert.ok(sent < 64 << 20, `${sent} bytes were sent`);
});

Deno.test("RegistryHttp follows nobody elsewhere, and takes no login there", async () => {
  await using elsewhere = serve(() => Response.json([]));
  const location = `${elsewhere.options.endpoint}/subjects`;
  await using server = serve(() => new Response(null, { status: 307, headers: { location } }));
  const error = await failureOf({ ...server.options, username: "k", password: "s" });
  assert.ok(error.message.includes(`sends requests on to ${elsewhere.options.endpoint} (307)`), error.message);
  assert.deepEqual([server.counted.requests, elsewhere.counted.requests], [1, 0]);
});

Deno.test("RegistryHttp says what it met instead of a registry", async () => {
  await using server = serve(() => new Response("<html>", { headers: { "content-type": "text/html; charset=utf-8" } }));
  const { message, diagnostic } = await failureOf(server.options);
  assert.ok(message.endsWith("is no schema registry: it answers with text/html instead of JSON"), message);
  assert.match(diagnostic.hint ?? "", /Check schema_registry.endpoint: "subjects" below http:.* must answer/);
  const tls = await failureOf({ ...server.options, endpoint: server.options.endpoint.replace("http:", "https:") });
  assert.match(tls.message, /what answers on its port does not speak TLS$/);
  assert.deepEqual([tls.diagnostic.code, tls.retryable], ["tls", false]);
});

Deno.test("RegistryHttp says that nothing listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const endpoint = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
  listener.close();
  const waits: number[] = [];
  const error = await failureOf({ endpoint, fetch, wait: (ms) => Promise.resolve(void waits.push(ms)) });
  assert.match(error.message, /nothing listens on its port$/);
  assert.equal(waits.length, 4);
});

Deno.test("RegistryHttp never says the secret, even when the registry does", async () => {
  const password = "hunter22";
  const { options } = fakeRegistry(({ headers }) =>
    refusal(401, 401, `bad header ${headers.get("authorization")}, password ${password}`)
  );
  const answer = await new RegistryHttp({ ...options, username: "key", password }).request(SUBJECTS);
  assert.ok(answer.kind === "refused");
  const text = JSON.stringify([answer.error.message, answer.error.diagnostic, answer.refusal]);
  assert.ok(!text.includes(password) && !text.includes(btoa(`key:${password}`)), text);
  assert.match(answer.error.message, /bad header Basic \*\*\*, password \*\*\*/);
  assert.match(answer.error.diagnostic.hint ?? "", /not those of the cluster/);
});

Deno.test("connectionTestError says what to check", async () => {
  for (const [status, hint] of [[401, /^Check your credentials: Set /], [404, /^Check the endpoint: /]] as const) {
    const answer = await new RegistryHttp(fakeRegistry(() => refusal(status, status, "no")).options).request(SUBJECTS);
    assert.ok(answer.kind === "refused");
    const error = connectionTestError(answer.error);
    assert.match(error.message, /^Failed to connect to schema registry: .*: no$/);
    assert.match(error.diagnostic.hint ?? "", hint);
  }
});

Deno.test("RegistryHttp says what failed when its caller has no more time", async () => {
  const held = Promise.withResolvers<Response>();
  await using silent = serve(() => held.promise);
  const asking = (timeoutMs: number) =>
    new RegistryHttp({ ...silent.options, timeoutMs, wait: timer })
      .request({ ...SUBJECTS, signal: AbortSignal.timeout(100) }).catch((error) => `${error.name}: ${error.message}`);
  const said = [await asking(5_000), await asking(30)];
  held.resolve(new Response());
  assert.deepEqual(said, [
    `ConnectorError: the schema registry at ${silent.options.endpoint} has not answered in time`,
    `ConnectorError: cannot reach the schema registry at ${silent.options.endpoint}: no answer within 0.03 seconds`,
  ]);
});
