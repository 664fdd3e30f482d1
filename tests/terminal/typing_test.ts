/** Typing, as a person sees it: text, colours and cursor after keys. The program knows five words and no SQL. */
import assert from "node:assert/strict";
import { Term, type TermOptions } from "./term.ts";

const PROGRAM = new URL("./editor_program.ts", import.meta.url).pathname;
const DENO = ["run", "-q", "--no-prompt", "--cached-only", "-A", PROGRAM];

const RIGHT = "\x1b[C";
const LEFT = "\x1b[D";
const UP = "\x1b[A";
const DOWN = "\x1b[B";
const PAGE_UP = "\x1b[5~";
const PAGE_DOWN = "\x1b[6~";
const SHIFT_TAB = "\x1b[Z";
const BLUE = 4;
const RED = 1;

async function start(options: TermOptions = {}): Promise<Term> {
  const term = await Term.start(Deno.execPath(), DENO, { ...options, env: { SLUICE_HISTORY: "", ...options.env } });
  await term.waitFor("sql>");
  return term;
}

/** Runs a scenario, empties the prompt, leaves, and looks at the terminal that is left. */
function typing(scenario: (term: Term) => Promise<void>, options: TermOptions = {}): () => Promise<void> {
  return async () => {
    await using term = await start(options);
    await scenario(term);
    await leave(term);
  };
}

async function leave(term: Term): Promise<void> {
  term.send("\x03");
  await term.waitFor(/sql>$/);
  term.send("\x04");
  assert.equal(await term.exit, 0);
  await term.clean();
}

/** Enters statements, one after the other. */
async function enter(term: Term, ...statements: string[]): Promise<void> {
  for (const statement of statements) {
    term.send(statement);
    await term.waitFor((term) => term.text().endsWith(statement));
    term.send("\r");
    await term.waitFor(/lines?\nsql>$/);
  }
}

/** Row of the cursor on the screen. */
function row(term: Term): number {
  return term.cursor()[1];
}

Deno.test(
  "Typing shows the rest of an earlier statement dim, → takes it, and a letter that differs takes it away",
  typing(async (term) => {
    await enter(term, "SELECT 1 FROM a;");
    term.send("SEL");
    await term.waitFor((term) => term.ghost() === "ECT 1 FROM a;");
    assert.deepEqual(term.cursor()[0], 8);
    assert.equal(term.cell(8, row(term)).dim, true);
    term.send("x");
    await term.waitFor((term) => term.text().endsWith("sql> SELx") && term.ghost() === "");
    term.send(`\x7f${RIGHT}`);
    await term.waitFor(/sql> SELECT 1 FROM a;$/);
    assert.equal(term.cell(5, row(term)).color, BLUE);
    assert.equal(term.cursor()[0], 21);
  }),
);

Deno.test(
  "Typing takes one word of what is proposed at Alt-F, all of it at Ctrl-E, and undoes that in one step",
  typing(async (term) => {
    await enter(term, "SELECT 1 FROM a;");
    term.send("S\x1bf");
    await term.waitFor((term) => term.text().endsWith("sql> SELECT") && term.ghost() === " 1 FROM a;");
    term.send("\x1bf\x05");
    await term.waitFor(/sql> SELECT 1 FROM a;$/);
    term.send("\x1f");
    await term.waitFor(/sql> SELECT 1$/);
  }),
);

Deno.test(
  "Typing proposes nothing before the end of the text, and nothing behind a paste",
  typing(async (term) => {
    await enter(term, "SELECT 1 FROM a;");
    term.send(`SELE${LEFT}`);
    await term.waitFor((term) => term.cursor()[0] === 8);
    assert.equal(term.ghost(), "");
    term.send("\x15\x0b");
    await term.waitFor(/sql>$/);
    term.paste("SELECT 1");
    await term.waitFor(/sql> SELECT 1$/);
    assert.equal(term.ghost(), "");
    term.send(" ");
    await term.waitFor((term) => term.ghost() === "FROM a;");
  }),
);

