/**
 * What Confluent's own Python client writes we read, and what we write it reads, by schemas of a registry in every format.
 * `main.ts` starts the cluster and the registry, embedded or real.
 */
import assert from "node:assert/strict";
import { type Row, Session } from "../../mod.ts";
import { Peer } from "./interop/peer.ts";
import { readRegistryTarget } from "./registry/target.ts";
import { readTarget } from "./target.ts";

const ORDER = [
  ["order_id", "long"],
  ["customer", "string"],
  ["price", { type: "bytes", logicalType: "decimal", precision: 10, scale: 2 }],
  ["at", { type: "long", logicalType: "timestamp-millis" }],
] as const;

/** Three versions of one subject, each compatible with the one before. */
const V1 = record(ORDER);
const V2 = record([...ORDER, ["city", ["null", "string"], null], ["tags", { type: "array", items: "string" }, []]]);
const V3 = record([
  ["order_id", "long"],
  ["client", "string", undefined, ["customer"]],
  ["price", { type: "bytes", logicalType: "decimal", precision: 10, scale: 2 }],
  ["at", { type: "long", logicalType: "timestamp-millis" }],
  ["city", ["null", "string"], null],
  ["state", { type: "enum", name: "State", symbols: ["OPEN", "PAID"], default: "OPEN" }, "OPEN"],
]);

/** Another one that readers of the first understand. */
const V2B = record([...ORDER, ["city", ["null", "string"], null], ["note", "string", ""]]);

type FieldSpec = readonly [name: string, type: unknown, fallback?: unknown, aliases?: readonly string[]];

function record(fields: readonly FieldSpec[]): string {
  return JSON.stringify({
    type: "record",
    name: "Order",
    namespace: "shop",
    fields: fields.map(([name, type, fallback, aliases]) => ({
      name,
      type,
      ...(fallback !== undefined && { default: fallback }),
      ...(aliases && { aliases }),
    })),
  });
}

interface World extends AsyncDisposable {
  readonly session: Session;
  readonly peer: Peer;
  /** For requests of the peer. */
  readonly at: { readonly bootstrap: string; readonly registry: string };
}

