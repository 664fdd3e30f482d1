import assert from "node:assert/strict";
import type { Connector, Source, SourceEvent } from "../connectors/connector.ts";
import { columnFor, setValue } from "../schema/column.ts";
import { SqlError } from "../schema/errors.ts";
import { numberOption } from "../schema/options.ts";
import { BIGINT } from "../schema/types.ts";
import { scalar } from "../sql/functions/function.ts";
import { Session } from "../mod.ts";

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

Deno.test("Session.query gives rows as plain objects with bound values", async () => {
  await using session = await Session.open({ memory: true });
  const rows = await collect(
    session.query`SELECT ${1} + 1 AS n, ${"it's"} AS t, ${new Date(0)}::TIMESTAMP AS at, ${null} IS NULL AS empty,
      DECIMAL '1.50' AS price, X'0aff' AS bytes, struct(1, 'a') AS s, [1, 2] AS list, '{"a": 1}'::JSON AS doc`,
  );
  assert.deepEqual(rows, [{
    n: 2n,
    t: "it's",
    at: "1970-01-01T00:00:00",
    empty: true,
    price: "1.50",
    bytes: new Uint8Array([10, 255]),
    s: { c0: 1n, c1: "a" },
    list: [1n, 2n],
    doc: { a: 1 },
  }]);
});

Deno.test("Session.query never lets a bound value become SQL", async () => {
  await using session = await Session.open({ memory: true });
  const [row] = await collect(session.query`SELECT ${"'; DROP TABLE t; --"} AS v`);
  assert.deepEqual(row, { v: "'; DROP TABLE t; --" });
});

Deno.test("Session.query refuses bound integers of more than 64 bits and gives elements of an array one type", async () => {
  await using session = await Session.open({ memory: true });
  assert.deepEqual(await collect(session.query`SELECT ${2n ** 64n - 1n} AS big, ${[1, 2.5, null]} AS list`), [
    { big: 2n ** 64n - 1n, list: [1, 2.5, null] },
  ]);
  await assert.rejects(collect(session.query`SELECT ${2n ** 64n}`), SqlError);
});

Deno.test("Session.execute throws errors whose text shows no secret and whose span is right", async () => {
  await using session = await Session.open({ memory: true });
  const script = `CREATE CONNECTION c WITH (connector = 'kafka', bootstrap_servers = 'localhost:1',
    'auth.password' = 'hunter2', bogus = 'x')`;
  await assert.rejects(session.execute(script), (error: unknown) => {
    assert.ok(error instanceof SqlError);
    const { source = "", span } = error.diagnostic;
    assert.ok(!Deno.inspect(error).includes("hunter2"));
    return source.length === script.length && source.slice(span?.start, span?.end) === "bogus";
  });
});

Deno.test("Session.query stops an endless query when the loop is left", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute("CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 1000000)");
  const seen: unknown[] = [];
  for await (const { counter } of session.query`SELECT counter FROM ticks`) {
    seen.push(counter);
    if (seen.length === 20_000) break;
  }
  assert.equal(seen.at(-1), 19_999n);
  assert.equal(session.jobs.length, 0);
});

Deno.test("Session.query reports an error of the statement when the loop begins", async () => {
  await using session = await Session.open({ memory: true });
  await assert.rejects(collect(session.query`SELECT nothing`), (error: unknown) => {
    return error instanceof SqlError && error.message === "'nothing' not found" && error.diagnostic.span?.start === 7;
  });
});

