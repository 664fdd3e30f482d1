/** Messages of a registry that are read without it, and the reverse. */
import assert from "node:assert/strict";
import { message } from "../../schema/formats/test_registered.ts";
import { ORDER, order } from "./orders.ts";
import { AVRO, failure, JSON_SCHEMA, reads, RegistryWorld } from "./registry_world.ts";

Deno.test("framing: who reads messages of a registry without it, or the reverse, is told which option to change", async () => {
  await using world = await RegistryWorld.open();
  const id = await world.register("orders-value", ORDER);
  await world.write("orders", [message(id, order(1n, "a"))]);
  await world.write("plain", [new TextEncoder().encode('{"id":1}')]);
  const table = (name: string, format: string, columns = "(id BIGINT)") =>
    `CREATE TABLE ${name} ${columns} WITH (${format});`;
  const definitions = table("as_json", reads("orders", "json")) +
    table("as_file", reads("orders", "avro")) +
    table("as_changes", reads("orders", "debezium_json"), "(id BIGINT PRIMARY KEY)") +
    table("as_schema", reads("orders", "json", JSON_SCHEMA)) +
    table("unframed", reads("plain", "avro", AVRO)) +
    table("fitting", reads("orders", "avro", `${AVRO}, type = 'source'`));
  await using session = await world.session();
  await session.execute(definitions);
  const without = new RegExp(
    `begins with the byte 0 of a schema registry and the schema id ${id}, but the table is read without`,
  );
  const cases: readonly (readonly [table: string, said: RegExp, cure: RegExp])[] = [
    [
      "as_json",
      without,
      /Set 'json\.confluent_schema_registry' = 'true'; if Avro or Protobuf was written, use format = 'avro'/,
    ],
    ["as_file", without, /Set 'avro\.confluent_schema_registry' = 'true'/],
    ["as_changes", without, /If Avro or Protobuf was written, use format = 'avro' with/],
    ["as_schema", /Format configured is json, but .* returned a AVRO schema/, /format = 'avro' with 'avro\.confluent/],
    ["unframed", /begins with the byte 123, not with the 0/, /leave avro\.confluent_schema_registry out/],
  ];
  for (const [name, said, cure] of cases) {
    const { message, hint } = await failure(session.execute(`SELECT id FROM ${name}`));
    assert.match(message, said);
    assert.match(hint, cure);
    const steps = await world.steps(definitions, `TEST TABLE ${name}`);
    assert.equal(steps.length, 5, steps.join("\n"));
    assert.match(steps[4] ?? "", /^! Failed to read the message: /);
    assert.match(steps[4] ?? "", said);
    assert.match(steps[4] ?? "", cure);
  }
  assert.deepEqual((await world.steps(definitions, "TEST TABLE fitting")).slice(3), [
    "Received message from Kafka",
    "Successfully validated message schema",
    "Connection is valid",
  ]);
});
