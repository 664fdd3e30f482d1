/** What the editor says of a text while it is typed: colours, brackets, the rest that may be meant, a mistake, a hint. */

import type { Hint } from "../completion/candidates.ts";
import type { Complete } from "./completing.ts";
import { bracketMarks } from "./brackets.ts";
import { ghostFromCompletion } from "./ghost.ts";
import type { Highlight, Token } from "./highlight.ts";
import { type Mark, withMarks } from "./marks.ts";

/** Where a text is wrong, and why, in one line. */
export interface Mistake {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface AssistanceParts {
  readonly highlight: Highlight;
  readonly complete: Complete | undefined;
  readonly hint: ((text: string, cursor: number) => Hint | undefined) | undefined;
  readonly mistake: ((text: string) => Promise<Mistake | undefined>) | undefined;
  /** At first. */
  readonly showsMistakes: boolean;
  /** The rest of an earlier statement. */
  readonly earlier: (text: string) => string | undefined;
  /** A mistake was found: to be painted. */
  readonly repaint: () => void;
  /** Calls `act` once after so many milliseconds, unless what it returns is called before. */
  readonly after?: (millis: number, act: () => void) => () => void;
}

/** A longer text has no colours: lexing it with every key would be felt. */
const COLOUR_LIMIT = 200_000;
/** Of a longer text nothing is said or proposed. */
const HELP_LIMIT = 50_000;
/** Behind anything else nothing is proposed. */
const WORD_AT_END = /[\p{L}\p{N}\p{M}_$.\\'"`/-]$/u;
/** After the last key, in milliseconds. */
const MISTAKE_MS = 150;

export class Assistance {
  readonly #parts: AssistanceParts;
  #lexed: { readonly text: string; readonly tokens: readonly Token[] } = { text: "", tokens: [] };
  #ghost: { readonly text: string; readonly rest: string | undefined } = { text: "", rest: undefined };
  #hint: { readonly text: string; readonly cursor: number; readonly hint: Hint | undefined } | undefined;
  #mistake: { readonly text: string; readonly found: Mistake | undefined } | undefined;
  /** Takes back the look that is due, or whose answer is awaited. */
  #cancel: (() => void) | undefined;
  #isPasted = false;
  #showsMistakes: boolean;

  constructor(parts: AssistanceParts) {
    this.#parts = parts;
    this.#showsMistakes = parts.showsMistakes;
  }

  /** The text was changed by a key, or by a paste: nothing is proposed behind that. */
  edited(text: string, { isPaste = false } = {}): void {
    this.#isPasted = isPaste;
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#mistake?.text === text) return;
    this.#mistake = undefined;
    if (!this.#showsMistakes || this.#parts.mistake === undefined || text.length > HELP_LIMIT || text.trim() === "") {
      return;
    }
    const { after = timeout } = this.#parts;
    this.#cancel = after(MISTAKE_MS, () => this.#look(text));
  }

  /** F2: false when mistakes are not shown any more. */
  toggleMistakes(text: string): boolean {
    this.#showsMistakes = !this.#showsMistakes;
    this.#mistake = undefined;
    this.edited(text);
    return this.#showsMistakes;
  }

  /** Nobody types any more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#mistake = undefined;
    this.#isPasted = false;
  }

  /** Colours of a text. */
  tokens(text: string): readonly Token[] {
    if (this.#lexed.text !== text) {
      this.#lexed = { text, tokens: text.length > COLOUR_LIMIT ? [] : this.#parts.highlight(text) };
    }
    return this.#lexed.tokens;
  }

  /** Colours with what the editor marks in them. */
  marked(text: string, cursor: number): readonly Token[] {
    const tokens = this.tokens(text);
    const { pair, orphans } = bracketMarks(text, cursor, tokens, text.trimEnd().endsWith(";"));
    const mistake = this.#mistake?.text === text ? this.#mistake.found : undefined;
    return withMarks(tokens, [
      ...pair.map((start): Mark => ({ start, end: start + 1, class: "partner" })),
      ...orphans.map((start): Mark => ({ start, end: start + 1, class: "orphan" })),
      ...mistake ? [{ start: mistake.start, end: mistake.end, class: "mistake" } as const] : [],
    ]);
  }

  /** What may follow a text at whose end the cursor is. */
  ghost(text: string): string | undefined {
    if (text.trim() === "" || this.#isPasted || text.length > HELP_LIMIT) return undefined;
    if (this.#ghost.text !== text) this.#ghost = { text, rest: this.#rest(text) };
    return this.#ghost.rest;
  }

  /** The line below the text. */
  line(text: string, cursor: number): Hint | undefined {
    if (text.length > HELP_LIMIT) return undefined;
    if (this.#mistake?.text === text && this.#mistake.found) {
      return { text: this.#mistake.found.message, active: undefined };
    }
    if (this.#hint?.text !== text || this.#hint.cursor !== cursor) {
      this.#hint = { text, cursor, hint: this.#parts.hint?.(text, cursor) };
    }
    return this.#hint.hint;
  }

  #rest(text: string): string | undefined {
    const { earlier, complete } = this.#parts;
    const rest = earlier(text);
    if (rest !== undefined || complete === undefined || !WORD_AT_END.test(text)) return rest;
    return ghostFromCompletion(text, complete(text, text.length, false));
  }

  async #look(text: string): Promise<void> {
    const due = this.#cancel;
    const found = await this.#parts.mistake?.(text).catch(() => undefined);
    if (this.#cancel !== due) return; // typed on, switched off or ended meanwhile
    this.#cancel = undefined;
    this.#mistake = { text, found };
    if (found) this.#parts.repaint();
  }
}

function timeout(millis: number, act: () => void): () => void {
  const timer = setTimeout(act, millis);
  return () => clearTimeout(timer);
}
