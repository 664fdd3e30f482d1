/** Where the cursor stands: the word that is being typed, and the tokens of its statement around it. */
import { lex } from "../../sql/lexer.ts";
import { splitTokens } from "../../sql/split.ts";
import { isOf, type Token } from "../../sql/token.ts";
import {
  AnyWord,
  Dot,
  LeftBracket,
  LeftParen,
  QuotedName,
  RightBracket,
  RightParen,
  Semicolon,
  UnterminatedName,
  UnterminatedString,
} from "../../sql/tokens.ts";

export interface Place {
  readonly text: string;
  /** Where the word begins, its quote included, and where it ends: at the cursor, or behind the quote that closes it. */
  readonly from: number;
  readonly to: number;
  /** What was typed of it, without quotes. */
  readonly typed: string;
  /** `'` in a text, `"` or a backtick in a name, `""` in a word or where none has begun. */
  readonly quote: string;
  /** Tokens of the statement before the word, and behind the cursor. */
  readonly before: readonly Token[];
  readonly after: readonly Token[];
}

/** Undefined where nothing can be completed: in a comment, at the end of a number or of a closed text. */
export function placeAt(text: string, cursor: number): Place | undefined {
  let commentTo = -1;
  const head = lex(text.slice(0, cursor), { onComment: (_, end) => commentTo = end });
  if (commentTo === cursor && !text.slice(0, cursor).endsWith("*/")) return undefined;
  const last = head.at(-1);
  const touches = last !== undefined && last.endOffset + 1 === cursor;
  const word = touches ? wordOf(last, text) : NO_WORD;
  if (word === undefined) return undefined;
  const from = word === NO_WORD ? cursor : last?.startOffset ?? cursor;
  const statement = splitTokens(text, word === NO_WORD ? head : head.slice(0, -1)).at(-1);
  const closes = word.quote !== "" && text.startsWith(word.quote, cursor);
  const to = closes ? cursor + 1 : cursor;
  return {
    text,
    from,
    to,
    ...word,
    before: statement === undefined || statement.terminated ? [] : statement.tokens,
    after: tokensFrom(text, to),
  };
}

interface TypedWord {
  readonly typed: string;
  readonly quote: string;
}

const NO_WORD: TypedWord = { typed: "", quote: "" };

/** The word that ends at the cursor; undefined for what is no word and no sign. */
function wordOf(token: Token, text: string): TypedWord | undefined {
  const image = text.slice(token.startOffset, token.endOffset + 1);
  const { tokenType } = token;
  if (tokenType === UnterminatedString) {
    return image.startsWith("'") ? { typed: image.slice(1), quote: "'" } : undefined;
  }
  if (tokenType === UnterminatedName) return { typed: image.slice(1), quote: image.charAt(0) };
  if (tokenType === QuotedName) return undefined;
  if (isOf(token, AnyWord)) return { typed: image, quote: "" };
  return /[\p{L}\p{N}'$]$/u.test(image) ? undefined : NO_WORD;
}

/** Of the statement that goes on at `from`. */
function tokensFrom(text: string, from: number): readonly Token[] {
  if (text.length === from) return [];
  const tokens = lex(`${" ".repeat(from)}${text.slice(from)}`);
  const end = tokens.findIndex(({ tokenType }) => tokenType === Semicolon);
  return end < 0 ? tokens : tokens.slice(0, end);
}

/** Indexes of the brackets that are open at the end of `tokens`, innermost last. */
export function openBrackets(tokens: readonly Token[]): number[] {
  const open: number[] = [];
  for (const [index, { tokenType }] of tokens.entries()) {
    if (tokenType === LeftParen || tokenType === LeftBracket) open.push(index);
    else if (tokenType === RightParen || tokenType === RightBracket) open.pop();
  }
  return open;
}

/** The words of `a.b.` at the end of `tokens`, which end with a dot; empty when they do not. */
export function pathBefore(tokens: readonly Token[]): readonly Token[] {
  const path: Token[] = [];
  for (let at = tokens.length - 1; at > 0 && tokens[at]?.tokenType === Dot; at -= 2) {
    const word = tokens[at - 1];
    if (word === undefined || !isOf(word, AnyWord)) break;
    path.unshift(word);
  }
  return path;
}
