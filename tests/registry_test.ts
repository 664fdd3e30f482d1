/** Messages of a registry that are not what they should be, and secrets. What goes wrong with the registry itself is in `registry/`. */
import assert from "node:assert/strict";
import { Session } from "../mod.ts";
import { message } from "../schema/formats/test_registered.ts";
import { bytes, datum, ORDER, order, WIDER, wider } from "./registry/orders.ts";
import { AVRO, failure, JSON_SCHEMA, reads, RegistryWorld } from "./registry/registry_world.ts";
import { refusal } from "./registry/stub_registry.ts";

const DEAD = "bad_data = 'dead_letter', 'bad_data.topic' = 'dead'";

Deno.test("bad messages: each is one dead letter with its reason, or is dropped, or ends the query; the good ones come", async () => {
  await using world = await RegistryWorld.open();
  const id = await world.register("orders-value", ORDER);
  const json = await world.register("json-value", { type: "object", properties: { id: { type: "integer" } } }, "JSON");
  const text = await world.register("text-value", '"string"');
  const others = { ...ORDER, fields: [{ name: "id", type: "string" }] };
  const unfit = await world.register("unfit-value", others);
  await world.write("dead", []);
  await world.write("orders", [
    message(id, order(1n, "a")),
    Uint8Array.of(1, 0, 0, 0, id, 2, 0),
    Uint8Array.of(0, 0, 0),
    Uint8Array.of(),
    null,
    message(4711, order(2n)),
    message(json, '{"id":3}'),
    message(text, Uint8Array.of(2, 65)),
    datum(unfit, others, { id: "7" }),
    message(id, order(4n, "bcd").subarray(0, 3)),
    message(id, Uint8Array.of(8, 2, 2, 0xff)),
    message(id, Uint8Array.of(...order(5n), 0)),
    message(id, order(6n)),
  ]);
  await using session = await world.session();
  const table = (name: string, more: string) =>
    `CREATE TABLE ${name} WITH (${reads("orders", "avro", `${AVRO}, type = 'source', ${more}`)});`;
  const good = [{ id: 1n, what: "a" }, { id: 6n, what: null }];
  assert.deepEqual(await session.execute(`${table("orders", DEAD)} SELECT * FROM orders`), good);
  const letters = await world.deadLetters("dead");
  assert.deepEqual(letters.map((letter) => letter.replace("Cannot decode the record: ", "")), [
    "1: the message begins with the byte 1, not with the 0 of a schema registry",
    "2: the message has 3 bytes, too few for the header of a schema registry (a zero byte and 4 bytes of schema id)",
    "3: the message has 0 bytes, too few for the header of a schema registry (a zero byte and 4 bytes of schema id)",
    "5: schema id 4711 is not in the schema registry",
    "6: Format configured is avro, but confluent schema repository returned a JSON schema",
    "7: Avro schema of the writer is string, but columns need a record",
    "8: Avro schema of the writer does not fit that of the table: field 'id': the writer's string cannot be read as long",
    "9: Cannot decode column 'what': a length reaches behind the record's end",
    "10: Cannot decode column 'what': invalid UTF-8",
    "11: 1 bytes are left behind its last value",
  ]);
  assert.deepEqual(await session.execute(`${table("dropped", "bad_data = 'drop'")} SELECT * FROM dropped`), good);
  const { message: said, hint } = await failure(
    session.execute(`${table("fails", "bad_data = 'fail'")} SELECT * FROM fails`),
  );
  assert.match(said, /^Cannot read topic orders, partition 0, offset 1: .* begins with the byte 1, not with the 0/);
  assert.match(hint, /leave avro\.confluent_schema_registry out/);
});

