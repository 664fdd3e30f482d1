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

Deno.test("Editor goes on in a new line with its indent until the statement is complete", async () => {
  await using term = await start();
  term.send("SELECT\r");
  await term.waitFor("\n...>");
  term.send("  a,\r");
  await term.waitFor("...>   a,\n...>");
  assert.equal(term.cursor()[0], 7);
  term.send("b;\r");
  await term.waitFor("sql> SELECT\n...>   a,\n...>   b;\n-> 16 characters, 3 lines\nsql>");
  await leave(term);
});

Deno.test("Editor takes a paste of 2,000 lines whole, fast, and runs nothing", async () => {
  await using term = await start({ longWrites: true });
  const text = Array.from({ length: 2_000 }, (_, n) => `SELECT ${n + 1}, 'some text' FROM orders; -- line`).join("\n");
  term.paste(text);
  const took = await term.waitFor((term) => term.text().includes("of 2000)") && term.text().includes("SELECT 2000,"));
  assert.ok(!term.scrollback().join().includes("->"));
  assert.ok(took < 1_000, `${took} ms`);
  term.send("\x1f");
  await term.waitFor((term) => !term.text().includes("2000"));
  await term.waitFor("sql>");
  term.paste(text);
  await term.waitFor("SELECT 2000,");
  term.send(" ;");
  await term.waitFor("line ;");
  term.send("\r");
  await term.waitFor(`-> ${text.length + 2} characters, 2000 lines`);
  await leave(term);
});

Deno.test("Editor counts text after an Enter as a paste where the terminal does not mark pastes", async () => {
  await using term = await start();
  term.send("SELECT 1;\rSELECT 2;\r");
  await term.waitFor("sql> SELECT 1;\n...> SELECT 2;\n...>");
  assert.ok(!term.text().includes("->"));
  term.send("\x7f\r");
  await term.waitFor("-> 19 characters, 2 lines");
  await leave(term);
});

Deno.test("Editor refuses a paste above 1 MB and says what to do", async () => {
  await using term = await start({ longWrites: true });
  term.paste("x".repeat(1_000_001));
  await term.waitFor("Pasted text is too long (1,000,001 characters): use \\i FILE");
  term.send("ok;\r");
  await term.waitFor("-> 3 characters");
  await leave(term);
});

Deno.test("Editor at Ctrl-C leaves ^C, empties the prompt, and ↑ brings the text back", async () => {
  await using term = await start();
  term.send("SELECT 1\x03");
  await term.waitFor("sql> SELECT 1^C\nsql>");
  term.send("\x1b[A");
  await term.waitFor("^C\nsql> SELECT 1");
  term.send("\x03\x03");
  await term.waitFor("nothing to stop\nsql>");
  await leave(term);
});

Deno.test("Editor hands Ctrl-C to the view that has the keyboard, in less than 100 ms", async () => {
  await using term = await start();
  term.send("busy;\r");
  await term.waitFor("busy;\nbusy");
  assert.ok(!term.cursorShown);
  term.send("\x03");
  const took = await term.waitFor("stopped\nsql>");
  assert.ok(took < 100, `${took} ms`);
  assert.ok(term.cursorShown);
  await leave(term);
});

Deno.test("Editor prints rows above a half-typed line and leaves it as it is", async () => {
  await using term = await start();
  term.send("later hello;\r");
  await term.waitFor("later hello;\n");
  term.send("SELECT\rhalf\x1b[D");
  await term.waitFor(/hello\nsql> SELECT\n\.\.\.> half$/);
  assert.equal(term.cursor()[0], 8);
  term.send("\x03");
  await leave(term);
});

Deno.test("Editor prints a large result whole and in order", async () => {
  await using term = await start({ rows: 10 });
  term.send("rows 15000;\r");
  await term.waitFor("row 15000\nsql>");
  const rows = term.scrollback().filter((line) => line.startsWith("row "));
  assert.deepEqual(rows, Array.from({ length: 15_000 }, (_, n) => `row ${n + 1}`));
  await leave(term);
});

Deno.test("Editor answers keys while a pane above it changes all the time", async () => {
  await using term = await start();
  term.send("flood;\r");
  await term.waitFor(/flood row \d+\nsql>/);
  let typed = "";
  for (const char of "SELECT a, b, c FROM orders WHERE x > 1") {
    term.send(char);
    typed += char;
    await term.waitFor(typed.trimEnd());
  }
  term.send("\x15stop;\r");
  await term.waitFor(/flood of \d+ rows\nsql>/);
  assert.doesNotMatch(term.scrollback().join("\n"), /flood row/);
  await leave(term);
});

Deno.test("Editor keeps a status line below the prompt while rows scroll and keys are typed", async () => {
  await using term = await start({ rows: 8 });
  term.send("status 12 rows/s;\r");
  await term.waitFor("sql>\n12 rows/s");
  term.send("rows 20;\r");
  await term.waitFor("row 20\nsql>\n12 rows/s");
  term.send("SEL");
  await term.waitFor("row 20\nsql> SEL\n12 rows/s");
  assert.deepEqual(term.cursor(), [8, 6]);
  term.send("\x15status;\r");
  await term.waitFor((term) => term.text().endsWith("status;\nsql>"));
  await leave(term);
});

