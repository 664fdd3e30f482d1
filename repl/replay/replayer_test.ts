/** Sessions on the embedded cluster, saved and run again after the world has gone on. */
import assert from "node:assert/strict";
import { TestClient } from "../../connectors/embedded/test_client.ts";
import { API } from "../../connectors/kafka/protocol/api.ts";
import { TopicWorld } from "../../engine/from_topic/test_world.ts";
import { withoutRetractions } from "../../engine/bind_statement.ts";
import { parseScript } from "../../sql/parse.ts";
import { readsToAnEnd } from "../../sql/plan.ts";
import { PLAIN_THEME } from "../editor/highlight.ts";
import { KeptRows } from "../results/kept_rows.ts";
import { SessionLog } from "../results/session_log.ts";
import { replayedLines, tallyOf, tallyText } from "./lines.ts";
import { type Replayed, Replayer } from "./replayer.ts";
import { sortedBy } from "./rows.ts";
import { savedScript } from "./script.ts";
import { standingText } from "./standing_text.ts";

const FOREVER = new AbortController().signal;

/** Does with statements what the shell does, one after the other. */
class SavedWorld implements AsyncDisposable {
  readonly log = new SessionLog();
  readonly #topics: TopicWorld;
  #at = Date.UTC(2026, 0, 31, 10);

  private constructor(topics: TopicWorld) {
    this.#topics = topics;
  }

  static async open(): Promise<SavedWorld> {
    return new SavedWorld(await TopicWorld.open());
  }

  get topics(): TopicWorld {
    return this.#topics;
  }

  /** Runs a script to its end. */
  async run(script: string): Promise<void> {
    const { session } = this.#topics;
    for (const parsed of parseScript(script).statements) {
      const at = this.#at += 60_000;
      const outcome = await session.run(parsed);
      const text = standingText(parsed, session.definitions) ?? assert.fail("nothing stands");
      if (outcome.kind === "select") {
        const select = withoutRetractions({ ...outcome.select, shape: "changes" });
        const kept = new KeptRows(parsed.text, select.fields);
        const clock = readsToAnEnd(select.plan) ? at : undefined;
        const job = session.select(select, text, { receive: (batch) => kept.append(batch) }, { clock });
        this.log.follow(job);
        await job.done;
        kept.ended = true;
        this.log.add(text, at, { job, kept, order: sortedBy(select.plan) });
      } else if (outcome.kind === "insert") {
        const job = session.start(outcome.targets, text);
        this.log.follow(job);
        await job.done;
        this.log.add(text, at, { job });
      } else this.log.add(text, at);
    }
  }

