/** Protobuf messages of a registry that are not what they should be. */
import assert from "node:assert/strict";
import { message } from "../../schema/formats/test_registered.ts";
import { ORDER, order } from "./orders.ts";
import { failure, reads, RegistryWorld } from "./registry_world.ts";

const PROTOBUF = "'protobuf.confluent_schema_registry' = 'true'";
const FILE = 'syntax = "proto3"; message A { int64 id = 1; string name = 2; } message B { int32 x = 1; }';

Deno.test("bad Protobuf messages: each is one dead letter with its reason", async () => {
  await using world = await RegistryWorld.open();
  const avro = await world.register("orders-value", ORDER);
  const id = await world.register("p-value", FILE, "PROTOBUF");
  const m = (...bytes: number[]) => message(id, Uint8Array.of(...bytes));
  await world.write("dead", []);
  await world.write("p", [
    m(0, 8, 1, 18, 1, 65),
    m(),
    m(2, 10, 8, 1),
    m(0, 8),
    m(0, 18, 1, 0xff),
    m(0, 18, 9, 65),
    message(avro, order(1n)),
    Uint8Array.of(8, 1),
    message(77, Uint8Array.of(0)),
    m(0, 8, ...Array(11).fill(255), 1),
    m(0, 8, 2),
  ]);
  await using session = await world.session();
  const policy = "bad_data = 'dead_letter', 'bad_data.topic' = 'dead'";
  const rows = await session.execute(`
    CREATE TABLE p WITH (${reads("p", "protobuf", `${PROTOBUF}, type = 'source', ${policy}`)}); SELECT * FROM p`);
  assert.deepEqual(rows, [{ id: 1n, name: "A" }, { id: 2n, name: "" }]);
  const said = [
    /^1: .*place in the schema cannot be read/,
    /^2: .*has no message at 5/,
    /^3: .*column 'id': it ends in the middle of a varint/,
    /^4: .*column 'name': invalid UTF-8/,
    /^5: .*column 'name': it ends 8 bytes before the end of a field/,
    /^6: .*Format configured is protobuf, but confluent schema repository returned a AVRO schema/,
    /^7: .*has 2 bytes, too few for the header/,
    /^8: .*schema id 77 is not in the schema registry/,
    /^9: .*column 'id': a varint has more than 10 bytes/,
  ];
  const letters = await world.deadLetters("dead");
  assert.equal(letters.length, said.length, letters.join("\n"));
  said.forEach((pattern, i) => assert.match(letters[i] ?? "", pattern));
});

Deno.test("Protobuf on a subject of another type, and a sink that does not fit its subject, are refused", async () => {
  await using world = await RegistryWorld.open();
  await world.register("orders-value", ORDER);
  await world.register("p-value", FILE, "PROTOBUF");
  await using session = await world.session();
  const created = await failure(session.execute(`CREATE TABLE o WITH (${reads("orders", "protobuf", PROTOBUF)})`));
  assert.match(created.message, /^Format configured is protobuf, but .* returned a AVRO schema$/);
  assert.match(created.hint, /format = 'avro'/);
  await session.execute(`
    CREATE TABLE p (id TEXT) WITH (connection_profile = 'c', topic = 'p', format = 'protobuf', type = 'sink', ${PROTOBUF})`);
  assert.match(
    (await failure(session.execute("INSERT INTO p SELECT 'a'"))).message,
    /incompatible with .*The field 'id' at path/,
  );
  assert.deepEqual(world.stub.writes, []);
});
