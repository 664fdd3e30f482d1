/** Statements laid out anew: canonical text, cut into lines where it is wider than a page. */
import { SqlError } from "../../schema/errors.ts";
import { lex } from "../../sql/lexer.ts";
import { parseScript } from "../../sql/parse.ts";
import { printStatement } from "../../sql/print.ts";
import { splitStatements } from "../../sql/split.ts";
import type { Edited } from "./external_editor.ts";
import { laidOut } from "./format_layout.ts";

/** All statements of `text`. Comments would be lost: a text that has some is refused, as one that does not parse is. */
export function formatted(text: string): Edited {
  let comments = 0;
  lex(text, { onComment: () => comments++ });
  if (comments > 0) return { failure: "Cannot format a statement with comments: they would be lost" };
  const { statements, errors: [error] } = parseScript(text);
  if (error instanceof SqlError) return { failure: `Cannot format: ${error.message}` };
  const ends = splitStatements(text).at(-1)?.terminated ?? true;
  const printed = statements.map(({ statement }) => laidOut(printStatement(statement)));
  return { text: printed.join(";\n") + (ends && printed.length > 0 ? ";" : "") };
}
