import assert from "node:assert/strict";
import { CONNECTORS } from "../connectors/mod.ts";
import { SqlError } from "../schema/errors.ts";
import { FORMATS } from "../schema/formats/mod.ts";
import { parseScript, parseStatement } from "../sql/parse.ts";
import { encodeManifest } from "./checkpoints/manifest.ts";
import { processEnvironment } from "./environment.ts";
import type { Job } from "./job.ts";
import { Session } from "./session.ts";

const SECRET = "hunter2-planted";

async function inFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "sluice-left-" });
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function openSession(dir: string): Promise<Session> {
  return Session.open({
    environment: processEnvironment(dir, () => {}),
    connectors: CONNECTORS,
    formats: FORMATS,
    catalogFile: `${dir}/catalog.sql`,
    saving: true,
    interactive: true,
    remembersJobs: true,
  });
}

/** Runs statements as the shell does. */
async function run(session: Session, script: string, variables: Record<string, string> = {}): Promise<Job | undefined> {
  let job: Job | undefined;
  const { statements, errors } = parseScript(script, { variables });
  assert.deepEqual(errors, []);
  for (const parsed of statements) {
    const outcome = await session.run(parsed);
    if (outcome.kind === "insert") job = await session.insert(outcome, parsed.text);
  }
  await job?.started;
  return job;
}

const TABLES = `
  CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 1000);
  CREATE VIEW some AS SELECT counter FROM ticks WHERE counter % 2 = 0;
  CREATE TABLE nowhere (n BIGINT) WITH (connector = 'blackhole');`;

/** A session that runs the statements and ends; then another one, on the same folder. */
async function left(
  first: string,
  test: (session: Session) => Promise<void>,
  variables?: Record<string, string>,
): Promise<void> {
  await inFolder(async (dir) => {
    {
      await using session = await openSession(dir);
      const job = await run(session, TABLES + first, variables);
      assert.equal(job?.state, "running");
    }
    await using session = await openSession(dir);
    await test(session);
  });
}

Deno.test("a job that was left is resumed with the settings and variables that it was started with", async () => {
  const first =
    `SET update_interval = INTERVAL '7 seconds'; INSERT INTO nowhere SELECT counter::BIGINT + :more FROM some;`;
  await left(first, async (session) => {
    const [job] = await session.leftJobs();
    assert.ok(job?.checkpoint !== undefined);
    assert.match(job.statement, /\+ 40\b/);
    assert.equal(job.settings.update_interval, 7000);
    const before = session.settings.values;
    const resumed = session.resume(job);
    await resumed.started;
    assert.deepEqual([resumed.name, resumed.state], [job.pipeline, "running"]);
    assert.deepEqual(session.settings.values, before);
    assert.deepEqual(await session.leftJobs(), [], "it runs");
  }, { more: "40" });
});

Deno.test("a job that was left is refused when a view it reads is another one, and names it", async () => {
  await left("INSERT INTO nowhere SELECT counter::BIGINT FROM some;", async (session) => {
    const [job] = await session.leftJobs();
    assert.ok(job);
    const replace = "CREATE OR REPLACE VIEW some AS SELECT counter FROM ticks WHERE counter % 3 = 0";
    await session.run(parseStatement(replace));
    assert.throws(() => session.resume(job), (error) => {
      assert.ok(error instanceof SqlError);
      assert.equal(error.message, `Cannot go on with ${job.pipeline}: view some was changed since it ran`);
      return true;
    });
    await session.run(parseStatement("CREATE OR REPLACE VIEW some AS SELECT counter FROM ticks WHERE counter % 2 = 0"));
    await session.resume(job).started;
  });
});

Deno.test("a secret in a statement is not written to its note, and the job is not resumed without it", async () => {
  const insert = `INSERT INTO nowhere SELECT counter::BIGINT FROM ticks WHERE 'x' <> 'https://ann:${SECRET}@host/';`;
  await left(insert, async (session) => {
    const [job] = await session.leftJobs();
    assert.ok(job);
    assert.ok(!JSON.stringify(job).includes(SECRET), JSON.stringify(job));
    assert.throws(() => session.resume(job), {
      message: `The statement of ${job.pipeline} holds a secret, and secrets are not saved`,
    });
    await session.forget(job);
    assert.deepEqual(await session.leftJobs(), []);
  });
});

Deno.test("a job that was killed after its end and before it was forgotten is not offered", async () => {
  await inFolder(async (dir) => {
    let note = "";
    {
      await using session = await openSession(dir);
      const job = await run(session, `${TABLES} INSERT INTO nowhere SELECT counter::BIGINT FROM ticks;`);
      note = await Deno.readTextFile(`${dir}/jobs/${job?.name}.job`);
      await session.run(parseStatement("STOP JOB 1"));
    }
    const { pipeline, startedAt } = JSON.parse(note);
    for (const [takenAt, offered] of [[startedAt - 1, 1], [startedAt + 1, 0]] as const) {
      await Deno.writeTextFile(`${dir}/jobs/${pipeline}.job`, note);
      await Deno.mkdir(`${dir}/jobs/${pipeline}`, { recursive: true });
      const manifest = encodeManifest({ checkpoint: 1, snapshot: "", takenAt, finished: true });
      await Deno.writeFile(`${dir}/jobs/${pipeline}/MANIFEST`, manifest);
      await using session = await openSession(dir);
      assert.equal((await session.leftJobs()).length, offered);
    }
    assert.deepEqual(await Array.fromAsync(Deno.readDir(`${dir}/jobs`)), []);
  });
});
