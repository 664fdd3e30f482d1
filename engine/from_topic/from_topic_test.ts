import assert from "node:assert/strict";
import { ConnectorError, type SluiceError, SqlError } from "../../schema/errors.ts";
import { type GivenRecord, NOON, times } from "../../schema/inference/test_sample.ts";
import { parseStatement } from "../../sql/parse.ts";
import { printStatement } from "../../sql/print.ts";
import { TopicWorld } from "./test_world.ts";

/** The statement without its comments. */
function withoutComments(text: string): string {
  return text.split("\n").filter((line) => !line.startsWith("--")).map((line) => line.replace(/ +-- .*$/, ""))
    .join("\n");
}

/** 1,000 orders over four partitions, a second apart; every 100th is 4.2 s late, and 12 have no note. */
function orders(): GivenRecord[] {
  return times(1000, (i): GivenRecord => {
    const time = NOON + i * 1000 - (i % 100 === 99 ? 8200 : 0);
    const value = {
      id: i,
      customer: `c${i % 7}`,
      total: i + 0.5,
      ordered_at: new Date(time).toISOString(),
      born: NOON - ((i * 7919) % 1009) * 86_400_000,
      address: { city: "x", order: i },
      tags: ["a"],
      ...(i % 83 === 0 ? {} : { note: i % 2 === 0 ? "n" : 1 }),
    };
    return { partition: i % 4, timestamp: NOON + i * 1000 + 50, key: `c${i % 7}`, value };
  });
}

Deno.test("CREATE TABLE … FROM TOPIC proposes an ordinary statement, with what each part rests on", async () => {
  await using world = await TopicWorld.open();
  await world.write("orders", 4, orders());
  const proposed = await world.proposal("CREATE TABLE Orders FROM TOPIC 'orders' WITH ('source.offset' = 'earliest')");
  assert.equal(
    proposed,
    `-- From the newest 1,000 records of the topic orders in 4 partitions
CREATE TABLE orders (
  id BIGINT,                                -- 1,000 of 1,000 records
  customer TEXT,                            -- 1,000 of 1,000 records
  total DOUBLE,                             -- 1,000 of 1,000 records
  ordered_at TIMESTAMP(3),                  -- 1,000 of 1,000 records
  born BIGINT,                              -- 1,000 of 1,000 records
  address STRUCT<city TEXT, order BIGINT>,  -- 1,000 of 1,000 records
  tags TEXT[],                              -- 1,000 of 1,000 records
  note JSON,                                -- 987 of 1,000 records, numbers and texts
  WATERMARK FOR ordered_at AS ordered_at - INTERVAL '5' SECOND  -- event time: grows with the offset, 10 of 1,000 records late, by at most 4.2 s
) WITH (
  connection_profile = 'local',
  topic = 'orders',
  source.offset = 'earliest',
  format = 'json',                          -- JSON: 1,000 of 1,000 records
  sink.key_field = 'customer'               -- the record key is customer in 1,000 of 1,000 records
);`,
  );
  const kept = world.session.definitions.table("orders")?.sql ?? "";
  assert.equal(`${kept};`, withoutComments(proposed));
  assert.equal(printStatement(parseStatement(kept).statement), kept);
  const bounded = kept.replace("source.offset", "source.until = 'latest', source.offset").replace("orders (", "o (");
  await world.run(bounded);
  assert.deepEqual(await world.rows("SELECT count(*) AS n, count(note) AS notes, sum(id) AS ids FROM o"), [
    { n: 1000n, notes: 987n, ids: 499500n },
  ]);
});

Deno.test("CREATE TABLE … FROM TOPIC does what the answer says", async () => {
  await using world = await TopicWorld.open();
  await world.write("events", 1, times(3, (i) => ({ value: { n: i } })));
  assert.equal(await world.run("CREATE TABLE e FROM TOPIC 'events'", { kind: "no" }), "Nothing was created");
  assert.equal(world.session.definitions.table("e"), undefined);
  const text = "CREATE TABLE mine (n INT) WITH (connection_profile = 'local', topic = 'events', format = 'json')";
  assert.equal(await world.run("CREATE TABLE e FROM TOPIC 'events'", { kind: "edited", text }), "Created table mine");
  const wrong = world.run("CREATE TABLE e FROM TOPIC 'events'", { kind: "edited", text: "CREATE TABLE e (n NOPE)" });
  await assert.rejects(
    wrong,
    (error) => error instanceof SqlError && error.diagnostic.source === "CREATE TABLE e (n NOPE)",
  );
  await assert.rejects(world.run("CREATE TABLE e FROM TOPIC 'events'", { kind: "edited", text: "SELECT 1" }), SqlError);
});

