/** The first mistake of a text that is still being typed. */
import type { Session } from "../../engine/session.ts";
import { SqlError } from "../../schema/errors.ts";
import { lex } from "../../sql/lexer.ts";
import type { ParsedStatement } from "../../sql/parse.ts";
import { inScript, parseScript } from "../../sql/parse.ts";
import { isComplete } from "../../sql/split.ts";
import type { Mistake } from "./assistance.ts";

/**
 * A syntax error, else a name or type that does not fit in a query. Undefined when there is none, or when it is about the
 * last word of a text that is not finished: it may only be the beginning of something. Changes nothing, asks nobody.
 */
export async function firstMistake(
  text: string,
  session: Session,
  variables: Readonly<Record<string, string>>,
): Promise<Mistake | undefined> {
  if (/^\s*\\/.test(text)) return undefined;
  const { statements, errors: [syntax] } = parseScript(text, { variables });
  const error = syntax ?? await firstBindingError(statements, text, session);
  if (error?.diagnostic.span === undefined) return undefined;
  const { start, end } = error.diagnostic.span;
  if (!isComplete(text) && end > (lex(text).at(-1)?.startOffset ?? 0)) return undefined;
  const { hint } = error.diagnostic;
  return {
    start,
    end: Math.max(end, start + 1),
    message: hint === undefined ? error.message : `${error.message}. ${hint}`,
  };
}

/** Up to the first statement that would define something: what follows may need it. */
async function firstBindingError(
  statements: readonly ParsedStatement[],
  text: string,
  session: Session,
): Promise<SqlError | undefined> {
  for (const parsed of statements) {
    const { kind } = parsed.statement;
    if (kind !== "query" && kind !== "insert") return undefined;
    try {
      await session.run(parsed);
    } catch (error) {
      return error instanceof SqlError ? inScript(error, parsed.span, text) : undefined;
    }
  }
  return undefined;
}
