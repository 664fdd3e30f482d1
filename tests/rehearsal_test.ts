/** A rehearsal on the embedded cluster and its registry: what it says is true, and it leaves nothing behind. */
import assert from "node:assert/strict";
import { TopicWorld } from "../engine/from_topic/test_world.ts";
import { type RehearsedSink, rehearsedSink } from "../engine/rehearsal.ts";
import { isRehearsed } from "../repl/rehearsal/rehearse.ts";
import { type Trial, trialOf } from "../repl/rehearsal/trial.ts";
import { parseStatement } from "../sql/parse.ts";

const FOREVER = new AbortController().signal;

async function rehearsed({ session }: TopicWorld, text: string): Promise<{ sinks: RehearsedSink[]; trial: Trial }> {
  const insert = await session.run(parseStatement(text));
  if (insert.kind !== "insert") return assert.fail(insert.kind);
  assert.ok(isRehearsed(insert), text);
  const targets = insert.targets.flatMap((target) => target.kind === "sink" ? [target] : []);
  const { environment } = session.world;
  const sinks = await Promise.all(targets.map((target) => rehearsedSink(target, environment, FOREVER)));
  const now = () => environment.now();
  return { sinks, trial: await trialOf(session, insert, { sinks, text, signal: FOREVER, now }) };
}

async function topics({ session }: TopicWorld): Promise<unknown[]> {
  const outcome = await session.run(parseStatement("SHOW TOPICS"));
  return outcome.kind === "info" ? outcome.table.rows.map(([topic]) => topic).sort() : assert.fail(outcome.kind);
}

const FEW = "CREATE TABLE few WITH (connector = 'impulse', event_rate = 100000, message_count = 30)";

Deno.test("a rehearsal shows five rows, counts the others, and creates neither topic nor subject", async () => {
  await using world = await TopicWorld.open();
  await world.run(FEW);
  await world.run(
    `CREATE TABLE out (n BIGINT, half DOUBLE) WITH (connection_profile = 'local', topic = 'out', format = 'avro',
    'avro.confluent_schema_registry' = 'true', 'sink.key_field' = 'n', 'topic.partitions' = 4)`,
  );
  const before = await topics(world);
  const text = "INSERT INTO out SELECT counter, counter / 2.0 FROM few WHERE counter < 20";
  const { sinks: [sink], trial } = await rehearsed(world, text);
  assert.deepEqual(trial.sinks[0]?.shown.map(([n]) => n), ["0", "1", "2", "3", "4"]);
  assert.deepEqual([trial.sinks[0]?.rows, trial.rowsRead, trial.through], [20, 30, true]);
  assert.equal(sink?.facts.target, "topic 'out', which would be created with 4 partitions");
  assert.match(sink?.facts.key ?? "", /^n; its hash chooses one of 4 partitions/);
  assert.equal(sink?.schema, "subject 'out-value' is new: this would be its first version");
  assert.deepEqual(await topics(world), before);
  await world.insert(text);
  const again = await rehearsed(world, text);
  assert.equal(again.sinks[0]?.facts.target, "topic 'out', 4 partitions");
  assert.match(again.sinks[0]?.schema ?? "", /version 1, id \d+, nothing to register$/);
  assert.equal(
    again.trial.sinks[0]?.bytes,
    trial.sinks[0]?.bytes,
    "a schema that is not registered yet costs as many bytes",
  );
});

Deno.test("a rehearsal of a statement set shows each sink, also what comes through a table in memory", async () => {
  await using world = await TopicWorld.open();
  await world.run(FEW);
  await world.run("CREATE TABLE half (n BIGINT)");
  for (const name of ["a", "b"]) {
    await world.run(
      `CREATE TABLE ${name} (n BIGINT) WITH (connection_profile = 'local', topic = '${name}', format = 'json')`,
    );
  }
  const { sinks, trial } = await rehearsed(
    world,
    `EXECUTE STATEMENT SET BEGIN
      INSERT INTO half SELECT counter FROM few WHERE counter < 15;
      INSERT INTO a SELECT n FROM half;
      INSERT INTO b SELECT -counter::BIGINT FROM few;
    END`,
  );
  assert.deepEqual(sinks.map(({ table }) => table), ["a", "b"]);
  assert.deepEqual(trial.sinks.map(({ rows }) => rows), [15, 30]);
  assert.deepEqual(trial.sinks.map(({ shown }) => shown[1]?.[0]), ["1", "-1"]);
  assert.deepEqual(await topics(world), []);
});

