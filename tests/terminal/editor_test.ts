import assert from "node:assert/strict";
import { Term, type TermOptions } from "./term.ts";

const PROGRAM = new URL("./editor_program.ts", import.meta.url).pathname;
const DENO = ["run", "-q", "--no-prompt", "--cached-only", "-A", PROGRAM];

async function start(options: TermOptions = {}): Promise<Term> {
  const term = await Term.start(Deno.execPath(), DENO, { ...options, env: { SLUICE_HISTORY: "", ...options.env } });
  await term.waitFor("sql>");
  return term;
}

async function leave(term: Term): Promise<void> {
  term.send("\x04");
  assert.equal(await term.exit, 0);
  await term.clean();
}

Deno.test("Editor echoes what is typed in colour and runs it at Enter", async () => {
  await using term = await start();
  term.send("SELECT 'x', 1;");
  await term.waitFor("sql> SELECT 'x', 1;");
  const y = term.cursor()[1];
  assert.deepEqual(term.cursor(), [19, y]);
  assert.deepEqual({ ...term.cell(5, y) }, {
    text: "S",
    color: 4,
    bold: true,
    dim: false,
    underline: false,
    inverse: false,
  });
  assert.equal(term.cell(12, y).color, 2);
  assert.equal(term.cell(17, y).color, 6);
  assert.equal(term.cell(15, y).color, -1);
  term.send("\r");
  await term.waitFor("-> 14 characters, 1 lines\nsql>");
  await leave(term);
});
