/** A script that somebody operates: signals, metrics, health, the structured log, the memory limit. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { inFolder, rowsOf, run, type Running, start, startCluster } from "./program.ts";

/** Counts in windows and passes rows on. */
function script(ticks: string): string {
  return `
SET checkpoint_interval = INTERVAL '200 milliseconds';
CREATE TABLE ticks WITH (connector = 'impulse', ${ticks});
CREATE TABLE plain (n BIGINT) WITH (connector = 'single_file', path = 'plain.json', format = 'json', type = 'sink');
CREATE TABLE windows (n BIGINT, least BIGINT) WITH (connector = 'single_file', path = 'windows.json', format = 'json', type = 'sink');
INSERT INTO plain SELECT counter::BIGINT FROM ticks;
INSERT INTO windows SELECT count(*), min(counter)::BIGINT FROM ticks GROUP BY tumble(INTERVAL '100 milliseconds');
`;
}

/** Lines of the log that are whole. */
function logOf({ stderr }: { readonly stderr: string }): Record<string, unknown>[] {
  return rowsOf(stderr.slice(0, stderr.lastIndexOf("\n") + 1));
}

function events(log: readonly Record<string, unknown>[], event: string): Record<string, unknown>[] {
  return log.filter((line) => line["event"] === event);
}

function hasEvent(event: string): (program: Running) => boolean {
  return ({ stderr }) => stderr.includes(`"event":"${event}"`);
}

async function numbersIn(path: string): Promise<Record<string, number>[]> {
  return rowsOf(await Deno.readTextFile(path)) as Record<string, number>[];
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`${signal} ends a script with a checkpoint that holds everything it wrote: the next run goes on exactly`, async () => {
    await inFolder(async (folder) => {
      const options = { cwd: folder };
      await Deno.writeTextFile(`${folder}/p.sql`, script("event_rate = 20000"));
      let written = 0;
      {
        await using running = start(["--log", "json", "p.sql"], options);
        await running.until(hasEvent("checkpoint"));
        const before = Date.now();
        running.kill(signal);
        const { code, stderr } = await running.ended();
        assert.equal(code, 0, stderr);
        assert.ok(Date.now() - before < 10_000);
        written = (await numbersIn(`${folder}/plain.json`)).length;
        assert.equal(events(logOf({ stderr }), "job_finished")[0]?.["rows_in"], written);
      }
      const all = written + 20_000;
      await Deno.writeTextFile(`${folder}/p.sql`, script(`event_rate = 200000, message_count = ${all}`));
      await using running = start(["--log", "json", "p.sql"], options);
      const { code, stderr } = await running.ended();
      assert.equal(code, 0, stderr);
      assert.equal(events(logOf({ stderr }), "job_finished")[0]?.["rows_in"], 20_000, "nothing is read again");
      const plain = (await numbersIn(`${folder}/plain.json`)).map(({ n }) => n);
      assert.deepEqual(plain, Array.from({ length: all }, (_, i) => i));
      const windows = await numbersIn(`${folder}/windows.json`);
      assert.equal(windows.reduce((sum, { n = 0 }) => sum + n, 0), all);
    });
  });
}

Deno.test("A script whose broker is gone ends ten seconds after a signal, and says what may be missing", async () => {
  await inFolder(async (folder) => {
    const cluster = await startCluster();
    await using running = start(["-"], {
      cwd: folder,
      stdin: `
        CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 10000);
        CREATE TABLE topic (n BIGINT) WITH (connector = 'kafka', bootstrap_servers = '${cluster.bootstrap}', topic = 'n', format = 'json', 'topic.create' = 'true');
        SET pipeline_name = 'p'; SET checkpoint_interval = '100 milliseconds';
        INSERT INTO topic SELECT counter::BIGINT FROM ticks;`,
    });
    await running.until(() => existsSync(`${folder}/.sluice/jobs/p/MANIFEST`));
    cluster.kill("SIGKILL");
    await cluster[Symbol.asyncDispose]();
    const before = Date.now();
    running.kill("SIGTERM");
    const { code, stderr } = await running.ended();
    assert.ok(Date.now() - before < 13_000);
    assert.equal(code, 1);
    assert.match(stderr, /^Job 1 did not end in time.*: the last rows it wrote may not have been acknowledged$/m);
  });
});

