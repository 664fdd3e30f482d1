/** A prompt and one pane that has the keys and fails at the first: for tests of what a crash leaves behind. */
import { Editor } from "../../repl/editor/editor.ts";
import { History } from "../../repl/editor/history.ts";
import { Panes } from "../../repl/panes/panes.ts";
import { Screen } from "../../repl/terminal/screen.ts";
import { Terminal } from "../../repl/terminal/terminal.ts";

const terminal = new Terminal();
const screen = new Screen(terminal);
const history = new History({ path: undefined, dir: "", mask: (text) => text, notice: () => {}, now: () => 0 });
const reader = new Editor({ terminal, screen, history, isComplete: () => true, highlight: () => [] });
const panes = new Panes({ screen, reader, leave: () => {}, why: () => {} });
panes.open({
  lines: () => ["a pane with the keys"],
  isDirty: () => false,
  release: () => {},
  key() {
    throw new Error("a view has failed");
  },
});
await reader.readStatement("sql> ");
