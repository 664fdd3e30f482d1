import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import avsc from "avsc";
import { type GivenRecord, NOON, times } from "../../schema/inference/test_sample.ts";
import { schemaHeader } from "../../schema/registry/framing.ts";
import { TopicWorld } from "./test_world.ts";

const SCHEMA = {
  type: "record",
  name: "Order",
  fields: [
    { name: "id", type: "long" },
    { name: "at", type: { type: "long", logicalType: "timestamp-millis" } },
    { name: "note", type: ["null", "string"] },
  ],
} as const;
/** avsc writes what is read here. */
const ORDER = avsc.Type.forSchema(SCHEMA as unknown as avsc.Schema);

/** A registry that knows schemas by their ids, and subjects whose latest versions they are. */
function serveRegistry(schemas: Readonly<Record<number, unknown>>, subjects: Readonly<Record<string, number>>) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, ({ url }) => {
    const [, first, name = "", last] = new URL(url).pathname.split("/");
    const id = first === "subjects" ? subjects[name] : Number(last);
    const schema = id === undefined ? undefined : schemas[id];
    if (schema === undefined) return Response.json({ error_code: 40401, message: "not found" }, { status: 404 });
    const text = JSON.stringify(schema);
    return Response.json(first === "subjects" ? { subject: name, version: 3, id, schema: text } : { schema: text });
  });
  return { endpoint: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A hundred orders, of which every tenth comes half a second late. */
function orderOf(i: number): Uint8Array {
  const at = NOON + i * 1000 - (i % 10 === 9 ? 1500 : 0);
  return ORDER.toBuffer({ id: i, at, note: i % 2 === 0 ? null : "x" });
}

function framedRecords(id = 7): GivenRecord[] {
  return times(100, (i) => ({ key: `k${i}`, value: Uint8Array.of(...schemaHeader(id), ...orderOf(i)) }));
}

async function statementOver(topic: string, world: TopicWorld, endpoint: string): Promise<string> {
  const kafka = `connector = 'kafka', bootstrap_servers = '${await world.bootstrap()}'`;
  const bounds = "source.offset = 'earliest', source.until = 'latest'";
  return `CREATE TABLE t FROM TOPIC '${topic}' WITH (${kafka}, schema_registry.endpoint = '${endpoint}', ${bounds})`;
}

async function proposal(
  subject: string | undefined,
  records: readonly GivenRecord[] = framedRecords(),
): Promise<string> {
  await using world = await TopicWorld.open();
  await using registry = serveRegistry({ 7: SCHEMA }, subject === undefined ? {} : { [subject]: 7 });
  await world.write("orders", 1, records);
  const proposed = await world.proposal(await statementOver("orders", world, registry.endpoint));
  assert.equal((await world.rows("SELECT * FROM t")).length, records.length);
  return proposed.replaceAll(/localhost:\d+|127\.0\.0\.1:\d+/g, "HOST").replaceAll(/ +-- /g, " -- ");
}

const COLUMNS = `-- From the newest 100 records of the topic orders in 1 partition
CREATE TABLE t (
  id BIGINT NOT NULL,
  at TIMESTAMP(3) NOT NULL,
  note TEXT,
  key TEXT METADATA FROM 'key', -- text: 100 of 100 records
  WATERMARK FOR at AS at - INTERVAL '1' SECOND -- event time: grows with the offset, 10 of 100 records late, by at most 500 ms
) WITH (
  connector = 'kafka',
  topic = 'orders',
  bootstrap_servers = 'HOST',
  schema_registry.endpoint = 'http://HOST',
  source.offset = 'earliest',
  source.until = 'latest',
  format = 'avro',
  avro.confluent_schema_registry = TRUE,
`;

Deno.test("CREATE TABLE … FROM TOPIC takes columns from the registry, key and event time from the records", async () => {
  assert.equal(
    await proposal("orders-value"),
    `${COLUMNS}  schema.id = '7', -- version 3 of orders-value
  schema.version = '3',
  avro.schema = '${JSON.stringify(SCHEMA)}'
);`,
  );
});

Deno.test("CREATE TABLE … FROM TOPIC finds the schema of the newest record under whatever subject", async () => {
  assert.equal(
    await proposal(undefined),
    `${COLUMNS}  schema.id = '7', -- the newest record's, as of 100 of 100 records
  avro.schema = '${JSON.stringify(SCHEMA)}'
);`,
  );
});

Deno.test("CREATE TABLE … FROM TOPIC believes the registry before the first record, and records that carry no ids", async () => {
  assert.match(
    await proposal("orders-value", []),
    /^-- The topic orders has no records yet\nCREATE TABLE t \(\n {2}id BIGINT NOT NULL,\n {2}at TIMESTAMP\(3\) NOT NULL,\n {2}note TEXT\n\) WITH/,
  );
  assert.match(
    await proposal("orders-value", [{ value: { id: 1 } }]),
    /CREATE TABLE t \(\n {2}id BIGINT -- 1 of 1 record\n/,
  );
  await assert.rejects(
    proposal(undefined, framedRecords(8)),
    /schemas of a registry \(id 8\), and no schema was found there/,
  );
});

/** An object container file of one order, as avsc writes it. */
async function fileOf(i: number): Promise<Uint8Array> {
  const encoder = new avsc.streams.BlockEncoder(SCHEMA as unknown as avsc.Schema, { codec: "null" });
  encoder.end(ORDER.fromBuffer(Buffer.from(orderOf(i))));
  const chunks: Uint8Array[] = [];
  for await (const chunk of encoder) chunks.push(chunk);
  return Buffer.concat(chunks);
}

Deno.test("CREATE TABLE … FROM TOPIC takes columns from the schema that container files bring", async () => {
  await using world = await TopicWorld.open();
  await world.write("files", 1, await Promise.all(times(20, async (i) => ({ value: await fileOf(i) }))));
  const bounds = "'source.offset' = 'earliest', 'source.until' = 'latest'";
  const proposed = await world.proposal(`CREATE TABLE t FROM TOPIC 'files' WITH (${bounds})`);
  assert.match(proposed, /WATERMARK FOR at AS at - INTERVAL '1' SECOND +-- .*2 of 20 records late, by at most 500 ms/);
  assert.match(proposed, /format = 'avro', +-- schema: the newest record's, as of 20 of 20 records\n/);
  assert.deepEqual(await world.rows("SELECT count(*) AS n, sum(id) AS ids FROM t"), [{ n: 20n, ids: 190n }]);
});

function framed(id: number, type: avsc.Type, value: unknown): Uint8Array {
  return Uint8Array.of(...schemaHeader(id), ...type.toBuffer(value));
}

Deno.test("CREATE TABLE … FROM TOPIC reads keys by their schema, of one value and of several", async () => {
  const keys = [
    { schema: "long", value: 5, type: "BIGINT", selected: "key", expected: 5n },
    {
      schema: { type: "record", name: "Key", fields: [{ name: "no", type: "string" }] },
      value: { no: "x" },
      type: "STRUCT<no TEXT>",
      selected: "key.no",
      expected: "x",
    },
  ];
  for (const { schema, value, type, selected, expected } of keys) {
    await using world = await TopicWorld.open();
    await using registry = serveRegistry({ 7: SCHEMA, 8: schema }, { "orders-value": 7, "orders-key": 8 });
    const key = framed(8, avsc.Type.forSchema(schema as avsc.Schema), value);
    await world.write("orders", 1, framedRecords().map((record) => ({ ...record, key })));
    const proposed = await world.proposal(await statementOver("orders", world, registry.endpoint));
    assert.ok(proposed.includes(`key ${type} METADATA FROM 'key', `), proposed);
    assert.match(proposed, /METADATA FROM 'key', +-- version 3 of orders-key\n[^]*key\.format = 'avro'/);
    assert.deepEqual(await world.rows(`SELECT ${selected} AS k FROM t WHERE id = 1`), [{ k: expected }]);
  }
});

Deno.test("CREATE TABLE … FROM TOPIC knows Debezium's changes in Avro, and their key", async () => {
  const row = { type: "record", name: "Value", fields: [{ name: "id", type: "int" }, { name: "n", type: "int" }] };
  const envelope = {
    type: "record",
    name: "Envelope",
    fields: [
      { name: "before", type: ["null", row], default: null },
      { name: "after", type: ["null", "Value"], default: null },
      { name: "op", type: "string" },
    ],
  };
  const keySchema = { type: "record", name: "Key", fields: [{ name: "id", type: "int" }] };
  const [changeType, keyType] = [envelope, keySchema].map((one) => avsc.Type.forSchema(one as avsc.Schema));
  assert.ok(changeType && keyType);
  await using world = await TopicWorld.open();
  await using registry = serveRegistry({ 1: envelope, 2: keySchema }, { "changes-value": 1, "changes-key": 2 });
  const changes = [
    { before: null, after: { id: 1, n: 5 }, op: "c" },
    { before: { id: 1, n: 5 }, after: { id: 1, n: 6 }, op: "u" },
  ];
  const key = framed(2, keyType, { id: 1 });
  await world.write("changes", 1, changes.map((change) => ({ key, value: framed(1, changeType, change) })));
  const proposed = await world.proposal(await statementOver("changes", world, registry.endpoint));
  assert.match(proposed, /PRIMARY KEY \(id\)\n[^]*format = 'debezium_avro'/);
  assert.deepEqual(await world.rows("SELECT * FROM t"), [{ id: 1, n: 6 }]);
});

Deno.test("CREATE TABLE … FROM TOPIC reads back what a table of the embedded cluster's registry wrote", async () => {
  await using world = await TopicWorld.open();
  const columns = "id BIGINT NOT NULL, at TIMESTAMP(3), note TEXT, place STRUCT<city TEXT>";
  const local = "connection_profile = 'local', topic = 'orders'";
  await world.run(
    `CREATE TABLE w (${columns}) WITH (${local}, format = 'avro', avro.confluent_schema_registry = true)`,
  );
  await world.insert("INSERT INTO w VALUES (1, '2026-01-31 10:00:00', 'x', named_struct('city', 'y'))");
  const bounds = "source.offset = 'earliest', source.until = 'latest'";
  const proposed = await world.proposal(`CREATE TABLE t FROM TOPIC 'orders' WITH (${bounds})`);
  for (const column of ["id BIGINT NOT NULL,", "at TIMESTAMP(3),", "note TEXT,", "place STRUCT<city TEXT>"]) {
    assert.ok(proposed.includes(`\n  ${column}`), proposed);
  }
  assert.deepEqual(await world.rows("SELECT id, note, place.city AS city FROM t"), [{ id: 1n, note: "x", city: "y" }]);
});
