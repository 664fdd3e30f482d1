import assert from "node:assert/strict";
import { WhyWorld } from "../../tests/why_world.ts";
import { observe } from "./observe.ts";
import type { ObservedPart } from "./observation.ts";

function labels(part: ObservedPart): readonly unknown[] {
  return [part.label.replace(/ {2}.*/, ""), part.rowsIn, part.rowsOut, ...part.inputs.map(labels)];
}

Deno.test("observe shows a plan's parts with what went through them, a shared part once for each reader", async () => {
  await using world = await WhyWorld.open();
  const job = await world.run(`
    CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 1000000, message_count = 3000);
    CREATE VIEW even AS SELECT counter AS n FROM ticks WHERE counter % 2 = 0;
    SELECT a.n FROM even a JOIN even b ON a.n = b.n WHERE a.n < 10`);
  await job.done;
  const { ends, job: { state }, health } = observe(job, Date.now());
  assert.equal(state, "finished");
  assert.equal(health.rowsOut, 5);
  const [end] = ends;
  assert.equal(end?.kind, "rows");
  assert.equal(end?.rowsOut, 5);
  const all = (part: ObservedPart): readonly ObservedPart[] => [part, ...part.inputs.flatMap(all)];
  const parts = end === undefined ? [] : all(end);
  const join = parts.find(({ kind }) => kind === "join");
  assert.ok(join?.kind === "join" && join.left.rows > 0 && join.right.rows > 0, Deno.inspect(end && labels(end)));
  assert.equal(join.rowsIn, join.left.rows + join.right.rows);
  const scans = parts.filter(({ kind }) => kind === "scan");
  assert.deepEqual(scans.map(({ rowsOut }) => rowsOut), scans.map(() => 3000));
  assert.ok(parts.some(({ milliseconds }) => milliseconds > 0));
});

Deno.test("observe follows a memory table to where it is filled", async () => {
  await using world = await WhyWorld.open();
  const statements = await world.run(`
    CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 1000000, message_count = 100);
    CREATE TABLE kept (n BIGINT UNSIGNED);
    CREATE TABLE nowhere (n BIGINT UNSIGNED) WITH (connector = 'blackhole');
    EXECUTE STATEMENT SET BEGIN
      INSERT INTO kept SELECT counter FROM ticks WHERE counter < 7; INSERT INTO nowhere SELECT n FROM kept WHERE n > 4;
    END`);
  await statements.done;
  const { ends } = observe(statements, Date.now());
  assert.deepEqual(ends.map(labels), [
    ["Sink nowhere", 2, 2, ["Filter", 7, 2, ["Memory table kept", 7, 7, ["Filter", 100, 7, ["Watermark", 100, 100, [
      "Scan ticks",
      0,
      100,
    ]]]]]],
  ]);
});