/** The address in the notice of `--metrics`. */
async function addressOf(running: Running): Promise<string> {
  const address = /Metrics at (http:\/\/127\.0\.0\.1:\d+)\/metrics/;
  await running.until(({ stderr }) => address.test(stderr));
  return address.exec(running.stderr)?.[1] ?? "";
}

async function got(url: string): Promise<[status: number, text: string]> {
  const response = await fetch(url);
  return [response.status, await response.text()];
}

/** Asks until the answer fits. */
async function untilAnswer(url: string, fits: (status: number, text: string) => boolean): Promise<string> {
  const end = AbortSignal.timeout(20_000);
  for (;;) {
    const [status, text] = await got(url);
    if (fits(status, text)) return text;
    if (end.aborted) throw new Error(`Timed out; the last answer was ${status}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("--metrics serves numbers of the job on the loopback address, and whether it is alive and ready", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/p.sql`, script("event_rate = 1000"));
    await using running = start(["--metrics", "0", "p.sql"], { cwd: folder });
    const url = await addressOf(running);
    assert.deepEqual(await got(`${url}/healthz`), [200, "ok\n"]);
    await untilAnswer(`${url}/readyz`, (status) => status === 200);
    const text = await untilAnswer(
      `${url}/metrics`,
      (_, text) =>
        /^sluice_checkpoint_number\{.*\} [1-9]/m.test(text) && /^sluice_rows_in_total\{.*\} [1-9]/m.test(text),
    );
    assert.match(text, /^sluice_job_state\{job="1",pipeline="p",state="running"\} 1$/m);
    assert.match(text, /^sluice_watermark_delay_seconds\{job="1",pipeline="p"\} [\d.]+$/m);
    assert.match(text, /^sluice_checkpoint_size_bytes\{job="1",pipeline="p"\} \d+$/m);
    const response = await fetch(`${url}/metrics`, { method: "HEAD" });
    assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    assert.equal((await got(`${url}/other`))[0], 404);
    assert.equal(await fetch(`${url}/metrics`, { method: "POST" }).then((r) => r.text().then(() => r.status)), 405);
    running.kill("SIGTERM");
    assert.equal((await running.status).code, 0);
  });
});

Deno.test("--metrics says that its port is taken, before anything runs", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const { code, stdout, stderr } = await run(["--metrics", String(port), "-e", "SELECT 1"]);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(
    stderr,
    new RegExp(`^Error: Cannot serve metrics on 127\\.0\\.0\\.1:${port}: another program listens there\nHint: `),
  );
});

Deno.test("/readyz and the log tell when the broker is gone, and when it is back", async () => {
  await inFolder(async (folder) => {
    const cluster = await startCluster("--data", `${folder}/cluster`);
    const { bootstrap, port } = cluster;
    await using running = start(["--metrics", "0", "--log", "json", "-"], {
      cwd: folder,
      stdin: `
        SET pipeline_name = 'p'; SET checkpoint_interval = '200 milliseconds';
        CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 100);
        CREATE TABLE topic (n BIGINT) WITH (connector = 'kafka', bootstrap_servers = '${bootstrap}', topic = 'n', format = 'json', 'topic.create' = 'true');
        INSERT INTO topic SELECT counter::BIGINT FROM ticks;`,
    });
    const url = await addressOf(running);
    await untilAnswer(`${url}/readyz`, (status) => status === 200);
    cluster.kill("SIGKILL");
    await cluster[Symbol.asyncDispose]();
    const reason = await untilAnswer(`${url}/readyz`, (status) => status === 503);
    assert.match(reason, /^Job 1 \(p\) (is reconnecting: |is being started again: |has taken no checkpoint )/);
    await running.until(hasEvent("reconnecting"));
    await using _again = await startCluster("--data", `${folder}/cluster`, "--port", String(port));
    await untilAnswer(`${url}/readyz`, (status) => status === 200);
    await running.until(hasEvent("connected"));
    const [lost] = events(logOf(running), "reconnecting");
    assert.match(String(lost?.["message"]), /^Job 1 is reconnecting: /);
    assert.ok(Number(events(logOf(running), "connected")[0]?.["seconds"]) > 0);
    running.kill("SIGTERM");
    assert.equal((await running.status).code, 0, running.stderr);
  });
});