Deno.test(
  "Typing proposes the only word that can be meant",
  typing(async (term) => {
    term.send("wh");
    await term.waitFor((term) => term.text().endsWith("sql> wh"));
    term.send("\x15WH");
    await term.waitFor((term) => term.ghost() === "ERE");
    term.send(RIGHT);
    await term.waitFor(/sql> WHERE$/);
  }),
);

Deno.test(
  "Typing makes the partner of a bracket bold, and one without a partner red",
  typing(async (term) => {
    term.send("f(a, (b))");
    await term.waitFor(/\(b\)\)$/);
    const y = row(term);
    assert.deepEqual([6, 10, 12, 13].map((x) => term.cell(x, y).bold), [true, false, false, true]);
    term.send(LEFT);
    await term.waitFor((term) => term.cell(10, y).bold);
    assert.deepEqual([6, 10, 12, 13].map((x) => term.cell(x, y).bold), [false, true, true, false]);
    term.send("\x05)");
    await term.waitFor((term) => term.cell(14, y).color === RED);
    assert.equal(term.cell(13, y).color, -1);
    term.send("\x15(a");
    await term.waitFor(/sql> \(a$/);
    assert.equal(term.cell(5, y).color, -1);
    term.send(";");
    await term.waitFor((term) => term.cell(5, y).color === RED);
  }),
);

Deno.test(
  "Typing opens the menu under the prompt, and previews the choice in the text",
  typing(async (term) => {
    term.send("s\t");
    await term.waitFor(/sql> SE$/);
    term.send("\t");
    await term.waitFor("sql> SE\n SELECT\n SET\n SELECTED");
    const y = row(term);
    term.send("\t\t");
    await term.waitFor(/sql> SET\n/);
    assert.deepEqual(term.cursor(), [8, y]);
    assert.deepEqual([term.cell(1, y + 1).inverse, term.cell(1, y + 2).inverse], [false, true]);
    term.send(UP);
    await term.waitFor(/sql> SELECT\n/);
    term.send(SHIFT_TAB);
    await term.waitFor(/sql> SE\n/);
    term.send(SHIFT_TAB);
    await term.waitFor(/sql> SELECTED\n/);
    term.send("\r");
    await term.waitFor(/sql> SELECTED$/);
    assert.equal(term.cell(5, y).text, "S");
  }),
);

Deno.test(
  "Typing narrows the menu, Esc closes it, and Ctrl-C closes only it",
  typing(async (term) => {
    term.send("x s\x00");
    await term.waitFor("sql> x s\n SELECT\n SET\n SELECTED");
    term.send("el");
    await term.waitFor(/sql> x sel\n SELECT\n SELECTED$/);
    term.send("\x7f\x7f");
    await term.waitFor("sql> x s\n SELECT\n SET");
    term.send(`${DOWN}\x1b`);
    await term.waitFor(/sql> x s$/);
    term.send("\x00");
    await term.waitFor(" SELECT\n SET");
    term.send("\x03");
    await term.waitFor(/sql> x s$/);
  }),
);

Deno.test(
  "Typing goes on behind the choice of the menu",
  typing(async (term) => {
    term.send("S\x00\t\t a");
    await term.waitFor(/sql> SET a$/);
    term.send("\x1f\x1f");
    await term.waitFor(/sql> S$/);
    term.send("\x00\t");
    await term.waitFor(/sql> SELECT\n/);
    term.paste("ED pasted");
    await term.waitFor(/sql> SELECTED pasted$/);
  }),
);

Deno.test(
  "Typing keeps the menu on a small screen, and through a change of its size",
  typing(async (term) => {
    term.send("text behind which it is opened S\x00\t");
    await term.waitFor(/opened SELECT\n SELECT\n SET\n/);
    await term.resize(30, 6);
    await term.waitFor(/ed SELECT\n SELECT\n SET\n/);
    assert.ok(term.screen().length === 6 && term.cursorShown);
    await term.resize(120, 30);
    await term.waitFor(/opened SELECT\n SELECT\n SET\n SELECTED$/);
    term.send("\r");
    await term.waitFor(/opened SELECT$/);
  }, { cols: 60, rows: 12 }),
);

