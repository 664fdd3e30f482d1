// deno-lint-ignore-file no-control-regex
/** What the keys of a view do, in a terminal, as a person sees it. */
import assert from "node:assert/strict";
import { FOCUSED, GROUPS, grows, inView, orders, rowsOf, ticks, watch } from "./view_term.ts";

Deno.test(
  "Space pauses a view: it stands still and counts what comes; Space again is live",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    term.send(" ");
    await term.waitFor(/paused, \+[\d,]+ since/);
    const rows = () => term.screen().filter((line) => /^ +\d+$/.test(line)).join();
    const before = rows();
    await term.waitFor(/paused, \+[1-9]\d since/);
    assert.equal(rows(), before);
    term.send(" ");
    await term.waitFor((term) => !/paused/.test(term.text()) && rows() !== before);
  }),
);

Deno.test(
  "A view scrolls back to its first row, and End is live",
  inView(async (term) => {
    await ticks(term, 200);
    await watch(term);
    await term.waitFor((term) => rowsOf(term, 1) > 60);
    term.send("\x1b[H");
    await term.waitFor(/ counter.*\n +0\n +1\n +2\n[^]*1–\d+ of [\d,]+ rows · paused/);
    term.send("\x1b[6~");
    await term.waitFor((term) => !/\n +0\n/.test(term.text()));
    term.send("\x1b[A\x1b[5~\x1b[5~");
    await term.waitFor(/ counter.*\n +0\n +1\n/);
    const selected = term.screen().findIndex((line) => /^ +0$/.test(line));
    assert.ok(term.cell(2, selected).inverse, "the selected row is marked");
    term.send("\x1b[F");
    await term.waitFor((term) => !/paused/.test(term.text()));
    await grows(term, 1);
  }),
);

Deno.test(
  "A filter takes a condition in SQL or a text, over what is kept and what comes",
  inView(async (term) => {
    await ticks(term, 200);
    await watch(term, "SELECT counter, CASE WHEN counter % 2 = 0 THEN 'even' ELSE 'odd' END AS kind FROM t;");
    term.send("/counter % 10 = 3 AND kind = 'odd'");
    await term.waitFor(/ filter: counter % 10 = 3 AND kind = 'odd'/);
    term.send("\r");
    await term.waitFor(
      /\n +\d*3 │ odd\n +\d*3 │ odd\n(?:.*\n)* job 1 · [\d,]+ of [\d,]+ rows · filter counter % 10 = 3 AND kind = 'odd'/,
    );
    assert.doesNotMatch(term.text(), /│ even/);
    term.send("/" + "\x7f".repeat(40) + "even\r");
    await term.waitFor(/│ even\n(?:.*\n)* job 1 · [\d,]+ of [\d,]+ rows · filter "even"/);
    assert.doesNotMatch(term.text(), /│ odd/);
    term.send("/" + "\x7f".repeat(10) + "nope > 1\r");
    await term.waitFor(/no condition: 'nope' not found/);
    term.send("/" + "\x7f".repeat(10) + "\r");
    await term.waitFor(/│ odd\n/);
  }),
);

Deno.test(
  "A live table is sorted, its columns are hidden and shown",
  inView(async (term) => {
    await ticks(term, 20);
    await watch(term, GROUPS);
    await term.waitFor(/job 1 · 5 rows/);
    const groups = () => term.screen().flatMap((line) => /^ +(\d) │ +\d+$/.exec(line)?.[1] ?? []).join("");
    term.send("S");
    await term.waitFor(() => groups() === "43210");
    term.send("s");
    await term.waitFor(() => groups() === "01234");
    term.send("\x1b[C");
    term.send("h");
    await term.waitFor(/ g\S*\s.*\n +0\n +1\n +2\n +3\n +4\n job 1 · 5 rows · .*1 hidden/);
    term.send("H");
    await term.waitFor(/ +0 │ +\d+\n/);
  }),
);

