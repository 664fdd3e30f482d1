import assert from "node:assert/strict";
import { ConnectorError } from "../errors.ts";
import { RegistryClient } from "./client.ts";
import type { SchemaText } from "./registry.ts";
import { ENDPOINT, fakeRegistry, refusal, type Reply } from "./test_registry.ts";

const never = new AbortController().signal;
const AVRO: SchemaText = { type: "AVRO", text: '"string"', references: [] };

/** Answers by path; 404 of a registry for others. */
function served(answers: Readonly<Record<string, unknown>>) {
  const registry = fakeRegistry(({ method, path }): Reply => {
    const json = answers[`${method} ${path}`];
    return json === undefined ? refusal(404, 40403, "Schema not found") : { json };
  });
  return { ...registry, client: new RegistryClient(registry.options) };
}

Deno.test("RegistryClient asks for an id once and keeps it for ever", async () => {
  const { client, calls } = served({ "GET /schemas/ids/7": { schema: '"string"' } });
  const schema = await client.schema(7, never);
  assert.deepEqual(schema, { ...AVRO, id: 7, dependencies: [] });
  assert.equal(await client.schema(7, never), schema);
  assert.equal(calls.length, 1);
});

Deno.test("RegistryClient does not know an id that the registry does not have, and asks again", async () => {
  const { client, calls } = served({});
  assert.equal(await client.schema(8, never), undefined);
  assert.equal(await client.schema(8, never), undefined);
  assert.equal(calls.length, 2);
});

Deno.test("RegistryClient takes a 404 that is not a registry's for a wrong address", async () => {
  for (const reply of [refusal(404, 404, "HTTP 404 Not Found"), new Response("<html>", { status: 404 })]) {
    const client = new RegistryClient(fakeRegistry(() => reply).options);
    await assert.rejects(client.schema(1, never), (error) => {
      assert.ok(error instanceof ConnectorError);
      assert.match(error.message, /^schema registry returned error 404/);
      assert.match(error.diagnostic.hint ?? "", /Check schema_registry.endpoint and the path in it/);
      return true;
    });
  }
});

Deno.test("RegistryClient keeps versions by number, but asks for the latest each time", async () => {
  const placed = { subject: "a/b", id: 3, version: 2, schema: "{}", schemaType: "JSON" };
  const { client, calls } = served({
    "GET /subjects/a%2Fb/versions/latest": placed,
    "GET /subjects/a%2Fb/versions/2": placed,
  });
  const latest = await client.version("a/b", "latest", never);
  assert.deepEqual(latest, {
    type: "JSON",
    text: "{}",
    references: [],
    id: 3,
    dependencies: [],
    subject: "a/b",
    version: 2,
  });
  assert.deepEqual(await client.version("a/b", 2, never), latest);
  assert.equal(calls.length, 1, "version 2 is known from the latest");
  await client.version("a/b", "latest", never);
  assert.equal(calls.length, 2);
  assert.equal(await client.version("a/b", 9, never), undefined);
});

Deno.test("RegistryClient resolves references at their pinned versions, who is used first", async () => {
  const uses = (name: string, version: number) => [{ name, subject: name, version }];
  const { client, calls } = served({
    "GET /schemas/ids/1": { schema: '"top"', references: [...uses("b", 4), ...uses("c", 1)] },
    "GET /subjects/b/versions/4": { subject: "b", version: 4, id: 2, schema: '"b"', references: uses("c", 1) },
    "GET /subjects/c/versions/1": { subject: "c", version: 1, id: 3, schema: '"c"' },
  });
  const schema = await client.schema(1, never);
  assert.deepEqual(schema?.dependencies, [{ name: "c", text: '"c"' }, { name: "b", text: '"b"' }]);
  assert.equal(calls.length, 3);
});

Deno.test("RegistryClient refuses references that never end, mean two things, or lead nowhere", async () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{
      "GET /schemas/ids/1": { schema: "1", references: [{ name: "a", subject: "a", version: 1 }] },
      "GET /subjects/a/versions/1": {
        id: 2,
        version: 1,
        schema: "2",
        references: [{ name: "b", subject: "a", version: 1 }],
      },
    }, /"b" \(version 1 of a\) refers to itself/],
    [{
      "GET /schemas/ids/1": {
        schema: "1",
        references: [{ name: "a", subject: "a", version: 1 }, { name: "a", subject: "a", version: 2 }],
      },
      "GET /subjects/a/versions/1": { id: 2, version: 1, schema: "2" },
      "GET /subjects/a/versions/2": { id: 3, version: 2, schema: "3" },
    }, /"a" stands for two different schemas/],
    [{
      "GET /schemas/ids/1": { schema: "1", references: [{ name: "a", subject: "gone", version: 3 }] },
    }, /subject 'gone': schema not found; .*: schema 1 refers to version 3 of it/],
  ];
  for (const [answers, message] of cases) {
    await assert.rejects(served(answers).client.schema(1, never), message);
  }
  const endless = fakeRegistry((_, nth) => ({
    json: { id: nth, version: 1, schema: "1", references: [{ name: `${nth}`, subject: `${nth}`, version: 1 }] },
  }));
  await assert.rejects(new RegistryClient(endless.options).schema(1, never), /there are too many/);
  assert.ok(endless.calls.length < 100);
});

