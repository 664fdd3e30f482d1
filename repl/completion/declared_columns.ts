/** The columns that a CREATE TABLE lists, while it is being typed. */
import { quoteIdentifier } from "../../sql/lexer.ts";
import { isOf, nameValue, type Token } from "../../sql/token.ts";
import { AnyWord, Comma, FreeWord, K, LeftParen, RightParen } from "../../sql/tokens.ts";
import type { Candidate } from "./candidates.ts";
import type { Place } from "./place.ts";

/** Columns of the statement's own `( … )` in CREATE TABLE. */
export function declaredColumns({ before, after }: Pick<Place, "before" | "after">): Candidate[] {
  if (before[0]?.tokenType !== K.create) return [];
  const tokens = [...before, ...after];
  const open = tokens.findIndex(({ tokenType }) => tokenType === LeftParen);
  const ahead = tokens.slice(0, Math.max(0, open)).some(({ tokenType }) => tokenType === K.with);
  if (open < 0 || ahead) return [];
  return elementStarts(tokens, open).flatMap((at): Candidate[] => {
    const [word, type] = [tokens[at], tokens[at + 1]];
    if (!word || !type || !isColumnDefinition(word, type)) return [];
    return [{ text: quoteIdentifier(nameValue(word)), kind: "column", detail: type.image.toUpperCase() }];
  });
}

/** Where the elements of the list begin whose bracket is at `open`. */
function elementStarts(tokens: readonly Token[], open: number): number[] {
  const starts = [open + 1];
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const type = tokens[at]?.tokenType;
    if (type === LeftParen) depth++;
    else if (type === RightParen && --depth === 0) break;
    else if (type === Comma && depth === 1) starts.push(at + 1);
  }
  return starts;
}

function isColumnDefinition(word: Token, next: Token): boolean {
  if (!isOf(word, AnyWord) || !(isOf(next, FreeWord) || next.tokenType === K.as)) return false;
  return !(word.tokenType === K.watermark && next.tokenType === K.for) &&
    !(word.tokenType === K.primary && next.tokenType === K.key);
}
