// deno-lint-ignore-file no-control-regex
/** Emoji at the prompt, in terminals that draw them differently: the shell asks once how wide they are. */
import assert from "node:assert/strict";
import unicode11 from "@xterm/addon-unicode11";
import xterm from "@xterm/headless";
import { temporaryFolder } from "../program.ts";
import { inShell, leave, PROMPT, startShell } from "./shell_term.ts";
import type { Term } from "./term.ts";

const PIECES = ["'👍🏽", "' AS a, ", "'❤️", "' AS b, ", "'👩‍💻", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "1️⃣", "⌚️", "'"];

/** A terminal that takes a line as it comes: what it shows, and where its cursor is then. */
async function shownBy(unicode: "6" | "11", line: string): Promise<{ readonly text: string; readonly column: number }> {
  const screen = new xterm.Terminal({ cols: 160, rows: 2, allowProposedApi: true });
  screen.loadAddon(new unicode11.Unicode11Addon());
  screen.unicode.activeVersion = unicode;
  await new Promise<void>((resolve) => screen.write(line, resolve));
  const { active } = screen.buffer;
  const shown = { text: active.getLine(0)?.translateToString(true) ?? "", column: active.cursorX };
  screen.dispose();
  return shown;
}

/** Times that the terminal was asked where its cursor is. */
function questions(term: Term): number {
  return term.written.match(/\x1b\[6n/g)?.length ?? 0;
}

function promptLine(term: Term): string {
  return term.screen()[term.cursor()[1]] ?? "";
}

for (const unicode of ["6", "11"] as const) {
  Deno.test(
    `The cursor stands behind emoji where a terminal of Unicode ${unicode} has it, and nothing is left of the question`,
    inShell(async (term) => {
      let line = "sql> ";
      for (const piece of [...PIECES, ...PIECES]) {
        line += piece;
        term.send(piece);
        const shown = await shownBy(unicode, line);
        await term.waitFor((term) => term.cursor()[0] === shown.column && promptLine(term) === shown.text.trimEnd());
      }
      const asked = questions(term);
      assert.ok(asked >= 5 && asked <= 7, `asked ${asked} times: once for each kind`);
      const [, y] = term.cursor();
      assert.equal(term.screen().slice(y + 1).join("").trim(), "");
      term.send("\x15");
      await term.waitFor(PROMPT);
      assert.match(term.text(), /^Sluice .*\n.*\nsql> ?$/);
      term.paste("👩‍💻👍🏽");
      const pasted = await shownBy(unicode, "sql> 👩‍💻👍🏽");
      await term.waitFor((term) => term.cursor()[0] === pasted.column);
      assert.equal(questions(term), asked);
      term.send("\x15");
      await term.waitFor(PROMPT);
    }, { unicode }),
  );
}

Deno.test(
  "A line of emoji that are wider than was believed is folded anew, each of them whole",
  inShell(async (term) => {
    term.paste("👍🏽".repeat(12));
    const rows = () => term.screen().filter((line) => line.includes("👍"));
    await term.waitFor(() => rows().length === 2);
    assert.equal(rows().join("").match(/👍🏽/gu)?.length, 12);
    assert.equal(term.cursor()[0], 5 + 4 * (12 - 8));
    term.send("\x15");
    await term.waitFor(PROMPT);
  }, { cols: 40, rows: 12 }),
);

Deno.test("A terminal that answers nothing is asked once, and keys do what they do", async () => {
  await using folder = await temporaryFolder();
  await using term = await startShell(folder.path, { answers: false });
  await term.waitFor(PROMPT);
  term.send("SELECT '👍🏽' AS a");
  term.send(", 6 * 7");
  term.send(" AS b;");
  await term.waitFor((term) => term.cursor()[0] === "sql> SELECT 'xx' AS a, 6 * 7 AS b;".length);
  const asked = questions(term);
  term.send("\r");
  await term.waitFor(/ +42\n1 row\n(?:.*\n)*sql> ?$/);
  term.send("'🤷🏿'");
  await term.waitFor((term) => term.cursor()[0] === "sql> 'xx'".length);
  assert.deepEqual([asked, questions(term)], [2, 2], "👍 and 👍🏽");
  term.send("\x15");
  await term.waitFor(PROMPT);
  await leave(term);
});

Deno.test("A dumb terminal is not asked how wide it draws emoji", async () => {
  await using folder = await temporaryFolder();
  await using term = await startShell(folder.path, { env: { TERM: "dumb" } });
  await term.waitFor(PROMPT);
  term.send("SELECT length('👍🏽') AS n;\r");
  await term.waitFor(/\n +2\n[^]*sql> ?$/);
  assert.equal(questions(term), 0);
  term.send("\x04");
  assert.equal(await term.exit, 0);
});
