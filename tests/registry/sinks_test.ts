/** Schemas of sinks that a registry, or the schema that is there, does not want. */
import assert from "node:assert/strict";
import type { Session } from "../../mod.ts";
import { ORDER } from "./orders.ts";
import { AVRO, failure, JSON_SCHEMA, RegistryWorld } from "./registry_world.ts";
import { refusal } from "./stub_registry.ts";

function sink(name: string, topic: string, columns: string, more = "", format = `format = 'avro', ${AVRO}`): string {
  return `CREATE TABLE ${name} (${columns}) WITH (connection_profile = 'c', topic = '${topic}', ${format},
    type = 'sink', 'topic.create' = 'true'${more === "" ? "" : `, ${more}`});`;
}

async function topics(session: Session): Promise<readonly unknown[]> {
  return (await session.execute("SHOW TOPICS FROM c")).map(({ topic }) => topic);
}

async function planOf(session: Session, insert: string): Promise<string> {
  return String((await session.execute(`EXPLAIN ${insert}`))[0]?.["plan"]);
}

const MISSING =
  /incompatible with the new schema being registered: .*The field 'nn' .* has no default value and is missing/;

Deno.test("a sink whose schema is incompatible is refused with the registry's words and the field, before anything is written", async () => {
  await using world = await RegistryWorld.open();
  await world.register("orders-value", ORDER);
  await using session = await world.session();
  const definitions = sink("bad", "orders", "id BIGINT NOT NULL, nn BIGINT NOT NULL") +
    sink("good", "good", "id BIGINT");
  await session.execute(definitions);
  const { message, hint } = await failure(session.execute("INSERT INTO bad SELECT 1, 2"));
  assert.match(message, /^subject 'orders-value': there is already an existing schema for this subject which is/);
  assert.match(message, MISSING);
  assert.match(hint, /Change the columns .*'schema\.register' = 'false'.*compatibility level/);

  const both = "EXECUTE STATEMENT SET BEGIN INSERT INTO good SELECT 1; INSERT INTO bad SELECT 1, 2; END";
  assert.match((await failure(session.execute(both))).message, MISSING);
  assert.deepEqual(
    [world.stub.writes, await topics(session)],
    [[], []],
    "no schema and no topic, not of the other sink either",
  );

  await world.write("orders", []);
  const steps = await world.steps(definitions, "TEST TABLE bad");
  assert.match(steps.at(-1) ?? "", /^! Schema {2}subject 'orders-value': INCOMPATIBLE, would be refused: .*'nn'/);
  assert.deepEqual(world.stub.writes, []);
});

Deno.test("EXPLAIN INSERT says what would be registered, and whether it would be taken, and writes nothing", async () => {
  await using world = await RegistryWorld.open();
  await world.register("orders-value", ORDER);
  await using session = await world.session();
  await session.execute(
    sink("bad", "orders", "id BIGINT NOT NULL, nn BIGINT NOT NULL") +
      sink("more", "orders", "id BIGINT NOT NULL, what TEXT, more TEXT") +
      sink("same", "orders", "id BIGINT NOT NULL, what TEXT") + sink("first", "first", "id BIGINT"),
  );
  world.stub.forget();
  assert.match(
    await planOf(session, "INSERT INTO bad SELECT 1, 2"),
    /INCOMPATIBLE, would be refused: .*The field 'nn'/,
  );
  assert.match(
    await planOf(session, "INSERT INTO more SELECT 1, 'a', 'b'"),
    /compatible, would be registered behind version 1/,
  );
  assert.match(await planOf(session, "INSERT INTO same SELECT 1, 'a'"), /version 1, id 1, nothing to register/);
  assert.match(
    await planOf(session, "INSERT INTO first SELECT 1"),
    /'first-value' is new: this would be its first version/,
  );
  assert.deepEqual(world.stub.writes, []);
  assert.equal(world.stub.seen.filter(({ path }) => path.includes("/versions/latest")).length, 4, "it was asked");
  assert.deepEqual([await world.versions("orders-value"), await world.versions("first-value")], [[1], []]);
  assert.deepEqual(await topics(session), []);
});

