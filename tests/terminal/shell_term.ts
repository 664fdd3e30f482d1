/** The shell in a terminal, in a folder of its own: opened, talked to and left as a person does. */
import assert from "node:assert/strict";
import { programArgs, temporaryFolder } from "../program.ts";
import { Term, type TermOptions } from "./term.ts";

/** The prompt is the last thing on the screen, and nothing is typed. */
export const PROMPT = /(^|\n)sql> ?$/;

export interface ShellOptions extends TermOptions {
  /** Of the program, behind `--dir`. */
  readonly flags?: readonly string[];
  readonly permissions?: readonly string[];
}

/** `dir` gets the catalog. Waits for nothing. */
export function startShell(dir: string, { flags = [], permissions, ...options }: ShellOptions = {}): Promise<Term> {
  return Term.start(Deno.execPath(), programArgs(["--dir", `${dir}/data`, ...flags], permissions), {
    cols: 160,
    rows: 40,
    ...options,
    env: { SLUICE_HISTORY: "", ...options.env },
  });
}

/** Runs a test on a shell that shows its prompt, and looks at the terminal it leaves behind. */
export function inShell(
  test: (term: Term, dir: string) => Promise<void>,
  options: ShellOptions = {},
): () => Promise<void> {
  return async () => {
    await using folder = await temporaryFolder();
    await using term = await startShell(folder.path, options);
    await term.waitFor(PROMPT);
    await test(term, folder.path);
    await leave(term);
  };
}

/** Ctrl-D, also from under jobs that run. */
export async function leave(term: Term): Promise<void> {
  term.send("\x04");
  await term.waitFor(() => term.ended || /leave\? y\/N ?$/.test(term.text()));
  if (!term.ended) term.send("y\r");
  assert.equal(await term.exit, 0);
  await term.clean();
}

/** Types a line and waits for what must come below it; not for the prompt. */
export async function ask(term: Term, line: string, answer: string | RegExp): Promise<void> {
  const echo = `sql> ${line}`;
  const below = () => term.text().slice(term.text().lastIndexOf(echo) + echo.length);
  term.send(line);
  await term.waitFor(() => term.text().endsWith(echo));
  term.send("\r");
  await term.waitFor(() => typeof answer === "string" ? below().includes(answer) : answer.test(below()));
}

/** Types a line, and waits for its answer and for the prompt behind that. */
export async function say(term: Term, line: string, answer: string | RegExp): Promise<void> {
  await ask(term, line, answer);
  await term.waitFor(PROMPT);
}
