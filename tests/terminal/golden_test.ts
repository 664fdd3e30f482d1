/**
 * Whole screens, colours included, against the files in `golden/`: few, for what people see most. `UPDATE=1` writes them anew; a run of
 * cells that are not plain stands in brackets, `⟦bold 4:SELECT⟧`.
 */
import assert from "node:assert/strict";
import { inShell, say } from "./shell_term.ts";
import type { Cell, Term } from "./term.ts";

const FOLDER = new URL("golden/", import.meta.url);
const UPDATE = Deno.env.get("UPDATE") === "1";
const SIZE = { cols: 100, rows: 24 };

async function assertGolden(term: Term, name: string): Promise<void> {
  const file = new URL(`${name}.txt`, FOLDER);
  const screen = `${painted(term, SIZE.cols, SIZE.rows)}\n`;
  if (UPDATE) await Deno.writeTextFile(file, screen);
  assert.equal(screen, await Deno.readTextFile(file));
}

/** What is on the screen, styles in brackets, without empty lines at its end. */
function painted(term: Term, cols: number, rows: number): string {
  const lines = Array.from({ length: rows }, (_, y) => {
    const runs: { style: string; text: string }[] = [];
    for (let x = 0; x < cols; x++) {
      const cell = term.cell(x, y);
      const style = styleOf(cell);
      const last = runs.at(-1);
      if (last?.style === style) last.text += cell.text;
      else runs.push({ style, text: cell.text });
    }
    return runs.map(({ style, text }) => style === "" ? text : `⟦${style}:${text}⟧`).join("").trimEnd();
  });
  return lines.join("\n").trimEnd();
}

function styleOf({ bold, dim, underline, inverse, color }: Cell): string {
  const words = Object.entries({ bold, dim, underline, inverse }).filter(([, on]) => on).map(([word]) => word);
  return [...words, ...color < 0 ? [] : [color]].join(" ");
}

/** The first line says where the catalog is, in a folder of the test's. */
async function cleared(term: Term): Promise<void> {
  term.send("\x0c");
  await term.waitFor(/^sql> ?$/);
}

Deno.test(
  "the screen of a table with NULL, wide characters and numbers is as it was",
  inShell(async (term) => {
    await cleared(term);
    const values = "(1, 'a', 1.5), (20, '日本語', NULL), (NULL, '👍', -0.25)";
    term.send(`SELECT * FROM (VALUES ${values}) t (n, w, x);`);
    await term.waitFor(/x\);$/);
    term.send("\r");
    await term.waitFor(/\n3 rows\nsql> ?$/);
    await assertGolden(term, "table");
  }, SIZE),
);

Deno.test(
  "the screen of errors is as it was",
  inShell(async (term) => {
    await cleared(term);
    await say(term, "SELECT a b c FROM t;", "Hint");
    await say(term, "SELECT nope FROM (VALUES (1)) AS t (name);", "nope");
    await say(term, "\\timng", "Did you mean");
    await assertGolden(term, "errors");
  }, SIZE),
);

Deno.test(
  "the screen of a statement with its completion menu is as it was",
  inShell(async (term) => {
    await say(term, "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 5);", "Created table ticks");
    await cleared(term);
    term.send("SELECT count(*) FROM ticks WHERE c");
    await term.waitFor(/WHERE c$/);
    term.send("\t");
    await term.waitFor(/counter[^]*BIGINT/);
    await assertGolden(term, "completion");
    term.send("\x1b");
    await term.waitFor(/WHERE c\w*$/);
    term.send("\x03");
    await term.waitFor(/sql> ?$/);
  }, SIZE),
);

Deno.test(
  "the screen of help on a statement is as it was",
  inShell(async (term) => {
    await cleared(term);
    await say(term, "\\help CREATE CONNECTION", "CREATE CONNECTION");
    await assertGolden(term, "help");
  }, SIZE),
);