Deno.test("a schema that is used as it is: missing, of another type, or not fitting, for INSERT, EXPLAIN and TEST TABLE alike", async () => {
  await using world = await RegistryWorld.open();
  const id = await world.register("orders-value", ORDER);
  const json = await world.register("js-value", { type: "object", properties: { id: { type: "string" } } }, "JSON");
  await world.write("orders", []);
  await world.write("js", []);
  await world.write("missing", []);
  await using session = await world.session();
  const asItIs = "'schema.register' = 'false'";
  const js = `format = 'json', ${JSON_SCHEMA}`;
  const cases: readonly (readonly [definition: string, values: string, said: RegExp, cure: RegExp])[] = [
    [
      sink("s", "missing", "id BIGINT", asItIs),
      "1",
      /^subject 'missing-value': schema not found; make sure/,
      /register a schema/,
    ],
    [
      sink("s", "orders", "id TEXT NOT NULL, what TEXT", asItIs),
      "'1', 'a'",
      /field 'id' has a type 'TEXT'.* as long/,
      /Cast/,
    ],
    [
      sink("s", "orders", "id BIGINT, more TEXT", asItIs),
      "1, 'a'",
      /no field 'more' for the column 'more'/,
      /Leave the column/,
    ],
    [
      sink("s", "orders", "what TEXT", asItIs),
      "'a'",
      /field 'id' without default, and there is no such column/,
      /Add a column/,
    ],
    [
      sink("s", "js", "id BIGINT", asItIs, js),
      "1",
      /column 'id' \(BIGINT\) does not fit.* allows string/,
      /Change the columns/,
    ],
    [
      sink("s", "orders", "id BIGINT", "'schema.id' = '99'"),
      "1",
      /schema id 99 is not in the schema registry/,
      /'schema\.id'/,
    ],
    [
      sink("s", "orders", "id BIGINT", `'schema.id' = '${json}'`),
      "1",
      /is avro, but .* returned a JSON schema/,
      /format = 'json'/,
    ],
    [
      sink("s", "orders", "id TEXT NOT NULL", `'schema.id' = '${id}'`),
      "'1'",
      /field 'id' has a type 'TEXT'.* as long/,
      /Cast/,
    ],
    [
      sink("s", "orders", "id BIGINT", "", js),
      "1",
      /Format configured is json, but .* returned a AVRO schema/,
      /format = 'avro'/,
    ],
    [sink("s", "js", "id BIGINT"), "1", /Format configured is avro, but .* returned a JSON schema/, /format = 'json'/],
  ];
  world.stub.forget();
  for (const [definition, values, said, cure] of cases) {
    await session.execute(definition.replace("CREATE", "CREATE OR REPLACE"));
    for (const statement of [`INSERT INTO s SELECT ${values}`, `EXPLAIN INSERT INTO s SELECT ${values}`]) {
      const { message, hint } = await failure(session.execute(statement));
      assert.match(message, said);
      assert.match(hint, cure);
    }
    const steps = await world.steps(definition, "TEST TABLE s");
    assert.match(steps.at(-1) ?? "", /^! Failed to check the schema: /, definition);
    assert.match(steps.at(-1)?.replace("! Failed to check the schema: ", "") ?? "", said);
    assert.match(steps.at(-1) ?? "", cure);
  }
  assert.deepEqual(world.stub.writes, []);
});

Deno.test("two INSERTs into one table register its schema once, whether they are one pipeline or two", async () => {
  await using world = await RegistryWorld.open();
  await using session = await world.session();
  await session.execute(sink("a", "a", "id BIGINT") + sink("b", "b", "id BIGINT"));
  world.stub.forget();
  await session.execute("INSERT INTO a SELECT 1; INSERT INTO a SELECT 2");
  assert.equal(world.stub.writes.length, 1);
  const jobs = await Promise.all([session.start`INSERT INTO b SELECT 1`, session.start`INSERT INTO b SELECT 2`]);
  await Promise.all(jobs.map((job) => job.done));
  assert.deepEqual([await world.versions("a-value"), await world.versions("b-value")], [[1], [1]]);
  world.stub.forget();
  await session.execute("INSERT INTO b SELECT 3");
  assert.deepEqual(world.stub.writes, [], "it is there");
});

Deno.test("a registry that says no when the schema is posted: the start fails with its words; one that lags behind is no reason", async () => {
  await using world = await RegistryWorld.open();
  await using session = await world.session();
  await session.execute(sink("a", "a", "id BIGINT"));
  const posting = (answer: () => Response | undefined) =>
    world.stub.answers(({ method, path }) =>
      method === "POST" && path === "/subjects/a-value/versions" ? answer() : undefined
    );
  const start = () => failure(session.execute("INSERT INTO a SELECT 1"));
  posting(() => refusal(409, 409, "Schema being registered is incompatible with an earlier schema; field 'id'"));
  assert.match(
    (await start()).message,
    /^subject 'a-value': there is already an existing .* earlier schema; field 'id'$/,
  );
  posting(() => refusal(422, 42201, "Invalid schema: field 'id' is odd"));
  assert.match((await start()).message, /^subject 'a-value': invalid schema: Invalid schema: field 'id' is odd$/);
  posting(() => refusal(422, 42205, "Subject a-value is in read-only mode"));
  assert.match(
    (await start()).message,
    /^subject 'a-value': schema registry returned error 422: Subject a-value is in read-only/,
  );
  posting(() => refusal(403, 40301, "ann may not Write"));
  assert.match((await start()).message, /error 403: ann may not Write$/);
  await world.stub.goes();
  assert.match(
    (await start()).message,
    /^subject 'a-value': cannot reach the schema registry at http.*: nothing listens/,
  );
  world.stub.comesBack();
  assert.deepEqual(await world.versions("a-value"), []);

  world.stub.answers(({ path }) =>
    path.startsWith("/schemas/ids/") ? refusal(404, 40403, "Schema not found") : undefined
  );
  await session.execute("INSERT INTO a SELECT 1");
  assert.deepEqual(await world.versions("a-value"), [1]);
});
