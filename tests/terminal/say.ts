/** A shell in a terminal for scenarios: a line is typed, its answer waited for below it. */
import assert from "node:assert/strict";
import { programArgs, temporaryFolder } from "../program.ts";
import { Term, type TermOptions } from "./term.ts";

export interface ShellOptions extends TermOptions {
  /** Deno's flags for permissions. */
  readonly permissions?: readonly string[];
}

/** The prompt is the last thing on the screen, and nothing is typed. */
export const PROMPT = /(^|\n)sql> ?$/;

/** A shell whose catalog is in `dir`, when its prompt is there. */
export async function openShell(dir: string, { permissions, ...options }: ShellOptions = {}): Promise<Term> {
  const term = await Term.start(
    Deno.execPath(),
    programArgs(["--dir", `${dir}/data`, "--var", "rehearse=off"], permissions),
    {
      cols: 160,
      rows: 40,
      ...options,
      env: { SLUICE_HISTORY: "", ...options.env },
    },
  );
  await term.waitFor(PROMPT);
  return term;
}

/** Types a line, waits for its answer below it and for the prompt behind that. */
export async function say(term: Term, line: string, answer: string | RegExp): Promise<void> {
  const echo = `sql> ${line}`;
  const below = () => joined(term).slice(joined(term).lastIndexOf(echo) + echo.length);
  term.send(line);
  await until(term, `the echo of ${line}`, () => joined(term).endsWith(echo));
  term.send("\r");
  const fits = (text: string) => typeof answer === "string" ? text.includes(answer) : answer.test(text);
  await until(term, `${answer} below ${echo}`, () => fits(below()) && PROMPT.test(below()));
}

/** The screen, with lines that the editor has folded in one. */
function joined(term: Term): string {
  return term.text().replace(/\n {5}(?=\S)/g, "");
}

async function until(term: Term, what: string, condition: () => boolean): Promise<void> {
  try {
    await term.waitFor(condition);
  } catch (cause) {
    throw new Error(`Waited for ${what}`, { cause });
  }
}

/** Runs a test on a shell in a folder of its own, and looks at the terminal it leaves behind. */
export function inShell(
  test: (term: Term, dir: string) => Promise<void>,
  options: ShellOptions = {},
): () => Promise<void> {
  return async () => {
    await using folder = await temporaryFolder();
    await using term = await openShell(folder.path, options);
    await test(term, folder.path);
    term.send("\x04");
    assert.equal(await term.exit, 0);
    await term.clean();
  };
}
