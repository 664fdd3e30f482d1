import assert from "node:assert/strict";
import { ConnectorError } from "../../../schema/errors.ts";
import { record, Rest, textOf } from "../../../tests/kafka/registry/rest.ts";
import { type ClusterOptions, serveCluster } from "../serve.ts";

const int = { name: "a", type: "int" };
const text = { name: "b", type: "string", default: "" };

interface WithSchema {
  readonly schema: string;
}

async function open(options: ClusterOptions = { memory: true }): Promise<{ rest: Rest } & AsyncDisposable> {
  const cluster = await serveCluster(options);
  return { rest: new Rest(cluster.registry), [Symbol.asyncDispose]: async () => await cluster[Symbol.asyncDispose]() };
}

Deno.test("the embedded registry keeps schemas, deletions and levels in the cluster's folder", async () => {
  const dir = await Deno.makeTempDir();
  {
    await using cluster = await open({ dir });
    await cluster.rest.register("s", record(int));
    await cluster.rest.register("s", record(int, text));
    await cluster.rest.delete("/subjects/s/versions/1");
    await cluster.rest.put("/config/s", { compatibility: "NONE" });
  }
  {
    await using cluster = await open({ dir });
    const { rest } = cluster;
    assert.deepEqual((await rest.get("/subjects/s/versions")).body, [2]);
    assert.deepEqual((await rest.get("/subjects/s/versions?deleted=true")).body, [1, 2]);
    assert.deepEqual((await rest.get("/subjects/s/versions?deletedOnly=true")).body, [1]);
    assert.deepEqual((await rest.get("/config/s")).body, { compatibilityLevel: "NONE" });
    assert.equal(await rest.register("t", record(int)), 1, "the schema has the id that it had");
    assert.equal(await rest.register("t", record(int, text, { name: "c", type: "int", default: 0 })), 3);
  }
  await Deno.remove(dir, { recursive: true });
});

