/** Long statements made short before the grammar is walked: completion must not take longer than a key. */
import type { Token, TokenType } from "../../sql/token.ts";
import { Comma, K, LeftBracket, LeftParen, RightBracket, RightParen } from "../../sql/tokens.ts";

/** More elements of one list say nothing about what may follow it. */
const ELEMENTS = 5;
/** The element that goes when there are more. */
const DROPPED = ELEMENTS - 2;

const SEPARATORS: ReadonlySet<TokenType> = new Set([Comma, K.and, K.or]);
/** Where one list of a query or CASE ends and another one may begin. */
const CLAUSES: ReadonlySet<TokenType> = new Set([
  K.with,
  K.select,
  K.values,
  K.from,
  K.join,
  K.on,
  K.where,
  K.group,
  K.having,
  K.order,
  K.partition,
  K.limit,
  K.offset,
  K.union,
  K.except,
  K.intersect,
  K.when,
  K.then,
  K.else,
]);

/**
 * The tokens without the middle of long lists and of long conditions. What may follow them is the same, and it is found in
 * the time that a short statement takes.
 */
export function withoutMiddles(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = [];
  /** For each open bracket and CASE: where in `kept` the elements of its list begin. */
  const lists: { starts: number[]; readonly isCase: boolean }[] = [{ starts: [0], isCase: false }];
  for (const token of tokens) {
    const { tokenType } = token;
    kept.push(token);
    const list = lists.at(-1);
    const opens = tokenType === LeftParen || tokenType === LeftBracket;
    const closes = tokenType === RightParen || tokenType === RightBracket;
    if (opens || tokenType === K.case) lists.push({ starts: [kept.length], isCase: !opens });
    else if (lists.length > 1 && (closes || tokenType === K.end && list?.isCase)) lists.pop();
    else if (list && CLAUSES.has(tokenType)) list.starts = [kept.length];
    else if (list && SEPARATORS.has(tokenType)) begin(kept, list.starts);
  }
  return kept;
}

/** An element begins at the end of `kept`; one in the middle is taken out when they have become too many. */
function begin(kept: Token[], starts: number[]): void {
  starts.push(kept.length);
  if (starts.length <= ELEMENTS) return;
  const from = starts[DROPPED] ?? kept.length;
  const length = (starts[DROPPED + 1] ?? kept.length) - from;
  kept.splice(from, length);
  starts.splice(DROPPED, 1);
  for (let at = DROPPED; at < starts.length; at++) starts[at] = (starts[at] ?? 0) - length;
}
