import assert from "node:assert/strict";
import { Session } from "../../mod.ts";
import { parseScript } from "../../sql/parse.ts";
import { TABLES } from "../demo.ts";
import { tourSteps } from "./steps.ts";
import { DEMO_TABLES, hasDemoTables, OWN_CLEANUP, OWN_DEFINITIONS, OWN_TABLES } from "./tables.ts";
import { Tour } from "./tour.ts";

const DEMO = "orders payments".split(" ");
const COLUMNS = "order_id customer city quantity price method".split(" ");

/** A tour over a catalog of which only names count, and all that it prints. */
function toured({ demo, ghosts = true }: { demo: boolean; ghosts?: boolean }) {
  const said: string[] = [];
  const defined: string[] = [];
  const table = (name: string) =>
    demo && DEMO.includes(name) ? { columns: COLUMNS.map((name) => ({ name })) } as never : undefined;
  const say = (line: string) => void said.push(line);
  const define = (text: string) => Promise.resolve(void defined.push(text));
  const tour = new Tour({ catalog: { table }, ghosts, columns: () => 60, print: say, dim: say, define });
  return { tour, said, defined, proposed: () => tour.suggestion };
}

for (
  const [name, tables, definitions] of [["demo", DEMO_TABLES, TABLES], ["own", OWN_TABLES, OWN_DEFINITIONS]] as const
) {
  Deno.test(`tourSteps are statements that run on the ${name} tables, and each does what it is about`, async () => {
    await using session = await Session.open({ memory: true });
    await session.execute(definitions);
    const steps = tourSteps(tables);
    assert.equal(steps.length, 6);
    for (const { statement, done } of steps) {
      assert.match(statement, done);
      const { errors, statements } = parseScript(statement);
      assert.deepEqual(errors, []);
      for (const { text } of statements) {
        if (text.startsWith("CREATE")) await session.execute(text);
        else await session.execute(`EXPLAIN ${text}`);
      }
    }
    if (tables === OWN_TABLES) await session.execute(OWN_CLEANUP);
  });
}

Deno.test("hasDemoTables knows the demo's tables from others of their names", () => {
  const catalog = (columns: readonly string[]) => ({
    table: (name: string) => DEMO.includes(name) ? { columns: columns.map((name) => ({ name })) } as never : undefined,
  });
  assert.equal(hasDemoTables(catalog(COLUMNS)), true);
  assert.equal(hasDemoTables(catalog(["order_id"])), false);
});

Deno.test("Tour goes on when what a step is about has run, however it was changed, and not when something else ran", async () => {
  const { tour, said, defined, proposed } = toured({ demo: true });
  assert.equal(proposed(), undefined);
  await tour.start("");
  assert.deepEqual(defined, [], "the demo's tables are there");
  assert.match(said.join("\n"), /Six steps\.[^]*\n\[1\/6\] A query/);
  const second = () => /\[2\/6\]/.test(said.join("\n"));
  tour.ran("SHOW TABLES;", true);
  tour.ran("SELECT nope FROM orders;", false);
  assert.equal(second(), false);
  tour.ran("select 1;", true);
  assert.equal(second(), true);
  assert.match(proposed() ?? "", /\bWHERE\b/);
});

Deno.test("Tour ends after its last step, and proposes to tidy up what it has made", async () => {
  const { tour, said, defined, proposed } = toured({ demo: false });
  await tour.start("");
  assert.deepEqual(defined, [OWN_DEFINITIONS]);
  for (const { statement } of tourSteps(OWN_TABLES)) {
    assert.equal(proposed(), statement);
    tour.ran(statement, true);
  }
  for (const line of said) assert.ok(line.length <= 60, line);
  assert.match(said.join("\n"), /That was the tour/);
  assert.equal(proposed(), OWN_CLEANUP);
  tour.ran(OWN_CLEANUP, true);
  assert.equal(proposed(), undefined);
});

Deno.test("Tour begins at a step, refuses what is none, and ends when it is told to", async () => {
  const { tour, said, proposed } = toured({ demo: true });
  await tour.start("4");
  assert.match(proposed() ?? "", /\bJOIN\b/);
  for (const wrong of ["7", "0", "x", "1.5"]) {
    await tour.start(wrong);
    assert.equal(said.at(-1), "\\help start takes a step from 1 to 6, or off");
  }
  await tour.start("off");
  assert.equal(proposed(), undefined);
});

Deno.test("Tour prints its statements where a suggestion could not be told from what was typed", async () => {
  const { tour, said } = toured({ demo: true, ghosts: false });
  await tour.start("");
  assert.equal(said.at(-1), tourSteps(DEMO_TABLES)[0]?.statement);
});
