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
  let now = 1_000;
  const schemas = new RegistryWriterSchemas(new RegistryClient({ ...registry.options, tries: 2 }), {
    signal: controller.signal,
    now: () => now,
    wait: (milliseconds, signal) => {
      signal.throwIfAborted();
      waits.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  });
  return { ...registry, schemas, controller, waits };
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
