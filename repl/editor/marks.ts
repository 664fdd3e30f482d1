/** Marks that are laid over the colours of a text. */

import { firstEndingAfter, type Token, type TokenClass } from "./highlight.ts";

/** `start` inclusive, `end` exclusive. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly class: TokenClass;
}

/** The tokens, cut where a mark lies over them; of marks that overlap the first one counts. */
export function withMarks(tokens: readonly Token[], marks: readonly Mark[]): readonly Token[] {
  return marks.reduceRight(withMark, tokens);
}

function withMark(tokens: readonly Token[], mark: Mark): readonly Token[] {
  if (mark.end <= mark.start) return tokens;
  const first = firstEndingAfter(tokens, mark.start);
  let behind = first;
  while ((tokens[behind]?.start ?? Infinity) < mark.end) behind++;
  const [cut, last] = [tokens[first], tokens[behind - 1]];
  return [
    ...tokens.slice(0, first),
    ...cut && cut.start < mark.start ? [{ ...cut, end: mark.start }] : [],
    mark,
    ...last && behind > first && last.end > mark.end ? [{ ...last, start: mark.end }] : [],
    ...tokens.slice(behind),
  ];
}
