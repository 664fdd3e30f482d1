import assert from "node:assert/strict";
import type { Connector, Source, SourceEvent } from "../connectors/connector.ts";
import { ConnectorError, SqlError } from "../schema/errors.ts";
import { fieldOf } from "../schema/field.ts";
import { BIGINT } from "../schema/types.ts";
import { Session } from "../mod.ts";

const FAST = "connector = 'impulse', event_rate = 100000000";

Deno.test("Session.query wakes every source that waited for a slow reader", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE a WITH (${FAST}, message_count = 30000);
    CREATE TABLE b WITH (${FAST}, message_count = 30000)`);
  let rows = 0;
  for await (const _ of session.query`SELECT counter FROM a UNION ALL SELECT counter FROM b`) {
    if (rows++ % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.equal(rows, 60_000);
});

Deno.test("Session.close ends a query whose reader has stopped reading", async () => {
  const session = await Session.open({ memory: true });
  await session.execute(`CREATE TABLE ticks WITH (${FAST})`);
  const rows = session.query`SELECT counter FROM ticks`[Symbol.asyncIterator]();
  for (let i = 0; i < 20_000; i++) await rows.next();
  await session.close();
});

Deno.test("Session.query ends at once when LIMIT is 0", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute("CREATE TABLE rare WITH (connector = 'impulse', event_rate = 0.001)");
  const rows = session.query`SELECT counter FROM rare LIMIT 0`[Symbol.asyncIterator]();
  assert.equal((await rows.next()).done, true);
});

Deno.test("Session.execute refuses a SELECT without an end", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`CREATE TABLE ticks WITH (${FAST})`);
  await assert.rejects(session.execute("SELECT counter FROM ticks"), SqlError);
});

Deno.test("Session.execute reports an endless INSERT that cannot start", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE ticks WITH (${FAST});
    CREATE TABLE f (n BIGINT) WITH (connector = 'single_file', path = '/nonexistent/f', format = 'json', type = 'sink')`);
  await assert.rejects(session.execute("INSERT INTO f SELECT counter FROM ticks"), ConnectorError);
});

/** One source opens late, the other one not at all. */
class SlowConnector {
  readonly events: string[] = [];
  readonly slow = Promise.withResolvers<void>();

  connector(name: string, open: () => Promise<void>): Connector {
    return {
      name,
      doc: "For this test",
      tableOptions: {},
      formats: "none",
      metadata: {},
      columns: [fieldOf("n", BIGINT, false)],
      bounded: () => true,
      source: (): Source => ({
        open: async () => {
          await open();
          this.events.push(`${name} opened`);
          return new Map();
        },
        async *read(): AsyncGenerator<SourceEvent> {},
        progress: () => [],
        state: () => ({ kind: "connected" }),
        [Symbol.asyncDispose]: () => {
          this.events.push(`${name} closed`);
          return Promise.resolve();
        },
      }),
    };
  }
}

Deno.test("Pipeline closes a source that was still opening when another failed", async () => {
  const world = new SlowConnector();
  const late = world.connector("late", () => world.slow.promise);
  const broken = world.connector("broken", () => {
    setTimeout(() => world.slow.resolve());
    return Promise.reject(new ConnectorError("Broken"));
  });
  await using session = await Session.open({ memory: true, connectors: [late, broken] });
  await session.execute("CREATE TABLE a WITH (connector = 'late'); CREATE TABLE b WITH (connector = 'broken')");
  await assert.rejects(session.execute("SELECT n FROM a UNION ALL SELECT n FROM b"), { message: "Broken" });
  assert.deepEqual(world.events.filter((event) => event.startsWith("late")), ["late opened", "late closed"]);
});

Deno.test("Two INSERTs into one table share its sink", async () => {
  const path = await Deno.makeTempFile();
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE ticks WITH (${FAST}, message_count = 1, event_time_interval = '1 second');
    CREATE TABLE f (n BIGINT) WITH (connector = 'single_file', path = '${path}', format = 'json', type = 'sink');
    INSERT INTO f VALUES (1), (NULL);
    INSERT INTO f SELECT counter + 2 FROM ticks;`);
  assert.equal(await Deno.readTextFile(path), '{"n":1}\n{"n":null}\n{"n":2}\n');
  await Deno.remove(path);
});
