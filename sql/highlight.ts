/** Tokens with the classes that an editor colours. */
import { tokenMatcher } from "chevrotain";
import type { Span } from "../schema/errors.ts";
import { lex } from "./lexer.ts";
import type { Token } from "./token.ts";
import * as T from "./tokens.ts";
import { type ScriptKind, scriptTokens } from "./typescript.ts";

export type TokenClass = "keyword" | "string" | "number" | "comment" | "name" | "operator" | "error";

export interface HighlightToken {
  readonly class: TokenClass;
  readonly span: Span;
}

/** All tokens and comments of `text`, in order; what lies between them is blank. Never throws. */
export function tokenize(text: string): HighlightToken[] {
  const comments: HighlightToken[] = [];
  const tokens = lex(text, { onComment: (start, end) => comments.push({ class: "comment", span: { start, end } }) });
  const coloured = tokens.flatMap((token, at): readonly HighlightToken[] => {
    const span = { start: token.startOffset, end: token.endOffset + 1 };
    if (isCode(token, tokens[at - 1], tokens[at - 2])) return codeTokens(text, span, token);
    return [{ class: classOf(token, tokens[at - 1], tokens[at + 1]), span }];
  });
  return [...coloured, ...comments].sort((a, b) => a.span.start - b.span.start);
}

/** `$$ … $$` behind LANGUAGE typescript AS, closed or not. */
function isCode({ image }: Token, before: Token | undefined, second: Token | undefined): boolean {
  return image.startsWith("$$") && before?.tokenType === T.K.as && second?.tokenType === T.K.typescript;
}

const OF_SCRIPT: Readonly<Record<ScriptKind, TokenClass>> = {
  keyword: "keyword",
  word: "name",
  string: "string",
  number: "number",
  comment: "comment",
  sign: "operator",
};

/** The code as what it is, and the `$$` around it. */
function codeTokens(text: string, { start, end }: Span, { tokenType }: Token): HighlightToken[] {
  const from = start + "$$".length;
  const to = tokenType === T.UnterminatedString ? end : end - "$$".length;
  const code = scriptTokens(text.slice(from, to)).map((token): HighlightToken => ({
    class: OF_SCRIPT[token.kind],
    span: { start: from + token.start, end: from + token.end },
  }));
  const edge = (at: number): HighlightToken => ({ class: "operator", span: { start: at, end: at + 2 } });
  return [edge(start), ...code, ...to === end ? [] : [edge(to)]];
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
