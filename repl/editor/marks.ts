/** Marks that are laid over the colours of a text. */

import type { Token, TokenClass } from "./highlight.ts";

/** `start` inclusive, `end` exclusive. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly class: TokenClass;
}

/** The tokens, cut where a mark lies over them; of marks that overlap the first one counts. */
export function withMarks(tokens: readonly Token[], marks: readonly Mark[]): readonly Token[] {
  if (marks.length === 0) return tokens;
  let laid = [...tokens];
  for (const mark of marks.toReversed()) laid = withMark(laid, mark);
  return laid;
}

function withMark(tokens: readonly Token[], mark: Mark): Token[] {
  if (mark.end <= mark.start) return [...tokens];
  const before = tokens.flatMap((token) =>
    token.start < mark.start ? [{ ...token, end: Math.min(token.end, mark.start) }] : []
  );
  const after = tokens.flatMap((token) =>
    token.end > mark.end ? [{ ...token, start: Math.max(token.start, mark.end) }] : []
  );
  return [...before, { start: mark.start, end: mark.end, class: mark.class }, ...after];
}
