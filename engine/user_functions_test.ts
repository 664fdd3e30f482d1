/** User functions through the library's door: where they live, and that nothing waits for them. */
import assert from "node:assert/strict";
import { DataError, SqlError } from "../schema/errors.ts";
import { BIGINT } from "../schema/types.ts";
import { scalar } from "../sql/functions/function.ts";
import { Session } from "../mod.ts";

const FAST = "connector = 'impulse', event_rate = 100000000";

async function inFolder(act: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await act(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

Deno.test("A user function is saved with the catalog, as it was written, and can be dropped after a restart", () =>
  inFolder(async (dir) => {
    {
      await using session = await Session.open({ dir });
      await session.execute(`
        CREATE FUNCTION "Twice"(firstNumber BIGINT) RETURNS TEXT LANGUAGE typescript AS $$
          // it's code; not SQL
          return \`\${firstNumber * 2n}\` $$ WITH (timeout = '2 seconds');`);
      await session.execute(`CREATE VIEW v AS SELECT "Twice"(21) AS t`);
    }
    await using session = await Session.open({ dir });
    assert.deepEqual(await session.execute("SELECT * FROM v"), [{ t: "42" }]);
    await assert.rejects(session.execute(`DROP FUNCTION "Twice"`), /Function Twice is used by v/);
    await session.execute(`DROP VIEW v; DROP FUNCTION "Twice"`);
    assert.ok(!(await Deno.readTextFile(`${dir}/catalog.sql`)).includes("Twice"));
  }));

Deno.test("SHOW FUNCTIONS lists user functions with their kind and signature", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE FUNCTION look_up(userId BIGINT, parts TEXT[]) RETURNS JSON LANGUAGE typescript AS $$ return null $$
      WITH (async = 'unordered');
    CREATE AGGREGATE FUNCTION spread(x DOUBLE) RETURNS DOUBLE LANGUAGE typescript AS $$ return 0 $$`);
  const rows = await session.execute("SHOW FUNCTIONS");
  assert.deepEqual(rows.filter((row) => String(row.kind).startsWith("user")), [
    {
      name: "look_up",
      kind: "user scalar",
      signature: "look_up(userId bigint, parts text[])",
      doc: "Returns JSON, async unordered; TypeScript",
    },
    {
      name: "spread",
      kind: "user aggregate",
      signature: "spread(x double)",
      doc: "Returns DOUBLE; TypeScript",
    },
  ]);
});

Deno.test("A user function of a file is read anew for each query", () =>
  inFolder(async (dir) => {
    const path = `${dir}/shout.ts`;
    await Deno.writeTextFile(path, "export const shout = (text: string): string => text + '!';");
    await using session = await Session.open({ memory: true });
    await session.execute(`CREATE FUNCTION shout(a TEXT) RETURNS TEXT LANGUAGE typescript AS '${path}'`);
    assert.deepEqual(await session.execute("SELECT shout('a') AS s"), [{ s: "a!" }]);
    await Deno.writeTextFile(path, "export const shout = (text: string): string => text + '?';");
    assert.deepEqual(await session.execute("SELECT shout('a') AS s"), [{ s: "a?" }]);
    await Deno.remove(path);
    await assert.rejects(session.execute("SELECT shout('a') AS s"), /Cannot read ".*shout\.ts" of function shout/);
  }));

Deno.test("A user function stands beside the functions of a program, and takes no name of theirs", async () => {
  const half = scalar("half", "Half", {
    overloads: [{ args: [BIGINT], returns: BIGINT, js: (a) => `${a} / 2n` }],
    examples: [],
  });
  await using session = await Session.open({ memory: true, functions: [half] });
  const define = (name: string) =>
    session.execute(`CREATE FUNCTION ${name}(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ return a + 1n $$`);
  await define("next");
  assert.deepEqual(await session.execute("SELECT half(next(half(10))) AS h"), [{ h: 3n }]);
  await assert.rejects(define("half"), SqlError);
});

Deno.test("A user function in an endless loop fails its own query, while others go on", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE ticks WITH (${FAST}, message_count = 1000);
    CREATE FUNCTION loop(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ for (;;) {} $$ WITH (timeout = '500 ms')`);
  const looping = all(session.query`SELECT loop(counter::BIGINT) FROM ticks`);
  const ended = looping.then(() => "ended", () => "failed");
  assert.equal((await all(session.query`SELECT counter FROM ticks`)).length, 1000);
  assert.equal(await Promise.race([ended, Promise.resolve("still looping")]), "still looping");
  await assert.rejects(looping, (error: unknown) => {
    assert.ok(error instanceof DataError);
    return error.message === "Function loop did not return within 500 ms";
  });
});

Deno.test("A query can be left while its user function loops", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE ticks WITH (${FAST}, message_count = 1000);
    CREATE FUNCTION loop(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ for (;;) {} $$
      WITH (timeout = '1 hour')`);
  const rows = session.query`SELECT loop(counter::BIGINT) AS n FROM ticks`[Symbol.asyncIterator]();
  const first = rows.next();
  assert.equal((await all(session.query`SELECT counter FROM ticks`)).length, 1000); // the other one has begun by then
  await session.close();
  assert.equal((await first).done, true);
});

Deno.test("Job.stop writes the rows that wait for their user function", () =>
  inFolder(async (dir) => {
    await using session = await Session.open({ memory: true });
    await session.execute(`
      CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 1000);
      CREATE TABLE f (n BIGINT) WITH (connector = 'single_file', path = '${dir}/f', format = 'json', type = 'sink');
      CREATE FUNCTION slow(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$
        await new Promise((resolve) => setTimeout(resolve, 100));
        return a;
      $$ WITH (async = 'ordered')`);
    const job = await session.start`INSERT INTO f SELECT slow(slow_enough) FROM
      (SELECT slow(counter::BIGINT) AS slow_enough FROM ticks)`;
    await job.started;
    while (job.metrics.rowsIn < 10) await new Promise((resolve) => setTimeout(resolve, 1));
    await job.stop();
    const { rowsIn, rowsOut } = job.metrics;
    assert.equal(rowsOut, rowsIn);
    assert.equal((await Deno.readTextFile(`${dir}/f`)).split("\n").length - 1, rowsIn);
  }));

Deno.test("LIMIT ends a query whose user function still works on other rows", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`
    CREATE TABLE ticks WITH (${FAST});
    CREATE FUNCTION slow(a BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$
      if (a > 3n) await new Promise(() => {});
      return a;
    $$ WITH (async = 'ordered', timeout = '1 hour')`);
  assert.deepEqual(await session.execute("SELECT slow(counter::BIGINT) AS n FROM ticks LIMIT 3"), [
    { n: 0n },
    { n: 1n },
    { n: 2n },
  ]);
});
