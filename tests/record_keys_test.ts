/** Record keys in formats of their own, through the embedded cluster. */
import assert from "node:assert/strict";
import { type Row, Session } from "../mod.ts";

async function rowsOf(session: Session, text: string): Promise<Row[]> {
  return await session.execute(text);
}

const READ = "connection_profile = 'local', 'source.offset' = 'earliest', 'source.until' = 'latest', format = 'json'";

Deno.test("record keys: JSON values go out and come back with their types", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE keyed (id STRUCT<a BIGINT, b TEXT>, n BIGINT)
      WITH (connection_profile = 'local', topic = 'keyed', format = 'json', sink.key_field = 'id', key.format = 'json');
    INSERT INTO keyed VALUES (named_struct('a', 9007199254740993, 'b', 'x"y'), 1), (NULL, 2), (named_struct('a', 2, 'b', NULL), 3);`);
  const rows = await rowsOf(
    session,
    `CREATE TABLE plain (k TEXT METADATA FROM 'key', n BIGINT) WITH (topic = 'keyed', ${READ});
     CREATE TABLE typed (k STRUCT<a BIGINT, b TEXT> METADATA FROM 'key', n BIGINT)
       WITH (topic = 'keyed', key.format = 'json', ${READ});
     SELECT n, k FROM plain; SELECT n, k.a, k.b FROM typed`,
  );
  const byNumber = (a: Row, b: Row) => Number(a.n) - Number(b.n);
  assert.deepEqual(rows.slice(0, 3).sort(byNumber), [
    { n: 1n, k: '{"a":9007199254740993,"b":"x\\"y"}' },
    { n: 2n, k: null },
    { n: 3n, k: '{"a":2,"b":null}' },
  ]);
  assert.deepEqual(rows.slice(3).sort(byNumber), [
    { n: 1n, a: 9007199254740993n, b: 'x"y' },
    { n: 2n, a: null, b: null },
    { n: 3n, a: 2n, b: null },
  ]);
});

Deno.test("record keys: one that cannot be decoded makes its record bad data, and only that", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE keyed (k TEXT, n BIGINT)
      WITH (connection_profile = 'local', topic = 'bad_keys', 'topic.partitions' = 1, format = 'json', sink.key_field = 'k');
    INSERT INTO keyed VALUES ('1', 1), ('one', 2), (NULL, 3), ('4', 4);`);
  const table = (name: string, column: string, more: string) =>
    `CREATE TABLE ${name} (k ${column} METADATA FROM 'key', n BIGINT)
       WITH (topic = 'bad_keys', key.format = 'json', ${READ}${more});`;
  const rows = await rowsOf(session, `${table("kept", "BIGINT", ", bad_data = 'drop'")} SELECT n, k FROM kept`);
  assert.deepEqual(rows, [{ n: 1n, k: 1n }, { n: 3n, k: null }, { n: 4n, k: 4n }]);
  const strict = await rowsOf(
    session,
    `${table("strict", "BIGINT NOT NULL", ", bad_data = 'drop'")} SELECT n, k FROM strict`,
  );
  assert.deepEqual(strict, [{ n: 1n, k: 1n }, { n: 4n, k: 4n }]);
  await assert.rejects(rowsOf(session, `${table("fails", "BIGINT", "")} SELECT n, k FROM fails`), {
    message: /topic bad_keys, partition 0, offset 1: Cannot decode .*\(in the record's key\)/,
  });
});

for (const format of ["avro", "json_schema", "protobuf"]) {
  Deno.test(`record keys: ${format} goes out and comes back by a schema of the registry`, async () => {
    await using session = await Session.open({ memory: true });
    // A key in Protobuf is always a message.
    const [name, value, member] = format === "protobuf"
      ? ["STRUCT<name TEXT>", "named_struct('name', 'a')", ".name"]
      : ["TEXT", "'a'", ""];
    await session.execute(`
      CREATE TABLE keyed (id STRUCT<a BIGINT, b TEXT>, n BIGINT) WITH (connection_profile = 'local', topic = 'keyed',
        format = 'json', sink.key_field = 'id', key.format = '${format}');
      INSERT INTO keyed VALUES (named_struct('a', 9007199254740993, 'b', 'x'), 1), (NULL, 2), (named_struct('a', 2, 'b', NULL), 3);
      CREATE TABLE names (name ${name}, n BIGINT) WITH (connection_profile = 'local', topic = 'names',
        format = 'json', sink.key_field = 'name', key.format = '${format}');
      INSERT INTO names VALUES (${value}, 1)`);
    const rows = await rowsOf(
      session,
      `CREATE TABLE typed (k STRUCT<a BIGINT, b TEXT> METADATA FROM 'key', n BIGINT)
         WITH (topic = 'keyed', key.format = '${format}', ${READ});
       CREATE TABLE named (k ${name} METADATA FROM 'key', n BIGINT) WITH (topic = 'names', key.format = '${format}', ${READ});
       SELECT n, k.a, k.b FROM typed; SELECT n, k${member} AS k FROM named`,
    );
    assert.deepEqual(rows.slice(0, 3).sort((a, b) => Number(a.n) - Number(b.n)), [
      { n: 1n, a: 9007199254740993n, b: "x" },
      { n: 2n, a: null, b: null },
      { n: 3n, a: 2n, b: null },
    ]);
    assert.deepEqual(rows.slice(3), [{ n: 1n, k: "a" }]);
  });
}
