/** Long statements made short before the grammar is walked: completion must not take longer than a key. */
import type { Token, TokenType } from "../../sql/token.ts";
import { Comma, K, LeftBracket, LeftParen, RightBracket, RightParen } from "../../sql/tokens.ts";

/** More elements of one list say nothing about what may follow it. */
const ELEMENTS = 8;
/** The element that goes when there are more. */
const DROPPED = ELEMENTS - 2;

const SEPARATORS: ReadonlySet<TokenType> = new Set([Comma, K.and, K.or]);
/** Where one list of a query ends and another one may begin. */
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
]);

/**
 * The tokens without the middle of long lists and of long conditions. What may follow them is the same, and it is found in
 * the time that a short statement takes.
 */
export function withoutMiddles(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = [];
  /** For each open bracket: where in `kept` the elements of its list begin. */
  const lists: number[][] = [[0]];
  for (const token of tokens) {
    const { tokenType } = token;
    kept.push(token);
    if (tokenType === LeftParen || tokenType === LeftBracket) lists.push([kept.length]);
    else if ((tokenType === RightParen || tokenType === RightBracket) && lists.length > 1) lists.pop();
    else if (CLAUSES.has(tokenType)) lists[lists.length - 1] = [kept.length];
    else if (SEPARATORS.has(tokenType)) begin(kept, lists.at(-1) ?? []);
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
