import assert from "node:assert/strict";
import { ConnectorError } from "../schema/errors.ts";
import { parseScript } from "../sql/parse.ts";
import { processEnvironment } from "./environment.ts";
import type { Job } from "./job.ts";
import { bytesText, type MemoryLimit } from "./memory_guard.ts";
import type { Session } from "./session.ts";
import { openTestSession } from "../tests/open_session.ts";

async function started(memoryLimit: MemoryLimit, inserts: readonly string[]): Promise<Session> {
  const session = await openTestSession({
    environment: processEnvironment(undefined, () => {}),
    interactive: false,
    memoryLimit,
  });
  const tables = `
    CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 100000);
    CREATE TABLE plain (n BIGINT UNSIGNED) WITH (connector = 'blackhole');
    CREATE TABLE counts (k BIGINT UNSIGNED, n BIGINT) WITH (connector = 'blackhole');`;
  for (const statement of parseScript(tables).statements) await session.run(statement);
  for (const statement of parseScript(inserts.join(";")).statements) {
    const outcome = await session.run(statement);
    assert.ok(outcome.kind === "insert");
    await session.start(outcome.targets, statement.text).started;
  }
  return session;
}

async function failure(job: Job): Promise<ConnectorError> {
  try {
    await job.done;
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error("The job did not fail");
}

const PASS = "INSERT INTO plain SELECT counter FROM ticks";
const COUNT = "INSERT INTO counts SELECT counter % 1000, count(*) FROM ticks GROUP BY 1";

Deno.test("MemoryGuard ends the job with the largest state, says which state it is, and lets the others run", async () => {
  let used = 100;
  await using session = await started({ bytes: 2_000_000_000, used: () => used }, [PASS, COUNT]);
  const [pass, count] = session.jobs as [Job, Job];
  while (count.metrics.stateSize === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  used = 2_150_000_000;
  const error = await failure(count);
  used = 100;
  assert.equal(error.message, "The process uses 2.15 GB of memory, more than the 2 GB of --memory-limit");
  assert.equal(error.diagnostic.code, "memory");
  assert.match(error.diagnostic.notes?.[0] ?? "", /^The largest state has [\d.]+ (bytes|KB|MB): Aggregate/);
  assert.deepEqual([pass.state, count.state], ["running", "failed"]);
});

Deno.test("MemoryGuard says that no operator keeps state where none does", async () => {
  await using session = await started({ bytes: 10, used: () => 11 }, [PASS]);
  const { diagnostic } = await failure(session.jobs[0] as Job);
  assert.match(diagnostic.notes?.[0] ?? "", /^No operator keeps state/);
});

Deno.test("bytesText gives three digits", () => {
  const texts = [0, 999, 1000, 1234, 999_600, 2e9, 5e15].map(bytesText);
  assert.deepEqual(texts, ["0 bytes", "999 bytes", "1 KB", "1.23 KB", "1 MB", "2 GB", "5000 TB"]);
});