Deno.test("bad messages: numbers out of range, decimals too wide, NULL in a NOT NULL member", async () => {
  await using world = await RegistryWorld.open();
  const millis = { type: "long", logicalType: "timestamp-millis" };
  const decimal = { type: "bytes", logicalType: "decimal", precision: 6, scale: 2 };
  const inner = (x: unknown) => ({ type: "record", name: "inner", fields: [{ name: "x", type: x }] });
  const row = (x: unknown) => ({
    type: "record",
    name: "n",
    fields: [{ name: "at", type: millis }, { name: "d", type: decimal }, { name: "s", type: inner(x) }],
  });
  const id = await world.register("n-value", row("int"));
  const loose = await world.register("loose-value", row(["null", "int"]));
  const n = (at: bigint, d: Uint8Array) => datum(id, row("int"), { at, d, s: { x: 1 } });
  const nested = (x: number | null) =>
    datum(loose, row(["null", "int"]), { at: 0n, d: bytes(1), s: { x: x === null ? null : { int: x } } });
  await world.write("n", [
    n(0n, bytes(1)),
    n(1n << 60n, bytes(1)),
    n(0n, bytes(0x0f, 0x42, 0x40)),
    n(0n, bytes(0x0f, 0x42, 0x3f)),
    nested(2),
    nested(null),
    message(id, Uint8Array.of(...Array(10).fill(0xff), 1, 0, 2)),
    message(id, Uint8Array.of(0, 2, 1, ...Array(5).fill(0xff), 1)),
  ]);
  await world.write("dead", []);
  await using session = await world.session();
  const rows = await session.execute(`
    CREATE TABLE n (at TIMESTAMP(9), d DECIMAL(6, 2), s STRUCT<x INT>) WITH (
      ${reads("n", "avro", `${AVRO}, ${DEAD}, 'avro.schema' = '${JSON.stringify(row("int"))}'`)});
    SELECT at, d, s.x FROM n`);
  assert.deepEqual(rows.map(({ x }) => x), [1, 1, 2]);
  const letters = await world.deadLetters("dead");
  const said = [/^1: .*column 'at'/, /^2: .*column 'd'/, /^5: .*column 's'/, /^6: .*column 'at'/, /^7: .*column 's'/];
  assert.equal(letters.length, said.length, letters.join("\n"));
  said.forEach((pattern, i) => assert.match(letters[i] ?? "", pattern));
});

Deno.test("bad messages: JSON with a schema is held to it by the policy too", async () => {
  await using world = await RegistryWorld.open();
  const object = { type: "object", properties: { id: { type: "integer", maximum: 9 } }, required: ["id"] };
  const id = await world.register("j-value", object, "JSON");
  const avro = await world.register("orders-value", ORDER);
  await world.write("j", [
    message(id, '{"id":1}'),
    message(id, '{"id":99999999999999999999}'),
    message(id, Uint8Array.of(0x7b, 0xff)),
    message(id, "{}"),
    message(avro, order(1n)),
    message(id, '{"id":12}'),
    message(id, '{"id":2}'),
  ]);
  await world.write("dead", []);
  await using session = await world.session();
  const rows = await session.execute(`
    CREATE TABLE j WITH (${reads("j", "json", `${JSON_SCHEMA}, 'json.validate' = 'true', type = 'source', ${DEAD}`)});
    SELECT id FROM j`);
  assert.deepEqual(rows.map(({ id }) => Number(id)), [1, 2]);
  const letters = await world.deadLetters("dead");
  assert.deepEqual(letters.map((letter) => letter.slice(0, 2)), ["1:", "2:", "3:", "4:", "5:"], letters.join("\n"));
  assert.match(letters[3] ?? "", /Format configured is json, but confluent schema repository returned a AVRO schema/);
  assert.match(letters[4] ?? "", /id.* 9/);
});

Deno.test("bad keys: a key of an unknown id or another type makes its record bad, once", async () => {
  await using world = await RegistryWorld.open();
  const id = await world.register("orders-value", ORDER);
  const key = await world.register("orders-key", '"long"');
  const json = await world.register("j-value", { type: "integer" }, "JSON");
  const keys = [
    message(key, Uint8Array.of(2)),
    message(99, Uint8Array.of(2)),
    message(json, "1"),
    null,
    Uint8Array.of(9),
  ];
  await world.write("orders", keys.map((_, i) => message(id, order(BigInt(i)))), keys);
  await world.write("dead", []);
  await using session = await world.session();
  const rows = await session.execute(`
    CREATE TABLE orders (id BIGINT, k BIGINT METADATA FROM 'key') WITH (
      ${reads("orders", "avro", `${AVRO}, key.format = 'avro', type = 'source', ${DEAD}`)});
    SELECT id, k FROM orders`);
  assert.deepEqual(rows, [{ id: 0n, k: 1n }, { id: 3n, k: null }]);
  assert.deepEqual(
    (await world.deadLetters("dead")).map((letter) => letter.replace("Cannot decode the record: ", "")),
    [
      "1: schema id 99 is not in the schema registry (in the record's key)",
      "2: Format configured is avro, but confluent schema repository returned a JSON schema (in the record's key)",
      "4: the message has 1 bytes, too few for the header of a schema registry (a zero byte and 4 bytes of schema id) " +
      "(in the record's key)",
    ],
  );
});