Deno.test("CREATE TABLE … FROM TOPIC replaces and keeps tables as every CREATE TABLE does", async () => {
  await using world = await TopicWorld.open();
  await world.write("events", 1, times(3, (i) => ({ value: { n: i } })));
  await world.run("CREATE TABLE e (a TEXT)");
  await assert.rejects(world.run("CREATE TABLE e FROM TOPIC 'events'"), /Table e exists already/);
  const kept = "CREATE TABLE IF NOT EXISTS e FROM TOPIC 'events'";
  assert.equal(await world.run(kept), "Table e exists already");
  assert.deepEqual(world.proposed, []);
  assert.match(await world.proposal("CREATE OR REPLACE TABLE e FROM TOPIC 'events'"), /^CREATE OR REPLACE TABLE e/m);
  assert.deepEqual(world.session.definitions.table("e")?.columns.map(({ name }) => name), ["n"]);
});

async function refusal(work: Promise<unknown>): Promise<SluiceError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SqlError || error instanceof ConnectorError) return error;
    throw error;
  }
  return assert.fail("it was not refused");
}

Deno.test("CREATE TABLE … FROM TOPIC refuses topics and options that it cannot use", async () => {
  await using world = await TopicWorld.open();
  await world.write("empty", 2, []);
  await world.write("events", 1, times(3, (i) => ({ value: { n: i } })));
  const refused = async (text: string) => {
    const { message, diagnostic: { span } } = await refusal(world.run(text));
    return `${message} at ${span === undefined ? "nothing" : text.slice(span.start, span.end)}`;
  };
  assert.equal(
    await refused("CREATE TABLE t FROM TOPIC 'empty'"),
    "The topic \"empty\" has no records to learn from at 'empty'",
  );
  assert.equal(await refused("CREATE TABLE t FROM TOPIC 'missing'"), 'The topic "missing" does not exist at nothing');
  assert.equal(
    await refused("CREATE TABLE t FROM TOPIC 'a b'"),
    "invalid value for 'topic': 'a b' is not the name of a topic at 'a b'",
  );
  assert.equal(
    await refused("CREATE TABLE t FROM TOPIC 'events' WITH (topic = 'x')"),
    "Option 'topic' is given twice at topic",
  );
  assert.equal(
    await refused("CREATE TABLE t FROM TOPIC 'events' WITH (nope = 1)"),
    "unknown options provided in WITH clause: 'nope' at nope",
  );
  assert.equal(
    await refused("CREATE TABLE t FROM TOPIC 'events' WITH (connector = 'impulse')"),
    "The impulse connector has no topics at 'impulse'",
  );
  assert.equal(
    await refused("CREATE TABLE t FROM TOPIC 'events' WITH (bootstrap_servers = 'localhost:1')"),
    "required option 'connector' not set at bootstrap_servers",
  );
  assert.equal(
    await refused("CREATE TABLE t FROM TOPIC 'events' WITH (connection_profile = 'nope')"),
    "connection profile 'nope' not found at 'nope'",
  );
  assert.deepEqual(world.proposed, []);
});

Deno.test("CREATE TABLE … FROM TOPIC takes the newest records of each partition", async () => {
  await using world = await TopicWorld.open();
  const records = [
    ...times(1500, (i) => ({ partition: 0, value: i < 700 ? "old" : { n: i } })),
    ...times(200, (i) => ({ partition: 1, value: { n: i } })),
    { partition: 2 }, // a tombstone
  ];
  await world.write("skewed", 4, records);
  assert.equal(
    (await world.proposal("CREATE TABLE t FROM TOPIC 'skewed'")).split("\n").slice(0, 4).join("\n"),
    `-- From the newest 1,000 records of the topic skewed in 3 partitions
-- no value: 1 of 1,000 records
-- no record has a key
-- event time: the record's own, none of 999 records late`,
  );
});

