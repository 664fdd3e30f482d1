/** Jobs outlive the shell: it is left or killed, and the next one on the folder goes on with them. */
import assert from "node:assert/strict";
import { Session } from "../../mod.ts";
import { startCluster, temporaryFolder } from "../program.ts";
import { leave, leaveJobs, openShell, PROMPT, say, signalShell, startShell } from "./shell_term.ts";
import type { Term } from "./term.ts";

/** Lines are not folded. */
const WIDE = { cols: 300 };

async function kill(term: Term, folder: string): Promise<void> {
  await signalShell(folder, "SIGKILL");
  await term.exit;
}

function notes(folder: string): string[] {
  return namesIn(`${folder}/data/jobs`).filter((name) => name.endsWith(".job"));
}

function namesIn(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Of the only job. */
function checkpoint(folder: string): number {
  const jobs = `${folder}/data/jobs`;
  const [name = ""] = namesIn(jobs).filter((one) => !one.endsWith(".job"));
  try {
    return JSON.parse(Deno.readTextFileSync(`${jobs}/${name}/MANIFEST`).split("\n")[0] ?? "").checkpoint;
  } catch {
    return 0;
  }
}

/** Resolves when the file system says so; nothing on the screen tells. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Timed out waiting for ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const TICKS = "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 2000);";
const NOWHERE = "CREATE TABLE nowhere (n BIGINT) WITH (connector = 'blackhole');";
const INSERT = "INSERT INTO nowhere SELECT counter::BIGINT FROM ticks;";

Deno.test("a shell that writes exactly once is killed, and the next one goes on: each row is there once", async () => {
  await using folder = await temporaryFolder();
  await using cluster = await startCluster();
  const { bootstrap } = cluster;
  {
    await using term = await openShell(folder.path, WIDE);
    await say(term, TICKS, /Created table ticks/);
    await say(
      term,
      `CREATE TABLE out (n BIGINT) WITH (connector = 'kafka', bootstrap_servers = '${bootstrap}', topic = 'out', ` +
        "format = 'json', type = 'sink', sink.commit_mode = 'exactly_once', topic.create = 'true');",
      /Created table out/,
    );
    await say(term, "SET checkpoint_interval = INTERVAL '200 milliseconds';", /Set checkpoint_interval/);
    await say(term, "INSERT INTO out SELECT counter::BIGINT FROM ticks;", /job 1 runs/);
    await until(() => checkpoint(folder.path) >= 3);
    await kill(term, folder.path);
  }
  for (let kills = 0; kills < 2; kills++) {
    await using term = await startShell(folder.path, WIDE);
    await term.waitFor(
      /A job ran here when the shell ended:\n {2}INSERT INTO out SELECT .* · since .* · checkpoint \d+ of /,
    );
    await term.waitFor(/go on\? \[Y\/n\] ?$/);
    const before = checkpoint(folder.path);
    term.send("\r");
    await term.waitFor(/Going on from checkpoint \d+\n(?:.*\n)*job 1 runs(?:.*\n)*sql> ?$/);
    await until(() => checkpoint(folder.path) >= before + 2);
    await say(term, "DESCRIBE JOB 1;", /checkpoints +│ every 0.2 s/);
    if (kills === 0) await kill(term, folder.path);
    else await leaveJobs(term);
  }
  await using session = await Session.open({ memory: true });
  const counted = async (mode: string) => {
    const [row] = await session.execute(`
      CREATE OR REPLACE TABLE out (n BIGINT) WITH (connector = 'kafka', bootstrap_servers = '${bootstrap}', topic = 'out',
        format = 'json', type = 'source', source.offset = 'earliest', source.until = 'latest', source.read_mode = '${mode}');
      SELECT count(*) AS n, count(DISTINCT n) AS different, min(n) AS least, max(n) AS most FROM out`);
    return row;
  };
  const { n, different, least, most } = await counted("read_committed") ?? {};
  assert.ok(typeof n === "bigint" && n > 0n);
  assert.deepEqual([different, least, most], [n, 0n, n - 1n]);
  const all = await counted("read_uncommitted");
  assert.ok(Number(all?.["n"]) > n, "rows of transactions that were not committed are there, or nothing was proved");
});

Deno.test("a job that was left is offered until somebody goes on with it, and is gone when it is stopped", async () => {
  await using folder = await temporaryFolder();
  {
    await using term = await openShell(folder.path, WIDE);
    for (const line of [TICKS, NOWHERE]) await say(term, line, /Created table/);
    await say(term, INSERT, /job 1 runs/);
    await leaveJobs(term);
  }
  const [note = ""] = notes(folder.path);
  assert.equal((await Deno.lstat(`${folder.path}/data/jobs/${note}`)).mode! & 0o777, 0o600);
  {
    await using term = await startShell(folder.path, WIDE);
    await term.waitFor(/go on\? \[Y\/n\] ?$/);
    term.send("SELECT 1;\r");
    await term.waitFor(/y goes on with what ran here, n leaves it\ngo on\? \[Y\/n\] ?$/);
    term.send("n\r");
    await term.waitFor(/\\jobs resume goes on with it later, \\jobs forget drops it\n/);
    await leave(term);
  }
  {
    await using term = await startShell(folder.path, { ...WIDE, flags: ["--yes"] });
    await term.waitFor(/A job ran here(?:.*\n)*.*Going on from checkpoint \d+(?:.*\n)*job 1 runs/);
    assert.doesNotMatch(term.text(), /go on\?/);
    await say(term, "STOP JOB 1;", /Stopped job 1/);
    assert.deepEqual(namesIn(`${folder.path}/data/jobs`), []);
    await leave(term);
  }
  await using term = await openShell(folder.path, WIDE);
  assert.doesNotMatch(term.text(), /ran here/);
});

Deno.test("a second shell on the folder does not offer what the first one runs", async () => {
  await using folder = await temporaryFolder();
  await using first = await openShell(folder.path, WIDE);
  for (const line of [TICKS, NOWHERE]) await say(first, line, /Created table/);
  await say(first, INSERT, /job 1 runs/);
  {
    await using second = await openShell(folder.path, WIDE);
    await say(second, "\\jobs resume", /No job was left here/);
    assert.doesNotMatch(second.text(), /ran here/);
    await leave(second);
  }
  await leaveJobs(first);
});

Deno.test("a job whose table was changed says so, and can be forgotten", async () => {
  await using folder = await temporaryFolder();
  {
    await using term = await openShell(folder.path, WIDE);
    for (const line of [TICKS, NOWHERE]) await say(term, line, /Created table/);
    await say(term, INSERT, /job 1 runs/);
    await leaveJobs(term);
  }
  await using term = await startShell(folder.path, WIDE);
  await term.waitFor(/go on\? \[Y\/n\] ?$/);
  term.send("n\r");
  await term.waitFor(PROMPT);
  await say(term, "DROP TABLE ticks;", /Dropped/);
  await say(
    term,
    "\\jobs resume",
    /Error: Cannot go on with shell_nowhere_\w+: table ticks was dropped since it ran\nHint: /,
  );
  await say(term, TICKS.replace("2000", "10"), /Created table/);
  await say(term, "\\jobs resume", /table ticks was changed since it ran/);
  await say(term, "\\jobs forget", /Forgot INSERT INTO nowhere/);
  assert.deepEqual(namesIn(`${folder.path}/data/jobs`), []);
  await leave(term);
});

Deno.test("an INSERT that has come to its end, and one of VALUES, leave nothing to go on with", async () => {
  await using folder = await temporaryFolder();
  await using term = await openShell(folder.path, WIDE);
  await say(
    term,
    "CREATE TABLE few WITH (connector = 'impulse', event_rate = 100000, message_count = 500);",
    /Created/,
  );
  await say(term, NOWHERE, /Created table/);
  await say(term, "INSERT INTO nowhere SELECT counter::BIGINT FROM few;", /500 rows written/);
  await say(term, "INSERT INTO nowhere VALUES (1);", /1 row written/);
  await leave(term);
  assert.deepEqual(namesIn(`${folder.path}/data/jobs`), []);
});

Deno.test("SET pipeline_name names a job of the shell, and its state stays when it is stopped", async () => {
  await using folder = await temporaryFolder();
  await using term = await openShell(folder.path, WIDE);
  for (const line of [TICKS, NOWHERE]) await say(term, line, /Created table/);
  await say(term, "SET pipeline_name = 'mine';", /Set pipeline_name/);
  await say(term, INSERT, /job 1 runs/);
  await say(term, INSERT, /Another process runs the pipeline/);
  assert.deepEqual(notes(folder.path), ["mine.job"]);
  await say(term, "STOP JOB 1;", /Stopped job 1/);
  assert.deepEqual(namesIn(`${folder.path}/data/jobs`), ["mine"]);
  await say(term, INSERT, /Going on from checkpoint \d+\n(?:.*\n)*job 3 runs/);
  await leaveJobs(term);
});