Deno.test("columns from the registry: nested records with NOT NULL members, 300 fields, changes whose rows have no bytes", async () => {
  await using world = await RegistryWorld.open();
  await using session = await world.session();
  const part = {
    type: "record",
    name: "part",
    fields: [{ name: "q", type: "boolean" }, { name: "t", type: ["null", "string"] }],
  };
  const whole = { type: "record", name: "whole", fields: [{ name: "id", type: "int" }, { name: "part", type: part }] };
  const nested = {
    type: "record",
    name: "nested",
    fields: [{ name: "w", type: whole }, { name: "all", type: { type: "array", items: "part" } }],
  };
  const w = { id: 1, part: { q: true, t: null } };
  await world.write("nested", [datum(await world.register("nested-value", nested), nested, { w, all: [w.part] })]);
  const source = (topic: string, format = "avro", more = `${AVRO}, type = 'source'`) =>
    `CREATE TABLE ${topic} WITH (${reads(topic, format, more)});`;
  assert.deepEqual(
    await session.execute(`${source("nested")} SELECT w.part.q, w, "all" FROM nested`),
    [{ q: true, w, all: [w.part] }].map((row) => ({ ...row, all: row.all })),
  );

  const fields = Array.from(
    { length: 300 },
    (_, i) => ({ name: `f${i}`, type: i % 2 === 0 ? "long" : ["null", "string"] }),
  );
  const wide = { type: "record", name: "wide", fields };
  const row = Object.fromEntries(fields.map(({ name }, i) => [name, i % 2 === 0 ? BigInt(i) : `${i}`]));
  const tagged = Object.fromEntries(fields.map(({ name }, i) => [name, i % 2 === 0 ? BigInt(i) : { string: `${i}` }]));
  await world.write("wide", [datum(await world.register("wide-value", wide), wide, tagged)]);
  assert.deepEqual(await session.execute(`${source("wide")} SELECT * FROM wide`), [row]);
  await session.execute(`
    CREATE TABLE copy WITH (connection_profile = 'c', topic = 'copies', format = 'avro', 'topic.create' = 'true', type = 'sink', ${AVRO});
    INSERT INTO copy SELECT * FROM wide`);
  assert.deepEqual(await session.execute(`${source("copies")} SELECT * FROM copies`), [row]);

  const envelope = {
    type: "record",
    name: "Envelope",
    fields: [
      { name: "before", type: ["null", { type: "record", name: "Value", fields: [{ name: "a", type: "null" }] }] },
      { name: "after", type: ["null", "Value"] },
      { name: "op", type: "string" },
    ],
  };
  const id = await world.register("changes-value", envelope);
  const at = { Value: { a: null } };
  await world.write("changes", [
    datum(id, envelope, { before: null, after: at, op: "c" }),
    datum(id, envelope, { before: at, after: at, op: "u" }),
    datum(id, envelope, { before: at, after: null, op: "d" }),
  ]);
  const reader = JSON.stringify({ type: "record", name: "Value", fields: [{ name: "id", type: "long", default: 7 }] });
  const changes = await session.execute(`
    CREATE TABLE changes (id BIGINT PRIMARY KEY) WITH (${
    reads("changes", "debezium_avro", `'avro.schema' = '${reader}'`)
  });
    SET result_mode = 'changelog'; SELECT * FROM changes`);
  assert.deepEqual(changes.map(({ _op, id }) => `${_op} ${id}`), ["+I 7", "-U 7", "+U 7", "-D 7"]);
});