Deno.test("RegistryClient sends a schema with its type and references, and finds what is registered", async () => {
  const schema: SchemaText = {
    type: "PROTOBUF",
    text: 'syntax = "proto3";',
    references: [{ name: "x.proto", subject: "x", version: 1 }],
  };
  const sent = { schema: schema.text, schemaType: "PROTOBUF", references: schema.references };
  const { client, calls } = served({
    "POST /subjects/s/versions": { id: 5 },
    "POST /subjects/s": { ...sent, subject: "s", version: 1, id: 5 },
    "GET /subjects/x/versions/1": { id: 4, version: 1, schema: "x", schemaType: "PROTOBUF" },
  });
  assert.equal(await client.register("s", schema, never), 5);
  assert.deepEqual(calls[0]?.body, sent);
  assert.equal(calls[0]?.headers.get("content-type"), "application/vnd.schemaregistry.v1+json");
  const found = await client.find("s", schema, never);
  assert.deepEqual([found?.id, found?.version, found?.dependencies.length], [5, 1, 1]);
  assert.equal(await client.find("other", AVRO, never), undefined);
  await client.register("s", AVRO, never);
  assert.deepEqual(calls.at(-1)?.body, { schema: '"string"' }, "what is the default is left out");
});

Deno.test("RegistryClient has the registry's own words on what is not compatible", async () => {
  const { client } = served({
    "POST /compatibility/subjects/s/versions?verbose=true": { is_compatible: false, messages: ["too bad"] },
    "POST /compatibility/subjects/old/versions?verbose=true": { is_compatible: true },
  });
  assert.deepEqual(await client.compatibility("s", AVRO, never), { compatible: false, messages: ["too bad"] });
  assert.deepEqual(await client.compatibility("old", AVRO, never), { compatible: true, messages: [] });
  assert.deepEqual(await client.compatibility("new", AVRO, never), { compatible: true, messages: [] });
});

Deno.test("RegistryClient words refusals as Arroyo does, with the registry's message in full", async () => {
  const cases: [Reply, string, string][] = [
    [
      refusal(409, 409, "reader lacks x"),
      "subject 's': there is already an existing schema for this subject which is incompatible with the new schema being registered: reader lacks x",
      "incompatible_schema",
    ],
    [refusal(422, 42201, "bad type"), "subject 's': invalid schema: bad type", "invalid_schema"],
    [refusal(422, 42205, "read-only"), "subject 's': schema registry returned error 422: read-only", "registry"],
    [refusal(401, 40101, "no"), "subject 's': invalid credentials for schema registry: no", "auth"],
    [new Response("", { status: 401 }), "subject 's': invalid credentials for schema registry", "auth"],
    [
      refusal(404, 40401, "Subject 's' not found."),
      "subject 's': schema not found; make sure that the subject exists: Subject 's' not found.",
      "not_found",
    ],
    [refusal(403, 40301, "denied"), "subject 's': schema registry returned error 403: denied", "authorization"],
    [refusal(418, 1, "tea\u001b[2J"), "subject 's': schema registry returned error 418: tea[2J", "registry"],
  ];
  for (const [reply, message, code] of cases) {
    const { options, calls } = fakeRegistry(() => reply);
    await assert.rejects(new RegistryClient(options).register("s", AVRO, never), (error) => {
      assert.ok(error instanceof ConnectorError);
      assert.deepEqual([error.message, error.diagnostic.code, error.retryable], [message, code, false]);
      return true;
    });
    assert.equal(calls.length, 1, "a refusal is final");
  }
});

Deno.test("RegistryClient says so when the JSON is not a registry's", async () => {
  for (
    const json of [[], null, {}, { schema: 1 }, { schema: "", schemaType: 1 }, { schema: "", references: [1] }]
  ) {
    const client = new RegistryClient(fakeRegistry(() => ({ json })).options);
    await assert.rejects(client.schema(1, never), new RegExp(`what answers at ${ENDPOINT} is no schema registry`));
  }
  await assert.rejects(
    new RegistryClient(fakeRegistry(() => ({ json: [1] })).options).subjects(never),
    /no schema registry/,
  );
});

Deno.test("RegistryClient names the subjects of a schema, and none where the registry does not say", async () => {
  const { client } = served({
    "GET /schemas/ids/7/subjects": ["a-value", "b-value"],
    "GET /schemas/ids/8/subjects": {},
  });
  assert.deepEqual(await client.subjectsOf(7, never), ["a-value", "b-value"]);
  for (const id of [8, 9]) assert.deepEqual(await client.subjectsOf(id, never), []);
});
