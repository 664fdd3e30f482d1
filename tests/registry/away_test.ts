/** A registry that is away, slow or strange: when a table is created, and while queries run. */
import assert from "node:assert/strict";
import { type Job, Session } from "../../mod.ts";
import { message } from "../../schema/formats/test_registered.ts";
import { ORDER, order, WIDER, wider } from "./orders.ts";
import { AVRO, failure, reads, RegistryWorld, until } from "./registry_world.ts";
import { refusal } from "./stub_registry.ts";

/** Waits of a registry's client are half a second at most until it has asked four times. */
const PATIENCE_MS = 15_000;

const page = (status: number) =>
  new Response("<html>Not what you wanted</html>", { status, headers: { "content-type": "text/html" } });

Deno.test("a registry that never answers hides no topics", async () => {
  await using world = await RegistryWorld.open();
  await world.register("orders-value", ORDER);
  await using session = await world.session();
  await session.execute(
    `CREATE TABLE orders (id BIGINT) WITH (connection_profile = 'c', topic = 'orders', format = 'json',
    'topic.create' = 'true'); INSERT INTO orders SELECT 1;`,
  );
  const topics = () => session.execute("SHOW TOPICS FROM c");
  assert.deepEqual(await topics(), [{ topic: "orders", partitions: 1n, schema: true }]);
  world.stub.answers(() => world.stub.silence());
  assert.deepEqual(await topics(), [{ topic: "orders", partitions: 1n, schema: null }]);
});