Deno.test("--log json tells of a job from its start to its end, of checkpoints and bad records, and no secret", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/in.json`, '{"n":1}\n{"n":"x"}\n{"n":2}\nnothing\n');
    await Deno.writeTextFile(
      `${folder}/p.sql`,
      `
CREATE CONNECTION c WITH (connector = 'confluent', bootstrap_servers = 'localhost:1', key = 'known-key', secret = 'known-secret');
CREATE TABLE source (n BIGINT) WITH (connector = 'single_file', path = 'in.json', format = 'json', type = 'source', bad_data = 'drop');
CREATE TABLE sink (n BIGINT) WITH (connector = 'single_file', path = 'out.json', format = 'json', type = 'sink');
INSERT INTO sink SELECT n FROM source;`,
    );
    const { code, stdout, stderr } = await run(["--log", "json", "p.sql"], { cwd: folder });
    assert.deepEqual([code, stdout], [0, ""], stderr);
    const log = logOf({ stderr });
    for (const line of log) {
      assert.match(String(line["time"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.ok(["info", "warning", "error"].includes(String(line["level"])));
      assert.equal(typeof line["message"], "string");
    }
    const jobs = log.filter((line) => line["job"] === 1).map((line) => line["event"]);
    assert.equal(jobs.filter((event) => event === "checkpoint").length, 1); // seen before the bad records or after them
    const others = jobs.filter((event) => event !== "checkpoint");
    assert.deepEqual(others, ["job_starting", "job_running", "bad_record", "bad_records", "job_finished"]);
    const [bad] = events(log, "bad_record");
    assert.equal(bad?.["code"], "bad_record");
    assert.equal((bad?.["place"] as { offset: number }).offset, 1);
    assert.equal(events(log, "bad_records")[0]?.["count"], 2);
    assert.deepEqual([events(log, "job_finished")[0]?.["rows_in"], await numbersIn(`${folder}/out.json`)], [2, [
      { n: 1 },
      { n: 2 },
    ]]);
    assert.doesNotMatch(stderr, /known-/);
  });
});

Deno.test("--log json gives an error with its code, hint and place", async () => {
  const { code, stderr } = await run(["--log", "json", "-e", "SELECT 1;\nSELECT nope FROM (VALUES (1)) v (nop)"]);
  assert.equal(code, 1);
  const [error] = events(logOf({ stderr }), "error");
  assert.deepEqual([error?.["level"], error?.["line"], error?.["column"]], ["error", 2, 8]);
  assert.match(String(error?.["message"]), /'nope' not found/);
  assert.match(String(error?.["hint"]), /nop/);
});

Deno.test("--memory-limit ends a job that outgrows it with an error that names the largest state", async () => {
  await inFolder(async (folder) => {
    const { code, stderr } = await run([
      "--memory-limit",
      "320MB",
      "-e",
      `
      CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 5000000);
      CREATE TABLE nowhere (k BIGINT UNSIGNED, n BIGINT) WITH (connector = 'blackhole');
      INSERT INTO nowhere SELECT counter, count(*) FROM ticks GROUP BY counter`,
    ], { cwd: folder });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Error: The process uses \d+ MB of memory, more than the 320 MB of --memory-limit\nNote: The largest state has [\d.]+ MB: Aggregate/m,
    );
  });
});
