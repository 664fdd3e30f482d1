/** The shell in a terminal, in a folder of its own: opened, talked to and left as a person does. */
import assert from "node:assert/strict";
import { programArgs, temporaryFolder } from "../program.ts";
import { Term, type TermOptions } from "./term.ts";

/** The prompt is the last thing on the screen, and nothing is typed. */
export const PROMPT = /(^|\n)sql> ?$/;

export interface ShellOptions extends TermOptions {
  /** Of the program, behind `--dir`. */
  readonly flags?: readonly string[];
  /** Deno's flags for permissions. */
  readonly permissions?: readonly string[];
  /** An INSERT shows what it would write, and asks; else it writes at once. */
  readonly rehearses?: boolean;
}

/** `dir` gets the catalog, and the program's process id. Waits for nothing. */
export function startShell(dir: string, options: ShellOptions = {}): Promise<Term> {
  const { flags = [], permissions, rehearses = false, ...terminal } = options;
  const args = ["--dir", `${dir}/data`, ...rehearses ? [] : ["--var", "rehearse=off"], ...flags];
  const noted = ["-c", `echo $$ > '${dir}/pid'; exec "$@"`, "sh", Deno.execPath(), ...programArgs(args, permissions)];
  return Term.start("sh", noted, {
    cols: 160,
    rows: 40,
    ...terminal,
    env: { SLUICE_HISTORY: "", ...terminal.env },
  });
}

/** A shell whose prompt is there. */
export async function openShell(dir: string, options: ShellOptions = {}): Promise<Term> {
  const term = await startShell(dir, options);
  await term.waitFor(PROMPT);
  return term;
}

/** Runs a test on a shell that shows its prompt, leaves it if the test has not, and looks at the terminal it leaves behind. */
export function inShell(
  test: (term: Term, dir: string) => Promise<void>,
  options: ShellOptions = {},
): () => Promise<void> {
  return async () => {
    await using folder = await temporaryFolder();
    await using term = await openShell(folder.path, options);
    await test(term, folder.path);
    if (!term.ended) await leave(term);
  };
}

/** Ctrl-D at the prompt, at which nothing may be asked. */
export async function leave(term: Term): Promise<void> {
  await term.waitFor(PROMPT);
  term.send("\x04");
  await ended(term);
}

/** Ctrl-D while jobs run: the question whether to stop them is answered with yes. */
export async function leaveJobs(term: Term): Promise<void> {
  await term.waitFor(PROMPT);
  term.send("\x04");
  await term.waitFor(/Stop and leave\? y\/N ?$/);
  term.send("y\r");
  await ended(term);
}

/** The shell ends well, and leaves the terminal as it found it. */
export async function ended(term: Term): Promise<void> {
  await term.waitFor(() => term.ended);
  assert.equal(await term.exit, 0);
  await term.clean();
}

/** Sends a signal to the shell that was started in the folder, not to its terminal. */
export async function signalShell(dir: string, signal: Deno.Signal): Promise<void> {
  Deno.kill(Number(await Deno.readTextFile(`${dir}/pid`)), signal);
}

/** Types a line and waits for what must come below it; not for the prompt. */
export async function ask(term: Term, line: string, answer: string | RegExp): Promise<void> {
  await answered(term, line, (below) => fits(below, answer), answer);
}

/** Types a line, and waits for its answer and for the prompt behind that. */
export async function say(term: Term, line: string, answer: string | RegExp): Promise<void> {
  await answered(term, line, (below) => fits(below, answer) && PROMPT.test(below), answer);
}

async function answered(
  term: Term,
  line: string,
  condition: (below: string) => boolean,
  answer: string | RegExp,
): Promise<void> {
  const echo = echoOf(line);
  const below = () => {
    const last = [...term.text().matchAll(echo)].at(-1);
    return last && term.text().slice(last.index + last[0].length);
  };
  term.send(line);
  await until(term, `the echo of ${line}`, () => below() === "");
  term.send("\r");
  await until(term, `${answer} below ${line}`, () => condition(below() ?? term.text())); // the line may have scrolled away
}

/** A line at the prompt, which the editor may have folded anywhere; the screen has no blanks at the end of a row. */
function echoOf(line: string): RegExp {
  const marks = Array.from(line, (mark) => mark === " " ? "\\s+" : mark.replace(/[^\w]/, "\\$&"));
  return new RegExp(`sql> ${marks.join("(?:\\n {5})?")}`, "g");
}

function fits(text: string, answer: string | RegExp): boolean {
  return typeof answer === "string" ? text.includes(answer) : answer.test(text);
}

async function until(term: Term, what: string, condition: () => boolean): Promise<void> {
  try {
    await term.waitFor(condition);
  } catch (cause) {
    throw new Error(`Waited for ${what}`, { cause });
  }
}
