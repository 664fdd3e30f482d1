import assert from "node:assert/strict";
import { DataError } from "../errors.ts";
import { RegistryClient } from "./client.ts";
import { RegistryWriterSchemas } from "./registry_writer_schemas.ts";
import { fakeRegistry, refusal, refusedConnection, type Reply } from "./test_registry.ts";

const STRING: Reply = { json: { schema: '"string"' } };

function over(reply: Parameters<typeof fakeRegistry>[0]) {
  const registry = fakeRegistry(reply);
  const controller = new AbortController();
  const waits: number[] = [];
  const clock = { now: 1_000 };
  const schemas = new RegistryWriterSchemas(new RegistryClient({ ...registry.options, tries: 2 }), {
    signal: controller.signal,
    now: () => clock.now,
    wait: (milliseconds, signal) => {
      signal.throwIfAborted();
      waits.push(milliseconds);
      clock.now += milliseconds;
      return Promise.resolve();
    },
  });
  return { ...registry, schemas, controller, waits, clock };
}

Deno.test("RegistryWriterSchemas fetches an id once, however many ask", async () => {
  const { schemas, calls } = over(() => STRING);
  assert.equal(schemas.get(7), undefined);
  await Promise.all([schemas.fetch(7), schemas.fetch(7), schemas.fetch(7)]);
  await schemas.fetch(7);
  const schema = schemas.get(7);
  assert.ok(schema && !(schema instanceof Error));
  assert.equal(schema.text, '"string"');
  assert.equal(calls.length, 1);
});

Deno.test("RegistryWriterSchemas remembers that an id is unknown", async () => {
  const { schemas, calls } = over(() => refusal(404, 40403, "Schema 7 not found"));
  await schemas.fetch(7);
  await schemas.fetch(7);
  const error = schemas.get(7);
  assert.ok(error instanceof DataError);
  assert.equal(error.message, "schema id 7 is not in the schema registry");
  assert.equal(calls.length, 1);
});

Deno.test("RegistryWriterSchemas waits for a registry that is away, and says since when and why", async () => {
  const states: unknown[] = [];
  const { schemas, waits, calls } = over((_, nth) => {
    const { state } = schemas;
    states.push(state.kind === "connected" ? state.kind : [state.since, state.error.diagnostic.code]);
    return nth <= 15 ? refusedConnection() : STRING;
  });
  await schemas.fetch(7);
  assert.equal(calls.length, 16);
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  assert.equal(states[0], "connected");
  assert.deepEqual(states.slice(1), Array(15).fill([1_000, "unreachable"]), "known after the first try");
  assert.deepEqual(schemas.state, { kind: "connected" });
});

Deno.test("RegistryWriterSchemas rejects when the registry refuses, and may be asked again", async () => {
  const { schemas, calls } = over((_, nth) => nth === 1 ? refusal(401, 401, "no") : STRING);
  await assert.rejects(schemas.fetch(7), /invalid credentials for schema registry/);
  assert.equal(schemas.get(7), undefined);
  await schemas.fetch(7);
  assert.equal(calls.length, 2);
});

Deno.test("RegistryWriterSchemas ends its wait with the life that it was given", async () => {
  const { schemas, controller } = over((_, nth) => {
    if (nth === 5) controller.abort(new Error("stopped"));
    return refusedConnection();
  });
  await assert.rejects(schemas.fetch(7), /^Error: stopped$/);
  await assert.rejects(schemas.fetch(8), /^Error: stopped$/);
});

Deno.test("RegistryWriterSchemas forgets the oldest of very many unknown ids", async () => {
  const { schemas } = over(() => refusal(404, 40403, ""));
  for (let id = 0; id <= 10_000; id++) await schemas.fetch(id);
  assert.equal(schemas.get(0), undefined);
  assert.ok(schemas.get(1) && schemas.get(10_000));
});

Deno.test("RegistryWriterSchemas asks for an unknown id again after a minute: a replica may have lagged behind", async () => {
  const { schemas, clock } = over((_, nth) => nth === 1 ? refusal(404, 40403, "Schema 7 not found") : STRING);
  await schemas.fetch(7);
  clock.now += 59_999;
  assert.ok(schemas.get(7) instanceof DataError);
  clock.now += 1;
  assert.equal(schemas.get(7), undefined);
  await schemas.fetch(7);
  assert.ok(!(schemas.get(7) instanceof Error));
});

Deno.test("RegistryWriterSchemas takes an id whose references lead nowhere for one that cannot be used", async () => {
  const references = [{ name: "part", subject: "part", version: 3 }];
  const { schemas } = over(({ path }) =>
    path === "/schemas/ids/7" ? { json: { schema: '"part"', references } } : refusal(404, 40401, "Subject not found")
  );
  await schemas.fetch(7);
  const error = schemas.get(7);
  assert.ok(error instanceof DataError);
  assert.match(error.message, /^schema id 7 cannot be used: subject 'part': .* schema 7 refers to version 3 of it$/);
});

Deno.test("RegistryWriterSchemas waits for whatever stands in for the registry, once it has answered", async () => {
  const page = () => new Response("<h1>404</h1>", { status: 404, headers: { "content-type": "text/html" } });
  const { schemas, calls } = over((_, nth) => nth === 1 || nth > 3 ? STRING : page());
  await schemas.fetch(7);
  await schemas.fetch(8);
  assert.equal(calls.length, 4);
  const { schemas: wrong } = over(page);
  await assert.rejects(wrong.fetch(7), { message: /schema registry returned error 404/ });
});

Deno.test("RegistryWriterSchemas leaves no rejection behind when nobody waits", async () => {
  const { schemas } = over(() => refusal(401, 401, "Unauthorized"));
  void schemas.fetch(7); // unhandled, this would end the process
  await assert.rejects(schemas.fetch(7));
});

Deno.test("RegistryWriterSchemas takes an id of a language that we do not read for one that cannot be used", async () => {
  const { schemas } = over(() => ({ json: { schema: "struct A {}", schemaType: "THRIFT" } }));
  await schemas.fetch(7);
  const error = schemas.get(7);
  assert.ok(error instanceof DataError);
  assert.match(error.message, /^schema id 7 cannot be used: schema 7 is of the type THRIFT, which is none of AVRO, /);
});
