/** Brackets that belong together, outside of texts, names and comments. */

import type { Token } from "./highlight.ts";

export interface BracketMarks {
  /** Offsets of the bracket at the cursor and of its partner. */
  readonly pair: readonly number[];
  /** Offsets of brackets without a partner. */
  readonly orphans: readonly number[];
}

const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
const BRACKET = /[()[\]{}]/;

/**
 * The bracket before the cursor, else the one under it, and its partner. A bracket that is open is an orphan only when
 * the statement is `finished`: else it is still being typed.
 */
export function bracketMarks(
  text: string,
  cursor: number,
  tokens: readonly Token[],
  finished: boolean,
): BracketMarks {
  const open: number[] = [];
  const orphans: number[] = [];
  const partners = new Map<number, number>();
  for (const { start, end, class: kind } of tokens) {
    const char = text[start] ?? "";
    if (kind !== "plain" || end !== start + 1 || !BRACKET.test(char)) continue;
    const opens = CLOSES[char];
    if (opens === undefined) {
      open.push(start);
      continue;
    }
    const partner = open.at(-1);
    if (partner === undefined || text[partner] !== opens) orphans.push(start);
    else {
      open.pop();
      partners.set(partner, start).set(start, partner);
    }
  }
  if (finished) orphans.push(...open);
  const at = [cursor - 1, cursor].find((place) => partners.has(place));
  const partner = at === undefined ? undefined : partners.get(at);
  return { pair: at === undefined || partner === undefined ? [] : [at, partner], orphans };
}