for (const [cols, rows] of [[40, 10], [80, 24], [250, 80]] as const) {
  Deno.test(
    `Typing fits into ${cols}×${rows}: a long line, the menu, the search`,
    typing(async (term) => {
      const word = "wide_".repeat(9);
      await enter(term, "SELECT 1;", "SELECT 2;");
      term.send(`${word} S\x00`);
      await term.waitFor((term) => term.text().endsWith(" SELECT\n SET\n SELECTED"));
      assert.ok(term.screen().every((line) => line.length <= cols));
      term.send("\x1b");
      await term.waitFor((term) => !term.text().includes("\n SET"));
      term.send("\x15\x12");
      await term.waitFor(/sql> SELECT 2;\nsearch \(1 of 2\):\n› SELECT 2;\n {2}SELECT 1;$/);
      term.send("\x07");
      await term.waitFor(/sql>$/);
    }, { cols, rows }),
  );
}

Deno.test(
  "Typing works in a terminal that does not know its size",
  typing(async (term) => {
    term.send("S\x00\t\r");
    await term.waitFor(/sql> SELECT$/);
    term.send(" x;");
    await term.waitFor(/sql> SELECT x;$/);
    term.send("\r");
    await term.waitFor("-> 9 characters");
  }, { unsized: true }),
);

Deno.test(
  "Typing finds earlier statements by some of their letters, and marks them",
  typing(async (term) => {
    await enter(term, "SELECT one FROM orders;", "SET other;", "SELECT two FROM customers;");
    term.send("draft\x12");
    await term.waitFor("search (1 of 3):");
    term.send("fr or");
    await term.waitFor(/sql> SELECT one FROM orders;\nsearch \(1 of \d\): fr or\n› SELECT one FROM orders;/);
    const y = term.screen().findIndex((line) => line.startsWith("› SELECT"));
    const marked = Array.from({ length: 25 }, (_, x) => term.cell(x, y)).filter(({ underline }) => underline);
    assert.equal(marked.map(({ text }) => text).join(""), "FRor");
    term.send("\x1b");
    await term.waitFor(/sql> draft$/);
    term.send("\x12sel");
    await term.waitFor(/› SELECT two FROM customers;\n {2}SELECT one/);
    term.send("\x12");
    await term.waitFor(/ {2}SELECT two FROM customers;\n› SELECT one/);
    term.send("\x13");
    await term.waitFor(/› SELECT two FROM customers;\n {2}SELECT one/);
    term.send("\r");
    await term.waitFor(/sql> SELECT two FROM customers;$/);
    assert.ok(!term.text().includes("draft"));
  }),
);