Deno.test("the saved catalog: a table works while the registry is down, and has the columns of its creation until it is created anew", async () => {
  await using world = await RegistryWorld.open();
  const id = await world.register("orders-value", ORDER);
  await world.write("orders", [message(id, order(1n, "a"))]);
  const create = `CREATE TABLE orders WITH (${reads("orders", "avro", `${AVRO}, type = 'source'`)})`;
  const dir = await Deno.makeTempDir();
  try {
    {
      await using session = await world.session("", { dir });
      await session.execute(create);
    }
    await world.stub.goes();
    await using session = await Session.open({ dir });
    const columns = (await session.execute("DESCRIBE orders")).filter(({ kind }) => kind === "physical");
    assert.deepEqual(columns.map(({ name, type }) => `${name} ${type}`), ["id BIGINT", "what TEXT"]);
    assert.match(String((await session.execute("EXPLAIN SELECT * FROM orders"))[0]?.["plan"]), /Scan orders/);

    const later = await world.register("orders-value", WIDER);
    await world.write("orders", [wider(later, 2n)]);
    const live = session.query`SELECT id, what FROM orders`[Symbol.asyncIterator]();
    const first = live.next(); // waits: no schema has been fetched in this session
    world.stub.comesBack();
    assert.deepEqual([(await first).value, (await live.next()).value], [{ id: 1n, what: "a" }, { id: 2n, what: null }]);
    assert.equal((await live.next()).done, true);

    await session.execute(`DROP TABLE orders; ${create}`);
    const rows = await session.execute("SELECT * FROM orders");
    assert.deepEqual(rows, [{ id: 1n, what: "a", city: "?" }, { id: 2n, what: null, city: "Ulm" }]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("secrets: the registry's is in no output, error or saved table, literal or by {{ENV}}, even if the registry repeats it", async () => {
  await using world = await RegistryWorld.open();
  const id = await world.register("orders-value", ORDER);
  await world.write("orders", [message(id, order(1n, "a"))]);
  const dir = await Deno.makeTempDir();
  const secrets = ["l1teral-s3cret", "fr0m-env-s3cret"];
  Deno.env.set("SLUICE_TEST_SECRET", secrets[1] ?? "");
  const shown: unknown[] = [];
  try {
    for (const given of [secrets[0], "{{SLUICE_TEST_SECRET}}"]) {
      world.stub.behaves();
      world.stub.forget();
      const login = `'schema_registry.api_key' = 'ann', 'schema_registry.api_secret' = '${given}'`;
      await using session = await Session.open({ dir });
      const inline = reads("orders", "avro", AVRO).replace("connection_profile = 'c'", world.connection(login));
      const tables = `CREATE OR REPLACE TABLE orders WITH (${reads("orders", "avro", `${AVRO}, type = 'source'`)});
        CREATE OR REPLACE TABLE inl (id BIGINT) WITH (${inline});`;
      shown.push(await session.execute(`CREATE OR REPLACE CONNECTION c WITH (${world.connection(login)})`));
      shown.push(await session.execute(tables));
      const statements = [
        "SHOW CREATE TABLE orders",
        "SHOW CREATE TABLE inl",
        "DESCRIBE orders",
        "DESCRIBE inl",
        "SHOW CONNECTIONS",
      ]
        .concat(
          "SHOW TABLES",
          "EXPLAIN SELECT * FROM inl",
          "EXPLAIN INSERT INTO inl SELECT id FROM orders",
          "SELECT * FROM inl",
        );
      for (const statement of statements) shown.push(await session.execute(statement));
      assert.ok(world.stub.seen.length > 0);
      const sent = world.stub.seen.map(({ authorization }) => atob(authorization?.replace("Basic ", "") ?? ""));
      assert.deepEqual(
        [...new Set(sent)],
        [`ann:${given === secrets[0] ? given : secrets[1]}`],
        "the registry gets it",
      );

      const [, ofOrders] = /(CREATE TABLE orders .*?);\n/s.exec(await Deno.readTextFile(`${dir}/catalog.sql`)) ?? [];
      assert.match(ofOrders ?? "", /avro\.schema = /);
      shown.push(ofOrders);
      world.stub.answers(({ authorization }) =>
        refusal(401, 401, `No such login: ${authorization} ${atob(authorization?.replace("Basic ", "") ?? "")}`)
      );
      await using fresh = await Session.open({ dir });
      for (
        const statement of [tables, "SELECT * FROM inl", "INSERT INTO inl SELECT 1", "EXPLAIN INSERT INTO inl SELECT 1"]
      ) {
        const error = await failure(fresh.execute(statement));
        assert.match(error.message, /invalid credentials for schema registry: No such login: Basic \*\*\* ann:\*\*\*$/);
        assert.match(error.hint, /Check schema_registry\.api_key and schema_registry\.api_secret/);
        shown.push(error);
      }
      shown.push(await world.steps(tables, "TEST CONNECTION c", login).catch((error) => error.message));
      shown.push(await world.steps("", "TEST CONNECTION c", login));
    }
    const saved = await Deno.readTextFile(`${dir}/catalog.sql`);
    assert.match(saved, /'{{SLUICE_TEST_SECRET}}'/);
    shown.push(saved);
    const text = JSON.stringify(shown, (_, value) => typeof value === "bigint" ? `${value}` : value);
    for (const secret of secrets) {
      assert.ok(!text.includes(secret), secret);
      assert.ok(!text.includes(btoa(`ann:${secret}`)));
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
