// deno-lint-ignore-file no-control-regex
/** Views on screens of every size, with wide characters and without colour, as a person sees them. */
import assert from "node:assert/strict";
import { PROMPT } from "./shell_term.ts";
import { FOCUSED, GROUPS, grows, inView, orders, rowsOf, run, ticks, watch } from "./view_term.ts";

Deno.test(
  "Wide characters and emoji keep the columns of a view in their place",
  inView(async (term, dir) => {
    await orders(term, dir);
    await watch(term, "SELECT note, id FROM orders;");
    await term.waitFor(/job 2 · 3 rows/);
    const lines = term.screen();
    const rows = [
      lines.findLastIndex((line) => line.includes("漢字")),
      lines.findLastIndex((line) => / x +│/.test(line)),
    ];
    const edges = rows.map((y) => Array.from({ length: 30 }, (_, x) => term.cell(x, y).text).indexOf("│"));
    assert.ok(edges[0] !== -1 && edges[0] === edges[1], `${edges}`);
  }),
);

Deno.test(
  "A view is laid out anew in a terminal of another size, paused or live, and keeps its place",
  inView(async (term) => {
    await ticks(term, 200);
    await watch(
      term,
      "SELECT counter, counter * 1000000 AS big, repeat('x', 30) AS pad, repeat('y', 30) AS more FROM t;",
    );
    await term.waitFor((term) => rowsOf(term, 1) > 60);
    await term.resize(40, 10);
    await term.waitFor((term) => term.screen().length === 10 && /job 1 · .*\n.*\nsql> ?$/.test(term.text()));
    await grows(term, 1);
    term.send("\x1b[H");
    await term.waitFor(/ 0 │/);
    await term.resize(150, 50);
    await term.waitFor(/ 0 │ +0 │ x+ │ y+\n[^]* 30 │ .*\n[^]*paused/);
    assert.equal(term.text().match(/\n +0 │ +0 │/g)?.length, 1, "it is painted in place");
    term.send("\x1b[F");
    await grows(term, 1);
  }),
);

for (const [cols, rows] of [[40, 10], [250, 80]] as const) {
  Deno.test(
    `Views work on a screen of ${cols}×${rows}`,
    inView(async (term) => {
      await ticks(term);
      await watch(term, "SELECT counter, subtask_index FROM t;");
      await grows(term, 1);
      term.send("b");
      await term.waitFor((term) => !FOCUSED.test(term.text()) && term.cursorShown);
      term.send("SELECT 5;\r");
      await term.waitFor((term) => /\n +5\n/.test(term.scrollback().join("\n")) && PROMPT.test(term.text()));
      term.send("\x1b[17~");
      await term.waitFor(FOCUSED);
      term.send("q");
      await term.waitFor(/stopped reading t/);
    }, { cols, rows }),
  );
}

Deno.test(
  "A view keeps as many rows as is set, and says how many it has dropped",
  inView(async (term) => {
    await ticks(term, 500);
    await run(term, "\\set view_rows 100", /view_rows 100\nsql> ?$/);
    await watch(term);
    await term.waitFor(/job 1 · 100 rows · oldest [\d,]+ dropped/);
    term.send("\x1b[H");
    await term.waitFor(/of 100 rows · paused/);
    await term.waitFor(/\(dropped: newer rows took its place\)/);
  }),
);

Deno.test(
  "A view has no colour with NO_COLOR",
  inView(async (term) => {
    await ticks(term);
    await watch(term, GROUPS);
    term.send("p");
    await term.waitFor(/paused/);
    assert.doesNotMatch(term.written, /\x1b\[[0-9;]*[1-9][0-9;]*m/);
  }, { env: { NO_COLOR: "1" } }),
);
