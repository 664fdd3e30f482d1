/** Questions to the person, in the form that the wizard asks them. */
import { SluiceError } from "../../schema/errors.ts";
import { nearest } from "../../schema/options.ts";

/** What the wizard needs of a shell, or of a test. */
export interface Dialog {
  /** Undefined: the person wants no more of this. */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string | undefined>;
  say(text: string): void;
  /** A step that was taken, and what it found. */
  passed(text: string): void;
  failed(error: SluiceError): void;
  /** What is typed can be hidden. */
  readonly hides: boolean;
}

/** The person wants no more of this. */
export class Cancelled extends Error {}

/** Throws {@link Cancelled} as all of these do. */
export async function asked(dialog: Dialog, question: string, fallback = ""): Promise<string> {
  const answer = await dialog.ask(fallback === "" ? `${question}: ` : `${question} [${fallback}]: `);
  if (answer === undefined) throw new Cancelled();
  return answer.trim() === "" ? fallback : answer.trim();
}

/** An answer that passes `check`, which throws a `SluiceError` for one that does not. */
export async function checked(
  dialog: Dialog,
  question: string,
  check: (answer: string) => void,
  fallback = "",
): Promise<string> {
  for (;;) {
    const answer = await asked(dialog, question, fallback);
    try {
      check(answer);
      return answer;
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      dialog.failed(error);
    }
  }
}

/** A secret: not shown, not trimmed. Where nothing can be hidden, only `{{ NAME }}` is taken. */
export async function secret(dialog: Dialog, question: string): Promise<string> {
  const note = dialog.hides
    ? "not shown"
    : "this terminal shows what is typed: give {{ NAME }} of an environment variable";
  for (;;) {
    const answer = await dialog.ask(`${question} (${note}): `, { hidden: dialog.hides });
    if (answer === undefined) throw new Cancelled();
    if (answer !== "" && (dialog.hides || /^\s*\{\{\s*\w+\s*\}\}\s*$/.test(answer))) return answer;
    dialog.say(answer === "" ? "It must not be empty" : "That is no {{ NAME }}: a secret must not stand on the screen");
  }
}

export interface Choice<T extends string> {
  readonly name: T;
  readonly doc: string;
}

/** By number or by name, or by its beginning; `fallback` is the name of what Enter takes. */
export async function chosen<T extends string>(
  dialog: Dialog,
  question: string,
  choices: readonly Choice<T>[],
  fallback = choices[0]?.name,
): Promise<T> {
  const before = choices.findIndex(({ name }) => name === fallback) + 1;
  choices.forEach(({ name, doc }, index) => dialog.say(`  ${index + 1}  ${name.padEnd(16)}${doc}`));
  for (;;) {
    const answer = (await asked(dialog, question, String(before))).toLowerCase();
    const found = choices[Number(answer) - 1] ?? choices.find(({ name }) => name.toLowerCase().startsWith(answer));
    if (found !== undefined) return found.name;
    const near = nearest(answer, choices.map(({ name }) => name.toLowerCase()))[0];
    dialog.say(near === undefined ? `Answer with a number from 1 to ${choices.length}` : `Did you mean ${near}?`);
  }
}

export async function agreed(dialog: Dialog, question: string, fallback: boolean): Promise<boolean> {
  for (;;) {
    const answer = await dialog.ask(`${question} ${fallback ? "[Y/n]" : "[y/N]"} `);
    if (answer === undefined) throw new Cancelled();
    const word = answer.trim().toLowerCase();
    if (word === "") return fallback;
    if (word === "y" || word === "yes") return true;
    if (word === "n" || word === "no") return false;
    dialog.say("Answer y or n");
  }
}
