import assert from "node:assert/strict";
import { FakeTty } from "../../tests/terminal/fake_tty.ts";
import { Editor, type EditorOptions, type Statement } from "./editor.ts";
import { History } from "./history.ts";
import { keyId } from "../terminal/keys.ts";
import { Screen } from "../terminal/screen.ts";
import { Terminal } from "../terminal/terminal.ts";

interface Stage extends Disposable {
  readonly tty: FakeTty;
  readonly screen: Screen;
  readonly editor: Editor;
  /** Types each piece as a read of its own. */
  type(...pieces: string[]): Promise<void>;
}

function open(options: Partial<EditorOptions> & { earlier?: string[] } = {}): Stage {
  const { earlier = [], ...others } = options;
  const tty = new FakeTty(40, 10);
  const terminal = new Terminal({ tty, env: (name) => name === "TERM" ? "xterm" : undefined });
  const screen = new Screen(terminal);
  let time = 0;
  const history = new History({ path: undefined, dir: "", mask: (sql) => sql, notice: assert.fail, now: () => time++ });
  for (const sql of earlier) history.submit(sql);
  const isComplete = (text: string) => /;\s*$/.test(text);
  const editor = new Editor({ terminal, screen, history, isComplete, highlight: () => [], ...others });
  return {
    tty,
    screen,
    editor,
    async type(...pieces) {
      for (const piece of pieces) {
        tty.type(piece);
        await tty.settled();
      }
    },
    [Symbol.dispose]: () => {
      editor[Symbol.dispose]();
      screen[Symbol.dispose]();
      terminal[Symbol.dispose]();
      tty[Symbol.dispose]();
    },
  };
}

const UP = "\x1b[A";
const DOWN = "\x1b[B";
const ALT_P = "\x1bp";
const EARLIER = ["alpha 1;", "beta\n2;", "alpha 3;"];

/** [what is typed, what the screen shows], `█` is the cursor. */
const CASES: readonly (readonly [readonly string[], string])[] = [
  [["abc", "\x1b[D", "\x7f"], "sql> a█c"],
  [["one two", "\x17", "\x19", "\x19"], "sql> one twotwo█"],
  [["a", "\x1b\r", "b"], "sql> a\n...> b█"],
  [["  a", "\r", "b"], "sql>   a\n...>   b█"],
  [["ab", "\x01", "\x14x"], "sql> x█ab"],
  [["ab", "\x14"], "sql> ba█"],
  [["abc def", "\x1bb", "\x1bu"], "sql> abc DEF█"],
  [["abc", "\x1f", "d", "\x1f", "\x1b_"], "sql> d█"],
  [["a b", "\x1bb", "\x0b", "\x18\x15"], "sql> a █b"],
  [[UP], "sql> alpha 3;█"],
  [[UP, UP], "sql> beta\n...> 2;█"],
  [[UP, UP, UP], "sql> be█ta\n...> 2;"],
  [[UP, UP, UP, UP], "sql> alpha 1;█"],
  [[UP, UP, UP, UP, UP], "sql> alpha 1;█"],
  [["draft", UP, UP, DOWN, DOWN], "sql> draft█"],
  [["draft", UP, "x", UP, DOWN], "sql> alpha 3;x█"],
  [["al", ALT_P], "sql> alpha 3;█"],
  [["al", ALT_P, ALT_P], "sql> alpha 1;█"],
  [["al", ALT_P, ALT_P, ALT_P], "sql> alpha 1;█"],
  [["al", ALT_P, ALT_P, "\x1bn", "\x1bn"], "sql> al█"],
  [["x", "\x12", "ALPHA"], "sql> █alpha 3;\nsearch: ALPHA"],
  [["x", "\x12", "alpha", "\x12"], "sql> █alpha 1;\nsearch: alpha"],
  [["x", "\x12", "alpha", "\x12", "\x13"], "sql> █alpha 3;\nsearch: alpha"],
  [["x", "\x12", "alpha", "\x12", "\x12"], "sql> █alpha 1;\nnothing found: alpha"],
  [["x", "\x12", "3", "zz", "\x7f", "\x7f"], "sql> alpha █3;\nsearch: 3"],
  [["x", "\x12", "alpha", "\x07"], "sql> x█"],
  [["x", "\x12", "alpha", "\r"], "sql> alpha 3;█"],
  [["x", "\x12", "alpha", "\x01"], "sql> █alpha 3;"],
  [["x", "\x12", "alpha", "\x03"], "sql> x█"],
  [["\r"], "sql>\nsql> █"],
  [["\x1b[200~a\r\n\tb;\r\n\x1b[201~"], "sql> a\n...>     b;\n...> █"],
  [["a;", "\x03", UP], "sql> a;^C\nsql> a;█"],
  [["\x03"], "sql> █"],
];

Deno.test("Editor does what the keys say", async () => {
  for (const [typed, expected] of CASES) {
    using stage = open({ earlier: EARLIER });
    stage.editor.readStatement("sql> ");
    await stage.type(...typed);
    assert.equal(await stage.tty.text(true), expected, JSON.stringify(typed));
  }
});

Deno.test("Editor resolves with the text as it was typed, several statements as one", async () => {
  using stage = open();
  const statement = stage.editor.readStatement("sql> ");
  await stage.type("\x1b[200~a;\n b;\x1b[201~", "\r");
  const { kind, text } = await statement as Statement & { kind: "submit" };
  assert.deepEqual([kind, text], ["submit", "a;\n b;"]);
});

