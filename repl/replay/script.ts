/** A script of `\save` as what is to be run again: its statements, each with what came of it then. */
import { type ParsedStatement, parseScript } from "../../sql/parse.ts";
import { type SavedRun, savedRun } from "./format.ts";

export interface SavedStatement {
  readonly parsed: ParsedStatement;
  /** Undefined: nothing is known of it, as of one that was written by hand. */
  readonly then: SavedRun | undefined;
}

/** Throws an `SqlError` for the first statement that does not parse, and for a comment that cannot be read. */
export function savedScript(text: string): readonly SavedStatement[] {
  const { statements, errors: [error] } = parseScript(text);
  if (error !== undefined) throw error;
  let from = 0;
  let line = 0;
  return statements.map((parsed) => {
    const { start, end } = parsed.span;
    const lines = text.slice(from, start).split("\n");
    const then = savedRun(lines, line);
    line += lines.length - 1 + text.slice(start, end).split("\n").length - 1;
    from = end;
    return { parsed, then };
  });
}
