/**
 * Case files that run: `cases/run/*.sql` (rows), `cases/error/*.sql` but for `syntax_*` (diagnostics of binding and of
 * running, with their carets) and `cases/plan/*.sql` (EXPLAIN). `UPDATE=1` rewrites expectations. Every case must give
 * the same whether records come one at a time, seven or a whole batch at a time, and when it is killed in the middle and
 * goes on from a checkpoint.
 */
import assert from "node:assert/strict";
import { BATCH_ROWS } from "../schema/column.ts";
import { type CaseFile, parseCase, printCase, type Section } from "./cases/case_file.ts";
import { type CaseRun, killedRun, runCase } from "./cases/case_run.ts";

const CASES = new URL("./cases/", import.meta.url);
const BATCH_SIZES = [BATCH_ROWS, 7, 1];
const UPDATE = Deno.env.get("UPDATE") === "1";

/** Rows that several readers of one table give come in an order that depends on batches. */
const SORTED = " sorted";

/** Sections that are compared only where the case has them. */
const OPTIONAL = new Set(["notice"]);

for (const kind of ["run", "error", "plan"]) {
  const folder = new URL(`${kind}/`, CASES);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".sql") && !name.startsWith("syntax_")).sort();
  for (const name of names) {
    const url = new URL(name, folder);
    Deno.test(`${kind}/${name} gives what it says`, async () => {
      const file = parseCase(await Deno.readTextFile(url));
      const expected = UPDATE ? await updated(file, url) : file;
      const check = (result: CaseRun, how: string) => {
        const wanted = result.rowsDiffer ? withoutRows(expected) : expected;
        assert.equal(printCase(withSections(wanted, result.sections)), printCase(wanted), how);
      };
      let events = 0;
      for (const size of BATCH_SIZES) {
        const result = await runCase(expected, size);
        check(result, `${size} records at a time`);
        events = result.events;
      }
      if (kind !== "run" || events === 0) return;
      for (const event of new Set([Math.ceil(events / 2), events])) {
        check(await killedRun(expected, 1, event), `killed before event ${event} of ${events}, and restored`);
      }
    });
  }
}

/** How far a run that fails comes depends on its batches: then only the failure is compared. */
function withoutRows(file: CaseFile): CaseFile {
  return { ...file, sections: file.sections.filter(({ title }) => !title.startsWith("output") && title !== "stdout") };
}

async function updated(file: CaseFile, url: URL): Promise<CaseFile> {
  const result = withSections(file, (await runCase(file, BATCH_ROWS)).sections);
  await Deno.writeTextFile(url, printCase(result));
  return result;
}

/** The case with the sections of a run in the place of the expected ones. */
function withSections(file: CaseFile, sections: readonly Section[]): CaseFile {
  const inputs = file.sections.filter(({ title }) => title.startsWith("input "));
  const asked = new Set(file.sections.map(({ title }) => title));
  const shown = sections.filter(({ title }) => asked.has(title) || !OPTIONAL.has(title))
    .map((one) => asked.has(one.title + SORTED) ? sorted(one) : one);
  return { ...file, sections: [...inputs, ...shown] };
}

function sorted({ title, body }: Section): Section {
  return { title: title + SORTED, body: body.split("\n").slice(0, -1).sort().map((line) => `${line}\n`).join("") };
}
