/** Tokens with the classes that an editor colours. */
import { tokenMatcher } from "chevrotain";
import type { Span } from "../schema/errors.ts";
import { lex } from "./lexer.ts";
import type { Token } from "./token.ts";
import * as T from "./tokens.ts";

export type TokenClass = "keyword" | "string" | "number" | "comment" | "name" | "operator" | "error";

export interface HighlightToken {
  readonly class: TokenClass;
  readonly span: Span;
}

/** All tokens and comments of `text`, in order; what lies between them is blank. Never throws. */
export function tokenize(text: string): HighlightToken[] {
  const comments: HighlightToken[] = [];
  const tokens = lex(text, { onComment: (start, end) => comments.push({ class: "comment", span: { start, end } }) });
  const coloured = tokens.map((token, at): HighlightToken => ({
    class: classOf(token, tokens[at - 1], tokens[at + 1]),
    span: { start: token.startOffset, end: token.endOffset + 1 },
  }));
  return [...coloured, ...comments].sort((a, b) => a.span.start - b.span.start);
}

const ERRORS = [T.UnterminatedString, T.UnterminatedName, T.InvalidNumber, T.UnknownCharacter, T.Caret];

function classOf(token: Token, before: Token | undefined, after: Token | undefined): TokenClass {
  const { tokenType } = token;
  if (tokenType === T.UnterminatedComment) return "comment";
  if (tokenType === T.UnterminatedString) return "string";
  if (ERRORS.includes(tokenType)) return "error";
  if (tokenType === T.StringToken || tokenType === T.BytesToken) return "string";
  if (tokenType === T.NumberToken || tokenType === T.ParameterToken) return "number";
  if (tokenType === T.Word || tokenType === T.QuotedName) return "name";
  if (!tokenMatcher(token, T.AnyWord)) return "operator";
  const partOfPath = before?.tokenType === T.Dot || after?.tokenType === T.Dot;
  const free = tokenMatcher(token, T.FreeWord);
  return partOfPath && free ? "name" : "keyword";
}