Deno.test("Editor shows the part of a tall statement where the cursor is", async () => {
  await using term = await start({ rows: 6 });
  term.paste(Array.from({ length: 30 }, (_, n) => `line ${n + 1}`).join("\n"));
  await term.waitFor("...> line 30\n     (lines 26–30 of 30)");
  term.send("\x1b[1;5H");
  await term.waitFor("sql> line 1\n...> line 2\n...> line 3\n...> line 4\n...> line 5\n     (lines 1–5 of 30)");
  assert.deepEqual(term.cursor(), [5, 0]);
  term.send("\x1b[6~\x1b[6~");
  await term.waitFor("...> line 11\n");
  term.send("\x1b[1;5F;\r");
  await term.waitFor("30 lines");
  assert.equal(term.scrollback().filter((line) => /^(sql|\.\.\.)> line \d+;?$/.test(line)).length, 30);
  await leave(term);
});

Deno.test("Editor lays out again when the window changes", async () => {
  await using term = await start({ cols: 60, rows: 12 });
  term.send("rows 3;\r");
  await term.waitFor("row 3\nsql>");
  term.send("SELECT aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbb");
  await term.waitFor("bbbbbbbbbbbbbbbbbbbb");
  await term.resize(30, 12);
  await term.waitFor("row 3\nsql> SELECT aaaaaaaaaaaaaaaaa\n     aaa, bbbbbbbbbbbbbbbbbbb\n     b");
  assert.equal(term.cursor()[0], 6);
  await term.resize(80, 5);
  await term.waitFor("sql> SELECT aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbb");
  term.send("\x1b[1~X");
  await term.waitFor("sql> XSELECT aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbb");
  assert.equal(term.text().split("sql> XSELECT").length, 2);
  term.send("\x03");
  await leave(term);
});

Deno.test("Editor clears the screen at Ctrl-L and keeps what is typed", async () => {
  await using term = await start();
  term.send("rows 3;\r");
  await term.waitFor("row 3\nsql>");
  term.send("SELECT\x0c");
  await term.waitFor((term) => term.text() === "sql> SELECT");
  assert.deepEqual(term.cursor(), [11, 0]);
  term.send("\x03");
  await leave(term);
});

Deno.test("Editor moves by grapheme through wide text", async () => {
  await using term = await start();
  term.send("漢字👍🏽e\u0301x");
  await term.waitFor("漢字");
  await term.waitFor((term) => term.cursor()[0] === 15);
  term.send("\x1b[D\x1b[D\x1b[D");
  await term.waitFor((term) => term.cursor()[0] === 9);
  term.send("\x7f");
  await term.waitFor((term) => term.cursor()[0] === 7);
  term.send("\x05;\r");
  await term.waitFor("-> 9 characters");
  await leave(term);
});

Deno.test("Editor walks through history and searches it", async () => {
  await using term = await start();
  for (const sql of ["one 1;", "two\r2;", "three 3;"]) {
    if (sql.includes("\r")) term.paste(sql);
    else term.send(sql);
    await term.waitFor((term) => term.text().endsWith(";"));
    term.send("\r");
    await term.waitFor((term) => term.text().endsWith("lines\nsql>"));
  }
  term.send("dra\x1b[A");
  await term.waitFor(/sql> three 3;$/);
  term.send("\x1b[A");
  await term.waitFor(/sql> two\n\.\.\.> 2;$/);
  term.send("\x1b[B");
  await term.waitFor(/sql> three 3;$/);
  term.send("\x1b[B");
  await term.waitFor(/sql> dra$/);
  term.send("\x15\x12");
  await term.waitFor("search (1 of 3):\n› three 3;\n  two 2;\n  one 1;");
  term.send("on");
  await term.waitFor(/sql> one 1;\nsearch \(1 of 1\): on\n› one 1;$/);
  term.send("\x1b");
  await term.waitFor(/sql>$/);
  term.send("t\x1bp");
  await term.waitFor(/sql> three 3;$/);
  term.send("\x1bp\r");
  await term.waitFor(/-> 6 characters, 2 lines\nsql>$/);
  await leave(term);
});

Deno.test("Editor completes the common beginning and lists the rest below the prompt", async () => {
  await using term = await start();
  term.send("sele\t");
  await term.waitFor("sql> SELECT");
  term.send("\t");
  await term.waitFor("sql> SELECT\n SELECT\n SELECTED");
  term.send(" fr\t");
  await term.waitFor("sql> SELECT FROM");
  term.send("\x03");
  await leave(term);
});

Deno.test("Editor hides what must not be seen", async () => {
  await using term = await start();
  term.send("secret;\r");
  await term.waitFor("\nsecret:");
  term.send("hunter2");
  term.send("\r");
  await term.waitFor("got 7");
  assert.ok(!term.scrollback().join().includes("hunter2"));
  await leave(term);
});

