/** The shell in tmux: another terminal than the tests' own emulator, and the way many people see it. */
import assert from "node:assert/strict";
import { programArgs, temporaryFolder } from "../program.ts";
import { PROMPT } from "./shell_term.ts";
import { HAS_TMUX, Tmux, type TmuxOptions } from "./tmux.ts";

const TICKS = "CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 50);";

interface InTmux {
  readonly tmux: Tmux;
  readonly folder: string;
  /** Types a statement and waits for what must come below it, and for the prompt. */
  say(line: string, answer: string | RegExp): Promise<void>;
}

/** A test on a shell in tmux, that is left with Ctrl-D and leaves its terminal clean. */
function inTmux(name: string, test: (shell: InTmux) => Promise<void>, options: TmuxOptions = {}): void {
  Deno.test({
    name: HAS_TMUX ? `tmux: ${name}` : `tmux: ${name} (left out: tmux is not installed)`,
    ignore: !HAS_TMUX,
    fn: async () => {
      await using folder = await temporaryFolder();
      await using tmux = await Tmux.start(options);
      await open(tmux, folder.path);
      const say = async (line: string, answer: string | RegExp) => {
        await tmux.enter(line);
        await tmux.waitFor((screen) => {
          const below = screen.slice(screen.lastIndexOf("sql> ", screen.lastIndexOf("\n")));
          return PROMPT.test(screen) && (typeof answer === "string" ? below.includes(answer) : answer.test(below));
        });
      };
      await test({ tmux, folder: folder.path, say });
      await leave(tmux);
    },
  });
}

/** The program writes its pid down, for signals. */
async function open(tmux: Tmux, folder: string): Promise<void> {
  const words = [Deno.execPath(), ...programArgs(["--dir", `${folder}/data`, "--var", "rehearse=off"])];
  const command = words.map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(`${folder}/run`, `echo $$ > ${folder}/pid\nexec ${command}\n`);
  await tmux.type(`clear; sh ${folder}/run`);
  await tmux.press("Enter");
  await tmux.waitFor(/^Sluice .*\nType \\help start .*\nsql> ?$/); // not what an earlier shell has left
}

/** Ends the shell and looks at what it leaves: a terminal in which bash can go on. */
async function leave(tmux: Tmux): Promise<void> {
  await tmux.press("C-d");
  const asked = await tmux.waitFor(/\n\$ ?$|leave\? y\/N ?$/);
  if (asked.endsWith("y/N")) await tmux.press("y", "Enter");
  await tmux.waitFor(/\n\$ ?$/);
  await assertClean(tmux);
}

async function assertClean(tmux: Tmux): Promise<void> {
  assert.equal(await tmux.ask("#{cursor_flag} #{alternate_on} #{keypad_cursor_flag} #{mouse_any_flag}"), "1 0 0 0");
  await tmux.type("clear; stty -a | tr -s ' ;' '\\n' | grep -cxE 'icanon|echo|isig|icrnl|opost|ixon'");
  await tmux.press("Enter");
  await tmux.waitFor(/^6\n\$ ?$/);
}

inTmux("the shell greets in two lines and runs a statement", async ({ tmux, say }) => {
  assert.match(await tmux.screen(), /Sluice \d+\.\d+\.\d+ · catalog in .*\nType \\help start .*\nsql>$/);
  await say("SELECT 1 AS one, 'zwei' AS two;", / one │ two\n─+┼─+\n +1 │ zwei\n1 row/);
});

