/** Each cause of silence, made to happen: `\why` names it, with its numbers and what to do. */
import assert from "node:assert/strict";
import { FakeCluster } from "../connectors/kafka/fake_cluster.ts";
import { Producer } from "../connectors/kafka/producer.ts";
import { ERROR } from "../connectors/kafka/protocol/error_codes.ts";
import { createTopic, deleteTopic } from "../connectors/kafka/topics.ts";
import { startCluster, temporaryFolder } from "./program.ts";
import { type Answer, WhyWorld, type WorldOptions } from "./why_world.ts";

/** Runs a test in a world of its own. */
function inWorld(test: (world: WhyWorld) => Promise<void>, options: WorldOptions = {}): () => Promise<void> {
  return async () => {
    await using world = await WhyWorld.open(options);
    await test(world);
  };
}

function says({ text, cure, diagnosis }: Answer, expected: RegExp, todo?: RegExp, chain?: string): void {
  assert.match(text, expected);
  if (todo === undefined) assert.equal(cure, undefined);
  else assert.match(cure ?? "", todo);
  if (chain !== undefined) assert.deepEqual(diagnosis.chain, [chain]);
}

const ORDERS = "INSERT INTO orders VALUES (1, 12.5, 'paid', 'u-1'), (2, 13, 'Paid', 'u-2'), (3, 99, 'open', 'u-3')";

async function orders(world: WhyWorld): Promise<void> {
  await world.table("orders", "id INT, price DOUBLE, status TEXT, user_id TEXT");
  await world.run(ORDERS);
}

/** A table over a topic of another cluster than the embedded one. */
function elsewhere(bootstrap: string, topic: string, columns: string, more = ""): string {
  return `CREATE TABLE ${topic} (${columns}) WITH (connector = 'kafka', bootstrap_servers = '${bootstrap}',
    topic = '${topic}', format = 'json', 'source.offset' = 'earliest'${more});`;
}

// ---------------------------------------------------------------------------------------------------------------------
// Nothing to read, or not yet

Deno.test(
  "why: the topic is empty",
  inWorld(async (world) => {
    await world.table("orders", "id INT");
    const answer = await world.why(await world.run("SELECT * FROM orders"), "empty_topic");
    says(answer, /^The topic orders is empty$/, /as soon as something is written/, "orders 0");
  }),
);

Deno.test(
  "why: reading began at the end of the topic",
  inWorld(async (world) => {
    await orders(world);
    await world.run(
      "CREATE TABLE tail (id INT) WITH (connection_profile = 'local', topic = 'orders', format = 'json')",
    );
    const answer = await world.why(await world.run("SELECT * FROM tail"), "started_at_latest");
    says(
      answer,
      /^Reading of tail began at the end of the topic .*; 3 records lie before$/,
      /'earliest' in the WITH of tail/,
    );
  }),
);

Deno.test(
  "why: everything has been read",
  inWorld(async (world) => {
    await orders(world);
    const answer = await world.why(await world.run("SELECT id + 1 FROM orders"), "caught_up");
    const chain = "orders 3 → decoded 3 → result 3";
    says(answer, /^Caught up: the last record of orders is [\d.]+ s old$/, undefined, chain);
  }),
);