Deno.test("a rehearsal sends no dead letters, and counts nothing of bad records as rows", async () => {
  await using world = await TopicWorld.open();
  await world.write("in", 1, [{ value: { n: 1 } }, { value: "no json" }, { value: { n: 3 } }]);
  await world.run(`CREATE TABLE "in" (n BIGINT) WITH (connection_profile = 'local', topic = 'in', format = 'json',
    'source.offset' = 'earliest', 'source.until' = 'latest', bad_data = 'dead_letter', 'bad_data.topic' = 'dead')`);
  await world.run("CREATE TABLE out (n BIGINT) WITH (connection_profile = 'local', topic = 'out', format = 'json')");
  const { trial } = await rehearsed(world, 'INSERT INTO out SELECT n FROM "in"');
  assert.deepEqual(trial.sinks[0]?.shown, [["1"], ["3"]]);
  assert.deepEqual((await topics(world)).filter((topic) => topic !== "in"), []);
});

Deno.test("a rehearsal of an INSERT that the registry would refuse is refused with its words", async () => {
  await using world = await TopicWorld.open();
  await world.run(FEW);
  const table = (name: string, columns: string) =>
    world.run(`CREATE TABLE ${name} (${columns}) WITH (connection_profile = 'local', topic = 'shared', format = 'avro',
      'avro.confluent_schema_registry' = 'true')`);
  await table("a", "n BIGINT");
  await table("b", "n TEXT");
  await world.insert("INSERT INTO a SELECT counter FROM few");
  await assert.rejects(rehearsed(world, "INSERT INTO b SELECT 'x' FROM few"), /subject 'shared-value'.*incompatible/);
});

Deno.test("a rehearsal of an INSERT that would fail is refused as the INSERT would be", async () => {
  await using world = await TopicWorld.open();
  await world.run(FEW);
  await world.run("CREATE TABLE out (n BIGINT) WITH (connection_profile = 'local', topic = 'out', format = 'json')");
  await assert.rejects(rehearsed(world, "INSERT INTO out SELECT 1 / (counter - counter) FROM few"), /zero/i);
  await world.run(
    `CREATE TABLE missing (n BIGINT) WITH (connection_profile = 'local', topic = 'missing', format = 'json',
    'topic.create' = 'false')`,
  );
  await assert.rejects(rehearsed(world, "INSERT INTO missing SELECT counter FROM few"), /missing/);
});

Deno.test("a rehearsal of changes names what happens to each row", async () => {
  await using world = await TopicWorld.open();
  await world.run(FEW);
  await world.run(
    `CREATE TABLE out (even BOOLEAN PRIMARY KEY, n BIGINT) WITH (connection_profile = 'local', topic = 'out',
    format = 'debezium_json', type = 'sink')`,
  );
  const text = "INSERT INTO out SELECT counter % 2 = 0 AS even, count(*) AS n FROM few GROUP BY counter % 2 = 0";
  const { trial: { sinks: [rows] } } = await rehearsed(world, text);
  assert.equal(rows?.columns[0]?.name, "_op");
  assert.equal(rows?.shown[0]?.[0], "+I");
  assert.ok((rows?.bytes ?? 0) > 0);
});

Deno.test("a rehearsal says that a file would be emptied, and leaves it as it is", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "kept\n");
    await using world = await TopicWorld.open();
    await world.run(FEW);
    await world.run(
      `CREATE TABLE out (n BIGINT) WITH (connector = 'single_file', path = '${path}', format = 'json', type = 'sink')`,
    );
    const { sinks: [sink], trial } = await rehearsed(world, "INSERT INTO out SELECT counter FROM few");
    assert.equal(sink?.facts.target, `file '${path}', whose 5 bytes would be DELETED first`);
    assert.equal(trial.sinks[0]?.bytes, 10 * '{"n":0}'.length + 20 * '{"n":10}'.length);
    assert.equal(await Deno.readTextFile(path), "kept\n");
  } finally {
    await Deno.remove(path);
  }
});
