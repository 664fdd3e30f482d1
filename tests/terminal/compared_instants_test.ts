// deno-lint-ignore-file no-control-regex
/** Two instants of a live table side by side, in a terminal, as a person sees them. */
import assert from "node:assert/strict";
import { inShell, say } from "./shell_term.ts";
import type { Term } from "./term.ts";

const FOCUSED = /Ctrl-C stops/;
const SPAN = String.raw`\d\d:\d\d:\d\d → \d\d:\d\d:\d\d`;

/** Groups of 30 rows that come one after the other, 20 rows a second. */
async function groups(term: Term): Promise<void> {
  await say(term, "CREATE TABLE t WITH (connector = 'impulse', event_rate = 20);", "Created table t");
  term.send("SELECT counter - counter % 30 AS g, count(*) AS n, 'x' AS same FROM t GROUP BY 1;\r");
  await term.waitFor((term) => FOCUSED.test(term.text()) && /job 1 · [3-9] rows/.test(term.text()));
}

/** The line on the screen with the sign, and where it is. */
function lineWith(term: Term, sign: string): { readonly text: string; readonly y: number } {
  const y = term.screen().findIndex((line) => line.startsWith(` ${sign} │`));
  return { text: term.screen()[y] ?? "", y };
}

/** Marks the instant of now, and goes back until a group has changed since and another is new. */
async function compare(term: Term): Promise<void> {
  term.send("=");
  await term.waitFor(/\d\d:\d\d:\d\d is marked/);
  const span = () => new RegExp(`${SPAN}: `).exec(term.text())?.[0];
  do {
    const before = span();
    term.send("\x1b[D");
    await term.waitFor(() => span() !== undefined && span() !== before);
  } while (lineWith(term, "~").y < 0 || lineWith(term, "+").y < 0);
}

async function leave(term: Term): Promise<void> {
  term.send("q");
  await term.waitFor(/stopped reading t[^]*sql> ?$/);
}

Deno.test(
  "= marks an instant of a live table, and another is shown with what differs, in bold and colour",
  inShell(async (term) => {
    await groups(term);
    await compare(term);
    const changed = lineWith(term, "~");
    assert.match(changed.text, /^ ~ │ +\d+ │ (\d+) → (\d+) \(\+\d+\) │ x$/);
    const at = changed.text.indexOf("→");
    assert.ok(term.cell(at, changed.y).bold);
    assert.ok(!term.cell(changed.text.length - 1, changed.y).bold, "what is as it was is not marked");
    assert.equal(term.cell(1, changed.y).color, 3, "a yellow sign");
    const came = lineWith(term, "+");
    assert.equal(term.cell(1, came.y).color, 2, "a green sign");
    await term.waitFor(new RegExp(`job 1 · \\d rows · ${SPAN}: 1 changed, [1-3] new · = only these`));
    term.send("=");
    await term.waitFor(/job 1 · [2-4] of \d rows · .* = all rows/);
    assert.equal(term.screen().filter((line) => /^ {3}│/.test(line)).length, 1, "only the header has no sign");
    term.send("\x1b");
    await term.waitFor(/as of \d\d:\d\d:\d\d/);
    assert.ok(FOCUSED.test(term.text()), "Esc ends the comparison, not the view");
    await leave(term);
  }, { cols: 110, rows: 24 }),
);

Deno.test(
  "Two instants are compared without colour, also on 40 columns, and written to a file",
  inShell(async (term, dir) => {
    await groups(term);
    await compare(term);
    assert.match(lineWith(term, "~").text, /^ ~ │ +\d+ │ \d+ → \d+/);
    await term.waitFor(new RegExp(`\\n ${SPAN}: 1 changed, [1-3] new\\n`));
    assert.doesNotMatch(term.written, /\x1b\[[0-9;]*[1-9][0-9;]*m/);
    term.send("\x1b[H");
    await term.waitFor((term) => lineWith(term, "~").y >= 0);
    term.send("=");
    await term.waitFor((term) => term.screen().filter((line) => /^ {3}│/.test(line)).length === 1);
    term.send(`w${dir}/out.csv\r`);
    await term.waitFor(/[3-5] rows written/);
    const [head, before, after, came] = (await Deno.readTextFile(`${dir}/out.csv`)).split("\n");
    assert.equal(head, "_op,g,n,same");
    assert.match(`${before} ${after} ${came}`, /^-U,(\d+),\d+,x \+U,\1,30,x \+I,\d+,\d+,x$/);
    await leave(term);
  }, { cols: 40, rows: 16, env: { NO_COLOR: "1" } }),
);

Deno.test(
  "A mark stays while the table goes on, and the table is compared with it when it is paused again",
  inShell(async (term) => {
    await groups(term);
    const rows = () => Number(/job 1 · (\d+) rows/.exec(term.text())?.[1]);
    const before = rows();
    term.send("=");
    await term.waitFor(/is marked: /);
    term.send(" ");
    await term.waitFor((term) => /\d\d:\d\d:\d\d is marked/.test(term.text()) && rows() >= before + 2);
    term.send(" ");
    await term.waitFor(new RegExp(`${SPAN}: .*new`));
    term.send("\x1b[F");
    await term.waitFor((term) => !/marked|new/.test(term.text()));
    await leave(term);
  }, { cols: 110, rows: 24 }),
);
