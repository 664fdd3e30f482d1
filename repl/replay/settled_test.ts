import assert from "node:assert/strict";
import { TopicWorld } from "../../engine/from_topic/test_world.ts";
import { withoutRetractions } from "../../engine/bind_statement.ts";
import { parseStatement } from "../../sql/parse.ts";
import { type Settling, unsettledBy } from "./settled.ts";

const TABLES = [
  `CREATE TABLE t (n INT, x DOUBLE) WITH (connection_profile = 'local', topic = 't', format = 'json',
    'source.until' = 'latest')`,
  "CREATE TABLE made (n BIGINT, at TIMESTAMP) WITH (connector = 'datagen', number_of_rows = 5)",
  "CREATE TABLE nothing (n INT, c BIGINT) WITH (connector = 'blackhole')",
];

/** Why the rows of each statement may be others. */
async function whys(
  statements: readonly string[],
  { partitions = 1, stood = true, late = 0 } = {},
): Promise<(string | undefined)[]> {
  await using world = await TopicWorld.open();
  const { session } = world;
  for (const table of TABLES) await world.run(table);
  const ranges = Array.from({ length: partitions }, (_, partition) => ({ partition, from: 0, to: 9 }));
  const found: (string | undefined)[] = [];
  for (const text of statements) {
    const outcome = await session.run(parseStatement(text));
    const ends: readonly Settling[] = outcome.kind === "select"
      ? [withoutRetractions(outcome.select)]
      : outcome.kind === "insert"
      ? outcome.targets.flatMap((target) => target.kind === "memory" ? [] : [target])
      : assert.fail(outcome.kind);
    found.push(unsettledBy(ends, { world: session.world, readings: [{ ranges }], stood, late }));
  }
  return found;
}

Deno.test("unsettledBy finds nothing in queries that the records alone decide", async () => {
  const settled = [
    "SELECT n + 1 AS m FROM t WHERE n > 2",
    "SELECT n, count(*) AS c FROM t GROUP BY n",
    "SELECT n FROM t ORDER BY n LIMIT 3",
    "SELECT now() AS at FROM t",
    "SELECT n FROM made",
    "INSERT INTO nothing (n) SELECT n FROM t",
  ];
  assert.deepEqual(await whys(settled, { partitions: 3 }), settled.map(() => undefined));
});

Deno.test("unsettledBy names chance, the clock, and the time that rows carry", async () => {
  assert.deepEqual(
    await whys([
      "SELECT n FROM t WHERE random() > 0.5",
      "SELECT n, at FROM made",
      "SELECT now() AS at FROM t",
      "INSERT INTO nothing SELECT n, count(*) FROM t GROUP BY n",
    ], { stood: false }),
    [
      "random() gives other values each time",
      "rows of made carry the time at which they were read",
      "now() went on while it ran",
      "how many changes there are depends on how fast rows come",
    ],
  );
});

Deno.test("unsettledBy minds the order of arrival only where there are several partitions", async () => {
  const statements = [
    "SELECT n FROM t LIMIT 3",
    "SELECT sum(x) AS s FROM t",
    "SELECT string_agg(n, ',') AS s FROM t",
    "SELECT first_value(n) AS f FROM t",
    "SELECT n FROM (SELECT n, row_number() OVER (PARTITION BY x ORDER BY n) AS r FROM t) WHERE r = 1",
    "SELECT n, row_number() OVER (PARTITION BY x ORDER BY n) AS r FROM t",
    "SELECT string_agg(n, ',' ORDER BY n) AS s FROM t",
  ];
  assert.deepEqual(await whys(statements), statements.map(() => undefined));
  assert.deepEqual(await whys(statements, { partitions: 2 }), [
    "LIMIT takes the rows that come first",
    "sums of floats, lists and first values depend on the order in which rows come",
    "sums of floats, lists and first values depend on the order in which rows come",
    "sums of floats, lists and first values depend on the order in which rows come",
    "of rows that its ORDER BY has as equals the first is the one that comes first",
    "of rows that its ORDER BY has as equals the first is the one that comes first",
    undefined,
  ]);
  assert.deepEqual(await whys(["SELECT n FROM t"], { partitions: 2, late: 1 }), [
    "rows came too late, and which do depends on how partitions follow each other",
  ]);
});
