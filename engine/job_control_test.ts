import assert from "node:assert/strict";
import { Session } from "../mod.ts";
import { SqlError } from "../schema/errors.ts";
import type { Job } from "./job.ts";

/** A session on a folder of its own, and a job in it that counts rows in windows and passes them on. */
async function withJob(
  { rate, rows, keeps }: { readonly rate: number; readonly rows: number; readonly keeps: boolean },
  test: (session: Session, job: Job, linesOf: (name: string) => Promise<Record<string, number>[]>) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "sluice-job-" });
  try {
    await using session = await Session.open({ dir: `${dir}/state` });
    const file = (name: string) => `connector = 'single_file', path = '${dir}/${name}', format = 'json', type = 'sink'`;
    await session.execute(`
      ${keeps ? "SET pipeline_name = 'p';" : ""}
      SET checkpoint_interval = '100 milliseconds';
      CREATE TABLE ticks WITH (connector = 'impulse', event_rate = ${rate}, message_count = ${rows});
      CREATE TABLE plain (n BIGINT) WITH (${file("plain")});
      CREATE TABLE windows (n BIGINT, least BIGINT) WITH (${file("windows")})`);
    const job = await session.start`EXECUTE STATEMENT SET BEGIN
      INSERT INTO plain SELECT counter::BIGINT FROM ticks;
      INSERT INTO windows SELECT count(*), min(counter)::BIGINT FROM ticks GROUP BY tumble(INTERVAL '100 milliseconds');
      END`;
    await job.started;
    await test(session, job, async (name) => {
      const text = await Deno.readTextFile(`${dir}/${name}`);
      return text.trimEnd().split("\n").map((line) => JSON.parse(line));
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = AbortSignal.timeout(20_000);
  while (!condition()) {
    end.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const newest = (job: Job) => job.checkpoints[0]?.number ?? 0;

Deno.test("PAUSE JOB stops reading while checkpoints go on, RESUME JOB goes on with every row once", async () => {
  await withJob({ rate: 20_000, rows: 20_000, keeps: true }, async (session, job, linesOf) => {
    await until(() => newest(job) > 0);
    await session.execute("PAUSE JOB 1");
    assert.equal(job.state, "paused");
    const paused = newest(job);
    await until(() => newest(job) > paused + 1); // one may have been under way
    const read = job.metrics.rowsIn;
    assert.ok(read < 20_000, `${read} rows were read before the pause`);
    await until(() => newest(job) > paused + 3);
    assert.equal(job.metrics.rowsIn, read);
    const [row] = await session.execute("SHOW JOBS");
    assert.equal(row?.["state"], "paused");
    await session.execute("RESUME JOB 1");
    await job.done;
    assert.deepEqual((await linesOf("plain")).map(({ n }) => n), Array.from({ length: 20_000 }, (_, i) => i));
    assert.equal((await linesOf("windows")).reduce((sum, { n = 0 }) => sum + n, 0), 20_000);
  });
});

Deno.test("PAUSE JOB holds through a restart, and STOP JOB ends a paused job", async () => {
  await withJob({ rate: 20_000, rows: 1_000_000, keeps: true }, async (session, job) => {
    await until(() => newest(job) > 0);
    await session.execute("PAUSE JOB 1; RESTART JOB 1");
    assert.equal(job.state, "paused");
    const restarted = newest(job);
    await until(() => newest(job) > restarted + 2);
    assert.equal(job.metrics.rowsIn, 0, "of the pipeline that was built anew");
    await session.execute("STOP JOB 1");
    assert.equal(job.state, "finished");
  });
});

Deno.test("RESTART JOB goes on from its last checkpoint, FROM CHECKPOINT from an older one, with every row once", async () => {
  await withJob({ rate: 20_000, rows: 30_000, keeps: true }, async (session, job, linesOf) => {
    await until(() => newest(job) >= 2);
    await session.execute("RESTART JOB 1");
    assert.deepEqual([job.state, job.restarts], ["running", 1]);
    const before = newest(job);
    await until(() => newest(job) >= before + 2);
    const oldest = newest(job) - 1;
    const counted = job.counted.rowsIn;
    await session.execute(`RESTART JOB 1 FROM CHECKPOINT ${oldest}`);
    assert.equal(job.restarts, 2);
    assert.ok(newest(job) > oldest + 1, "a copy of it is the newest");
    await job.done;
    assert.ok(job.counted.rowsIn > 30_000, `what was read again counts again: ${job.counted.rowsIn}`);
    assert.ok(job.counted.rowsIn >= counted, "counts only grow");
    assert.deepEqual((await linesOf("plain")).map(({ n }) => n), Array.from({ length: 30_000 }, (_, i) => i));
    const windows = await linesOf("windows");
    assert.equal(windows.reduce((sum, { n = 0 }) => sum + n, 0), 30_000);
    assert.equal(new Set(windows.map(({ least }) => least)).size, windows.length);
  });
});

Deno.test("PAUSE, RESUME and RESTART JOB say why they cannot be done", async () => {
  const refused = (session: Session, statement: string, message: string) =>
    assert.rejects(session.execute(statement), (error) => {
      assert.ok(error instanceof SqlError);
      assert.equal(error.message, message);
      assert.ok(error.diagnostic.span);
      return true;
    });
  await withJob({ rate: 1000, rows: 1_000_000, keeps: false }, async (session, job) => {
    await refused(session, "RESTART JOB 1", "job 1 keeps no checkpoints: it would begin afresh");
    await refused(session, "RESUME JOB 1", "job 1 is not paused");
    await refused(session, "PAUSE JOB 2", "job 2 not found");
    await session.execute("STOP JOB 1");
    await refused(session, "PAUSE JOB 1", "job 1 has ended");
    assert.equal(job.state, "finished");
  });
  await withJob({ rate: 1000, rows: 1_000_000, keeps: true }, async (session, job) => {
    await refused(session, "RESTART JOB 1 FROM CHECKPOINT 99", "checkpoint 99 of job 1 is not there");
    assert.deepEqual([job.state, job.restarts], ["running", 0]);
  });
});

Deno.test("DESCRIBE JOB says where a job stands and what its checkpoints cost", async () => {
  await withJob({ rate: 1000, rows: 1_000_000, keeps: true }, async (session, job) => {
    await until(() => newest(job) >= 2);
    const rows = await session.execute("DESCRIBE JOB 1");
    const value = (property: string) => String(rows.find((row) => row["property"] === property)?.["value"]);
    assert.equal(value("state"), "running");
    assert.equal(value("pipeline"), "p");
    assert.match(value("ticks, partition 0"), /^next offset \d+/);
    assert.match(value("watermark"), /^20\d\d-/);
    assert.equal(value("restarts"), "0");
    assert.equal(value("checkpoints"), "every 0.1 s");
    assert.match(value("checkpoint 2"), /^20.*, \d+ ms \(pause \d+ ms\), \d+ bytes$/);
    assert.ok(rows.some((row) => /^state of Aggregate/.test(String(row["property"]))), "the largest states");
  });
});
