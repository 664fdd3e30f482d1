/** Pipelines that are killed and started again: state, positions and files go on from the last checkpoint. */
import assert from "node:assert/strict";
import { inFolder, programArgs, Running } from "./program.ts";

/** Counts in windows of a tenth of a second and passes rows on, slowly enough to be killed on the way. */
const SCRIPT = `
SET checkpoint_interval = INTERVAL '100 milliseconds';
CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 20000, message_count = 60000);
CREATE TABLE plain (n BIGINT) WITH (connector = 'single_file', path = 'plain.json', format = 'json', type = 'sink');
CREATE TABLE windows (n BIGINT, least BIGINT) WITH (connector = 'single_file', path = 'windows.json', format = 'json', type = 'sink');
INSERT INTO plain SELECT counter::BIGINT FROM ticks;
INSERT INTO windows SELECT count(*), min(counter)::BIGINT FROM ticks GROUP BY tumble(INTERVAL '100 milliseconds');
`;

async function linesOf(path: string): Promise<string[]> {
  const text = await Deno.readTextFile(path).catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

/** There are snapshots that say what has changed since another one. */
async function hasChains(folder: string): Promise<boolean> {
  return (await Array.fromAsync(Deno.readDir(folder))).some(({ name }) => name.includes(".on-"));
}

Deno.test("a pipeline that is killed again and again writes each row to its files once", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/p.sql`, SCRIPT);
    const run = (env = {}) => new Running(programArgs(["p.sql"]), { cwd: folder, env });
    let chains = 0;
    for (let kill = 0; kill < 4; kill++) {
      await using running = run(kill % 2 === 0 ? { CHAIN_FROM: "0" } : {});
      const wanted = 8000 * (kill + 1) + 1000;
      await running.until(() => lengthOf(`${folder}/plain.json`) > wanted * 10);
      running.kill("SIGKILL");
      await running.status;
      if (await hasChains(`${folder}/.sluice/jobs/p`)) chains++;
    }
    assert.ok(chains > 0, "small state is written in chains where a test says so");
    await using last = run();
    const { code } = await last.status;
    assert.equal(code, 0, last.stderr);
    assert.match(last.stderr, /Going on from checkpoint \d+/);
    const plain = (await linesOf(`${folder}/plain.json`)).map((line) => JSON.parse(line).n);
    assert.deepEqual(plain, Array.from({ length: 60_000 }, (_, i) => i));
    const windows = (await linesOf(`${folder}/windows.json`)).map((line) => JSON.parse(line));
    assert.equal(windows.reduce((sum, { n }) => sum + n, 0), 60_000);
    assert.equal(new Set(windows.map(({ least }) => least)).size, windows.length);
    await using again = run();
    await again.status;
    assert.equal((await linesOf(`${folder}/plain.json`)).length, 60_000, "one that is through begins afresh");
  });
});

Deno.test("a pipeline that was changed says which part has no state, and begins afresh when told to", async () => {
  await inFolder(async (folder) => {
    const write = (script: string) => Deno.writeTextFile(`${folder}/p.sql`, script);
    await write(SCRIPT);
    {
      await using running = new Running(programArgs(["p.sql"]), { cwd: folder });
      await running.until(() => hasFile(`${folder}/.sluice/jobs/p/MANIFEST`));
      running.kill("SIGKILL");
      await running.status;
    }
    await write(SCRIPT.replace("tumble(INTERVAL '100", "tumble(INTERVAL '200"));
    {
      await using running = new Running(programArgs(["p.sql"]), { cwd: folder });
      const { code, stderr } = await running.ended();
      assert.equal(code, 1, stderr);
      assert.match(stderr, /The saved state is of another pipeline: it holds nothing for "Aggregate {2}tumble 0\.2 s/);
      assert.match(stderr, /--reset-state/);
    }
    await write(
      SCRIPT.replace("INSERT INTO plain SELECT counter::BIGINT", "INSERT INTO plain SELECT counter::BIGINT + 0"),
    );
    {
      await using running = new Running(programArgs(["p.sql"]), { cwd: folder });
      await running.until(({ stderr }) => /Going on from checkpoint/.test(stderr));
      running.kill("SIGKILL");
      await running.status;
    }
    await write(SCRIPT.replace("tumble(INTERVAL '100", "tumble(INTERVAL '200").replace("60000", "2000"));
    await using running = new Running(programArgs(["p.sql", "--reset-state"]), { cwd: folder });
    const { code, stderr } = await running.ended();
    assert.equal(code, 0, stderr);
    assert.equal((await linesOf(`${folder}/plain.json`)).length, 2000);
  });
});

function hasFile(path: string): boolean {
  return lengthOf(path) > 0;
}

/** In bytes; a row has about ten. */
function lengthOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
