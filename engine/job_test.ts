import assert from "node:assert/strict";
import type { Connector, Positions } from "../connectors/connector.ts";
import { IMPULSE } from "../connectors/impulse.ts";
import { Session } from "../mod.ts";
import { ConnectorError } from "../schema/errors.ts";

/** Numbers, as `impulse` gives them; what is done before a source of each start opens, and before each event, may throw. */
function flaky(disturb: (start: number, event: "open" | number) => void): Connector {
  let starts = 0;
  return {
    ...IMPULSE,
    name: "flaky",
    source(request): ReturnType<NonNullable<Connector["source"]>> {
      const start = ++starts;
      const inner = IMPULSE.source!(request as never); // impulse is a source
      let events = 0;
      return {
        open(from: Positions | undefined, signal) {
          disturb(start, "open");
          return inner.open(from, signal);
        },
        async *read(signal) {
          for await (const event of inner.read(signal)) {
            disturb(start, events++);
            yield event;
          }
        },
        progress: () => inner.progress(),
        state: () => inner.state(),
        [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
      };
    },
  } as Connector;
}

const gone = () => new ConnectorError("The broker is gone", { code: "unreachable", retryable: true });

async function withSession(
  connector: Connector,
  test: (session: Session, dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "sluice-job-" });
  try {
    await using session = await Session.open({ dir: `${dir}/state`, connectors: [connector] });
    await session.execute(`
      SET pipeline_name = 'p'; SET checkpoint_interval = '100 milliseconds';
      CREATE TABLE ticks WITH (connector = 'flaky', event_rate = 10000, message_count = 10000);
      CREATE TABLE plain (n BIGINT) WITH (connector = 'single_file', path = '${dir}/plain', format = 'json', type = 'sink')`);
    await test(session, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("A job that fails, and fails again while it starts again, goes on when it can, and its counts only grow", async () => {
  const connector = flaky((start, event) => {
    if (start === 1 && event === 40) throw gone();
    if (start === 2 && event === "open") throw gone();
  });
  await withSession(connector, async (session, dir) => {
    const job = await session.start`INSERT INTO plain SELECT counter::BIGINT FROM ticks`;
    await job.done;
    assert.deepEqual([job.state, job.restarts, job.error], ["finished", 2, undefined]);
    const { rowsIn, rowsOut } = job.counted;
    assert.ok(rowsIn >= 10_000 && rowsOut === rowsIn, `${rowsIn} in, ${rowsOut} out`);
    const lines = (await Deno.readTextFile(`${dir}/plain`)).trimEnd().split("\n");
    assert.deepEqual(lines.map((line) => JSON.parse(line).n), Array.from({ length: 10_000 }, (_, i) => i));
  });
});

Deno.test("A job that cannot start the first time fails at once", async () => {
  const connector = flaky((_, event) => {
    if (event === "open") throw gone();
  });
  await withSession(connector, async (session) => {
    const job = await session.start`INSERT INTO plain SELECT counter::BIGINT FROM ticks`;
    await assert.rejects(job.done, { message: "The broker is gone" });
    assert.deepEqual([job.state, job.restarts], ["failed", 0]);
  });
});

Deno.test("A checkpoint that cannot be written ends the job and is counted", async () => {
  let dir = "";
  const connector = flaky((_, event) => {
    if (event === 20) Deno.removeSync(`${dir}/state/jobs/p`, { recursive: true });
  });
  await withSession(connector, async (session, folder) => {
    dir = folder;
    const job = await session.start`INSERT INTO plain SELECT counter::BIGINT FROM ticks`;
    await assert.rejects(job.done, /Cannot (read|write|use)/);
    assert.equal(job.failedCheckpoints, 1);
  });
});
