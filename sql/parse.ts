/** Text to statements. Parsing never touches a catalog, and nothing of a text with a syntax error should be run. */
import type { IToken } from "chevrotain";
import { SqlError } from "../schema/errors.ts";
import type { Span, Statement } from "./ast.ts";
import { checkDepth } from "./depth.ts";
import { grammar } from "./grammar/grammar.ts";
import { lex } from "./lexer.ts";
import { LimitCounter, limitError, MAX_NESTING, tooNested } from "./limits.ts";
import { markQueries, splitTokens, type TokenizedStatement } from "./split.ts";
import { syntaxError } from "./syntax_error.ts";
import type { Token } from "./token.ts";

export interface ParseOptions {
  /** Values of `:name` (a literal: a number if it reads as one, else a text) and `:"name"` (a name). */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface ParsedStatement {
  readonly statement: Statement;
  /** Where `text` stands in the whole script. */
  readonly span: Span;
  /** The statement alone, without its `;`: what the spans of {@link statement} point into. */
  readonly text: string;
}

export interface ParsedScript {
  readonly statements: readonly ParsedStatement[];
  /** The first error of each statement that has one; `source` is the whole script. */
  readonly errors: readonly SqlError[];
}

/** All statements of a script. */
export function parseScript(text: string, options: ParseOptions = {}): ParsedScript {
  const statements: ParsedStatement[] = [];
  const errors: SqlError[] = [];
  for (const part of splitTokens(text, lex(text, { ...options, limits: new LimitCounter() }))) {
    const result = parseTokens(part);
    if (result instanceof SqlError) errors.push(inScript(result, part.span, text));
    else statements.push({ statement: result, span: part.span, text: part.text });
  }
  return { statements, errors };
}

/** The only statement of a text; throws a {@link SqlError} if there is none, more than one, or a wrong one. */
export function parseStatement(text: string, options: ParseOptions = {}): ParsedStatement {
  const { statements: [first, second], errors: [error] } = parseScript(text, options);
  if (error) throw error;
  if (!first) throw new SqlError("Expected a statement", { code: "syntax", source: text });
  if (second) throw new SqlError("Expected a single statement", { code: "syntax", source: text, span: second.span });
  return first;
}

/** An error of one statement, with its span moved to where the statement stands in the script. */
export function inScript(error: SqlError, place: Span, script: string): SqlError {
  const { span } = error.diagnostic;
  return new SqlError(error.message, {
    ...error.diagnostic,
    source: script,
    span: span && { start: span.start + place.start, end: span.end + place.start },
    cause: error.cause,
  });
}

function parseTokens({ tokens, span }: TokenizedStatement): Statement | SqlError {
  const parser = grammar();
  markQueries(tokens);
  parser.base = span.start;
  parser.depth = 0;
  parser.input = [...tokens];
  try {
    const statement = parser.statement();
    const [error] = parser.errors;
    if (error) return firstError(tokens, error.token, span);
    if (tokens.length > MAX_NESTING) checkDepth(statement);
    return statement;
  } catch (error) {
    if (error instanceof SqlError) return error;
    if (!(error instanceof RangeError)) throw error;
    return tooNested({ start: 0, end: span.end - span.start }, error);
  }
}

/** What is wrong with the token that the parser stopped at. */
function firstError(tokens: readonly Token[], failed: IToken, { start }: Span): SqlError {
  const { tokenType, startOffset, endOffset = startOffset } = failed;
  return limitError(tokenType, { start: startOffset - start, end: endOffset + 1 - start }) ??
    syntaxError(tokens, tokens.indexOf(failed as Token), start);
}
