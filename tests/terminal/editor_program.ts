/**
 * A shell without SQL for the tests of the editor: each statement is answered by its length. Some words do more:
 * `rows N` prints numbered rows above the prompt, `flood` prints 100,000 a second until Ctrl-C, `busy` holds the
 * keyboard until Ctrl-C, `idle` reads nothing until Ctrl-C, `status TEXT` sets the line below the prompt, `exit` ends the
 * process at once, `crash` and `reject` are bugs of ours.
 */

import type { Completion } from "../../repl/completion/candidates.ts";
import { Editor, type StatementReader } from "../../repl/editor/editor.ts";
import { style, type Token, type TokenClass } from "../../repl/editor/highlight.ts";
import { History, historyPath } from "../../repl/editor/history.ts";
import { keyId } from "../../repl/terminal/keys.ts";
import { LineReader } from "../../repl/editor/line_reader.ts";
import { Screen } from "../../repl/terminal/screen.ts";
import { Terminal } from "../../repl/terminal/terminal.ts";

const WORDS = ["SELECT", "SET", "SELECTED", "FROM", "WHERE"];
const CLASSES: readonly (readonly [TokenClass, RegExp])[] = [
  ["comment", /--[^\n]*/y],
  ["string", /'[^']*'/y],
  ["error", /'[^']*/y],
  ["number", /\d+/y],
  ["keyword", /(?:select|set|from|where)\b/iy],
  ["plain", /[()[\]]/y],
];

function highlight(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    let end = at + 1;
    for (const [name, pattern] of CLASSES) {
      pattern.lastIndex = at;
      if (!pattern.test(text)) continue;
      end = pattern.lastIndex;
      tokens.push({ start: at, end, class: name });
      break;
    }
    at = end;
  }
  return tokens;
}

function complete(text: string, cursor: number): Completion {
  const word = /\w*$/.exec(text.slice(0, cursor))?.[0] ?? "";
  const candidates = WORDS.filter((one) => one.startsWith(word.toUpperCase())).map((one) => ({ text: one }));
  return { from: cursor - word.length, candidates };
}

/** Resolves when Ctrl-C was pressed; every other key is lost. */
async function untilInterrupt(reader: StatementReader): Promise<void> {
  let end = () => {};
  const pressed = new Promise<void>((resolve) => end = resolve);
  using _ = reader.capture((key) => {
    if (keyId(key) === "ctrl-c") end();
    return true;
  });
  await pressed;
}

/** A pane above the prompt that changes all the time while the prompt is read as usual; `stop;` ends it. */
function startFlood(screen: Screen): () => void {
  let row = 0;
  screen.panes = () => [`flood row ${row}`];
  const timer = setInterval(() => {
    row += 500;
    screen.refresh();
  }, 5);
  return () => {
    clearInterval(timer);
    screen.panes = () => [];
    screen.print(`flood of ${row} rows`);
  };
}

/** With LINGER set, a first signal is answered and the process goes on, as with jobs that take a last checkpoint. */
const onSignal = (signal: string) => {
  screen.print(`${signal}: stopping`);
  setTimeout(() => {}, 60_000);
};
using terminal = new Terminal(Deno.env.get("LINGER") ? { onSignal } : {});
using screen = new Screen(terminal);
const history = new History({
  path: historyPath((name) => Deno.env.get(name)),
  dir: "/demo",
  mask: (sql) => sql.replaceAll("hunter2", "***").replace(/secret = '[^']*'/, "secret = '***'"),
  notice: (message) => screen.print(message),
  now: Date.now,
});
const isComplete = (text: string) => /;\s*$/.test(text) || text.startsWith("\\");
let interrupted = () => {};
using reader: StatementReader = terminal.dumb
  ? new LineReader({ terminal, screen, history, isComplete })
  : new Editor({ terminal, screen, history, isComplete, highlight, complete, onInterrupt: () => interrupted() });
screen.print(style(terminal.theme, "dim", `pid ${Deno.pid}`));
let stopFlood = () => {};
for (;;) {
  const statement = await reader.readStatement("sql> ");
  if (statement.kind === "eof") break;
  if (statement.kind === "interrupt") {
    screen.print("nothing to stop");
    continue;
  }
  const [, word, argument = ""] = /^(\w*) ?([^]*?);?\s*$/.exec(statement.text) ?? [];
  if (word === "rows") screen.print(Array.from({ length: Number(argument) }, (_, n) => `row ${n + 1}`));
  else if (word === "later") setTimeout(() => screen.print(argument), 20);
  else if (word === "status") screen.setStatus("below", argument === "" ? [] : [argument]);
  else if (word === "flood") stopFlood = startFlood(screen);
  else if (word === "stop") stopFlood();
  else if (word === "crash") setTimeout(() => crash(), 0);
  else if (word === "reject") Promise.reject(new Error("a planted rejection"));
  else if (word === "exit") Deno.exit(7);
  else if (word === "idle") {
    screen.print("idle now");
    await new Promise<void>((resolve) => interrupted = resolve);
    screen.print("interrupted");
  } else if (word === "secret") screen.print(`got ${(await reader.readLine("secret: ", { hidden: true }))?.length}`);
  else if (word === "busy") {
    screen.setStatus("below", ["busy"]);
    await untilInterrupt(reader);
    screen.setStatus("below", []);
    screen.print("stopped");
  } else screen.print(`-> ${statement.text.length} characters, ${statement.text.split("\n").length} lines`);
  history.end(statement.historyId, { ms: 0, rows: 0, rc: 0 });
}
screen.print("bye");

function crash(): never {
  throw new Error("a planted error");
}
