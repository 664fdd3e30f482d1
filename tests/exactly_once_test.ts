/** Pipelines that write exactly once, killed at any moment: what a reader of committed records sees in the end. */
import assert from "node:assert/strict";
import { Session } from "../mod.ts";
import { programArgs, Running, startCluster, temporaryFolder } from "./program.ts";

const ROWS = 120_000;
const KEYS = 7;

/** A stateless and a windowed output, on two topics, in one transaction. */
function script(bootstrap: string): string {
  const connection = `connector = 'kafka', bootstrap_servers = '${bootstrap}', format = 'json'`;
  const sink =
    `${connection}, type = 'sink', sink.commit_mode = 'exactly_once', topic.create = 'true', topic.partitions = 3`;
  return `
SET checkpoint_interval = INTERVAL '100 milliseconds';
CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 20000, message_count = ${ROWS});
CREATE TABLE plain (n BIGINT) WITH (${sink}, topic = 'plain');
CREATE TABLE windows (k BIGINT, n BIGINT) WITH (${sink}, topic = 'windows');
INSERT INTO plain SELECT counter::BIGINT FROM ticks;
INSERT INTO windows SELECT (counter % ${KEYS})::BIGINT, count(*) FROM ticks GROUP BY counter % ${KEYS}, tumble(INTERVAL '50 milliseconds');
`;
}

/** Rows of both topics, committed or not. */
async function rowsIn(bootstrap: string, mode: "read_committed" | "read_uncommitted") {
  await using session = await Session.open({ memory: true });
  const source = `connector = 'kafka', bootstrap_servers = '${bootstrap}', format = 'json', type = 'source',
    source.offset = 'earliest', source.until = 'latest', source.read_mode = '${mode}'`;
  const rows = await session.execute(`
    CREATE TABLE plain (n BIGINT) WITH (${source}, topic = 'plain');
    CREATE TABLE windows (k BIGINT, n BIGINT) WITH (${source}, topic = 'windows');
    SELECT count(*) AS n, count(DISTINCT n) AS different, min(n) AS least, max(n) AS most FROM plain;
    SELECT sum(n) AS n, count(DISTINCT k) AS keys FROM windows`);
  return { plain: rows[0], windows: rows[1] };
}

Deno.test("a pipeline that writes exactly once is killed again and again, and each row is there once", async () => {
  await using cluster = await startCluster();
  await using folder = await temporaryFolder();
  const { bootstrap } = cluster;
  await Deno.writeTextFile(`${folder.path}/p.sql`, script(bootstrap));
  const run = () => new Running(programArgs(["p.sql"]), { cwd: folder.path });
  const manifest = `${folder.path}/.sluice/jobs/p/MANIFEST`;
  for (let kill = 0; kill < 6; kill++) {
    await using running = run();
    const before = checkpointIn(manifest);
    await running.until(() => checkpointIn(manifest) > before + 1 + kill % 3);
    running.kill("SIGKILL");
    await running.status;
  }
  await using last = run();
  const { code, stderr } = await last.ended();
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Going on from checkpoint \d+/);
  const committed = await rowsIn(bootstrap, "read_committed");
  const n = BigInt(ROWS);
  assert.deepEqual(committed.plain, { n, different: n, least: 0n, most: n - 1n });
  assert.deepEqual(committed.windows, { n, keys: BigInt(KEYS) });
  const all = await rowsIn(bootstrap, "read_uncommitted");
  assert.ok(
    Number(all.plain?.n) > ROWS,
    "rows of transactions that were not committed are there, or nothing was proved",
  );
});

function checkpointIn(manifest: string): number {
  try {
    return JSON.parse(Deno.readTextFileSync(manifest).split("\n")[0] ?? "").checkpoint;
  } catch {
    return 0;
  }
}

Deno.test("a pipeline that writes exactly once goes on from its last checkpoint when it is told to start again", async () => {
  await using cluster = await startCluster();
  await using folder = await temporaryFolder();
  const connection = `connector = 'kafka', bootstrap_servers = '${cluster.bootstrap}', format = 'json', topic = 't'`;
  await using session = await Session.open({ dir: folder.path });
  await session.execute(`SET pipeline_name = 'again'; SET checkpoint_interval = '100 milliseconds';
    CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 20000);
    CREATE TABLE t (n BIGINT) WITH (${connection}, type = 'sink', sink.commit_mode = 'exactly_once', topic.create = 'true')`);
  const job = await session.start`INSERT INTO t SELECT counter::BIGINT FROM ticks`;
  await job.started;
  const checkpoint = async (number: number) => {
    while ((job.checkpoints[0]?.number ?? 0) < number) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  for (let restart = 1; restart < 4; restart++) {
    await checkpoint(2 * restart);
    await session.execute("RESTART JOB 1");
    assert.deepEqual([job.restarts, job.state], [restart, "running"]);
  }
  await job.stop();
  const rows = await session.execute(`
    CREATE TABLE written (n BIGINT) WITH (${connection}, type = 'source', source.offset = 'earliest', source.until = 'latest',
      source.read_mode = 'read_committed');
    SELECT count(*) AS n, count(DISTINCT n) AS different, min(n) AS least, max(n) + 1 AS most FROM written`);
  const { n } = rows[0] ?? {};
  assert.deepEqual(rows[0], { n, different: n, least: 0n, most: n });
});

Deno.test("sinks that write exactly once are refused where nothing can be saved", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`CREATE TABLE t (n BIGINT) WITH (connection_profile = 'local', topic = 't', format = 'json',
    sink.commit_mode = 'exactly_once')`);
  await assert.rejects(session.execute("INSERT INTO t VALUES (1)"), {
    message: "sink.commit_mode 'exactly_once' needs a pipeline whose state is saved",
  });
});