Deno.test("the embedded registry says where and how a schema does not fit", async () => {
  await using cluster = await open();
  const { rest } = cluster;
  await rest.register("s", record(int, { name: "b", type: "string" }));
  const path = "/subjects/s/versions";
  const { body } = await rest.post<{ readonly message: string }>(path, {
    schema: textOf(record({ name: "a", type: "string" }, { name: "c", type: "int" })),
  });
  assert.match(
    body.message,
    /^Schema being registered is incompatible with an earlier schema for subject "s", details: /,
  );
  assert.match(
    body.message,
    /TYPE_MISMATCH.*at path '\/fields\/0\/type' is string in the new schema, which does not read int/,
  );
  assert.match(body.message, /READER_FIELD_MISSING_DEFAULT_VALUE.*field 'c' at path '\/fields\/1'.*its type is int/);
  assert.match(
    body.message,
    /\{oldSchemaVersion: 1\}, \{oldSchema: '\{"type":"record".*\}, \{compatibility: 'BACKWARD'\}\]$/,
  );
  const verbose = await rest.post<{ readonly messages: readonly string[] }>(
    "/compatibility/subjects/s/versions/latest?verbose=true",
    {
      schema: "message A {}",
      schemaType: "PROTOBUF",
    },
  );
  assert.match(verbose.body.messages[0] ?? "", /The schema type changed from AVRO to PROTOBUF/);
  const silent = await rest.post("/compatibility/subjects/s/versions/latest", { schema: '"string"' });
  assert.deepEqual(silent.body, { is_compatible: false });
});

Deno.test("the embedded registry finds what means the same when it is asked to normalize", async () => {
  await using cluster = await open();
  const { rest } = cluster;
  const one = { type: "object", properties: { a: { type: "string" } } };
  const other = { properties: { a: { type: "string" } }, type: "object" };
  const id = await rest.register("s", one, { schemaType: "JSON" });
  const body = { schema: textOf(other), schemaType: "JSON" };
  assert.equal((await rest.post("/subjects/s", body)).body.error_code, 40403);
  assert.equal((await rest.post("/subjects/s?normalize=true", body)).body.id, id);
  assert.equal((await rest.post("/subjects/s/versions?normalize=true", body)).body.id, id);
  assert.notEqual((await rest.post("/subjects/s/versions", body)).body.id, id);
});

Deno.test("the embedded registry asks for a login when it has one", async () => {
  await using cluster = await open({ memory: true, registryLogin: { user: "ü", password: "p:q" } });
  const { url } = cluster.rest;
  for (const headers of [{}, { authorization: "Basic eA==" }, { authorization: "Bearer x" }]) {
    const { status, body } = await new Rest(url, headers).get("/subjects");
    assert.deepEqual([status, body], [401, { error_code: 401, message: "Unauthorized" }]);
  }
  const login = btoa(String.fromCharCode(...new TextEncoder().encode("ü:p:q")));
  assert.deepEqual((await new Rest(url, { authorization: `Basic ${login}` }).get("/subjects")).body, []);
});

Deno.test("the embedded registry writes nothing while it is read-only", async () => {
  await using cluster = await open();
  const { rest } = cluster;
  await rest.register("s", record(int));
  assert.deepEqual((await rest.put("/mode/s", { mode: "READONLY" })).body, { mode: "READONLY" });
  const refused = await rest.post("/subjects/s/versions", { schema: textOf(record(int, text)) });
  assert.deepEqual([refused.status, refused.body.error_code], [422, 42205]);
  assert.equal((await rest.delete("/subjects/s")).body.error_code, 42205);
  assert.equal(await rest.register("s", record(int)), 1, "what is there already may be asked for");
  await rest.register("t", record(int, text));
  assert.deepEqual((await rest.delete("/mode/s")).body, { mode: "READONLY" });
  await rest.register("s", record(int, text));
  assert.equal((await rest.get("/mode/s")).body.error_code, 40409);
  assert.deepEqual((await rest.get("/mode/s?defaultToGlobal=true")).body, { mode: "READWRITE" });
  assert.equal((await rest.put("/mode", { mode: "SIDEWAYS" })).body.error_code, 42204);
});

Deno.test("the embedded registry refuses requests that are none of its own", async () => {
  await using cluster = await open();
  const { url } = cluster.rest;
  const send = async (path: string, init: RequestInit) => {
    const response = await fetch(`${url}${path}`, init);
    return [response.status, (await response.json()).error_code];
  };
  const json = { "content-type": "application/json" };
  assert.deepEqual(await send("/subjects/s/versions", { method: "POST", headers: json, body: "{" }), [400, 400]);
  assert.deepEqual(await send("/subjects/s/versions", { method: "POST", headers: json, body: "[]" }), [400, 400]);
  assert.deepEqual(
    await send("/subjects/s/versions", { method: "POST", body: "{}" }),
    [415, 415],
    "a page in a browser",
  );
  assert.deepEqual(await send("/subjects/s/versions", { method: "POST", headers: json, body: "{}" }), [422, 42201]);
  assert.deepEqual(await send("/subjects/%FF", { method: "DELETE" }), [400, 400]);
  assert.deepEqual(await send("/subjects", { method: "DELETE" }), [405, 405]);
  assert.deepEqual(
    await send("/subjects/a%0Ab/versions", { method: "POST", headers: json, body: '{"schema":"\\"int\\""}' }),
    [422, 42208],
  );
});

Deno.test("the embedded registry gives every one of many who register at once a version of its own", async () => {
  await using cluster = await open();
  const { rest } = cluster;
  await rest.put("/config", { compatibility: "NONE" });
  const schemas = Array.from({ length: 20 }, (_, i) => record({ name: `f${i}`, type: "int" }));
  const ids = await Promise.all(schemas.map((schema) => rest.register("s", schema)));
  assert.equal(new Set(ids).size, 20);
  assert.deepEqual((await rest.get("/subjects/s/versions")).body, Array.from({ length: 20 }, (_, i) => i + 1));
});

Deno.test("the embedded registry takes Protobuf as a descriptor, and hands it out as one", async () => {
  await using cluster = await open();
  const { rest } = cluster;
  const proto =
    'syntax = "proto3"; import "used.proto"; message A { shop.B b = 1; map<string, int32> m = 2; optional int32 o = 3; }';
  await rest.register("used", 'syntax = "proto3"; package shop; message B { int32 a = 1; }', {
    schemaType: "PROTOBUF",
  });
  const more = { schemaType: "PROTOBUF", references: [{ name: "used.proto", subject: "used", version: 1 }] };
  const id = await rest.register("s", proto, more);
  const { schema } = (await rest.get<WithSchema>(`/schemas/ids/${id}?format=serialized`)).body;
  assert.match(schema, /^[A-Za-z0-9+/]+=*$/);
  const again = await rest.register("t", schema, more);
  const { body } = await rest.get<WithSchema>(`/subjects/t/versions/latest`);
  assert.match(body.schema, /^syntax = "proto3";\n\nimport "used.proto";\n\nmessage A \{\n {2}\.shop\.B b = 1;/);
  assert.equal((await rest.get(`/schemas/ids/${again}?format=serialized`)).body.schema, schema);
});

Deno.test("the embedded registry lists schemas by pages and prefixes", async () => {
  await using cluster = await open();
  const { rest } = cluster;
  for (const subject of ["a1", "a2", "b"]) await rest.register(subject, record(int));
  await rest.register("a1", record(int, text));
  await rest.delete("/subjects/b");
  assert.deepEqual((await rest.get("/subjects")).body, ["a1", "a2"]);
  assert.deepEqual((await rest.get("/subjects?subjectPrefix=a&offset=1&limit=1")).body, ["a2"]);
  assert.deepEqual((await rest.get("/subjects?deleted=true")).body, ["a1", "a2", "b"]);
  assert.deepEqual((await rest.get("/subjects?deletedOnly=true")).body, ["b"]);
  const latest = (await rest.get<{ subject: string; version: number }[]>("/schemas?latestOnly=true")).body;
  assert.deepEqual(latest.map(({ subject, version }) => [subject, version]), [["a1", 2], ["a2", 1]]);
  assert.deepEqual((await rest.get("/schemas/ids/1/subjects")).body, ["a1", "a2"]);
  assert.equal((await rest.get("/schemas/ids/1?fetchMaxId=true")).body.maxId, 2);
});

Deno.test("the embedded registry says that its port is in use", async () => {
  await using cluster = await open();
  const port = Number(new URL(cluster.rest.url).port);
  await assert.rejects(serveCluster({ memory: true, registryPort: port }), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.equal(error.diagnostic.code, "port_in_use");
    assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port} for the schema registry`));
    return true;
  });
});
