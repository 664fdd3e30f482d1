/** The rest of a statement that the person may have in mind, shown dim behind what was typed. */

import { type Completion, likely } from "../completion/candidates.ts";
import { type HistoryEntry, MASK } from "./history.ts";

/** The newest statement that begins with `text`, of this folder if there is one; what it has more than the text. */
export function ghostFromHistory(text: string, entries: readonly HistoryEntry[], dir: string): string | undefined {
  let elsewhere: string | undefined;
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at];
    if (entry === undefined || entry.sql.length <= text.length || !entry.sql.startsWith(text)) continue;
    if (entry.sql.includes(MASK)) continue;
    if (entry.dir === dir) return entry.sql.slice(text.length);
    elsewhere ??= entry.sql.slice(text.length);
  }
  return elsewhere;
}

/** The rest of the only candidate at the end of `text`. */
export function ghostFromCompletion(text: string, completion: Completion): string | undefined {
  const [only, ...others] = likely(completion);
  const typed = text.slice(completion.from);
  if (only === undefined || others.length > 0 || completion.waiting !== undefined || typed === "") return undefined;
  if (completion.exact === 0 || !only.text.startsWith(typed)) return undefined;
  return only.text.slice(typed.length) || undefined;
}

/** What Alt-F takes of a ghost: up to the end of its first word. */
export function firstWord(ghost: string): string {
  return /^[^\p{L}\p{N}_]*[\p{L}\p{N}\p{M}_]*/u.exec(ghost)?.[0] || ghost;
}

/** What is shown of a ghost: one line, and whether there is more. */
export function shownGhost(ghost: string): string {
  const [line = "", ...more] = ghost.split("\n");
  return more.length > 0 ? `${line} …` : line;
}
