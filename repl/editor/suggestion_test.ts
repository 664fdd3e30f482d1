import assert from "node:assert/strict";
import { FakeTty } from "../../tests/terminal/fake_tty.ts";
import { Screen } from "../terminal/screen.ts";
import { Terminal } from "../terminal/terminal.ts";
import { Editor } from "./editor.ts";
import { History } from "./history.ts";

/** What the screen shows after these keys at a prompt with a suggestion; `█` is the cursor. */
async function shown(keys: readonly string[], { enterTakes = false, noColor = false } = {}): Promise<string> {
  using tty = new FakeTty(40, 8);
  using terminal = new Terminal({ tty, env: (name) => name === "TERM" ? "xterm" : undefined, noColor });
  using screen = new Screen(terminal);
  const history = new History({ path: undefined, dir: "", mask: (sql) => sql, notice: assert.fail, now: () => 0 });
  using editor = new Editor({ terminal, screen, history, isComplete: () => true, highlight: () => [] });
  void editor.readStatement("sql> ", { suggestion: "SELECT\n1;", enterTakes });
  for (const key of keys) {
    tty.type(key);
    await tty.settled();
  }
  return await tty.text(true);
}

const PROPOSED = "sql> █SELECT\n...> 1;";
const TAKEN = "sql> SELECT\n...> 1;█";

Deno.test("a suggestion is shown behind the cursor until something is typed, and again when that is gone", async () => {
  assert.equal(await shown([]), PROPOSED);
  assert.equal(await shown(["x"]), "sql> x█");
  assert.equal(await shown(["x", "\x7f"]), PROPOSED);
});

Deno.test("→, End, Ctrl-E and Ctrl-F take a suggestion; Enter does where it says so, and runs it the second time", async () => {
  for (const key of ["\x1b[C", "\x1b[F", "\x05", "\x06"]) assert.equal(await shown([key]), TAKEN);
  assert.equal(await shown(["\r"], { enterTakes: true }), TAKEN);
  assert.equal(await shown(["\r", "\r"], { enterTakes: true }), "sql> SELECT\n...> 1;\n█");
  assert.equal(await shown(["\r"]), "sql>\nsql> █SELECT\n...> 1;");
});

Deno.test("there is no suggestion where colour cannot tell it from what was typed", async () => {
  assert.equal(await shown([], { noColor: true }), "sql> █");
  assert.equal(await shown(["\x1b[C", "x"], { noColor: true, enterTakes: true }), "sql> x█");
});
