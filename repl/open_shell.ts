/**
 * The shell on a terminal, from its first line to its last. The prompt stands before SQL, connectors and engine are
 * loaded; what is typed meanwhile waits in the editor.
 */
import { Editor, type StatementReader } from "./editor/editor.ts";
import { History, historyPath } from "./editor/history.ts";
import type * as Language from "./editor/language.ts";
import { firstStatement } from "./first_run.ts";
import { LineReader } from "./editor/line_reader.ts";
import { later } from "./later.ts";
import type { Program } from "./main.ts";
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

/** What needs SQL to be loaded; nobody reads a statement before that. */
interface Loaded {
  language?: typeof Language;
  session?: OpenedSession;
}

/** Runs a shell over a session and closes both. Resolves to the exit code. */
export async function runShell(program: Program, start: ShellStart): Promise<number> {
  const loaded: Loaded = {};
  const close = async () => {
    if (loaded.session === undefined) return;
    const { closeInTime } = await import("./closing.ts");
    await closeInTime(loaded.session, program.stderr);
  };
  let signalled = false;
  const terminal = new Terminal({
    env: program.env,
    noColor: program.flags.noColor,
    describeCrash: (error) =>
      loaded.language?.errorText(error, { color: program.color, agent: false }) ?? `Error: ${error}`,
    onSignal: () => {
      signalled = true;
      close().finally(() => Deno.exit(0));
    },
  });
  const screen = new Screen(terminal);
  const history = openHistory(program, screen, loaded);
  const reader = openReader(terminal, screen, history, loaded);
  try {
    screen.commit(start.greeting);
    if (start.first === undefined) showPrompt(screen);
    loaded.language = await import(later("./editor/language.ts")) as typeof import("./editor/language.ts");
    const { Shell } = await import(later("./shell.ts")) as typeof import("./shell.ts");
    const opened = await start.open((text) => screen.print(text));
    loaded.session = opened;
    history.compact();
    const shell = new Shell({
      session: opened.session,
      terminal,
      screen,
      reader,
      history,
      variables: new Map(program.flags.variables),
      yes: program.flags.yes,
      limit: program.flags.limit,
      suggestion: start.suggestion,
      now: () => opened.environment.now(),
    });
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

function openHistory(program: Program, screen: Screen, loaded: Loaded): History {
  return new History({
    path: historyPath(program.env),
    dir: workingDirectory(),
    mask: (text) => languageOf(loaded).maskSecrets(text),
    notice: (text) => screen.print(text),
    now: () => Date.now(),
  });
}

function workingDirectory(): string {
  try {
    return Deno.cwd();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function openReader(terminal: Terminal, screen: Screen, history: History, loaded: Loaded): StatementReader {
  const isComplete = (text: string) => languageOf(loaded).isComplete(text);
  if (terminal.dumb) return new LineReader({ terminal, screen, history, isComplete });
  return new Editor({
    terminal,
    screen,
    history,
    isComplete,
    highlight: (text) => languageOf(loaded).highlight(text),
    complete: (text, cursor) => languageOf(loaded).complete(text, cursor, loaded.session?.session.definitions),
  });
}

function languageOf({ language }: Loaded): typeof Language {
  if (language === undefined) throw new Error("A statement was read before SQL was loaded");
  return language;
}
