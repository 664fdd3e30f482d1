/** What may be inserted at the cursor, and how a list of it looks. */

import { displayWidth } from "../terminal/width.ts";

export interface Candidate {
  /** What takes the place of the text from {@link Completion.from} to the cursor. */
  readonly text: string;
  /** A type, a signature, a doc line: for menus. */
  readonly detail?: string;
}

export interface Completion {
  /** Offset where the word to complete begins; not behind the cursor. */
  readonly from: number;
  /** Best first. */
  readonly candidates: readonly Candidate[];
}

/** The longest beginning that all texts share, never half a character. */
export function commonBeginning(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  let common = Array.from(first);
  for (const text of others) {
    const chars = Array.from(text);
    const differs = common.findIndex((char, index) => char !== chars[index]);
    if (differs >= 0) common = common.slice(0, differs);
  }
  return common.join("");
}

/** Texts in columns, read downward, at most `height` lines; what does not fit is counted in the last one. */
export function inColumns(texts: readonly string[], width: number, height: number): string[] {
  const cell = Math.min(width, Math.max(...texts.map(displayWidth), 1) + 2);
  const across = Math.max(1, Math.floor(width / cell));
  const room = Math.max(1, height - 1) * across;
  const listed = texts.length > height * across ? texts.slice(0, room) : texts;
  const down = Math.ceil(listed.length / across);
  const lines = Array.from({ length: down }, (_, row) => {
    const cells = listed.filter((_, index) => index % down === row);
    return cells.map((text) => text + " ".repeat(Math.max(0, cell - displayWidth(text)))).join("").trimEnd();
  });
  if (listed.length < texts.length) lines.push(`… ${texts.length - listed.length} more`);
  return lines;
}