async function open(): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const peer = stack.use(await Peer.open());
  const session = stack.use(await Session.open({ memory: true }));
  const { bootstrap } = readTarget();
  const registry = readRegistryTarget().url;
  await session.execute(`CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = '${bootstrap}',
    schema_registry.endpoint = '${registry}')`);
  const opened = stack.move();
  return { session, peer, at: { bootstrap, registry }, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

const BOUNDED = "connection_profile = 'c', type = 'source', 'source.offset' = 'earliest', 'source.until' = 'latest'";
const AVRO = "format = 'avro', 'avro.confluent_schema_registry' = 'true'";
const JSON_SCHEMA = "format = 'json', 'json.confluent_schema_registry' = 'true'";
const PROTOBUF = "format = 'protobuf', 'protobuf.confluent_schema_registry' = 'true'";

function orders(from: number, count: number, more: Readonly<Record<string, unknown>>, name = "customer"): unknown[] {
  return Array.from({ length: count }, (_, i) => ({
    order_id: from + i,
    [name]: `c${from + i}`,
    price: { $decimal: `${from + i}.50` },
    at: { $ts: "2026-01-31T10:00:00.250+00:00" },
    ...more,
  }));
}

Deno.test("Avro: three versions of a subject in one topic, written by Confluent's client while a query runs", async () => {
  await using world = await open();
  const { session, peer, at } = world;
  const produce = (schema: string, rows: unknown[]) =>
    peer.ask({ op: "produce", ...at, topic: "orders_live", format: "avro", schema, rows });
  await produce(V1, orders(1, 2, {}));
  await session.execute(
    `CREATE TABLE orders WITH (topic = 'orders_live', ${AVRO}, connection_profile = 'c', type = 'source',
    'source.offset' = 'earliest')`,
  );
  const seen: Row[] = [];
  for await (const row of session.query`SELECT order_id, customer, price, at FROM orders`) {
    seen.push(row);
    if (seen.length === 2) await produce(V2, orders(3, 2, { city: "Oslo", tags: ["a"] }));
    if (seen.length === 4) await produce(V2B, orders(5, 2, { city: null, note: "x" }));
    if (seen.length === 6) break;
  }
  const expected = [1n, 2n, 3n, 4n, 5n, 6n].map((n) => ({
    order_id: n,
    customer: `c${n}`,
    price: `${n}.50`,
    at: "2026-01-31T10:00:00.250",
  }));
  assert.deepEqual(seen, expected);
});

Deno.test("Avro: a table made of the newest version reads the older ones with their defaults", async () => {
  await using world = await open();
  const { session, peer, at } = world;
  const produce = (schema: string, rows: unknown[]) =>
    peer.ask({ op: "produce", ...at, topic: "orders_newest", format: "avro", schema, rows });
  await produce(V1, orders(1, 1, {}));
  await produce(V2, orders(2, 1, { city: "Oslo", tags: ["a"] }));
  await produce(V3, orders(3, 1, { city: null, state: "PAID" }, "client"));
  const rows = await session.execute(`CREATE TABLE orders WITH (topic = 'orders_newest', ${AVRO}, ${BOUNDED});
    SELECT order_id, client, city, state FROM orders`);
  assert.deepEqual(rows, [
    { order_id: 1n, client: "c1", city: null, state: "OPEN" },
    { order_id: 2n, client: "c2", city: "Oslo", state: "OPEN" },
    { order_id: 3n, client: "c3", city: null, state: "PAID" },
  ]);
});

Deno.test("Avro: every type we write is what Confluent's client reads", async () => {
  await using world = await open();
  const { session, peer, at } = world;
  await session.execute(`
    CREATE TABLE kinds (b BOOLEAN NOT NULL, i INT, l BIGINT, f REAL, d DOUBLE, t TEXT, x BYTEA, m DECIMAL(12, 3), day DATE, clock TIME,
        ms TIMESTAMP(3), us TIMESTAMP(6), s STRUCT<a BIGINT, b TEXT>, list INT[])
      WITH (connection_profile = 'c', topic = 'kinds', 'topic.create' = 'true', ${AVRO});
    INSERT INTO kinds VALUES
      (true, 1, 9007199254740993, 1.5, 2.25, 'ä"', X'00ff', DECIMAL '123.456', DATE '2026-01-31', TIME '10:00:00.25', TIMESTAMP '2026-01-31 10:00:00.123',
        TIMESTAMP '2026-01-31 10:00:00.123456', named_struct('a', 1, 'b', 'x'), [1, 2]),
      (false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);`);
  const { rows } = await peer.ask<{ rows: { value: unknown }[] }>({
    op: "consume",
    ...at,
    topic: "kinds",
    format: "avro",
    count: 2,
  });
  assert.deepEqual(rows.map(({ value }) => value), [
    {
      b: true,
      i: 1,
      l: 9007199254740993,
      f: 1.5,
      d: 2.25,
      t: 'ä"',
      x: { $bytes: "00ff" },
      m: { $decimal: "123.456" },
      day: { $date: "2026-01-31" },
      clock: { $time: "10:00:00.250000" },
      ms: { $ts: "2026-01-31T10:00:00.123000" },
      us: { $ts: "2026-01-31T10:00:00.123456" },
      s: { a: 1, b: "x" },
      list: [1, 2],
    },
    Object.fromEntries(
      ["b", "i", "l", "f", "d", "t", "x", "m", "day", "clock", "ms", "us", "s", "list"].map((
        n,
      ) => [n, n === "b" ? false : null]),
    ),
  ]);
});

const PERSON = JSON.stringify({
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Person",
  type: "object",
  properties: {
    name: { type: "string" },
    age: { type: ["integer", "null"] },
    born: { type: "string", format: "date" },
    address: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
  required: ["name"],
});

Deno.test("JSON Schema: what Confluent's client writes, and what we write", async () => {
  await using world = await open();
  const { session, peer, at } = world;
  const rows = [
    { name: "Ann", age: 30, born: "1996-02-29", address: { city: "Oslo" } },
    { name: "Bob", age: null },
  ];
  await peer.ask({ op: "produce", ...at, topic: "people", format: "json", schema: PERSON, rows });
  const read = await session.execute(
    `CREATE TABLE people WITH (topic = 'people', ${JSON_SCHEMA}, 'json.validate' = 'true', ${BOUNDED});
    SELECT name, age, born, people.address.city FROM people`,
  );
  assert.deepEqual(read, [
    { name: "Ann", age: 30n, born: "1996-02-29", city: "Oslo" },
    { name: "Bob", age: null, born: null, city: null },
  ]);
  await session.execute(`
    CREATE TABLE out (id BIGINT NOT NULL, note TEXT, price DECIMAL(6, 2))
      WITH (connection_profile = 'c', topic = 'json_out', 'topic.create' = 'true', ${JSON_SCHEMA});
    INSERT INTO out VALUES (1, 'x', DECIMAL '1.50'), (2, NULL, NULL);`);
  const { schema } = await (await fetch(`${at.registry}/subjects/json_out-value/versions/latest`)).json();
  const answer = await peer.ask<{ rows: { value: unknown }[] }>({
    op: "consume",
    ...at,
    topic: "json_out",
    format: "json",
    schema,
    count: 2,
  });
  assert.deepEqual(answer.rows.map(({ value }) => value), [
    { id: 1, note: "x", price: 1.5 },
    { id: 2, note: null, price: null },
  ]);
});

const PAYMENT = `syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
message Payment {
  int64 id = 1;
  string method = 2;
  optional double amount = 3;
  google.protobuf.Timestamp paid_at = 4;
  oneof target { string iban = 5; Card card = 6; }
  repeated string tags = 7;
  Status status = 8;
  message Card { string number = 1; }
  enum Status { OPEN = 0; PAID = 1; }
}
`;

Deno.test("Protobuf: what Confluent's client writes, and what we write", async () => {
  await using world = await open();
  const { session, peer, at } = world;
  const rows = [
    {
      id: 1,
      method: "card",
      amount: 2.5,
      paid_at: "2026-01-31T10:00:00.5Z",
      card: { number: "42" },
      tags: ["a", "b"],
      status: "PAID",
    },
    { id: 2, method: "iban", iban: "NO1" },
  ];
  await peer.ask({ op: "produce", ...at, topic: "payments", format: "protobuf", schema: PAYMENT, rows });
  const read = await session.execute(`CREATE TABLE payments WITH (topic = 'payments', ${PROTOBUF}, ${BOUNDED});
    SELECT id, method, amount, paid_at, iban, payments.card.number AS card, tags, status FROM payments`);
  assert.deepEqual(read, [
    {
      id: 1n,
      method: "card",
      amount: 2.5,
      paid_at: "2026-01-31T10:00:00.500",
      iban: null,
      card: "42",
      tags: ["a", "b"],
      status: "PAID",
    },
    { id: 2n, method: "iban", amount: null, paid_at: null, iban: "NO1", card: null, tags: [], status: "OPEN" },
  ]);
  await session.execute(`
    CREATE TABLE out (id BIGINT NOT NULL, note TEXT, at TIMESTAMP, ratio DOUBLE)
      WITH (connection_profile = 'c', topic = 'proto_out', 'topic.create' = 'true', ${PROTOBUF});
    INSERT INTO out VALUES (1, 'x', TIMESTAMP '2026-01-31 10:00:00.5', 0.5), (2, NULL, NULL, NULL);`);
  if (readRegistryTarget().kind === "apicurio") return; // it hands out no descriptors, which the Python client needs for reading
  const { schema } = await (await fetch(`${at.registry}/subjects/proto_out-value/versions/latest`)).json();
  const answer = await peer.ask<{ rows: { value: unknown }[] }>({
    op: "consume",
    ...at,
    topic: "proto_out",
    format: "protobuf",
    schema,
    count: 2,
  });
  assert.deepEqual(answer.rows.map(({ value }) => value), [
    { id: "1", note: "x", at: "2026-01-31T10:00:00.500Z", ratio: 0.5 },
    { id: "2" },
  ]);
});

Deno.test("keys in Avro: written by Confluent's client, and by us", async () => {
  await using world = await open();
  const { session, peer, at } = world;
  const key = JSON.stringify({ type: "record", name: "Key", fields: [{ name: "id", type: "long" }] });
  await peer.ask({
    op: "produce",
    ...at,
    topic: "keyed",
    format: "avro",
    schema: V1,
    rows: orders(1, 2, {}),
    key_schema: key,
    keys: [{ id: 7 }, { id: 8 }],
  });
  const read = await session.execute(
    `CREATE TABLE keyed (k STRUCT<id BIGINT> METADATA FROM 'key', schema INT METADATA FROM 'schema_id')
      WITH (topic = 'keyed', ${AVRO}, key.format = 'avro', ${BOUNDED});
    SELECT order_id, keyed.k.id AS k, schema > 0 AS has_id FROM keyed`,
  );
  assert.deepEqual(read, [{ order_id: 1n, k: 7n, has_id: true }, { order_id: 2n, k: 8n, has_id: true }]);
  await session.execute(`
    CREATE TABLE out (id BIGINT, name TEXT) WITH (connection_profile = 'c', topic = 'keys_out', 'topic.create' = 'true', ${AVRO},
      sink.key_field = 'id', key.format = 'avro');
    INSERT INTO out VALUES (5, 'x'), (NULL, 'y')`);
  const answer = await peer.ask<{ rows: { key: unknown; value: unknown }[] }>({
    op: "consume",
    ...at,
    topic: "keys_out",
    format: "avro",
    count: 2,
    keys: true,
  });
  assert.deepEqual(answer.rows, [{ key: 5, value: { id: 5, name: "x" } }, {
    key: null,
    value: { id: null, name: "y" },
  }]);
});

Deno.test("Avro: a sink that would break the subject's readers is refused before anything is written", async () => {
  await using world = await open();
  const { session, peer, at } = world;
  await peer.ask({ op: "produce", ...at, topic: "orders_strict", format: "avro", schema: V1, rows: orders(1, 1, {}) });
  await session.execute(`CREATE TABLE bad (order_id BIGINT NOT NULL, customer BIGINT NOT NULL)
    WITH (connection_profile = 'c', topic = 'orders_strict', ${AVRO})`);
  await assert.rejects(session.execute("INSERT INTO bad VALUES (1, 2)"), (error: unknown) => {
    return error instanceof Error && /subject 'orders_strict-value'.*incompatible/s.test(error.message) &&
      /customer/.test(error.message);
  });
  const [plan] = await session.execute("EXPLAIN INSERT INTO bad VALUES (1, 2)");
  assert.match(String(plan?.plan), /INCOMPATIBLE.*customer/);
});

Deno.test("Avro object container files of fastavro, one per message", async () => {
  await using world = await open();
  const { session, peer } = world;
  for (const codec of ["null", "deflate", "snappy", "zstandard"]) {
    const written = await peer.ask<{ hex: string }>({
      op: "fastavro_write",
      schema: V1,
      rows: orders(1, 3, {}),
      codec,
    }).catch((error: Error) => /snappy|zstandard/.test(error.message) ? undefined : Promise.reject(error));
    if (written === undefined) continue; // fastavro has that codec only with a further package
    const topic = `files_${codec}`;
    await session.execute(
      `CREATE TABLE ${topic}_in (order_id BIGINT, customer TEXT, price DECIMAL(10, 2), at TIMESTAMP(3))
      WITH (connection_profile = 'c', topic = '${topic}', format = 'avro', 'source.offset' = 'earliest', 'source.until' = 'latest');
      CREATE TABLE ${topic}_make (value BYTEA) WITH (connection_profile = 'c', topic = '${topic}', 'topic.create' = 'true', format = 'raw_bytes', type = 'sink');
      INSERT INTO ${topic}_make VALUES (X'${written.hex}')`,
    );
    const rows = await session.execute(`SELECT order_id, price FROM ${topic}_in`);
    assert.deepEqual(rows, [1n, 2n, 3n].map((n) => ({ order_id: n, price: `${n}.50` })), codec);
  }
});
