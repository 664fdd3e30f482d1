import assert from "node:assert/strict";
import { FakeTty } from "../../tests/terminal/fake_tty.ts";
import { type Key, keyId } from "./keys.ts";
import { Terminal, type TerminalHandlers } from "./terminal.ts";

const XTERM = (name: string) => name === "TERM" ? "xterm-256color" : undefined;

/** Handlers that note what happened, in order. */
function noted(log: string[]): TerminalHandlers {
  return {
    keys: (keys: readonly Key[]) =>
      log.push(...keys.map((key) => key.name === "text" ? `text ${key.text}` : keyId(key))),
    resize: () => log.push("resize"),
    resume: () => log.push("resume"),
    closed: () => log.push("closed"),
  };
}

Deno.test("Terminal sets its modes at start and takes them back when disposed", async () => {
  using tty = new FakeTty();
  {
    using terminal = new Terminal({ tty, env: XTERM });
    terminal.start(noted([]));
    await tty.settled();
    assert.ok(tty.raw && tty.bracketedPaste && terminal.active);
  }
  await tty.settled();
  assert.ok(!tty.raw && !tty.bracketedPaste);
});

Deno.test("Terminal writes everything when writes are short", () => {
  using tty = new FakeTty();
  tty.writeLimit = 3;
  using terminal = new Terminal({ tty, env: XTERM });
  terminal.write("漢字 and more");
  assert.equal(tty.writes.join(""), "漢字 and more");
  assert.ok(tty.writes.length > 4);
});

Deno.test("Terminal waits for a slow terminal whose descriptor does not block", () => {
  using tty = new FakeTty();
  using terminal = new Terminal({ tty, env: XTERM });
  tty.writeError = new Deno.errors.WouldBlock("would block");
  terminal.write("text");
  assert.equal(tty.writes.join(""), "text");
});

Deno.test("Terminal that is gone closes once and swallows what is written", async () => {
  using tty = new FakeTty();
  using terminal = new Terminal({ tty, env: XTERM });
  const log: string[] = [];
  terminal.start(noted(log));
  tty.writeError = new Deno.errors.BrokenPipe("broken pipe");
  terminal.write("a");
  terminal.write("b");
  tty.hangUp();
  await tty.settled();
  assert.deepEqual(log, ["closed"]);
});

Deno.test("Terminal closes at the end of input", async () => {
  using tty = new FakeTty();
  using terminal = new Terminal({ tty, env: XTERM });
  const log: string[] = [];
  terminal.start(noted(log));
  tty.type("ab\r");
  await tty.settled();
  tty.hangUp();
  await tty.settled();
  assert.deepEqual(log, ["text ab", "enter", "closed"]);
});

Deno.test("Terminal keeps for later what is typed while it is paused", async () => {
  using tty = new FakeTty();
  using terminal = new Terminal({ tty, env: XTERM });
  const log: string[] = [];
  terminal.start(noted(log));
  terminal.pause();
  await tty.settled();
  assert.ok(!tty.raw && !tty.bracketedPaste);
  tty.type("x");
  await tty.settled();
  assert.deepEqual(log, []);
  terminal.resume();
  assert.deepEqual(log, ["text x"]);
  assert.ok(tty.raw);
});

Deno.test("Terminal gives Escape when nothing follows it", async () => {
  using tty = new FakeTty();
  using terminal = new Terminal({ tty, env: XTERM });
  const pressed = new Promise<string>((resolve) => {
    terminal.start({ ...noted([]), keys: (keys) => resolve(keys.map(keyId).join()) });
  });
  tty.type("\x1b");
  assert.equal(await pressed, "escape");
});

Deno.test("Terminal asks where the cursor is, and does without an answer", async () => {
  using tty = new FakeTty();
  using terminal = new Terminal({ tty, env: XTERM });
  const log: string[] = [];
  terminal.start(noted(log));
  terminal.write("\r\nabc");
  const cursor = terminal.askCursor();
  await tty.settled();
  assert.deepEqual(await cursor, { row: 1, column: 3 });
  terminal[Symbol.dispose]();
  assert.equal(await terminal.askCursor(), undefined);
});

Deno.test("Terminal without a size is 80 columns and 24 rows", () => {
  using none = new FakeTty();
  none.size = () => ({ columns: 0, rows: 0 });
  assert.deepEqual(new Terminal({ tty: none, env: XTERM }).size, { columns: 80, rows: 24 });
  none.size = () => {
    throw new Error("not a terminal");
  };
  assert.deepEqual(new Terminal({ tty: none, env: XTERM }).size, { columns: 80, rows: 24 });
});

Deno.test("Terminal has colours unless NO_COLOR, --no-color or a dumb terminal forbid them", () => {
  using tty = new FakeTty();
  const coloured = (env: Record<string, string>, noColor = false) =>
    Object.keys(new Terminal({ tty, noColor, env: (name) => env[name] }).theme.tokens).length > 0;
  assert.equal(coloured({ TERM: "xterm" }), true);
  assert.equal(coloured({ TERM: "xterm", NO_COLOR: "" }), true);
  assert.equal(coloured({ TERM: "xterm", NO_COLOR: "1" }), false);
  assert.equal(coloured({ TERM: "xterm" }, true), false);
  assert.equal(coloured({ TERM: "dumb" }), false);
});

Deno.test("Terminal that is dumb is never raw and gives whole lines", async () => {
  using tty = new FakeTty();
  using terminal = new Terminal({ tty, env: (name) => name === "TERM" ? "dumb" : undefined });
  const log: string[] = [];
  terminal.start(noted(log));
  tty.type("SEL");
  tty.type("ECT\n1;\n");
  await tty.settled();
  assert.deepEqual(log, ["text SELECT", "enter", "text 1;", "enter"]);
  assert.equal(tty.raw, false);
  assert.deepEqual(tty.writes, []);
});