Deno.test("Editor writes history that the next shell finds, and masks it", async () => {
  const folder = await Deno.makeTempDir();
  const env = { SLUICE_HISTORY: `${folder}/history.ndjson` };
  {
    await using term = await start({ env });
    term.send("SELECT 'hunter2';\r");
    await term.waitFor("17 characters");
    await leave(term);
  }
  {
    await using term = await start({ env });
    term.send("\x1b[A");
    await term.waitFor("sql> SELECT '***';");
    term.send("\x03");
    await leave(term);
  }
  const text = await Deno.readTextFile(env.SLUICE_HISTORY);
  assert.match(text, /"sql":"SELECT '\*\*\*';"\}\n\{"id":"[^"]+","ms":0,"rows":0,"rc":0\}\n/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("Editor goes on when history cannot be written, and says so once", async () => {
  await using term = await start({ env: { SLUICE_HISTORY: "/dev/null/history" } });
  term.send("a;\r");
  await term.waitFor("-> 2 characters");
  term.send("b;\r");
  await term.waitFor((term) => term.text().split("-> 2 characters").length === 3);
  assert.equal(term.text().split("History is not saved").length, 2);
  await leave(term);
});

Deno.test("Editor leaves the terminal clean at SIGTERM, SIGHUP, an exit, an error and a rejection", async () => {
  const endings: readonly (readonly [(term: Term) => void, number, string])[] = [
    [(term) => Deno.kill(pid(term), "SIGTERM"), 143, ""],
    [(term) => Deno.kill(pid(term), "SIGHUP"), 129, ""],
    [(term) => term.send("exit;\r"), 7, ""],
    [(term) => term.send("crash;\r"), 1, "Error: this is our bug\nError: a planted error"],
    [(term) => term.send("reject;\r"), 1, "Error: this is our bug\nError: a planted rejection"],
  ];
  await Promise.all(endings.map(async ([end, code, message]) => {
    await using term = await start();
    await term.waitFor("pid ");
    end(term);
    assert.equal(await term.exit, code);
    await term.clean();
    assert.ok(term.text().includes(message), term.text());
  }));
});

Deno.test("Editor with work to finish gives the terminal back at the first signal and ends at the second", async () => {
  await using term = await start({ env: { LINGER: "1" } });
  term.send("half");
  await term.waitFor("sql> half");
  Deno.kill(pid(term), "SIGTERM");
  await term.waitFor("sql> half\nSIGTERM: stopping");
  term.assertScreenClean();
  Deno.kill(pid(term), "SIGTERM");
  assert.equal(await term.exit, 143);
  await term.clean();
});

Deno.test("Editor keeps what is typed while nobody reads, and Ctrl-C drops it", async () => {
  await using term = await start();
  term.send("idle;\r");
  await term.waitFor("idle now");
  term.send("lost");
  term.send("\x03");
  await term.waitFor("interrupted\nsql>");
  term.send("rows 1;\r");
  await term.waitFor(/sql> rows 1;\nrow 1\nsql>$/);
  await leave(term);
});

Deno.test("Editor at Ctrl-Z gives the terminal to the shell and comes back with what was typed", async () => {
  await using term = await Term.start("bash", ["--norc", "--noprofile", "-i"], {
    env: { PS1: "outer$ ", SLUICE_HISTORY: "" },
  });
  await term.waitFor("outer$");
  term.send(`${Deno.execPath()} ${DENO.join(" ")}\r`);
  await term.waitFor("sql>");
  term.send("SELECT 1");
  await term.waitFor("sql> SELECT 1");
  term.send("\x1a");
  await term.waitFor(/Stopped.*\n(.*\n)*outer\$/);
  term.send("stty -a | tr ';' '\\n' | grep -c -w icanon; fg\r");
  await term.waitFor(/\n1\n(.*\n)*sql> SELECT 1$/);
  term.send(";\r");
  await term.waitFor("-> 9 characters");
  term.send("\x04");
  await term.waitFor(/bye\nouter\$/);
  term.send("exit\r");
  await leaveOuter(term);
});

Deno.test("Editor without colours has none, and is an editor all the same", async () => {
  await using term = await start({ env: { NO_COLOR: "1" } });
  term.send("SELECT 1;\x1b[D2");
  await term.waitFor("sql> SELECT 12;");
  assert.equal(term.cell(5, term.cursor()[1]).color, -1);
  term.send("\x03");
  await leave(term);
});

Deno.test("LineReader in a dumb terminal reads whole lines and writes no control code", async () => {
  await using term = await Term.start("sh", ["-c", `"$@" > /dev/tty`, "sh", Deno.execPath(), ...DENO], {
    env: { TERM: "dumb", SLUICE_HISTORY: "" },
  });
  await term.waitFor("sql>");
  term.send("SELECT\r");
  await term.waitFor("\n...>");
  term.send("1;\r");
  await term.waitFor("-> 9 characters, 2 lines\nsql>");
  assert.ok(!term.written.includes("\x1b"), JSON.stringify(term.written));
  await leave(term);
});

function pid(term: Term): number {
  return Number(/pid (\d+)/.exec(term.text())?.[1]);
}

async function leaveOuter(term: Term): Promise<void> {
  assert.equal(await term.exit, 0);
  await term.clean();
}