Deno.test("a registry that fails when a table is created: the error says which, and what to check; TEST CONNECTION too", async () => {
  await using world = await RegistryWorld.open();
  await world.register("orders-value", ORDER);
  const { stub } = world;
  const login = "'schema_registry.api_key' = 'ann', 'schema_registry.api_secret' = 's3cret'";
  await using session = await world.session(login);
  const create = `CREATE TABLE orders WITH (${reads("orders", "avro", `${AVRO}, type = 'source'`)})`;
  const endpoint = RegExp.escape(stub.endpoint);
  /** `tested`: what TEST CONNECTION says; absent: the same. */
  const check = async (said: RegExp, cure: RegExp, tested: RegExp = said) => {
    const [{ message, hint }, [kafka, registry]] = await Promise.all([
      failure(session.execute(create)),
      world.steps("", "TEST CONNECTION c", login),
    ]);
    assert.match(message, said);
    assert.match(hint, cure);
    assert.deepEqual(await session.execute("SHOW TABLES"), [], "nothing was created");
    assert.equal(kafka, "Successfully connected to Kafka");
    assert.match(registry ?? "", /^! Failed to connect to schema registry: /);
    assert.match(registry ?? "", tested);
  };
  stub.answers(() => refusal(401, 401, "Unauthorized"));
  await check(
    /invalid credentials for schema registry: Unauthorized$/,
    /^Check schema_registry\.api_key and schema_registry\.api_secret; /,
    /invalid credentials .* \(Check your credentials: schema_registry\.api_key and schema_registry\.api_secret; /,
  );
  stub.answers(() => refusal(403, 40301, "ann may not Read"));
  await check(/schema registry returned error 403: ann may not Read$/, /Grant/, /error 403: ann may not Read/);
  stub.answers(() => page(404));
  const wrongPath = new RegExp(`schema_registry\\.endpoint: "subjects" below ${endpoint} must answer`);
  await check(
    /schema registry returned error 404$/,
    wrongPath,
    /error 404 \(Check the endpoint: schema_registry\.endpoint/,
  );
  stub.answers(() => page(200));
  await check(new RegExp(`what answers at ${endpoint} is no schema registry: it answers with text/html`), wrongPath);
  stub.answers(() => refusal(500, 50001, "Error in the backend data store"));
  await check(/schema registry returned error 500: Error in the backend data store/, new RegExp(endpoint));
  stub.answers(() => new Response("", { status: 429, headers: { "retry-after": "0" } }));
  stub.forget();
  await check(/schema registry returned error 429/, /limits the rate/);
  assert.equal(stub.seen.length, 10, "five tries each");
  stub.answers(() => Response.json({ ok: true }));
  await check(/is no schema registry: its JSON is not what was asked for/, wrongPath);
  await stub.goes();
  const gone = new RegExp(`cannot reach the schema registry at ${endpoint}: nothing listens on its port`);
  await check(gone, /Check the port in schema_registry\.endpoint/);
  stub.comesBack();
  stub.answers(() => stub.seen.length % 3 === 1 ? refusal(503, 50302, "Timed out") : undefined);
  await session.execute(create);
});

/** A job that copies what the topic has, over ids known and unknown. */
async function copying(
  world: RegistryWorld,
  job: (job: Job, known: number, unknown: number, session: Session) => Promise<void>,
  dir?: string,
) {
  const known = await world.register("orders-value", ORDER);
  await world.write("orders", [message(known, order(1n))]);
  await using session = await world.session("", dir === undefined ? { memory: true } : { dir });
  await session.execute(`
    CREATE TABLE orders WITH (connection_profile = 'c', topic = 'orders', format = 'avro', type = 'source',
      'source.offset' = 'earliest', ${AVRO});
    CREATE TABLE copies (id BIGINT) WITH (connection_profile = 'c', topic = 'copies', format = 'json', 'topic.create' = 'true');`);
  if (dir !== undefined) {
    await session.execute("SET checkpoint_interval = '100 milliseconds'; SET pipeline_name = 'copying'");
  }
  const copies = await session.start`INSERT INTO copies SELECT id FROM orders`;
  await until(() => copies.metrics.rowsOut === 1, PATIENCE_MS);
  await job(copies, known, await world.register("orders-value", WIDER), session);
  await copies.stop(true);
}

async function reconnecting(job: Job): Promise<string> {
  await until(() => job.metrics.reconnecting !== undefined, PATIENCE_MS);
  return job.metrics.reconnecting?.error ?? "";
}

Deno.test("a registry that goes while a query runs: known ids go on, an unknown one waits, visibly, until it is back", async () => {
  await using world = await RegistryWorld.open();
  await copying(world, async (job, known, unknown, session) => {
    await world.stub.goes();
    await world.write("orders", [message(known, order(2n)), message(known, order(3n))]);
    await until(() => job.metrics.rowsOut === 3, PATIENCE_MS);
    assert.equal(job.metrics.reconnecting, undefined);
    await world.write("orders", [message(known, order(4n)), wider(unknown, 5n), message(known, order(6n))]);
    assert.match(await reconnecting(job), /cannot reach the schema registry at http.*: nothing listens on its port/);
    assert.deepEqual([job.metrics.rowsOut, job.state], [4, "running"]);
    assert.equal(job.metrics.lag?.records, 2, "what waits has not been read");
    assert.deepEqual((await session.execute("SHOW JOBS")).map(({ state }) => state), ["reconnecting"]);
    world.stub.comesBack();
    await until(() => job.metrics.rowsOut === 6, PATIENCE_MS);
    assert.deepEqual([job.metrics.reconnecting, job.metrics.badRows], [undefined, 0]);
  });
});

Deno.test("a registry behind a gateway: pages, errors and limits in place of answers are waited for as well", async () => {
  await using world = await RegistryWorld.open();
  await copying(world, async (job, _, unknown) => {
    const seen = [() => page(502), () => page(404), () => page(200), () => new Response(null, { status: 429 })];
    const answers = [...seen, () => Response.redirect("http://127.0.0.1:1/login", 302)];
    world.stub.answers(() => answers.shift()?.());
    await world.write("orders", [wider(unknown, 2n)]);
    await reconnecting(job);
    await until(() => job.metrics.rowsOut === 2, PATIENCE_MS);
    assert.equal(answers.length, 0);
  });
});

Deno.test("a registry that goes: a job stops at once while it waits, and so does a SELECT whose LIMIT is reached before", async () => {
  await using world = await RegistryWorld.open();
  await copying(world, async (job, known, unknown) => {
    await world.stub.goes();
    await world.write("orders", [message(known, order(2n)), wider(unknown, 3n)]);
    await reconnecting(job);
    const began = performance.now();
    await job.stop();
    assert.equal(job.state, "finished");
    assert.ok(performance.now() - began < 1_000);
  });
  await using session = await world.session();
  world.stub.comesBack();
  await session.execute(`CREATE TABLE orders (id BIGINT) WITH (${reads("orders", "avro", AVRO)})`);
  // The ids of the first two messages are known; that of the third is being fetched when the SELECT ends.
  world.stub.answers(({ path }) => /ids\/2$/.test(path) ? world.stub.silence() : undefined);
  assert.deepEqual(await session.execute("SELECT id FROM orders LIMIT 2"), [{ id: 1n }, { id: 2n }]);
});

Deno.test("a registry that goes: checkpoints are taken while a query waits, and it goes on from them", async () => {
  await using world = await RegistryWorld.open();
  const dir = await Deno.makeTempDir();
  try {
    await copying(world, async (job, known, unknown) => {
      await world.stub.goes();
      await world.write("orders", [message(known, order(2n)), wider(unknown, 3n)]);
      await reconnecting(job);
      const before = job.checkpoints[0]?.number ?? 0;
      await until(() => (job.checkpoints[0]?.number ?? 0) > before + 1, PATIENCE_MS);
      assert.equal(job.metrics.rowsOut, 2);
    }, dir);
    world.stub.comesBack();
    await using session = await Session.open({ dir });
    await session.execute("SET checkpoint_interval = '100 milliseconds'; SET pipeline_name = 'copying'");
    const job = await session.start`INSERT INTO copies SELECT id FROM orders`;
    await until(() => job.metrics.rowsOut === 3, PATIENCE_MS);
    await job.stop();
    assert.equal(job.metrics.rowsIn, 1, "what was before the checkpoint is not read again");
    const rows = await session.execute(
      `CREATE TABLE seen (id BIGINT) WITH (${reads("copies", "json")}); SELECT id FROM seen`,
    );
    assert.deepEqual(rows.map(({ id }) => id), [1n, 2n, 3n]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a registry that goes: record keys wait for their schema too, and bad ones are counted once", async () => {
  await using world = await RegistryWorld.open();
  const id = await world.register("orders-value", ORDER);
  const key = await world.register("orders-key", '"long"');
  const later = await world.register("later-key", { type: "long", logicalType: "timestamp-millis" });
  const keys = [
    message(key, Uint8Array.of(2)),
    Uint8Array.of(1),
    message(later, Uint8Array.of(4)),
    Uint8Array.of(2),
    null,
  ];
  await world.write("orders", keys.map((_, i) => message(id, order(BigInt(i)))), keys);
  await using session = await world.session();
  await session.execute(`
    CREATE TABLE orders (id BIGINT, k BIGINT METADATA FROM 'key') WITH (connection_profile = 'c', topic = 'orders', type = 'source',
      format = 'avro', ${AVRO}, key.format = 'avro', 'source.offset' = 'earliest', bad_data = 'drop');
    CREATE TABLE copies (id BIGINT, k BIGINT) WITH (connection_profile = 'c', topic = 'copies', format = 'json', 'topic.create' = 'true')`);
  world.stub.answers(({ path }) => path === `/schemas/ids/${later}` ? refusal(503, 50302, "Away") : undefined);
  const job = await session.start`INSERT INTO copies SELECT id, k FROM orders`;
  assert.match(await reconnecting(job), /Away/);
  await until(() => job.metrics.rowsOut === 1, PATIENCE_MS);
  assert.equal(job.metrics.badRows, 1);
  world.stub.behaves();
  await until(() => job.metrics.rowsOut === 3, PATIENCE_MS);
  assert.equal(job.metrics.badRows, 2);
  await job.stop();
  const rows = await session.execute(`
    CREATE TABLE seen (id BIGINT, k BIGINT) WITH (${reads("copies", "json")}); SELECT id, k FROM seen`);
  assert.deepEqual(rows, [{ id: 0n, k: 1n }, { id: 2n, k: 2n }, { id: 4n, k: null }]);
});

Deno.test("a registry that refuses its login while a query runs ends the query, and says which option to check", async () => {
  await using world = await RegistryWorld.open();
  await copying(world, async (job, _, unknown) => {
    world.stub.answers(() => refusal(401, 401, "Unauthorized"));
    await world.write("orders", [wider(unknown, 2n)]);
    const { message, hint } = await failure(job.done);
    assert.match(message, /invalid credentials for schema registry: Unauthorized/);
    assert.match(hint, /schema_registry\.api_key/);
  });
});

Deno.test("a registry that cannot be asked: TEST TABLE says so, of what is read and of what is written", async () => {
  await using world = await RegistryWorld.open();
  await world.write("orders", [message(await world.register("orders-value", ORDER), order(1n))]);
  const definitions = `
    CREATE TABLE source (id BIGINT) WITH (${reads("orders", "avro", `${AVRO}, type = 'source'`)});
    CREATE TABLE sink (id BIGINT) WITH (connection_profile = 'c', topic = 'orders', format = 'avro', type = 'sink', ${AVRO})`;
  const check = async (said: RegExp) => {
    for (const table of ["source", "sink"]) {
      const step = (await world.steps(definitions, `TEST TABLE ${table}`)).at(-1) ?? "";
      assert.match(step, /^! Failed to connect to schema registry: /);
      assert.match(step, said);
    }
  };
  world.stub.answers(() => refusal(401, 401, "Unauthorized"));
  await check(/invalid credentials .*\(Check your credentials: Set schema_registry\.api_key/);
  world.stub.answers(() => page(404));
  await check(/returned error 404 \(Check the endpoint: schema_registry\.endpoint/);
  await world.stub.goes();
  await check(/nothing listens on its port \(Check the port in schema_registry\.endpoint/);
  world.stub.comesBack();
  world.stub.answers(() => refusal(404, 40403, "Schema not found"));
  const steps = await world.steps(definitions, "TEST TABLE source");
  assert.match(steps.at(-1) ?? "", /^! Failed to read the message: .*schema id 1 is not in the schema registry/);
});

Deno.test("a registry that says nothing: a sink that is being opened is stopped at once, and so is the session", async () => {
  await using world = await RegistryWorld.open();
  const session = await world.session();
  await session.execute(`
    CREATE TABLE sink (id BIGINT) WITH (connection_profile = 'c', topic = 'orders', format = 'avro', type = 'sink', ${AVRO})`);
  world.stub.answers(() => world.stub.silence());
  const stopped = await session.start`INSERT INTO sink SELECT 1`;
  await until(() => world.stub.seen.length === 1, PATIENCE_MS);
  const began = performance.now();
  await stopped.stop();
  const closed = await session.start`INSERT INTO sink SELECT 1`;
  await until(() => world.stub.seen.length === 2, PATIENCE_MS);
  await session.close();
  assert.ok(performance.now() - began < 1_000);
  assert.deepEqual([stopped.state, closed.state], ["finished", "finished"]);
});

Deno.test("a registry that fails: CREATE TABLE FROM TOPIC says so and creates nothing", async () => {
  await using world = await RegistryWorld.open();
  await world.write("orders", [message(await world.register("orders-value", ORDER), order(1n))]);
  await using session = await world.session();
  const create = () =>
    failure(session.execute("CREATE TABLE orders FROM TOPIC 'orders' WITH (connection_profile = 'c')"));
  world.stub.answers(() => refusal(401, 401, "Unauthorized"));
  assert.match((await create()).message, /invalid credentials for schema registry: Unauthorized/);
  await world.stub.goes();
  assert.match((await create()).message, /cannot reach the schema registry at http.*: nothing listens on its port/);
  world.stub.comesBack();
  assert.deepEqual(await session.execute("SHOW TABLES"), []);
});
