/**
 * The shell on a terminal, from its first line to its last. The prompt stands before SQL, connectors and engine are
 * loaded; what is typed meanwhile waits in the editor.
 */
import { firstStatement } from "./first_run.ts";
import { later } from "./later.ts";
import type { Program } from "./main.ts";
import { type Knowledge, openCompleter, openHistory, openReader } from "./open_reader.ts";
import type { OpenedSession } from "./open_session.ts";
import { PROMPT } from "./editor/prompt.ts";
import { Screen } from "./terminal/screen.ts";
import { Terminal } from "./terminal/terminal.ts";
import { VERSION } from "./version.ts";

/** A line that runs before the first prompt, and what is said before it. */
export interface ShellStart {
  readonly greeting: readonly string[];
  readonly first?: string;
  /** Proposed at the first prompt. */
  readonly suggestion?: string | undefined;
  /** What it has to `notice` goes on the screen. */
  open(notice: (text: string) => void): Promise<OpenedSession>;
}

/** Opens the shell on the catalog of `--dir`. */
export async function openShell(program: Program): Promise<number> {
  const { dir } = program.flags;
  const suggestion = firstStatement(program);
  return await runShell(program, {
    greeting: [
      `Sluice ${VERSION} · catalog in ${dir}`,
      suggestion === undefined
        ? "Type \\help start for a tour, \\? for commands, \\q to leave."
        : "Type \\help start for a tour, or press → to try this:",
    ],
    suggestion,
    async open(notice) {
      const { openSession } = await import(later("./open_session.ts")) as typeof import("./open_session.ts");
      return await openSession(program, { dir, saving: true, interactive: true, notice });
    },
  });
}

/** Runs a shell over a session and closes both. Resolves to the exit code. */
export async function runShell(program: Program, start: ShellStart): Promise<number> {
  const variables = new Map(program.flags.variables);
  const known: Knowledge = { variables };
  let opened: OpenedSession | undefined;
  const close = async () => {
    known.completer?.[Symbol.dispose]();
    if (opened === undefined) return;
    const { closeInTime } = await import("./closing.ts");
    await closeInTime(opened, program.stderr);
  };
  let signalled = false;
  const terminal = new Terminal({
    env: program.env,
    noColor: program.flags.noColor,
    describeCrash: (error) =>
      known.language?.errorText(error, { color: program.color, agent: false }) ?? `Error: ${error}`,
    onSignal: () => {
      signalled = true;
      close().finally(() => Deno.exit(0));
    },
  });
  const screen = new Screen(terminal);
  const history = openHistory(program, screen, known);
  const reader = openReader(program, terminal, screen, history, known);
  try {
    screen.commit(start.greeting);
    if (start.first === undefined) showPrompt(screen);
    known.language = await import(later("./editor/language.ts")) as typeof import("./editor/language.ts");
    const { Shell } = await import(later("./shell.ts")) as typeof import("./shell.ts");
    const { session, environment } = opened = await start.open((text) => screen.print(text));
    history.compact();
    openCompleter(known, session, reader, history);
    const shell = new Shell({
      session,
      terminal,
      screen,
      reader,
      history,
      variables,
      yes: program.flags.yes,
      limit: program.flags.limit,
      format: program.flags.format,
      suggestion: start.suggestion,
      now: () => environment.now(),
    });
    known.help = (word) => shell.help(word);
    known.otherPane = () => shell.otherPane();
    await shell.run(start.first);
  } finally {
    reader[Symbol.dispose]();
    screen[Symbol.dispose]();
    terminal[Symbol.dispose]();
    if (!signalled) await close();
  }
  return 0;
}

/** A picture of the prompt, until a statement can be read. */
function showPrompt(screen: Screen): void {
  screen.setPrompt({ rows: [PROMPT], cursor: { row: 0, column: PROMPT.length } });
  screen.paint();
}
