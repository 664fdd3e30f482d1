/** The shell on a terminal, from its first line to its last. */
import { reasonOf } from "../engine/definitions.ts";
import { tokenize } from "../sql/highlight.ts";
import { maskSecrets } from "../sql/secrets.ts";
import { isComplete } from "../sql/split.ts";
import { COMMANDS } from "./commands.ts";
import { completionAt } from "./complete.ts";
import { errorText } from "./diagnostics.ts";
import { Editor, type StatementReader } from "./editor.ts";
import { EXIT } from "./exit_code.ts";
import type { Token } from "./highlight.ts";
import { History, historyPath } from "./history.ts";
import { LineReader } from "./line_reader.ts";
import { type OpenedSession, openSession, type Program } from "./main.ts";
import { Screen } from "./screen.ts";
import { Shell } from "./shell.ts";
import { Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** Opens the shell on the catalog of `--dir`. */
export async function openShell(program: Program): Promise<number> {
  const { dir } = program.flags;
  const opened = await openSession(program, { dir, saving: true, interactive: true });
  const greeting = [
    `Sluice ${VERSION} · catalog in ${dir}`,
    "Type \\help start for the first steps, \\? for commands, \\q to leave.",
  ];
  return await runShell(program, opened, { greeting });
}

/** A line that runs before the first prompt, and what is said before it. */
export interface ShellStart {
  readonly greeting: readonly string[];
  readonly first?: string;
}

/** Runs a shell over a session and closes both. */
export async function runShell(
  program: Program,
  opened: OpenedSession,
  { greeting, first }: ShellStart,
): Promise<number> {
  let signalled = false;
  const terminal = new Terminal({
    env: program.env,
    noColor: program.flags.noColor,
    describeCrash: (error) => errorText(error, { color: program.color, agent: false }),
    onSignal: () => {
      signalled = true;
      Promise.resolve(opened[Symbol.asyncDispose]()).finally(() => Deno.exit(EXIT.ok));
    },
  });
  const screen = new Screen(terminal);
  const history = openHistory(program, screen);
  const reader = openReader(terminal, screen, history, opened);
  try {
    screen.print(greeting);
    const shell = new Shell({
      session: opened.session,
      terminal,
      screen,
      reader,
      history,
      variables: new Map(program.flags.variables),
      limit: program.flags.limit,
      now: () => opened.environment.now(),
    });
    await shell.run(first);
  } finally {
    reader[Symbol.dispose]();
    screen[Symbol.dispose]();
    terminal[Symbol.dispose]();
    if (!signalled) await opened[Symbol.asyncDispose]();
  }
  return EXIT.ok;
}

function openHistory(program: Program, screen: Screen): History {
  const history = new History({
    path: historyPath(program.env),
    dir: workingDirectory(),
    mask: maskSecrets,
    notice: (text) => screen.print(text),
    now: () => Date.now(),
  });
  history.compact();
  return history;
}

function workingDirectory(): string {
  try {
    return Deno.cwd();
  } catch (error) {
    return reasonOf(error);
  }
}

function openReader(terminal: Terminal, screen: Screen, history: History, { session }: OpenedSession): StatementReader {
  if (terminal.dumb) return new LineReader({ terminal, screen, history, isComplete });
  const commands = COMMANDS.map((command) => command.name);
  return new Editor({
    terminal,
    screen,
    history,
    isComplete,
    highlight,
    complete: (text, cursor) => completionAt(text, cursor, { catalog: session.definitions, commands }),
  });
}

function highlight(text: string): readonly Token[] {
  if (/^\s*\\/.test(text)) return [{ start: 0, end: text.length, class: "meta" }];
  return tokenize(text).map((token) => ({
    start: token.span.start,
    end: token.span.end,
    class: token.class === "operator" ? "plain" : token.class,
  }));
}
