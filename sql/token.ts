/** A token of the dialect, and what it means. */
import { type IToken, tokenMatcher, type TokenType } from "chevrotain";
import { Colon, Greater, LeftParen, QuotedName, RightParen } from "./tokens.ts";

export type { TokenType };

/** A token as Chevrotain wants it. `endOffset` is inclusive, as there. */
export class Token implements IToken {
  readonly tokenTypeIdx: number;
  /** This `(` opens a query: see `markQueries`. */
  opensQuery = false;
  /** Index of the `)` that closes this `(`, once marked. */
  closedBy: number | undefined = undefined;

  constructor(
    readonly tokenType: TokenType,
    readonly image: string,
    readonly startOffset: number,
    readonly endOffset: number,
  ) {
    this.tokenTypeIdx = tokenType.tokenTypeIdx ?? 0;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "0": "\0" };

/** The value of a {@link StringToken}'s image. */
export function stringValue(image: string): string {
  if (image.startsWith("$$")) return image.slice(2, -2);
  if (image.startsWith("'")) return image.slice(1, -1).replaceAll("''", "'");
  return image.slice(2, -1).replace(
    /''|\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|([\s\S]))/g,
    (all, hex: string | undefined, unicode: string | undefined, char: string | undefined) =>
      all === "''"
        ? "'"
        : char === undefined
        ? String.fromCharCode(parseInt(hex ?? unicode ?? "0", 16))
        : ESCAPES[char] ?? char,
  );
}

/** The name that a word or a quoted name stands for. */
export function nameValue(token: IToken): string {
  if (token.tokenType !== QuotedName) return token.image.toLowerCase();
  const quote = token.image.charAt(0);
  return token.image.slice(1, -1).replaceAll(quote + quote, quote);
}

/** Whether a token is of a type or a category, such as `AnyWord`. */
export function isOf(token: IToken, type: TokenType): boolean {
  return tokenMatcher(token, type);
}

/** Two `>` side by side, starting at `token`: the operator `>>`. */
export function isShiftRight(token: IToken, next: IToken): boolean {
  return token.tokenType === Greater && next.tokenType === Greater && next.startOffset === token.startOffset + 1;
}

/** Whether `token` opens (1), closes (-1) a round bracket, or neither (0). */
export function parenthesis(token: IToken): 1 | -1 | 0 {
  return token.tokenType === LeftParen ? 1 : token.tokenType === RightParen ? -1 : 0;
}

/** `:name` that was not replaced: a lone colon with a name right after it. */
export function isMissingVariable(token: IToken, next: IToken | undefined): boolean {
  return token.tokenType === Colon && next !== undefined && next.startOffset === token.startOffset + 1;
}