Deno.test("Editor resolves with eof at Ctrl-D on an empty prompt, at the end of input, and ever after", async () => {
  using stage = open();
  const first = stage.editor.readStatement("sql> ");
  await stage.type("x", "\x01", "\x04", "\x04");
  assert.deepEqual(await first, { kind: "eof" });
  const second = stage.editor.readStatement("sql> ");
  stage.tty.hangUp();
  assert.deepEqual(await second, { kind: "eof" });
  assert.deepEqual(await stage.editor.readStatement("sql> "), { kind: "eof" });
});

Deno.test("Editor resolves with interrupt at Ctrl-C on an empty prompt only", async () => {
  using stage = open();
  const statement = stage.editor.readStatement("sql> ");
  await stage.type("abc", "\x03", "\x03");
  assert.deepEqual(await statement, { kind: "interrupt" });
  assert.equal(await stage.tty.text(true), "sql> abc^C\nsql> █");
});

Deno.test("Editor gives what was typed ahead to the next statement, line breaks and all", async () => {
  using stage = open();
  await stage.type("one;", "\r", "tw");
  const first = await stage.editor.readStatement("sql> ");
  assert.equal(first.kind === "submit" && first.text, "one;");
  stage.editor.readStatement("sql> ");
  assert.equal(await stage.tty.text(true), "sql> one;\nsql> tw█");
});

Deno.test("Editor calls onInterrupt at Ctrl-C while nobody reads", async () => {
  let interrupts = 0;
  using stage = open({ onInterrupt: () => interrupts++ });
  await stage.type("typed ahead", "\x03");
  assert.equal(interrupts, 1);
  stage.editor.readStatement("sql> ");
  assert.equal(await stage.tty.text(true), "sql> █");
});

Deno.test("Editor gives keys to the newest capture first, and to the prompt what no capture wants", async () => {
  using stage = open();
  stage.editor.readStatement("sql> ");
  const seen: string[] = [];
  const older = stage.editor.capture((key) => seen.push(`older ${keyId(key)}`) > 0 && key.name !== "text");
  const newer = stage.editor.capture((key) => seen.push(`newer ${keyId(key)}`) > 0 && keyId(key) === "ctrl-c");
  await stage.type("a", "\x03", UP);
  newer[Symbol.dispose]();
  await stage.type(DOWN);
  older[Symbol.dispose]();
  await stage.type("b");
  assert.deepEqual(seen, ["newer text", "older text", "newer ctrl-c", "newer up", "older up", "older down"]);
  assert.equal(await stage.tty.text(true), "sql> ab█");
});

Deno.test("Editor reads a line that is no SQL: any Enter ends it, nothing of it gets into the history", async () => {
  using stage = open();
  const line = stage.editor.readLine("name: ");
  await stage.type("ann", "\r");
  assert.equal(await line, "ann");
  const hidden = stage.editor.readLine("secret: ", { hidden: true });
  await stage.type("x\x1b[200~y\r\x1b[201~", "\r");
  assert.equal(await hidden, "xy");
  const none = stage.editor.readLine("name: ");
  await stage.type("abc", "\x03");
  assert.equal(await none, undefined);
  stage.editor.readStatement("sql> ");
  await stage.type(UP);
  assert.equal(await stage.tty.text(true), "name: ann\nsecret:\nname: abc\nsql> █");
});

Deno.test("Editor begins with the text that was given", async () => {
  using stage = open();
  stage.editor.readStatement("sluice> ", { initial: "a\nb" });
  assert.equal(await stage.tty.text(true), "sluice> a\n   ...> b█");
});

Deno.test("Editor forgets a completion that comes when the text has changed", async () => {
  const answers: (() => void)[] = [];
  const complete = (_: string, cursor: number) =>
    new Promise<{ from: number; candidates: { text: string }[] }>((resolve) => {
      answers.push(() => resolve({ from: cursor - 1, candidates: [{ text: "SELECT" }] }));
    });
  using stage = open({ complete });
  stage.editor.readStatement("sql> ");
  await stage.type("s", "\t", "x");
  answers[0]?.();
  assert.equal(await stage.tty.text(true), "sql> sx█");
  await stage.type("\x7f", "\t");
  answers[1]?.();
  assert.equal(await stage.tty.text(true), "sql> SELECT█");
});

Deno.test("Editor lists candidates at the second Tab, as far as the screen goes", async () => {
  const candidates = Array.from({ length: 60 }, (_, n) => ({ text: `candidate_${n}` }));
  using stage = open({ complete: () => ({ from: 0, candidates }) });
  stage.editor.readStatement("sql> ");
  await stage.type("c", "\t");
  assert.equal(await stage.tty.text(true), "sql> candidate_█");
  await stage.type("\t");
  await stage.screen.drained();
  assert.match(await stage.tty.text(true), /candidate_4 +candidate_9\n… 50 more\nsql> candidate_█$/);
});

Deno.test("Editor reads one statement at a time", () => {
  using stage = open();
  stage.editor.readStatement("sql> ");
  assert.throws(() => stage.editor.readStatement("sql> "), /another one is being read/);
});
