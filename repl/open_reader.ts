/** The editor of the shell, and what it asks of SQL, session and commands once they are loaded. */
import { Editor, type StatementReader } from "./editor/editor.ts";
import type { Edited } from "./editor/external_editor.ts";
import { History, historyPath } from "./editor/history.ts";
import type * as Language from "./editor/language.ts";
import { LineReader } from "./editor/line_reader.ts";
import { later } from "./later.ts";
import type { Program } from "./main.ts";
import type { Session } from "../engine/session.ts";
import type { Screen } from "./terminal/screen.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** What is loaded behind the first prompt; nobody reads a statement before that. */
export interface Knowledge {
  language?: typeof Language;
  completer?: Language.Completer;
  /** Prints help on a word, or on nothing. */
  help?: (word: string) => Promise<void>;
  /** Gives the keys to a view. */
  otherPane?: () => void;
  session?: Session;
  readonly variables: ReadonlyMap<string, string>;
}

const NOTHING = { candidates: [] };

export function openHistory(program: Program, screen: Screen, known: Knowledge): History {
  return new History({
    path: historyPath(program.env),
    dir: workingDirectory(),
    mask: (text) => languageOf(known).maskSecrets(text),
    notice: (text) => screen.print(text),
    now: () => Date.now(),
  });
}

export function openReader(
  program: Program,
  terminal: Terminal,
  screen: Screen,
  history: History,
  known: Knowledge,
): StatementReader {
  const isComplete = (text: string) => languageOf(known).isComplete(text);
  if (terminal.dumb) return new LineReader({ terminal, screen, history, isComplete });
  return new Editor({
    terminal,
    screen,
    history,
    isComplete,
    highlight: (text) => languageOf(known).highlight(text),
    complete: (text, cursor, ask) => known.completer?.complete(text, cursor, ask) ?? { from: cursor, ...NOTHING },
    hint: (text, cursor) => known.completer?.hint(text, cursor),
    mistake: async (text) => {
      const { session, variables } = known;
      return session && await languageOf(known).firstMistake(text, session, Object.fromEntries(variables));
    },
    showsMistakes: program.env("SLUICE_TYPING_ERRORS") !== "0",
    format: (text) => languageOf(known).formatted(text),
    editExternally: (text) => editExternally(text, terminal, program.env),
    help: (word) => void known.help?.(word),
    onOtherPane: () => known.otherPane?.(),
  });
}

/** Completion knows the session's names from now on. */
export function openCompleter(
  known: Knowledge,
  session: Session,
  reader: StatementReader,
  history: History,
): Language.Completer {
  const { Completer, RecentWords, COMMANDS } = languageOf(known);
  const now = () => performance.now();
  const recent = new RecentWords(() => history.entries().map(({ sql }) => sql), now);
  const completer = new Completer({
    session,
    commands: COMMANDS,
    now,
    onChange: () => reader instanceof Editor && reader.refreshMenu(),
    isRecent: (name) => recent.has(name),
  });
  known.session = session;
  known.completer = completer;
  return completer;
}

async function editExternally(text: string, terminal: Terminal, env: Program["env"]): Promise<Edited> {
  const external = await import(later("./editor/external_editor.ts")) as typeof import("./editor/external_editor.ts");
  return await external.editExternally(text, terminal, env);
}

function languageOf({ language }: Knowledge): typeof Language {
  if (language === undefined) throw new Error("A statement was read before SQL was loaded");
  return language;
}

function workingDirectory(): string {
  try {
    return Deno.cwd();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
