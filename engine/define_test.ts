import assert from "node:assert/strict";
import { parseStatement } from "../sql/parse.ts";
import { TopicWorld } from "./from_topic/test_world.ts";
import { openTestSession } from "../tests/open_session.ts";

Deno.test("CREATE VIEW keeps the values that variables had, and any other query as it is written", async () => {
  await using session = await openTestSession();
  const variables = { n: "5" };
  await session.run(parseStatement("CREATE VIEW five AS SELECT :n AS n", { variables }));
  await session.run(parseStatement("CREATE VIEW one AS SELECT  1  AS n", { variables }));
  assert.equal((await session.run(parseStatement("SELECT n FROM five"))).kind, "select");
  assert.equal(session.definitions.view("five")?.query, "SELECT 5 AS n");
  assert.equal(session.definitions.view("one")?.query, "SELECT  1  AS n");
});

Deno.test("CREATE TABLE IF NOT EXISTS keeps a table whose columns came from the registry", async () => {
  await using world = await TopicWorld.open();
  const avro = "connection_profile = 'local', topic = 'a', format = 'avro', 'avro.confluent_schema_registry' = 'true'";
  await world.run(`CREATE TABLE made (n INT) WITH (${avro})`);
  await world.insert("INSERT INTO made VALUES (1)");
  const twice = `CREATE TABLE IF NOT EXISTS a WITH (${avro}, type = 'source')`;
  assert.equal(await world.run(twice), "Created table a");
  assert.equal(await world.run(twice), "Table a exists already");
});
