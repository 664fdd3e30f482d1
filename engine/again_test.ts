/** A statement that is run once more on the embedded cluster: over what it has read, at the time of then. */
import assert from "node:assert/strict";
import { TestClient } from "../connectors/embedded/test_client.ts";
import type { Reading } from "../connectors/connector.ts";
import { API } from "../connectors/kafka/protocol/api.ts";
import { parseStatement } from "../sql/parse.ts";
import { TopicWorld } from "./from_topic/test_world.ts";
import { rowObjects } from "./row_objects.ts";
import { withoutRetractions } from "./bind_statement.ts";
import type { RunOptions, Session } from "./session.ts";

/** The rows of a SELECT, sorted, and what its sources have read. */
async function ran(session: Session, text: string, run: RunOptions = {}) {
  const outcome = await session.run(parseStatement(text));
  if (outcome.kind !== "select") return assert.fail(outcome.kind);
  const select = withoutRetractions(outcome.select);
  const rows: object[] = [];
  const receive = (batch: Parameters<typeof rowObjects>[0]) => void rows.push(...rowObjects(batch, select.fields));
  const job = session.select(select, text, { receive }, run);
  await job.done;
  const readings = job.pipeline.readings().map(({ reading }) => reading);
  return { rows: rows.sort((a, b) => Deno.inspect(a) < Deno.inspect(b) ? -1 : 1), readings };
}

async function orders(world: TopicWorld): Promise<void> {
  const records = [1, 2, 3, 4, 5].map((n) => ({ partition: n % 2, value: { n } }));
  await world.write("orders", 2, records);
  await world.run(`CREATE TABLE orders (n INT) WITH (connection_profile = 'local', topic = 'orders', format = 'json',
    'source.offset' = 'earliest')`);
}

const UP_TO_NOW = "SELECT n FROM orders /*+ OPTIONS('source.until' = 'latest') */";

Deno.test("Session.select reads again what a source has read, whatever has come since, also without an end", async () => {
  await using world = await TopicWorld.open();
  await orders(world);
  const { session } = world;
  const first = await ran(session, UP_TO_NOW);
  assert.deepEqual(first.rows, [1, 2, 3, 4, 5].map((n) => ({ n })));
  assert.deepEqual(first.readings[0]?.ranges, [{ partition: 0, from: 0, to: 2 }, { partition: 1, from: 0, to: 3 }]);
  await world.insert("INSERT INTO orders VALUES (6), (7), (8)");
  assert.equal((await ran(session, UP_TO_NOW)).rows.length, 8);
  for (const text of [UP_TO_NOW, "SELECT n FROM orders"]) {
    const again = await ran(session, text, { again: first.readings });
    assert.deepEqual(again, first);
  }
  const all = await ran(session, "SELECT n FROM orders", { again: [] });
  assert.equal(all.rows.length, 8, "nothing is known: everything there is now");
});

Deno.test("Session.select reads each source of a join over its own offsets", async () => {
  await using world = await TopicWorld.open();
  await orders(world);
  await world.write("names", 1, [{ value: { n: 1, w: "one" } }, { value: { n: 2, w: "two" } }]);
  await world.run(`CREATE TABLE names (n INT, w TEXT) WITH (connection_profile = 'local', topic = 'names',
    format = 'json', 'source.offset' = 'earliest', 'source.until' = 'latest')`);
  const text = "SELECT w FROM orders /*+ OPTIONS('source.until' = 'latest') */ o JOIN names n ON o.n = n.n";
  const first = await ran(world.session, text);
  await world.insert("INSERT INTO names VALUES (3, 'three')");
  assert.deepEqual(await ran(world.session, text, { again: first.readings }), first);
});

Deno.test("Session.select says which offsets of which partition are gone, and that a topic is another or missing", async () => {
  await using world = await TopicWorld.open();
  await orders(world);
  const { readings } = await ran(world.session, UP_TO_NOW);
  using client = await TestClient.connect(await world.bootstrap());
  const partitions = [{ partition: 1, offset: 2 }];
  await client.call(API.DeleteRecords, 2, { topics: [{ name: "orders", partitions }], timeoutMs: 1000 });
  const again = () => ran(world.session, UP_TO_NOW, { again: readings });
  await assert.rejects(again(), {
    message: 'Cannot read the offsets 0 to 2 of partition 1 of the topic "orders" again: it has 2 to 2',
  });
  await client.call(API.DeleteTopics, 4, { topicNames: ["orders"], timeoutMs: 1000 });
  await assert.rejects(again(), /topic "orders"/);
  await client.createTopic("orders", 2);
  await assert.rejects(again(), { message: 'The topic "orders" was deleted and made anew since it was read' });
  const unknown = readings.map(({ ranges }): Reading => ({ ranges }));
  await assert.rejects(
    ran(world.session, UP_TO_NOW, { again: unknown }),
    /offsets 0 to 1 of partition 0 .* it is empty/,
  );
});

Deno.test("Session.select ends a generator where it ended, and refuses one of which nothing is known", async () => {
  await using world = await TopicWorld.open();
  await world.run("CREATE TABLE made (n BIGINT) WITH (connector = 'datagen', rows_per_second = 2, seed = 7)");
  const { readings, ...first } = await ran(world.session, "SELECT n FROM made LIMIT 2");
  const [reading] = readings;
  assert.equal(reading?.ranges[0]?.to, 2);
  const again = await ran(world.session, "SELECT n FROM made", { again: readings });
  assert.deepEqual(again.rows, first.rows);
  await assert.rejects(ran(world.session, "SELECT n FROM made", { again: [] }), /^SqlError: made has no end/);
});

Deno.test("Session.select has now() stand still where it is told to, with rows and without", async () => {
  await using world = await TopicWorld.open();
  await orders(world);
  const clock = Date.UTC(2026, 0, 31, 10);
  const at = "2026-01-31T10:00:00";
  const counted = "SELECT now() AS at, count(*) AS n FROM orders /*+ OPTIONS('source.until' = 'latest') */";
  const { rows } = await ran(world.session, counted, { clock });
  assert.deepEqual(rows, [{ at, n: 5n }]);
  assert.deepEqual((await ran(world.session, "SELECT now() AS at", { clock })).rows, [{ at }]);
  assert.deepEqual((await ran(world.session, `${counted} WHERE n > 9`, { clock })).rows, [{ at, n: 0n }]);
});

Deno.test("Session.apart sees a copy of the definitions, and what it defines stays there", async () => {
  await using world = await TopicWorld.open();
  const { session } = world;
  await session.run(parseStatement("CREATE VIEW one AS SELECT 1 AS n"));
  await session.run(parseStatement("CREATE VIEW two AS SELECT 2 AS n"));
  await session.run(parseStatement("SET updating_ttl = '1 hour'"));
  await using apart = session.apart((kind, name) => kind === "view" && name === "two");
  assert.deepEqual((await ran(apart, "SELECT n FROM one")).rows, [{ n: 1n }]);
  await assert.rejects(ran(apart, "SELECT n FROM two"), /two/);
  assert.notEqual(apart.settings.values.updating_ttl, session.settings.values.updating_ttl);
  await apart.run(parseStatement("CREATE VIEW one AS SELECT 'another' AS n"));
  await apart.run(parseStatement("DROP VIEW one"));
  assert.deepEqual((await ran(session, "SELECT n FROM one")).rows, [{ n: 1n }]);
});
