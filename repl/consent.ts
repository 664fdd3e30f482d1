/** A statement that was proposed: shown to the person, who takes it, leaves it or changes it. */
import type { Answer, Consent } from "../engine/from_topic/consent.ts";
import { maskSecrets } from "../sql/secrets.ts";
import type { StatementReader } from "./editor/editor.ts";
import { PROMPT } from "./editor/prompt.ts";
import type { Screen } from "./terminal/screen.ts";
import { visible } from "./terminal/width.ts";

export const QUESTION = "create? [Y/n/e] ";

/** An edited statement is the person's own, and not asked about again. `yes`: it is shown, and nothing is asked. */
export async function askConsent(
  proposed: string,
  { reader, screen, yes }: { readonly reader: StatementReader; readonly screen: Screen; readonly yes: boolean },
): Promise<Answer> {
  screen.print(maskSecrets(proposed).split("\n").map(visible));
  if (yes) return { kind: "yes" };
  for (;;) {
    const answer = (await reader.readLine(QUESTION))?.trim().toLowerCase();
    if (answer === undefined || answer === "n" || answer === "no") return { kind: "no" };
    if (answer === "" || answer === "y" || answer === "yes") return { kind: "yes" };
    if (answer === "e" || answer === "edit" || answer === "\\edit") break;
    screen.print("y creates the table, n does not, e lets you change the statement first");
  }
  const edited = await reader.readStatement(PROMPT, { initial: proposed });
  return edited.kind === "submit" ? { kind: "edited", text: edited.text } : { kind: "no" };
}

/** A question that a statement may ask while it runs, unless the person has let go of the statement. */
export class Question {
  readonly #put: Consent;
  #open = false;
  #withdrawn = false;

  constructor(put: Consent) {
    this.#put = put;
  }

  /** It waits for its answer: all keys are the answer's. */
  get open(): boolean {
    return this.#open;
  }

  withdraw(): void {
    this.#withdrawn = true;
  }

  async ask(proposed: string): Promise<Answer> {
    if (this.#withdrawn) return { kind: "no" };
    this.#open = true;
    try {
      return await this.#put(proposed);
    } finally {
      this.#open = false;
    }
  }
}
