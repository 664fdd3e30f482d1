import assert from "node:assert/strict";
import { Session } from "../mod.ts";
import type { SqlError } from "../schema/errors.ts";

async function definitionOf(session: Session, table: string): Promise<string> {
  const [row] = await session.execute(`SHOW CREATE TABLE ${table}`);
  return String(Object.values(row ?? {}).at(-1));
}

Deno.test("SET connection_profile is written into tables that name no connection, and only into those", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE CONNECTION prod WITH (connector = 'confluent', bootstrap_servers = 'broker.example:9092',
      key = 'k', secret = '{{ SECRET }}');
    CREATE CONNECTION lab WITH (connector = 'kafka', bootstrap_servers = 'lab.example:9092');
    SET connection_profile = 'prod';
    CREATE TABLE chosen (a TEXT) WITH (topic = 'a', format = 'json');
    CREATE TABLE named (a TEXT) WITH (connection_profile = 'lab', topic = 'a', format = 'json');
    CREATE TABLE inline (a TEXT) WITH (connector = 'kafka', bootstrap_servers = 'other.example:1', topic = 'a', format = 'json');
    CREATE TABLE made WITH (connector = 'impulse', event_rate = 1);
    CREATE TABLE remembered (a TEXT);
    SET connection_profile = 'LAB';
    CREATE TABLE later (a TEXT) WITH (topic = 'a', format = 'json');
    SET connection_profile = 'local';
    CREATE TABLE here (a TEXT) WITH (topic = 'a', format = 'json');`);
  assert.match(await definitionOf(session, "chosen"), /connection_profile = 'prod'/);
  assert.match(await definitionOf(session, "later"), /connection_profile = 'LAB'/);
  assert.match(await definitionOf(session, "here"), /connection_profile = 'local'/);
  assert.match(await definitionOf(session, "named"), /connection_profile = 'lab'/);
  for (const table of ["inline", "made", "remembered"]) {
    assert.doesNotMatch(await definitionOf(session, table), /connection_profile/, table);
  }
});

Deno.test("SET connection_profile knows the connections, and RESET forgets the choice", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute("CREATE CONNECTION prod WITH (connector = 'kafka', bootstrap_servers = 'broker.example:9092')");
  await assert.rejects(session.execute("SET connection_profile = 'prd'"), (error: SqlError) => {
    assert.equal(error.message, "connection profile 'prd' not found");
    assert.equal(error.diagnostic.hint, "Did you mean 'prod'?");
    return true;
  });
  await session.execute("SET connection_profile = 'prod'; DROP CONNECTION prod");
  await assert.rejects(session.execute("CREATE TABLE t (a TEXT) WITH (topic = 'a', format = 'json')"), {
    message: "connection profile 'prod' not found",
  });
  await session.execute("RESET connection_profile");
  await assert.rejects(session.execute("CREATE TABLE t (a TEXT) WITH (topic = 'a', format = 'json')"), {
    message: "required option 'connector' not set",
  });
});

Deno.test("SET connection_profile is meant by a CREATE TABLE IF NOT EXISTS of a table that exists, too", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE CONNECTION prod WITH (connector = 'kafka', bootstrap_servers = 'broker.example:9092');
    SET connection_profile = 'prod'`);
  const twice = "CREATE TABLE IF NOT EXISTS t (a TEXT) WITH (topic = 'a', format = 'json')";
  await session.execute(twice);
  await session.execute(twice);
  assert.match(await definitionOf(session, "t"), /connection_profile = 'prod'/);
});