Deno.test(
  "m shows the changes of a live table, and the table again",
  inView(async (term) => {
    await ticks(term, 20);
    await watch(term, GROUPS);
    term.send("m");
    await term.waitFor(/ -U │ +(\d) │ +\d+\n \+U │ +\1 │ +\d+\n[^]*rows · changes/);
    term.send("m");
    await term.waitFor(/\n +\d │ +\d+\n(?:.*\n)* job 1 · 5 rows/);
  }),
);

Deno.test(
  "A paused table goes back in time and says which instant it shows",
  inView(async (term) => {
    await ticks(term, 20);
    await watch(term, GROUPS);
    const count = () => Number(/^ +0 │ +(\d+)$/m.exec(term.text())?.[1]);
    await term.waitFor(() => count() > 15);
    term.send("p");
    await term.waitFor(/paused/);
    const now = count();
    term.send("\x1b[D\x1b[D");
    await term.waitFor(/as of \d\d:\d\d:\d\d, \d+ s ago · paused/);
    await term.waitFor(() => count() <= now - 4);
    term.send("\x1b[C\x1b[C\x1b[C");
    await term.waitFor(/this is when you paused/);
    await term.waitFor(() => count() === now);
    for (let i = 0; i < 30; i++) term.send("\x1b[D");
    await term.waitFor(/the oldest change that is kept came at \d\d:\d\d:\d\d/);
  }),
);

Deno.test(
  "Enter shows one row in full, and which record it came from",
  inView(async (term, dir) => {
    await orders(term, dir);
    await watch(term, "SELECT id, upper(customer) AS who FROM orders WHERE id > 1;");
    await term.waitFor(/job 2 · 2 rows/);
    term.send("\x1b[H\r");
    await term.waitFor(
      / id +│ 2\n who │ BOB\n\n topic +│ orders\n partition │ 0\n offset +│ 1\n timestamp │ 2\d\d\d-.*\n key +│ bob\n headers +│ \{\}\n came at/,
    );
    term.send("\x1b");
    await term.waitFor(/ 2 │ BOB\n +3 │ O'NEIL\n/);
  }),
);

Deno.test(
  "y and Y copy a row through the terminal, w writes the rows to a file",
  inView(async (term, dir) => {
    await orders(term, dir);
    await watch(term, "SELECT id, customer, note FROM orders;");
    await term.waitFor(/job 2 · 3 rows/);
    term.send("\x1b[Hy");
    await term.waitFor("copied as JSON");
    term.send("\x1b[B\x1b[BY");
    await term.waitFor("copied as condition");
    const copied = [...term.written.matchAll(/\x1b\]52;c;([^\x07]*)\x07/g)].map(([, text]) =>
      new TextDecoder().decode(Uint8Array.fromBase64(text ?? ""))
    );
    assert.deepEqual(copied, [
      '{"id":1,"customer":"ann","note":"漢字 👍🏽"}',
      "id = 3 AND customer = 'o''neil' AND note = 'x'",
    ]);
    term.send(`w${dir}/out.csv\r`);
    await term.waitFor("3 rows written to");
    assert.equal(await Deno.readTextFile(`${dir}/out.csv`), "id,customer,note\n1,ann,漢字 👍🏽\n2,bob,\n3,o'neil,x\n");
    term.send("w/nowhere/at/all.json\r");
    await term.waitFor(/Cannot write to "\/nowhere\/at\/all\.json": .*\n/);
  }),
);

Deno.test(
  "? lists the keys of a view, and Esc brings the rows back",
  inView(async (term) => {
    await ticks(term);
    await watch(term);
    term.send("?");
    await term.waitFor(/ {2}Space p +pause[^]* {2}q Esc Ctrl-C +stop reading and leave/);
    term.send("\x1b");
    await term.waitFor((term) => FOCUSED.test(term.text()) && /\n +\d+\n/.test(term.text()));
  }, { rows: 40 }),
);