Deno.test(
  "why: there is much to read, and how far it is",
  inWorld(async (world) => {
    await world.table("big", "n BIGINT UNSIGNED", "'topic.partitions' = '1'");
    await world.run(
      "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 10000000, message_count = 20000); INSERT INTO big SELECT counter FROM ticks",
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    const query = await world.run("SELECT n FROM big", () => promise);
    const answer = await world.why(query, "still_reading");
    says(answer, /^Still reading big: [\d,]+ of 20,000 records(, and none in the last seconds)?$/);
    resolve();
  }),
);

Deno.test("why: rows of a transaction that is open, from both of its sides", async () => {
  await using folder = await temporaryFolder();
  await inWorld(async (world) => {
    await world.table("sent", "n BIGINT UNSIGNED", "sink.commit_mode = 'exactly_once'");
    const writer = await world.run(`
      SET pipeline_name = 'writer'; SET checkpoint_interval = '1 hour';
      CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 100);
      INSERT INTO sent SELECT counter FROM ticks`);
    const written = await world.why(writer, "uncommitted");
    says(
      written,
      /^\d+ rows? (was|were) written to sent; none of them is committed yet: the next checkpoint is in about (60|59) min$/,
      /read_committed.*checkpoint_interval/,
    );
    await world.run(
      "CREATE TABLE safe (n BIGINT UNSIGNED) WITH (connection_profile = 'local', topic = 'sent', " +
        "format = 'json', 'source.offset' = 'earliest', 'source.read_mode' = 'read_committed')",
    );
    const answer = await world.why(await world.run("SELECT * FROM safe"), "open_transaction");
    says(
      answer,
      /^An open transaction of a producer holds back \d+ records? of safe \(partitions? [\d, and]+\)$/,
      /'read_uncommitted' in the WITH of safe/,
    );
    assert.equal(answer.diagnosis.findings[0]?.cause, "open_transaction");
  }, { dir: folder.path })();
});

// ---------------------------------------------------------------------------------------------------------------------
// Records that give no rows, rows that go nowhere

Deno.test(
  "why: records do not decode",
  inWorld(async (world) => {
    await orders(world);
    const broken = (name: string, more: string) =>
      world.run(`CREATE TABLE ${name} (status INT NOT NULL) WITH (connection_profile = 'local', topic = 'orders',
        format = 'json', 'source.offset' = 'earliest'${more})`);
    await broken("dropped", ", bad_data = 'drop'");
    const answer = await world.why(await world.run("SELECT * FROM dropped"), "undecodable");
    says(
      answer,
      /^All 3 records of dropped did not decode. The first: .*partition \d+, offset 0: Cannot decode column 'status': "\w+" is not of type INT$/,
      /^\\peek orders .*\\d dropped$/,
      "dropped 3 → decoded 0",
    );
    await broken("refused", "");
    const failed = await world.why(await world.run("SELECT * FROM refused"), "bad_record");
    says(
      failed,
      /^Failed at \d\d:\d\d:\d\d: Cannot read topic orders, partition/,
      /^bad_data = 'drop' counts such records/,
    );
    assert.equal(failed.diagnosis.findings.length, 1);
  }),
);

Deno.test(
  "why: records have no value",
  inWorld(async (world) => {
    await world.table("gone", "id INT", "'topic.partitions' = '1'");
    await using cluster = await world.cluster();
    await createTopic(cluster, { topic: "gone", partitions: 1 });
    await using producer = await Producer.open(cluster, { topic: "gone" });
    for (const key of ["a", "b"]) {
      producer.begin(Date.now(), new TextEncoder().encode(key));
      await producer.endNull();
    }
    await producer.flush();
    const answer = await world.why(await world.run("SELECT * FROM gone"), "tombstones_only");
    says(answer, /^All 2 records of gone are tombstones or empty/, /^\\peek gone/, "gone 2 → decoded 0");
  }),
);

Deno.test(
  "why: WHERE and HAVING drop everything, and which part of the AND",
  inWorld(async (world) => {
    await orders(world);
    const why = async (query: string) => await world.why(await world.run(query), "where_drops_all");
    says(
      await why("SELECT * FROM orders WHERE id > 0 AND price > 1000"),
      /^WHERE dropped all 3 rows: price > 1000 is true for none of \d rows?.*; price DOUBLE is .*(12.5|13|99)/,
      /^Try it without price > 1000/,
      "orders 3 → decoded 3 → WHERE 0",
    );
    says(
      await why("SELECT * FROM orders WHERE status = 'PAID'"),
      /status = 'PAID' is .*status TEXT is '/,
      /lower\(trim\(status\)\)/,
    );
    says(
      await why("SELECT * FROM orders WHERE id > 2 AND price < 50"),
      /none passes id > 2 \(\d\) and price < 50 \(\d\) at once|is (not )?true for/,
      /^Try it without/,
    );
    says(
      await why("SELECT status, count(*) AS n FROM orders GROUP BY status HAVING count(*) > 10"),
      /^HAVING dropped all 3 rows: count\(\*\) > 10/,
      /^Try it without/,
      "orders 3 → decoded 3 → groups 3 → HAVING 0",
    );
    await world.run(
      "CREATE TABLE misnamed (prize DOUBLE) WITH (connection_profile = 'local', topic = 'orders', " +
        "format = 'json', 'source.offset' = 'earliest')",
    );
    says(
      await why("SELECT * FROM misnamed WHERE prize > 10"),
      /prize is always NULL/,
      /Do the records have a field prize\?/,
    );
  }),
);

Deno.test(
  "why: a join of which one side is empty, or whose keys do not meet",
  inWorld(async (world) => {
    await orders(world);
    await world.table("users", "id TEXT, name TEXT");
    const join = "SELECT name FROM orders JOIN users ON orders.user_id = users.id";
    const query = await world.run(join);
    const { diagnosis } = await world.why(query, "empty_topic");
    assert.equal(diagnosis.findings[0]?.cause, "empty_topic", "the cause comes first");
    const empty = await world.why(query, "one_sided_join");
    says(empty, /^The join waits for users: it has given no rows, and orders 3$/, /FROM users/);
    await world.run("INSERT INTO users VALUES ('1', 'ann'), ('2', 'bob')");
    says(
      await world.why(await world.run(join), "no_join_key_met"),
      /^No key of the join met: orders.user_id TEXT '.*u-\d.* against users.id TEXT .*'\d'.*3 rows of orders, 2 of users/,
      /^The values differ by what stands before the number/,
      "(orders 3 → decoded 3 | users 2 → decoded 2) → join 0",
    );
  }),
);

// ---------------------------------------------------------------------------------------------------------------------
// Event time

const EVENTS = "id INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '5 seconds'";
const COUNTED = "GROUP BY tumble(INTERVAL '1 hour')";

Deno.test(
  "why: the first window is open",
  inWorld(async (world) => {
    await world.table("ev", EVENTS, "'topic.partitions' = '1'");
    await world.run("INSERT INTO ev VALUES (1, '2026-01-01T10:03:15'), (2, '2026-01-01T10:03:10')");
    says(
      await world.why(await world.run(`SELECT count(*) FROM ev ${COUNTED}`), "window_open"),
      /^The first window closes when the watermark reaches 2026-01-01 11:00:00; it is at 2026-01-01 10:03:10.*1 window is open/,
      /^It closes with a row whose ts is 2026-01-01 11:00:05 or later; a watermark less than 5 s behind closes it sooner$/,
      "ev 2 → decoded 2 → windows 0",
    );
    await world.table("ev2", EVENTS, "'topic.partitions' = '1'");
    await world.run("INSERT INTO ev2 VALUES (1, '2026-01-01T10:03:15')");
    for (const grouped of ["hop(INTERVAL '1 minute', INTERVAL '1 hour')", "session(INTERVAL '1 hour')"]) {
      const query = await world.run(`SELECT count(*) FROM ev GROUP BY ${grouped}`);
      says(
        await world.why(query, "window_open"),
        /^The first window closes .*windows? (is|are) open/,
        /^It closes with/,
      );
    }
    const joined = await world.run(`SELECT a.n FROM
      (SELECT id, count(*) AS n, tumble(INTERVAL '1 hour') AS w FROM ev GROUP BY 1, 3) a JOIN
      (SELECT id, count(*) AS n, tumble(INTERVAL '1 hour') AS w FROM ev2 GROUP BY 1, 3) b ON a.id = b.id AND a.w = b.w`);
    says(await world.why(joined, "window_open"), /^The first window closes/, /^It closes with/);
  }),
);

Deno.test(
  "why: silent partitions hold the watermark back",
  inWorld(async (world) => {
    await world.table("ev", EVENTS, "'topic.partitions' = '4'");
    await world.run("INSERT INTO ev VALUES (1, '2026-01-01T10:03:15')");
    says(
      await world.why(await world.run(`SELECT count(*) FROM ev ${COUNTED}`), "idle_partitions"),
      /^Partitions \d, \d and \d of ev have no new rows and hold the watermark back; others are at 2026-01-01 10:03:10$/,
      /^'source.idle_timeout' = '5 seconds' in the WITH of ev/,
    );
  }, { interactive: false }),
);

Deno.test(
  "why: rows come too late, because one is in the future or because the delay is short",
  inWorld(async (world) => {
    await world.table("ev", EVENTS, "'topic.partitions' = '1'");
    const values = "(2, '2026-01-01T10:00:00'), (3, '2026-01-01T10:00:01'), (4, '2026-01-01T10:00:02')";
    await world.run(`INSERT INTO ev VALUES (1, '2026-01-01T14:00:10'), ${values}`);
    const late = await world.why(await world.run(`SELECT count(*) FROM ev ${COUNTED}`), "late_rows");
    says(
      late,
      /^3 of 4 rows came too late for their window, the latest by 3 h; the watermark is at 2026-01-01 14:00:05$/,
      /^Declare a longer delay: WATERMARK FOR ts AS ts - INTERVAL '4 hours'$/,
    );
    await world.table("odd", EVENTS, "'topic.partitions' = '1'");
    await world.run(`INSERT INTO odd VALUES (1, '2091-01-01T14:00:10'), ${values}`);
    const odd = await world.why(await world.run(`SELECT count(*) FROM odd ${COUNTED}`), "late_rows");
    says(odd, /the latest by 6\d years/, /ts 2091-01-01 14:00:10, in the future, .* least\(ts, now\(\)\)/);
  }),
);

Deno.test(
  "why: event times are read in the wrong unit",
  inWorld(async (world) => {
    await world.table("ev", EVENTS, "'topic.partitions' = '1'");
    await world.run("INSERT INTO ev SELECT 1, to_timestamp_millis(to_unixtime(now())::BIGINT)");
    says(
      await world.why(await world.run(`SELECT count(*) FROM ev ${COUNTED}`), "event_time_unit"),
      /^The newest ts is 1970-01-2.*: it looks like seconds that are read as milliseconds$/,
      /to_timestamp_seconds/,
    );
  }),
);

Deno.test(
  "why: there is no watermark",
  inWorld(async (world) => {
    const never = "id INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS NULLIF(ts, ts)";
    await world.table("ev", never, "'topic.partitions' = '1'");
    await world.run("INSERT INTO ev VALUES (1, now())");
    says(
      await world.why(await world.run(`SELECT count(*) FROM ev ${COUNTED}`), "no_watermark"),
      /^There is no watermark, so windows cannot close: its expression is NULL for the only row$/,
      /^Declare WATERMARK FOR ts AS/,
    );
  }),
);

// ---------------------------------------------------------------------------------------------------------------------
// Clusters and jobs

Deno.test("why: the cluster cannot be reached any more", async () => {
  await using cluster = await startCluster();
  await using world = await WhyWorld.open();
  const query = await world.run(
    `${elsewhere(cluster.bootstrap, "orders", "id INT", ", 'topic.create' = 'true'")}
     INSERT INTO orders VALUES (1); SELECT * FROM orders`,
  );
  await query.started;
  cluster.kill("SIGKILL");
  await cluster.status;
  const answer = await world.why(query, "unreachable");
  says(
    answer,
    /^Reading orders is being tried again since \d\d:\d\d:\d\d, \d+ failures?: /,
    /bootstrap_servers|as soon as the cluster answers/,
  );
});

Deno.test("why: the login is refused", async () => {
  await using cluster = await startCluster("--sasl", "ann:right");
  await using world = await WhyWorld.open();
  const login = "auth.type = 'sasl', auth.protocol = 'SASL_PLAINTEXT', auth.mechanism = 'PLAIN', auth.username = 'ann'";
  const table = elsewhere(cluster.bootstrap, "orders", "id INT", `, ${login}, auth.password = 'wrong'`);
  const answer = await world.why(await world.run(`${table} SELECT * FROM orders`), "no_login");
  assert.match(answer.text, /^Failed at .*: .*login|password|refused/i);
  assert.ok(!answer.text.includes("wrong"));
});

Deno.test("why: the right to read is missing, or to write", async () => {
  await using cluster = new FakeCluster();
  cluster.create("orders", [1]);
  await using world = await WhyWorld.open();
  cluster.fault = (_, api) =>
    api === "Fetch" || api === "Produce" ? { error: ERROR.TOPIC_AUTHORIZATION_FAILED } : undefined;
  await world.run(elsewhere(cluster.bootstrap[0] ?? "", "orders", "id BIGINT UNSIGNED"));
  const reading = await world.why(await world.run("SELECT * FROM orders"), "no_right");
  says(reading, /^Failed at .*: Cannot read partition 0 of the topic "orders": .*lacks the right READ/, /READ/);
  const writer = await world.run(
    "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 100); INSERT INTO orders SELECT counter FROM ticks",
  );
  const writing = await world.why(writer, "no_right");
  says(writing, /^Failed at .*: Cannot write .*"orders"/, /WRITE/);
});

Deno.test("why: the topic does not exist", async () => {
  await using cluster = await startCluster();
  await using world = await WhyWorld.open();
  const query = await world.run(`${elsewhere(cluster.bootstrap, "nowhere", "id INT")} SELECT * FROM nowhere`);
  const answer = await world.why(query, "missing_topic");
  says(answer, /^Failed at .*nowhere/, /./);
});

Deno.test(
  "why: the topic was deleted, and made again",
  inWorld(async (world) => {
    await world.table("orders", "id INT", "'topic.partitions' = '1'");
    await world.run("INSERT INTO orders VALUES (1), (2), (3)");
    await using cluster = await world.cluster();
    const query = await world.run("SELECT * FROM orders");
    await world.why(query, "caught_up");
    await deleteTopic(cluster, "orders");
    says(await world.why(query, "missing_topic"), /^Reading orders is being tried again .*does not exist/, /./);
    await createTopic(cluster, { topic: "orders", partitions: 1 });
    await world.run("INSERT INTO orders VALUES (1), (2), (3), (4), (5)");
    says(
      await world.why(query, "replaced_topic"),
      /^Failed at .*: The topic "orders" was deleted and made anew/,
      /^Start the query again/,
    );
  }),
);

Deno.test("why: the sink is slower than its source", async () => {
  await using cluster = new FakeCluster();
  cluster.create("out", [1]);
  await using world = await WhyWorld.open();
  cluster.fault = (_, api) => api === "Produce" ? "mute" : undefined;
  const job = await world.run(`${elsewhere(cluster.bootstrap[0] ?? "", "out", "text TEXT")}
    CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 10000000);
    INSERT INTO out SELECT repeat('x', 1000) FROM ticks`);
  const answer = await world.why(job, "slow_sink");
  says(
    answer,
    /^out takes rows slower than they come: reading has waited for it .*; [\d,]+ rows are not acknowledged$/,
    /lz4/,
  );
  void job.stop(true);
});

Deno.test(
  "why: the job is paused",
  inWorld(async (world) => {
    const job = await world.run(`CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 10);
      CREATE TABLE nowhere (n BIGINT UNSIGNED) WITH (connector = 'blackhole'); INSERT INTO nowhere SELECT counter FROM ticks`);
    await job.started;
    job.pause();
    says(await world.why(job, "paused"), /^Paused by you [\d.]+ s ago$/, /^\\resume 1 goes on$/);
  }),
);
