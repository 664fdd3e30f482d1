/** A text into its statements, at the `;` between them. */
import type { Span } from "../schema/errors.ts";
import { lex, type LexOptions } from "./lexer.ts";
import { parenthesis, type Token } from "./token.ts";
import { K, Semicolon, UnterminatedComment, UnterminatedName, UnterminatedString } from "./tokens.ts";

/** One statement as text. `span` covers it within the whole text, without the `;` and what surrounds it. */
export interface StatementText {
  readonly text: string;
  readonly span: Span;
  /** A `;` follows. */
  readonly terminated: boolean;
}

/** A statement with its tokens, whose offsets point into the whole text. */
export interface TokenizedStatement extends StatementText {
  readonly tokens: readonly Token[];
}

/** The statements of `text`; empty ones are left out. Never throws. */
export function splitStatements(text: string, options?: LexOptions): StatementText[] {
  return splitTokens(text, lex(text, options));
}

export function splitTokens(text: string, tokens: readonly Token[]): TokenizedStatement[] {
  const statements: TokenizedStatement[] = [];
  let from = 0;
  const finish = (to: number, terminated: boolean) => {
    const first = tokens[from];
    const last = tokens[to - 1];
    if (first && last && to > from) {
      const span = { start: first.startOffset, end: last.endOffset + 1 };
      statements.push({ text: text.slice(span.start, span.end), span, terminated, tokens: tokens.slice(from, to) });
    }
    from = to + 1;
  };
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at]?.tokenType !== Semicolon) continue;
    if (opensStatementSet(tokens, from) && !closesStatementSet(tokens, from, at)) continue;
    finish(at, true);
  }
  finish(tokens.length, false);
  return statements;
}

/** `[EXPLAIN] EXECUTE STATEMENT SET` holds statements that end with `;` themselves. */
function opensStatementSet(tokens: readonly Token[], from: number): boolean {
  const at = tokens[from]?.tokenType === K.explain ? from + 1 : from;
  return tokens[at]?.tokenType === K.execute && tokens[at + 1]?.tokenType === K.statement;
}

/**
 * `; END ;` and `BEGIN END ;`, and any other `END ;` that is no alias, unless an insert follows: then the `;` before
 * END was forgotten, and the statements after the set must not be swallowed.
 */
function closesStatementSet(tokens: readonly Token[], from: number, semicolon: number): boolean {
  if (semicolon - 2 <= from || tokens[semicolon - 1]?.tokenType !== K.end) return false;
  const before = tokens[semicolon - 2]?.tokenType;
  const next = tokens[semicolon + 1]?.tokenType;
  return before === Semicolon || before === K.begin || before !== K.as && next !== K.insert && next !== K.end;
}

const OPEN = [UnterminatedString, UnterminatedName, UnterminatedComment];

/**
 * Whether Enter runs `text`: it is blank, begins with `\` (one line), or ends with a `;` that is not within quotes,
 * a comment, `$$` or an open statement set.
 */
export function isComplete(text: string): boolean {
  if (text.trimStart().startsWith("\\")) return true;
  const tokens = lex(text);
  const last = tokens.at(-1);
  if (last === undefined) return true;
  if (OPEN.includes(last.tokenType)) return false;
  return splitTokens(text, tokens).at(-1)?.terminated ?? true;
}

const QUERY_STARTS = [K.select, K.with, K.values];
const AFTER_BRACKETED_QUERY = [K.union, K.intersect, K.except, K.order, K.limit, K.offset];

/**
 * Marks each `(` that opens a query: SELECT, WITH or VALUES follows, or a bracketed query that goes on as one.
 * One pass from the end, as the answer for a bracket depends on those within it.
 */
export function markQueries(tokens: readonly Token[]): void {
  const closing: number[] = [];
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at];
    const next = tokens[at + 1];
    if (token === undefined) continue;
    const side = parenthesis(token);
    if (side < 0) closing.push(at);
    if (side <= 0) continue;
    const close = closing.pop();
    if (next === undefined) continue;
    token.closedBy = close;
    token.opensQuery = QUERY_STARTS.includes(next.tokenType) || next.opensQuery && continuesQuery(tokens, next);
  }
}

function continuesQuery(tokens: readonly Token[], open: Token): boolean {
  const after = open.closedBy === undefined ? undefined : tokens[open.closedBy + 1];
  return after !== undefined && (parenthesis(after) < 0 || AFTER_BRACKETED_QUERY.includes(after.tokenType));
}
