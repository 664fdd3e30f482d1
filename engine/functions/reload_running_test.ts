/** Functions whose files change while queries and jobs of a person's session call them. */
import assert from "node:assert/strict";
import { CONNECTORS } from "../../connectors/mod.ts";
import type { Batch } from "../../schema/batch.ts";
import { valueAt } from "../../schema/column.ts";
import type { Field } from "../../schema/field.ts";
import { FORMATS } from "../../schema/formats/mod.ts";
import type { Value } from "../../schema/types.ts";
import { parseScript } from "../../sql/parse.ts";
import { processEnvironment } from "../environment.ts";
import type { Job } from "../job.ts";
import { type RowReceiver, Session } from "../session.ts";

/** A session as the shell opens it, in a folder of its own. */
async function inSession(
  act: (session: Session, dir: string, lines: string[]) => Promise<void>,
  interactive = true,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  const environment = processEnvironment(dir, () => {});
  try {
    await using session = await Session.open({
      environment,
      connectors: CONNECTORS,
      formats: FORMATS,
      catalogFile: `${dir}/catalog.sql`,
      saving: true,
      interactive,
      remembersJobs: true,
    });
    const lines: string[] = [];
    session.onReload = (line) => lines.push(line);
    await act(session, dir, lines);
  } finally {
    await environment.close();
    await Deno.remove(dir, { recursive: true });
  }
}

/** The last statement is the one that goes on. */
async function run(session: Session, script: string, rows?: Rows): Promise<Job> {
  let job: Job | undefined;
  const { statements, errors } = parseScript(script);
  assert.deepEqual(errors, []);
  for (const parsed of statements) {
    const outcome = await session.run(parsed);
    if (outcome.kind === "insert") job = await session.insert(outcome, parsed.text);
    if (outcome.kind === "select" && rows) {
      rows.fields = outcome.select.fields;
      job = session.watch(outcome.select, parsed.text, rows);
    }
  }
  assert.ok(job);
  await job.started;
  return job;
}

/** Rows of a query as they come, and a way to wait until some have come. */
class Rows implements RowReceiver {
  /** Of the query. */
  fields: readonly Field[] = [];
  readonly rows: (readonly Value[])[] = [];
  #waiting: { readonly enough: () => boolean; readonly resolve: () => void }[] = [];

  receive({ length, columns }: Batch): void {
    for (let row = 0; row < length; row++) {
      this.rows.push(columns.map((column, i) => valueAt(column, this.fields[i]!.type, row, length))); // a field per column
    }
    this.#waiting = this.#waiting.filter(({ enough, resolve }) => !enough() || void resolve());
  }

