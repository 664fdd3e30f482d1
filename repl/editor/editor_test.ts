import assert from "node:assert/strict";
import { FakeTty } from "../../tests/terminal/fake_tty.ts";
import type { Candidate, Completion } from "../completion/candidates.ts";
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

function mask(sql: string): string {
  return sql.replace(/secret = '[^']*'/, "secret = '***'");
}

function open(options: Partial<EditorOptions> & { earlier?: string[] } = {}): Stage {
  const { earlier = [], ...others } = options;
  const tty = new FakeTty(40, 10);
  const terminal = new Terminal({ tty, env: (name) => name === "TERM" ? "xterm" : undefined });
  const screen = new Screen(terminal);
  let time = 0;
  const history = new History({ path: undefined, dir: "", mask, notice: assert.fail, now: () => time++ });
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
  [["al", ALT_P, ALT_P, "\x1bn", "\x1bn"], "sql> al█pha 3;"],
  [["x", "\x12", "ALPHA"], "sql> █alpha 3;\nsearch (1 of 2): ALPHA\n› alpha 3;\n  alpha 1;"],
  [["x", "\x12", "alpha", "\x12"], "sql> █alpha 1;\nsearch (2 of 2): alpha\n  alpha 3;\n› alpha 1;"],
  [["x", "\x12", "alpha", "\x12", "\x13"], "sql> █alpha 3;\nsearch (1 of 2): alpha\n› alpha 3;\n  alpha 1;"],
  [["x", "\x12", "3zz"], "sql> x█\nnothing found: 3zz"],
  [["x", "\x12", "3zz", "\x7f", "\x7f"], "sql> alpha █3;\nsearch (1 of 1): 3\n› alpha 3;"],
  [["x", "\x12", "bt2"], "sql> █beta\n...> 2;\nsearch (1 of 1): bt2\n› beta 2;"],
  [["x", "\x12", "alpha", "\x07"], "sql> x█"],
  [["x", "\x12", "alpha", "\r"], "sql> alpha 3;█"],
  [["x", "\x12", "alpha", "\x01"], "sql> █alpha 3;"],
  [["x", "\x12", "alpha", "\x03"], "sql> x█"],
  [["b"], "sql> b█eta …"],
  [["b", "\x1b[C"], "sql> beta\n...> 2;█"],
  [["b", "\x05"], "sql> beta\n...> 2;█"],
  [["b", "\x1bf"], "sql> beta█ …"],
  [["b", "\x1b[D"], "sql> █b"],
  [["b", "\x1b[C", "\x1f"], "sql> b█eta …"],
  [["alpha", "\x1b[200~ \x1b[201~"], "sql> alpha █"],
  [["alpha", "\x1b[200~ \x1b[201~", "3"], "sql> alpha 3█;"],
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

const NAMES: Candidate[] = ["candidate_one", "candidate_two", "other"].map((text) => ({ text, detail: "TEXT" }));

function completeNames(text: string, cursor: number): Completion {
  const typed = /\w*$/.exec(text.slice(0, cursor))?.[0] ?? "";
  return { from: cursor - typed.length, candidates: NAMES.filter((one) => one.text.startsWith(typed)) };
}

/** [what is typed, what the screen shows] with {@link NAMES} to complete. */
const COMPLETIONS: readonly (readonly [readonly string[], string])[] = [
  [["ot", "\t"], "sql> other█"],
  [["ot"], "sql> ot█her"],
  [["c", "\t"], "sql> candidate_█"],
  [["c", "\t", "\t"], "sql> candidate_█\n candidate_one  TEXT\n candidate_two  TEXT"],
  [["c", "\t", "\t", "\t"], "sql> candidate_one█\n candidate_one  TEXT\n candidate_two  TEXT"],
  [["c", "\t", "\t", "\t", DOWN], "sql> candidate_two█\n candidate_one  TEXT\n candidate_two  TEXT"],
  [["c", "\t", "\t", "\t", "\t", "\t"], "sql> candidate_█\n candidate_one  TEXT\n candidate_two  TEXT"],
  [["c", "\t", "\t", "\x1b[Z"], "sql> candidate_two█\n candidate_one  TEXT\n candidate_two  TEXT"],
  [["c", "\t", "\t", "\t", "\r"], "sql> candidate_one█"],
  [["c", "\t", "\t", "\t", " x"], "sql> candidate_one x█"],
  [["c", "\t", "\t", "\t", "\x07"], "sql> candidate_█"],
  [["c", "\t", "\t", "\t", "\x03"], "sql> candidate_█"],
  [["c", "\t", "\t", "\t", "\x7f"], "sql> candidate_on█e"],
  [["c", "\t", "\t", "t"], "sql> candidate_t█\n candidate_two  TEXT"],
  [["c", "\t", "\t", "t", "\x7f"], "sql> candidate_█\n candidate_one  TEXT\n candidate_two  TEXT"],
  [["c", "\t", "\t", "x"], "sql> candidate_x█"],
  [["c", "\t", "\t", "\t", "\r", "\x1f", "\x1f"], "sql> c█"],
  [["ot", "\x00"], "sql> ot█\n other  TEXT"],
  [["zz", "\t"], "sql> zz█"],
];

Deno.test("Editor completes as the keys say", async () => {
  for (const [typed, expected] of COMPLETIONS) {
    using stage = open({ complete: completeNames });
    stage.editor.readStatement("sql> ");
    await stage.type(...typed);
    assert.equal(await stage.tty.text(true), expected, JSON.stringify(typed));
  }
});

Deno.test("Editor opens the menu at once while names are asked for, and fills it in when they come", async () => {
  let known: Candidate[] = [];
  const complete = (_: string, cursor: number): Completion => ({
    from: cursor,
    candidates: known,
    waiting: known.length === 0 ? "asking the cluster…" : undefined,
  });
  using stage = open({ complete });
  stage.editor.readStatement("sql> ");
  await stage.type("x ", "\t");
  assert.equal(await stage.tty.text(true), "sql> x █\n  asking the cluster…");
  known = [{ text: "orders" }, { text: "returns" }];
  stage.editor.refreshMenu();
  assert.equal(await stage.tty.text(true), "sql> x █\n orders\n returns");
  await stage.type("\t", "\t");
  stage.editor.refreshMenu();
  assert.equal(await stage.tty.text(true), "sql> x returns█\n orders\n returns");
  await stage.type("\x07");
  stage.editor.refreshMenu();
  assert.equal(await stage.tty.text(true), "sql> x █");
});

Deno.test("Editor shows eight candidates of many, around the one that is chosen", async () => {
  const candidates = Array.from({ length: 60 }, (_, n) => ({ text: `candidate_${n}` }));
  using stage = open({ complete: () => ({ from: 0, candidates }) });
  stage.editor.readStatement("sql> ");
  await stage.type("candidate_", "\t", "\x1b[Z");
  const rows = (await stage.tty.text(true)).split("\n");
  assert.equal(rows[0], "sql> candidate_59█");
  assert.deepEqual(rows.slice(-2), [" candidate_59", "  55–60 of 60"]);
});

Deno.test("Editor shows a suggestion in the empty prompt, and → takes it", async () => {
  using stage = open();
  stage.editor.readStatement("sql> ", { suggestion: "SHOW TABLES;" });
  assert.equal(await stage.tty.text(true), "sql> █SHOW TABLES;");
  await stage.type("x");
  assert.equal(await stage.tty.text(true), "sql> x█");
  await stage.type("\x7f", "\x1b[C");
  assert.equal(await stage.tty.text(true), "sql> SHOW TABLES;█");
});

Deno.test("Editor asks for a secret that the history has not kept", async () => {
  using stage = open({ earlier: ["CREATE x (secret = '***');"] });
  const statement = stage.editor.readStatement("sql> ");
  await stage.type(UP, "\r");
  await stage.screen.drained();
  assert.match(await stage.tty.text(true), /keep secrets: type\n.*sql> CREATE x \(secret = '█'\);$/s);
  await stage.type("s3", "\r");
  const { text } = await statement as Statement & { kind: "submit" };
  assert.equal(text, "CREATE x (secret = 's3');");
});

Deno.test("Editor runs a statement with stars that are no secret's", async () => {
  using stage = open();
  const statement = stage.editor.readStatement("sql> ");
  await stage.type("SELECT '***';", "\r");
  assert.equal((await statement as Statement & { kind: "submit" }).text, "SELECT '***';");
});

Deno.test("Editor hands the word at the cursor to F1", async () => {
  const words: string[] = [];
  using stage = open({ help: (word) => words.push(word) });
  stage.editor.readStatement("sql> ");
  await stage.type("SELECT count(a)", "\x1b[D", "\x1b[D", "\x1b[D", "\x1bOP", "\x01", "\x1bOP", "\x05 ", "\x1bOP");
  assert.deepEqual(words, ["count", "SELECT", ""]);
});

Deno.test("Editor takes what the formatter makes of a text, as one undo step, or says why it cannot", async () => {
  const format = (text: string) => text.startsWith("x") ? { failure: "no" } : { text: "a\nb" };
  using stage = open({ format });
  stage.editor.readStatement("sql> ");
  await stage.type("a b", "\x18\x06");
  assert.equal(await stage.tty.text(true), "sql> a\n...> b█");
  await stage.type("\x1f");
  assert.equal(await stage.tty.text(true), "sql> a b█");
  await stage.type("\x01x", "\x18\x06");
  await stage.screen.drained();
  assert.equal(await stage.tty.text(true), "no\nsql> x█a b");
});

Deno.test("Editor takes what another program made of the text, and paints nothing meanwhile", async () => {
  const { promise, resolve } = Promise.withResolvers<{ text: string }>();
  using stage = open({ editExternally: () => promise });
  const statement = stage.editor.readStatement("sql> ");
  await stage.type("a", "\x18\x05");
  stage.editor.refreshMenu();
  resolve({ text: "b;" });
  await promise;
  await stage.tty.settled();
  await stage.type("\r");
  assert.equal((await statement as Statement & { kind: "submit" }).text, "b;");
});

Deno.test("Editor reads one statement at a time", () => {
  using stage = open();
  stage.editor.readStatement("sql> ");
  assert.throws(() => stage.editor.readStatement("sql> "), /another one is being read/);
});