Deno.test("Typing finds what a parallel shell has entered", async () => {
  const folder = await Deno.makeTempDir();
  const env = { SLUICE_HISTORY: `${folder}/history.ndjson` };
  {
    await using one = await start({ env });
    await using other = await start({ env });
    await enter(other, "SELECT from_the_other;");
    one.send("\x12other");
    await one.waitFor(/sql> SELECT from_the_other;\nsearch \(1 of 1\)/);
    one.send("\x03");
    await one.waitFor(/sql>$/);
    await enter(one, "SET here;");
    other.send(UP);
    await other.waitFor(/sql> SET here;$/);
    await leave(one);
    await leave(other);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test(
  "Typing moves, changes and brings back words as Emacs does",
  typing(async (term) => {
    term.send("one two three");
    await term.waitFor(/three$/);
    term.send("\x17\x1bb\x0b");
    await term.waitFor(/sql> one$/);
    term.send("\x19");
    await term.waitFor(/sql> one two$/);
    term.send("\x1by");
    await term.waitFor(/sql> one three$/);
    term.send("\x1bb\x1bu");
    await term.waitFor(/sql> one THREE$/);
    term.send("\x01\x1bc");
    await term.waitFor(/sql> One THREE$/);
    term.send("\x06\x14");
    await term.waitFor(/sql> OneT HREE$/);
    term.send("\x1f\x1f\x1f");
    await term.waitFor(/sql> one three$/);
    term.send("\x1b_");
    await term.waitFor(/sql> one THREE$/);
  }),
);

Deno.test(
  "Typing counts the columns of wide letters and emoji, with a menu and a ghost behind them",
  typing(async (term) => {
    await enter(term, "漢字 FROM 👍 a;");
    term.send("漢字");
    await term.waitFor((term) => term.ghost() === " FROM 👍 a;");
    assert.equal(term.cursor()[0], 9);
    term.send(RIGHT);
    await term.waitFor(/漢字 FROM 👍 a;$/);
    assert.equal(term.cursor()[0], 20);
    term.send(`${LEFT.repeat(4)}S\x00`);
    await term.waitFor(/漢字 FROM S👍 a;\n SELECT/);
    assert.equal(term.cursor()[0], 16);
    term.send("\t\r");
    await term.waitFor(/漢字 FROM SELECT👍 a;$/);
  }),
);

Deno.test(
  "Typing pages through a statement taller than the screen",
  typing(async (term) => {
    term.paste(Array.from({ length: 40 }, (_, n) => `line ${n + 1}`).join("\n"));
    await term.waitFor(/line 40\n +\(lines 32–40 of 40\)$/);
    term.send(PAGE_UP);
    await term.waitFor((term) => !term.text().includes("line 40"));
    term.send(PAGE_UP.repeat(5));
    await term.waitFor(/sql> line 1\n/);
    assert.equal(row(term), term.screen().findIndex((line) => line.includes("line 1")));
    term.send(PAGE_DOWN.repeat(6));
    await term.waitFor(/line 40\n/);
  }, { rows: 10 }),
);

Deno.test(
  "Typing asks for a secret that the history has masked",
  typing(async (term) => {
    term.send("SET secret = '***';");
    await term.waitFor(/'\*\*\*';$/);
    term.send("\r");
    await term.waitFor("The history does not keep secrets");
    await term.waitFor(/sql> SET secret = '';$/);
    assert.equal(term.cursor()[0], 19);
    term.send("new\r");
    await term.waitFor("-> 19 characters");
  }),
);

Deno.test(
  "Typing without colours proposes nothing behind the cursor, and points at the choice of the menu",
  typing(async (term) => {
    await enter(term, "SELECT 1;");
    term.send("SEL");
    await term.waitFor(/sql> SEL$/);
    term.send("\x00\t");
    await term.waitFor("sql> SELECT\n>SELECT\n SELECTED");
    // deno-lint-ignore no-control-regex -- colours are what must not be there
    assert.doesNotMatch(term.written, /\x1b\[[0-9;]*[1-9][0-9;]*m/);
    term.send("\x07");
    await term.waitFor(/sql> SEL$/);
  }, { env: { NO_COLOR: "1" } }),
);

Deno.test(
  "Typing marks prompt, statement, output and how it ended, for terminals that jump between them",
  typing(async (term) => {
    await enter(term, "SELECT 1;");
    // deno-lint-ignore no-control-regex -- marks are escape sequences
    const marks = [...term.written.matchAll(/\x1b\]133;([^\x07]*)\x07/g)].map(([, mark]) => mark);
    // A prompt that is painted again is marked again.
    assert.equal(marks.join(" ").replaceAll(/(?:A B ?)+/g, "A B ").trim(), "A B C D;0 A B");
  }),
);

Deno.test("Typing in a dumb terminal has no menu, no ghost and no search", async () => {
  await using term = await start({ env: { TERM: "dumb" } });
  term.send("SELECT 1;\r");
  await term.waitFor(/-> 9 characters, 1 lines\nsql>$/);
  term.send("SEL\tx;\r");
  await term.waitFor(/-> 6 characters/);
  // deno-lint-ignore no-control-regex -- control codes are what must not be there
  assert.doesNotMatch(term.written, /\x1b/);
  term.send("\x04");
  assert.equal(await term.exit, 0);
});

Deno.test("Typing leaves the terminal clean when the process is killed with an open menu", async () => {
  await using term = await start();
  term.send("S\x00\t");
  await term.waitFor(/sql> SELECT\n/);
  const [, pid] = /pid (\d+)/.exec(term.text()) ?? [];
  Deno.kill(Number(pid), "SIGTERM");
  assert.equal(await term.exit, 143);
  await term.clean();
});
