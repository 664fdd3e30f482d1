/** Words that divide a query, for who has its tokens and no tree. */
import type { TokenType } from "./token.ts";
import { K } from "./tokens.ts";

/** The first word of what may stand behind a FROM with its joins. */
export const AFTER_FROM: ReadonlySet<TokenType> = new Set([
  K.where,
  K.group,
  K.having,
  K.order,
  K.limit,
  K.offset,
  K.union,
  K.except,
  K.intersect,
]);

/** Words that stand between two relations: `LEFT OUTER JOIN`. */
export const JOIN_WORDS: ReadonlySet<TokenType> = new Set([
  K.natural,
  K.cross,
  K.inner,
  K.left,
  K.right,
  K.full,
  K.outer,
  K.join,
]);