Deno.test("CREATE TABLE … FROM TOPIC reads hostile records into what can be read back", async () => {
  await using world = await TopicWorld.open();
  const quote = `it's "quoted" -- and; ends */`;
  await world.write("names", 1, [{
    value: { select: 1, [quote]: { [quote]: [1], from: "x" }, "ünï": 2, "A": 3, "a": 4 },
  }]);
  await world.write(
    "keys",
    1,
    times(1000, (i) => ({ value: Object.fromEntries(times(10, (k) => [`k${i * 10 + k}`, k])) })),
  );
  await world.write("deep", 1, [{ value: `{"a":${"[".repeat(450)}${"]".repeat(450)}}` }]);
  await world.write("mixed", 1, [{ value: "text" }, { value: { n: 1 } }, { value: Uint8Array.of(0, 255) }]);
  const options = "WITH ('source.offset' = 'earliest', 'source.until' = 'latest')";
  const columns = async (topic: string) => {
    await world.run(`CREATE TABLE ${topic} FROM TOPIC '${topic}' ${options}`);
    const table = world.session.definitions.table(topic);
    const rows = await world.rows(`SELECT * FROM ${topic}`);
    return [table?.columns.map(({ name }) => name), rows.length];
  };
  assert.deepEqual(await columns("names"), [["select", quote, "ünï", "A", "a"], 1]);
  assert.deepEqual(await columns("keys"), [["value"], 1000]);
  assert.deepEqual(await columns("deep"), [["a"], 1]);
  assert.deepEqual(await columns("mixed"), [["value"], 3]);
  assert.deepEqual(await world.rows("SELECT value->>'k5001' AS k FROM keys WHERE value->>'k5001' IS NOT NULL"), [{
    k: "1",
  }]);
});

Deno.test("CREATE TABLE … FROM TOPIC makes a table of changes that can be read", async () => {
  await using world = await TopicWorld.open();
  const change = (op: string, before: unknown, after: unknown) => ({ key: '{"id":1}', value: { before, after, op } });
  await world.write("changes", 1, [change("c", null, { id: 1, n: 5 }), change("u", { id: 1, n: 5 }, { id: 1, n: 6 })]);
  await world.run("CREATE TABLE t FROM TOPIC 'changes' WITH ('source.offset' = 'earliest', 'source.until' = 'latest')");
  assert.deepEqual(await world.rows("SELECT * FROM t"), [{ id: 1n, n: 6n }]);
});

Deno.test("CREATE TABLE … FROM TOPIC reads keys that are JSON objects as they are", async () => {
  await using world = await TopicWorld.open();
  await world.write("keyed", 1, times(3, (i) => ({ key: `{"shop":"s","no":${i}}`, value: { n: i } })));
  await world.run("CREATE TABLE t FROM TOPIC 'keyed' WITH ('source.offset' = 'earliest', 'source.until' = 'latest')");
  assert.deepEqual(await world.rows("SELECT key.no AS no FROM t WHERE n = 2"), [{ no: 2n }]);
});

Deno.test("CREATE TABLE … FROM TOPIC finds a delay that drops no late row", async () => {
  await using world = await TopicWorld.open();
  await world.write("orders", 1, orders().map((record) => ({ ...record, partition: 0 })));
  const counted = async (table: string) => {
    const windows = await world.rows(`SELECT count(*) AS n FROM ${table} GROUP BY tumble(INTERVAL '4 seconds')`);
    return windows.reduce((sum, window) => sum + Number(Object.values(window)[0]), 0);
  };
  const bounds = "'source.offset' = 'earliest', 'source.until' = 'latest'";
  const proposed = await world.proposal(`CREATE TABLE t FROM TOPIC 'orders' WITH (${bounds})`);
  assert.match(proposed, /ordered_at - INTERVAL '10' SECOND +-- .*, 10 of 1,000 records late, by at most 7.2 s/);
  assert.equal(await counted("t"), 1000);
  await world.run(proposed.replace("TABLE t", "TABLE hasty").replace(" - INTERVAL '10' SECOND", "").replace(/;$/, ""));
  assert.equal(await counted("hasty"), 990);
});

Deno.test("CREATE TABLE … FROM TOPIC reads numbers as the times that they are", async () => {
  await using world = await TopicWorld.open();
  await world.write("units", 1, [{
    value: `{"s_at":${
      NOON / 1000
    },"ms_at":${NOON},"us_at":${NOON}000,"ns_at":${NOON}000000,"iso":"2026-01-31T12:00:00+02:00"}`,
  }]);
  await world.run("CREATE TABLE t FROM TOPIC 'units' WITH ('source.offset' = 'earliest', 'source.until' = 'latest')");
  const text = (name: string) => `CAST(${name} AS TEXT) AS ${name}`;
  const [row] = await world.rows(`SELECT ${["s_at", "ms_at", "us_at", "ns_at", "iso"].map(text).join()} FROM t`);
  assert.deepEqual([...new Set(Object.values(row ?? {}))], ["2026-01-31T10:00:00"]);
});