Deno.test("Session.start runs an INSERT into Kafka that can be awaited and read back", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE numbers WITH (connector = 'impulse', event_rate = 1000000, message_count = 5000);
    CREATE TABLE topic (n BIGINT NOT NULL) WITH (connection_profile = 'local', topic = 'numbers', format = 'json',
      'source.offset' = 'earliest', 'source.until' = 'latest')`);
  const job = await session.start`INSERT INTO topic SELECT counter FROM numbers`;
  await job.done;
  assert.equal(job.metrics.rowsOut, 5000);
  const rows = await collect(session.query`SELECT n FROM topic WHERE n >= ${4998}`);
  assert.deepEqual(rows, [{ n: 4998n }, { n: 4999n }]);
});

Deno.test("Session.start gives a job that stops when asked, with everything it read written", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE numbers WITH (connector = 'impulse', event_rate = 200000);
    CREATE TABLE topic (n BIGINT NOT NULL) WITH (connection_profile = 'local', topic = 'numbers', format = 'json',
      'source.offset' = 'earliest', 'source.until' = 'latest')`);
  const job = await session.start`INSERT INTO topic SELECT counter FROM numbers`;
  await job.started;
  while (job.metrics.rowsOut < 1000) await new Promise((resolve) => setTimeout(resolve, 1));
  await job.stop();
  assert.equal(job.state, "finished");
  const rows = await collect(session.query`SELECT n FROM topic`);
  assert.equal(rows.length, job.metrics.rowsOut);
});

Deno.test("Session.execute gives the rows of bounded SELECTs and lets endless INSERTs run on", async () => {
  await using session = await Session.open({ memory: true });
  const rows = await session.execute(`
    SELECT 1 AS a;
    CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 100);
    CREATE TABLE nowhere (n BIGINT UNSIGNED) WITH (connector = 'blackhole');
    INSERT INTO nowhere SELECT counter FROM ticks;
    SHOW SETTINGS`);
  assert.deepEqual(rows[0], { a: 1n });
  assert.equal(rows[1]?.["name"], "updating_ttl");
  const [insert] = session.jobs;
  assert.equal(insert?.ended, false);
});

Deno.test("Session.open takes functions of the program's own", async () => {
  const double = scalar("twice", "Two times a number", {
    overloads: [{ args: [BIGINT], returns: BIGINT, call: (n: bigint) => n * 2n }],
    examples: [["twice(21)", "42"]],
  });
  await using session = await Session.open({ memory: true, functions: [double] });
  assert.deepEqual(await collect(session.query`SELECT twice(21) AS n`), [{ n: 42n }]);
});