  /** Starts a query without an end and leaves it when `rows` of it have come. */
  async watch(query: string, rows: number): Promise<void> {
    const { session } = this.#topics;
    const [parsed = assert.fail("no query")] = parseScript(query).statements;
    const outcome = await session.run(parsed);
    if (outcome.kind !== "select") return assert.fail(outcome.kind);
    const { promise: came, resolve } = Promise.withResolvers<void>();
    let left = rows;
    const job = session.watch(outcome.select, query, {
      receive({ length }) {
        if ((left -= length) <= 0) resolve();
      },
    });
    this.log.follow(job);
    await came;
    await job.stop(true);
    this.log.add(query, this.#at += 60_000, { job, changes: outcome.select.plan.schema.updating });
  }

  script(): Promise<string> {
    return this.log.script(this.#at);
  }

  /** The lines of a replay with `--check`. */
  async replay(script: string): Promise<string[]> {
    const statements = savedScript(script);
    const { session } = this.#topics;
    await using replayer = new Replayer({ session, statements, isCompared: true, notice: () => {} });
    const all: Replayed[] = [];
    const lines: string[] = [];
    for (const statement of statements) {
      const replayed = await replayer.run(statement, FOREVER);
      all.push(replayed);
      lines.push(...replayedLines(statement.parsed.text, replayed, { theme: PLAIN_THEME, width: undefined }));
    }
    return [...lines, tallyText(tallyOf(all))];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#topics[Symbol.asyncDispose]();
  }
}

const ORDERS = (partitions: number) =>
  `CREATE TABLE orders (n INT, city TEXT, ts TIMESTAMP, WATERMARK FOR ts AS ts - INTERVAL '1 second')
  WITH (connection_profile = 'local', topic = 'orders', format = 'json', 'topic.partitions' = '${partitions}',
  'sink.key_field' = 'city', 'source.offset' = 'earliest')`;
const MORE = `INSERT INTO orders VALUES (7, 'rome', '2026-01-01T10:03:00'), (8, 'oslo', '2026-01-01T10:03:01'),
  (9, 'rome', '2026-01-01T10:03:02'), (10, 'bern', '2026-01-01T10:03:03')`;
const NOW = "/*+ OPTIONS('source.until' = 'latest') */";

/** A session with a table of six orders. */
async function ordersOf(world: SavedWorld, partitions = 3): Promise<void> {
  await world.run(`${ORDERS(partitions)};
    INSERT INTO orders VALUES (1, 'rome', '2026-01-01T10:00:00'), (2, 'oslo', '2026-01-01T10:00:01'),
      (3, 'rome', '2026-01-01T10:00:02'), (4, 'bern', '2026-01-01T10:02:00'), (5, 'oslo', '2026-01-01T10:02:01'),
      (6, 'rome', '2026-01-01T10:02:02');`);
}

Deno.test("Replayer gives the same rows after more have come and the table has become another", async () => {
  await using world = await SavedWorld.open();
  await ordersOf(world);
  await world.run(`CREATE VIEW big AS SELECT * FROM orders ${NOW} WHERE n > 2;
    SELECT city, count(*) AS n FROM orders ${NOW} GROUP BY city;
    SELECT n FROM orders ${NOW} ORDER BY n DESC LIMIT 3;
    SELECT now() AS at, count(*) AS n FROM orders ${NOW};
    SELECT now() AS at;
    CREATE TABLE copy (n INT) WITH (connection_profile = 'local', topic = 'copy', format = 'json');
    INSERT INTO copy SELECT n FROM big;`);
  const script = await world.script();
  await world.topics.insert(MORE);
  await world.topics.run("CREATE OR REPLACE VIEW big AS SELECT * FROM orders WHERE n > 1000");
  const before = await copied(world);
  assert.deepEqual((await world.replay(script)).map((line) => line.replace(/^.*? {2}(?=\S+: |Created)/, "")), [
    "Created table orders, for this replay only",
    "same: 6 rows, counted only, not written again",
    "Created view big, for this replay only",
    "same: 3 rows",
    "same: 3 rows",
    "same: 1 row",
    "same: 1 row",
    "Created table copy, for this replay only",
    "same: 4 rows, counted only, not written again",
    "9 statements: 6 the same",
  ]);
  assert.deepEqual(await copied(world), before, "nothing was written");
  assert.match(world.topics.session.definitions.view("big")?.query ?? "", /1000/);
});

async function copied(world: SavedWorld): Promise<object[]> {
  return await world.topics.rows(
    "SELECT n FROM copy /*+ OPTIONS('source.offset' = 'earliest', 'source.until' = 'latest') */",
  );
}

Deno.test("Replayer runs a windowed query that was left over its offsets, and does not compare it", async () => {
  await using world = await SavedWorld.open();
  await ordersOf(world, 1);
  const query = "SELECT city, count(*) AS n FROM orders GROUP BY city, tumble(INTERVAL '1 minute')";
  await world.watch(query, 2);
  await world.topics.insert(MORE);
  const lines = await world.replay(await world.script());
  assert.match(lines[2] ?? "", /not compared: it was stopped; 5 rows now, 2 rows then$/);
});

Deno.test("Replayer prints the rows that an edited statement misses and those that are new", async () => {
  await using world = await SavedWorld.open();
  await ordersOf(world);
  await world.run(`SELECT n, city FROM orders ${NOW} WHERE n < 4;`);
  const script = (await world.script()).replace("n < 4", "n < 3 OR n = 5");
  assert.deepEqual((await world.replay(script)).slice(2), [
    `SELECT n, city FROM orders ${NOW} WHERE n < 3 OR n = 5  differs: 1 row missing, 1 new`,
    "   │ n │ city",
    "───┼───┼─────",
    " - │ 3 │ rome",
    " + │ 5 │ oslo",
    "3 statements: 1 the same, 1 differs",
  ]);
});

Deno.test("Replayer says which records are gone, and that a topic is missing, and goes on", async () => {
  await using world = await SavedWorld.open();
  await ordersOf(world);
  await world.run(`SELECT n FROM orders ${NOW}; SELECT 1 AS one;`);
  const script = await world.script();
  using client = await TestClient.connect(await world.topics.bootstrap());
  const partitions = [0, 1, 2].map((partition) => ({ partition, offset: -1 }));
  await client.call(API.DeleteRecords, 2, { topics: [{ name: "orders", partitions }], timeoutMs: 1000 });
  const lines = await world.replay(script);
  assert.match(
    lines.join("\n"),
    /failed\nError: Cannot read the offsets 0 to \d of partition \d of the topic "orders" again/,
  );
  assert.match(lines.join("\n"), /removed since they were read/);
  assert.equal(lines.at(-2), "SELECT 1 AS one  same: 1 row");
  assert.equal(lines.at(-1), "4 statements: 2 the same, 1 failed");
  await client.call(API.DeleteTopics, 4, { topicNames: ["orders"], timeoutMs: 1000 });
  assert.match((await world.replay(script)).join("\n"), /failed\nError: .*topic "orders"/);
  const topics = await world.topics.session.run(parseScript("SHOW TOPICS;").statements[0] ?? assert.fail());
  assert.deepEqual(topics.kind === "info" && topics.table.rows, [], "the topic was not made anew");
});

Deno.test("Replayer runs statements written by hand over all there is, and compares nothing of them", async () => {
  await using world = await SavedWorld.open();
  await ordersOf(world);
  const lines = await world.replay("SELECT n FROM orders; SHOW TABLES; STOP JOB 1; SELECT nope FROM orders;");
  assert.deepEqual(lines.slice(0, 4), [
    "SELECT n FROM orders  not compared: nothing says what came of it; 6 rows now",
    "SHOW TABLES  skipped: it gives no rows of a stream",
    "STOP JOB 1  skipped: a replay has no jobs",
    "SELECT nope FROM orders  failed",
  ]);
  assert.match(lines[4] ?? "", /Error: .*nope/);
});

Deno.test("Replayer takes what others give each time for no difference", async () => {
  await using world = await SavedWorld.open();
  await world.run(`CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 1000, message_count = 5);
    CREATE TABLE made (n BIGINT, w TEXT) WITH (connector = 'datagen', number_of_rows = 20, rows_per_second = 100, seed = 3);
    SELECT random() AS r; SELECT counter FROM ticks; SELECT n, w FROM made;
    SELECT row_time() AS at FROM ticks;`);
  const lines = await world.replay(await world.script());
  assert.deepEqual(lines.slice(2, 6).map((line) => line.replace(/^.*? {2}/, "")), [
    "not compared: random() gives other values each time; 1 row now",
    "same: 5 rows",
    "same: 20 rows",
    "not compared: rows of ticks carry the time at which they were read; 5 rows now",
  ]);
});

Deno.test("Replayer takes a definition with secrets from the catalog, or says that it is missing", async () => {
  await using world = await SavedWorld.open();
  const connection = "CREATE CONNECTION prod WITH (connector = 'kafka', bootstrap_servers = 'localhost:1', " +
    "'auth.type' = 'sasl', 'auth.mechanism' = 'PLAIN', 'auth.username' = 'u', 'auth.password' = 'quince');";
  await world.run(connection);
  const script = await world.script();
  assert.ok(!script.includes("quince"));
  assert.match(
    (await world.replay(script))[0] ?? "",
    /skipped: its secrets are not in the script: the catalog's connection/,
  );
  await using empty = await SavedWorld.open();
  assert.match(
    (await empty.replay(script)).join("\n"),
    /Cannot make connection prod: its secrets are not in the script/,
  );
});

Deno.test("Replayer passes over a DROP of what the catalog has no more", async () => {
  await using world = await SavedWorld.open();
  await world.topics.run("CREATE VIEW v AS SELECT 1 AS n");
  await world.run("DROP VIEW v; CREATE VIEW v AS SELECT 2 AS n; SELECT n FROM v; DROP VIEW v");
  assert.deepEqual(await world.replay(await world.script()), [
    "DROP VIEW v  skipped: there is no view v",
    "CREATE VIEW v AS SELECT 2 AS n  Created view v, for this replay only",
    "SELECT n FROM v  same: 1 row",
    "DROP VIEW v  Dropped view v, for this replay only",
    "4 statements: 1 the same, 1 skipped",
  ]);
});

Deno.test("Replayer does not run a query whose secrets are masked: it would find other rows", async () => {
  await using world = await SavedWorld.open();
  await world.run("SELECT n FROM (VALUES (1, 'quince'), (2, 'pear')) AS t(n, token) WHERE token = 'quince'");
  const script = await world.script();
  assert.match(script, /token = '\*\*\*'/);
  const [line = ""] = await world.replay(script);
  assert.match(line, /skipped: its secrets are not in the script$/);
});

Deno.test("Replayer stops what runs when it is told to", async () => {
  await using world = await SavedWorld.open();
  await world.run("CREATE TABLE slow WITH (connector = 'impulse', event_rate = 0.001, message_count = 9)");
  const { session } = world.topics;
  const statements = savedScript("-- nothing is known\nSELECT counter FROM slow");
  await using replayer = new Replayer({ session, statements, isCompared: true, notice: () => {} });
  const stop = new AbortController();
  const [statement = assert.fail("no statement")] = statements;
  const replayed = replayer.run(statement, stop.signal);
  stop.abort();
  assert.deepEqual(await replayed, { kind: "stopped" });
});

Deno.test("Replayer does not wait for a definition that asks a cluster which does not answer", async () => {
  await using world = await SavedWorld.open();
  const { session } = world.topics;
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const statements = savedScript(`CREATE TABLE t FROM TOPIC 'x'
    WITH (connector = 'kafka', bootstrap_servers = '127.0.0.1:${listener.addr.port}')`);
  await using replayer = new Replayer({ session, statements, isCompared: true, notice: () => {} });
  const stop = new AbortController();
  const [statement = assert.fail("no statement")] = statements;
  const replayed = replayer.run(statement, stop.signal);
  const connection = await listener.accept();
  stop.abort();
  const { promise: late, resolve } = Promise.withResolvers<"still waiting">();
  const deadline = setTimeout(() => resolve("still waiting"), 2000);
  const first = await Promise.race([replayed, late]);
  clearTimeout(deadline);
  listener.close();
  connection.closeWrite();
  await connection.readable.pipeTo(new WritableStream()); // until the client has gone, too
  assert.deepEqual(first, { kind: "stopped" });
});