inTmux("what is typed is coloured, and the cursor stands behind it", async ({ tmux }) => {
  await tmux.type("SELECT 'x', 42");
  await tmux.waitFor(/sql> SELECT 'x', 42$/);
  const styled = await tmux.screen({ styled: true });
  // deno-lint-ignore no-control-regex
  assert.match(styled, /\x1b\[1m\x1b\[34mSELECT\x1b\[0m.*\x1b\[32m'x'\x1b\[39m.*\x1b\[36m42/);
  assert.equal((await tmux.cursor())[0], "sql> SELECT 'x', 42".length);
  await tmux.press("Home", "Right", "C-k");
  await tmux.waitFor(/sql> S$/);
  assert.equal((await tmux.cursor())[0], "sql> S".length);
  await tmux.press("C-u");
  await tmux.waitFor(PROMPT);
});

inTmux("wide characters stand where the cursor believes they are", async ({ tmux, say }) => {
  await say("SELECT '日本' AS 東京, 'é' AS e;", / 東京 │ e\n─+┼─+\n 日本 │ é\n1 row/);
  await tmux.type("日本x");
  await tmux.waitFor(/sql> 日本x$/);
  assert.equal((await tmux.cursor())[0], "sql> ".length + 5);
  await tmux.press("BSpace", "BSpace");
  await tmux.waitFor(/sql> 日$/);
  await tmux.press("C-u");
});

inTmux("↑ brings back a statement of several lines as it was typed", async ({ tmux }) => {
  await tmux.type("SELECT 1 AS a,");
  await tmux.press("Enter");
  await tmux.waitFor(/\n\.\.\.> ?$/);
  await tmux.type("2 AS b;");
  await tmux.press("Enter");
  await tmux.waitFor(/ 1 │ 2\n1 row\nsql> ?$/);
  await tmux.press("Up");
  await tmux.waitFor(/1 row\nsql> SELECT 1 AS a,\n\.\.\.> 2 AS b;$/);
  await tmux.press("C-c");
  await tmux.waitFor(/\^C\nsql> ?$/);
});

inTmux("Tab completes a keyword and a table's name, and shows a choice", async ({ tmux, say }) => {
  await say(TICKS.replace("ticks", "clicks_old"), "Created table");
  await say(TICKS.replace("ticks", "clicks_new"), "Created table");
  await tmux.press("C-l");
  await tmux.type("SELECT counter FROM clicks");
  await tmux.press("Tab", "Tab");
  await tmux.waitFor((screen) => screen.includes("clicks_old") && screen.includes("clicks_new"));
  await tmux.press("C-c", "C-c"); // the menu, if one is open, and the text
  await tmux.waitFor(/\nsql> ?$/);
  await tmux.press("C-l");
  await tmux.type("SELECT counter FROM clicks_o");
  await tmux.press("Tab");
  await tmux.waitFor(/sql> SELECT counter FROM clicks_old\b/);
  await tmux.press("C-c", "C-c"); // the menu, if one is open, and the text
  await tmux.waitFor(/\nsql> ?$/);
});

inTmux("a pasted script is in the buffer whole, and nothing of it runs before Enter", async ({ tmux }) => {
  await tmux.paste("SELECT 1 AS first_one;\nSELECT 2 AS second_one;\n");
  await tmux.waitFor(/sql> SELECT 1 AS first_one;\n\.\.\.> SELECT 2 AS second_one;/);
  assert.doesNotMatch(await tmux.screen(), /─/);
  await tmux.press("Enter");
  await tmux.waitFor(/ first_one\n─+\n +1\n[^]* second_one\n─+\n +2\n[^]*\nsql> ?$/);
});

inTmux("a live result flows over a line that says how it is doing, and Ctrl-C gives the prompt back", async (shell) => {
  const { tmux, say } = shell;
  await say(TICKS, "Created table ticks");
  await tmux.enter("SELECT counter FROM ticks;");
  await tmux.waitFor(/ counter\n─+\n[^]*\n +\d+\n[^]*rows\/s|\/s in/);
  const rows = (screen: string) => Math.max(...[...screen.matchAll(/^ +(\d+)$/gm)].map(([, n]) => Number(n)));
  const before = rows(await tmux.screen());
  await tmux.waitFor((screen) => rows(screen) > before);
  await tmux.press("C-c");
  await tmux.waitFor(/stopped reading ticks: [\d,]+ rows[^]*\nsql> ?$/);
  await say("SELECT 'alive' AS still;", "alive");
});

inTmux("Ctrl-C drops a half-typed line, and never leaves the shell", async ({ tmux, say }) => {
  await tmux.type("SELECT half");
  await tmux.waitFor(/sql> SELECT half$/);
  await tmux.press("C-c");
  await tmux.waitFor(/sql> SELECT half\^C\nsql> ?$/);
  await tmux.press("C-c", "C-c");
  await say("SELECT 'alive' AS still;", "alive");
});

inTmux("a resize keeps what is typed, and later lines have the new width", async ({ tmux, say }) => {
  const text = "SELECT 'a rather long text that is folded when the window is narrow' AS t";
  await tmux.type(text);
  await tmux.waitFor((screen) => screen.endsWith(text));
  await tmux.resize(50, 12);
  await tmux.waitFor((screen) => screen.replaceAll(/\n {5}/g, "").endsWith(`sql> ${text}`));
  await tmux.resize(120, 40);
  await tmux.waitFor((screen) => screen.endsWith(`sql> ${text}`));
  await tmux.type(";");
  await tmux.press("Enter");
  await tmux.waitFor(/\n a rather long text [^]*1 row\nsql> ?$/);
  await tmux.resize(40, 10);
  await say("SELECT repeat('x', 60) AS wide;", /x{20,}/);
});

inTmux("a job's end is told above a half-typed line, which stays", async ({ tmux, say }) => {
  await say(TICKS, "Created table ticks");
  await say("CREATE TABLE gone (n BIGINT) WITH (connector = 'blackhole');", "Created table gone");
  await tmux.enter("INSERT INTO gone SELECT 1 / (100 - counter::BIGINT) FROM ticks;");
  await tmux.waitFor(/job 1 runs[^\n]*\nsql> ?$/);
  await tmux.type("SELECT half");
  await tmux.waitFor(/job 1 failed:\nError: division by zero [^]*\nsql> SELECT half$/);
  await tmux.press("C-u");
  await tmux.waitFor(PROMPT);
});

inTmux("Ctrl-Z gives bash the terminal, and fg the prompt with what was typed", async ({ tmux, say }) => {
  await tmux.type("SELECT 'kept'");
  await tmux.waitFor(/sql> SELECT 'kept'$/);
  await tmux.press("C-z");
  await tmux.waitFor(/Stopped[^]*\$ ?$/);
  await assertClean(tmux);
  await tmux.type("fg");
  await tmux.press("Enter");
  await tmux.waitFor(/sql> SELECT 'kept'$/);
  await say(" AS word;", /kept\n1 row/);
});

inTmux("\\q leaves, and the exit code is 0", async ({ tmux, folder }) => {
  await tmux.enter("\\q");
  await tmux.waitFor(/\n\$ ?$/);
  await tmux.enter("echo rc=$?");
  await tmux.waitFor(/\nrc=0\n/);
  await open(tmux, folder);
});

inTmux("SIGTERM leaves the terminal clean, also while rows flow", async ({ tmux, folder, say }) => {
  await say(TICKS, "Created table ticks");
  await tmux.enter("SELECT counter FROM ticks;");
  await tmux.waitFor(/ counter .*\n[^]*\n +\d+\n[^]*Ctrl-C stops/);
  Deno.kill(Number(await Deno.readTextFile(`${folder}/pid`)), "SIGTERM");
  await tmux.waitFor(/\n\$ ?$/);
  await assertClean(tmux);
  await open(tmux, folder);
});

inTmux("NO_COLOR is obeyed, whatever is shown", async ({ tmux, say }) => {
  await say("SELECT NULL AS a, nope;", "'nope' not found");
  await tmux.type("SELECT 'x', 42 -- c");
  await tmux.waitFor(/42 -- c$/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(await tmux.screen({ styled: true, all: true }), /\x1b\[[0-9;]*m/);
  await tmux.press("C-u");
}, { env: { NO_COLOR: "1" } });
