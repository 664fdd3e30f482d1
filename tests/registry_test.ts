/** A registry, or messages that name it, gone wrong: what a query, a sink and a person get. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { message } from "../schema/formats/test_registered.ts";
import { avscWriter } from "../schema/formats/avro/test_avro.ts";
import { AVRO, failure, JSON_SCHEMA, reads, RegistryWorld, until } from "./registry/registry_world.ts";
import { refusal } from "./registry/stub_registry.ts";

const ORDER = {
  type: "record",
  name: "orders",
  fields: [{ name: "id", type: "long" }, { name: "what", type: ["null", "string"], default: null }],
};
const order = (id: bigint, what: string | null) =>
  avscWriter(ORDER)({ id, what: what === null ? null : { string: what } });

Deno.test("registry: each bad message is one dead letter with its reason, and the good ones come", async () => {
  await using world = await RegistryWorld.open();
  const id = await world.register("orders-value", ORDER);
  const json = await world.register("other-value", { type: "object", properties: { id: { type: "integer" } } }, "JSON");
  const text = await world.register("text-value", '"string"');
  const unfit = await world.register("unfit-value", {
    type: "record",
    name: "orders",
    fields: [{ name: "id", type: "string" }],
  });
  await world.write("dead", []);
  await world.write("orders", [
    message(id, order(1n, "a")),
    Uint8Array.of(1, 0, 0, 0, id, 2, 0),
    Uint8Array.of(0, 0, 0),
    Uint8Array.of(),
    null,
    message(4711, order(2n, "b")),
    message(json, '{"id":3}'),
    message(text, Uint8Array.of(2, 65)),
    message(unfit, Uint8Array.of(2, 65)),
    message(id, order(4n, "bcd").subarray(0, 3)),
    message(id, Uint8Array.of(8, 2, 2, 0xff)),
    message(id, Uint8Array.of(...order(5n, null), 0)),
    message(id, order(6n, null)),
  ]);
  await using session = await world.session();
  const table = (name: string, more: string) =>
    `CREATE TABLE ${name} WITH (${reads("orders", "avro", `${AVRO}, type = 'source', ${more}`)});`;
  const rows = await session.execute(`
    ${table("orders", "bad_data = 'dead_letter', 'bad_data.topic' = 'dead'")}
    SELECT id, what FROM orders`);
  console.log(rows);
  console.log(await world.deadLetters("dead"));
  console.log(await session.execute(`${table("dropped", "bad_data = 'drop'")} SELECT id, what FROM dropped`));
  console.log(await failure(session.execute(`${table("failing", "bad_data = 'fail'")} SELECT id FROM failing`)));
});

Deno.test("registry: values", async () => {
  await using world = await RegistryWorld.open();
  const schema = {
    type: "record",
    name: "n",
    fields: [{ name: "i", type: "long" }, {
      name: "d",
      type: { type: "bytes", logicalType: "decimal", precision: 20, scale: 2 },
    }],
  };
  const id = await world.register("n-value", schema);
  const n = (i: bigint, d: Uint8Array) => message(id, avscWriter(schema)({ i, d: Buffer.from(d) }));
  await world.write("dead", []);
  await world.write("n", [
    n(1n, Uint8Array.of(1)),
    n(1n << 40n, Uint8Array.of(1)),
    n(2n, Uint8Array.of(127, 255, 255, 255)),
    n(3n, Uint8Array.of(0xff)),
  ]);
  await using session = await world.session();
  const dead = "bad_data = 'dead_letter', 'bad_data.topic' = 'dead'";
  console.log(
    await session.execute(
      `CREATE TABLE n (i INT, d DECIMAL(5,2)) WITH (${reads("n", "avro", `${AVRO}, ${dead}`)}); SELECT * FROM n`,
    ),
  );
  console.log(await world.deadLetters("dead"));
});

Deno.test("registry: json without option", async () => {
  await using world = await RegistryWorld.open();
  const id = await world.register("orders-value", ORDER);
  await world.write("orders", [message(id, order(1n, "a"))]);
  await world.write("plain", [new TextEncoder().encode('{"id":1}')]);
  await using session = await world.session();
  const defs = `CREATE TABLE t (id BIGINT) WITH (${
    reads("orders", "json")
  }); CREATE TABLE u (id BIGINT PRIMARY KEY) WITH (${reads("orders", "debezium_json")});
  CREATE TABLE c (id BIGINT) WITH (${reads("orders", "avro")});CREATE TABLE a (id BIGINT) WITH (${
    reads("plain", "avro", AVRO)
  }); CREATE TABLE ok WITH (${reads("orders", "avro", AVRO + ", type='source'")});`;
  await session.execute(defs);
  console.log(await failure(session.execute(`SELECT * FROM t`)));
  console.log(await failure(session.execute(`SELECT * FROM c`)));
  console.log(await failure(session.execute(`SELECT * FROM a`)));
  console.log(await failure(session.execute(`SELECT * FROM u`)));
  for (const x of ["t", "c", "a", "ok", "u"]) {
    console.log(await world.steps(defs, "TEST TABLE " + x));
  }
  console.log(await failure(session.execute(`CREATE TABLE w WITH (${reads("orders", "json", JSON_SCHEMA)})`)));
  console.log(
    await failure(
      session.execute(`CREATE TABLE w (id BIGINT) WITH (${reads("orders", "json", JSON_SCHEMA)}); SELECT id FROM w`),
    ),
  );
  console.log(
    await failure(
      session.execute(
        `CREATE TABLE s (id BIGINT) WITH (connection_profile='c', topic='orders', format='json', ${JSON_SCHEMA}); INSERT INTO s SELECT 1`,
      ),
    ),
  );
  console.log(await failure(session.execute(`EXPLAIN INSERT INTO s SELECT 1`)));
  console.log(
    await world.steps(
      `CREATE TABLE s (id BIGINT) WITH (connection_profile='c', topic='orders', format='json', type='sink', ${JSON_SCHEMA});`,
      "TEST TABLE s",
    ),
  );
});
