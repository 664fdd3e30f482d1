/** A session with the program in a terminal, played from a list of steps; what the documentation shows of it. */
import { programArgs, temporaryFolder } from "../program.ts";
import { Term } from "../terminal/term.ts";

export type Step =
  /** A line, typed and entered when the prompt stands. */
  | { readonly kind: "enter"; readonly line: string }
  /** Keys as a terminal sends them. */
  | { readonly kind: "press"; readonly keys: string }
  /** Goes on when the screen fits, what is proposed dim included. */
  | { readonly kind: "until"; readonly shows: RegExp }
  /** Writes a file in the folder that the program works in, as an editor would. */
  | { readonly kind: "save"; readonly name: string; readonly text: string }
  /** Enter takes what is proposed at the prompt, Enter runs it. */
  | { readonly kind: "take" }
  /** Keeps what is on the screen, from the first line that fits, as the capture of this name. */
  | { readonly kind: "shot"; readonly name: string; readonly from: RegExp };

export interface Session {
  /** Its whole text, scrollback and all, is the capture of this name. */
  readonly name: string;
  /** What a person would have typed to start it. */
  readonly command: string;
  /** Of the program; `DIR` is a folder of its own. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cols: number;
  readonly rows: number;
  readonly steps: readonly Step[];
  readonly exitCode?: number;
}

/** Names to texts without a line break at the end. */
export type Captures = ReadonlyMap<string, string>;

export interface PlayOptions {
  /** Takes what the program writes, byte by byte. */
  readonly output?: (bytes: Uint8Array) => void;
  /** Milliseconds between two keys, and ten times that between two steps: for people who look on. */
  readonly pace?: number;
}

const FOLDER = "DIR";

/** Plays a session to its end. Throws when it does not end with its exit code. */
export async function play(session: Session, { output, pace = 0 }: PlayOptions = {}): Promise<Captures> {
  await using folder = await temporaryFolder();
  const args = programArgs(session.args.map((arg) => arg.replaceAll(FOLDER, folder.path)));
  await using term = await Term.start(Deno.execPath(), args, {
    cols: session.cols,
    rows: session.rows,
    cwd: folder.path,
    env: { SLUICE_HISTORY: "", ...session.env },
    ...(output !== undefined && { output }),
  });
  const captures = new Map<string, string>();
  const keep = (name: string, lines: readonly string[]) =>
    captures.set(name, lines.join("\n").replaceAll(folder.path, "~").trimEnd());
  for (const step of session.steps) {
    await pause(pace * 10);
    if (step.kind === "until") await term.waitFor(() => step.shows.test(term.screen().join("\n").trimEnd()));
    else if (step.kind === "save") await Deno.writeTextFile(`${folder.path}/${step.name}`, step.text);
    else if (step.kind === "take") await take(term, pace);
    else if (step.kind === "press") term.send(step.keys);
    else if (step.kind === "enter") await enter(term, step.line, pace);
    else keep(step.name, term.screen().slice(term.screen().findIndex((line) => step.from.test(line))));
  }
  const code = await term.exit;
  if (code !== (session.exitCode ?? 0)) throw new Error(`${session.name} ended with ${code}:\n${term.text()}`);
  keep(session.name, [`$ ${session.command}`, ...term.scrollback()]);
  return captures;
}

/** Enter is a read of its own: with text before it, it would count as pasted. */
async function enter(term: Term, line: string, pace: number): Promise<void> {
  await term.waitFor(/(^|\n)(sql>|\.\.\.>|.*\[[^\n]*\]|.*y\/N) ?$/);
  for (const key of pace === 0 ? [line] : line) {
    term.send(key);
    await pause(pace);
  }
  await term.waitFor(() => term.text().replaceAll(/\n {5}/g, "").endsWith(line.trimEnd()));
  term.send("\r");
}

async function take(term: Term, pace: number): Promise<void> {
  const [before] = term.cursor();
  term.send("\r");
  await term.waitFor(() => term.cursor()[0] !== before);
  await pause(pace * 10);
  term.send("\r");
}

function pause(milliseconds: number): Promise<void> {
  return milliseconds === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, milliseconds));
}