Deno.test("Session.open takes connectors of the program's own", async () => {
  const count = { count: numberOption("How many rows", 3, { integer: true }) };
  const countdown: Connector<Record<never, never>, typeof count> = {
    name: "countdown",
    doc: "Counts down to 1",
    tableOptions: count,
    formats: "none",
    metadata: {},
    columns: [{ name: "n", type: BIGINT, nullable: false }],
    bounded: () => true,
    source: ({ options, fields }): Source => ({
      open: () => Promise.resolve(new Map([[0, 0]])),
      async *read(): AsyncGenerator<SourceEvent> {
        const columns = fields.map((field) => columnFor(field));
        for (let row = 0; row < options.count; row++) {
          columns.forEach((column) => setValue(column, row, BigInt(options.count - row)));
        }
        yield { kind: "rows", partition: 0, batch: { length: options.count, columns }, next: options.count };
        await Promise.resolve();
      },
      progress: () => [],
      state: () => ({ kind: "connected" }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  };
  await using session = await Session.open({ memory: true, connectors: [countdown] });
  await session.execute("CREATE TABLE c WITH (connector = 'countdown', count = 4)");
  assert.deepEqual(await collect(session.query`SELECT n FROM c WHERE n % 2 = 0`), [{ n: 4n }, { n: 2n }]);
});

Deno.test("A Kafka sink stamps records with sink.timestamp_field, and with the event time where that is NULL", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE numbers WITH (connector = 'nexmark', event_rate = 1000, message_count = 2, start_time = '2026-01-01');
    CREATE TABLE topic (at TIMESTAMP, time TIMESTAMP(3) METADATA FROM 'timestamp') WITH (connection_profile = 'local',
      topic = 'stamped', format = 'json', sink.timestamp_field = 'at', source.offset = 'earliest', source.until = 'latest')`);
  const job = await session
    .start`INSERT INTO topic SELECT CASE WHEN person IS NULL THEN TIMESTAMP '2020-02-02 00:00:00' END FROM numbers`;
  await job.done;
  assert.deepEqual(await collect(session.query`SELECT time FROM topic`), [
    { time: "2026-01-01T00:00:00" },
    { time: "2020-02-02T00:00:00" },
  ]);
});

Deno.test("Session.query of an updating SELECT gives the rows that are left, or changes with _op where there is no end", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE messages (value TEXT) WITH (connection_profile = 'local', topic = 'people', format = 'raw_string',
      topic.partitions = 1);
    CREATE TABLE people (id INT PRIMARY KEY, name TEXT) WITH (connection_profile = 'local', topic = 'people',
      format = 'debezium_json', type = 'source', source.offset = 'earliest')`);
  const job = await session.start`INSERT INTO messages VALUES
    ('{"after":{"id":1,"name":"ann"},"op":"c"}'), ('{"after":{"id":2,"name":"bob"},"op":"c"}'),
    ('{"before":{"id":1,"name":"ann"},"after":{"id":1,"name":"Ann"},"op":"u"}'),
    ('{"before":{"id":2,"name":"bob"},"op":"d"}')`;
  await job.done;
  const changes: unknown[] = [];
  for await (const row of session.query`SELECT * FROM people`) if (changes.push(row) === 5) break;
  assert.deepEqual(changes, [
    { _op: "+I", id: 1, name: "ann" },
    { _op: "+I", id: 2, name: "bob" },
    { _op: "-U", id: 1, name: "ann" },
    { _op: "+U", id: 1, name: "Ann" },
    { _op: "-D", id: 2, name: "bob" },
  ]);
  const bounded = collect(session.query`SELECT * FROM people /*+ OPTIONS('source.until' = 'latest') */`);
  assert.deepEqual(await bounded, [{ id: 1, name: "Ann" }]);
});

Deno.test("A Debezium sink takes the record's key from after, else from before, and writes no tombstone", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE messages (value TEXT) WITH (connection_profile = 'local', topic = 'people', format = 'raw_string',
      topic.partitions = 1);
    CREATE TABLE people (id INT PRIMARY KEY, name TEXT) WITH (connection_profile = 'local', topic = 'people',
      format = 'debezium_json', type = 'source', source.offset = 'earliest', source.until = 'latest');
    CREATE TABLE out (name TEXT, id BIGINT PRIMARY KEY) WITH (connection_profile = 'local', topic = 'out',
      format = 'debezium_json', type = 'sink', sink.key_field = 'name', topic.partitions = 1);
    CREATE TABLE written (value TEXT, key TEXT METADATA) WITH (connection_profile = 'local', topic = 'out',
      format = 'raw_string', type = 'source', source.offset = 'earliest', source.until = 'latest')`);
  await (await session.start`INSERT INTO messages VALUES
    ('{"after":{"id":1,"name":"ann"},"op":"c"}'),
    ('{"before":{"id":1,"name":"ann"},"after":{"id":1,"name":"Ann"},"op":"u"}'),
    ('{"before":{"id":1,"name":"Ann"},"after":{"id":1,"name":"Ann"},"op":"u"}'),
    ('{"before":{"id":1,"name":"Ann"},"op":"d"}')`).done;
  await (await session.start`INSERT INTO out SELECT name, id FROM people`).done;
  assert.deepEqual(await collect(session.query`SELECT key, value FROM written`), [
    { key: "ann", value: '{"before":null,"after":{"name":"ann","id":1},"op":"c"}' },
    { key: "Ann", value: '{"before":{"name":"ann","id":1},"after":{"name":"Ann","id":1},"op":"u"}' },
    { key: "Ann", value: '{"before":{"name":"Ann","id":1},"after":null,"op":"d"}' },
  ]);
});