  async until(enough: (rows: readonly (readonly Value[])[]) => boolean): Promise<void> {
    if (enough(this.rows)) return;
    await new Promise<void>((resolve) => this.#waiting.push({ enough: () => enough(this.rows), resolve }));
  }
}

const TICKS = "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 2000);";

for (const async of [undefined, "ordered"] as const) {
  Deno.test(`A ${async ?? "plain"} function that is loaded again computes each row once, in order, with one cut`, () =>
    inSession(async (session, dir) => {
      const code = (mark: number) =>
        `export ${async ? "async " : ""}function mark(n: bigint): unknown { return ${mark}; }`;
      await Deno.writeTextFile(`${dir}/mark.ts`, code(1));
      const rows = new Rows();
      const job = await run(
        session,
        `${TICKS} CREATE FUNCTION mark(n BIGINT) RETURNS INT LANGUAGE typescript AS '${dir}/mark.ts'
           ${async ? `WITH (async = '${async}')` : ""};
         SELECT counter::BIGINT AS n, mark(counter::BIGINT) AS m FROM ticks;`,
        rows,
      );
      await rows.until((all) => all.length >= 100);
      await Deno.writeTextFile(`${dir}/mark.ts`, code(2));
      await rows.until((all) => all.filter(([, mark]) => mark === 2).length >= 100);
      await job.stop();
      assert.deepEqual(rows.rows.map(([n]) => n), rows.rows.map((_, i) => BigInt(i)));
      const cut = rows.rows.findIndex(([, mark]) => mark === 2);
      assert.ok(cut >= 100);
      assert.ok(rows.rows.every(([, mark], i) => mark === (i < cut ? 1 : 2)));
    }));
}

Deno.test("An aggregate of a file is loaded again, and its groups go on", () =>
  inSession(async (session, dir, lines) => {
    const code = (sign: string) => `export const total = (n: bigint[]) => ${sign}BigInt(n.length);`;
    await Deno.writeTextFile(`${dir}/total.ts`, code(""));
    const rows = new Rows();
    const job = await run(
      session,
      `${TICKS} SET update_interval = INTERVAL '10 milliseconds';
       CREATE AGGREGATE FUNCTION total(n BIGINT) RETURNS BIGINT LANGUAGE typescript AS '${dir}/total.ts';
       SELECT total(counter::BIGINT) AS n FROM ticks GROUP BY counter % 2;`,
      rows,
    );
    const totals = () => rows.rows.flatMap((row) => row.filter((value) => typeof value === "bigint"));
    await rows.until(() => totals().some((n) => n > 10n));
    await Deno.writeTextFile(`${dir}/total.ts`, code("-"));
    await rows.until(() => totals().some((n) => n < -10n));
    await job.stop();
    assert.deepEqual(lines, ["total was loaded again: total.ts has changed"]);
  }));

Deno.test("RESTART JOB goes on with the newest code that could be loaded", () =>
  inSession(async (session, dir, lines) => {
    const code = (mark: number) => `export const mark = (n: bigint) => ${mark};`;
    await Deno.writeTextFile(`${dir}/mark.ts`, code(1));
    const job = await run(
      session,
      `${TICKS}
       CREATE TABLE out (m INT) WITH (connector = 'single_file', path = '${dir}/out', format = 'json', type = 'sink');
       CREATE FUNCTION mark(n BIGINT) RETURNS INT LANGUAGE typescript AS '${dir}/mark.ts';
       INSERT INTO out SELECT mark(counter::BIGINT) AS m FROM ticks;`,
    );
    await Deno.writeTextFile(`${dir}/mark.ts`, "export const mark = (n: bigint) => ;");
    await run(session, `RESTART JOB ${job.id}; ${SELECT_NOTHING}`, new Rows());
    assert.equal(job.state, "running");
    assert.equal(job.restarts, 1);
    assert.deepEqual(lines, [
      "mark keeps its old code: Expression expected (mark.ts, line 1, column 36)",
    ]);
    await Deno.writeTextFile(`${dir}/mark.ts`, code(2));
    await run(session, `RESTART JOB ${job.id}; ${SELECT_NOTHING}`, new Rows());
    const before = job.counted.rowsIn;
    while (job.counted.rowsIn <= before) await new Promise((resolve) => setTimeout(resolve, 1));
    await job.stop();
    const marks = (await Deno.readTextFile(`${dir}/out`)).split("\n").slice(0, -1);
    assert.equal(marks.at(-1), '{"m":2}');
    assert.deepEqual(marks, marks.toSorted());
  }));

/** Something for {@link run} to end with. */
const SELECT_NOTHING = "SELECT counter FROM ticks LIMIT 0;";

Deno.test("A pipeline that nobody watches keeps the code that it began with", () =>
  inSession(async (session, dir, lines) => {
    await Deno.writeTextFile(`${dir}/mark.ts`, "export const mark = () => 1;");
    const rows = new Rows();
    const job = await run(
      session,
      `${TICKS} CREATE FUNCTION mark(n BIGINT) RETURNS INT LANGUAGE typescript AS '${dir}/mark.ts';
       SELECT mark(counter::BIGINT) AS m FROM ticks;`,
      rows,
    );
    await rows.until((all) => all.length > 0);
    await Deno.writeTextFile(`${dir}/mark.ts`, "export const mark = () => 2;");
    const another = new Rows();
    const next = await run(session, "SELECT mark(counter::BIGINT) AS m FROM ticks;", another);
    await another.until((all) => all.length > 0);
    const { length } = rows.rows;
    await rows.until((all) => all.length > length);
    await Promise.all([job.stop(), next.stop()]);
    assert.deepEqual([new Set(rows.rows.flat()), new Set(another.rows.flat())], [new Set([1]), new Set([2])]);
    assert.deepEqual(lines, []);
  }, false));
